// Owns the queries by which a copy of the database is brought up to the time in which it goes on: how far it knows, what
// may have left since, and what was refused in the database that it replaces. When each is asked is src/app/running/restore.ts's.
import type { AnyColumn } from 'drizzle-orm';
import { isNightNews } from '../src/core/occurrences/occurrence-events.ts';
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lte, or, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

/** The last instant of which a database knows anything: it holds everything that was written until then. */
export async function lastSign({ t, s }: At): Promise<number> {
  const found = [
    await s.select({ at: latest(t.audit.at) }).from(t.audit),
    await s.select({ at: latest(t.inbox.at) }).from(t.inbox),
    await s.select({ at: latest(t.delivery.createdAt) }).from(t.delivery),
    await s.select({ at: latest(t.delivery.settledAt) }).from(t.delivery),
    await s.select({ at: latest(t.broadcast.createdAt) }).from(t.broadcast),
    await s.select({ at: latest(t.person.createdAt) }).from(t.person),
  ];
  return Math.max(0, ...found.flat().map(({ at }) => Number(at ?? 0)));
}

function latest(column: AnyColumn): SQL<number | null> {
  return sql<number | null>`max(${column})`;
}

/** Why the outcome of a row is unknown: it may have been sent before the copy was put back. */
export const restored = 'restore';

const open = ['pending', 'claimed', 'calling'] as const;
/** So many rows are changed in one statement. */
const rowsAnUpdate = 2000;

/** Makes open answers and letters to staff unknown, some at a time; returns how many, 0 where none is left. */
export async function doubtReplies(at: At, now: number): Promise<number> {
  const { t } = at;
  const rows = await doubt(at, isNull(t.delivery.broadcastId), now);
  // What carries its address itself, to staff or the last word to somebody erased, loses it as after every sending.
  await at.s
    .update(t.delivery)
    .set({ body: null })
    .where(
      and(isNull(t.delivery.broadcastId), eq(t.delivery.reason, restored), isNull(t.delivery.addressId)),
    );
  return rows;
}

/**
 * The same for rows of broadcasts. `quietEnds`: it is night until then, so only what goes out at night too: changes of
 * messages that people have, and news of an event that begins before the morning. Null: all of them.
 */
export async function doubtMessages(at: At, of: { quietEnds: number | null; now: number }): Promise<number> {
  const { t } = at;
  const { quietEnds } = of;
  const going = await goingOn(at);
  const loud = going.filter((one) => quietEnds === null || isNightNews(one, quietEnds)).map(({ id }) => id);
  const which = or(
    inArray(t.delivery.broadcastId, loud),
    and(
      inArray(
        t.delivery.broadcastId,
        going.map(({ id }) => id),
      ),
      isNotNull(t.delivery.amends),
    ),
  );
  return await doubt(at, which, of.now);
}

async function goingOn({ t, s }: At) {
  const { id, kind, key, lastUsefulAt } = t.broadcast;
  const rows = await s
    .select({ id, kind, key, lastUsefulAt })
    .from(t.broadcast)
    .where(inArray(t.broadcast.state, ['expanding', 'sending', 'paused']));
  return rows.map((row) => ({ ...row, key: row.key ?? '' }));
}

async function doubt({ t, s }: At, which: SQL | undefined, now: number): Promise<number> {
  const some = s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(and(which, inArray(t.delivery.state, [...open])))
    .limit(rowsAnUpdate);
  const rows = await s
    .update(t.delivery)
    .set({ state: 'unknown', reason: restored, settledAt: now })
    .where(inArray(t.delivery.id, some))
    .returning({ id: t.delivery.id });
  return rows.length;
}

/** When the next approved broadcast after an instant is due; null: none. */
export async function nextDue({ t, s }: At, after: number): Promise<number | null> {
  const rows = await s
    .select({ at: t.broadcast.at })
    .from(t.broadcast)
    .where(and(eq(t.broadcast.state, 'approved'), gt(t.broadcast.at, after)))
    .orderBy(asc(t.broadcast.at))
    .limit(1);
  return rows[0]?.at ?? null;
}

/** Paused broadcasts whose hour came up to an instant: somebody may have let them go on since. */
export async function pausedUntil({ t, s }: At, until: number) {
  return await s
    .select({ id: t.broadcast.id, cursor: t.broadcast.cursor })
    .from(t.broadcast)
    .where(and(eq(t.broadcast.state, 'paused'), lte(t.broadcast.at, until)));
}

/** Ends every session of staff, and every link and code that opens something once. */
export async function endOpenings({ t, s }: At): Promise<void> {
  await s.delete(t.session);
  await s.delete(t.signIn);
  await s.delete(t.linkCode);
}

/** Whether a broadcast has rows whose outcome is unknown because of a restore, and undecided. */
export async function hasDoubted({ t, s }: At, broadcastId: string): Promise<boolean> {
  const rows = await s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        sql`${t.delivery.state} = 'unknown'`,
        eq(t.delivery.reason, restored),
        isNull(t.delivery.decidedBy),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** A consent that somebody withdrew, by the address at which they are known. */
export type Withdrawal = Omit<Tables['consent']['$inferSelect'], 'id' | 'personId'> & {
  known: { channel: string; address: string };
};

/** What people refused since an instant, with one row for each address of theirs. */
export async function withdrawalsSince({ t, s }: At, since: number): Promise<Withdrawal[]> {
  const { consent, address } = t;
  const rows = await s
    .select({ consent, channel: address.channel, address: address.address })
    .from(consent)
    .innerJoin(address, eq(address.personId, consent.personId))
    .where(and(eq(consent.granted, false), gte(consent.at, since)))
    .orderBy(asc(consent.at), asc(consent.id), asc(address.id));
  return rows.map(({ consent: { id: _, personId: __, ...given }, channel, address: at }) => ({
    ...given,
    known: { channel, address: at },
  }));
}

/** Addresses that came onto the stop list since an instant, as their hashes. */
export async function suppressedSince({ t, s }: At, since: number) {
  return await s.select().from(t.suppression).where(gte(t.suppression.at, since));
}
