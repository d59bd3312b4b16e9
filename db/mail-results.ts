// Owns the queries about how a broadcast's letters fared: those that came back, and those whose time to come back is over.
import { and, count, desc, eq, gte, inArray, lte, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** What came back of a broadcast's letters, with how each letter's row stands now. */
export async function returnsOf({ t, s }: At, broadcastId: string) {
  return await s
    .select({
      id: t.mailReturn.deliveryId,
      kind: t.mailReturn.kind,
      state: t.delivery.state,
      channel: t.delivery.channel,
    })
    .from(t.mailReturn)
    .innerJoin(t.delivery, eq(t.delivery.id, t.mailReturn.deliveryId))
    .where(eq(t.mailReturn.broadcastId, broadcastId));
}

type Letters = { broadcastId: string; channels: readonly string[] };

/** How many letters of a broadcast had been taken by their servers by then. Reads every row of the broadcast. */
export async function takenBy({ t, s }: At, of: Letters & { until: number }): Promise<number> {
  const { delivery } = t;
  const rows = await s
    .select({ letters: count() })
    .from(delivery)
    .where(
      and(
        eq(delivery.broadcastId, of.broadcastId),
        inArray(delivery.state, ['sent', 'delivered']),
        inArray(delivery.channel, [...of.channels]),
        lte(delivery.settledAt, of.until),
      ),
    );
  return rows[0]?.letters ?? 0;
}

/** The last letters of a broadcast that were taken or refused for good since an instant, the newest first. */
export async function lastLetters({ t, s }: At, of: Letters & { since: number; most: number }) {
  const { delivery } = t;
  return await s
    .select({ id: delivery.id, state: delivery.state })
    .from(delivery)
    .where(
      and(
        eq(delivery.broadcastId, of.broadcastId),
        inArray(delivery.state, ['sent', 'delivered', 'gone']),
        inArray(delivery.channel, [...of.channels]),
        gte(delivery.settledAt, of.since),
      ),
    )
    .orderBy(desc(delivery.settledAt), desc(delivery.id))
    .limit(of.most);
}

/** How many letters of a broadcast are known to have gone to nobody: read from an index alone. */
export async function goneLetters({ t, s }: At, of: Letters): Promise<number> {
  const rows = await s
    .select({ letters: count() })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.broadcastId, of.broadcastId),
        eq(t.delivery.state, 'gone'),
        inArray(t.delivery.channel, [...of.channels]),
      ),
    );
  return rows[0]?.letters ?? 0;
}

/** Which letters of a broadcast came back as hard bounces or complaints. */
export async function badReturns({ t, s }: At, broadcastId: string) {
  return await s
    .selectDistinct({ id: t.mailReturn.deliveryId, kind: t.mailReturn.kind })
    .from(t.mailReturn)
    .where(and(eq(t.mailReturn.broadcastId, broadcastId), inArray(t.mailReturn.kind, ['hard', 'complaint'])));
}

/** How many people of a broadcast confirmed by a link, after their letter was made, that they want letters. */
export async function agreedAfter({ t, s }: At, broadcastId: string): Promise<number> {
  const rows = await s
    .select({ people: sql<number>`count(distinct ${t.consent.personId})`.mapWith(Number) })
    .from(t.delivery)
    .innerJoin(t.consent, eq(t.consent.personId, t.delivery.personId))
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        eq(t.consent.purpose, 'letters'),
        eq(t.consent.ground, 'double opt-in'),
        eq(t.consent.granted, true),
        gte(t.consent.at, t.delivery.createdAt),
      ),
    );
  return rows[0]?.people ?? 0;
}
