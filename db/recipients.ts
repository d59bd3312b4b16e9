// Owns reading the rows of one broadcast for staff: page by page with filters, and summed up by why they did not arrive.
import type { DeliveryState } from '../src/core/delivery.ts';
import { and, asc, count, desc, eq, gt, inArray, isNotNull } from './drizzle.ts';
import type { At } from './people.ts';

/** One page in order of people, after the row named; what is null or absent narrows nothing. */
export type RecipientPage = {
  after: string | null;
  most: number;
  state?: DeliveryState | null;
  channel?: string | null;
  reason?: string | null;
};

/** Rows with the address that they went to; null: it is not known any more. */
export async function recipientsOf({ t, s }: At, broadcastId: string, page: RecipientPage) {
  const { after, most, state, channel, reason } = page;
  const { delivery } = t;
  const last = after
    ? await s.select({ person: delivery.personId }).from(delivery).where(eq(delivery.id, after))
    : [];
  return await s
    .select({ row: delivery, address: t.address.address })
    .from(delivery)
    .leftJoin(t.address, eq(t.address.id, delivery.addressId))
    .where(
      and(
        eq(delivery.broadcastId, broadcastId),
        gt(delivery.personId, last[0]?.person ?? ''),
        ...(state ? [eq(delivery.state, state)] : []),
        ...(channel ? [eq(delivery.channel, channel)] : []),
        ...(reason ? [eq(delivery.reason, reason)] : []),
      ),
    )
    .orderBy(asc(delivery.personId))
    .limit(most);
}

/** States in which a message did not arrive, or nobody knows. */
const lost: DeliveryState[] = ['failed', 'gone', 'unknown', 'expired', 'skipped'];

/** How many rows did not arrive, by channel, state and reason, the most first. */
export async function reasonsOf({ t, s }: At, broadcastId: string) {
  const { channel, state, reason } = t.delivery;
  return await s
    .select({ channel, state, reason, people: count() })
    .from(t.delivery)
    .where(and(eq(t.delivery.broadcastId, broadcastId), inArray(state, lost), isNotNull(reason)))
    .groupBy(channel, state, reason)
    .orderBy(desc(count()));
}
