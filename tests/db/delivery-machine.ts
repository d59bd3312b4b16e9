// Owns a model of the delivery state machine beside the real ledger: it plays steps on both and says what must hold.
import { changeBroadcast } from '../../db/broadcasts.ts';
import { applyReceipt, countsOf, dropCancelled, expire, recover, reopen } from '../../db/ledger.ts';
import { type Called, takeCalls } from '../../db/sending.ts';
import { bringNearer, readdress, settleAll } from '../../db/settling.ts';
import { reading, writing } from '../../src/app/app.ts';
import {
  type DeliveryState,
  deliveryStates,
  type Outcome,
  type Priority,
  settle,
} from '../../src/core/delivery.ts';
import type { World } from '../support/harness.ts';
import { ledger } from './rows.ts';

export type Step =
  | { do: 'pass'; ms: number }
  | { do: 'take'; calls: number; perCall: number; onlyReplies: boolean }
  | { do: 'answer'; nth: number; outcome: Outcome['kind'] }
  /** The answer to a call that a crash had cut off: nobody waits for it any more. */
  | { do: 'answerTooLate'; nth: number; outcome: Outcome['kind'] }
  | { do: 'crash' }
  | { do: 'expire' }
  | { do: 'dropCancelled' }
  | { do: 'turn'; broadcast: string; to: 'sending' | 'paused' | 'cancelled' }
  | { do: 'receipt'; nth: number; state: 'delivered' | 'seen' | 'failed' }
  | { do: 'reopen'; broadcast: string; states: DeliveryState[] }
  | { do: 'nearer'; ms: number };

type Kept = Awaited<ReturnType<typeof ledger>>;

/** What the model knows of a row: whether its message may have arrived since staff last ordered it anew. */
type Known = { mayHaveArrived: boolean; accepted: string | null };

const last: ReadonlySet<DeliveryState> = new Set(['failed', 'gone', 'unknown', 'expired', 'skipped']);

/** A machine over the rows that a world holds; `play` throws an error that names the rule which a step broke. */
export function createMachine(world: World, channel: string) {
  const known = new Map<string, Known>();
  const underWay = new Map<string, Called>();
  const cutOff: Called[] = [];
  /** Every message that a provider ever accepted, with its row. */
  const everAccepted: { id: string; providerId: string }[] = [];
  let messages = 0;
  const of = (id: string): Known => {
    const found = known.get(id) ?? { mayHaveArrived: false, accepted: null };
    known.set(id, found);
    return found;
  };

  async function take(step: Extract<Step, { do: 'take' }>): Promise<void> {
    const now = world.clock.now();
    const before = await ledger(world);
    const sending = await broadcastsSending(world);
    const { calls, perCall, onlyReplies } = step;
    const room = { channel, now, calls, perCall, onlyReplies, cost: null };
    const taken = await writing(world.app, (at) => takeCalls(at, room));
    if (taken.calls.length > calls) throw new Error('more calls were taken than there was room for');
    for (const row of taken.calls.flat()) {
      judgeCall(row, before[row.id]?.state, now);
      if (row.broadcastId !== null && !sending.has(row.broadcastId)) throw new Error('called while paused');
      if (row.broadcastId !== null && onlyReplies) throw new Error('called in the quiet hours');
      underWay.set(row.id, row);
    }
  }

  function judgeCall(row: Called, state: DeliveryState | undefined, now: number): void {
    const { accepted, mayHaveArrived } = of(row.id);
    if (state !== 'pending') throw new Error(`called although it was ${state}`);
    if (underWay.has(row.id)) throw new Error('called twice at the same time');
    if (accepted !== null) throw new Error('called again after the provider had accepted it');
    if (mayHaveArrived && row.priority !== 0) throw new Error('called again although it may have arrived');
    if (row.expiresAt <= now) throw new Error('called at or after its last useful moment');
  }

  async function answer(step: Extract<Step, { do: 'answer' }>): Promise<void> {
    const row = [...underWay.values()][step.nth % Math.max(1, underWay.size)];
    if (!row) return;
    underWay.delete(row.id);
    const outcome = nextOutcome(step.outcome);
    if (outcome.kind === 'sent' && outcome.providerId) {
      of(row.id).accepted = outcome.providerId;
      everAccepted.push({ id: row.id, providerId: outcome.providerId });
    }
    if (outcome.kind === 'sent' || outcome.kind === 'unknown') of(row.id).mayHaveArrived = true;
    await write(row, outcome);
  }

  async function answerTooLate(step: Extract<Step, { do: 'answerTooLate' }>): Promise<void> {
    const row = cutOff[step.nth % Math.max(1, cutOff.length)];
    if (row && !underWay.has(row.id)) await write(row, nextOutcome(step.outcome));
  }

  function nextOutcome(kind: Outcome['kind']): Outcome {
    messages += 1;
    return outcomeOf(kind, { id: `m${messages}`, now: world.clock.now() });
  }

  async function write(row: Called, outcome: Outcome): Promise<void> {
    const now = world.clock.now();
    const about = {
      attempts: row.attempts + 1,
      priority: row.priority as Priority,
      expiresAt: row.expiresAt,
    };
    const settlement = settle(outcome, about, now);
    const settled = {
      id: row.id,
      settlement,
      outcome: outcome.kind,
      addressId: row.addressId,
      proves: row.broadcastId === null,
    };
    await writing(world.app, async (at) => {
      await settleAll(at, [settled], now);
      if (outcome.kind === 'gone' && row.addressId)
        await readdress(at, row.id, { addressId: row.addressId, channel });
    });
  }

  async function crash(): Promise<void> {
    for (const id of underWay.keys()) of(id).mayHaveArrived = true;
    cutOff.push(...underWay.values());
    underWay.clear();
    await writing(world.app, (at) => recover(at, world.clock.now()));
  }

  async function receipt(step: Extract<Step, { do: 'receipt' }>): Promise<void> {
    const message = everAccepted[step.nth % Math.max(1, everAccepted.length)];
    if (!message) return;
    const address = `${(await ledger(world))[message.id]?.personId}-${channel}`;
    const about = { channel, providerId: message.providerId, address };
    const now = world.clock.now();
    await writing(world.app, (at) => applyReceipt(at, about, { state: step.state, reason: null, now }));
  }

  async function order(step: Extract<Step, { do: 'reopen' }>): Promise<void> {
    const before = await ledger(world);
    const { states } = step;
    await writing(world.app, (at) => reopen(at, step.broadcast, { states, now: world.clock.now() }));
    for (const row of Object.values(before)) {
      const meant = row.broadcastId === step.broadcast && states.includes(row.state);
      if (meant) known.set(row.id, { mayHaveArrived: false, accepted: null });
    }
  }

  async function act(step: Step): Promise<void> {
    const now = world.clock.now();
    const whole = async (some: typeof expire) => {
      while (await writing(world.app, (at) => some(at, now)));
    };
    switch (step.do) {
      case 'pass':
        return world.clock.pass(step.ms);
      case 'take':
        return await take(step);
      case 'answer':
        return await answer(step);
      case 'answerTooLate':
        return await answerTooLate(step);
      case 'crash':
        return await crash();
      case 'expire':
        return await whole(expire);
      case 'dropCancelled':
        return await whole(dropCancelled);
      case 'turn':
        return await writing(world.app, (at) => changeBroadcast(at, step.broadcast, { state: step.to }));
      case 'receipt':
        return await receipt(step);
      case 'reopen':
        return await order(step);
      case 'nearer':
        return await writing(world.app, (at) => bringNearer(at, { channel, ms: step.ms, now }));
    }
  }

  return {
    underWay,
    play: async (step: Step): Promise<void> => {
      const before = await ledger(world);
      await act(step);
      const after = await ledger(world);
      judgeStep(step, { before, after });
      await judgeCounts(world, after);
      const calling = Object.values(after).filter((row) => row.state === 'calling');
      const same = calling.length === underWay.size && calling.every((row) => underWay.has(row.id));
      if (!same) throw new Error('the rows in a call are not those that are being called');
    },
  };
}

