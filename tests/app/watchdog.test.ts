// The watchdog: what should have happened and did not becomes an alarm, which is cleared once it is over.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import type { DeliveryRow } from '../../db/ledger.ts';
import { writing } from '../../src/app/app.ts';
import { raise } from '../../src/app/running/alarm.ts';
import { watch } from '../../src/app/running/watchdog.ts';
import { broadcastKinds } from '../../src/core/broadcast.ts';
import { type DeliveryState, priority } from '../../src/core/delivery.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, settle } from '../db/rows.ts';
import {
  openWorld,
  recordingChannel,
  threeChannels,
  type World,
  type WorldOptions,
} from '../support/harness.ts';

type Differs = NonNullable<Parameters<typeof keepBroadcast>[2]>;

/** A broadcast whose hour is now, with one row in a state where one is given. */
async function underWay(
  of: { broadcast?: Differs; row?: Partial<DeliveryRow> | null } = {},
  options: WorldOptions = {},
): Promise<World> {
  const world = openWorld(options);
  await keepBroadcast(world, 'b', { state: 'sending', ...of.broadcast });
  if (of.row !== null) await keep(world, [row(world, 'ann', of.row)]);
  return world;
}

function row(world: World, name: string, differs: Partial<DeliveryRow> = {}): DeliveryRow {
  const common = { broadcastId: 'b', personId: name, priority: priority.reminder, body: null };
  return deliveryRow(world, name, { ...common, ...differs });
}

async function alarms(world: World): Promise<string[]> {
  await watch(world.app);
  return (await world.desk.today()).alarms.map(({ key }) => key).sort();
}
const text = async (world: World, key: string) =>
  (await world.desk.today()).alarms.find((alarm) => alarm.key === key)?.text;
const change = (world: World, to: Differs) => writing(world.app, (at) => changeBroadcast(at, 'b', to));
const become = async (world: World, state: DeliveryState) => {
  const { db } = world.app;
  await db.write((s) => s.update(db.tables.delivery).set({ state, settledAt: world.clock.now() }));
};

describe('a message that nobody got', () => {
  test('is an alarm a quarter of an hour after its hour, in words, until somebody got it', async () => {
    const world = await underWay({ row: { channel: 'viber', attempts: 1, dueAt: 0 } });
    world.clock.pass(15 * minuteMs - 1);
    expect(await alarms(world)).toEqual([]);
    world.clock.pass(1);
    expect(await alarms(world)).toEqual(['late.b']);
    expect(await text(world, 'late.b')).toBe(
      'Розсилка «Розсилка працівників · МІСТО» мала початися 20 жовтня 2026 року, 12:00, але досі невідомо, щоб її отримала хоч одна людина.',
    );
    await become(world, 'delivered');
    expect(await alarms(world)).toEqual([]);
  });

  const quarter = 16 * minuteMs;
  const late: [string, Parameters<typeof underWay>[0]][] = [
    ['is still approved', { broadcast: { state: 'approved' }, row: null }],
    ['is still being expanded', { broadcast: { state: 'expanding' }, row: null }],
    ['failed for everybody', { broadcast: { state: 'done' }, row: { state: 'failed' } }],
    ['is tried again and again', { row: { attempts: 3, dueAt: Date.parse('2026-10-20T12:20:00+03:00') } }],
  ];
  test.each(late)('is late where it %s', async (_label, of) => {
    const world = await underWay(of);
    world.clock.pass(quarter);
    expect(await alarms(world)).toContain('late.b');
  });

  const fine: [string, Parameters<typeof underWay>[0]][] = [
    ['was paused by a person', { broadcast: { state: 'paused', reason: 'olena@city.example' } }],
    ['was cancelled', { broadcast: { state: 'cancelled' } }],
    ['still waits for approval', { broadcast: { state: 'waiting', lastUsefulAt: 1 } }],
    ['was only rehearsed', { broadcast: { state: 'done' }, row: { state: 'skipped', reason: 'training' } }],
    ['had only people who left', { broadcast: { state: 'done' }, row: { state: 'gone' } }],
    ['waits for people’s next visit', { row: { dueAt: 9e12, reason: 'nextVisit' } }],
    ['waits on a page that people visit', { row: { channel: 'webchat' } }],
    ['is of no use any more', { broadcast: { lastUsefulAt: 1 } }],
    [
      'was approved only now',
      { broadcast: { state: 'approved', approvedAt: Date.parse('2026-10-20T12:10:00+03:00') }, row: null },
    ],
  ];
  test.each(fine)('is not late where it %s', async (_label, of) => {
    const channels = [...threeChannels(), recordingChannel('webchat', { reaches: false })];
    const world = await underWay(of, { channels });
    world.clock.pass(quarter);
    expect(await alarms(world)).toEqual([]);
  });

  test('is not late at night, nor in the first minutes of the morning', async () => {
    const world = await underWay({ row: { expiresAt: 9e12 } }, { at: '2026-10-20 20:55' });
    for (const at of ['2026-10-20 21:30', '2026-10-21 07:59', '2026-10-21 08:05']) {
      world.clock.set(at);
      expect(await alarms(world)).toEqual([]);
    }
    world.clock.set('2026-10-21 08:15');
    expect(await alarms(world)).toContain('late.b');
  });

  test('is not late while it stands behind others that go first', async () => {
    const world = await underWay({ broadcast: { priority: priority.promotion } });
    await keepBroadcast(world, 'urgent', { state: 'sending' });
    await keep(world, [row(world, 'bob', { broadcastId: 'urgent' })]);
    await keep(world, [row(world, 'eve', { broadcastId: 'urgent', state: 'sent' })]);
    world.clock.pass(quarter);
    expect(await alarms(world)).not.toContain('late.b');
  });
});

