// Owns what staff do with projects: bring a list in after looking at what it changes, look, tell a step of the work.
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import {
  addNews,
  findProject,
  followers,
  listProjects,
  type NewsRow,
  newsOf,
  putProject,
} from '../../../db/projects.ts';
import { type ContestId, contestIds } from '../../core/contest.ts';
import { hasWon, type Project } from '../../core/project.ts';
import { inFairOrder, projectsMeant } from '../../core/project-view.ts';
import { projectListLimits, readProjectList } from '../../projects/read.ts';
import type { ListedProject, RowRemark } from '../../projects/rows.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { compareList, type ListOutcome, type ProjectChange } from './project-list.ts';

/** A row with a sentence about what is the matter with it. */
export type Remark = { row: number; field: string; reason: string };
export type ProjectsImport = Omit<ListOutcome, 'rejected'> & {
  rows: number;
  rejected: Remark[];
  notes: Remark[];
  /** Pieces of news that followers get of it. */
  news: number;
};
/** A list that was read and waits for somebody to bring it in; `id` says which it is. */
export type ProposedList = ProjectsImport & {
  id: string;
  fileName: string;
  contest: ContestId;
  cycle: string;
};
export type ListUpload = { name: string; bytes: Uint8Array };
/** `cycle` null: the one that runs. */
export type ListOf = { contest: ContestId; cycle: string | null; complete: boolean; by: string };

export type ProjectView = Project & { followers: number };
export type ProjectPage = ProjectView & { news: NewsRow[] };

export type ProjectDesk = {
  /** Every project, by contest, cycle and number. */
  list: () => Promise<ProjectView[]>;
  show: (uid: string) => Promise<ProjectPage | null>;
  /** Reads a list and brings it in; without `save` it only says what would change. */
  import: (file: ListUpload, of: ListOf & { save: boolean }) => Promise<Result<ProjectsImport>>;
  /** Reads a list and keeps it aside until somebody has looked. */
  propose: (file: ListUpload, of: Omit<ListOf, 'complete'>) => Promise<Result<ProposedList>>;
  proposed: (complete: boolean) => Promise<ProposedList | null>;
  apply: (of: { id: string; complete: boolean; by: string }) => Promise<Result<ProjectsImport>>;
  /** A step of the work on a winner, in staff's own words: a second person approves it before followers get it. */
  addStep: (of: { project: string; text: string; by: string }) => Promise<Result<NewsRow>>;
  /** The projects that a number means, for the command line. */
  numbered: (number: string, contest: ContestId | null) => Promise<Project[]>;
};

type Aside = { id: string; fileName: string; contest: ContestId; cycle: string; read: ReadList };
type ReadList = { rows: number; projects: ListedProject[]; rejected: RowRemark[]; notes: RowRemark[] };

const asideKey = 'projects.aside';
/** A setting can't be null: this stands where no list is kept. */
const nothing = false as const;
/** A step is told in some sentences; more belongs on a page that they link to. */
const longestStep = 1000;

export function projectDesk(app: App): ProjectDesk {
  return {
    list: () => listed(app),
    show: async (uid) => {
      const project = await findProject(reading(app), uid);
      if (!project) return null;
      const people = (await followers(reading(app))).get(uid) ?? 0;
      return { ...project, followers: people, news: await newsOf(reading(app), uid) };
    },
    import: async (file, of) => {
      const read = await readList(app, file);
      if (!read.ok) return read;
      const cycle = of.cycle ?? (await cycleOf(app, of.contest));
      const whole = { ...of, cycle, read: read.value };
      return { ok: true, value: await bringIn(app, whole) };
    },
    propose: (file, of) => propose(app, file, of),
    proposed: (complete) => proposed(app, complete),
    apply: (of) => apply(app, of),
    addStep: (of) => addStep(app, of),
    numbered: async (number, contest) => {
      const found = projectsMeant(await listProjects(reading(app)), number);
      const content = await currentContent(app);
      const mine = found.filter((one) => !one.removed && (contest === null || one.contest === contest));
      const running = mine.filter((one) => one.cycle === content.contests[one.contest].cycle.name);
      return running.length > 0 ? running : mine;
    },
  };
}

async function listed(app: App): Promise<ProjectView[]> {
  const people = await followers(reading(app));
  const all = (await listProjects(reading(app))).map((one) => ({
    ...one,
    followers: people.get(one.uid) ?? 0,
  }));
  const views = new Map(all.map((one) => [one.uid, one]));
  const ordered = contestIds.flatMap((contest) => {
    const cycles = Map.groupBy(
      all.filter((one) => one.contest === contest),
      ({ cycle }) => cycle,
    );
    return [...cycles]
      .sort(([a], [b]) => (a < b ? 1 : -1))
      .flatMap(([, projects]) => inFairOrder(projects, null));
  });
  return ordered.flatMap(({ uid }) => views.get(uid) ?? []);
}

async function cycleOf(app: App, contest: ContestId): Promise<string> {
  return (await currentContent(app)).contests[contest].cycle.name;
}

