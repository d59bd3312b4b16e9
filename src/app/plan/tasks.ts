// Owns the sweep of work for people: tasks come into being before they are due, go when nobody wants them any more,
// and the responsible unit hears of each in time. What staff do with a task belongs to task-desk.
import { setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { confirmedLines, listPlans } from '../../../db/plans.ts';
import {
  addTask,
  changeTask,
  findTask,
  listHappenings,
  listHolidays,
  listTasks,
  type TaskRow,
} from '../../../db/tasks.ts';
import { contestIds } from '../../core/contest.ts';
import { letterDue, type TaskOccurrence, tasksOf } from '../../core/plan/task.ts';
import { addDays, isQuiet, localDate } from '../../core/time.ts';
import type { SpecialDay } from '../../core/workdays.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { writeAudit } from '../staff/audit.ts';
import { mailAbout } from './task-letters.ts';

/** How long before its due date a task comes into being, and how long after it one that we missed still does. */
const daysAhead = 30;
const daysBack = 7;

/** A task that plan, calendar and happenings ask for. `waited`: it counts from something that staff recorded, maybe late. */
type Wanted = TaskOccurrence & { planId: string; line: string; waited: boolean };

/** One sweep. Idempotent: running it twice, or after any crash, makes no task and no letter twice. */
export async function sweepTasks(app: App): Promise<void> {
  const at = reading(app);
  const special = await listHolidays(at);
  const wanted = await wantedTasks(app, at, special);
  const stored = await listTasks(at);
  const fresh = await freshTasks(app, { wanted, stored });
  const changed = changedTasks(wanted, stored);
  if (fresh.length > 0 || changed.length > 0) {
    await writing(app, async (write) => {
      for (const one of fresh) await addTask(write, rowOf(app, one));
      for (const one of changed) await bringUpToDate(write, app, one);
    });
  }
  await sendLetters(app, special);
}

async function wantedTasks(app: App, at: At, special: readonly SpecialDay[]): Promise<Wanted[]> {
  const content = await currentContent(app, at);
  const spans = new Map((await listPlans(at)).map(({ plan }) => [plan.id, plan.head.period]));
  const happenings = await listHappenings(at);
  const contests = contestIds.map((id) => content.contests[id]);
  return (await confirmedLines(at)).flatMap(({ planId, line, settings }) => {
    const plan = spans.get(planId) ?? null;
    const { kind } = line.period;
    return tasksOf({ planId, line, settings, plan, contests, happenings, special }).map((task) => ({
      ...task,
      planId,
      line: line.key,
      waited: kind === 'relative' || kind === 'onOccurrence',
    }));
  });
}

/** What is due within the next weeks and has no row; of what is over only the last days, and nothing from before we began. */
async function freshTasks(
  app: App,
  { wanted, stored }: { wanted: readonly Wanted[]; stored: readonly TaskRow[] },
): Promise<Wanted[]> {
  const today = localDate(app.clock.now());
  const begun = localDate((await setting<number>(reading(app), 'begunAt')) ?? app.clock.now());
  const lately = addDays(today, -daysBack);
  const known = new Set(stored.map((row) => row.key));
  return wanted.filter((one) => {
    const floor = one.waited || lately < begun ? begun : lately;
    return !known.has(one.key) && floor <= one.dueOn && one.dueOn <= addDays(today, daysAhead);
  });
}

function rowOf(app: App, { key, planId, line, title, unit, startsOn, dueOn }: Wanted): TaskRow {
  return {
    id: app.newId(),
    key,
    planId,
    line,
    title,
    unit,
    startsOn,
    dueOn,
    state: 'open',
    remindedAt: null,
    escalatedAt: null,
    doneAt: null,
    doneBy: null,
    createdAt: app.clock.now(),
  };
}

type Change = { row: TaskRow; wanted: Wanted | null };

/** Rows that say something else than plan and calendar do now; what staff finished or dropped stays as they left it. */
function changedTasks(wanted: readonly Wanted[], stored: readonly TaskRow[]): Change[] {
  const byKey = new Map(wanted.map((one) => [one.key, one]));
  return stored.flatMap((row): Change[] => {
    const one = byKey.get(row.key) ?? null;
    const left = row.state === 'dropped' && row.doneBy === null;
    if (row.state !== 'open' && !left) return [];
    if (!one) return left ? [] : [{ row, wanted: null }];
    const same = one.title === row.title && one.unit === row.unit;
    const sameDates = one.startsOn === row.startsOn && one.dueOn === row.dueOn;
    return same && sameDates && !left ? [] : [{ row, wanted: one }];
  });
}

async function bringUpToDate(at: At, app: App, { row, wanted }: Change): Promise<void> {
  if (wanted) {
    const { title, unit, startsOn, dueOn } = wanted;
    await changeTask(at, { id: row.id, from: row.state }, { title, unit, startsOn, dueOn, state: 'open' });
    return;
  }
  const dropped = await changeTask(at, { id: row.id, from: 'open' }, { state: 'dropped' });
  if (dropped) await writeAudit(at, app, { actor: 'system', act: 'task.superseded', object: row.id });
}

/** Letters go by day, one write each: the letter and the mark that it was sent stand or fall together. */
async function sendLetters(app: App, special: readonly SpecialDay[]): Promise<void> {
  const now = app.clock.now();
  const today = localDate(now);
  const [channel] = channelNames(app).letters;
  if (!channel || isQuiet(now, app.files.city.quietHours)) return;
  const open = await listTasks(reading(app), ['open']);
  let sent = false;
  for (const { id } of open.filter((task) => letterDue(task, today, special) !== null)) {
    const mailed = await writing(app, async (at) => {
      const task = await findTask(at, id);
      const letter = task?.state === 'open' ? letterDue(task, today, special) : null;
      if (!task || !letter || !(await mailAbout(at, app, { task, letter, channel }))) return false;
      const mark = letter === 'late' ? { escalatedAt: now } : { remindedAt: now };
      return await changeTask(at, { id, from: 'open' }, mark);
    });
    sent ||= mailed;
  }
  if (sent) app.nudge(channel);
}
