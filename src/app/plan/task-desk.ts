// Owns what staff do with work for people: see it, finish it with evidence, drop it with a reason; and what they enter
// that moves it: happenings, days off and moved working days.
import { addEvidence } from '../../../db/evidence.ts';
import type { EvidenceKind, TaskState } from '../../../db/tables.ts';
import {
  addHappening,
  changeTask,
  findTask,
  type HappeningRow,
  listHappenings,
  listHolidays,
  listTasks,
  putHoliday,
  removeHoliday,
  type TaskRow,
} from '../../../db/tasks.ts';
import { type PlanEvent, planEvents } from '../../core/plan/plan.ts';
import { localDate } from '../../core/time.ts';
import type { SpecialDay } from '../../core/workdays.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { readTaskToken, taskCalendar, taskToken } from './task-link.ts';
import { taskWords } from './task-words.ts';

/** A task as staff see it; dates are local and inclusive. `late`: open though its due date is over. */
export type TaskView = Pick<
  TaskRow,
  'id' | 'planId' | 'line' | 'title' | 'unit' | 'startsOn' | 'dueOn' | 'state' | 'doneAt' | 'doneBy'
> & { late: boolean; calendarUrl: string };

export type NewHappening = { event: string; title: string; on: string };

export type TaskDesk = {
  /** Tasks in these states (all where none is named), the first due first. */
  list: (states?: readonly TaskState[]) => Promise<TaskView[]>;
  show: (id: string) => Promise<TaskView | null>;
  /** Finishes an open task; the text is what proves it: a note or a link. */
  done: (id: string, evidence: string, by: string) => Promise<Result<TaskView>>;
  /** Gives an open task up; the reason stands in the report. */
  drop: (id: string, reason: string, by: string) => Promise<Result<TaskView>>;
  happenings: () => Promise<HappeningRow[]>;
  addHappening: (given: NewHappening, by: string) => Promise<Result<HappeningRow>>;
  holidays: () => Promise<SpecialDay[]>;
  /** Enters a day, or says otherwise of one that was entered. */
  addHoliday: (day: SpecialDay, by: string) => Promise<Result<SpecialDay>>;
  removeHoliday: (date: string, by: string) => Promise<Result<null>>;
};

/** A whole page of text; more belongs into a document that the evidence links to. */
const longestEvidence = 4000;

export function taskDesk(app: App): TaskDesk {
  return {
    list: async (states = []) => (await listTasks(reading(app), states)).map((row) => viewOf(app, row)),
    show: async (id) => {
      const row = await findTask(reading(app), id);
      return row && viewOf(app, row);
    },
    done: (id, text, by) => close(app, { id, text, by, to: 'done' }),
    drop: (id, text, by) => close(app, { id, text, by, to: 'dropped' }),
    happenings: () => listHappenings(reading(app)),
    addHappening: (given, by) => record(app, given, by),
    holidays: () => listHolidays(reading(app)),
    addHoliday: (day, by) => enterDay(app, day, by),
    removeHoliday: (date, by) => forgetDay(app, date, by),
  };
}

function viewOf(app: App, row: TaskRow): TaskView {
  const { id, planId, line, title, unit, startsOn, dueOn, state, doneAt, doneBy } = row;
  const late = state === 'open' && dueOn < localDate(app.clock.now());
  const calendarUrl = `${app.publicUrl}/task/${taskToken(app.secret, id)}.ics`;
  return { id, planId, line, title, unit, startsOn, dueOn, state, doneAt, doneBy, late, calendarUrl };
}

type Closing = { id: string; text: string; by: string; to: 'done' | 'dropped' };

async function close(app: App, { id, text, by, to }: Closing): Promise<Result<TaskView>> {
  const words = text.trim();
  if (words === '') return refuse(app, `task.${to}`);
  if (words.length > longestEvidence) return refuse(app, 'task.long', { most: String(longestEvidence) });
  return await writing(app, async (at) => {
    const row = await findTask(at, id);
    if (!row) return refuse(app, 'task.unknown', { id });
    const now = app.clock.now();
    const change = { state: to, doneAt: now, doneBy: by };
    if (!(await changeTask(at, { id, from: 'open' }, change))) return refuse(app, 'task.closed');
    const { planId, line } = row;
    const kind = evidenceKind(words, to);
    const evidence = { planId, line, taskId: id, kind, text: words, kopecks: null, by, at: now };
    await addEvidence(at, { ...evidence, id: app.newId(), on: localDate(now) });
    await writeAudit(at, app, { actor: by, act: `task.${to}`, object: id, detail: { text: words } });
    return { ok: true as const, value: viewOf(app, { ...row, ...change }) };
  });
}

function evidenceKind(text: string, to: Closing['to']): EvidenceKind {
  if (to === 'dropped') return 'reason';
  return /^https?:\/\/\S+$/.test(text) ? 'link' : 'note';
}

async function record(app: App, given: NewHappening, by: string): Promise<Result<HappeningRow>> {
  const event: PlanEvent | undefined = planEvents.find((known) => known === given.event);
  const title = given.title.trim();
  if (!event) return refuse(app, 'task.event', { event: given.event, known: planEvents.join(', ') });
  if (title === '') return refuse(app, 'task.title');
  if (!isDate(given.on)) return refuse(app, 'task.date', { date: given.on });
  return await writing(app, async (at) => {
    const same = (one: HappeningRow) => one.event === event && one.title === title && one.on === given.on;
    if ((await listHappenings(at)).some(same)) return refuse(app, 'task.happeningKnown');
    const row = { id: app.newId(), event, title, on: given.on, at: app.clock.now(), by };
    await addHappening(at, row);
    await writeAudit(at, app, { actor: by, act: 'happening.add', object: row.id });
    return { ok: true as const, value: row };
  });
}

async function enterDay(app: App, given: SpecialDay, by: string): Promise<Result<SpecialDay>> {
  const day = { ...given, title: given.title.trim() };
  if (!isDate(day.date)) return refuse(app, 'task.date', { date: day.date });
  if (day.title === '') return refuse(app, 'task.title');
  await writing(app, async (at) => {
    await putHoliday(at, day);
    const detail = { title: day.title, working: day.working };
    await writeAudit(at, app, { actor: by, act: 'holiday.add', object: day.date, detail });
  });
  return { ok: true, value: day };
}

async function forgetDay(app: App, date: string, by: string): Promise<Result<null>> {
  return await writing(app, async (at) => {
    if (!(await removeHoliday(at, date))) return refuse(app, 'task.noHoliday', { date });
    await writeAudit(at, app, { actor: by, act: 'holiday.remove', object: date });
    return { ok: true as const, value: null };
  });
}

/** Whether the text is a date of the calendar, `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** The calendar file of the task that a signed token names; null: forged, damaged or gone. */
export async function taskFile(app: App, token: string): Promise<string | null> {
  const id = readTaskToken(app.secret, token);
  const row = id && (await findTask(reading(app), id));
  if (!row) return null;
  const word = taskWords((key) => app.files.phrases[key]);
  const unit = row.unit === '' ? null : row.unit;
  const url = `${app.publicUrl}/console/tasks/${row.id}`;
  const { host } = new URL(app.publicUrl);
  return taskCalendar(row, { host, description: word('calendar', { unit, url }), now: app.clock.now() });
}
