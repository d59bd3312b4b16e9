// Owns the console's list of projects and the upload of a list: what it would change is shown before anything is. One project is project.ts's.
import { html } from 'hono/html';
import type {
  ProjectsImport,
  ProjectView,
  ProposedList,
  Remark,
} from '../../../app/projects/project-desk.ts';
import { contestIds } from '../../../core/contest.ts';
import { sumInWords } from '../../../core/project-view.ts';
import type { Html } from '../../layout.ts';
import { largestUpload } from '../../limits-body.ts';
import { button, choiceGroup, hidden, input, postForm, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, table } from '../show.ts';
import { type Answer, type ConsoleRoute, done, everyone, problem, type Shown, type Visit } from '../visit.ts';

export const projectListRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/projects', who: everyone, answer: (visit) => projectsPage(visit) },
  { method: 'POST', path: '/projects', who: everyone, answer: propose },
  { method: 'GET', path: '/projects/list', who: everyone, answer: (visit) => proposedPage(visit) },
  { method: 'POST', path: '/projects/list', who: everyone, answer: apply },
];

/** Changes and remarks of a kind that are shown; a list of a big city has hundreds. */
const mostShown = 100;

/** How a state of a project is called on the console. */
export function stateWords(
  { say }: Pick<Visit, 'say'>,
  { state, removed }: Pick<ProjectView, 'state' | 'removed'>,
) {
  return say(removed ? 'project.removed' : `project.state.${state}`);
}

async function projectsPage(visit: Visit, error?: string): Promise<Shown> {
  const { desk, say } = visit;
  const projects = await desk.projects.list();
  const body = html`<p>${say('projects.means')}</p>
${
  projects.length > 0
    ? contestIds.map((contest) =>
        projectTable(
          visit,
          projects.filter((one) => one.contest === contest),
        ),
      )
    : html`<p>${say('projects.none')}</p>`
}
<h2>${say('projects.upload')}</h2>
<p>${say('projects.uploadMeans')}</p>
${uploadForm(visit, error)}`;
  return { title: say('projects.title'), body };
}

function projectTable(visit: Visit, projects: readonly ProjectView[]): Html {
  const { say } = visit;
  const [first] = projects;
  if (!first) return html``;
  return table({
    caption: say('projects.caption', { contest: say(`contest.${first.contest}`) }),
    head: ['title', 'number', 'category', 'cost', 'state', 'cycle', 'followers'].map((key) =>
      say(`projects.head.${key}`),
    ),
    rows: projects.map((one) => [
      link(`/projects/${encodeURIComponent(one.uid)}`, one.title),
      one.number ?? '',
      one.category ?? '',
      one.budgetPlan === null ? '' : sumInWords(one.budgetPlan),
      stateWords(visit, one),
      one.cycle,
      one.followers,
    ]),
    numbers: [6],
  });
}

function uploadForm({ csrf, say }: Visit, error: string | undefined): Html {
  const options = contestIds.map((value) => ({ value, label: say(`contest.${value}`) }));
  const body = html`${input({
    name: 'file',
    label: say('projects.file'),
    hint: say('projects.fileHint'),
    type: 'file',
    accept: '.csv,.xlsx',
    required: true,
    error,
  })}
${select({ name: 'contest', label: say('projects.contest'), hint: say('projects.contestHint'), options })}
${input({ name: 'cycle', label: say('projects.cycle'), hint: say('projects.cycleHint') })}
${button(say('projects.look'))}`;
  return postForm({ action: '/projects', csrf, upload: true, body });
}

async function propose(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const file = form.file('file');
  if (!file || file.size === 0) return refused(visit, say('projects.noFile'));
  if (file.size > largestUpload) return refused(visit, say('plans.tooLarge'));
  const upload = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  const contest = oneOf(contestIds, form.text('contest')) ?? 'city';
  const result = await desk.projects.propose(upload, {
    contest,
    cycle: form.text('cycle') || null,
    by: member.email,
  });
  return result.ok ? { to: '/console/projects/list' } : refused(visit, result.message);
}

async function refused(visit: Visit, message: string): Promise<Shown> {
  return { ...(await projectsPage(visit, message)), status: 422, flash: problem(visit.say('form.check')) };
}

async function proposedPage(visit: Visit): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const back = html`<p>${link('/projects', say('projects.back'))}</p>`;
  const list = await desk.projects.proposed(false);
  if (!list)
    return { title: say('projects.proposed'), body: html`<p>${say('projects.nothingProposed')}</p>${back}` };
  const nothing = list.changes.length === 0 && list.missing === 0;
  const body = html`${back}<p>${say('projects.file.name', { name: list.fileName, contest: say(`contest.${list.contest}`), cycle: list.cycle })}</p>
${sums(visit, list)}
${remarks(visit, 'rejected', list.rejected)}
${remarks(visit, 'notes', list.notes)}
${changes(visit, list)}
${nothing ? html`<p>${say('projects.nothingChanges')}</p>` : postForm({ action: '/projects/list', csrf, body: applyFields(visit, list) })}`;
  return { title: say('projects.proposed'), body };
}

function sums({ say }: Visit, { rows, added, updated, unchanged, rejected, news }: ProjectsImport): Html {
  return html`<p>${say('projects.sums', { rows, added, updated, unchanged, rejected: rejected.length })}</p>
${news > 0 ? html`<p>${say('projects.news', { n: news })}</p>` : ''}`;
}

function remarks({ say }: Visit, kind: 'rejected' | 'notes', all: readonly Remark[]): Html {
  if (all.length === 0) return html``;
  const more = all.length - mostShown;
  return html`<h2>${say(`projects.${kind}`)}</h2>
<ul>${all.slice(0, mostShown).map((remark) => html`<li>${say('projects.remark', remark)}</li>`)}</ul>
${more > 0 ? html`<p>${say('projects.more', { n: more })}</p>` : ''}`;
}

function changes(visit: Visit, { changes: all }: ProposedList): Html {
  const { say } = visit;
  if (all.length === 0) return html``;
  const rows = all.slice(0, mostShown).map(({ kind, before, after, fields }) => {
    const state =
      before && before.state !== after.state
        ? say('projects.stateChange', { before: stateWords(visit, before), after: stateWords(visit, after) })
        : stateWords(visit, after);
    const touched = fields.map((field) => say(`projects.changed.${field}`)).join(', ');
    return [after.title, after.number ?? '', say(`projects.kind.${kind}`), state, touched];
  });
  const more = all.length - mostShown;
  return html`${table({
    caption: say('projects.changes'),
    head: ['title', 'number', 'kind', 'state', 'fields'].map((key) => say(`projects.head.${key}`)),
    rows,
  })}${more > 0 ? html`<p>${say('projects.more', { n: more })}</p>` : ''}`;
}

function applyFields({ say }: Visit, { id, missing, contest, cycle }: ProposedList): Html {
  const leaving = choiceGroup({
    name: 'complete',
    label: say('projects.missing', { n: missing, contest: say(`contest.${contest}`), cycle }),
    hint: say('projects.missingHint'),
    kind: 'checkbox',
    options: [{ value: 'yes', label: say('projects.complete') }],
    chosen: [],
  });
  return html`${hidden({ id })}${missing > 0 ? leaving : ''}${button(say('projects.apply'))}`;
}

async function apply(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const complete = form.text('complete') === 'yes';
  const result = await desk.projects.apply({ id: form.text('id'), complete, by: member.email });
  if (!result.ok) return { ...(await proposedPage(visit)), status: 409, flash: problem(result.message) };
  const { added, updated, removed } = result.value;
  return done('/projects', 'projectsBroughtIn', { count: added + updated + removed });
}
