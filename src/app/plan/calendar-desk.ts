// Owns the calendar of stages as staff see and change it: dates, what a change does to planned messages and how many
// people each of them reaches, and what becomes of messages whose hour the change puts into the past.
import { addBroadcast, type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import { setStageDate, stageDates } from '../../../db/plans.ts';
import { withStageDates } from '../../content.ts';
import { contentHash, type Occurrence } from '../../core/broadcast.ts';
import { contestIds } from '../../core/contest.ts';
import { type OccurrenceSources, occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { countedAudiences } from '../broadcasts/audience-counts.ts';
import type { Desk } from '../desk.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import type { DiffRow, LateChoice, StageDate } from './plan-view.ts';
import { lateReason, occurrenceSources, rowOf } from './reconcile.ts';

type Change = Parameters<Desk['calendar']['diff']>[0];

/** The calendar part of the desk. */
export function calendarDesk(app: App): Desk['calendar'] {
  return {
    show: () => show(app),
    diff: async (change) => {
      const made = await compared(app, change);
      return made.ok ? { ok: true, value: made.value.rows } : made;
    },
    set: (change, by, late) => set(app, { change, by, late: late ?? null }),
  };
}

async function set(
  app: App,
  of: { change: Change; by: string; late: LateChoice | null },
): Promise<Result<DiffRow[]>> {
  const { change, by, late } = of;
  const made = await compared(app, change);
  if (!made.ok) return made;
  const { rows, fresh } = made.value;
  const now = app.clock.now();
  const lateKeys = new Set(rows.filter((row) => row.change === 'late').map((row) => row.newKey));
  const open = fresh.filter((one) => lateKeys.has(one.key) && one.lastUsefulAt > now);
  if (open.length > 0 && late === null) return refuse(app, 'calendar.late', { count: String(open.length) });
  await writing(app, async (at) => {
    await setStageDate(at, { ...change, changedAt: now, changedBy: by });
    if (late !== null) {
      for (const one of open) await addBroadcast(at, lateRow(app, one, late));
    }
    const { contest, stage, opens, closes } = change;
    await writeAudit(at, app, {
      actor: by,
      act: 'calendar.set',
      object: `${contest}.${stage}`,
      detail: { opens, closes, ...(late === null ? {} : { late, messages: open.map(({ key }) => key) }) },
    });
  });
  return { ok: true, value: rows };
}

/** A late message as staff chose: it goes at once, never, or when a person has looked at it. */
export function lateRow(app: App, one: Occurrence, late: LateChoice): BroadcastRow {
  const row = rowOf(app, one, null);
  switch (late) {
    case 'send':
      return row;
    case 'drop':
      return { ...row, state: 'cancelled', reason: lateReason };
    case 'ask':
      return { ...row, state: 'waiting', reason: lateReason, approvedAt: null, approvedHash: null };
  }
}

async function show(app: App): Promise<StageDate[]> {
  const content = await currentContent(app);
  const changed = new Set((await stageDates(reading(app))).map((row) => `${row.contest}.${row.stage}`));
  return contestIds.flatMap((contest) =>
    content.contests[contest].cycle.stages.map((stage) => ({
      contest,
      stage: stage.id,
      title: stage.title,
      opens: stage.opens,
      closes: stage.closes,
      changed: changed.has(`${contest}.${stage.id}`),
      example: content.contests[contest].cycle.example,
    })),
  );
}

type Compared = { rows: DiffRow[]; fresh: Occurrence[] };

async function compared(app: App, change: Change): Promise<Result<Compared>> {
  if (change.opens >= change.closes) return refuse(app, 'calendar.order');
  const sources = await occurrenceSources(app, reading(app));
  const known = sources.content.contests[change.contest].cycle.stages.some(
    (stage) => stage.id === change.stage,
  );
  if (!known) return refuse(app, 'calendar.stage', { stage: change.stage });
  const after: OccurrenceSources = { ...sources, content: withStageDates(sources.content, [change]) };
  const [old, fresh] = [everythingOf(sources), everythingOf(after)];
  const broadcasts = await listBroadcasts(reading(app));
  const made = new Map(broadcasts.map((row) => [row.key, row]));
  const rows = comparison(old, fresh, { now: app.clock.now(), made });
  const count = await countedAudiences(app);
  const counted = [];
  for (const { message, ...row } of rows) counted.push({ ...row, recipients: await count(message) });
  return { ok: true, value: { rows: counted, fresh } };
}

function everythingOf(sources: OccurrenceSources): Occurrence[] {
  return occurrencesOf(sources, 0, Number.MAX_SAFE_INTEGER);
}

type Counted = Omit<DiffRow, 'recipients'> & { message: Occurrence };
type Existing = Pick<BroadcastRow, 'approvedBy' | 'approvedHash' | 'state'>;

/** The comparison of two calendars, without what has been made of them and for how many people it is. */
export function diffOf(
  before: OccurrenceSources,
  after: OccurrenceSources,
  now: number,
): Omit<DiffRow, 'recipients'>[] {
  const rows = comparison(everythingOf(before), everythingOf(after), { now, made: new Map() });
  return rows.map(({ message: _, ...row }) => row);
}

/**
 * Compares what would go out before and after a change. Late is a message whose new hour is past and that has not gone
 * out: staff choose what becomes of it while it is of use. Whatever a person approved and now reads, comes or
 * reaches otherwise names that person, because the approval no longer holds.
 */
export function comparison(
  old: readonly Occurrence[],
  fresh: readonly Occurrence[],
  of: { now: number; made: ReadonlyMap<string, Existing> },
): Counted[] {
  const before = new Map(old.map((one) => [nameOf(one), one]));
  const after = new Map(fresh.map((one) => [nameOf(one), one]));
  const rows: Counted[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [from, to] = [before.get(name) ?? null, after.get(name) ?? null];
    const message = to ?? from;
    const change = changeOf(from, to, of);
    if (!message || !change) continue;
    rows.push({
      change,
      key: (from ?? message).key,
      newKey: change === 'orphaned' ? null : (to?.key ?? null),
      line: message.line,
      from: change === 'appears' ? null : (from?.at ?? null),
      to: change === 'orphaned' ? null : (to?.at ?? null),
      channels: [...message.channels],
      voided: voidedBy(from, to, of.made),
      message,
    });
  }
  return rows.sort((a, b) => (a.from ?? a.to ?? 0) - (b.from ?? b.to ?? 0));
}

type Then = { now: number; made: ReadonlyMap<string, Existing> };

/** What becomes of one message; null: nothing that staff would have to know. */
function changeOf(from: Occurrence | null, to: Occurrence | null, of: Then): DiffRow['change'] | null {
  const { now, made } = of;
  const ahead = from !== null && from.at > now;
  if (from && to && from.at === to.at && from.key === to.key)
    return ahead && voidedBy(from, to, made) !== null ? 'reworded' : null;
  if (to && to.at > now) return ahead ? 'moves' : 'appears';
  if (to === null) return ahead ? 'orphaned' : null;
  // One whose hour was past before has gone out; on another day it would go out again, so staff choose here, too.
  return ahead || (to.lastUsefulAt > now && !made.has(to.key)) ? 'late' : null;
}

/** Who approved the message in a form that the change alters; null: nobody, or their approval still holds. */
function voidedBy(
  from: Occurrence | null,
  to: Occurrence | null,
  made: ReadonlyMap<string, Existing>,
): string | null {
  const row = from ? made.get(from.key) : undefined;
  if (row?.state !== 'approved' || row.approvedBy === null) return null;
  const holds = to !== null && to.key === from?.key && contentHash(to) === row.approvedHash;
  return holds ? null : row.approvedBy;
}

/** A message's name without its day: the same message on another day. A digest is of its week and never moves. */
function nameOf(one: Occurrence): string {
  return one.kind === 'digest' ? one.key : one.key.replace(/@[^@]*$/, '');
}
