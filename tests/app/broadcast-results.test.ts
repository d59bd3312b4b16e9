// What became of a broadcast: counts that add up, each recipient once, and who may be tried again.
import { describe, expect, test } from 'vitest';
import { changeAddress } from '../../db/people.ts';
import { writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { audienceOf, type Counts } from '../../src/core/broadcast.ts';
import { type DeliveryState, deliveryStates } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, settle, states } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

const approver = 'taras@city.example';

async function staffed(): Promise<World> {
  const world = openWorld();
  await world.desk.staff.add(approver, 'approver', 'cli');
  return world;
}

describe('results', () => {
  async function withEachState(): Promise<World> {
    const world = await staffed();
    await keepBroadcast(world, 'b', { state: 'sending' });
    const rows = deliveryStates.flatMap((state: DeliveryState, index) =>
      ['telegram', 'viber'].map((channel) => {
        const id = `${channel}-${index}`;
        return deliveryRow(world, id, { broadcastId: 'b', personId: id, channel, state });
      }),
    );
    await keep(world, rows);
    return world;
  }

  test('are a partition: the states add up to the total, and the channels to the whole', async () => {
    const world = await withEachState();
    const results = await world.desk.broadcasts.results('b');
    if (!results) throw new Error('there are results');
    const sum = ({ total, ...counts }: Counts) => [total, Object.values(counts).reduce((a, b) => a + b, 0)];
    const { id: _id, state: _state, byChannel, ...whole } = results;
    expect(sum(whole)).toEqual([20, 20]);
    expect(Object.values(byChannel).map(sum)).toEqual([
      [10, 10],
      [10, 10],
    ]);
    expect(whole.claimed).toBe(4);
  });

  test('name each recipient once, page by page, and by state', async () => {
    const world = await withEachState();
    const pages: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: { row: string }[] = await world.desk.broadcasts.recipients('b', { after, most: 7 });
      if (page.length === 0) break;
      pages.push(...page.map(({ row }) => row));
      after = page.at(-1)?.row ?? null;
    }
    expect(new Set(pages).size).toBe(20);
    expect(pages).toHaveLength(20);
    const failed = await world.desk.broadcasts.recipients('b', { after: null, most: 100, state: 'failed' });
    expect(failed.map(({ state }) => state)).toEqual(['failed', 'failed']);
  });
});

describe('a retry', () => {
  async function ended(): Promise<World> {
    const world = await staffed();
    await keepBroadcast(world, 'b', { state: 'done', lastUsefulAt: world.clock.now() + dayMs });
    for (const state of ['sent', 'failed', 'unknown', 'expired', 'gone', 'skipped'] as const) {
      await settle(world, state, { granted: [['reminders', 'city']] });
      const row = { broadcastId: 'b', personId: state, addressId: `${state}-0`, state, body: null };
      await keep(world, [deliveryRow(world, state, row)]);
    }
    return world;
  }

  test.each([
    ['failed', 'failed'],
    ['unknown', 'unknown'],
    ['never', 'expired'],
  ] as const)('of who %s opens exactly those rows', async (scope, row) => {
    const world = await ended();
    expect(await world.desk.broadcasts.retry('b', scope, approver)).toEqual({ ok: true, value: { rows: 1 } });
    const after = await states(world);
    expect(Object.entries(after).filter(([, state]) => state === 'pending')).toEqual([[row, 'pending']]);
    expect((await world.desk.broadcasts.results('b'))?.state).toBe('sending');
  });

  test('is counted beforehand by channel, and counting changes nothing', async () => {
    const world = await ended();
    await settle(world, 'new', { granted: [['reminders', 'city']] });
    const before = await states(world);
    expect(await world.desk.broadcasts.retryPreview('b')).toEqual({
      failed: { telegram: 1 },
      unknown: { telegram: 1 },
      never: { telegram: 1 },
      new: { telegram: 1 },
    });
    expect(await states(world)).toEqual(before);
    expect(await world.desk.broadcasts.retryPreview('x')).toBeNull();
  });

  test('leaves out what staff decided to leave, and whoever has left or refused this kind since', async () => {
    const world = await ended();
    await keepBroadcast(world, 'c', {
      state: 'done',
      audience: audienceOf({ purposes: ['reminders'], contest: 'city', topic: 'news' }),
    });
    for (const name of ['decided', 'left', 'muted', 'blocked', 'there']) {
      await settle(world, name, { granted: name === 'left' ? [] : [['reminders', 'city']] });
      const decidedBy = name === 'decided' ? approver : null;
      const row = { broadcastId: 'c', personId: name, addressId: `${name}-0`, body: null, decidedBy };
      await keep(world, [deliveryRow(world, `c-${name}`, { ...row, state: 'unknown' })]);
    }
    await writing(world.app, async (at) => {
      await changeAddress(at, 'blocked-0', { state: 'gone' });
      await at.s.insert(at.t.mute).values({ personId: 'muted', topic: 'news', at: world.clock.now() });
    });
    expect((await world.desk.broadcasts.retryPreview('c'))?.unknown).toEqual({ telegram: 1 });
    await world.desk.broadcasts.retry('c', 'unknown', approver);
    const open = Object.entries(await states(world)).filter(([, state]) => state === 'pending');
    expect(open).toEqual([['c-there', 'pending']]);
  });

  test('is not for editors to order', async () => {
    const world = await ended();
    await world.desk.staff.add('olena@city.example', 'editor', 'cli');
    expect(await world.desk.broadcasts.retry('b', 'failed', 'olena@city.example')).toMatchObject({
      code: 'broadcast.retryRole',
    });
  });

  test('of who joined since makes rows for them and touches nobody else', async () => {
    const world = await ended();
    await settle(world, 'new', { granted: [['reminders', 'city']] });
    expect(await world.desk.broadcasts.retry('b', 'new', approver)).toMatchObject({ value: { rows: 1 } });
    await reconcile(world.app);
    expect(await world.desk.broadcasts.results('b')).toMatchObject({
      state: 'sending',
      total: 7,
      pending: 1,
      sent: 1,
    });
  });

  test('is refused after the last useful moment, while paused, and to strangers', async () => {
    const world = await ended();
    expect(await world.desk.broadcasts.retry('b', 'failed', 'stranger@example.com')).toMatchObject({
      code: 'staff.unknown',
    });
    expect(await world.desk.broadcasts.retry('x', 'failed', approver)).toMatchObject({
      code: 'broadcast.unknown',
    });
    world.clock.pass(dayMs);
    expect(await world.desk.broadcasts.retry('b', 'failed', approver)).toMatchObject({
      code: 'broadcast.over',
    });
    expect((await states(world)).failed).toBe('failed');
  });
});
