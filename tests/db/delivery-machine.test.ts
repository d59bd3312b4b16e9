// No order of events leads from sent to sent again: random steps on the real ledger beside a model of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { writing } from '../../src/app/app.ts';
import { type Outcome, priority } from '../../src/core/delivery.ts';
import { hourMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { createMachine, type Step } from './delivery-machine.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from './rows.ts';

const people = ['ann', 'bob', 'eve', 'ida'];

/** Two broadcasts of four people each, one of them with an early end, and two replies: the world is used again. */
async function openLedger(): Promise<{ world: World; reset: () => Promise<void> }> {
  const world = openWorld();
  for (const name of people) await settle(world, name);
  for (const id of ['b', 'c']) await keepBroadcast(world, id, { state: 'sending' });
  const start = world.clock.now();
  return {
    world,
    reset: async () => {
      world.clock.set(start);
      const { tables } = world.app.db;
      await writing(world.app, async (at) => {
        await at.s.delete(tables.attempt);
        await at.s.delete(tables.delivery);
        await changeBroadcast(at, 'b', { state: 'sending', lastUsefulAt: start + 5 * hourMs });
        await changeBroadcast(at, 'c', { state: 'sending', lastUsefulAt: start + hourMs });
      });
      await keep(world, rowsOf(world, start));
    },
  };
}

function rowsOf(world: World, start: number) {
  const to = (id: string) => ({ personId: id, addressId: `${id}-0` });
  const broadcast = { priority: priority.reminder, body: null, dueAt: 0 };
  return [
    ...people.map((id) =>
      deliveryRow(world, `b-${id}`, {
        ...broadcast,
        ...to(id),
        broadcastId: 'b',
        expiresAt: start + 5 * hourMs,
      }),
    ),
    ...people.map((id) =>
      deliveryRow(world, `c-${id}`, { ...broadcast, ...to(id), broadcastId: 'c', expiresAt: start + hourMs }),
    ),
    deliveryRow(world, 'r-ann', { ...to('ann'), body: { reply: { text: 'так', choices: [] } } }),
    deliveryRow(world, 'r-staff', { expiresAt: start + hourMs / 2 }),
  ];
}

const outcomes: Outcome['kind'][] = [
  'sent',
  'throttled',
  'transient',
  'unknown',
  'gone',
  'moved',
  'rejected',
  'misconfigured',
];

const nth = fc.nat({ max: 9 });
const broadcast = fc.constantFrom('b', 'c');
const take = fc.record({
  do: fc.constant('take' as const),
  calls: fc.integer({ min: 0, max: 10 }),
  perCall: fc.constantFrom(1, 3, 300),
  onlyReplies: fc.constantFrom(false, false, false, true),
});
const answer = fc.record({
  do: fc.constant('answer' as const),
  nth,
  outcome: fc.constantFrom(...outcomes),
});

const tooLate = fc.record({
  do: fc.constant('answerTooLate' as const),
  nth,
  outcome: fc.constantFrom(...outcomes),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: take },
  { weight: 8, arbitrary: answer },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 2000, 60_000, 30 * 60_000, hourMs, -hourMs),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'crash' }) },
  { weight: 1, arbitrary: tooLate },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'expire' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'dropCancelled' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('turn' as const),
      broadcast,
      to: fc.constantFrom('sending' as const, 'sending' as const, 'paused' as const, 'cancelled' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      nth,
      state: fc.constantFrom('delivered' as const, 'seen' as const, 'failed' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reopen' as const),
      broadcast,
      states: fc
        .subarray(['failed', 'unknown', 'expired'] as const, { minLength: 1 })
        .map((some) => [...some]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('nearer' as const), ms: fc.constant(hourMs) }) },
);

describe('the state machine of a delivery', () => {
  test('never calls again what may have arrived, nor what is over, and counts every row once', async () => {
    const { world, reset } = await openLedger();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 50 }), async (steps) => {
        await reset();
        const machine = createMachine(world, 'telegram');
        for (const one of steps) await machine.play(one);
      }),
      { numRuns: 70 },
    );
  });

  test('a receipt of an earlier message touches no row that staff have opened again', async () => {
    const { world, reset } = await openLedger();
    await reset();
    const machine = createMachine(world, 'telegram');
    const steps: Step[] = [
      { do: 'take', calls: 100, perCall: 1, onlyReplies: false },
      ...Array.from({ length: 10 }, (): Step => ({ do: 'answer', nth: 0, outcome: 'sent' })),
      ...Array.from({ length: 10 }, (_, at): Step => ({ do: 'receipt', nth: at, state: 'failed' })),
      { do: 'reopen', broadcast: 'b', states: ['failed'] },
      ...Array.from({ length: 10 }, (_, at): Step => ({ do: 'receipt', nth: at, state: 'delivered' })),
    ];
    for (const one of steps) await machine.play(one);
    expect((await ledger(world))['b-ann']?.state).toBe('pending');
  });

  test('leaves nothing open once time is over, whatever happened before', async () => {
    const { world, reset } = await openLedger();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await reset();
        const machine = createMachine(world, 'telegram');
        for (const one of steps) await machine.play(one);
        const end: Step[] = [
          { do: 'crash' },
          { do: 'pass', ms: 60 * hourMs },
          { do: 'dropCancelled' },
          { do: 'expire' },
        ];
        for (const one of end) await machine.play(one);
        await machine.play({ do: 'take', calls: 100, perCall: 1, onlyReplies: false });
        expect(machine.underWay.size).toBe(0);
        const open = Object.values(await ledger(world)).filter((row) =>
          ['pending', 'calling'].includes(row.state),
        );
        expect(open).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
