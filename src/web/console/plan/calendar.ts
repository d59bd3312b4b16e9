// Owns the calendar of stages: the table of each contest, and a change that shows its consequences before it is saved.
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { type DiffRow, lateChoices, type StageDate } from '../../../app/desk.ts';
import { contestIds } from '../../../core/contest.ts';
import { readInstant } from '../../../core/time.ts';
import { closingMoment, longMoment } from '../../../core/ukrainian.ts';
import type { Flash, Html } from '../../layout.ts';
import { diffTable, isGrave } from '../diff.ts';
import { button, choiceGroup, hidden, input, postForm } from '../fields.ts';
import { type Errors, errorsOf, hasErrors, oneOf } from '../form.ts';
import { link, localField, moment, table, tag } from '../show.ts';
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

export const calendarRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: '/calendar', who: everyone, answer: calendarPage },
  { method: 'GET', path: '/calendar/:contest/:stage', who: everyone, answer: changePage },
  { method: 'POST', path: '/calendar/:contest/:stage/diff', who: everyone, answer: showDiff },
  { method: 'POST', path: '/calendar/:contest/:stage', who: everyone, answer: saveChange },
];

const pathOf = ({ contest, stage }: StageDate) => `/calendar/${contest}/${stage}`;

async function calendarPage({ desk, say }: Visit): Promise<Shown> {
  const dates = await desk.calendar.show();
  const tables = contestIds.map(
    (contest) =>
      html`<h2>${say(`contest.${contest}`)}</h2>${stageTable(
        say,
        say('calendar.caption', { contest: say(`contest.${contest}`) }),
        dates.filter((date) => date.contest === contest),
      )}`,
  );
  return {
    title: say('calendar.title'),
    body: html`<p>${say('calendar.means')}</p><p>${link('/texts/preview', say('texts.preview'))}</p>${tables}`,
  };
}

function stageTable(say: Say, caption: string, dates: readonly StageDate[]): Html {
  return table({
    caption,
    head: ['stage', 'opens', 'closes'].map((key) => say(`calendar.head.${key}`)),
    rows: dates.map((date) => [
      html`<a href="/console${pathOf(date)}" aria-label="${say('calendar.change')}: ${date.title}, ${caption}">${date.title}</a>${date.changed ? html` ${tag(say('calendar.changed'), 'note')}` : ''}`,
      html`${moment(date.opens)}${exampleMark(say, date)}`,
      html`${closingMoment(date.closes)}${exampleMark(say, date)}`,
    ]),
  });
}

function exampleMark(say: Say, { example }: StageDate): Html | string {
  return example ? html` ${say('calendar.example')}` : '';
}

/** The stage that the address names, as it stands now. */
async function stageOf({ desk, param }: Visit): Promise<StageDate | null> {
  const dates = await desk.calendar.show();
  return dates.find((date) => date.contest === param('contest') && date.stage === param('stage')) ?? null;
}

async function changePage(visit: Visit): Promise<Shown> {
  const date = await stageOf(visit);
  if (!date) return noStage(visit);
  return changeForm(visit, date, {
    opens: localField(date.opens),
    closes: localField(date.closes),
    errors: {},
  });
}

function noStage(visit: Visit): Shown {
  return missing(visit, html`<p>${link('/calendar', visit.say('calendar.back'))}</p>`);
}

type Draft = { opens: string; closes: string; errors: Errors };

function titleOf(say: Say, date: StageDate): string {
  return say('calendar.changeOf', { contest: say(`contest.${date.contest}`), stage: date.title });
}

function changeForm({ csrf, say }: Visit, date: StageDate, draft: Draft): Shown {
  const field = (name: 'opens' | 'closes') =>
    input({
      name,
      type: 'datetime-local',
      label: say(`calendar.field.${name}`),
      hint: say(name === 'closes' ? 'calendar.closesHint' : 'form.kyivTime'),
      value: draft[name],
      error: draft.errors[name],
      required: true,
    });
  const form = postForm({
    action: `${pathOf(date)}/diff`,
    csrf,
    body: html`${field('opens')}${field('closes')}${button(say('calendar.showDiff'))}`,
  });
  const body = html`<p>${link('/calendar', say('calendar.back'))}</p><p>${say('calendar.changeMeans')}</p>${form}`;
  const title = titleOf(say, date);
  if (!hasErrors(draft.errors)) return { title, body };
  return { title, body, status: 422, flash: problem(say('form.check')) };
}

type Change = Pick<StageDate, 'contest' | 'stage' | 'opens' | 'closes'>;

