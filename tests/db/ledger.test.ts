// The ledger: what a crash, time, a person's order or a receipt makes of rows.
import { describe, expect, test } from 'vitest';
import { applyReceipt, collect, dropCancelled, expire, recover, reopen } from '../../db/ledger.ts';
import { writing } from '../../src/app/app.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from './rows.ts';

const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);

describe('after a crash', () => {
  test('what was only claimed goes back, what was called is unknown, a reply that was called is sent again', async () => {
    const world = openWorld();
    const reminder = { priority: priority.reminder, broadcastId: 'b' };
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(world, [
      deliveryRow(world, 'claimedReply', { state: 'claimed' }),
      deliveryRow(world, 'claimedReminder', { state: 'claimed', ...reminder }),
      deliveryRow(world, 'callingReply', { state: 'calling' }),
      deliveryRow(world, 'callingReminder', { state: 'calling', ...reminder }),
      deliveryRow(world, 'callingCorrection', {
        ...reminder,
        state: 'calling',
        priority: priority.correction,
      }),
      deliveryRow(world, 'sent', { state: 'sent', ...reminder }),
      deliveryRow(world, 'failed', { state: 'failed', ...reminder }),
    ]);
    expect(await writing(world.app, (at) => recover(at, world.clock.now()))).toBe(2);
    expect(await states(world)).toEqual({
      callingCorrection: 'unknown',
      callingReminder: 'unknown',
      callingReply: 'pending',
      claimedReminder: 'pending',
      claimedReply: 'pending',
      failed: 'failed',
      sent: 'sent',
    });
    expect((await ledger(world)).callingReminder?.reason).toBe('crash');
    expect(await writing(world.app, (at) => recover(at, world.clock.now()))).toBe(0);
  });
});

describe('time and people end waiting rows', () => {
  test('at the last useful moment a row expires, before it does not', async () => {
    const world = openWorld();
    const now = world.clock.now();
    await keep(world, [
      deliveryRow(world, 'over', { expiresAt: now }),
      deliveryRow(world, 'open', { expiresAt: now + 1 }),
      deliveryRow(world, 'calling', { state: 'calling', expiresAt: now }),
    ]);
    await writing(world.app, (at) => expire(at, now));
    expect(await states(world)).toEqual({ calling: 'calling', open: 'pending', over: 'expired' });
  });

  test('what waits in a cancelled broadcast is skipped, what went out stays', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'cancelled' });
    await keep(world, [
      deliveryRow(world, 'waits', { broadcastId: 'b' }),
      deliveryRow(world, 'went', { broadcastId: 'b', state: 'sent' }),
      deliveryRow(world, 'other'),
    ]);
    await writing(world.app, (at) => dropCancelled(at, world.clock.now()));
    expect(await states(world)).toEqual({ other: 'pending', waits: 'skipped', went: 'sent' });
  });

  test('a person’s order opens exactly the states named again', async () => {
    const world = openWorld();
    await keep(world, [
      deliveryRow(world, 'failed', { broadcastId: 'b', state: 'failed', attempts: 8 }),
      deliveryRow(world, 'sent', { broadcastId: 'b', state: 'sent' }),
      deliveryRow(world, 'other', { broadcastId: 'c', state: 'failed' }),
    ]);
    const opened = await writing(world.app, (at) =>
      reopen(at, 'b', { states: ['failed'], now: world.clock.now() }),
    );
    expect(opened).toBe(1);
    expect(await states(world)).toEqual({ failed: 'pending', other: 'failed', sent: 'sent' });
    expect((await ledger(world)).failed?.attempts).toBe(0);
  });
});

describe('a receipt', () => {
  const receipt = (world: World, of: { address?: string; state?: 'delivered' | 'failed' }) =>
    writing(world.app, (at) =>
      applyReceipt(
        at,
        { channel: 'telegram', providerId: 'm1', address: of.address ?? 'ann-telegram' },
        { state: of.state ?? 'delivered', reason: null, now: world.clock.now() },
      ),
    );

  test.each([
    ['a sent row', 'sent', {}, 'delivered'],
    ['an unknown row: it did arrive', 'unknown', {}, 'delivered'],
    ['a sent row that failed on the device', 'sent', { state: 'failed' as const }, 'failed'],
    ['a row of another person: nothing', 'sent', { address: 'somebody' }, 'sent'],
    ['a row that waits to be sent again: nothing', 'pending', {}, 'pending'],
  ] as const)('for %s', async (_, before, of, after) => {
    const world = openWorld();
    await settle(world, 'ann');
    await keep(world, [
      deliveryRow(world, 'a', { personId: 'ann', addressId: 'ann-0', state: before, providerId: 'm1' }),
    ]);
    await receipt(world, of);
    expect((await ledger(world)).a?.state).toBe(after);
  });
});

test('who fetches gets what waits once, the most urgent first, and nothing that is over', async () => {
  const world = openWorld();
  const now = world.clock.now();
  await settle(world, 'web', { addresses: [{ channel: 'webchat' }] });
  const mine = { channel: 'webchat', personId: 'web', addressId: 'web-0' };
  await keep(world, [
    deliveryRow(world, 'reminder', { ...mine, priority: priority.reminder, createdAt: now - dayMs }),
    deliveryRow(world, 'second', { ...mine, createdAt: now }),
    deliveryRow(world, 'first', { ...mine, createdAt: now - 1 }),
    deliveryRow(world, 'over', { ...mine, expiresAt: now }),
    deliveryRow(world, 'early', { ...mine, dueAt: now + 1 }),
  ]);
  const fetch = () => writing(world.app, (at) => collect(at, { personId: 'web', addressId: 'web-0' }, now));
  expect(ids(await fetch())).toEqual(['first', 'second', 'reminder']);
  expect(await fetch()).toEqual([]);
});
