// Senders that share a lane: each with a hand of its own, as two processes have them, over one ledger.
import { describe, expect, onTestFinished, test } from 'vitest';
import { eq } from '../../db/drizzle.ts';
import { lookAtLane, openLane, takeLane } from '../../db/lanes.ts';
import { writing } from '../../src/app/app.ts';
import { type Drainer, startSender } from '../../src/app/sending/dispatch.ts';
import { createHand } from '../../src/app/sending/dispatch-hand.ts';
import { type Life, startLife } from '../../src/app/sending/life.ts';
import { priority } from '../../src/core/delivery.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';

const name = 'telegram';

async function openCity(perSecond = 1000): Promise<{ world: World; life: Life; drainers: Drainer[] }> {
  const world = openWorld({ channels: [recordingChannel(name, { perSecond })] });
  await writing(world.app, (at) => openLane(at, { channel: name, slots: perSecond }));
  const life = startLife(world.app);
  const drainers: Drainer[] = [];
  onTestFinished(async () => {
    for (const one of drainers) await one.stop();
    await life.stop();
  });
  return { world, life, drainers };
}

type City = Awaited<ReturnType<typeof openCity>>;

/** A process takes the lane, or (`replies`) only sends what it wrote itself. */
async function begin({ world, life, drainers }: City, role: 'lane' | 'replies'): Promise<Drainer> {
  const caller = await life.begin();
  const channel = world.channel(name);
  const taken =
    role === 'lane' ? await writing(world.app, (at) => takeLane(at, { channel: name, life: caller })) : null;
  const hand = createHand(world.app, { channel, life, caller, token: taken?.token ?? null });
  const drainer = startSender(world.app, { channel, letters: world.letters, hand });
  drainers.push(drainer);
  return drainer;
}

async function broadcastTo(world: World, people: readonly string[]): Promise<void> {
  await keepBroadcast(world, 'b', { state: 'sending' });
  for (const id of people) {
    await settle(world, id);
    const row = { broadcastId: 'b', personId: id, addressId: `${id}-0`, body: null };
    await keep(world, [deliveryRow(world, id, { ...row, priority: priority.reminder })]);
  }
}

const people = (count: number) => Array.from({ length: count }, (_, n) => `person-${n}`);

describe('the holder of a lane', () => {
  test('sends a broadcast, each message once, and gives every slot back', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, people(40));
    const drainer = await begin(city, 'lane');
    await world.channel(name).arrived(40);
    await drainer.stop();
    expect(new Set(world.channel(name).parcels.map(({ deliveryId }) => deliveryId)).size).toBe(40);
    const { sendSlot } = world.app.db.tables;
    const rows = await world.app.db.read.select().from(sendSlot);
    expect(rows.filter(({ holder }) => holder !== null)).toEqual([]);
  });

  test('stops at its next write once another has taken the lane, and nothing goes out twice', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, people(60));
    const first = await begin(city, 'lane');
    await world.channel(name).arrived(5);
    await begin(city, 'lane');
    await first.ended;
    await world.channel(name).arrived(60);
    const sent = world.channel(name).parcels.map(({ deliveryId }) => deliveryId);
    expect([sent.length, new Set(sent).size]).toEqual([60, 60]);
  });

  test('keeps its answers while the database is away, and writes them when it is back', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, ['ann']);
    const { db } = world.app;
    const write = db.write;
    let away = 3;
    world.channel(name).answers((parcel) => {
      // From the first call on, the database is away for three tries.
      db.write = async (work) => {
        away -= 1;
        if (away < 0) return await write(work);
        throw new Error('the connection was lost');
      };
      return { kind: 'sent', providerId: `at-${parcel.deliveryId}`, priceEur: 0 };
    });
    const drainer = await begin(city, 'lane');
    await world.channel(name).arrived(1);
    await drainer.stop();
    expect(await ledger(world)).toMatchObject({ ann: { state: 'sent', providerId: 'at-ann' } });
    expect(world.channel(name).parcels).toHaveLength(1);
  });

  test('puts back what a commit marked whose answer was lost, and calls it then, once', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, ['ann']);
    const { db } = world.app;
    const write = db.write;
    let lost = false;
    const drainer = await (async () => {
      db.write = async (work) => {
        const value = await write(work);
        const [row] = await db.read.select().from(db.tables.delivery).where(eq(db.tables.delivery.id, 'ann'));
        if (lost || row?.state !== 'calling') return value;
        lost = true;
        throw new Error('the answer of the commit was lost');
      };
      return await begin(city, 'lane');
    })();
    await world.channel(name).arrived(1);
    await drainer.stop();
    expect(lost).toBe(true);
    expect(world.channel(name).parcels).toHaveLength(1);
    expect(await ledger(world)).toMatchObject({ ann: { state: 'sent', attempts: 1 } });
  });

  test('tells the others of a pause that the platform asked for', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, ['ann']);
    world
      .channel(name)
      .answers(() => ({ kind: 'throttled', untilMs: world.clock.now() + 60_000, code: '429' }));
    const drainer = await begin(city, 'lane');
    await world.channel(name).arrived(1);
    await drainer.stop();
    const lane = await writing(world.app, (at) => lookAtLane(at, name));
    expect(lane.pausedUntil - lane.now).toBeGreaterThan(50_000);
  });
});

describe('a process that does not hold the lane', () => {
  test('sends its replies at once, and nothing of a broadcast', async () => {
    const city = await openCity();
    const { world } = city;
    await broadcastTo(world, ['ann']);
    const drainer = await begin(city, 'replies');
    await keep(world, [deliveryRow(world, 'reply')]);
    drainer.nudge();
    await world.channel(name).arrived(1);
    await drainer.stop();
    expect(await ledger(world)).toMatchObject({ reply: { state: 'sent' }, ann: { state: 'pending' } });
  });

  test('gets a slot for a reply while a broadcast takes all the others', async () => {
    const city = await openCity(20);
    const { world } = city;
    await broadcastTo(world, people(60));
    await begin(city, 'lane');
    const replier = await begin(city, 'replies');
    await world.channel(name).arrived(25);
    await keep(world, [deliveryRow(world, 'reply')]);
    replier.nudge();
    await world.channel(name).arrived(61);
    const order = world.channel(name).parcels.map(({ deliveryId }) => deliveryId);
    expect(order.indexOf('reply')).toBeLessThan(50);
    expect(new Set(order).size).toBe(61);
  });
});
