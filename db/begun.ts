// Owns the queries about what we began towards one person: the last of it, what still waits.
import type { Audience } from '../src/core/broadcast.ts';
import { and, desc, eq, inArray, isNotNull, isNull } from './drizzle.ts';
import type { At } from './people.ts';

/**
 * A broadcast that this person has a row of, by its id or (null) the last one that left to this address, with the
 * instant at which the row was made.
 */
export async function begunTo(
  { t, s }: At,
  of: { personId: string; addressId: string; broadcastId: string | null },
) {
  const which =
    of.broadcastId === null
      ? [eq(t.delivery.addressId, of.addressId), inArray(t.delivery.state, ['sent', 'delivered', 'unknown'])]
      : [eq(t.delivery.broadcastId, of.broadcastId)];
  const rows = await s
    .select({ broadcast: t.broadcast, begunAt: t.delivery.createdAt })
    .from(t.delivery)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .where(and(eq(t.delivery.personId, of.personId), isNotNull(t.delivery.broadcastId), ...which))
    .orderBy(desc(t.delivery.createdAt), desc(t.delivery.id))
    .limit(1);
  return rows[0] ?? null;
}

/**
 * Skips what waits for this person of broadcasts whose audience the person has just left. Changes of messages that the
 * person has already (corrections in place) are no new messages and stay.
 */
export async function skipWaiting(
  { t, s }: At,
  of: {
    personId: string;
    reason: string;
    now: number;
    left: (audience: Audience, channel: string) => boolean;
  },
): Promise<void> {
  const waiting = await s
    .select({ id: t.delivery.id, channel: t.delivery.channel, audience: t.broadcast.audience })
    .from(t.delivery)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .where(
      and(eq(t.delivery.personId, of.personId), eq(t.delivery.state, 'pending'), isNull(t.delivery.amends)),
    );
  for (const { id } of waiting.filter((row) => of.left(row.audience, row.channel))) {
    await s
      .update(t.delivery)
      .set({ state: 'skipped', reason: of.reason, settledAt: of.now })
      .where(and(eq(t.delivery.id, id), eq(t.delivery.state, 'pending')));
  }
}
