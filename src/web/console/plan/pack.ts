// Owns the page of a ready pack: choose contest and stage, read every text as it will stand, take the files.
import { html } from 'hono/html';
import type { PackOf, PackView } from '../../../app/plan/pack.ts';
import { contestIds, stageIds } from '../../../core/contest.ts';
import type { Html } from '../../layout.ts';
import { button, hidden, postForm, select } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link } from '../show.ts';
import { type Answer, type ConsoleRoute, everyone, problem, type Shown, type Visit } from '../visit.ts';
import { wordOf } from './task-words.ts';

export const packRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/plans/:id/pack/:key', who: everyone, answer: (visit) => packPage(visit) },
  { method: 'POST', path: '/plans/:id/pack/:key', who: everyone, answer: takeFile },
];

/** What the address or the form chooses; voting of the city's contest where it says nothing. */
function chosen(visit: Visit): PackOf {
  const given = (name: string) => visit.query(name) ?? visit.form.text(name);
  return {
    planId: visit.param('id'),
    key: visit.param('key'),
    contest: oneOf(contestIds, given('contest')) ?? 'city',
    stage: oneOf(stageIds, given('stage')) ?? 'voting',
  };
}

async function packPage(visit: Visit): Promise<Shown> {
  const word = wordOf(visit);
  const of = chosen(visit);
  const pack = await visit.desk.packs.look(of);
  const back = html`<p>${link(`/plans/${encodeURIComponent(of.planId)}`, word('pack.plan'))}</p>`;
  const choice = await choiceForm(visit, of);
  if (!pack.ok) {
    const missing = pack.code === 'plan.unknown' || pack.code === 'plan.line';
    const body = html`${missing ? '' : choice}${back}`;
    const title = word('pack.title', { what: of.key });
    return { title, body, status: missing ? 404 : 422, flash: problem(pack.message) };
  }
  const body = html`<p>${word('pack.means')}</p>${choice}
${pack.value.texts.map(
  ({ part, text }) => html`<h2>${word(`part.${part}`)}</h2><div class="message">${text}</div>
${fileForm(visit, of, { file: `${part}.txt`, label: word('pack.download', { file: `${part}.txt` }) })}`,
)}
${codeAndAll(visit, of, pack.value)}${back}`;
  return { title: word('pack.title', { what: pack.value.title }), body };
}

function codeAndAll(visit: Visit, of: PackOf, { source, link: page }: PackView): Html {
  const word = wordOf(visit);
  return html`<h2>${word('part.qr')}</h2><p>${word('pack.source', { link: page })}</p>
${fileForm(visit, of, { file: 'qr.svg', label: word('pack.download', { file: 'qr.svg' }) })}
${fileForm(visit, of, { file: `${source}.zip`, label: word('pack.all') })}`;
}

async function choiceForm(visit: Visit, of: PackOf): Promise<Html> {
  const word = wordOf(visit);
  const stages = await visit.desk.packs.stages(of.contest);
  const options = (family: string, ids: readonly string[]) =>
    ids.map((value) => ({ value, label: visit.say(`${family}.${value}`) }));
  const field = (name: string) => ({ name, label: word(`pack.field.${name}`) });
  return html`<form method="get" action="/console/plans/${encodeURIComponent(of.planId)}/pack/${encodeURIComponent(of.key)}">
${select({ ...field('contest'), value: of.contest, options: options('contest', contestIds) })}
${select({ ...field('stage'), value: of.stage, options: options('stage', stages) })}
${button(word('pack.choose'))}
</form>`;
}

/** Taking a file registers its source, which changes something: so it is a form and no link. */
function fileForm(visit: Visit, of: PackOf, { file, label }: { file: string; label: string }): Html {
  const { contest, stage } = of;
  const body = html`${hidden({ contest, stage, file })}${button(label, { look: 'quiet' })}`;
  const action = `/plans/${encodeURIComponent(of.planId)}/pack/${encodeURIComponent(of.key)}`;
  return postForm({ action, csrf: visit.csrf, body });
}

async function takeFile(visit: Visit): Promise<Answer> {
  const made = await visit.desk.packs.make(chosen(visit), visit.member.email);
  const name = visit.form.text('file');
  const file = made.ok ? made.value.find((one) => one.name === name) : undefined;
  return file ? { file } : packPage(visit);
}
