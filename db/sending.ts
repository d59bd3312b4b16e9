// Owns the hot path of the ledger: which due rows are called next, and writing what became of them. Every statement is
// prepared once; what a crash or a person does to rows is in db/ledger.ts.
import type { Payment } from '../src/core/broadcast.ts';
import type { Settlement } from '../src/core/delivery.ts';
import { jsonRows } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, eq, gt, isNull, lte, sql } from './drizzle.ts';
import type { DeliveryRow } from './ledger.ts';
import type { At } from './people.ts';

/** A row that is about to be called, with the address that it goes to; null where the person erased it meanwhile. */
export type Called = Pick<
  DeliveryRow,
  | 'id'
  | 'broadcastId'
  | 'personId'
  | 'addressId'
  | 'channel'
  | 'priority'
  | 'attempts'
  | 'expiresAt'
  | 'body'
  | 'amends'
  | 'also'
> & { address: string | null; sessionAt: number | null };

/** What a channel can take now, and what its messages cost. */
export type Room = {
  channel: string;
  now: number;
  /** Calls that may begin, and people whom one call can serve. */
  calls: number;
  perCall: number;
  onlyReplies: boolean;
  /** Null: free. `openSince`: a person who began a session after this instant costs nothing. */
  cost: { priceEur: number; openSince: number; leftEur: number | null } | null;
};

/** Rows marked as being called, one list a call, and the broadcast that the purse stopped, if any. */
export type TakenCalls = { calls: Called[][]; purseEmpty: string | null };

const tried = { id: 'text', outcome: 'text', code: 'text' } as const;

type Statements = ReturnType<typeof prepare>;
const known = new WeakMap<Session, Statements>();

function statements(at: At): Statements {
  const found = known.get(at.s) ?? prepare(at);
  known.set(at.s, found);
  return found;
}

function prepare({ t, s }: At) {
  const { delivery, broadcast, address } = t;
  const value = sql.placeholder;
  const fields = {
    id: delivery.id,
    broadcastId: delivery.broadcastId,
    personId: delivery.personId,
    addressId: delivery.addressId,
    channel: delivery.channel,
    priority: delivery.priority,
    attempts: delivery.attempts,
    expiresAt: delivery.expiresAt,
    body: delivery.body,
    amends: delivery.amends,
    also: delivery.also,
    address: address.address,
    sessionAt: address.sessionAt,
  };
  const due = and(
    eq(delivery.channel, value('channel')),
    sql`${delivery.state} = 'pending'`,
    lte(delivery.dueAt, value('now')),
    gt(delivery.expiresAt, value('now')),
  );
  const rows = () => s.select(fields).from(delivery).leftJoin(address, eq(address.id, delivery.addressId));
  const calling = and(eq(delivery.id, value('id')), sql`${delivery.state} = 'calling'`);
  const json = sql`${value('json')}`;
  const ids = jsonRows(delivery, json);
  return {
    replies: rows()
      .where(and(due, isNull(delivery.broadcastId)))
      .orderBy(asc(delivery.dueAt))
      .limit(value('most'))
      .prepare('replies'),
    rows: rows()
      .where(and(due, eq(delivery.broadcastId, value('broadcast'))))
      .orderBy(asc(delivery.dueAt))
      .limit(value('most'))
      .prepare('rows'),
    sending: s
      .select({ id: broadcast.id, payment: broadcast.payment })
      .from(broadcast)
      .where(and(eq(broadcast.state, 'sending'), gt(broadcast.lastUsefulAt, value('now'))))
      .orderBy(asc(broadcast.priority), asc(broadcast.at), asc(broadcast.id))
      .prepare('sending'),
    call: s
      .update(delivery)
      .set({ state: 'calling', attempts: sql`${delivery.attempts} + 1` })
      .where(and(sql`${delivery.id} in ${ids}`, sql`${delivery.state} = 'pending'`))
      .prepare('call'),
    postpone: s
      .update(delivery)
      .set({ dueAt: sql`${delivery.expiresAt}`, reason: nextVisit })
      .where(and(eq(delivery.id, value('id')), sql`${delivery.state} = 'pending'`))
      .prepare('postpone'),
    sent: s
      .update(delivery)
      .set({
        state: 'sent',
        reason: null,
        providerId: sql`one.provider`,
        priceEur: sql`one.price`,
        settledAt: sql`${value('now')}`,
      })
      .from(sql`${jsonRows(delivery, json, { id: 'text', provider: 'text', price: 'real' })} as one`)
      .where(and(sql`${delivery.id} = one.id`, sql`${delivery.state} = 'calling'`))
      .prepare('sent'),
    settle: s
      .update(delivery)
      .set({
        state: sql`${value('state')}`,
        reason: sql`${value('reason')}`,
        settledAt: sql`${value('now')}`,
        dueAt: sql`coalesce(${value('dueAt')}, ${delivery.dueAt})`,
        attempts: sql`${delivery.attempts} - ${value('uncounted')}`,
      })
      .where(calling)
      .prepare('settle'),
    forgetBody: s
      .update(delivery)
      .set({ body: null })
      .where(and(eq(delivery.id, value('id')), isNull(delivery.addressId)))
      .prepare('forgetBody'),
    attempts: s
      .insert(t.attempt)
      .select(
        sql`select id, ${value('now')}, outcome, code from ${jsonRows(t.attempt, json, tried)} as one where true`,
      )
      .prepare('attempts'),
    prove: s
      .update(address)
      .set({ provenAt: sql`${value('now')}` })
      .where(sql`${address.id} in ${ids}`)
      .prepare('prove'),
  };
}

