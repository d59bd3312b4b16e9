// Owns the opinion polls of the console: asking one, the list, and one with its counts once it is over, also as a table file.
import { html } from 'hono/html';
import type { PollView } from '../../../app/events/poll-desk.ts';
import { contestIds } from '../../../core/contest.ts';
import { mostOptions } from '../../../core/event.ts';
import { readInstant } from '../../../core/time.ts';
import { longMoment } from '../../../core/ukrainian.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, input, postForm, select, textArea } from '../fields.ts';
import { type Errors, errorsOf, hasErrors, oneOf } from '../form.ts';
import { link, moment, table, tag, terms } from '../show.ts';
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

export const pollRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/polls', who: everyone, answer: (visit) => pollsPage(visit) },
  { method: 'POST', path: '/polls', who: everyone, answer: addPoll },
  { method: 'GET', path: '/polls/:id', who: everyone, answer: (visit) => pollPage(visit) },
  { method: 'GET', path: '/polls/:id/file', who: everyone, answer: pollFile },
  { method: 'POST', path: '/polls/:id/close', who: everyone, answer: closePoll },
];

type Fields = { question: string; options: string; contest: string; opensAt: string; closesAt: string };
const noFields: Fields = { question: '', options: '', contest: '', opensAt: '', closesAt: '' };
const pathOf = (id: string) => `/polls/${encodeURIComponent(id)}`;

async function pollsPage(visit: Visit, fields = noFields, errors: Errors = {}): Promise<Shown> {
  const { desk, say } = visit;
  const polls = [...(await desk.polls.list())].reverse();
  const body = html`<p>${say('polls.means')}</p>
${polls.length > 0 ? pollTable(visit, polls) : html`<p>${say('polls.none')}</p>`}
<h2>${say('polls.new')}</h2>
${newForm(visit, { fields, errors })}`;
  return { title: say('polls.title'), body };
}

function stateTag({ say }: Visit, { state }: PollView): Html {
  return tag(say(`polls.state.${state}`), state === 'open' ? 'note' : 'plain');
}

function pollTable(visit: Visit, polls: readonly PollView[]): Html {
  const { say } = visit;
  return table({
    caption: say('polls.title'),
    head: ['question', 'opens', 'closes', 'state', 'answers'].map((key) => say(`polls.head.${key}`)),
    rows: polls.map((one) => [
      link(pathOf(one.id), one.question),
      moment(one.opensAt),
      moment(one.closesAt),
      stateTag(visit, one),
      one.answers,
    ]),
    numbers: [4],
  });
}

function newForm({ csrf, say }: Visit, { fields, errors }: { fields: Fields; errors: Errors }): Html {
  const field = (name: keyof Fields) => ({
    name,
    label: say(`polls.field.${name}`),
    value: fields[name],
    error: errors[name],
  });
  const contests = contestIds.map((value) => ({ value, label: say(`contest.${value}`) }));
  const body = html`${input({ ...field('question'), hint: say('polls.questionHint'), required: true })}
${textArea({ ...field('options'), hint: say('polls.optionsHint', { most: mostOptions }), required: true })}
${select({ ...field('contest'), options: [{ value: '', label: say('polls.everybody') }, ...contests] })}
${input({ ...field('opensAt'), type: 'datetime-local', hint: say('polls.opensHint') })}
${input({ ...field('closesAt'), type: 'datetime-local', hint: say('form.kyivTime'), required: true })}
${button(say('polls.add'))}`;
  return postForm({ action: '/polls', csrf, body });
}