/** The change that was sent, or the form again with what is wrong with it. */
function readChange(visit: Visit, date: StageDate): { change: Change } | { again: Shown } {
  const { form, say } = visit;
  const opens = readInstant(form.text('opens'));
  const closes = readInstant(form.text('closes'));
  const order = opens !== null && closes !== null && closes <= opens;
  const errors = errorsOf({
    opens: opens === null ? say('error.moment') : null,
    closes: closes === null ? say('error.moment') : order ? say('calendar.orderWrong') : null,
  });
  if (opens === null || closes === null || hasErrors(errors)) {
    return {
      again: changeForm(visit, date, { opens: form.text('opens'), closes: form.text('closes'), errors }),
    };
  }
  return { change: { contest: date.contest, stage: date.stage, opens, closes } };
}

/** What the person saw: a save under other consequences shows them again. */
function fingerprint(change: Change, rows: readonly DiffRow[]): string {
  return createHash('sha256')
    .update(JSON.stringify([change, rows]))
    .digest('hex');
}

async function showDiff(visit: Visit): Promise<Answer> {
  const date = await stageOf(visit);
  if (!date) return noStage(visit);
  const read = readChange(visit, date);
  if ('again' in read) return read.again;
  const diff = await visit.desk.calendar.diff(read.change);
  if (!diff.ok) return refused(visit, date, diff.message);
  return diffPage(visit, { date, change: read.change, rows: diff.value });
}

async function saveChange(visit: Visit): Promise<Answer> {
  const { desk, form, member, say } = visit;
  const date = await stageOf(visit);
  if (!date) return noStage(visit);
  const read = readChange(visit, date);
  if ('again' in read) return read.again;
  const diff = await desk.calendar.diff(read.change);
  if (!diff.ok) return refused(visit, date, diff.message);
  const of = { date, change: read.change, rows: diff.value };
  if (form.text('seen') !== fingerprint(read.change, diff.value)) {
    return {
      ...diffPage(visit, of, { flash: { kind: 'note', text: say('diff.changedMeanwhile') } }),
      status: 409,
    };
  }
  if (diff.value.some(isGrave) && form.text('agreed') !== 'yes') {
    const error = say('diff.mustAgree');
    return { ...diffPage(visit, of, { flash: problem(say('form.check')), error }), status: 422 };
  }
  const late = oneOf(lateChoices, form.text('late'));
  if (diff.value.some(isLate) && !late) {
    const more = { flash: problem(say('form.check')), lateError: say('error.choose') };
    return { ...diffPage(visit, of, more), status: 422 };
  }
  const saved = late
    ? await desk.calendar.set(read.change, member.email, late)
    : await desk.calendar.set(read.change, member.email);
  return saved.ok ? done('/calendar', 'calendarSaved') : refused(visit, date, saved.message);
}

function refused(visit: Visit, date: StageDate, message: string): Shown {
  const { form } = visit;
  const again = changeForm(visit, date, {
    opens: form.text('opens'),
    closes: form.text('closes'),
    errors: {},
  });
  return { ...again, status: 409, flash: problem(message) };
}

const isLate = ({ change }: DiffRow) => change === 'late';

/** What becomes of messages whose hour the change puts into the past: nothing is chosen for the person. */
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

function diffPage(
  { csrf, say }: Visit,
  of: { date: StageDate; change: Change; rows: readonly DiffRow[] },
  more: { flash?: Flash; error?: string; lateError?: string } = {},
): Shown {
  const { date, change, rows } = of;
  const values = {
    opens: localField(change.opens),
    closes: localField(change.closes),
    seen: fingerprint(change, rows),
  };
  const agree = choiceGroup({
    name: 'agreed',
    kind: 'checkbox',
    label: say('diff.agreeTitle'),
    hint: say('diff.agreeHint'),
    options: [{ value: 'yes', label: say('diff.agree') }],
    chosen: [],
    error: more.error,
  });
  const form = postForm({
    action: pathOf(date),
    csrf,
    body: html`${hidden(values)}${rows.some(isLate) ? lateChoice(say, more.lateError) : ''}${rows.some(isGrave) ? agree : ''}${button(say('diff.save'))}`,
  });
  const body = html`<p>${say('diff.new', { opens: longMoment(change.opens), closes: closingMoment(change.closes) })}</p>
${rows.length > 0 ? diffTable(say, rows) : html`<p>${say('diff.nothing')}</p>`}
${form}
<p>${link(pathOf(date), say('diff.back'))}</p>`;
  return { title: titleOf(say, date), body, ...(more.flash ? { flash: more.flash } : {}) };
}
