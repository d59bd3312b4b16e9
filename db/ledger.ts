// Owns the queries of the ledger: deliveries from pending to settled, and what a crash leaves behind.
import { type DeliveryState, priority, type Settlement } from '../src/core/delivery.ts';
import { and, asc, count, eq, gt, inArray, isNotNull, isNull, lte, ne, or, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type DeliveryRow = Tables['delivery']['$inferSelect'];
/** A claimed row with the address that it goes to; null where the person erased it meanwhile. */
export type Claimed = DeliveryRow & { address: string | null };

/** SQLite takes this many values in one statement safely. */
const rowsAnInsert = 400;

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

/** Claims the most urgent due rows of a channel; the update re-checks what the select saw. */
export async function claim(
  at: At,
  channel: string,
  of: { now: number; most: number; onlyReplies?: boolean },
): Promise<Claimed[]> {
  const { t, s } = at;
  const due = await s
    .select({ id: t.delivery.id })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.channel, channel),
        sql`${t.delivery.state} = 'pending'`,
        lte(t.delivery.dueAt, of.now),
        gt(t.delivery.expiresAt, of.now),
        mayLeave(at),
        ...(of.onlyReplies ? [eq(t.delivery.priority, priority.reply)] : []),
      ),
    )
    .orderBy(asc(t.delivery.priority), asc(t.delivery.dueAt), asc(t.delivery.id))
    .limit(of.most);
  if (due.length === 0) return [];
  const ids = due.map((row) => row.id);
  const claimed = await s
    .update(t.delivery)
    .set({ state: 'claimed' })
    .where(and(inArray(t.delivery.id, ids), eq(t.delivery.state, 'pending')))
    .returning();
  const addresses = await addressesById(at, claimed);
  const order = new Map(ids.map((id, index) => [id, index]));
  return claimed
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
    .map((row) => ({ ...row, address: row.body?.to ?? addresses.get(row.addressId ?? '') ?? null }));
}

async function addressesById({ t, s }: At, rows: readonly DeliveryRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => (row.addressId ? [row.addressId] : [])))];
  if (ids.length === 0) return new Map();
  const found = await s
    .select({ id: t.address.id, address: t.address.address })
    .from(t.address)
    .where(inArray(t.address.id, ids));
  return new Map(found.map((row) => [row.id, row.address]));
}

/** Waiting rows of one address, oldest first, marked sent: for a channel whose people fetch what waits for them. */
export async function collect({ t, s }: At, addressId: string, now: number): Promise<DeliveryRow[]> {
  const waiting = await s
    .update(t.delivery)
    .set({ state: 'sent', settledAt: now, attempts: 1 })
    .where(
      and(
        eq(t.delivery.addressId, addressId),
        eq(t.delivery.state, 'pending'),
        lte(t.delivery.dueAt, now),
        gt(t.delivery.expiresAt, now),
        mayLeave({ t, s }),
      ),
    )
    .returning();
  return waiting.sort(
    (a, b) => a.priority - b.priority || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1),
  );
}

/** Marks rows as being called, unless their broadcast was paused or their time ran out; returns those that may go. */
export async function markCalling(at: At, ids: readonly string[], now: number): Promise<Set<string>> {
  const { t, s } = at;
  const rows = await s
    .update(t.delivery)
    .set({ state: 'calling', attempts: sql`${t.delivery.attempts} + 1` })
    .where(
      and(
        inArray(t.delivery.id, [...ids]),
        eq(t.delivery.state, 'claimed'),
        gt(t.delivery.expiresAt, now),
        mayLeave(at),
      ),
    )
    .returning({ id: t.delivery.id });
  return new Set(rows.map((row) => row.id));
}

export type Settled = { id: string; settlement: Settlement; outcome: string; attemptId: string };

/** Writes what became of rows in `calling`. A row that a receipt has settled meanwhile stays as it is. */
export async function settleAll({ t, s }: At, settled: readonly Settled[], now: number): Promise<void> {
  for (const { id, settlement, outcome } of settled) {
    const { state, dueAt, reason, providerId, priceEur } = settlement;
    const again = dueAt === null ? {} : { dueAt };
    // A pause that the platform asked for is no failure of the message: the call counts as never made.
    const uncounted = outcome === 'throttled' ? { attempts: sql`${t.delivery.attempts} - 1` } : {};
    await s
      .update(t.delivery)
      .set({ state, reason, providerId, priceEur, settledAt: now, ...again, ...uncounted })
      .where(and(eq(t.delivery.id, id), eq(t.delivery.state, 'calling')));
  }
  // A message that carries its address itself (to staff, or the last one to somebody erased) loses it once settled.
  const closed = settled.filter(({ settlement }) => settlement.state !== 'pending').map(({ id }) => id);
  if (closed.length > 0) {
    await s
      .update(t.delivery)
      .set({ body: null })
      .where(and(inArray(t.delivery.id, closed), isNull(t.delivery.addressId)));
  }
  await s.insert(t.attempt).values(
    settled.map(({ id, attemptId, outcome, settlement }) => ({
      id: attemptId,
      deliveryId: id,
      at: now,
      outcome,
      code: settlement.reason,
    })),
  );
}

