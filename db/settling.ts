// Owns the hot path of the ledger after the call: writing what became of rows, in a few statements that are prepared
// once, and what that teaches of addresses.
import type { Settlement } from '../src/core/delivery.ts';
import { instantOf, jsonRows } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, eq, gt, isNull, sql } from './drizzle.ts';
import type { At } from './people.ts';
import { nextVisit } from './sending.ts';

const tried = { id: 'text', outcome: 'text', code: 'text' } as const;

type Statements = ReturnType<typeof prepare>;
const known = new WeakMap<Session, Statements>();

function statements(at: At): Statements {
  const found = known.get(at.s) ?? prepare(at);
  known.set(at.s, found);
  return found;
}

function prepare({ t, s }: At) {
  const { delivery, address } = t;
  const value = sql.placeholder;
  const calling = and(
    eq(delivery.id, value('id')),
    sql`${delivery.state} = 'calling'`,
    sql`coalesce(${delivery.caller}, '') = ${value('caller')}`,
  );
  const json = sql`${value('json')}`;
  const ids = jsonRows(delivery, json);
  return {
    sent: s
      .update(delivery)
      .set({
        state: 'sent',
        reason: null,
        providerId: sql`one.provider`,
        priceEur: sql`one.price`,
        settledAt: sql`${value('now')}`,
      })
      .from(
        sql`${jsonRows(delivery, json, { id: 'text', provider: 'text', price: 'real', caller: 'text' })} as one`,
      )
      .where(
        and(
          sql`${delivery.id} = one.id`,
          sql`${delivery.state} = 'calling'`,
          sql`coalesce(${delivery.caller}, '') = one.caller`,
        ),
      )
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
        sql`select id, ${instantOf(value('now'))}, outcome, code from ${jsonRows(t.attempt, json, tried)} as one where true`,
      )
      .prepare('attempts'),
    prove: s
      .update(address)
      .set({ provenAt: sql`${value('now')}` })
      .where(sql`${address.id} in ${ids}`)
      .prepare('prove'),
  };
}

/**
 * What became of a row that was called. `addressId` null: it carries its address itself. `proves`: a success proves the
 * address at once; rows of a broadcast prove theirs together when it is done (`proveAddresses`). `caller`: the life that
 * called, where several processes send: what somebody else has in a call by now is not settled.
 */
export type Settled = {
  id: string;
  settlement: Settlement;
  outcome: string;
  addressId: string | null;
  proves: boolean;
  caller?: string;
};

/** Outcomes that say nothing of the message: the call counts as never made. */
const uncounted: readonly string[] = ['throttled', 'misconfigured'];

/** Writes what became of rows in `calling`, in a few statements. A row that a receipt has settled meanwhile stays as it is. */
export async function settleAll(at: At, settled: readonly Settled[], now: number): Promise<void> {
  const prepared = statements(at);
  const sent = settled.filter(({ settlement }) => settlement.state === 'sent');
  const json = (rows: readonly unknown[]) => JSON.stringify(rows);
  if (sent.length > 0) {
    const rows = sent.map(({ id, settlement: { providerId, priceEur }, caller = '' }) => ({
      id,
      provider: providerId,
      price: priceEur,
      caller,
    }));
    await prepared.sent.execute({ now, json: json(rows) });
    const proven = sent.flatMap(({ addressId, proves }) => (proves && addressId !== null ? [addressId] : []));
    if (proven.length > 0) await prepared.prove.execute({ now, json: json(proven) });
  }
  for (const { id, settlement, outcome, caller = '' } of settled) {
    const { state, reason, dueAt } = settlement;
    if (state === 'sent') continue;
    await prepared.settle.execute({
      id,
      now,
      state,
      reason,
      dueAt,
      caller,
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
      provenAt: sql`case when one.at > coalesce(${t.address.provenAt}, 0) then one.at else ${t.address.provenAt} end`,
    })
    .from(sql`${listed} as one`)
    .where(sql`${t.address.id} = one.id`);
  return rows.length < provenAtOnce ? null : (rows.at(-1)?.person ?? null);
}
