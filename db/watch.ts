// Owns the queries with which the watchdog looks at broadcasts and channels: each finds one row in an index and stops,
// except the count of what a channel has sent, which reads an index alone.
import type { BroadcastState } from '../src/core/broadcast.ts';
import type { DeliveryState } from '../src/core/delivery.ts';
import type { BroadcastRow } from './broadcasts.ts';
import { and, asc, count, eq, gt, gte, inArray, isNull, lte, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Broadcasts in these states whose hour lies between two instants, the earliest first. */
export async function broadcastsBetween(
  { t, s }: At,
  states: readonly BroadcastState[],
  of: { from: number; to: number },
): Promise<BroadcastRow[]> {
  return await s
    .select()
    .from(t.broadcast)
    .where(
      and(inArray(t.broadcast.state, [...states]), gte(t.broadcast.at, of.from), lte(t.broadcast.at, of.to)),
    )
    .orderBy(asc(t.broadcast.at), asc(t.broadcast.id));
}

/** Whether any row is so: one is looked for, none counted. */
async function anyRow({ t, s }: At, so: SQL | undefined): Promise<boolean> {
  const rows = await s.select({ id: t.delivery.id }).from(t.delivery).where(so).limit(1);
  return rows.length > 0;
}

/** Whether a broadcast has a row, in one of these states where they are named. */
export async function hasRow(
  at: At,
  broadcastId: string,
  states: readonly DeliveryState[] | null = null,
): Promise<boolean> {
  const { t } = at;
  return await anyRow(
    at,
    and(eq(t.delivery.broadcastId, broadcastId), ...(states ? [inArray(t.delivery.state, [...states])] : [])),
  );
}

/** Whether a broadcast has a row on the channel that could have left by an instant; what waits for a visit could not. */
export async function hasDueRow(
  at: At,
  broadcastId: string,
  of: { channel: string; by: number },
): Promise<boolean> {
  const { t } = at;
  return await anyRow(
    at,
    and(
      eq(t.delivery.broadcastId, broadcastId),
      eq(t.delivery.state, 'pending'),
      eq(t.delivery.channel, of.channel),
      lte(t.delivery.dueAt, of.by),
    ),
  );
}

/** Whether a broadcast has a row on the channel that was tried and is due again between two instants. */
export async function hasRetriedRow(
  at: At,
  broadcastId: string,
  of: { channel: string; from: number; to: number },
): Promise<boolean> {
  const { t } = at;
  return await anyRow(
    at,
    and(
      eq(t.delivery.broadcastId, broadcastId),
      eq(t.delivery.state, 'pending'),
      eq(t.delivery.channel, of.channel),
      gte(t.delivery.dueAt, of.from),
      lte(t.delivery.dueAt, of.to),
      gt(t.delivery.attempts, 0),
    ),
  );
}

/** Whether an answer has waited on a channel since an instant. */
export async function hasDueReply(
  at: At,
  channel: string,
  of: { by: number; now: number },
): Promise<boolean> {
  const { t } = at;
  return await anyRow(
    at,
    and(
      eq(t.delivery.channel, channel),
      sql`state = 'pending'`,
      isNull(t.delivery.broadcastId),
      lte(t.delivery.dueAt, of.by),
      gt(t.delivery.expiresAt, of.now),
    ),
  );
}

/** How many messages of these broadcasts a channel has taken. */
export async function sentOn({ t, s }: At, channel: string, broadcasts: readonly string[]): Promise<number> {
  if (broadcasts.length === 0) return 0;
  const rows = await s
    .select({ rows: count() })
    .from(t.delivery)
    .where(
      and(
        inArray(t.delivery.broadcastId, [...broadcasts]),
        inArray(t.delivery.state, ['sent', 'delivered']),
        eq(t.delivery.channel, channel),
      ),
    );
  return rows[0]?.rows ?? 0;
}

/** Whether anybody has asked for the digest. */
export async function wantsDigest({ t, s }: At): Promise<boolean> {
  const rows = await s.select({ id: t.person.id }).from(t.person).where(eq(t.person.pace, 'weekly')).limit(1);
  return rows.length > 0;
}
