// The purse: what paid messages have cost in a calendar month of Kyiv, what is left, and where it went.
import { describe, expect, test } from 'vitest';
import { reading } from '../../src/app/app.ts';
import { mayStillSpend, showPurse, spentThisMonth } from '../../src/app/broadcasts/purse.ts';
import { priority } from '../../src/core/delivery.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast } from '../db/rows.ts';
import { kyiv, openWorld, realContent, type World } from '../support/harness.ts';

function cityWith(monthlyPurseEur: number | null): World {
  const content = realContent();
  return openWorld({
    at: '2026-10-20 12:00',
    content: { ...content, city: { ...content.city, monthlyPurseEur } },
  });
}

const left = (world: World) => mayStillSpend(reading(world.app), world.app);
const spent = (world: World, channel = 'viber') => spentThisMonth(reading(world.app), world.app, channel);

/** A paid message of a broadcast on viber, settled at an hour of Kyiv. */
function paid(world: World, id: string, settled: string, priceEur: number, broadcastId = 'b') {
  return deliveryRow(world, id, {
    broadcastId,
    channel: 'viber',
    state: 'sent',
    body: null,
    settledAt: kyiv(settled),
    priceEur,
    priority: priority.reminder,
  });
}

describe('what may still be spent', () => {
  test('is unlimited in a city that has set no limit', async () => {
    const world = cityWith(null);
    await keep(world, [paid(world, 'a', '2026-10-19 12:00', 5)]);
    expect(await left(world)).toBeNull();
  });

  test('is the limit less what settled messages have cost', async () => {
    const world = cityWith(10);
    expect(await left(world)).toBe(10);
    await keep(world, [
      paid(world, 'a', '2026-10-01 08:00', 0.0196),
      paid(world, 'b', '2026-10-20 11:59', 0.0196),
    ]);
    expect(await spent(world)).toBe(0.0392);
    expect(await left(world)).toBe(9.9608);
  });

  test('is known without adding up the whole month each time, and never too much', async () => {
    const world = cityWith(100_000);
    await keep(world, [paid(world, 'a', '2026-10-01 08:00', 1000)]);
    expect(await left(world)).toBe(99_000);
    await keep(world, [paid(world, 'b', '2026-10-20 12:00', 500)]);
    world.clock.pass(1000);
    expect(await left(world)).toBe(98_500);
    // A receipt moves what was settled long ago behind the snapshot: it counts twice for a while.
    const { db } = world.app;
    await db.write((s) => s.update(db.tables.delivery).set({ settledAt: world.clock.now() }));
    expect(await left(world)).toBe(97_500);
    world.clock.pass(minuteMs);
    expect(await left(world)).toBe(98_500);
  });

  test('counts what is settled after the clock was set back', async () => {
    const world = cityWith(100_000);
    expect(await left(world)).toBe(100_000);
    world.clock.pass(-hourMs);
    await keep(world, [paid(world, 'a', '2026-10-20 11:00', 7)]);
    expect(await left(world)).toBe(99_993);
  });

  test('begins anew with the month', async () => {
    const world = cityWith(100_000);
    world.clock.set('2026-10-31 23:59');
    await keep(world, [paid(world, 'a', '2026-10-31 23:58', 7)]);
    expect(await left(world)).toBe(99_993);
    world.clock.set('2026-11-01 00:00');
    expect(await left(world)).toBe(100_000);
  });

  test.each([
    ['the last moment of the month before', '2026-09-30 23:59', 0],
    ['the first moment of the month', '2026-10-01 00:00', 1],
  ])('counts by the calendar of Kyiv: %s', async (_label, settled, euros) => {
    const world = cityWith(10);
    await keep(world, [paid(world, 'a', settled, 1)]);
    expect(await spent(world)).toBe(euros);
  });

  test('is never less than nothing', async () => {
    const world = cityWith(1);
    await keep(world, [paid(world, 'a', '2026-10-20 11:00', 3)]);
    expect(await left(world)).toBe(0);
  });

  test('is less by the full price of what is in a call and of what ended without an answer', async () => {
    const world = cityWith(10);
    await keepBroadcast(world, 'b', { state: 'sending' });
    const unsure = { ...paid(world, 'x', '2026-10-20 11:00', 0), state: 'unknown' as const };
    await keep(world, [
      { ...unsure, id: 'calling', personId: '1', state: 'calling', settledAt: null },
      { ...unsure, id: 'unknown', personId: '2' },
      { ...unsure, id: 'long ago', personId: '3', settledAt: kyiv('2026-09-20 11:00') },
      { ...unsure, id: 'claimed', personId: '4', state: 'claimed', settledAt: null },
      { ...unsure, id: 'free', personId: '5', channel: 'telegram', state: 'calling' },
    ]);
    expect(await spent(world)).toBe(0.04);
    expect(await spent(world, 'telegram')).toBe(0);
    expect(await left(world)).toBe(9.96);
  });
});

describe('the purse for people', () => {
  test('shows months with payments, the newest first, each by broadcast with the dearest first', async () => {
    const world = cityWith(20);
    await keepBroadcast(world, 'b', { state: 'done', at: kyiv('2026-10-02 10:00') });
    await keepBroadcast(world, 'c', { state: 'done', at: kyiv('2026-10-03 10:00'), kind: 'notice' });
    await keep(world, [
      paid(world, '1', '2026-08-10 12:00', 1),
      paid(world, '2', '2026-10-02 12:00', 1),
      { ...paid(world, '3', '2026-10-03 12:00', 3, 'c') },
      { ...paid(world, '4', '2026-10-03 12:01', 0.5), broadcastId: null },
    ]);
    const purse = await showPurse(world.app);
    expect(purse).toMatchObject({ capEur: 20, month: '2026-10', spentEur: 4.5, openEur: 0, leftEur: 15.5 });
    expect(purse.months).toEqual([
      {
        month: '2026-10',
        spentEur: 4.5,
        messages: 3,
        parts: [
          {
            id: 'c',
            kind: 'notice',
            contest: 'city',
            stage: null,
            at: kyiv('2026-10-03 10:00'),
            messages: 1,
            spentEur: 3,
          },
          {
            id: 'b',
            kind: 'own',
            contest: 'city',
            stage: null,
            at: kyiv('2026-10-02 10:00'),
            messages: 1,
            spentEur: 1,
          },
          { id: null, kind: null, contest: null, stage: null, at: null, messages: 1, spentEur: 0.5 },
        ],
      },
      expect.objectContaining({ month: '2026-08', spentEur: 1, messages: 1 }),
    ]);
  });

  test('is empty where nothing was ever paid', async () => {
    expect(await showPurse(cityWith(null).app)).toEqual({
      capEur: null,
      month: '2026-10',
      spentEur: 0,
      openEur: 0,
      leftEur: null,
      months: [],
    });
  });
});
