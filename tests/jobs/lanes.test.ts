// Sharing a lane: its token, its slots, and what the dead leave behind, as the tables keep them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eq } from '../../db/drizzle.ts';
import {
  buryDead,
  endLife,
  freeSlots,
  giveLaneBack,
  lookAtLane,
  markedBy,
  noteLives,
  occupySlots,
  openLane,
  pauseLane,
  putBackUncalled,
  releaseSlot,
  repliesWaiting,
  takeLane,
} from '../../db/lanes.ts';
import { takeCalls } from '../../db/sending.ts';
import { settleAll } from '../../db/settling.ts';
import { writing } from '../../src/app/app.ts';
import { priority } from '../../src/core/delivery.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

const channel = 'telegram';
const share = (life: string) => ({ life, repliesDueBefore: Number.MAX_SAFE_INTEGER, broadcasts: true });

async function openLaneOf(world: World, slots = 3): Promise<void> {
  await writing(world.app, (at) => openLane(at, { channel, slots }));
}

async function take(world: World, life: string, calls = 10) {
  const room = { channel, now: world.clock.now(), calls, perCall: 1, onlyReplies: false, cost: null };
  return await writing(world.app, (at) => takeCalls(at, { ...room, share: share(life) }));
}

/** A reply and a broadcast of one, both due. */
async function openRows(world: World): Promise<void> {
  await keepBroadcast(world, 'b', { state: 'sending' });
  await settle(world, 'ann');
  await keep(world, [
    deliveryRow(world, 'reply'),
    deliveryRow(world, 'ann', {
      broadcastId: 'b',
      personId: 'ann',
      addressId: 'ann-0',
      body: null,
      priority: priority.reminder,
    }),
  ]);
}

describe('a lane', () => {
  test('gives whoever takes it a higher token, and says who held it without giving it back', async () => {
    const world = openWorld();
    await openLaneOf(world);
    const taken = (life: string) => writing(world.app, (at) => takeLane(at, { channel, life }));
    expect(await taken('a')).toEqual({ token: 1, before: null });
    expect(await taken('b')).toEqual({ token: 2, before: 'a' });
    // Who was overtaken gives nothing back.
    await writing(world.app, (at) => giveLaneBack(at, { channel, token: 1 }));
    expect(await writing(world.app, (at) => lookAtLane(at, channel))).toMatchObject({
      token: 2,
      holder: 'b',
    });
    await writing(world.app, (at) => giveLaneBack(at, { channel, token: 2 }));
    expect(await taken('c')).toEqual({ token: 3, before: null });
  });

  test('is opened by every process, and opened again stays as it stands', async () => {
    const world = openWorld();
    await openLaneOf(world, 3);
    await writing(world.app, (at) => takeLane(at, { channel, life: 'a' }));
    await writing(world.app, (at) => occupySlots(at, { channel, life: 'a', now: 0, most: 2 }));
    await openLaneOf(world, 3);
    const now = Number.MAX_SAFE_INTEGER - 1;
    expect(await writing(world.app, (at) => freeSlots(at, { channel, now }))).toBe(1);
    await openLaneOf(world, 2);
    expect(await writing(world.app, (at) => freeSlots(at, { channel, now }))).toBe(0);
  });

  test('keeps the longest pause that a platform asked for', async () => {
    const world = openWorld();
    await openLaneOf(world);
    for (const until of [500, 900, 700]) await writing(world.app, (at) => pauseLane(at, { channel, until }));
    expect(await writing(world.app, (at) => lookAtLane(at, channel))).toMatchObject({ pausedUntil: 900 });
  });
});