/** Why a row waits: its message would cost money, and goes out free when the person writes. */
export const nextVisit = 'nextVisit';

/**
 * Marks the most urgent due rows of a channel as being called and returns them, grouped by call: replies first, each
 * alone, then the rows of broadcasts that are being sent. Whatever is not returned stays as it was. A row never goes
 * out at or after its last useful moment, nor while its broadcast is paused.
 */
export async function takeCalls(at: At, room: Room): Promise<TakenCalls> {
  const prepared = statements(at);
  const { channel, now } = room;
  const calls: Called[][] = [];
  if (room.calls <= 0) return { calls, purseEmpty: null };
  const replies = await prepared.replies.execute({ channel, now, most: room.calls });
  await markCalling(at, replies);
  for (const row of replies) calls.push([row]);
  if (room.onlyReplies || calls.length >= room.calls) return { calls, purseEmpty: null };
  const purse = { leftEur: room.cost?.leftEur ?? null };
  for (const broadcast of await prepared.sending.execute({ now })) {
    const empty = await takeFrom(at, { ...room, purse, broadcast }, calls);
    if (empty) return { calls, purseEmpty: broadcast.id };
    if (calls.length >= room.calls) break;
  }
  return { calls, purseEmpty: null };
}

type Source = Room & {
  purse: { leftEur: number | null };
  broadcast: { id: string; payment: Payment | null };
};

/** Adds calls of one broadcast; returns true where the purse can't pay for the next one. */
async function takeFrom(at: At, source: Source, calls: Called[][]): Promise<boolean> {
  const prepared = statements(at);
  const { channel, now, perCall, broadcast } = source;
  while (calls.length < source.calls) {
    const most = perCall === 1 ? source.calls - calls.length : perCall;
    const rows = await prepared.rows.execute({ channel, now, most, broadcast: broadcast.id });
    if (rows.length === 0) return false;
    const { going, empty } = await affordable(
      at,
      rows.filter((row) => sameMessage(row, rows[0], perCall)),
      source,
    );
    await markCalling(at, going);
    if (perCall === 1) for (const row of going) calls.push([row]);
    else if (going.length > 0) calls.push(going);
    if (empty) return true;
    // What one call a person could not use up was all there is.
    if (perCall === 1 && rows.length < most) return false;
  }
  return false;
}

async function markCalling(at: At, rows: readonly Called[]): Promise<void> {
  if (rows.length === 0) return;
  await statements(at).call.execute({ json: JSON.stringify(rows.map((row) => row.id)) });
}

/** The rows that the purse can pay for; those that are to wait for a visit are put off. */
async function affordable(at: At, rows: readonly Called[], source: Source) {
  const going: Called[] = [];
  for (const row of rows) {
    const verdict = priced(row, source);
    if (verdict === 'empty') return { going, empty: true };
    if (verdict === 'go') going.push(row);
    else await statements(at).postpone.execute({ id: row.id });
  }
  return { going, empty: false };
}

/** One call serves many people only where they all get the same words. */
function sameMessage(row: Called, first: Called | undefined, perCall: number): boolean {
  if (perCall === 1 || row === first) return true;
  const plain = (one: Called | undefined) => one?.body === null && one.amends === null;
  return plain(row) && plain(first) && String(row.also) === String(first?.also);
}

/** What a row costs by the person's session, taken from the purse where it costs anything. */
function priced(row: Called, { cost, purse, broadcast }: Source): 'go' | 'wait' | 'empty' {
  if (!cost || (row.sessionAt ?? 0) > cost.openSince) return 'go';
  if (broadcast.payment === 'wait') return 'wait';
  if (purse.leftEur === null) return 'go';
  if (purse.leftEur < cost.priceEur) return 'empty';
  purse.leftEur -= cost.priceEur;
  return 'go';
}

/**
 * What became of a row that was called. `addressId` null: it carries its address itself. `proves`: a success proves the
 * address at once; rows of a broadcast prove theirs together when it is done (`proveAddresses`).
 */
export type Settled = {
  id: string;
  settlement: Settlement;
  outcome: string;
  addressId: string | null;
  proves: boolean;
};