describe('a message that never began', () => {
  test('is an alarm for two days where it existed in time', async () => {
    const world = await underWay({
      broadcast: { state: 'missed', lastUsefulAt: Date.parse('2026-10-20T14:00:00+03:00') },
      row: null,
    });
    world.clock.pass(3 * hourMs);
    expect(await alarms(world)).toEqual(['missed.b']);
    world.clock.pass(2 * dayMs);
    expect(await alarms(world)).toEqual([]);
  });

  test('is none where it was made only when it was over', async () => {
    const world = await underWay({ broadcast: { state: 'missed', lastUsefulAt: 1 }, row: null });
    expect(await alarms(world)).toEqual([]);
  });
});

describe('a broadcast to nobody', () => {
  const kinds = broadcastKinds.map(
    (kind) => [kind, ['notice', 'letter', 'invitation', 'own'].includes(kind)] as const,
  );
  test.each(kinds)('of the kind %s is an alarm: %j', async (kind, isOne) => {
    const world = await underWay({ broadcast: { kind, state: 'done' }, row: null });
    expect(await alarms(world)).toEqual(isOne ? ['nobody.b'] : []);
    world.clock.pass(2 * dayMs + 1);
    expect(await alarms(world)).toEqual([]);
  });

  test('is an alarm of the digest as soon as somebody asked for it', async () => {
    const world = await underWay({ broadcast: { kind: 'digest', state: 'done' }, row: null });
    await settle(world, 'ann', { person: { pace: 'weekly' } });
    expect(await alarms(world)).toEqual(['nobody.b']);
  });

  test('is none in training, where its rows say that they would have been sent', async () => {
    const world = await underWay({ broadcast: { state: 'done' }, row: { state: 'skipped' } });
    expect(await alarms(world)).toEqual([]);
  });
});

