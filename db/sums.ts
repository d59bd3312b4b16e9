// Owns keeping the sums: counting anew who or what was marked as changed, a few at a time, and reading what is kept.
import type { DeliveryState } from '../src/core/delivery.ts';
import type { Cell, CountedPerson, Family } from '../src/core/figures.ts';
import { jsonRows } from './columns.ts';
import { and, asc, count, eq, gt, inArray, ne, notInArray, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Marked ids of a kind, the first so many. */
export async function markedIds({ t, s }: At, kind: 'person' | 'broadcast', most: number): Promise<string[]> {
  const rows = await s
    .select({ id: t.uncounted.id })
    .from(t.uncounted)
    .where(eq(t.uncounted.kind, kind))
    .orderBy(asc(t.uncounted.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

/** A list of ids as one parameter, whatever its length. */
function listed({ t }: At, ids: readonly string[]) {
  return jsonRows(t.uncounted, sql`${JSON.stringify(ids)}`);
}

async function unmark(at: At, kind: 'person' | 'broadcast', ids: readonly string[]): Promise<void> {
  const { uncounted } = at.t;
  await at.s
    .delete(uncounted)
    .where(and(eq(uncounted.kind, kind), sql`${uncounted.id} in ${listed(at, ids)}`));
}

export type PersonToCount = CountedPerson & { id: string };

/** People by their ids with what is counted of them. Whoever is not there any more is left out. */
export async function peopleToCount(at: At, ids: readonly string[]): Promise<PersonToCount[]> {
  const { t, s } = at;
  const { person, address, consent } = t;
  const people = await s
    .select({ id: person.id, contest: person.contest, role: person.role, source: person.source })
    .from(person)
    .where(sql`${person.id} in ${listed(at, ids)}`);
  const addresses = await s
    .select({ personId: address.personId, channel: address.channel, state: address.state })
    .from(address)
    .where(sql`${address.personId} in ${listed(at, ids)}`);
  const consents = await s
    .select({
      personId: consent.personId,
      id: consent.id,
      purpose: consent.purpose,
      contest: consent.contest,
      granted: consent.granted,
      at: consent.at,
      channel: consent.channel,
    })
    .from(consent)
    .where(sql`${consent.personId} in ${listed(at, ids)}`);
  const reachable = Map.groupBy(addresses, ({ personId }) => personId);
  const agreed = Map.groupBy(consents, ({ personId }) => personId);
  return people.map((one) => ({
    ...one,
    addresses: reachable.get(one.id) ?? [],
    consents: agreed.get(one.id) ?? [],
  }));
}

/** People after an id, in order of their ids: for counting everybody. */
export async function peopleAfter({ t, s }: At, after: string, most: number): Promise<string[]> {
  const rows = await s
    .select({ id: t.person.id })
    .from(t.person)
    .where(gt(t.person.id, after))
    .orderBy(asc(t.person.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

/** Puts what these people add in place of what they added before, and takes their marks away; one write. */
export async function recountPeople(
  at: At,
  ids: readonly string[],
  cellsOf: (person: PersonToCount) => readonly Cell[],
): Promise<void> {
  const { t, s } = at;
  const before = await s
    .select()
    .from(t.counted)
    .where(sql`${t.counted.personId} in ${listed(at, ids)}`);
  const now = (await peopleToCount(at, ids)).map((one) => ({ personId: one.id, cells: cellsOf(one) }));
  const change = new Map<string, { family: Family; key: string; on: string; n: number }>();
  const add = (cells: readonly Cell[], sign: 1 | -1) => {
    for (const [family, key, on, n] of cells) {
      const name = `${family}\n${key}\n${on}`;
      change.set(name, { family, key, on, n: (change.get(name)?.n ?? 0) + sign * n });
    }
  };
  for (const { cells } of before) add(cells, -1);
  for (const { cells } of now) add(cells, 1);
  const rows = [...change.values()].filter(({ n }) => n !== 0);
  for (let from = 0; from < rows.length; from += rowsAStatement) {
    await s
      .insert(t.keptSum)
      .values(rows.slice(from, from + rowsAStatement))
      .onConflictDoUpdate({
        target: [t.keptSum.family, t.keptSum.on, t.keptSum.key],
        set: { n: sql`${t.keptSum.n} + excluded.n` },
      });
  }
  await s.delete(t.counted).where(sql`${t.counted.personId} in ${listed(at, ids)}`);
  for (let from = 0; from < now.length; from += rowsAStatement)
    await s.insert(t.counted).values(now.slice(from, from + rowsAStatement));
  await unmark(at, 'person', ids);
}

const rowsAStatement = 400;

export type BroadcastCount = { channel: string; state: string; n: number };

/** The rows of a broadcast in the ledger by channel and state, from the index alone. */
export async function ledgerCounts({ t, s }: At, broadcastId: string): Promise<BroadcastCount[]> {
  const { delivery } = t;
  return await s
    .select({ channel: delivery.channel, state: delivery.state, n: count() })
    .from(delivery)
    .where(eq(delivery.broadcastId, broadcastId))
    .groupBy(delivery.state, delivery.channel);
}

/** Puts the ledger's counts of a broadcast in place of what was kept. */
export async function recountBroadcast(at: At, broadcastId: string): Promise<void> {
  const { t, s } = at;
  const rows = await ledgerCounts(at, broadcastId);
  await s.delete(t.broadcastSum).where(eq(t.broadcastSum.broadcastId, broadcastId));
  if (rows.length > 0) await s.insert(t.broadcastSum).values(rows.map((row) => ({ broadcastId, ...row })));
  await unmark(at, 'broadcast', [broadcastId]);
}

/** States of a row that change by themselves while a broadcast goes on, without a mark for each. */
const open = ['pending', 'claimed', 'calling'];

/** Broadcasts whose rows change without marks: those that go on, and those with rows that were open when last counted. */
export async function movingBroadcasts({ t, s }: At): Promise<string[]> {
  const going = await s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(inArray(t.broadcast.state, ['expanding', 'sending', 'paused']));
  const left = await s
    .selectDistinct({ id: t.broadcastSum.broadcastId })
    .from(t.broadcastSum)
    .where(inArray(t.broadcastSum.state, open));
  return [...new Set([...going, ...left].map(({ id }) => id))].sort();
}

export type SumRow = { family: string; key: string; on: string; n: number };

/** The kept sums of some families, those that are not nought, by day. */
export async function keptSums({ t, s }: At, families?: readonly Family[]): Promise<SumRow[]> {
  const { keptSum } = t;
  return await s
    .select()
    .from(keptSum)
    .where(and(ne(keptSum.n, 0), families && inArray(keptSum.family, [...families])))
    .orderBy(asc(keptSum.family), asc(keptSum.on), asc(keptSum.key));
}

/** The kept counts of broadcasts; without ids of all. */
export async function keptCounts({ t, s }: At, ids?: readonly string[]) {
  const { broadcastSum } = t;
  return await s
    .select()
    .from(broadcastSum)
    .where(ids && inArray(broadcastSum.broadcastId, [...ids]))
    .orderBy(asc(broadcastSum.broadcastId), asc(broadcastSum.channel), asc(broadcastSum.state));
}

/** The kept counts of a broadcast that is over and has not changed since it was counted; nothing of any other. */
export async function countsOfOver({ t, s }: At, broadcastId: string) {
  const changed = s.select({ id: t.uncounted.id }).from(t.uncounted).where(eq(t.uncounted.kind, 'broadcast'));
  return await s
    .select({
      channel: t.broadcastSum.channel,
      state: sql<DeliveryState>`${t.broadcastSum.state}`,
      rows: t.broadcastSum.n,
    })
    .from(t.broadcastSum)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.broadcastSum.broadcastId))
    .where(
      and(
        eq(t.broadcast.id, broadcastId),
        inArray(t.broadcast.state, ['done', 'cancelled', 'missed']),
        notInArray(t.broadcast.id, changed),
      ),
    );
}

/** Every broadcast that the ledger or the kept counts know. */
export async function countedBroadcasts({ t, s }: At): Promise<string[]> {
  const known = await s.select({ id: t.broadcast.id }).from(t.broadcast);
  const kept = await s.selectDistinct({ id: t.broadcastSum.broadcastId }).from(t.broadcastSum);
  return [...new Set([...known, ...kept].map(({ id }) => id))].sort();
}

/** Forgets all sums about people and marks everybody, so that they are counted anew from nothing. */
export async function forgetPeopleSums({ t, s }: At): Promise<void> {
  await s.delete(t.keptSum);
  await s.delete(t.counted);
  await s.delete(t.uncounted).where(eq(t.uncounted.kind, 'person'));
  await s
    .insert(t.uncounted)
    .select(s.select({ kind: sql<'person'>`'person'`.as('kind'), id: t.person.id }).from(t.person));
}
