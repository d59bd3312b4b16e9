// Owns changing an event: the form, and what becomes of planned messages before it is saved.
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { type DiffRow, lateChoices } from '../../../app/desk.ts';
import type { EventChange, EventPage } from '../../../app/events/event-desk.ts';
import type { Flash, Html } from '../../layout.ts';
import { diffTable, isGrave } from '../diff.ts';
import { button, choiceGroup, hidden, postForm } from '../fields.ts';
import { type Errors, oneOf } from '../form.ts';
import { link } from '../show.ts';
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
import { type EventFields, eventInputs, fieldsFrom, fieldsOf, readEvent } from './event-form.ts';

export const eventEditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/events/:id/edit', who: everyone, answer: editPage },
  { method: 'POST', path: '/events/:id/diff', who: everyone, answer: showDiff },
  { method: 'POST', path: '/events/:id/edit', who: everyone, answer: saveChange },
];

const pathOf = ({ id }: Pick<EventPage, 'id'>) => `/events/${encodeURIComponent(id)}`;

async function withEvent(visit: Visit, go: (event: EventPage) => Promise<Answer> | Answer): Promise<Answer> {
  const event = await visit.desk.events.show(visit.param('id'));
  return event ? go(event) : missing(visit, html`<p>${link('/events', visit.say('events.back'))}</p>`);
}

function editPage(visit: Visit): Promise<Answer> {
  return withEvent(visit, (event) => editForm(visit, event, { fields: fieldsOf(event), errors: {} }));
}

function editForm(
  { csrf, say }: Visit,
  event: EventPage,
  of: { fields: EventFields; errors: Errors; flash?: Flash; status?: 409 | 422 },
): Shown {
  const { fields, errors, flash, status } = of;
  const form = postForm({
    action: `${pathOf(event)}/diff`,
    csrf,
    body: html`${eventInputs(say, { fields, errors })}${button(say('calendar.showDiff'))}`,
  });
  const body = html`<p>${link(pathOf(event), say('events.backToOne'))}</p><p>${say('events.editMeans')}</p>${form}`;
  const title = say('events.editOf', { name: event.title });
  return { title, body, ...(flash ? { flash } : {}), ...(status ? { status } : {}) };
}

/** Reads the change that was sent and what it would do; goes on with both, or shows the form again. */
function withDiff(
  visit: Visit,
  go: (of: { event: EventPage; change: EventChange; rows: DiffRow[] }) => Promise<Answer> | Answer,
): Promise<Answer> {
  const { desk, form, say } = visit;
  return withEvent(visit, async (event) => {
    const fields = fieldsFrom(form);
    const read = readEvent(say, fields);
    if ('errors' in read) {
      const flash = problem(say('form.check'));
      return editForm(visit, event, { fields, errors: read.errors, flash, status: 422 });
    }
    const diff = await desk.events.diff(event.id, read);
    if (diff.ok) return go({ event, change: read, rows: diff.value });
    return editForm(visit, event, { fields, errors: {}, flash: problem(diff.message), status: 409 });
  });
}

function showDiff(visit: Visit): Promise<Answer> {
  return withDiff(visit, (of) => diffPage(visit, of));
}

/** What the person saw: a save under other consequences shows them again. */
function fingerprint(change: EventChange, rows: readonly DiffRow[]): string {
  const stable = rows.map(({ to: _, key: __, newKey: ___, ...row }) => row);
  return createHash('sha256')
    .update(JSON.stringify([change, stable]))
    .digest('hex');
}

const isLate = ({ change }: DiffRow) => change === 'late';

function saveChange(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  return withDiff(visit, async (of) => {
    const { event, change, rows } = of;
    if (form.text('seen') !== fingerprint(change, rows)) {
      const flash: Flash = { kind: 'note', text: say('diff.changedMeanwhile') };
      return { ...diffPage(visit, of, { flash }), status: 409 };
    }
    if (rows.some(isGrave) && form.text('agreed') !== 'yes') {
      const more = { flash: problem(say('form.check')), error: say('diff.mustAgree') };
      return { ...diffPage(visit, of, more), status: 422 };
    }
    const late = oneOf(lateChoices, form.text('late'));
    if (rows.some(isLate) && !late) {
      const more = { flash: problem(say('form.check')), lateError: say('error.choose') };
      return { ...diffPage(visit, of, more), status: 422 };
    }
    const by = { by: member.email, ...(late ? { late } : {}) };
    const saved = await desk.events.edit(event.id, change, by);
    if (saved.ok) return done(pathOf(event), 'eventChanged');
    return editForm(visit, event, {
      fields: fieldsOf(change),
      errors: {},
      flash: problem(saved.message),
      status: 409,
    });
  });
}

type More = { flash?: Flash; error?: string; lateError?: string };

function diffPage(
  { csrf, say }: Visit,
  of: { event: EventPage; change: EventChange; rows: readonly DiffRow[] },
  more: More = {},
): Shown {
  const { event, change, rows } = of;
  const form = postForm({
    action: `${pathOf(event)}/edit`,
    csrf,
    body: html`${hidden({ ...fieldsOf(change), seen: fingerprint(change, rows) })}${rows.some(isLate) ? lateChoice(say, more.lateError) : ''}${rows.some(isGrave) ? agree(say, more.error) : ''}${button(say('diff.save'))}`,
  });
  const body = html`<p>${say('events.diffMeans')}</p>
${rows.length > 0 ? diffTable(say, rows) : html`<p>${say('diff.nothing')}</p>`}
${form}
<p>${link(`${pathOf(event)}/edit`, say('diff.back'))}</p>`;
  return {
    title: say('events.editOf', { name: event.title }),
    body,
    ...(more.flash ? { flash: more.flash } : {}),
  };
}

function agree(say: Say, error: string | undefined): Html {
  return choiceGroup({
    name: 'agreed',
    kind: 'checkbox',
    label: say('diff.agreeTitle'),
    hint: say('diff.agreeHint'),
    options: [{ value: 'yes', label: say('diff.agree') }],
    chosen: [],
    error,
  });
}

function lateChoice(say: Say, error: string | undefined): Html {
  return choiceGroup({
    name: 'late',
    kind: 'radio',
    label: say('diff.lateTitle'),
    hint: say('diff.lateHint'),
    options: lateChoices.map((choice) => ({ value: choice, label: say(`diff.late.${choice}`) })),
    chosen: [],
    error,
    tall: true,
  });
}