async function addPoll(visit: Visit): Promise<Answer> {
  const { desk, form, member, now, say } = visit;
  const fields: Fields = {
    question: form.text('question'),
    options: form.text('options'),
    contest: form.text('contest'),
    opensAt: form.text('opensAt'),
    closesAt: form.text('closesAt'),
  };
  const opensAt = fields.opensAt === '' ? now : readInstant(fields.opensAt);
  const closesAt = readInstant(fields.closesAt);
  const errors = errorsOf({
    question: fields.question === '' ? say('error.required') : null,
    options: fields.options === '' ? say('error.required') : null,
    opensAt: opensAt === null ? say('error.moment') : null,
    closesAt: closesAt === null ? say('error.moment') : null,
  });
  if (opensAt === null || closesAt === null || hasErrors(errors))
    return { ...(await pollsPage(visit, fields, errors)), status: 422, flash: problem(say('form.check')) };
  const { question } = fields;
  const contest = oneOf(contestIds, fields.contest);
  const poll = { question, options: fields.options.split('\n'), contest, opensAt, closesAt };
  const added = await desk.polls.add(poll, member.email);
  if (added.ok) return done(pathOf(added.value.id), 'pollAdded');
  return { ...(await pollsPage(visit, fields)), status: 409, flash: problem(added.message) };
}

async function pollPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { csrf, desk, say } = visit;
  const poll = await desk.polls.show(visit.param('id'));
  if (!poll) return missing(visit, html`<p>${link('/polls', say('polls.back'))}</p>`);
  const end = postForm({
    action: `${pathOf(poll.id)}/close`,
    csrf,
    body: button(say('polls.close'), { look: 'grave' }),
  });
  const body = html`<p>${link('/polls', say('polls.back'))}</p>
<p>${stateTag(visit, poll)}</p>
${terms([
  [say('polls.head.opens'), longMoment(poll.opensAt)],
  [say('polls.head.closes'), longMoment(poll.closesAt)],
  [say('polls.field.contest'), poll.contest ? say(`contest.${poll.contest}`) : say('polls.everybody')],
  [say('polls.head.answers'), poll.answers],
  [say('polls.command'), html`<code>/poll ${poll.id}</code>`],
])}
<p>${say('polls.commandMeans')}</p>
${countsTable(visit, poll)}
${poll.state === 'open' ? end : ''}`;
  return { title: poll.question, body, ...(flash ? { flash, status: 409 } : {}) };
}

function countsTable({ say }: Visit, { id, options, counts, state }: PollView): Html {
  if (counts === null)
    return html`<ul>${options.map((option) => html`<li>${option}</li>`)}</ul>
<p>${say(state === 'closed' ? 'polls.few' : 'polls.later')}</p>`;
  return html`${table({
    caption: say('polls.results'),
    head: [say('polls.head.option'), say('polls.head.answers')],
    rows: options.map((option, index) => [option, counts[index] ?? 0]),
    numbers: [1],
  })}<p>${link(`${pathOf(id)}/file`, say('polls.file'))}</p>`;
}

/** The counts as CSV; a program of tables must not take a text for a formula. */
async function pollFile(visit: Visit): Promise<Answer> {
  const { desk, say } = visit;
  const poll = await desk.polls.show(visit.param('id'));
  const counts = poll?.counts ?? null;
  if (!poll || counts === null) return missing(visit, html`<p>${link('/polls', say('polls.back'))}</p>`);
  const cell = (text: string) => `"${text.replace(/^[=+\-@\t]/, "'$&").replaceAll('"', '""')}"`;
  const head = `${cell(say('polls.head.option'))},${cell(say('polls.head.answers'))}`;
  const rows = poll.options.map((option, index) => `${cell(option)},${counts[index] ?? 0}`);
  const bytes = new TextEncoder().encode(`\uFEFF${[head, ...rows].join('\r\n')}\r\n`);
  return { file: { name: 'opytuvannia.csv', type: 'text/csv; charset=utf-8', bytes } };
}

async function closePoll(visit: Visit): Promise<Answer> {
  const id = visit.param('id');
  const closed = await visit.desk.polls.close(id, visit.member.email);
  return closed.ok ? done(pathOf(id), 'pollClosed') : pollPage(visit, problem(closed.message));
}
