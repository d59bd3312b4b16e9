// Owns the queries of the ledger outside the hot path: what a crash, time, a person's order or a receipt makes of rows.
// Taking rows to be sent and settling them is in db/sending.ts.
import { type DeliveryState, longestWaitMs } from '../src/core/delivery.ts';
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lte, or, sql } from './drizzle.ts';
import type { At } from './people.ts';
import { nextVisit } from './sending.ts';
import { countsOfOver } from './sums.ts';
import type { Tables } from './tables.ts';

/** Whose call it is in is a matter between processes alone: db/lanes.ts. */
export type DeliveryRow = Omit<Tables['delivery']['$inferSelect'], 'caller'>;

/** SQLite takes this many values in one statement safely. */
const rowsAnInsert = 400;
/** So many rows are changed in one statement, so that the writer never blocks an answer for long. */
const rowsAnUpdate = 2000;

export async function addDeliveries({ t, s }: At, rows: readonly DeliveryRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += rowsAnInsert) {
    await s
      .insert(t.delivery)
      .values(rows.slice(at, at + rowsAnInsert))
      .onConflictDoNothing();
  }
}

/** Only what belongs to nobody's broadcast, or to one that is being sent now, may leave. */
function mayLeave({ t, s }: At) {
  const sending = s.select({ id: t.broadcast.id }).from(t.broadcast).where(eq(t.broadcast.state, 'sending'));
  return or(isNull(t.delivery.broadcastId), inArray(t.delivery.broadcastId, sending));
}

/** Waiting rows of one address, oldest first, marked sent: for a channel whose people fetch what waits for them. */
export async function collect(
  at: At,
  of: { personId: string; addressId: string },
  now: number,
): Promise<DeliveryRow[]> {
  const { t, s } = at;
  const waiting = await s
    .update(t.delivery)
    .set({ state: 'sent', settledAt: now, attempts: 1 })
    .where(
      and(
        eq(t.delivery.personId, of.personId),
        eq(t.delivery.addressId, of.addressId),
        eq(t.delivery.state, 'pending'),
        lte(t.delivery.dueAt, now),
        gt(t.delivery.expiresAt, now),
        mayLeave(at),
      ),
    )
    .returning();
  return waiting.sort(
    (a, b) => a.priority - b.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  );
}

/**
 * After a crash: what was in a call is unknown, except replies to residents, which are sent again. Only for a process
 * that is the sole sender. Returns how many rows are unknown now.
 */
export async function recover({ t, s }: At, now: number): Promise<number> {
  const open = inArray(t.delivery.state, ['claimed', 'calling']);
  await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: now })
    .where(and(open, isNull(t.delivery.broadcastId)));
  const broadcasts = s.select({ id: t.broadcast.id }).from(t.broadcast);
  const ofBroadcasts = inArray(t.delivery.broadcastId, broadcasts);
  await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: now })
    .where(and(ofBroadcasts, eq(t.delivery.state, 'claimed')));
  const unknown = await s
    .update(t.delivery)
    .set({ state: 'unknown', reason: 'crash', settledAt: now })
    .where(and(ofBroadcasts, eq(t.delivery.state, 'calling')))
    .returning({ id: t.delivery.id });
  // A wall clock that was ahead may have put a next attempt far off: no attempt is further away than the longest wait.
  const tooFar = and(
    eq(t.delivery.state, 'pending'),
    gt(t.delivery.dueAt, now + longestWaitMs),
    sql`coalesce(${t.delivery.reason}, '') <> ${nextVisit}`,
  );
  const soon = { dueAt: now };
  await s
    .update(t.delivery)
    .set(soon)
    .where(and(tooFar, isNull(t.delivery.broadcastId)));
  await s.update(t.delivery).set(soon).where(and(tooFar, ofBroadcasts));
  return unknown.length;
}

type Ending = { state: DeliveryState; reason: string; now: number };

/** Ends waiting rows of the broadcasts named, some at a time; returns whether any may be left. */
async function endSome({ t, s }: At, broadcasts: readonly string[], end: Ending): Promise<boolean> {
  for (const id of broadcasts) {
    const some = s
      .select({ id: t.delivery.id })
      .from(t.delivery)
      .where(and(eq(t.delivery.broadcastId, id), eq(t.delivery.state, 'pending')))
      .limit(rowsAnUpdate);
    const ended = await s
      .update(t.delivery)
      .set({ state: end.state, reason: end.reason, settledAt: end.now })
      .where(inArray(t.delivery.id, some))
      .returning({ id: t.delivery.id });
    if (ended.length > 0) return true;
  }
  return false;
}

