// The hot path of the ledger: what is called first, what may be called at all, what settling writes, and what it costs.
import SqliteFile from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { sqliteKit } from '../../db/columns.ts';
import type { Session } from '../../db/database.ts';
import { betterSqlite } from '../../db/drizzle.ts';
import { nextVisit, type Room, takeCalls } from '../../db/sending.ts';
import { bringNearer, settleAll } from '../../db/settling.ts';
import { tablesFor } from '../../db/tables.ts';
import { writing } from '../../src/app/app.ts';
import { priority, type Settlement } from '../../src/core/delivery.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { engine } from '../support/world-database.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from './rows.ts';

const room = (world: World, differs: Partial<Room> = {}): Room => ({
  channel: 'telegram',
  now: world.clock.now(),
  calls: 100,
  perCall: 1,
  onlyReplies: false,
  cost: null,
  ...differs,
});
const take = (world: World, differs: Partial<Room> = {}) =>
  writing(world.app, (at) => takeCalls(at, room(world, differs)));
const taken = async (world: World, differs: Partial<Room> = {}) =>
  (await take(world, differs)).calls.map((rows) => rows.map((row) => row.id).join(' '));
const sent: Settlement = { state: 'sent', dueAt: null, reason: null, providerId: 'm1', priceEur: 0.02 };
const ofB = { broadcastId: 'b', body: null, priority: priority.reminder };

describe('what is called next', () => {
  test('replies before corrections before reminders before promotion, and older before younger', async () => {
    const world = openWorld();
    const now = world.clock.now();
    const kinds = ['promotion', 'reminder', 'correction'] as const;
    for (const kind of kinds) {
      await keepBroadcast(world, kind, { state: 'sending', priority: priority[kind], at: now - hourMs });
      await keep(world, [
        deliveryRow(world, kind, { broadcastId: kind, priority: priority[kind], dueAt: 0 }),
      ]);
    }
    await keep(world, [
      deliveryRow(world, 'younger', { dueAt: now - 1 }),
      deliveryRow(world, 'older', { dueAt: now - 2 }),
    ]);
    expect(await taken(world)).toEqual(['older', 'younger', 'correction', 'reminder', 'promotion']);
  });

  test('no more than there is room for, and nothing twice', async () => {
    const world = openWorld();
    await keep(
      world,
      Array.from({ length: 10 }, (_, n) => deliveryRow(world, `r${n}`)),
    );
    const calls = await Promise.all([4, 4, 4].map((most) => taken(world, { calls: most })));
    expect(calls.map((rows) => rows.length)).toEqual([4, 4, 2]);
    expect(new Set(calls.flat()).size).toBe(10);
    expect(new Set(Object.values(await states(world)))).toEqual(new Set(['calling']));
  });

  test('nothing where there is no room', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'r')]);
    expect(await taken(world, { calls: 0 })).toEqual([]);
  });

  test('nothing that is not due, over, of another channel or settled', async () => {
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
    expect(await taken(world)).toEqual(['mine']);
  });

  test('at night only replies, and changes that ring nowhere', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(world, [deliveryRow(world, 'reminder', ofB), deliveryRow(world, 'reply')]);
    expect(await taken(world, { onlyReplies: true })).toEqual(['reply']);
    await keep(world, [deliveryRow(world, 'edit', { ...ofB, amends: 'm1' })]);
    expect(await taken(world, { onlyReplies: true })).toEqual(['edit']);
  });

  test.each([
    ['sending', true],
    ['expanding', false],
    ['paused', false],
    ['cancelled', false],
    ['approved', false],
  ] as const)('of a broadcast that is %s its rows: %s', async (state, expected) => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state });
    await keep(world, [deliveryRow(world, 'r', ofB)]);
    expect(await taken(world)).toEqual(expected ? ['r'] : []);
  });

  test('nothing of a broadcast at its last useful moment', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending', lastUsefulAt: world.clock.now() + hourMs });
    await keep(world, [deliveryRow(world, 'r', { ...ofB, expiresAt: world.clock.now() + dayMs })]);
    world.clock.pass(hourMs);
    expect(await taken(world)).toEqual([]);
  });

  test('knows where each row goes: the person’s address, or nothing where the row carries it', async () => {
    const world = openWorld();
    await settle(world, 'ann');
    await keep(world, [
      deliveryRow(world, 'a', { addressId: 'ann-0', dueAt: 1 }),
      deliveryRow(world, 'b', { dueAt: 2 }),
    ]);
    const { calls } = await take(world);
    expect(calls.flat().map((row) => [row.address, row.body?.to ?? null])).toEqual([
      ['ann-telegram', 'to-a'],
      [null, 'to-b'],
    ]);
  });
});

