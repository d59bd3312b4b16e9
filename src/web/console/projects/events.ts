// Owns the list of the city's events, the form for a new one, and the page of one with what people said of it.
import { html } from 'hono/html';
import type { EventAnswers, EventPage, EventView } from '../../../app/events/event-desk.ts';
import { type ContestId, contestIds, type StageId, stageIds } from '../../../core/contest.ts';
import { endOf, isCancelled, ratings } from '../../../core/event.ts';
import { whenInWords } from '../../../core/occurrences/occurrence-events.ts';
import type { Flash, Html } from '../../layout.ts';
import { button, choiceGroup, input, postForm, select } from '../fields.ts';
import { type Errors, oneOf } from '../form.ts';
import { link, message, moment, table, tag, terms } from '../show.ts';
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
import type { Say } from '../words.ts';
import { eventInputs, fieldsFrom, noEventFields, readEvent } from './event-form.ts';

export const eventRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/events', who: everyone, answer: (visit) => eventsPage(visit) },
  { method: 'POST', path: '/events', who: everyone, answer: addEvent },
  { method: 'GET', path: '/events/:id', who: everyone, answer: (visit) => eventPage(visit) },
  { method: 'POST', path: '/events/:id/cancel', who: everyone, answer: cancelEvent },
  { method: 'POST', path: '/events/:id/record', who: everyone, answer: recordEvent },
];

type Again = { contest: string; stage: string; fields: typeof noEventFields; errors: Errors };
const nothingTyped: Again = { contest: '', stage: '', fields: noEventFields, errors: {} };

async function eventsPage(visit: Visit, again: Again = nothingTyped): Promise<Shown> {
  const { desk, say, now } = visit;
  const events = await desk.events.list();
  const coming = events.filter((one) => endOf(one) > now && !isCancelled(one));
  const past = events.filter((one) => !coming.includes(one)).reverse();
  const body = html`<p>${say('events.means')}</p>
${coming.length > 0 ? eventTable(say, say('events.coming'), coming) : html`<p>${say('events.none')}</p>`}
<h2>${say('events.new')}</h2>
${newForm(visit, again)}
${past.length > 0 ? html`<h2>${say('events.past')}</h2>${eventTable(say, say('events.past'), past)}` : ''}`;
  return { title: say('events.title'), body };
}

function eventTable(say: Say, caption: string, events: readonly EventView[]): Html {
  return table({
    caption,
    head: ['title', 'when', 'place', 'going', 'waiting'].map((key) => say(`events.head.${key}`)),
    rows: events.map((one) => [
      html`${link(`/events/${encodeURIComponent(one.id)}`, one.title)}${isCancelled(one) ? html` ${tag(say('events.off'), 'problem')}` : ''}`,
      moment(one.startsAt),
      one.place,
      one.capacity ? say('events.ofSeats', { n: one.going, total: one.capacity }) : one.going,
      one.waiting,
    ]),
    numbers: [4],
  });
}

function newForm({ csrf, say }: Visit, { contest, stage, fields, errors }: Again): Html {
  const named = (family: string, ids: readonly string[]) =>
    ids.map((value) => ({ value, label: say(`${family}.${value}`) }));
  const choose = (name: 'contest' | 'stage', value: string, ids: readonly string[]) =>
    select({
      name,
      label: say(`event.field.${name}`),
      value,
      error: errors[name],
      options: [{ value: '', label: say('events.choose') }, ...named(name, ids)],
      required: true,
    });
  const body = html`${eventInputs(say, { fields, errors })}
${choose('contest', contest, contestIds)}${choose('stage', stage, stageIds)}
${button(say('events.add'))}`;
  return postForm({ action: '/events', csrf, body });
}

async function addEvent(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const fields = fieldsFrom(form);
  const [contest, stage] = [form.text('contest'), form.text('stage')];
  const read = readEvent(say, fields);
  const ids: { contest: ContestId | null; stage: StageId | null } = {
    contest: oneOf(contestIds, contest),
    stage: oneOf(stageIds, stage),
  };
  const errors: Record<string, string> = 'errors' in read ? { ...read.errors } : {};
  if (!ids.contest) errors.contest = say('error.choose');
  if (!ids.stage) errors.stage = say('error.choose');
  const again = async (text: string, status: 409 | 422): Promise<Shown> => ({
    ...(await eventsPage(visit, { contest, stage, fields, errors })),
    status,
    flash: problem(text),
  });
  if ('errors' in read || !ids.contest || !ids.stage) return again(say('form.check'), 422);
  const where = { contest: ids.contest, stage: ids.stage, planId: null, line: null };
  const added = await desk.events.add({ ...read, ...where }, member.email);
  if (!added.ok) return again(added.message, 409);
  return done(`/events/${encodeURIComponent(added.value.id)}`, 'eventAdded');
}