describe('a channel that is silent', () => {
  /** Looks every minute, as the sweep does. */
  async function minutes(world: World, count: number): Promise<string[]> {
    let found: string[] = [];
    for (let minute = 0; minute < count; minute += 1) {
      world.clock.pass(minuteMs);
      found = await alarms(world);
    }
    return found.filter((key) => key.startsWith('silent.'));
  }

  test('with rows due for ten minutes is an alarm, until it sends again', async () => {
    const world = await underWay();
    expect(await minutes(world, 19)).toEqual([]);
    expect(await minutes(world, 1)).toEqual(['silent.telegram']);
    expect(await text(world, 'silent.telegram')).toMatch(/^Канал «Telegram» мовчить: .* понад 10 хвилин/);
    await keep(world, [row(world, 'bob', { state: 'sent' })]);
    expect(await minutes(world, 1)).toEqual([]);
  });

  test('is none while a long broadcast goes on', async () => {
    const world = await underWay();
    for (let minute = 0; minute < 30; minute += 1) {
      await keep(world, [row(world, `p${minute}`, { state: 'sent' })]);
      expect(await minutes(world, 1)).toEqual([]);
    }
  });

  test('is one where answers wait', async () => {
    const world = openWorld();
    await keep(world, [deliveryRow(world, 'answer', { channel: 'viber' })]);
    expect(await minutes(world, 21)).toEqual(['silent.viber']);
  });

  test.each<[string, Parameters<typeof underWay>[0]]>([
    ['whose broadcast is paused', { broadcast: { state: 'paused', reason: 'olena@city.example' } }],
    ['whose rows are due later', { row: { dueAt: 9e12 } }],
    ['that people visit', { row: { channel: 'webchat' } }],
  ])('%s is not silent', async (_label, of) => {
    const channels = [...threeChannels(), recordingChannel('webchat', { reaches: false })];
    expect(await minutes(await underWay(of, { channels }), 25)).toEqual([]);
  });

  test('is none at night; what waits in the morning has ten minutes', async () => {
    const world = await underWay(
      { row: { expiresAt: 9e12 }, broadcast: { lastUsefulAt: 9e12 } },
      { at: '2026-10-20 20:55' },
    );
    world.clock.set('2026-10-21 07:40');
    expect(await minutes(world, 39)).toEqual([]);
    expect(await minutes(world, 1)).toEqual(['silent.telegram']);
  });
});

describe('what waits for a person', () => {
  test('is an alarm: a broadcast that paused itself, until it goes on', async () => {
    const world = await underWay({ broadcast: { state: 'paused', reason: 'десять відмов поспіль' } });
    expect(await alarms(world)).toEqual(['paused.b']);
    expect(await text(world, 'paused.b')).toContain('Причина: десять відмов поспіль.');
    await change(world, { state: 'sending', reason: null });
    expect(await alarms(world)).toEqual([]);
  });

  test('is one alarm, not two, where the sender raised its own, and gets words for people', async () => {
    const world = await underWay({ broadcast: { state: 'paused', reason: 'breaker 403' } });
    await writing(world.app, (at) => raise(at, world.app, { key: 'breaker.b', text: 'telegram: 403' }));
    expect(await alarms(world)).toEqual(['breaker.b']);
    expect(await text(world, 'breaker.b')).toMatch(/^Розсилку .* зупинено автоматично: .* \(код 403\)\.$/);
    await change(world, { state: 'sending', reason: null });
    expect(await alarms(world)).toEqual([]);
  });

  test('says of an empty purse what it is', async () => {
    const world = await underWay({ broadcast: { state: 'paused', reason: 'purse' } });
    expect(await alarms(world)).toEqual(['paused.b']);
    expect(await text(world, 'paused.b')).toContain('місячну межу');
  });

  test('is an alarm: unknown outcomes, while they can still be sent again', async () => {
    const world = await underWay({ row: { state: 'unknown', reason: 'crash' } });
    expect(await alarms(world)).toEqual(['unknown.b']);
    expect(await text(world, 'unknown.b')).toContain('чи дійшло 1 повідомлення. Вирішити треба до 21 жовтня');
    world.clock.pass(dayMs);
    expect(await alarms(world)).toEqual([]);
  });

  test('is none: unknown outcomes on which the city’s rule decides, or somebody has decided', async () => {
    const ruled = await underWay({ broadcast: { kind: 'digest' }, row: { state: 'unknown' } });
    expect(await alarms(ruled)).toEqual([]);
    const decided = await underWay({ row: { state: 'unknown', decidedBy: 'olena@city.example' } });
    expect(await alarms(decided)).toEqual([]);
  });

  test('is an alarm: a broadcast that nobody could approve, until somebody can', async () => {
    const world = await underWay({
      broadcast: { state: 'waiting', createdBy: 'taras@city.example' },
      row: null,
    });
    await world.desk.staff.add('taras@city.example', 'approver', 'cli');
    await world.desk.staff.add('olena@city.example', 'editor', 'cli');
    expect(await alarms(world)).toEqual(['approver.b']);
    await world.desk.staff.add('admin@city.example', 'admin', 'cli');
    expect(await alarms(world)).toEqual([]);
  });

  test('of others is left to them', async () => {
    const world = openWorld();
    await writing(world.app, (at) => raise(at, world.app, { key: 'channel.viber', text: 'Відмова.' }));
    expect(await alarms(world)).toEqual(['channel.viber']);
  });
});
