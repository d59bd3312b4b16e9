// A pause that a platform asked for outlives the process that was asked, also where one process alone sends.
import { expect, test } from 'vitest';
import { keepPause, lookAtLane, pauseLeft } from '../../db/lanes.ts';
import { reading, writing } from '../../src/app/app.ts';
import { startDrainer } from '../../src/app/sending/dispatch.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { deliveryRow, keep, ledger } from '../db/rows.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';

const name = 'telegram';
const minuteMs = 60_000;
const openCity = () => openWorld({ channels: [recordingChannel(name)] });
const left = ({ app }: World) => pauseLeft(reading(app), name);

/** A process sends what waits until its first `writes` are done, and ends. */
async function live(world: World, writes: number): Promise<void> {
  const { db } = world.app;
  const { write } = db;
  const done = Promise.withResolvers<void>();
  let count = 0;
  db.write = async (work) => {
    const value = await write(work);
    count += 1;
    if (count >= writes) done.resolve();
    return value;
  };
  const drainer = startDrainer(world.app, world.channel(name), world.letters);
  await done.promise;
  await drainer.stop();
  db.write = write;
}

async function refusedOnce(world: World, outcome: Outcome): Promise<void> {
  await keep(world, [deliveryRow(world, 'first')]);
  world.channel(name).answers(() => outcome);
  await live(world, 2);
  expect(world.channel(name).parcels).toHaveLength(1);
  world.channel(name).answers(({ deliveryId }) => ({ kind: 'sent', providerId: deliveryId, priceEur: 0 }));
}

test('the next process calls nobody before the pause is over', async () => {
  const world = openCity();
  await refusedOnce(world, { kind: 'throttled', untilMs: world.clock.now() + minuteMs, code: '429' });
  expect(await left(world)).toBeGreaterThan(minuteMs / 2);
  await keep(world, [deliveryRow(world, 'second')]);
  await live(world, 1);
  expect(world.channel(name).parcels).toHaveLength(1);
  expect(await ledger(world)).toMatchObject({ second: { state: 'pending', attempts: 0 } });

  const { lane } = world.app.db.tables;
  await writing(world.app, ({ s }) => s.update(lane).set({ pausedUntil: 0 }));
  await live(world, 2);
  expect(await ledger(world)).toMatchObject({ second: { state: 'sent' } });
});

test('settings that were refused may be right after a start: nothing waits for them', async () => {
  const world = openCity();
  await refusedOnce(world, { kind: 'misconfigured', code: '401', text: '' });
  expect(await left(world)).toBe(0);
  await keep(world, [deliveryRow(world, 'second')]);
  await live(world, 2);
  expect(await ledger(world)).toMatchObject({ second: { state: 'sent' } });
});

test('a shorter pause does not cut a longer one short, and nobody holds a lane for it', async () => {
  const world = openCity();
  expect(await left(world)).toBe(0);
  for (const ms of [minuteMs, 1_000]) await writing(world.app, (at) => keepPause(at, { channel: name, ms }));
  expect(await left(world)).toBeGreaterThan(minuteMs / 2);
  expect(await writing(world.app, (at) => lookAtLane(at, name))).toMatchObject({ token: 0, holder: null });
});
