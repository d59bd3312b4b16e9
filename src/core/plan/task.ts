// Owns which work for people comes of a confirmed plan line: tasks with a beginning and a due date. Pure.
import { type Contest, findStage, type StageId } from '../contest.ts';
import type { LineSettings } from '../occurrences/occurrence.ts';
import { addDays, lastDay, localDate } from '../time.ts';
import { addWorkingDays, type SpecialDay } from '../workdays.ts';
import type { PlanEvent, PlanLine, PlanParty, PlanPeriod, PlanSpan } from './plan.ts';

/** Something that staff recorded and that a relative period waits for. */
export type Happening = { id: string; event: PlanEvent; title: string; on: string };

/** One piece of work and the unit that answers for it: local dates, both inclusive. The key is the same on every sweep. */
export type TaskOccurrence = { key: string; title: string; unit: string; startsOn: string; dueOn: string };

export type TaskSources = {
  planId: string;
  line: PlanLine;
  settings: LineSettings;
  /** The period of the whole plan; null where the document does not say. */
  plan: PlanSpan | null;
  contests: readonly Contest[];
  happenings: readonly Happening[];
  special: readonly SpecialDay[];
};

/** How long staff have once something happened that a line only says to follow «as it happens». */
const afterHappeningDays = 5;

type Window = { name: string; startsOn: string; dueOn: string };

/** The tasks of a line; none where the system does the work itself, or where staff must first say when. */
export function tasksOf(of: TaskSources): TaskOccurrence[] {
  if (of.line.action !== 'remind' && of.line.action !== 'assist') return [];
  return windowsOf(of).map(({ name, startsOn, dueOn }) => ({
    key: `task:${of.planId}:${of.line.key}:${name}`,
    title: of.line.what,
    unit: unitOf(of.line),
    startsOn,
    dueOn,
  }));
}

/** Whom the line makes responsible, the executors first; empty where the document names nobody. */
export function unitOf({ responsible }: Pick<PlanLine, 'responsible'>): string {
  const named = (role: PlanParty['role']) => responsible.filter((party) => party.role === role);
  const [first = []] = [named('executor'), named('leader'), named('partner')].filter((all) => all.length > 0);
  return first.map((party) => party.name).join('; ');
}

function windowsOf(of: TaskSources): Window[] {
  const { period } = of.line;
  switch (period.kind) {
    case 'deadline':
      return period.to ? [{ name: period.to, startsOn: period.from ?? period.to, dueOn: period.to }] : [];
    case 'dateRange':
    case 'quarter':
    case 'quarterRange':
      return oneWindow(span(period));
    case 'recurring':
      return recurring(period, span(period) ?? of.plan);
    case 'yearRange':
    case 'withinYear':
    case 'withinPlan':
    case 'perYear':
      return years(span(period) ?? of.plan);
    case 'stageBound':
    case 'afterEvent':
      return stages(of);
    case 'relative':
    case 'onOccurrence':
      return happened(of);
    case 'notAPeriod':
    case 'missing':
      return [];
  }
}

function span({ from, to }: Pick<PlanPeriod, 'from' | 'to'>): PlanSpan | null {
  return from && to ? { from, to } : null;
}

function oneWindow(whole: PlanSpan | null): Window[] {
  if (!whole) return [];
  const { from, to } = whole;
  return [{ name: from === to ? to : `${from}/${to}`, startsOn: from, dueOn: to }];
}

/** Each year of a span by itself: work without a date of its own is due by the end of its year. */
function years(whole: PlanSpan | null): Window[] {
  if (!whole) return [];
  const windows: Window[] = [];
  for (let year = Number(whole.from.slice(0, 4)); year <= Number(whole.to.slice(0, 4)); year += 1) {
    const from = `${year}-01-01` > whole.from ? `${year}-01-01` : whole.from;
    const to = `${year}-12-31` < whole.to ? `${year}-12-31` : whole.to;
    windows.push({ name: String(year), startsOn: from, dueOn: to });
  }
  return windows;
}

/**
 * Each period of a recurring line from the beginning of the plan to its end: due on its last day, or on the day of
 * the month that the line names, the first one that the period has.
 */