/** Outcomes that say nothing of the message: the call counts as never made. */
const uncounted: readonly string[] = ['throttled', 'misconfigured'];

/** Writes what became of rows in `calling`, in a few statements. A row that a receipt has settled meanwhile stays as it is. */
export async function settleAll(at: At, settled: readonly Settled[], now: number): Promise<void> {
  const prepared = statements(at);
  const sent = settled.filter(({ settlement }) => settlement.state === 'sent');
  const json = (rows: readonly unknown[]) => JSON.stringify(rows);
  if (sent.length > 0) {
    const rows = sent.map(({ id, settlement: { providerId, priceEur } }) => ({
      id,
      provider: providerId,
      price: priceEur,
    }));
    await prepared.sent.execute({ now, json: json(rows) });
    const proven = sent.flatMap(({ addressId, proves }) => (proves && addressId !== null ? [addressId] : []));
    if (proven.length > 0) await prepared.prove.execute({ now, json: json(proven) });
  }
  for (const { id, settlement, outcome } of settled) {
    const { state, reason, dueAt } = settlement;
    if (state === 'sent') continue;
    await prepared.settle.execute({
      id,
      now,
      state,
      reason,
      dueAt,
      uncounted: uncounted.includes(outcome) ? 1 : 0,
    });
  }
  for (const { id, settlement, addressId } of settled) {
    // A message that carries its address itself (to staff, or the last one to somebody erased) loses it once settled.
    if (addressId === null && settlement.state !== 'pending') await prepared.forgetBody.execute({ id });
  }
  // A call that went through is the row itself; the others are kept beside it.
  const failed = settled.filter(({ settlement }) => settlement.state !== 'sent');
  const attempts = failed.map(({ id, outcome, settlement }) => ({ id, outcome, code: settlement.reason }));
  if (attempts.length > 0) await prepared.attempts.execute({ now, json: json(attempts) });
}

/**
 * After the wall clock was set back by `ms`: rows that wait for an instant would wait that much longer, so they come
 * nearer by as much. Rows that wait for a visit stay.
 */
export async function bringNearer({ t, s }: At, of: { channel: string; ms: number; now: number }) {
  const sending = s.select({ id: t.broadcast.id }).from(t.broadcast).where(eq(t.broadcast.state, 'sending'));
  const waiting = and(
    eq(t.delivery.channel, of.channel),
    sql`${t.delivery.state} = 'pending'`,
    gt(t.delivery.dueAt, of.now),
    sql`coalesce(${t.delivery.reason}, '') <> ${nextVisit}`,
  );
  const nearer = { dueAt: sql`${t.delivery.dueAt} - ${of.ms}` };
  await s
    .update(t.delivery)
    .set(nearer)
    .where(and(waiting, isNull(t.delivery.broadcastId)));
  await s
    .update(t.delivery)
    .set(nearer)
    .where(and(waiting, sql`${t.delivery.broadcastId} in ${sending}`));
}

/** Addresses a row anew after its first channel was proven to fail: it is due at once on the other one. */
export async function readdress(
  { t, s }: At,
  id: string,
  to: { addressId: string; channel: string },
): Promise<void> {
  await s
    .update(t.delivery)
    .set({ ...to, state: 'pending', reason: 'fallback', dueAt: 0, attempts: 0, settledAt: null })
    .where(and(eq(t.delivery.id, id), eq(t.delivery.state, 'gone')));
}

/** How many rows of a broadcast prove their addresses in one write. */
const provenAtOnce = 2000;

/**
 * Notes on the addresses that a broadcast reached when they last proved to work, some at a time in order of the people.
 * Returns the last person looked at, or null where all are done.
 */
export async function proveAddresses(
  { t, s }: At,
  broadcastId: string,
  after: string,
): Promise<string | null> {
  const rows = await s
    .select({ person: t.delivery.personId, address: t.delivery.addressId, at: t.delivery.settledAt })
    .from(t.delivery)
    .where(
      and(
        eq(t.delivery.broadcastId, broadcastId),
        gt(t.delivery.personId, after),
        sql`${t.delivery.state} in ('sent', 'delivered')`,
      ),
    )
    .orderBy(asc(t.delivery.personId))
    .limit(provenAtOnce);
  const proven = rows.map(({ address, at }) => ({ id: address, at }));
  const listed = jsonRows(t.address, sql`${JSON.stringify(proven)}`, { id: 'text', at: 'real' });
  await s
    .update(t.address)
    .set({
      provenAt: sql`case when ${t.address.provenAt} > one.at then ${t.address.provenAt} else one.at end`,
    })
    .from(sql`${listed} as one`)
    .where(sql`${t.address.id} = one.id`);
  return rows.length < provenAtOnce ? null : (rows.at(-1)?.person ?? null);
}