/** Gives claimed rows back that were not called. */
export async function release({ t, s }: At, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await s
    .update(t.delivery)
    .set({ state: 'pending' })
    .where(and(inArray(t.delivery.id, [...ids]), eq(t.delivery.state, 'claimed')));
}

/**
 * After a crash: what was only claimed goes back; what was in a call is unknown, except replies to residents, which
 * are sent again. Only for a process that is the sole sender. Returns how many rows are unknown now.
 */
export async function recover({ t, s }: At, now: number): Promise<number> {
  await s.update(t.delivery).set({ state: 'pending' }).where(eq(t.delivery.state, 'claimed'));
  const calling = eq(t.delivery.state, 'calling');
  await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: now })
    .where(and(calling, eq(t.delivery.priority, priority.reply)));
  const unknown = await s
    .update(t.delivery)
    .set({ state: 'unknown', reason: 'crash', settledAt: now })
    .where(and(calling, ne(t.delivery.priority, priority.reply)))
    .returning({ id: t.delivery.id });
  return unknown.length;
}

/** Nothing leaves after its last useful moment. */
export async function expire({ t, s }: At, now: number): Promise<void> {
  await s
    .update(t.delivery)
    .set({ state: 'expired', reason: 'lastUsefulMoment', settledAt: now })
    .where(and(sql`${t.delivery.state} = 'pending'`, lte(t.delivery.expiresAt, now)));
  await s
    .update(t.delivery)
    .set({ body: null })
    .where(and(eq(t.delivery.state, 'expired'), isNull(t.delivery.addressId), isNotNull(t.delivery.body)));
}

/** What waits in a cancelled broadcast is counted as skipped. */
export async function dropCancelled({ t, s }: At, now: number): Promise<void> {
  const cancelled = s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(eq(t.broadcast.state, 'cancelled'));
  await s
    .update(t.delivery)
    .set({ state: 'skipped', reason: 'cancelled', settledAt: now })
    .where(and(sql`${t.delivery.state} = 'pending'`, inArray(t.delivery.broadcastId, cancelled)));
}

/** A platform's receipt: a sent or unknown row is delivered, or failed on the person's device. */
export async function applyReceipt(
  { t, s }: At,
  of: { channel: string; providerId: string; address: string },
  receipt: { state: 'delivered' | 'seen' | 'failed'; reason: string | null; now: number },
): Promise<void> {
  const owner = s
    .select({ id: t.address.id })
    .from(t.address)
    .where(and(eq(t.address.channel, of.channel), eq(t.address.address, of.address)));
  const failed = receipt.state === 'failed';
  await s
    .update(t.delivery)
    .set({ state: failed ? 'failed' : 'delivered', reason: failed ? 'client' : null, settledAt: receipt.now })
    .where(
      and(
        eq(t.delivery.channel, of.channel),
        eq(t.delivery.providerId, of.providerId),
        inArray(t.delivery.addressId, owner),
        inArray(t.delivery.state, ['sent', 'unknown']),
      ),
    );
  if (!failed) {
    await s.update(t.address).set({ provenAt: receipt.now }).where(inArray(t.address.id, owner));
  }
}

/** How many rows of a broadcast are in each state, by channel. */
export async function countsOf({ t, s }: At, broadcastId: string) {
  return await s
    .select({ channel: t.delivery.channel, state: t.delivery.state, rows: count() })
    .from(t.delivery)
    .where(eq(t.delivery.broadcastId, broadcastId))
    .groupBy(t.delivery.channel, t.delivery.state);
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

/** One page of a broadcast's recipients, in order of the row's id. */
export async function recipientPage(
  { t, s }: At,
  broadcastId: string,
  page: { after: string; most: number; state: DeliveryState | null },
) {
  return await s
    .select({ row: t.delivery, address: t.address.address })
    .from(t.delivery)
    .leftJoin(t.address, eq(t.address.id, t.delivery.addressId))
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        gt(t.delivery.id, page.after),
        ...(page.state ? [eq(t.delivery.state, page.state)] : []),
      ),
    )
    .orderBy(asc(t.delivery.id))
    .limit(page.most);
}

/** Puts settled rows of a broadcast back to pending, on a person's order. */
export async function reopen(
  { t, s }: At,
  broadcastId: string,
  of: { states: DeliveryState[]; now: number },
) {
  const rows = await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: of.now, reason: 'retry', attempts: 0, settledAt: null })
    .where(and(eq(t.delivery.broadcastId, broadcastId), inArray(t.delivery.state, of.states)))
    .returning({ id: t.delivery.id });
  return rows.length;
}
