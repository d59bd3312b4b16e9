// The ledger: what is claimed first, what may be called, what a crash leaves, and what the claim costs.
import SqliteFile from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { sqliteKit } from '../../db/columns.ts';
import type { Session } from '../../db/database.ts';
import { betterSqlite } from '../../db/drizzle.ts';
import {
  applyReceipt,
  claim,
  collect,
  dropCancelled,
  expire,
  markCalling,
  recover,
  release,
  reopen,
  settleAll,
} from '../../db/ledger.ts';
import { tablesFor } from '../../db/tables.ts';
import { writing } from '../../src/app/app.ts';
import { priority, type Settlement } from '../../src/core/delivery.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from './rows.ts';

const take = (world: World, most = 100, channel = 'telegram') =>
  writing(world.app, (at) => claim(at, channel, { now: world.clock.now(), most }));
const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);
const sent: Settlement = { state: 'sent', dueAt: null, reason: null, providerId: 'm1', priceEur: 0.02 };

describe('a claim', () => {
  test('takes replies before corrections before reminders before promotion, and older before younger', async () => {
    const world = openWorld();
    const now = world.clock.now();
    await keep(world, [
      deliveryRow(world, 'a', { priority: priority.promotion, dueAt: now - 4 }),
      deliveryRow(world, 'b', { priority: priority.reminder, dueAt: now - 3 }),
      deliveryRow(world, 'c', { priority: priority.correction, dueAt: now - 2 }),
      deliveryRow(world, 'd', { priority: priority.reply, dueAt: now - 1 }),
      deliveryRow(world, 'e', { priority: priority.reply, dueAt: now - 2 }),
    ]);
    expect(ids(await take(world))).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  test('takes no more than asked, and nothing twice', async () => {
    const world = openWorld();
    await keep(
      world,
      Array.from({ length: 10 }, (_, n) => deliveryRow(world, `r${n}`)),
    );
    const claims = await Promise.all([take(world, 4), take(world, 4), take(world, 4)]);
    expect(claims.map((rows) => rows.length)).toEqual([4, 4, 2]);
    expect(new Set(claims.flat().map((row) => row.id)).size).toBe(10);
  });

  test('leaves what is not due, over, of another channel or settled', async () => {
    const world = openWorld();
    const now = world.clock.now();
    await keep(world, [
      deliveryRow(world, 'early', { dueAt: now + 1 }),
      deliveryRow(world, 'late', { expiresAt: now }),
      deliveryRow(world, 'viber', { channel: 'viber' }),
      deliveryRow(world, 'sent', { state: 'sent' }),
      deliveryRow(world, 'unknown', { state: 'unknown' }),
      deliveryRow(world, 'mine'),
    ]);
    expect(ids(await take(world))).toEqual(['mine']);
  });

  test.each([
    ['sending', true],
    ['expanding', false],
    ['paused', false],
    ['cancelled', false],
    ['approved', false],
  ] as const)('of a broadcast that is %s takes its rows: %s', async (state, taken) => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state });
    await keep(world, [deliveryRow(world, 'r', { broadcastId: 'b', body: null })]);
    expect(await take(world)).toHaveLength(taken ? 1 : 0);
  });

  test('knows where each row goes: the person’s address, or that of somebody of the staff', async () => {
    const world = openWorld();
    await settle(world, 'ann');
    await keep(world, [
      deliveryRow(world, 'a', { addressId: 'ann-0', body: { reply: { text: 'так', choices: [] } } }),
      deliveryRow(world, 'b', { body: { reply: { text: 'так', choices: [] }, to: 'staff@example.com' } }),
      deliveryRow(world, 'c', { body: null }),
    ]);
    expect((await take(world)).map((row) => row.address)).toEqual([
      'ann-telegram',
      'staff@example.com',
      null,
    ]);
  });

  test('finds its rows by the index of what waits, and never reads the whole ledger', async () => {
    const world = openWorld();
    const said: string[] = [];
    const connection = new SqliteFile(world.file, { verbose: (statement) => said.push(String(statement)) });
    const session = betterSqlite().drizzle(connection, { casing: 'snake_case' }) as unknown as Session;
    await claim({ t: tablesFor(sqliteKit()), s: session }, 'telegram', { now: world.clock.now(), most: 15 });
    const query = said.find((statement) => /^select/i.test(statement)) ?? '';
    const plan = connection.prepare(`explain query plan ${query}`).all() as { detail: string }[];
    connection.close();
    const details = plan.map((step) => step.detail).join('\n');
    expect(details).toMatch(/SEARCH delivery USING INDEX delivery_pending \(channel=\?/);
    expect(details).not.toContain('SCAN delivery');
  });
});