describe('a call for many', () => {
  test('holds rows of one broadcast with the same words; a reply has its own', async () => {
    const world = openWorld();
    for (const id of ['a', 'b']) {
      await keepBroadcast(world, id, { state: 'sending', at: world.clock.now() - (id === 'a' ? 2 : 1) });
      for (let n = 0; n < 3; n += 1) {
        const also = n === 2 ? ['other'] : null;
        await keep(world, [deliveryRow(world, `${id}${n}`, { ...ofB, broadcastId: id, also, dueAt: n })]);
      }
    }
    await keep(world, [deliveryRow(world, 'r0'), deliveryRow(world, 'r1', { dueAt: world.clock.now() - 1 })]);
    expect(await taken(world, { perCall: 300 })).toEqual(['r1', 'r0', 'a0 a1', 'a2', 'b0 b1', 'b2']);
  });

  test('holds no more people than the channel takes', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(
      world,
      Array.from({ length: 7 }, (_, n) => deliveryRow(world, `r${n}`, { ...ofB, dueAt: n })),
    );
    expect(await taken(world, { perCall: 3, calls: 2 })).toEqual(['r0 r1 r2', 'r3 r4 r5']);
  });
});

describe('money', () => {
  const open = { sessionAt: 100 };
  const cost = (leftEur: number | null) => ({ cost: { priceEur: 0.02, openSince: 50, leftEur } });

  async function three(payment: 'wait' | null = null) {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending', payment });
    for (const [index, name] of ['in', 'out', 'never'].entries()) {
      const address = name === 'in' ? open : name === 'out' ? { sessionAt: 50 } : {};
      await settle(world, name, { addresses: [address] });
      const row = { ...ofB, addressId: `${name}-0`, personId: name, dueAt: index };
      await keep(world, [deliveryRow(world, name, row)]);
    }
    return world;
  }

  test('without a limit pays for everybody', async () => {
    expect(await taken(await three(), cost(null))).toEqual(['in', 'out', 'never']);
  });

  test('stops at the first person whom the purse can’t pay for', async () => {
    const world = await three();
    expect(await take(world, cost(0.03))).toMatchObject({ purseEmpty: 'b' });
    expect(await states(world)).toEqual({ in: 'calling', out: 'calling', never: 'pending' });
  });

  test('with an empty purse still sends what is free', async () => {
    const world = await three();
    expect(await take(world, cost(0))).toMatchObject({ purseEmpty: 'b' });
    expect(await states(world)).toEqual({ in: 'calling', out: 'pending', never: 'pending' });
  });

  test('where staff chose so, waits for the next visit of who would cost, and pays nothing', async () => {
    const world = await three('wait');
    expect(await taken(world, cost(0))).toEqual(['in']);
    const rows = await ledger(world);
    expect(rows.out).toMatchObject({ state: 'pending', reason: nextVisit, dueAt: rows.out?.expiresAt });
    expect(await taken(world, cost(0))).toEqual([]);
  });
});

// What SQLite says of its plans; PostgreSQL decides anew with every table's size.
test.runIf(engine === 'sqlite')(
  'every query finds its rows by an index, and never reads the whole ledger',
  async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await settle(world, 'ann');
    await keep(world, [deliveryRow(world, 'r', { ...ofB, addressId: 'ann-0' }), deliveryRow(world, 'a')]);
    const said = new Set<string>();
    const connection = new SqliteFile(world.file, { verbose: (statement) => said.add(String(statement)) });
    const s = betterSqlite().drizzle(connection, { casing: 'snake_case' }) as unknown as Session;
    const at = { t: tablesFor(sqliteKit()), s };
    await takeCalls(at, room(world));
    const settled = { id: 'r', settlement: sent, outcome: 'sent', addressId: 'ann-0', proves: true };
    const failed: Settlement = { ...sent, state: 'failed' };
    await settleAll(
      at,
      [settled, { ...settled, id: 'a', settlement: failed, addressId: null }],
      world.clock.now(),
    );
    const plans = [...said].map((statement) => {
      const steps = connection.prepare(`explain query plan ${statement}`).all() as { detail: string }[];
      return steps.map((step) => step.detail).join('\n');
    });
    connection.close();
    const together = plans.join('\n');
    expect(together).toContain(
      'SEARCH delivery USING INDEX delivery_counts (broadcast_id=? AND state=? AND channel=? AND due_at<?)',
    );
    expect(together).not.toMatch(/SCAN (delivery|address|attempt)/);
    // Rows come out of the index in their order: nothing is sorted but the few broadcasts, and replies due at one instant.
    expect(
      plans.filter((plan) => plan.includes('TEMP B-TREE FOR ORDER') && plan.includes('delivery')),
    ).toEqual([]);
  },
);

