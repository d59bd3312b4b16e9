// Owns the console's page of one project: what is known of it, its news, and telling a step of the work. The list is projects.ts's.
import { html } from 'hono/html';
import type { ProjectPage } from '../../../app/projects/project-desk.ts';
import { hasWon } from '../../../core/project.ts';
import { sumInWords } from '../../../core/project-view.ts';
import { longDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { button, postForm, textArea } from '../fields.ts';
import { link, moment, table, terms } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  done,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { projectListRoutes, stateWords } from './projects.ts';

export const projectRoutes: readonly ConsoleRoute[] = [
  ...projectListRoutes,
  { method: 'GET', path: '/projects/:uid', who: everyone, answer: (visit) => projectPage(visit) },
  { method: 'POST', path: '/projects/:uid/steps', who: everyone, answer: addStep },
];

async function projectPage(
  visit: Visit,
  given: { text: string; error?: string } = { text: '' },
): Promise<Shown> {
  const { desk, say } = visit;
  const back = html`<p>${link('/projects', say('projects.back'))}</p>`;
  const project = await desk.projects.show(visit.param('uid'));
  if (!project) return missing(visit, back);
  const body = html`${back}${facts(visit, project)}
${project.description ? html`<h2>${say('project.description')}</h2><p>${project.description}</p>` : ''}
<h2>${say('project.news')}</h2>
${news(visit, project)}
<h2>${say('project.step')}</h2>
${hasWon(project) && !project.removed ? stepForm(visit, given) : html`<p>${say('project.step.notWon')}</p>`}`;
  return { title: project.title, body };
}

function facts(visit: Visit, project: ProjectPage): Html {
  const { say } = visit;
  const { budgetPlan, budgetFact, decisionOn, decisionUrl, url } = project;
  const away = (to: string | null) => to && html`<a href="${to}" rel="noopener">${to}</a>`;
  return html`<div class="sheet">${terms([
    [say('projects.head.number'), project.number],
    [say('projects.contest'), say(`contest.${project.contest}`)],
    [say('projects.head.cycle'), project.cycle],
    [say('projects.head.category'), project.category],
    [say('project.size'), project.size],
    [say('project.place'), project.place],
    [say('projects.head.state'), stateWords(visit, project)],
    [say('projects.head.cost'), budgetPlan === null ? null : sumInWords(budgetPlan)],
    [say('project.spent'), budgetFact === null ? null : sumInWords(budgetFact)],
    [say('project.votes'), project.votes],
    [say('project.responsible'), project.responsible],
    [say('project.decisionOn'), decisionOn && longDate(decisionOn)],
    [say('project.decisionUrl'), away(decisionUrl)],
    [say('project.url'), away(url)],
    [say('projects.head.followers'), project.followers],
    [say('project.uid'), project.uid],
  ])}</div>`;
}

function news({ say }: Visit, { news: all }: ProjectPage): Html {
  if (all.length === 0) return html`<p>${say('project.news.none')}</p>`;
  return table({
    caption: say('project.news.caption'),
    head: ['at', 'kind', 'text', 'by'].map((key) => say(`project.news.head.${key}`)),
    rows: all.map(({ at, kind, text, by }) => [moment(at), say(`project.news.${kind}`), text ?? '', by]),
  });
}

function stepForm({ csrf, say, param }: Visit, { text, error }: { text: string; error?: string }): Html {
  const field = textArea({
    name: 'text',
    label: say('project.step.text'),
    hint: say('project.step.hint'),
    required: true,
    value: text,
    ...(error === undefined ? {} : { error }),
  });
  return postForm({
    action: `/projects/${encodeURIComponent(param('uid'))}/steps`,
    csrf,
    body: html`${field}${button(say('project.step.do'))}`,
  });
}

async function addStep(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const uid = visit.param('uid');
  const text = form.text('text');
  const result = await desk.projects.addStep({ project: uid, text, by: member.email });
  if (result.ok) return done(`/projects/${encodeURIComponent(uid)}`, 'projectStepAdded');
  const shown = await projectPage(visit, { text, error: result.message });
  return { ...shown, status: shown.status === 404 ? 404 : 422, flash: problem(say('form.check')) };
}