describe('calling', () => {
  test('counts an attempt, and only for rows that are claimed', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'a'), deliveryRow(world, 'b', { state: 'sent' })]);
    await take(world);
    const may = await writing(world.app, (at) => markCalling(at, ['a', 'b'], world.clock.now()));
    expect([...may]).toEqual(['a']);
    const rows = await ledger(world);
    expect([rows.a?.state, rows.a?.attempts, rows.b?.state]).toEqual(['calling', 1, 'sent']);
  });

  test('is refused once the time is over or the broadcast was paused; the row goes back', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(world, [
      deliveryRow(world, 'over', { expiresAt: world.clock.now() + hourMs }),
      deliveryRow(world, 'paused', { broadcastId: 'b' }),
    ]);
    await take(world);
    await writing(world.app, (at) => changeBroadcast(at, 'b', { state: 'paused' }));
    world.clock.pass(hourMs);
    const may = await writing(world.app, (at) => markCalling(at, ['over', 'paused'], world.clock.now()));
    expect(may.size).toBe(0);
    await writing(world.app, (at) => release(at, ['over', 'paused']));
    expect(await states(world)).toEqual({ over: 'pending', paused: 'pending' });
  });
});

describe('settling', () => {
  test('writes state, provider’s id, price and an attempt', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'a', { state: 'calling' })]);
    await writing(world.app, (at) =>
      settleAll(at, [{ id: 'a', settlement: sent, outcome: 'sent', attemptId: 't1' }], world.clock.now()),
    );
    expect((await ledger(world)).a).toMatchObject({ state: 'sent', providerId: 'm1', priceEur: 0.02 });
    const { db } = world.app;
    expect(await db.read.select().from(db.tables.attempt)).toMatchObject([
      { deliveryId: 'a', outcome: 'sent' },
    ]);
  });

  test.each(['sent', 'delivered', 'failed', 'gone', 'unknown', 'expired', 'skipped'] as const)(
    'does not touch a row that is %s meanwhile',
    async (state) => {
      const world = openWorld();
      await keep(world, [deliveryRow(world, 'a', { state, providerId: 'm0' })]);
      const again: Settlement = { ...sent, state: 'pending', dueAt: world.clock.now() };
      await writing(world.app, (at) =>
        settleAll(
          at,
          [{ id: 'a', settlement: again, outcome: 'transient', attemptId: 't1' }],
          world.clock.now(),
        ),
      );
      expect((await ledger(world)).a).toMatchObject({ state, providerId: 'm0' });
    },
  );
});

describe('after a crash', () => {
  test('what was only claimed goes back, what was called is unknown, a reply that was called is sent again', async () => {
    const world = openWorld();
    const reminder = { priority: priority.reminder };
    await keep(world, [
      deliveryRow(world, 'claimedReply', { state: 'claimed' }),
      deliveryRow(world, 'claimedReminder', { state: 'claimed', ...reminder }),
      deliveryRow(world, 'callingReply', { state: 'calling' }),
      deliveryRow(world, 'callingReminder', { state: 'calling', ...reminder }),
      deliveryRow(world, 'callingCorrection', { state: 'calling', priority: priority.correction }),
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
    await keep(world, [deliveryRow(world, 'a', { addressId: 'ann-0', state: before, providerId: 'm1' })]);
    await receipt(world, of);
    expect((await ledger(world)).a?.state).toBe(after);
  });
});

test('who fetches gets what waits once, the most urgent first, and nothing that is over', async () => {
  const world = openWorld();
  const now = world.clock.now();
  await settle(world, 'web', { addresses: [{ channel: 'webchat' }] });
  const mine = { channel: 'webchat', addressId: 'web-0' };
  await keep(world, [
    deliveryRow(world, 'reminder', { ...mine, priority: priority.reminder, createdAt: now - dayMs }),
    deliveryRow(world, 'second', { ...mine, createdAt: now }),
    deliveryRow(world, 'first', { ...mine, createdAt: now - 1 }),
    deliveryRow(world, 'over', { ...mine, expiresAt: now }),
    deliveryRow(world, 'early', { ...mine, dueAt: now + 1 }),
  ]);
  const fetch = () => writing(world.app, (at) => collect(at, 'web-0', now));
  expect(ids(await fetch())).toEqual(['first', 'second', 'reminder']);
  expect(await fetch()).toEqual([]);
});
