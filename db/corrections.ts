// Owns the queries about who got a broadcast's words: for changing, taking back or correcting what went out. What is then
// made of each of them is src/app/broadcasts/correction-rows.ts's.
import type { Audience } from '../src/core/broadcast.ts';
import type { BroadcastRow } from './broadcasts.ts';
import { written } from './columns.ts';
import { and, asc, count, eq, gt, inArray, like, lte, type SQL, sql } from './drizzle.ts';
import type { Range } from './expansion.ts';
import type { DeliveryRow } from './ledger.ts';
import type { At } from './people.ts';

/** A row whose words went out, or may have, with the address that it went to (null: erased, or a public place). */
export type Wronged = { row: DeliveryRow; address: { address: string; active: boolean } | null };

/**
 * Rows of a broadcast whose words went out: sent by themselves, or merged into another message of that day that was sent.
 */
function wentOut({ t }: At, broadcastId: string): SQL {
  const out = sql`('sent', 'delivered', 'unknown')`;
  const named = `%"${broadcastId}"%`;
  return sql`(${t.delivery.state} in ${out} or (${t.delivery.state} = 'skipped' and ${t.delivery.reason} = 'merged'
    and exists (select 1 from ${t.delivery} c where c.person_id = ${t.delivery.personId}
    and cast(c.also as text) like ${named} and c.state in ${out})))`;
}

/** Whether the message can be told apart on its platform and carries nothing but this broadcast's words. */
function ownMessage({ t }: At): SQL<number> {
  return sql<number>`case when ${t.delivery.providerId} is not null and ${t.delivery.also} is null
    and ${t.delivery.state} <> 'skipped' then 1 else 0 end`;
}

/** One page of the rows whose words went out, in order of their people, after the person named. */
export async function wrongedPage(
  at: At,
  broadcastId: string,
  page: { after: string; most: number },
): Promise<Wronged[]> {
  const { t, s } = at;
  const rows = await s
    .select({ row: t.delivery, address: t.address.address, state: t.address.state })
    .from(t.delivery)
    .leftJoin(t.address, eq(t.address.id, t.delivery.addressId))
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        gt(t.delivery.personId, page.after),
        wentOut(at, broadcastId),
      ),
    )
    .orderBy(asc(t.delivery.personId))
    .limit(page.most);
  return rows.map(({ row, address, state }) => ({
    row,
    address: address === null ? null : { address, active: state === 'active' },
  }));
}

/** How many of them there are among people of a range, by channel and by whether the message itself can be told apart. */
export async function countWronged(
  at: At,
  broadcastId: string,
  { after, upTo }: Range,
): Promise<{ channel: string; own: boolean; rows: number }[]> {
  const { t, s } = at;
  const each = s
    .select({ channel: t.delivery.channel, own: ownMessage(at).as('own') })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        gt(t.delivery.personId, after),
        ...(upTo === null ? [] : [lte(t.delivery.personId, upTo)]),
        wentOut(at, broadcastId),
      ),
    )
    .as('each_one');
  const counted = await s
    .select({ channel: each.channel, own: each.own, rows: count() })
    .from(each)
    .groupBy(each.channel, each.own);
  return counted.map(({ channel, own, rows }) => ({ channel, own: Number(own) === 1, rows }));
}

/** Those of these people to whom a message of this audience may still go: they have not taken their consent back. */
export async function stillGranted(
  { t, s }: At,
  people: readonly string[],
  { purposes, contest }: Audience,
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const scopes = contest ? ([contest, 'any'] as const) : (['city', 'kids', 'any'] as const);
  const rows = await s
    .selectDistinct({ person: t.standing.personId })
    .from(t.standing)
    .where(
      and(
        inArray(t.standing.personId, [...people]),
        inArray(t.standing.purpose, [...purposes]),
        inArray(t.standing.contest, [...scopes]),
        eq(t.standing.granted, true),
      ),
    );
  return new Set(rows.map(({ person }) => person));
}

/** Corrections and recalls of a broadcast, the oldest first. */
export async function amendmentsOf({ t, s }: At, broadcastId: string): Promise<BroadcastRow[]> {
  return await s
    .select()
    .from(t.broadcast)
    .where(and(eq(t.broadcast.amends, broadcastId), inArray(t.broadcast.kind, ['correction', 'recall'])))
    .orderBy(asc(t.broadcast.createdAt), asc(t.broadcast.key));
}

/** Some rows of a broadcast that wait to go out. */
export async function someWaiting({ t, s }: At, broadcastId: string, most: number): Promise<DeliveryRow[]> {
  return await s
    .select()
    .from(t.delivery)
    .where(and(eq(t.delivery.broadcastId, broadcastId), eq(t.delivery.state, 'pending')))
    .limit(most);
}

/** Ends waiting rows whose words go out in another row. */
export async function endReplaced(
  { t, s }: At,
  ids: readonly string[],
  of: { reason: string; now: number },
): Promise<void> {
  await s
    .update(t.delivery)
    .set({ state: 'skipped', reason: of.reason, settledAt: of.now })
    .where(and(inArray(t.delivery.id, [...ids]), eq(t.delivery.state, 'pending')));
}

/** Messages of the day that wait and carry a broadcast's words along: they carry another's instead, or nobody's (null). */
export async function carryInstead(
  { t, s }: At,
  of: { broadcastId: string; instead: string | null },
): Promise<void> {
  const open = s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(inArray(t.broadcast.state, ['expanding', 'sending', 'paused']));
  const carriers = and(
    inArray(t.delivery.broadcastId, open),
    eq(t.delivery.state, 'pending'),
    like(written(t.delivery.also), `%"${of.broadcastId}"%`),
  );
  const carried = { also: written(t.delivery.also).as('carried') };
  for (const { also: text } of await s.selectDistinct(carried).from(t.delivery).where(carriers)) {
    const also: string[] = JSON.parse(text);
    const next = also.flatMap((id) => (id === of.broadcastId ? (of.instead ?? []) : id));
    await s
      .update(t.delivery)
      .set({ also: next.length > 0 ? next : null })
      .where(and(carriers, eq(written(t.delivery.also), text)));
  }
}

/** Whether a row of the broadcast is in a call now: its outcome decides what the person got. */
export async function isInFlight({ t, s }: At, broadcastId: string): Promise<boolean> {
  const rows = await s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(and(eq(t.delivery.broadcastId, broadcastId), inArray(t.delivery.state, ['claimed', 'calling'])))
    .limit(1);
  return rows.length > 0;
}