/** The page of one event; `flash` says what went wrong with an act on it. */
export async function eventPage(visit: Visit, flash: Flash | null = null): Promise<Shown> {
  const { desk, say } = visit;
  const event = await desk.events.show(visit.param('id'));
  if (!event) return missing(visit, html`<p>${link('/events', say('events.back'))}</p>`);
  const body = html`<p>${link('/events', say('events.back'))}</p>
${facts(visit, event)}
${event.about ? message(event.about) : ''}
${answered(say, event)}
${acts(visit, event)}`;
  return { title: event.title, body, ...(flash ? { flash, status: 409 } : {}) };
}

function facts({ say, origin }: Visit, event: EventPage): Html {
  const page = `${origin}/event/${event.id}`;
  return terms([
    [say('events.field.when'), whenInWords(event)],
    [say('events.field.place'), event.place],
    [say('events.field.link'), event.link],
    [say('event.field.contest'), say(`contest.${event.contest}`)],
    [say('event.field.stage'), say(`stage.${event.stage}`)],
    [
      say('events.head.going'),
      event.capacity ? say('events.ofSeats', { n: event.going, total: event.capacity }) : event.going,
    ],
    [say('events.head.waiting'), event.waiting],
    [say('events.page'), html`<a href="${page}">${page}</a>`],
    [say('events.recording'), event.recordingUrl ?? null],
    [say('events.state'), isCancelled(event) ? say('events.off') : null],
  ]);
}

function answered(say: Say, event: EventPage): Html | '' {
  if (event.answers[1].total + event.answers[2].total === 0) return '';
  const rows = ([1, 2] as const).map((question) => answersOf(say, question, event.answers[question]));
  return html`<h2>${say('events.answers')}</h2><p>${say('events.answersMeans')}</p>${rows}`;
}

function answersOf(say: Say, question: 1 | 2, { total, counts }: EventAnswers): Html {
  const caption = say(`events.question.${question}`);
  if (counts === null) return html`<p>${caption} ${say('events.fewAnswers', { n: total })}</p>`;
  return table({
    caption,
    head: [say('events.head.answer'), say('events.head.people')],
    rows: Array.from({ length: ratings[question] }, (_, index) => [
      say(`events.rate.${question}.${index + 1}`),
      counts[index] ?? 0,
    ]),
    numbers: [1],
  });
}

function acts({ csrf, say, now }: Visit, event: EventPage): Html | '' {
  if (isCancelled(event)) return '';
  const path = `/events/${encodeURIComponent(event.id)}`;
  const recording = postForm({
    action: `${path}/record`,
    csrf,
    body: html`${input({ name: 'url', type: 'url', label: say('events.recording'), hint: say('events.recordingHint'), value: event.recordingUrl ?? '', required: true })}${button(say('events.record'))}`,
  });
  if (event.startsAt <= now) return html`<h2>${say('events.recording')}</h2>${recording}`;
  const sure = choiceGroup({
    name: 'agreed',
    kind: 'checkbox',
    label: say('events.cancelTitle'),
    hint: say('events.cancelMeans', { n: event.going + event.waiting }),
    options: [{ value: 'yes', label: say('events.cancelAgree') }],
    chosen: [],
  });
  return html`<p>${link(`${path}/edit`, say('events.edit'))}</p>
<h2>${say('events.cancel')}</h2>
${postForm({ action: `${path}/cancel`, csrf, body: html`${sure}${button(say('events.cancel'), { look: 'grave' })}` })}`;
}

async function cancelEvent(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const id = visit.param('id');
  if (form.text('agreed') !== 'yes') return eventPage(visit, problem(say('events.mustAgree')));
  const result = await desk.events.cancel(id, member.email);
  return result.ok
    ? done(`/events/${encodeURIComponent(id)}`, 'eventCancelled')
    : eventPage(visit, problem(result.message));
}

async function recordEvent(visit: Visit): Promise<Answer> {
  const { desk, form, member } = visit;
  const id = visit.param('id');
  const result = await desk.events.record(id, form.text('url'), member.email);
  return result.ok
    ? done(`/events/${encodeURIComponent(id)}`, 'eventRecorded')
    : eventPage(visit, problem(result.message));
}