async function readList(app: App, file: ListUpload): Promise<Result<ReadList>> {
  const list = await readProjectList(file.bytes);
  if (list.ok) return { ok: true, value: list };
  const most = list.problem === 'tooManyRows' ? projectListLimits.rows : projectListLimits.megabytes;
  return refuse(app, `projects.${list.problem}`, { file: file.name, most: String(most) });
}

type Bringing = {
  read: ReadList;
  contest: ContestId;
  cycle: string;
  complete: boolean;
  by: string;
  save: boolean;
};

/** Compares a list and, with `save`, writes what changes: projects, news of their states, and a line of the audit. */
async function bringIn(app: App, of: Bringing): Promise<ProjectsImport> {
  const { read, contest, cycle, complete, save, by } = of;
  const content = await currentContent(app);
  const rule = {
    contest,
    complete,
    cycleOf: (id: ContestId) => (id === contest ? cycle : content.contests[id].cycle.name),
  };
  const compare = async (at: At) => compareList(await listProjects(at), read.projects, rule);
  const outcome = save
    ? await writing(app, async (at) => {
        const found = await compare(at);
        for (const change of found.changes) await keep(at, app, { change, by });
        const { added, updated, removed } = found;
        const detail = { contest, cycle, added, updated, removed };
        if (found.changes.length > 0)
          await writeAudit(at, app, { actor: by, act: 'projects.import', object: contest, detail });
        return found;
      })
    : await compare(reading(app));
  return worded(app, { outcome, read });
}

async function keep(at: At, app: App, { change, by }: { change: ProjectChange; by: string }): Promise<void> {
  const now = app.clock.now();
  await putProject(at, change.after, now);
  const { news, after } = change;
  if (!news) return;
  const { uid, cycle } = after;
  // One project is admitted, wins or is finished once in a cycle, however often lists go back and forth.
  const key = `${uid} ${cycle} ${news}`;
  await addNews(at, { id: app.newId(), key, projectUid: uid, kind: news, text: null, at: now, by });
}

function worded(app: App, { outcome, read }: { outcome: ListOutcome; read: ReadList }): ProjectsImport {
  const { rejected, ...rest } = outcome;
  const remark = ({ row, field, code, value }: RowRemark): Remark => {
    const template = app.files.phrases[`cli.projects.reason.${code}`] ?? code;
    return { row, field, reason: template.replace('{value}', () => value) };
  };
  const all = [...read.rejected, ...rejected].sort((a, b) => a.row - b.row);
  return {
    ...rest,
    rows: read.rows,
    rejected: all.map(remark),
    notes: read.notes.map(remark),
    news: rest.changes.filter(({ news }) => news !== null).length,
  };
}

async function propose(
  app: App,
  file: ListUpload,
  of: Omit<ListOf, 'complete'>,
): Promise<Result<ProposedList>> {
  const read = await readList(app, file);
  if (!read.ok) return read;
  const { contest } = of;
  const cycle = of.cycle ?? (await cycleOf(app, contest));
  const aside: Aside = { id: app.newId(), fileName: file.name, contest, cycle, read: read.value };
  await writing(app, (at) => putSetting(at, asideKey, aside));
  return { ok: true, value: await proposedOf(app, aside, false) };
}

async function proposed(app: App, complete: boolean): Promise<ProposedList | null> {
  const aside = await setting<Aside | typeof nothing>(reading(app), asideKey);
  return aside ? await proposedOf(app, aside, complete) : null;
}

async function proposedOf(app: App, aside: Aside, complete: boolean): Promise<ProposedList> {
  const { id, fileName, contest, cycle, read } = aside;
  const outcome = await bringIn(app, { read, contest, cycle, complete, by: '', save: false });
  return { id, fileName, contest, cycle, ...outcome };
}

/** Brings in the list that was looked at, and no other one that somebody put aside since. */
async function apply(
  app: App,
  of: { id: string; complete: boolean; by: string },
): Promise<Result<ProjectsImport>> {
  const aside = await setting<Aside | typeof nothing>(reading(app), asideKey);
  if (!aside || aside.id !== of.id) return refuse(app, 'projects.aside');
  const { read, contest, cycle } = aside;
  const value = await bringIn(app, { read, contest, cycle, complete: of.complete, by: of.by, save: true });
  await writing(app, (at) => putSetting(at, asideKey, nothing));
  return { ok: true, value };
}

async function addStep(
  app: App,
  of: { project: string; text: string; by: string },
): Promise<Result<NewsRow>> {
  const text = of.text.trim();
  if (text === '') return refuse(app, 'projects.step.empty');
  if (text.length > longestStep) return refuse(app, 'projects.step.long', { most: String(longestStep) });
  return await writing(app, async (at) => {
    const project = await findProject(at, of.project);
    if (!project || project.removed) return refuse(app, 'projects.unknown', { number: of.project });
    if (!hasWon(project)) return refuse(app, 'projects.step.notWon');
    const id = app.newId();
    const key = `${project.uid} step ${id}`;
    const news: NewsRow = {
      id,
      key,
      projectUid: project.uid,
      kind: 'step',
      text,
      at: app.clock.now(),
      by: of.by,
    };
    await addNews(at, news);
    await writeAudit(at, app, { actor: of.by, act: 'projects.step', object: project.uid });
    return { ok: true as const, value: news };
  });
}
