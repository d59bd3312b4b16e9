// Owns the queries about what came back from letters: the delivery it is about, what becomes of it, and how often.
import { and, count, desc, eq, gt, inArray, isNull } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

/**
 * The delivery that came back, the address that it went to and whom its broadcast is for; the address is null for staff
 * and people who were erased, the audience for letters of no broadcast.
 */
export async function returnedDelivery({ t, s }: At, id: string) {
  const rows = await s
    .select({ delivery: t.delivery, address: t.address, audience: t.broadcast.audience })
    .from(t.delivery)
    .leftJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .leftJoin(t.address, eq(t.address.id, t.delivery.addressId))
    .where(eq(t.delivery.id, id));
  return rows[0] ?? null;
}

/** Remembers a message by the hash of its identity; false where it was taken before. */
export async function rememberReturn({ t, s }: At, eventId: string, now: number): Promise<boolean> {
  const added = await s
    .insert(t.inbox)
    .values({ channel: 'mail-return', eventId, at: now })
    .onConflictDoNothing()
    .returning({ eventId: t.inbox.eventId });
  return added.length > 0;
}

export async function addMailReturn({ t, s }: At, row: Tables['mailReturn']['$inferInsert']): Promise<void> {
  await s.insert(t.mailReturn).values(row);
}

/** A letter that was handed over turned out not to arrive. Rows in any other state stay as they are. */
export async function settleReturned(
  { t, s }: At,
  id: string,
  to: { state: 'gone' | 'failed'; reason: string; now: number },
): Promise<void> {
  await s
    .update(t.delivery)
    .set({ state: to.state, reason: to.reason, settledAt: to.now })
    .where(and(eq(t.delivery.id, id), inArray(t.delivery.state, ['sent', 'delivered', 'unknown'])));
}

/** What still waits for this address does not go out any more. */
export async function skipAddress(
  { t, s }: At,
  of: { personId: string; addressId: string; reason: string; now: number },
): Promise<void> {
  await s
    .update(t.delivery)
    .set({ state: 'skipped', reason: of.reason, settledAt: of.now })
    .where(
      and(
        eq(t.delivery.personId, of.personId),
        eq(t.delivery.addressId, of.addressId),
        eq(t.delivery.state, 'pending'),
      ),
    );
}

/**
 * How many letters in a row to this address came back softly since an instant, the newest first. Letters after the
 * newest that came back may still come back, so they count for nothing; an earlier one that did not is a success.
 */
export async function softStreak(
  { t, s }: At,
  of: { personId: string; addressId: string; since: number },
): Promise<number> {
  const rows = await s
    .select({ id: t.delivery.id, state: t.delivery.state })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.personId, of.personId),
        eq(t.delivery.addressId, of.addressId),
        gt(t.delivery.createdAt, of.since),
        inArray(t.delivery.state, ['sent', 'delivered', 'failed', 'gone']),
      ),
    )
    .orderBy(desc(t.delivery.createdAt), desc(t.delivery.id))
    .limit(100);
  const lost = rows.filter(({ state }) => state === 'failed').map(({ id }) => id);
  const returns = await s
    .select({ id: t.mailReturn.deliveryId })
    .from(t.mailReturn)
    .where(and(inArray(t.mailReturn.deliveryId, lost), eq(t.mailReturn.kind, 'soft')));
  const soft = new Set(returns.map(({ id }) => id));
  const newest = rows.findIndex(({ id }) => soft.has(id));
  if (newest === -1) return 0;
  const known = rows.slice(newest);
  const success = known.findIndex(({ id }) => !soft.has(id));
  return success === -1 ? known.length : success;
}

/** How many letters of a broadcast (null: of none) were refused for our sake since an instant. */
export async function policyReturns(
  { t, s }: At,
  broadcastId: string | null,
  since: number,
): Promise<number> {
  const which =
    broadcastId === null ? isNull(t.mailReturn.broadcastId) : eq(t.mailReturn.broadcastId, broadcastId);
  const rows = await s
    .select({ n: count() })
    .from(t.mailReturn)
    .where(and(which, eq(t.mailReturn.kind, 'policy'), gt(t.mailReturn.at, since)));
  return rows[0]?.n ?? 0;
}
