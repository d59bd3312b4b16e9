// Owns the queries about money: what settled messages cost, and what those whose outcome is open may cost.
import { and, asc, count, eq, gte, inArray, isNotNull, isNull, lt, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** The index of paid rows holds only these; the words must be its own for the database to use it. */
const paid = sql`price_eur > 0`;

/** What settled messages of a channel have cost from one instant up to (not including) another, in euros. */
export async function paidBetween(
  { t, s }: At,
  channel: string,
  of: { from: number; to: number },
): Promise<number> {
  const rows = await s
    .select({ euros: sql<number | null>`sum(${t.delivery.priceEur})` })
    .from(t.delivery)
    .where(
      and(
        paid,
        eq(t.delivery.channel, channel),
        gte(t.delivery.settledAt, of.from),
        lt(t.delivery.settledAt, of.to),
      ),
    );
  return rows[0]?.euros ?? 0;
}

/** How many messages of a channel are in a call now, or ended in one without an answer since `from`. */
export async function openPayments({ t, s }: At, channel: string, from: number): Promise<number> {
  // By broadcast, because that is the index which knows states: a handful of look-ups instead of the whole ledger.
  const broadcasts = s.select({ id: t.broadcast.id }).from(t.broadcast);
  const inCall = (whose: SQL) =>
    s
      .select({ rows: count() })
      .from(t.delivery)
      .where(and(whose, eq(t.delivery.state, 'calling'), eq(t.delivery.channel, channel)));
  const replies = await inCall(isNull(t.delivery.broadcastId));
  const calling = await inCall(inArray(t.delivery.broadcastId, broadcasts));
  const unknown = await s
    .select({ rows: count() })
    .from(t.delivery)
    .where(
      and(
        inArray(t.delivery.broadcastId, broadcasts),
        eq(t.delivery.state, 'unknown'),
        eq(t.delivery.channel, channel),
        gte(t.delivery.settledAt, from),
      ),
    );
  return (replies[0]?.rows ?? 0) + (calling[0]?.rows ?? 0) + (unknown[0]?.rows ?? 0);
}

/** What one channel's messages cost from one instant up to another, by broadcast; null: what belongs to no broadcast. */
export async function paidByBroadcast({ t, s }: At, channel: string, of: { from: number; to: number }) {
  return await s
    .select({
      id: t.delivery.broadcastId,
      messages: count(),
      euros: sql<number>`sum(${t.delivery.priceEur})`,
    })
    .from(t.delivery)
    .where(
      and(
        paid,
        eq(t.delivery.channel, channel),
        gte(t.delivery.settledAt, of.from),
        lt(t.delivery.settledAt, of.to),
      ),
    )
    .groupBy(t.delivery.broadcastId)
    .orderBy(asc(t.delivery.broadcastId));
}

/** When the first paid message of a channel was settled; null: none ever was. */
export async function firstPaidAt({ t, s }: At, channel: string): Promise<number | null> {
  const rows = await s
    .select({ at: t.delivery.settledAt })
    .from(t.delivery)
    .where(and(paid, eq(t.delivery.channel, channel), isNotNull(t.delivery.settledAt)))
    .orderBy(asc(t.delivery.settledAt))
    .limit(1);
  return rows[0]?.at ?? null;
}
