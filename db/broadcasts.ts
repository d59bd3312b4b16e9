// Owns the queries about broadcasts and about who is in their audience.
import type { Audience, BroadcastState } from '../src/core/broadcast.ts';
import type { Purpose } from '../src/core/consent.ts';
import { and, asc, count, desc, eq, gt, inArray, lte, or, sql } from './drizzle.ts';
import type { AddressRow, At, PersonRow } from './people.ts';
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

/** Rows of each broadcast, for the list. */
export async function totals({ t, s }: At): Promise<Map<string, number>> {
  const rows = await s
    .select({ id: t.delivery.broadcastId, rows: count() })
    .from(t.delivery)
    .groupBy(t.delivery.broadcastId);
  return new Map(rows.map((row) => [row.id ?? '', row.rows]));
}

/** A person in an audience: the active addresses on the channels named, and what is granted for this contest. */
export type Candidate = { person: PersonRow; addresses: AddressRow[]; purposes: ReadonlySet<Purpose> };

const contestsFor = (contest: Audience['contest']): ('city' | 'kids' | 'any')[] =>
  contest ? [contest, 'any'] : ['city', 'kids', 'any'];

/** One page of an audience in order of the person's id. `next` is the cursor of the next page, null after the last. */
export async function audiencePage(
  at: At,
  audience: Audience,
  page: { after: string; most: number; channels: readonly string[] },
): Promise<{ candidates: Candidate[]; next: string | null }> {
  const { t, s } = at;
  const people = await s
    .selectDistinct({ person: t.person })
    .from(t.standing)
    .innerJoin(t.person, eq(t.person.id, t.standing.personId))
    .where(
      and(
        inArray(t.standing.purpose, [...audience.purposes]),
        inArray(t.standing.contest, contestsFor(audience.contest)),
        eq(t.standing.granted, true),
        gt(t.standing.personId, page.after),
        ...(audience.role ? [eq(t.person.role, audience.role)] : []),
        ...(audience.source ? [eq(t.person.source, audience.source)] : []),
      ),
    )
    .orderBy(asc(t.person.id))
    .limit(page.most);
  const ids = people.map(({ person }) => person.id);
  const last = ids.at(-1);
  const next = people.length === page.most && last ? last : null;
  if (ids.length === 0) return { candidates: [], next };
  const addresses = await activeAddresses(at, ids, page.channels);
  const purposes = await grantedPurposes(at, ids, audience);
  const candidates = people.map(({ person }) => ({
    person,
    addresses: addresses.get(person.id) ?? [],
    purposes: new Set(purposes.get(person.id)?.map((row) => row.purpose)),
  }));
  return { candidates, next };
}

async function activeAddresses({ t, s }: At, ids: string[], channels: readonly string[]) {
  const rows = await s
    .select()
    .from(t.address)
    .where(
      and(
        inArray(t.address.personId, ids),
        inArray(t.address.channel, [...channels]),
        eq(t.address.state, 'active'),
      ),
    );
  return Map.groupBy(rows, (row) => row.personId);
}

async function grantedPurposes({ t, s }: At, ids: string[], audience: Audience) {
  const rows = await s
    .select({ id: t.standing.personId, purpose: t.standing.purpose })
    .from(t.standing)
    .where(
      and(
        inArray(t.standing.personId, ids),
        inArray(t.standing.contest, contestsFor(audience.contest)),
        eq(t.standing.granted, true),
      ),
    );
  return Map.groupBy(rows, (row) => row.id);
}

/** How many letters each of these people has been sent since an instant. */
export async function lettersSince({ t, s }: At, ids: string[], since: number): Promise<Map<string, number>> {
  const rows = await s
    .select({ id: t.delivery.personId, letters: count() })
    .from(t.delivery)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .where(
      and(
        inArray(t.delivery.personId, ids),
        gt(t.delivery.createdAt, since),
        inArray(t.delivery.state, ['pending', 'claimed', 'calling', 'sent', 'delivered', 'unknown']),
      ),
    )
    .groupBy(t.delivery.personId);
  return new Map(rows.map((row) => [row.id, row.letters]));
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
      author: sql<number>`sum(case when ${t.person.role} = 'author' then 1 else 0 end)`,
      voter: sql<number>`sum(case when ${t.person.role} = 'voter' then 1 else 0 end)`,
    })
    .from(t.person);
  const letters = await s.select({ rows: count() }).from(t.delivery);
  return JSON.stringify([standing, address, person, letters]);
}