/** Nothing leaves after its last useful moment. Ends some waiting rows and returns whether more may be left. */
export async function expire(at: At, now: number): Promise<boolean> {
  const { t, s } = at;
  const waiting = and(
    sql`${t.delivery.state} = 'pending'`,
    isNull(t.delivery.broadcastId),
    lte(t.delivery.expiresAt, now),
  );
  await s.update(t.delivery).set({ state: 'expired', reason: lastUseful, settledAt: now }).where(waiting);
  // A message that carries its address itself (to staff, or the last one to somebody erased) loses it once it is over.
  await s
    .update(t.delivery)
    .set({ body: null })
    .where(
      and(
        isNull(t.delivery.broadcastId),
        eq(t.delivery.state, 'expired'),
        isNull(t.delivery.addressId),
        isNotNull(t.delivery.body),
      ),
    );
  const over = await s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(
      and(inArray(t.broadcast.state, ['expanding', 'sending', 'paused']), lte(t.broadcast.lastUsefulAt, now)),
    );
  return await endSome(
    at,
    over.map(({ id }) => id),
    { state: 'expired', reason: lastUseful, now },
  );
}

const lastUseful = 'lastUsefulMoment';

/** What waits in a cancelled broadcast is counted as skipped. Ends some rows and returns whether more may be left. */
export async function dropCancelled(at: At, now: number): Promise<boolean> {
  const { t, s } = at;
  const cancelled = await s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(eq(t.broadcast.state, 'cancelled'));
  return await endSome(
    at,
    cancelled.map(({ id }) => id),
    { state: 'skipped', reason: 'cancelled', now },
  );
}

/** A platform's receipt: a sent or unknown row is delivered, or failed on the person's device. */
export async function applyReceipt(
  { t, s }: At,
  of: { channel: string; providerId: string; address: string },
  receipt: { state: 'delivered' | 'seen' | 'failed'; reason: string | null; now: number },
): Promise<void> {
  const [owner] = await s
    .select({ id: t.address.id, personId: t.address.personId })
    .from(t.address)
    .where(and(eq(t.address.channel, of.channel), eq(t.address.address, of.address)));
  if (!owner) return;
  const failed = receipt.state === 'failed';
  await s
    .update(t.delivery)
    .set({ state: failed ? 'failed' : 'delivered', reason: failed ? 'client' : null, settledAt: receipt.now })
    .where(
      and(
        eq(t.delivery.personId, owner.personId),
        eq(t.delivery.addressId, owner.id),
        eq(t.delivery.providerId, of.providerId),
        inArray(t.delivery.state, ['sent', 'unknown']),
      ),
    );
  if (!failed) {
    await s.update(t.address).set({ provenAt: receipt.now }).where(eq(t.address.id, owner.id));
  }
}

/** How many rows of a broadcast are in each state, by channel: kept where it is over, else read from an index alone. */
export async function countsOf({ t, s }: At, broadcastId: string) {
  const kept = await countsOfOver({ t, s }, broadcastId);
  if (kept.length > 0) return kept;
  return await s
    .select({ channel: t.delivery.channel, state: t.delivery.state, rows: count() })
    .from(t.delivery)
    .where(eq(t.delivery.broadcastId, broadcastId))
    .groupBy(t.delivery.state, t.delivery.channel);
}

/** Whether any row of a broadcast may still leave. */
export async function hasOpenRows({ t, s }: At, broadcastId: string): Promise<boolean> {
  const rows = await s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        inArray(t.delivery.state, ['pending', 'claimed', 'calling']),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** One page of a broadcast's recipients in order of their people, after the row named (empty: from the first). */
export async function recipientPage(
  at: At,
  broadcastId: string,
  page: { after: string; most: number; state: DeliveryState | null },
) {
  const { t, s } = at;
  const last = page.after === '' ? null : await personOf(at, page.after);
  return await s
    .select({ row: t.delivery, address: t.address.address })
    .from(t.delivery)
    .leftJoin(t.address, eq(t.address.id, t.delivery.addressId))
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        gt(t.delivery.personId, last ?? ''),
        ...(page.state ? [eq(t.delivery.state, page.state)] : []),
      ),
    )
    .orderBy(asc(t.delivery.personId))
    .limit(page.most);
}

async function personOf({ t, s }: At, deliveryId: string): Promise<string | null> {
  const rows = await s
    .select({ person: t.delivery.personId })
    .from(t.delivery)
    .where(eq(t.delivery.id, deliveryId));
  return rows[0]?.person ?? null;
}

/** Puts settled rows of a broadcast back to pending, on a person's order; rows that staff let be stay as they are. */
export async function reopen(
  { t, s }: At,
  broadcastId: string,
  of: { states: DeliveryState[]; now: number; row?: string },
) {
  const rows = await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: of.now, reason: 'retry', attempts: 0, settledAt: null })
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        inArray(t.delivery.state, of.states),
        isNull(t.delivery.decidedBy),
        ...(of.row ? [eq(t.delivery.id, of.row)] : []),
      ),
    )
    .returning({ id: t.delivery.id });
  return rows.length;
}