describe('rows in a call', () => {
  test('are settled by their caller alone', async () => {
    const world = openWorld();
    await openRows(world);
    await take(world, 'a');
    const settlement = { state: 'sent' as const, dueAt: null, reason: null, providerId: 'p', priceEur: 0 };
    const one = { id: 'ann', settlement, outcome: 'sent', addressId: 'ann-0', proves: false };
    const failed = { ...settlement, state: 'failed' as const, providerId: null, reason: 'E' };
    for (const caller of ['b', undefined]) {
      const by = caller === undefined ? {} : { caller };
      await writing(world.app, (at) =>
        settleAll(
          at,
          [
            { ...one, ...by },
            { ...one, ...by, id: 'reply', settlement: failed },
          ],
          1,
        ),
      );
      expect((await ledger(world)).ann).toMatchObject({ state: 'calling' });
      expect((await ledger(world)).reply).toMatchObject({ state: 'calling' });
    }
    await writing(world.app, (at) => settleAll(at, [{ ...one, caller: 'a' }], 1));
    expect((await ledger(world)).ann).toMatchObject({ state: 'sent', providerId: 'p' });
  });

  test('that were never called wait again by the word of their own life, as if never taken', async () => {
    const world = openWorld();
    await openRows(world);
    await take(world, 'a');
    await writing(world.app, (at) => putBackUncalled(at, { life: 'b', ids: ['ann', 'reply'] }));
    expect(await writing(world.app, (at) => markedBy(at, { channel, life: 'a' }))).toHaveLength(2);
    await writing(world.app, (at) => putBackUncalled(at, { life: 'a', ids: ['ann', 'reply'] }));
    expect((await ledger(world)).ann).toMatchObject({ state: 'pending', attempts: 0 });
  });

  test('of a dead life are unknown, its replies wait again, its slots serve after the second; of a living one nothing changes', async () => {
    const world = openWorld();
    await openLaneOf(world, 3);
    await openRows(world);
    await writing(world.app, (at) => noteLives(at, ['alive', 'dead']));
    await take(world, 'dead');
    const occupied = (life: string) =>
      writing(world.app, (at) => occupySlots(at, { channel, life, now: 0, most: 1 }));
    await occupied('dead');
    await occupied('alive');
    const bury = async (seenSince: number) =>
      await writing(world.app, async (at) => {
        const { now } = await lookAtLane(at, channel);
        return { now, ...(await buryDead(at, { channel, now, seenSince, appNow: world.clock.now() })) };
      });
    expect(await bury(0)).toMatchObject({ unknown: 0, again: 0 });
    await writing(world.app, (at) => endLife(at, 'dead'));
    const { now, ...found } = await bury(0);
    expect(found).toEqual({ unknown: 1, again: 1 });
    expect((await ledger(world)).ann).toMatchObject({ state: 'unknown', reason: 'crash' });
    expect((await ledger(world)).reply).toMatchObject({ state: 'pending', dueAt: world.clock.now() });
    const free = (at: number) => writing(world.app, (where) => freeSlots(where, { channel, now: at }));
    expect([await free(now + 1_000), await free(now + 1_100)]).toEqual([1, 2]);
  });

  test('of nobody, as a copy from a city of one process has them, are buried too', async () => {
    const world = openWorld();
    await openLaneOf(world);
    await openRows(world);
    const { delivery } = world.app.db.tables;
    await writing(world.app, ({ s }) =>
      s.update(delivery).set({ state: 'calling' }).where(eq(delivery.id, 'ann')),
    );
    const dead = { channel, now: 1, seenSince: 0, appNow: world.clock.now() };
    expect(await writing(world.app, (at) => buryDead(at, dead))).toEqual({ unknown: 1, again: 0 });
  });
});

test('a holder leaves fresh replies to the process that wrote them, and takes those that were left lying', async () => {
  const world = openWorld();
  await openRows(world);
  const now = world.clock.now();
  const room = { channel, now, calls: 5, perCall: 1, onlyReplies: true, cost: null };
  const holder = { life: 'a', repliesDueBefore: now - 3_000, broadcasts: true };
  const taken = async (at: number) =>
    await writing(world.app, (where) =>
      takeCalls(where, { ...room, now: at, share: { ...holder, repliesDueBefore: at - 3_000 } }),
    );
  expect((await taken(now)).calls).toEqual([]);
  expect(
    await writing(world.app, (at) => repliesWaiting(at, { channel, from: now - 3_000, until: now })),
  ).toBe(1);
  expect((await taken(now + 3_001)).calls.flat().map(({ id }) => id)).toEqual(['reply']);
});

type Move = { by: number; do: 'begin' | 'answer' | 'die'; ms: number };

test('in no trailing second are more calls counted than the platform permits, whoever calls and whoever dies', async () => {
  const world = openWorld();
  const slots = 4;
  const { sendSlot } = world.app.db.tables;
  const move = fc.record<Move>({
    by: fc.integer({ min: 0, max: 2 }),
    do: fc.constantFrom('begin', 'begin', 'answer', 'answer', 'die'),
    ms: fc.integer({ min: 0, max: 400 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
      await writing(world.app, async (at) => {
        await at.s.delete(sendSlot);
        await openLane(at, { channel, slots });
      });
      let now = 1_000_000;
      const counted: number[] = [];
      const underWay: { life: string; number: number }[] = [];
      const lives = ['a', 'b', 'c'];
      for (const { by, do: what, ms } of moves) {
        now += ms;
        const life = lives[by] ?? 'a';
        if (what === 'begin') {
          const taken = await writing(world.app, (at) => occupySlots(at, { channel, life, now, most: 2 }));
          for (const number of taken) underWay.push({ life, number });
        } else if (what === 'answer') {
          const mine = underWay.findIndex((one) => one.life === life);
          const [one] = mine < 0 ? [] : underWay.splice(mine, 1);
          // The platform counts a call at the latest when it answers it.
          if (one) counted.push(now);
          const back = { channel, life, number: one?.number ?? -1, freeAt: now + 1_000 };
          await writing(world.app, (at) => releaseSlot(at, back));
        } else {
          // What a dead life had under way may be counted until it is found dead, which the others learn later.
          const left = underWay.filter((one) => one.life === life);
          counted.push(...left.map(() => now));
          for (const one of left) underWay.splice(underWay.indexOf(one), 1);
          const alive = lives.filter((other) => other !== life);
          await writing(world.app, async (at) => {
            await at.s.delete(at.t.life);
            await noteLives(at, alive);
            await buryDead(at, { channel, now, seenSince: 0, appNow: now });
          });
        }
      }
      for (const from of counted) {
        const inSecond = counted.filter((at) => at >= from && at < from + 1_000).length;
        expect(inSecond).toBeLessThanOrEqual(slots);
      }
    }),
    { numRuns: 60 },
  );
});
