// Owns the page on which staff record what was done for one row of a plan: a note, a link, a payment, a reason why not.
// What may be recorded is the desk's to decide; what a report makes of it is core's.
import { html } from 'hono/html';
import type { PlanRow } from '../../../app/desk.ts';
import { type EvidenceView, evidenceKinds } from '../../../app/plan/evidence.ts';
import { shownSum } from '../../../core/plan/report-words.ts';
import { localDate } from '../../../core/time.ts';
import { shortDate } from '../../../core/ukrainian.ts';
import type { Html } from '../../layout.ts';
import { button, choiceGroup, hidden, input, postForm, textArea } from '../fields.ts';
import { oneOf } from '../form.ts';
import { link, table } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';
import { lineTitle } from './plan-words.ts';

export const evidenceRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/plans/:id/evidence/:key', who: everyone, answer: (visit) => evidencePage(visit) },
  { method: 'POST', path: '/plans/:id/evidence/:key', who: everyone, answer: add },
  { method: 'POST', path: '/plans/:id/evidence/:key/remove', who: everyone, answer: remove },
];

/** A field for a local date. */
export function dayInput({ name, label, value }: { name: string; label: string; value: string }): Html {
  return html`<div class="field"><label for="${name}">${label}</label><input type="date" id="${name}" name="${name}" value="${value}" required></div>`;
}

/** The page of a row's evidence, under /console. */
export function evidencePath(plan: string, key: string): string {
  return `/plans/${encodeURIComponent(plan)}/evidence/${encodeURIComponent(key)}`;
}

const pathOf = ({ param }: Visit) => evidencePath(param('id'), param('key'));

const acts = ['added', 'removed'] as const;

/** The page; with `refusal` what was sent stands in the form and the reason above it. */
async function evidencePage(visit: Visit, refusal: string | null = null): Promise<Shown> {
  const { desk, param, query, say } = visit;
  const plan = await desk.plans.show(param('id'));
  const row = plan?.rows.find(({ line }) => line.key === param('key'));
  if (!plan || !row) return missing(visit, html`<p>${link('/plans', say('evidence.back'))}</p>`);
  const list = await desk.evidence.list(plan.id, row.line.key);
  const body = html`<p>${link(`/plans/${encodeURIComponent(plan.id)}`, say('evidence.back'))} · ${link(`/report?plan=${encodeURIComponent(plan.id)}`, say('evidence.report'))}</p>
<p>${say('evidence.means')}</p>
${list.length > 0 ? records(visit, list) : html`<p>${say('evidence.none')}</p>`}
${plan.dropped ? '' : html`<h2>${say('evidence.new')}</h2>${newForm(visit)}`}`;
  const act = oneOf(acts, query('did') ?? '');
  const flash = refusal
    ? problem(say('evidence.check', { problem: refusal }))
    : act
      ? { kind: 'done' as const, text: say(`evidence.${act}`) }
      : null;
  const title = say('evidence.title', { name: nameOf(row) });
  return { title, body, ...(flash ? { flash } : {}), ...(refusal ? { status: 422 as const } : {}) };
}

function nameOf({ line }: PlanRow): string {
  return String(lineTitle(line));
}

function records(visit: Visit, list: readonly EvidenceView[]): Html {
  const { say } = visit;
  return table({
    caption: say('evidence.caption'),
    head: ['on', 'kind', 'text', 'sum', 'by', 'act'].map((key) => say(`evidence.head.${key}`)),
    rows: list.map(({ id, on, kind, text, kopecks, by }) => [
      html`<time datetime="${on}">${shortDate(on)} ${on.slice(0, 4)}</time>`,
      say(`evidence.kind.${kind}`),
      text,
      kopecks === null ? '' : shownSum(kopecks),
      by,
      postForm({
        action: `${pathOf(visit)}/remove`,
        csrf: visit.csrf,
        body: html`${hidden({ evidence: id })}${button(say('evidence.remove'), { look: 'quiet', about: text })}`,
      }),
    ]),
    numbers: [3],
  });
}

function newForm(visit: Visit): Html {
  const { form, csrf, now, say } = visit;
  const kind = oneOf(evidenceKinds, form.text('kind')) ?? 'note';
  const body = html`${choiceGroup({
    name: 'kind',
    label: say('evidence.head.kind'),
    kind: 'radio',
    options: evidenceKinds.map((one) => ({ value: one, label: say(`evidence.kind.${one}`) })),
    chosen: [kind],
  })}
${textArea({ name: 'text', label: say('evidence.text'), hint: say('evidence.textHint'), value: form.text('text'), required: true })}
${input({ name: 'sum', label: say('evidence.sum'), hint: say('evidence.sumHint'), value: form.text('sum') })}
${dayInput({ name: 'on', label: say('evidence.on'), value: form.text('on') || localDate(now) })}
${button(say('evidence.add'))}`;
  return postForm({ action: pathOf(visit), csrf, body });
}

async function add(visit: Visit): Promise<Answer> {
  const { desk, form, member, param } = visit;
  const given = {
    planId: param('id'),
    line: param('key'),
    kind: oneOf(evidenceKinds, form.text('kind')) ?? 'note',
    text: form.text('text'),
    sum: form.text('sum'),
    on: form.text('on') || null,
  };
  const added = await desk.evidence.add(given, member.email);
  return added.ok ? { to: `/console${pathOf(visit)}?did=added` } : evidencePage(visit, added.message);
}

/** Takes a record out; only one of this very row, so that a stale page cannot reach another's. */
async function remove(visit: Visit): Promise<Answer> {
  const { desk, form, member, param } = visit;
  const id = form.text('evidence');
  const mine = await desk.evidence.list(param('id'), param('key'));
  if (!mine.some((one) => one.id === id)) {
    return evidencePage(visit, visit.say('evidence.gone'));
  }
  const removed = await desk.evidence.remove(id, member.email);
  return removed.ok ? { to: `/console${pathOf(visit)}?did=removed` } : evidencePage(visit, removed.message);
}
