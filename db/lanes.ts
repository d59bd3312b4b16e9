// Owns the queries by which several processes share the sending of one city: lives, lanes with their fencing tokens, and
// the slots of a channel's second. Everything here is called inside a write, so that one process at a time decides.
import { jsonRows } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, eq, gte, inArray, is, isNull, lt, notInArray, or, sql, sqliteCore } from './drizzle.ts';
import type { At } from './people.ts';

/** What is kept away from the edge of a platform's second, where nobody knows when a call was counted. */
const marginMs = 5;
const secondMs = 1000;
/** Rows of lives that ended are of no use for longer. */
const forgottenAfterMs = 86_400_000;
const never = Number.MAX_SAFE_INTEGER;
/** A lane that nobody has taken yet. */
const untaken = { token: 0, holder: null, takenAt: 0, pausedUntil: 0 };

type Statements = ReturnType<typeof prepare>;
const known = new WeakMap<Session, Statements>();

function statements(at: At): Statements {
  const found = known.get(at.s) ?? prepare(at);
  known.set(at.s, found);
  return found;
}

/** The instant of a statement, in milliseconds of the database's clock. */
function clockOf({ t }: At) {
  return is(t.lane, sqliteCore().SQLiteTable)
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint`;
}

function prepare(at: At) {
  const { t, s } = at;
  const { lane, sendSlot, delivery } = t;
  const value = sql.placeholder;
  const json = sql`${value('json')}`;
  const mine = and(eq(sendSlot.channel, value('channel')), eq(sendSlot.holder, value('life')));
  const free = sql`${sendSlot.channel} = ${value('channel')} and ${sendSlot.holder} is null and ${sendSlot.freeAt} <= ${value('now')}`;
  const uncalled = and(
    sql`${delivery.id} in ${jsonRows(delivery, json)}`,
    sql`${delivery.state} = 'calling'`,
    eq(delivery.caller, value('life')),
  );
  return {
    look: s
      .select({ token: lane.token, holder: lane.holder, pausedUntil: lane.pausedUntil, now: clockOf(at) })
      .from(lane)
      .where(eq(lane.channel, value('channel')))
      .prepare('laneLook'),
    free: s.select({ slots: sql<number>`count(*)` }).from(sendSlot).where(free).prepare('laneFree'),
    occupy: s
      .update(sendSlot)
      .set({ holder: sql`${value('life')}`, freeAt: sql`${value('never')}` })
      .where(
        sql`${sendSlot.channel} = ${value('channel')} and ${sendSlot.number} in (select ${sendSlot.number} from ${sendSlot} where ${free} order by ${sendSlot.freeAt} limit ${value('most')})`,
      )
      .returning({ number: sendSlot.number })
      .prepare('laneOccupy'),
    release: s
      .update(sendSlot)
      .set({ holder: null, freeAt: sql`${value('freeAt')}` })
      .where(and(mine, eq(sendSlot.number, value('number'))))
      .prepare('laneRelease'),
    putBack: s
      .update(delivery)
      .set({ state: 'pending', caller: null, attempts: sql`${delivery.attempts} - 1` })
      .where(uncalled)
      .prepare('lanePutBack'),
    fresh: s
      .select({ replies: sql<number>`count(*)` })
      .from(delivery)
      .where(
        and(
          isNull(delivery.broadcastId),
          sql`${delivery.state} = 'pending'`,
          eq(delivery.channel, value('channel')),
          sql`${delivery.dueAt} > ${value('from')}`,
          sql`${delivery.dueAt} <= ${value('until')}`,
        ),
      )
      .prepare('laneFresh'),
  };
}

/** The instant of now, in milliseconds of the clock that all processes share. */
export async function databaseNow(at: At): Promise<number> {
  const rows = await at.s.select({ now: clockOf(at) }).from(sql`(select 1) as one`);
  return Number(rows[0]?.now);
}

/** Says that senders of this process are alive; the first time each begins to be. */
export async function noteLives(at: At, ids: readonly string[]): Promise<void> {
  const { t, s } = at;
  if (ids.length === 0) return;
  const now = await databaseNow(at);
  await s
    .insert(t.life)
    .values(ids.map((id) => ({ id, startedAt: now, seenAt: now })))
    .onConflictDoUpdate({ target: t.life.id, set: { seenAt: now } });
  await s.delete(t.life).where(lt(t.life.seenAt, now - forgottenAfterMs));
}

/** An orderly end: nobody has to wait until it is found dead. */
export async function endLife({ t, s }: At, id: string): Promise<void> {
  await s.delete(t.life).where(eq(t.life.id, id));
}

/** Makes the slots of a channel, and its lane where there is none yet. Slots that exist stay as they are. */
export async function openLane({ t, s }: At, of: { channel: string; slots: number }): Promise<void> {
  const { channel } = of;
  await s
    .insert(t.lane)
    .values({ channel, ...untaken })
    .onConflictDoNothing();
  const slots = Array.from({ length: of.slots }, (_, number) => ({
    channel,
    number,
    holder: null,
    freeAt: 0,
  }));
  if (slots.length > 0) await s.insert(t.sendSlot).values(slots).onConflictDoNothing();
  await s.delete(t.sendSlot).where(and(eq(t.sendSlot.channel, channel), gte(t.sendSlot.number, of.slots)));
}

/** Takes a lane, whoever holds it. Returns the token that stands from now on, and who held it without giving it back. */
export async function takeLane(
  at: At,
  of: { channel: string; life: string },
): Promise<{ token: number; before: string | null }> {
  const { t, s } = at;
  const lane = await lookAtLane(at, of.channel);
  const token = lane.token + 1;
  await s
    .update(t.lane)
    .set({ token, holder: of.life, takenAt: lane.now })
    .where(eq(t.lane.channel, of.channel));
  return { token, before: lane.holder };
}

/** Gives a lane back, if it is still held by this token. */
export async function giveLaneBack({ t, s }: At, of: { channel: string; token: number }): Promise<void> {
  await s
    .update(t.lane)
    .set({ holder: null })
    .where(and(eq(t.lane.channel, of.channel), eq(t.lane.token, of.token)));
}

export type LaneNow = { token: number; holder: string | null; pausedUntil: number; now: number };

/** How a lane stands, and the instant of the shared clock at which it was looked at. */
export async function lookAtLane(at: At, channel: string): Promise<LaneNow> {
  const [row] = await statements(at).look.execute({ channel });
  if (!row) throw new Error(`the lane of ${channel} was never opened`);
  return { ...row, now: Number(row.now) };
}

/** Slots in which a call may begin at this instant. */
export async function freeSlots(at: At, of: { channel: string; now: number }): Promise<number> {
  const rows = await statements(at).free.execute(of);
  return Number(rows[0]?.slots ?? 0);
}

/** Occupies free slots, at most so many; they stay occupied until they are released or their life is found dead. */
export async function occupySlots(
  at: At,
  of: { channel: string; life: string; now: number; most: number },
): Promise<number[]> {
  if (of.most <= 0) return [];
  const rows = await statements(at).occupy.execute({ ...of, never });
  return rows.map(({ number }) => number);
}

/** After the answer: a slot of this life serves again from `freeAt` on. */
export async function releaseSlot(
  at: At,
  of: { channel: string; life: string; number: number; freeAt: number },
): Promise<void> {
  await statements(at).release.execute({ ...of, freeAt: Math.ceil(of.freeAt) });
}

/** The platform asked for a pause: nobody calls before. */
export async function pauseLane({ t, s }: At, of: { channel: string; until: number }): Promise<void> {
  const until = Math.ceil(of.until);
  await s
    .update(t.lane)
    .set({ pausedUntil: until })
    .where(and(eq(t.lane.channel, of.channel), lt(t.lane.pausedUntil, until)));
}

/** The same for the only process on a database, which holds no lane: the next one reads how long is left. */
export async function keepPause(at: At, of: { channel: string; ms: number }): Promise<void> {
  const { channel, ms } = of;
  await at.s
    .insert(at.t.lane)
    .values({ channel, ...untaken })
    .onConflictDoNothing();
  await pauseLane(at, { channel, until: (await databaseNow(at)) + ms });
}

/** Milliseconds that are left of a pause that the platform asked for; 0: none. */
export async function pauseLeft(at: At, channel: string): Promise<number> {
  const [row] = await statements(at).look.execute({ channel });
  return row ? Math.max(0, row.pausedUntil - Number(row.now)) : 0;
}

/** Rows that this life marked and never called wait again, as if nobody had taken them. */
export async function putBackUncalled(at: At, of: { life: string; ids: readonly string[] }): Promise<void> {
  if (of.ids.length === 0) return;
  await statements(at).putBack.execute({ life: of.life, json: JSON.stringify(of.ids) });
}

/** Rows of a channel that this life has marked, as far as the ledger knows. */
export async function markedBy({ t, s }: At, of: { channel: string; life: string }): Promise<string[]> {
  const rows = await s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(and(inCalls({ t, s }, of.channel), eq(t.delivery.caller, of.life)));
  return rows.map(({ id }) => id);
}

/** Slots of a channel that this life occupies, as far as the table knows. */
export async function occupiedBy({ t, s }: At, of: { channel: string; life: string }): Promise<number[]> {
  const rows = await s
    .select({ number: t.sendSlot.number })
    .from(t.sendSlot)
    .where(and(eq(t.sendSlot.channel, of.channel), eq(t.sendSlot.holder, of.life)));
  return rows.map(({ number }) => number);
}

/** Replies of a channel that fell due in this span of the application's clock and wait. */
export async function repliesWaiting(
  at: At,
  of: { channel: string; from: number; until: number },
): Promise<number> {
  const rows = await statements(at).fresh.execute(of);
  return Number(rows[0]?.replies ?? 0);
}

/** Rows in a call: those of broadcasts that may still have any, and those that belong to none. */
function inCalls({ t, s }: At, channel: string) {
  const open = s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(inArray(t.broadcast.state, ['expanding', 'sending', 'paused', 'cancelled']));
  return and(
    sql`${t.delivery.state} = 'calling'`,
    eq(t.delivery.channel, channel),
    or(isNull(t.delivery.broadcastId), inArray(t.delivery.broadcastId, open)),
  );
}

/**
 * What dead lives have left behind on a channel: rows of broadcasts in a call are unknown, replies wait again, and their
 * slots serve again after the platform's second. Lives that were seen since `seenSince` are left alone. Both instants
 * are of the shared clock, `appNow` of the application's. Returns how many rows became unknown, and how many wait again.
 */
export async function buryDead(
  at: At,
  of: { channel: string; now: number; seenSince: number; appNow: number },
): Promise<{ unknown: number; again: number }> {
  const { t, s } = at;
  const alive = s.select({ id: t.life.id }).from(t.life).where(gte(t.life.seenAt, of.seenSince));
  const left = and(
    inCalls(at, of.channel),
    or(isNull(t.delivery.caller), notInArray(t.delivery.caller, alive)),
  );
  const rows = await s
    .select({ id: t.delivery.id, broadcastId: t.delivery.broadcastId })
    .from(t.delivery)
    .where(left)
    .orderBy(asc(t.delivery.id));
  const named = (some: readonly { id: string }[]) =>
    sql`${t.delivery.id} in ${jsonRows(t.delivery, sql`${JSON.stringify(some.map(({ id }) => id))}`)}`;
  const unknown = rows.filter(({ broadcastId }) => broadcastId !== null);
  const again = rows.filter(({ broadcastId }) => broadcastId === null);
  if (unknown.length > 0)
    await s
      .update(t.delivery)
      .set({ state: 'unknown', reason: 'crash', settledAt: of.appNow, caller: null })
      .where(named(unknown));
  if (again.length > 0)
    await s.update(t.delivery).set({ state: 'pending', dueAt: of.appNow, caller: null }).where(named(again));
  await s
    .update(t.sendSlot)
    .set({ holder: null, freeAt: of.now + secondMs + marginMs })
    .where(and(eq(t.sendSlot.channel, of.channel), notInArray(t.sendSlot.holder, alive)));
  return { unknown: unknown.length, again: again.length };
}