/** What one step may make of a row, whatever the row has been through. */
function judgeStep(step: Step, { before, after }: { before: Kept; after: Kept }): void {
  for (const [id, row] of Object.entries(after)) {
    const was = before[id]?.state;
    if (was === undefined || was === row.state) continue;
    const change = `${was} → ${row.state} by ${step.do}`;
    if (was === 'delivered') throw new Error(`what was delivered changed: ${change}`);
    if (was === 'sent' && step.do !== 'receipt') throw new Error(`what was sent changed: ${change}`);
    if (last.has(was) && step.do !== 'reopen' && step.do !== 'receipt')
      throw new Error(`what was over changed: ${change}`);
    if (step.do === 'receipt' && was !== 'sent' && was !== 'unknown')
      throw new Error(`a receipt changed what had not left: ${change}`);
    if (step.do === 'answerTooLate') throw new Error(`an answer that came too late changed: ${change}`);
  }
}

/** The counts of each broadcast are a partition of its rows. */
async function judgeCounts(world: World, rows: Kept): Promise<void> {
  for (const broadcast of ['b', 'c']) {
    const mine = Object.values(rows).filter((row) => row.broadcastId === broadcast);
    const counts = await countsOf(reading(world.app), broadcast);
    if (counts.some((one) => !deliveryStates.includes(one.state)))
      throw new Error('a state that nobody knows');
    const total = counts.reduce((sum, one) => sum + one.rows, 0);
    if (total !== mine.length) throw new Error('the counts are no partition');
  }
}

async function broadcastsSending(world: World): Promise<Set<string>> {
  const { read, tables } = world.app.db;
  const rows = await read.select().from(tables.broadcast);
  return new Set(rows.filter((row) => row.state === 'sending').map((row) => row.id));
}

function outcomeOf(kind: Outcome['kind'], { id, now }: { id: string; now: number }): Outcome {
  switch (kind) {
    case 'sent':
      return { kind, providerId: id, priceEur: 0 };
    case 'throttled':
      return { kind, untilMs: now + 1000, code: '429' };
    case 'moved':
      return { kind, to: `${id}-elsewhere` };
    case 'transient':
    case 'unknown':
    case 'gone':
    case 'rejected':
    case 'misconfigured':
      return { kind, code: kind, text: '' };
  }
}