function recurring(period: PlanPeriod, whole: PlanSpan | null): Window[] {
  if (!whole || !period.every) return [];
  const every = Temporal.Duration.from(period.every);
  const end = Temporal.PlainDate.from(whole.to);
  const windows: Window[] = [];
  let from = Temporal.PlainDate.from(whole.from);
  for (let n = 1; Temporal.PlainDate.compare(from, end) <= 0; n += 1) {
    const next = Temporal.PlainDate.from(whole.from).add(multiplied(every, n));
    if (Temporal.PlainDate.compare(next, from) <= 0) break;
    const last = next.subtract({ days: 1 });
    const turn = { from: from.toString(), to: earlier(last, end).toString() };
    const dueOn = dayWithin(turn, period.dueDay);
    windows.push({ name: dueOn, startsOn: turn.from, dueOn });
    from = next;
  }
  return windows;
}

function earlier(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) < 0 ? a : b;
}

/** The first such day of the month within the span, the month's last day where it has fewer; else the span's end. */
function dayWithin({ from, to }: PlanSpan, dueDay: number | null): string {
  if (dueDay === null) return to;
  const first = Temporal.PlainDate.from(from);
  const candidates = [first, first.add({ months: 1 })].map((day) => day.with({ day: dueDay }).toString());
  return candidates.find((day) => from <= day && day <= to) ?? to;
}

function multiplied({ years: y, months, weeks, days }: Temporal.Duration, n: number): Temporal.Duration {
  return Temporal.Duration.from({ years: y * n, months: months * n, weeks: weeks * n, days: days * n });
}

/** The stages that staff chose, or the one that the period names, of every contest that runs. */
function stages({ line, settings, contests }: TaskSources): Window[] {
  const anchor = line.period.anchor;
  const named: readonly StageId[] =
    settings.stages ?? (isStage(anchor, contests) ? [anchor as StageId] : afterWinners(anchor));
  return contests
    .filter((contest) => contest.cycle.state === 'running')
    .flatMap((contest) =>
      [...new Set(named)].flatMap((id) => {
        const stage = findStage(contest, id);
        if (!stage) return [];
        const name = `${contest.id}.${id}@${localDate(stage.opens)}`;
        return [{ name, startsOn: localDate(stage.opens), dueOn: lastDay(stage.closes) }];
      }),
    );
}

function isStage(anchor: string | null, contests: readonly Contest[]): boolean {
  return contests.some((contest) => contest.cycle.stages.some((stage) => stage.id === anchor));
}

/** Winners are announced in the stage of results. */
function afterWinners(anchor: string | null): StageId[] {
  return anchor === 'winners.announced' ? ['results'] : [];
}

/** One task for each thing that happened, counted from the day after it. */
function happened({ line, happenings, special }: TaskSources): Window[] {
  const { anchor, offsetDays, dayCount, kind } = line.period;
  if (kind === 'relative' && offsetDays === null) return [];
  return happenings
    .filter((one) => one.event === anchor)
    .map((one) => {
      const days = offsetDays ?? afterHappeningDays;
      const working = kind === 'onOccurrence' || dayCount === 'working';
      const dueOn = working ? addWorkingDays(one.on, days, special) : addDays(one.on, days);
      // A term before its event begins with its due date.
      const [startsOn = one.on] = [one.on, dueOn].sort();
      return { name: one.id, startsOn, dueOn };
    });
}

/** Which letter about a task is due; null: none. Each comes once, because what was sent is remembered with the task. */
export type TaskLetter = 'start' | 'soon' | 'late';

/** What of a task decides on its letters; instants in milliseconds. */
export type TaskStanding = Pick<TaskOccurrence, 'startsOn' | 'dueOn'> & {
  remindedAt: number | null;
  escalatedAt: number | null;
};

/** How many days before its due date a unit hears of a task that begins late, and how many working days before of one that is not done. */
const daysAhead = 7;
const workingDaysAhead = 3;

/**
 * The letter of an open task on a local date: at its beginning (a week before it is due where it begins later), three
 * working days before it is due, and once it is late. A letter that comes late stands for those before it.
 */
export function letterDue(
  task: TaskStanding,
  today: string,
  special: readonly SpecialDay[],
): TaskLetter | null {
  if (today > task.dueOn) return task.escalatedAt === null ? 'late' : null;
  if (task.remindedAt === null)
    return task.startsOn <= today || addDays(task.dueOn, -daysAhead) <= today ? 'start' : null;
  const soon = addWorkingDays(task.dueOn, -workingDaysAhead, special);
  return localDate(task.remindedAt) < soon && soon <= today ? 'soon' : null;
}
