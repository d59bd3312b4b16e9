// Owns bringing a list of addresses in on the console: the file, what was understood of it, its progress and what came of it.
import { html } from 'hono/html';
import type { ListJob } from '../../../app/letters/list-job.ts';
import type { RowRemark } from '../../../mail/list-rows.ts';
import type { Html } from '../../layout.ts';
import { largestUpload } from '../../limits-body.ts';
import { button, input, postForm } from '../fields.ts';
import { type Errors, errorsOf, hasErrors } from '../form.ts';
import { link, table, terms } from '../show.ts';
import {
  type Answer,
  type ConsoleRoute,
  everyone,
  missing,
  problem,
  type Shown,
  type Visit,
} from '../visit.ts';

export const listRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/people/list', who: everyone, answer: (visit) => uploadPage(visit) },
  { method: 'POST', path: '/people/list', who: everyone, answer: read },
  { method: 'GET', path: '/people/list/:id', who: everyone, answer: (visit) => jobPage(visit) },
  { method: 'POST', path: '/people/list/:id', who: everyone, answer: begin },
  { method: 'GET', path: '/people/list/:id/rejected.csv', who: everyone, answer: rejectedFile },
];

/** Remarks that the page shows; the file has all of them. */
const mostShown = 50;
const refreshSeconds = 2;

type Fields = { source: string; ground: string };

function uploadPage(visit: Visit, fields: Fields = { source: '', ground: '' }, errors: Errors = {}): Shown {
  const { csrf, say } = visit;
  const file = input({
    name: 'file',
    label: say('list.file'),
    hint: say('list.fileHint'),
    type: 'file',
    accept: '.csv,.xlsx,.txt',
    required: true,
    error: errors.file,
  });
  const field = (name: keyof Fields) =>
    input({
      name,
      label: say(`list.${name}`),
      hint: say(`list.${name}Hint`),
      required: true,
      value: fields[name],
      error: errors[name],
    });
  const body = html`<p>${link('/people', say('people.back'))}</p><p>${say('list.means')}</p>
${postForm({ action: '/people/list', csrf, upload: true, body: html`${file}${field('source')}${field('ground')}${button(say('list.look'))}` })}`;
  return { title: say('list.title'), body };
}

async function read(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const file = form.file('file');
  const fields = { source: form.text('source'), ground: form.text('ground') };
  const needed = (value: string) => (value === '' ? say('error.required') : null);
  const noFile = !file || file.size === 0 ? say('list.noFile') : null;
  const errors = errorsOf({
    file: noFile ?? ((file?.size ?? 0) > largestUpload ? say('list.tooLarge') : null),
    source: needed(fields.source),
    ground: needed(fields.ground),
  });
  if (!file || hasErrors(errors)) return refused(visit, fields, errors);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const result = await desk.lists.read({ name: file.name, bytes, ...fields, by: member.email });
  if (!result.ok) return refused(visit, fields, { file: result.message });
  return { to: `/console/people/list/${result.value.id}` };
}

function refused(visit: Visit, fields: Fields, errors: Errors): Shown {
  return { ...uploadPage(visit, fields, errors), status: 422, flash: problem(visit.say('list.again')) };
}

function jobPage(visit: Visit): Shown {
  const { desk, say } = visit;
  const job = desk.lists.show(visit.param('id'));
  const back = html`<p>${link('/people/list', say('list.other'))}</p>`;
  if (!job) return missing(visit, html`<p>${say('list.gone')}</p>${back}`);
  const about = terms([
    [say('list.name'), job.name],
    [say('list.source'), job.source],
    [say('list.ground'), job.ground],
  ]);
  const title = say(`list.state.${job.state}`);
  const body = html`${back}<div class="sheet">${about}</div>${stateOf(visit, job)}`;
  return { title, body, ...(job.state === 'storing' ? { refresh: refreshSeconds } : {}) };
}

