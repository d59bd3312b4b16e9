// Owns the queries about messages whose outcome is unknown: which wait for a decision, and writing that they stay as
// they are. Putting them back to be sent is db/retry.ts; messages outside a broadcast never come here.
import type { BroadcastRow } from './broadcasts.ts';
import { and, asc, count, eq, gt, inArray, isNull, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Unknown rows of broadcasts, found broadcast by broadcast in the index that knows states. */
function unknownRows({ t, s }: At, broadcastId: string | null) {
  const broadcasts = s.select({ id: t.broadcast.id }).from(t.broadcast);
  const which =
    broadcastId === null
      ? inArray(t.delivery.broadcastId, broadcasts)
      : eq(t.delivery.broadcastId, broadcastId);
  return and(which, sql`${t.delivery.state} = 'unknown'`);
}

const undecided = ({ t }: At) => isNull(t.delivery.decidedBy);

/** How many rows ended in the same way in one channel of one broadcast, and when the first and the last of them did. */
export type UnknownCount = {
  broadcastId: string;
  channel: string;
  reason: string | null;
  decided: boolean;
  rows: number;
  firstAt: number;
  lastAt: number;
};

/** All unknown rows, counted by broadcast, channel, reason and whether it is decided what becomes of them. */
export async function unknownCounts(at: At): Promise<UnknownCount[]> {
  const { t, s } = at;
  const decided = sql<number>`case when ${t.delivery.decidedBy} is null then 0 else 1 end`;
  const settled = t.delivery.settledAt;
  const rows = await s
    .select({
      broadcastId: t.delivery.broadcastId,
      channel: t.delivery.channel,
      reason: t.delivery.reason,
      decided,
      rows: count(),
      firstAt: sql<number | null>`min(${settled})`,
      lastAt: sql<number | null>`max(${settled})`,
    })
    .from(t.delivery)
    .where(unknownRows(at, null))
    .groupBy(t.delivery.broadcastId, t.delivery.channel, t.delivery.reason, decided);
  return rows.map((row) => ({
    ...row,
    broadcastId: row.broadcastId ?? '',
    decided: Number(row.decided) === 1,
    firstAt: row.firstAt ?? 0,
    lastAt: row.lastAt ?? 0,
  }));
}

/** How many rows wait for a decision. */
export async function unknownWaiting(at: At): Promise<number> {
  const rows = await at.s
    .select({ rows: count() })
    .from(at.t.delivery)
    .where(and(unknownRows(at, null), undecided(at)));
  return rows[0]?.rows ?? 0;
}

/** Broadcasts with rows that wait for a decision, and how many. */
export async function broadcastsUndecided(at: At): Promise<{ broadcast: BroadcastRow; rows: number }[]> {
  const { t, s } = at;
  const counts = await s
    .select({ id: t.delivery.broadcastId, rows: count() })
    .from(t.delivery)
    .where(and(unknownRows(at, null), undecided(at)))
    .groupBy(t.delivery.broadcastId);
  if (counts.length === 0) return [];
  const rows = new Map(counts.map((one) => [one.id ?? '', one.rows]));
  const broadcasts = await s
    .select()
    .from(t.broadcast)
    .where(inArray(t.broadcast.id, [...rows.keys()]))
    .orderBy(asc(t.broadcast.at), asc(t.broadcast.id));
  return broadcasts.map((broadcast) => ({ broadcast, rows: rows.get(broadcast.id) ?? 0 }));
}

/** One page of the rows of a broadcast that wait for a decision, with the address of each, in order of the row's id. */
export async function unknownPage(at: At, broadcastId: string, page: { after: string; most: number }) {
  const { t, s } = at;
  return await s
    .select({ row: t.delivery, address: t.address.address })
    .from(t.delivery)
    .leftJoin(t.address, eq(t.address.id, t.delivery.addressId))
    .where(and(unknownRows(at, broadcastId), undecided(at), gt(t.delivery.id, page.after)))
    .orderBy(asc(t.delivery.id))
    .limit(page.most);
}

/** Leaves rows that wait for a decision as they are, all of a broadcast or one; returns how many. */
export async function leaveUnknown(
  at: At,
  broadcastId: string,
  of: { row: string | null; decidedBy: string },
): Promise<number> {
  const one = of.row === null ? [] : [eq(at.t.delivery.id, of.row)];
  const left = await at.s
    .update(at.t.delivery)
    .set({ decidedBy: of.decidedBy })
    .where(and(unknownRows(at, broadcastId), undecided(at), ...one))
    .returning({ id: at.t.delivery.id });
  return left.length;
}
