// Owns the queries about broadcasts themselves; who gets them is in db/expansion.ts.
import type { BroadcastState } from '../src/core/broadcast.ts';
import { and, asc, count, desc, eq, inArray, lte, notInArray, or, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type BroadcastRow = Tables['broadcast']['$inferSelect'];

/** Inserts a broadcast unless its key exists; returns whether it is new. */
export async function addBroadcast({ t, s }: At, row: BroadcastRow): Promise<boolean> {
  const added = await s
    .insert(t.broadcast)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: t.broadcast.id });
  return added.length > 0;
}

export async function findBroadcast({ t, s }: At, id: string): Promise<BroadcastRow | null> {
  return (await s.select().from(t.broadcast).where(eq(t.broadcast.id, id)))[0] ?? null;
}

export async function changeBroadcast(
  { t, s }: At,
  id: string,
  change: Partial<BroadcastRow>,
): Promise<void> {
  await s.update(t.broadcast).set(change).where(eq(t.broadcast.id, id));
}

/** Moves a broadcast on only from one of the states named; returns whether it did. */
export async function moveBroadcast(
  { t, s }: At,
  id: string,
  { from, change }: { from: BroadcastState[]; change: Partial<BroadcastRow> },
): Promise<boolean> {
  const moved = await s
    .update(t.broadcast)
    .set(change)
    .where(and(eq(t.broadcast.id, id), inArray(t.broadcast.state, from)))
    .returning({ id: t.broadcast.id });
  return moved.length > 0;
}

export async function listBroadcasts({ t, s }: At, states?: BroadcastState[]): Promise<BroadcastRow[]> {
  const all = s.select().from(t.broadcast);
  return await (states ? all.where(inArray(t.broadcast.state, states)) : all).orderBy(
    desc(t.broadcast.at),
    asc(t.broadcast.key),
  );
}

export async function dueBroadcasts({ t, s }: At, now: number): Promise<BroadcastRow[]> {
  return await s
    .select()
    .from(t.broadcast)
    .where(
      or(
        and(eq(t.broadcast.state, 'approved'), lte(t.broadcast.at, now)),
        inArray(t.broadcast.state, ['expanding', 'sending']),
      ),
    )
    .orderBy(asc(t.broadcast.at), asc(t.broadcast.key));
}

/** Broadcasts whose rows do not get more by themselves. */
const over: BroadcastState[] = ['done', 'cancelled', 'missed'];

/** Rows of each broadcast, for the list: the kept sums of those that are over, the rows themselves of the others. */
export async function totals({ t, s }: At): Promise<Map<string, number>> {
  const changed = s.select({ id: t.uncounted.id }).from(t.uncounted).where(eq(t.uncounted.kind, 'broadcast'));
  const settled = and(inArray(t.broadcast.state, over), notInArray(t.broadcast.id, changed));
  const kept = await s
    .select({ id: t.broadcast.id, rows: sql<number>`coalesce(sum(${t.broadcastSum.n}), 0)` })
    .from(t.broadcast)
    .leftJoin(t.broadcastSum, eq(t.broadcastSum.broadcastId, t.broadcast.id))
    .where(settled)
    .groupBy(t.broadcast.id);
  const known = s.select({ id: t.broadcast.id }).from(t.broadcast).where(settled);
  const others = s.select({ id: t.broadcast.id }).from(t.broadcast).where(notInArray(t.broadcast.id, known));
  const counted = await s
    .select({ id: t.delivery.broadcastId, rows: count() })
    .from(t.delivery)
    .where(inArray(t.delivery.broadcastId, others))
    .groupBy(t.delivery.broadcastId);
  return new Map([...kept, ...counted].map((row) => [row.id ?? '', Number(row.rows)]));
}

/** Changes whenever an audience can have changed: consents, choices and addresses, in a few milliseconds. */
export async function audienceStamp({ t, s }: At): Promise<string> {
  const standing = await s
    .select({
      rows: count(),
      last: sql<number>`max(${t.standing.at})`,
      granted: sql<number>`sum(case when ${t.standing.granted} then 1 else 0 end)`,
    })
    .from(t.standing);
  const address = await s
    .select({
      rows: count(),
      active: sql<number>`sum(case when ${t.address.state} = 'active' then 1 else 0 end)`,
      proven: sql<number>`max(${t.address.provenAt})`,
      wrote: sql<number>`max(${t.address.wroteAt})`,
    })
    .from(t.address);
  const person = await s
    .select({
      rows: count(),
      prefer: count(t.person.prefers),
      digest: count(t.person.pace),
      author: sql<number>`sum(case when ${t.person.role} = 'author' then 1 else 0 end)`,
      voter: sql<number>`sum(case when ${t.person.role} = 'voter' then 1 else 0 end)`,
    })
    .from(t.person);
  const letters = await s.select({ rows: count() }).from(t.delivery);
  const refused = await s.select({ rows: count() }).from(t.mute);
  const voted = await s.select({ rows: count() }).from(t.voted);
  const seats = await s
    .select({
      rows: count(),
      last: sql<number>`max(${t.seat.at})`,
      going: sql<number>`sum(case when ${t.seat.state} = 'going' then 1 else 0 end)`,
    })
    .from(t.seat);
  const follows = await s.select({ rows: count() }).from(t.follow);
  return JSON.stringify([standing, address, person, letters, refused, voted, seats, follows]);
}