describe('settling', () => {
  const write = (world: World, settlement: Settlement, outcome = 'sent') =>
    writing(world.app, (at) =>
      settleAll(at, [{ id: 'a', settlement, outcome, addressId: 'ann-0', proves: true }], world.clock.now()),
    );

  test('writes state, provider’s id, price, and that the address works', async () => {
    const world = openWorld();
    await settle(world, 'ann');
    await keep(world, [deliveryRow(world, 'a', { state: 'calling', reason: 'retry' })]);
    await write(world, sent);
    const row = { state: 'sent', providerId: 'm1', priceEur: 0.02, reason: null };
    expect((await ledger(world)).a).toMatchObject(row);
    const { db } = world.app;
    expect(await db.read.select().from(db.tables.address)).toMatchObject([{ provenAt: world.clock.now() }]);
  });

  test('keeps every call that did not go through, with its code', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'a', { state: 'calling' })]);
    await write(world, { ...sent, state: 'pending', reason: 'http:502', dueAt: 5 }, 'transient');
    const { db } = world.app;
    expect(await db.read.select().from(db.tables.attempt)).toEqual([
      { deliveryId: 'a', at: world.clock.now(), outcome: 'transient', code: 'http:502' },
    ]);
  });

  test.each([
    ['transient', 1],
    ['throttled', 0],
    ['misconfigured', 0],
  ])('of a call that was %s leaves %i attempts counted', async (outcome, attempts) => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'a')]);
    await take(world);
    await write(world, { ...sent, state: 'pending', dueAt: world.clock.now() + 5 }, outcome);
    expect((await ledger(world)).a).toMatchObject({
      state: 'pending',
      attempts,
      dueAt: world.clock.now() + 5,
    });
  });

  test.each(['sent', 'delivered', 'failed', 'gone', 'unknown', 'expired', 'skipped'] as const)(
    'does not touch a row that is %s meanwhile',
    async (state) => {
      const world = openWorld();
      await keep(world, [deliveryRow(world, 'a', { state, providerId: 'm0' })]);
      await write(world, { ...sent, state: 'pending', dueAt: world.clock.now() }, 'transient');
      await write(world, { ...sent, providerId: 'm2' });
      expect((await ledger(world)).a).toMatchObject({ state, providerId: 'm0' });
    },
  );
});

test('a clock that is set back makes nobody wait longer, except for a visit', async () => {
  const world = openWorld();
  await keepBroadcast(world, 'b', { state: 'sending' });
  const now = world.clock.now();
  const later = now + hourMs + 2000;
  await keep(world, [
    deliveryRow(world, 'reply', { dueAt: later }),
    deliveryRow(world, 'reminder', { ...ofB, dueAt: later }),
    deliveryRow(world, 'visit', { ...ofB, dueAt: later, reason: nextVisit }),
    deliveryRow(world, 'viber', { channel: 'viber', dueAt: later }),
  ]);
  await writing(world.app, (at) => bringNearer(at, { channel: 'telegram', ms: hourMs, now }));
  const rows = Object.entries(await ledger(world)).map(([id, row]) => [id, row.dueAt - now]);
  expect(Object.fromEntries(rows)).toEqual({
    reply: 2000,
    reminder: 2000,
    visit: hourMs + 2000,
    viber: hourMs + 2000,
  });
});

test('a broadcast that is paused between two calls gives no more rows', async () => {
  const world = openWorld();
  await keepBroadcast(world, 'b', { state: 'sending' });
  await keep(world, [deliveryRow(world, 'x', ofB), deliveryRow(world, 'y', ofB)]);
  expect(await taken(world, { calls: 1 })).toHaveLength(1);
  await writing(world.app, (at) => changeBroadcast(at, 'b', { state: 'paused' }));
  expect(await taken(world)).toEqual([]);
});
