// Owns the hot path of the ledger up to the call: which due rows are called next. Every statement is prepared once; what
// becomes of the rows is in db/settling.ts, what a crash or a person does to them in db/ledger.ts.
import type { Payment } from '../src/core/broadcast.ts';
import { isNightNews } from '../src/core/occurrences/occurrence-events.ts';
import { jsonRows } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, eq, gt, isNotNull, isNull, lte, sql } from './drizzle.ts';
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
  /** In the quiet hours: only replies, and changes of messages that people already have, which ring nowhere. */
  onlyReplies: boolean;
  /** When they end: what tells of an event that begins before goes out all the same. Absent: nothing does. */
  quietEnds?: number;
  /** Absent: this process alone sends. Else whose calls they are, and what it leaves to the other senders. */
  share?: Share;
  /** Null: free. `openSince`: a person who began a session after this instant costs nothing. */
  cost: { priceEur: number; openSince: number; leftEur: number | null } | null;
};

/**
 * One sender of several. `repliesDueBefore`: replies that fell due later are left to the process that wrote them.
 * `broadcasts`: false where it sends nothing but replies.
 */
export type Share = { life: string; repliesDueBefore: number; broadcasts: boolean };

/** Rows marked as being called, one list a call, and the broadcast that the purse stopped, if any. */
export type TakenCalls = { calls: Called[][]; purseEmpty: string | null };

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
  const dueAt = (instant: string) =>
    and(
      eq(delivery.channel, value('channel')),
      sql`${delivery.state} = 'pending'`,
      lte(delivery.dueAt, value(instant)),
      gt(delivery.expiresAt, value('now')),
    );
  const due = dueAt('now');
  const rows = () => s.select(fields).from(delivery).leftJoin(address, eq(address.id, delivery.addressId));
  const json = sql`${value('json')}`;
  const ids = jsonRows(delivery, json);
  return {
    replies: rows()
      .where(and(dueAt('dueBefore'), isNull(delivery.broadcastId)))
      .orderBy(asc(delivery.dueAt), asc(delivery.id))
      .limit(value('most'))
      .prepare('replies'),
    rows: rows()
      .where(and(due, eq(delivery.broadcastId, value('broadcast'))))
      .orderBy(asc(delivery.dueAt))
      .limit(value('most'))
      .prepare('rows'),
    silent: rows()
      .where(and(due, eq(delivery.broadcastId, value('broadcast')), isNotNull(delivery.amends)))
      .orderBy(asc(delivery.dueAt))
      .limit(value('most'))
      .prepare('silent'),
    sending: s
      .select({
        id: broadcast.id,
        payment: broadcast.payment,
        kind: broadcast.kind,
        key: broadcast.key,
        lastUsefulAt: broadcast.lastUsefulAt,
      })
      .from(broadcast)
      .where(and(eq(broadcast.state, 'sending'), gt(broadcast.lastUsefulAt, value('now'))))
      .orderBy(asc(broadcast.priority), asc(broadcast.at), asc(broadcast.id))
      .prepare('sending'),
    call: s
      .update(delivery)
      .set({
        state: 'calling',
        attempts: sql`${delivery.attempts} + 1`,
        caller: sql`${value('caller')}`,
      })
      .where(and(sql`${delivery.id} in ${ids}`, sql`${delivery.state} = 'pending'`))
      .prepare('call'),
    postpone: s
      .update(delivery)
      .set({ dueAt: sql`${delivery.expiresAt}`, reason: nextVisit })
      .where(and(eq(delivery.id, value('id')), sql`${delivery.state} = 'pending'`))
      .prepare('postpone'),
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
  const { channel, now, share } = room;
  const calls: Called[][] = [];
  if (room.calls <= 0) return { calls, purseEmpty: null };
  const dueBefore = share?.repliesDueBefore ?? now;
  const replies = await prepared.replies.execute({ channel, now, dueBefore, most: room.calls });
  await markCalling(at, replies, room);
  for (const row of replies) calls.push([row]);
  if (calls.length >= room.calls || share?.broadcasts === false) return { calls, purseEmpty: null };
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
  broadcast: { id: string; payment: Payment | null; kind: string; key: string; lastUsefulAt: number };
};

/** Adds calls of one broadcast; returns true where the purse can't pay for the next one. */
async function takeFrom(at: At, source: Source, calls: Called[][]): Promise<boolean> {
  const prepared = statements(at);
  const { channel, now, perCall, broadcast } = source;
  const urgent = source.quietEnds !== undefined && isNightNews(broadcast, source.quietEnds);
  const due = source.onlyReplies && !urgent ? prepared.silent : prepared.rows;
  while (calls.length < source.calls) {
    const most = perCall === 1 ? source.calls - calls.length : perCall;
    const rows = await due.execute({ channel, now, most, broadcast: broadcast.id });
    if (rows.length === 0) return false;
    const { going, empty } = await affordable(
      at,
      rows.filter((row) => sameMessage(row, rows[0], perCall)),
      source,
    );
    await markCalling(at, going, source);
    if (perCall === 1) for (const row of going) calls.push([row]);
    else if (going.length > 0) calls.push(going);
    if (empty) return true;
    // What one call a person could not use up was all there is.
    if (perCall === 1 && rows.length < most) return false;
  }
  return false;
}

async function markCalling(at: At, rows: readonly Called[], { share }: Room): Promise<void> {
  if (rows.length === 0) return;
  const caller = share?.life ?? null;
  await statements(at).call.execute({ caller, json: JSON.stringify(rows.map((row) => row.id)) });
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