function stateOf(visit: Visit, job: ListJob): Html {
  const { say } = visit;
  switch (job.state) {
    case 'read':
      return html`${preview(visit, job)}${beginForm(visit, job)}`;
    case 'storing': {
      const { done, all, step } = job.progress;
      const percent = all === 0 ? 0 : Math.floor((100 * done) / all);
      return html`<p role="status">${say(`list.step.${step}`, { percent })}</p>
<p><progress max="100" value="${percent}" aria-label="${say('list.state.storing')}">${percent} %</progress></p>
<p>${say('list.leave')} ${link(`/people/list/${job.id}`, say('list.refresh'))}</p>`;
    }
    case 'done':
      return report(visit, job);
    case 'failed':
      return html`<p>${say('list.failed')}</p>${beginForm(visit, job)}`;
  }
}

function beginForm({ csrf, say }: Visit, { id }: ListJob): Html {
  return postForm({ action: `/people/list/${id}`, csrf, body: button(say('list.begin')) });
}

function preview({ say }: Visit, { preview: found }: ListJob): Html {
  const { rows, addresses, duplicates, rejected, notes, consent, first } = found;
  const yesNo = (value: boolean | null) =>
    value === null ? '—' : say(value ? 'list.consent.yes' : 'list.consent.no');
  return html`<p>${say('list.found', { rows, addresses })} ${say('list.odd', { duplicates, rejected, notes })}</p>
<p>${say(consent ? 'list.isConsent' : 'list.isLegacy')}</p>
${table({
  caption: say('list.first', { n: first.length }),
  head: ['row', 'addresses', 'contest', 'year', 'consent'].map((key) => say(`list.head.${key}`)),
  rows: first.map((one) => [
    String(one.row),
    one.addresses.join(', '),
    one.contest === null ? '—' : say(`contest.${one.contest}`),
    one.year === null ? '—' : String(one.year),
    yesNo(one.consent),
  ]),
})}`;
}

function report({ say }: Visit, { id, report: found }: ListJob): Html {
  if (!found) return html``;
  const { rejected, notes, ...counts } = found;
  const names = ['rows', 'added', 'updated', 'unchanged', 'suppressed', 'duplicates'] as const;
  const odd = [...rejected, ...notes].length;
  return html`${table({
    caption: say('list.result'),
    head: [say('list.head.what'), say('list.head.count')],
    rows: [
      ...names.map((name) => [say(`list.count.${name}`), counts[name]]),
      [say('list.count.rejected'), rejected.length],
      [say('list.count.notes'), notes.length],
    ],
    numbers: [1],
  })}
<p>${say('list.again.safe')}</p>
${remarks({ say }, 'rejected', rejected)}${remarks({ say }, 'notes', notes)}
${odd > 0 ? html`<p><a href="/console/people/list/${id}/rejected.csv">${say('list.csv')}</a></p>` : ''}
<p>${link('/people', say('people.back'))}</p>`;
}

function remarks({ say }: Pick<Visit, 'say'>, kind: 'rejected' | 'notes', all: readonly RowRemark[]): Html {
  if (all.length === 0) return html``;
  const more = all.length - mostShown;
  return html`${table({
    caption: say(`list.${kind}`),
    head: ['row', 'field', 'written', 'reason'].map((key) => say(`list.head.${key}`)),
    rows: all
      .slice(0, mostShown)
      .map(({ row, field, written, reason }) => [String(row), field, written, reason]),
  })}${more > 0 ? html`<p>${say('list.more', { n: more })}</p>` : ''}`;
}

function begin(visit: Visit): Answer {
  const { desk, member } = visit;
  const id = visit.param('id');
  const result = desk.lists.begin(id, member.email);
  if (result.ok) return { to: `/console/people/list/${id}` };
  return { ...uploadPage(visit), status: 409, flash: problem(result.message) };
}

function rejectedFile(visit: Visit): Answer {
  const text = visit.desk.lists.rejected(visit.param('id'));
  if (text === null) return missing(visit, html`<p>${visit.say('list.gone')}</p>`);
  const bytes = new TextEncoder().encode(text);
  return { file: { name: 'rejected.csv', type: 'text/csv; charset=utf-8', bytes } };
}
