// Owns the few figures about the queue that are asked for again and again: from kept sums and indexes, never from a look
// through the ledger.
import { and, asc, count, eq, isNull, sql, sum } from './drizzle.ts';
import type { At } from './people.ts';

/** Rows of broadcasts by channel and state, from the sums that are kept every few seconds. */
export async function keptStates({ t, s }: At): Promise<{ channel: string; state: string; n: number }[]> {
  const { broadcastSum } = t;
  const rows = await s
    .select({ channel: broadcastSum.channel, state: broadcastSum.state, n: sum(broadcastSum.n) })
    .from(broadcastSum)
    .groupBy(broadcastSum.channel, broadcastSum.state);
  return rows.map((row) => ({ ...row, n: Number(row.n ?? 0) }));
}

/** A channel's messages outside of broadcasts (answers, codes, staff's letters) that wait to be sent. */
export async function waitingReplies({ t, s }: At, channel: string): Promise<number> {
  const rows = await s
    .select({ n: count() })
    .from(t.delivery)
    .where(waiting({ t, s }, channel, null));
  return rows[0]?.n ?? 0;
}

function waiting({ t: { delivery } }: At, channel: string, broadcastId: string | null) {
  const whose = broadcastId === null ? isNull(delivery.broadcastId) : eq(delivery.broadcastId, broadcastId);
  return and(whose, sql`${delivery.state} = 'pending'`, eq(delivery.channel, channel));
}

/** Who sends a channel's broadcasts, where several processes share them: how often that changed, and whether anybody does. */
export async function lanesNow({
  t,
  s,
}: At): Promise<{ channel: string; takeOvers: number; held: boolean }[]> {
  const rows = await s
    .select({ channel: t.lane.channel, token: t.lane.token, holder: t.lane.holder })
    .from(t.lane);
  return rows.map(({ channel, token, holder }) => ({ channel, takeOvers: token, held: holder !== null }));
}

/** Each of these is a few steps in an index; a city never sends so many broadcasts at once. */
const mostBroadcasts = 50;

/** When the first of a channel's waiting messages was due that nobody holds back; null: nothing waits. */
export async function firstDue(at: At, channel: string): Promise<number | null> {
  const { t, s } = at;
  const sending = await s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(eq(t.broadcast.state, 'sending'))
    .orderBy(asc(t.broadcast.at))
    .limit(mostBroadcasts);
  let first: number | null = null;
  for (const id of [null, ...sending.map((one) => one.id)]) {
    const rows = await s
      .select({ dueAt: sql<number | null>`min(${t.delivery.dueAt})` })
      .from(t.delivery)
      .where(waiting(at, channel, id));
    const dueAt = rows[0]?.dueAt ?? null;
    if (dueAt !== null) first = Math.min(first ?? Number.POSITIVE_INFINITY, Number(dueAt));
  }
  return first;
}
