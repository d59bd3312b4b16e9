// Owns what the public pages show of projects: a page of the list by category and words, and all of them as open data.
import { createHash } from 'node:crypto';
import { listProjects, projectsToShow, standingProjects, stepsOf } from '../../../db/projects.ts';
import { type ContestId, contestIds } from '../../core/contest.ts';
import { hasWon, type Listed, type Project } from '../../core/project.ts';
import { categoriesOf, categoryRef, inFairOrder, isDrawn } from '../../core/project-view.ts';
import type { Content } from '../../core/texts.ts';
import { localDate } from '../../core/time.ts';
import { openSearch } from '../../projects/search.ts';
import { type App, currentContent, reading } from '../app.ts';
import { inHryvnias, type OpenRecord, openCsv, recommendedFields } from '../plan/open-data-table.ts';
import { listedOf } from '../talk/look-projects.ts';

/** What a reader chose; `category` is the short word of one, `page` counts from 1. */
export type ProjectsWanted = {
  contest: ContestId | null;
  category: string | null;
  words: string | null;
  page: number;
};
/** A step of the work on a project that was approved and told: `text` in staff's own words. */
export type ProjectStep = { uid: string; at: number; text: string };

/** One page of the list; `contest` null: the city shows no projects. */
export type ProjectsShown = {
  listed: readonly Listed[];
  contest: ContestId | null;
  categories: readonly { ref: string; category: string; count: number }[];
  category: string | null;
  projects: readonly Project[];
  /** What has been done on the projects of this page, the newest first. */
  steps: readonly ProjectStep[];
  total: number;
  page: number;
  pages: number;
  order: 'number' | 'lot' | 'words';
};
export type ProjectPages = {
  show: (wanted: ProjectsWanted) => Promise<ProjectsShown>;
  /** Every project on the list as CSV with the field names of the open data. */
  csv: () => Promise<string>;
};

const pageSize = 20;
const longestWords = 200;

export function projectPages(app: App): ProjectPages {
  return { show: (wanted) => shown(app, wanted), csv: () => csvOf(app) };
}

async function shown(app: App, wanted: ProjectsWanted): Promise<ProjectsShown> {
  const at = reading(app);
  const content = await currentContent(app, at);
  const cycles = contestIds.map((id) => ({ contest: id, cycle: content.contests[id].cycle.name }));
  const listed = listedOf(await standingProjects(at), cycles);
  const contest = (listed.find((one) => one.contest === wanted.contest) ?? listed[0])?.contest ?? null;
  const none = {
    listed,
    contest,
    categories: [],
    category: null,
    projects: [],
    steps: [],
    total: 0,
    page: 1,
    pages: 1,
  };
  if (contest === null) return { ...none, order: 'number' };
  const { name } = content.contests[contest].cycle;
  const all = (await projectsToShow(at, { cycles, followed: [] })).filter(
    (one) => one.contest === contest && one.cycle === name,
  );
  const chosen = chosenOf(app, { all, content, contest, wanted });
  const pages = Math.max(1, Math.ceil(chosen.projects.length / pageSize));
  const page = Math.min(wanted.page, pages);
  const projects = chosen.projects.slice((page - 1) * pageSize, page * pageSize);
  return {
    ...none,
    ...chosen,
    categories: categoriesOf(all).map((one) => ({ ...one, ref: categoryRef(one.category) })),
    projects,
    steps: await stepsOf(
      at,
      projects.map(({ uid }) => uid),
    ),
    total: chosen.projects.length,
    page,
    pages,
  };
}

type Choosing = { all: readonly Project[]; content: Content; contest: ContestId; wanted: ProjectsWanted };

/** While people campaign and vote the order is drawn by lot, for everybody anew each day. */
function chosenOf(app: App, { all, content, contest, wanted }: Choosing) {
  const now = app.clock.now();
  const drawn = isDrawn(content.contests[contest], now);
  const seed = createHash('sha256')
    .update(`${app.secret} ${localDate(now)}`)
    .digest('hex');
  const fair = inFairOrder(all, drawn ? seed : null);
  const category =
    categoriesOf(all).find((one) => categoryRef(one.category) === wanted.category)?.category ?? null;
  const inCategory = fair.filter((one) => category === null || one.category === category);
  const words = wanted.words?.slice(0, longestWords).trim() ?? '';
  if (words === '')
    return { category, projects: inCategory, order: drawn ? ('lot' as const) : ('number' as const) };
  const byUid = new Map(inCategory.map((one) => [one.uid, one]));
  const found = openSearch(inCategory, content)(words).flatMap((uid) => byUid.get(uid) ?? []);
  return { category, projects: found, order: 'words' as const };
}

/** The fields of the recommended open data schema, and behind them what it lacks and residents know a project by. */
export const projectFields = [...recommendedFields, 'number', 'place', 'contest', 'cycle'] as const;
export type ProjectField = (typeof projectFields)[number];

async function csvOf(app: App): Promise<string> {
  return openCsv(projectFields, await projectRecords(app));
}

/** Every project on the list under the field names of the open data. */
export async function projectRecords(app: App): Promise<OpenRecord<ProjectField>[]> {
  const content = await currentContent(app);
  const projects = (await listProjects(reading(app))).filter(({ removed }) => !removed);
  return inFairOrder(projects, null).map((one) => recordOf(content, one));
}

/** Votes are told when they are counted; who wrote a project is not known to us. */
function recordOf(content: Content, project: Project): OpenRecord<ProjectField> {
  const { votes, state, budgetPlan, budgetFact } = project;
  return {
    uid: project.uid,
    kind: project.size,
    type: project.category,
    title: project.title,
    description: project.description,
    url: project.url,
    authorityName: content.city.controller.name,
    authorityId: null,
    authorityCattutc: null,
    count: hasWon(project) || state === 'lost' ? votes : null,
    creator: null,
    status: content.phrases[`project.state.${state}`] ?? state,
    decisionDate: project.decisionOn,
    decisionUrl: project.decisionUrl,
    budgetPlan: inHryvnias(budgetPlan),
    budgetFact: inHryvnias(budgetFact),
    responsible: project.responsible,
    number: project.number,
    place: project.place,
    contest: content.contests[project.contest].short,
    cycle: project.cycle,
  };
}
