// A copy that goes on: what may have left since it was made is in doubt and waits for a person, whatever it is.
import { describe, expect, test } from 'vitest';
import { broadcastsUndecided } from '../../db/unknown.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { bringUpToDate } from '../../src/app/running/restore.ts';
import { attend } from '../../src/app/running/schedule.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, settle, states } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all } from './look.ts';

const of = { replaced: null, by: 'olena@city.example', file: 'copy.sqlite' };
const granted: ['reminders', 'city'][] = [['reminders', 'city']];

async function city(at = '2026-10-20 12:00'): Promise<World> {
  const world = openWorld({ at });
  await settle(world, 'ann', { granted });
  await settle(world, 'ben', { granted });
  return world;
}

const rowsOf = async (world: World, id: string) =>
  (await all(world, 'delivery')).filter((row) => row.broadcastId === id).map(({ state }) => state);

describe('a copy that is put back', () => {
  test('doubts open answers and open rows of what was being sent', async () => {
    const world = await city();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(world, [
      deliveryRow(world, 'answer'),
      deliveryRow(world, 'row', { broadcastId: 'b', personId: 'ann', addressId: 'ann-0', body: null }),
      deliveryRow(world, 'gone', {
        broadcastId: 'b',
        personId: 'ben',
        state: 'sent',
        settledAt: 1,
        body: null,
      }),
    ]);
    world.clock.pass(hourMs);
    expect(await bringUpToDate(world.app, of)).toMatchObject({ unknown: 1, replies: 1 });
    expect(await states(world)).toMatchObject({ answer: 'unknown', row: 'unknown', gone: 'sent' });
  });

  test('doubts all of a broadcast whose hour came since, and none of one whose hour comes', async () => {
    const world = await city();
    const now = world.clock.now();
    await keepBroadcast(world, 'lost', { at: now + hourMs, lastUsefulAt: now + 5 * dayMs });
    await keepBroadcast(world, 'later', { at: now + 2 * dayMs, lastUsefulAt: now + 5 * dayMs });
    world.clock.pass(dayMs);
    await bringUpToDate(world.app, of);
    expect(await rowsOf(world, 'lost')).toEqual(['unknown', 'unknown']);
    world.clock.pass(dayMs);
    await reconcile(world.app);
    await attend(world.app);
    expect(await rowsOf(world, 'lost')).toEqual(['unknown', 'unknown']);
    expect(await rowsOf(world, 'later')).toEqual(['pending', 'pending']);
    expect((await broadcastsUndecided(reading(world.app))).map(({ broadcast }) => broadcast.id)).toContain(
      'lost',
    );
  });

  test('doubts also what was of use only in the lost time, and calls it neither missed nor expired', async () => {
    const world = await city();
    const now = world.clock.now();
    await keepBroadcast(world, 'short', { at: now + hourMs, lastUsefulAt: now + 2 * hourMs });
    world.clock.pass(5 * hourMs);
    await bringUpToDate(world.app, of);
    expect(await rowsOf(world, 'short')).toEqual(['unknown', 'unknown']);
  });

  test('lets what surely waited through one night go in the morning', async () => {
    const world = await city('2026-10-20 22:00');
    await keepBroadcast(world, 'b', { state: 'sending', lastUsefulAt: world.clock.now() + 2 * dayMs });
    await keep(world, [
      deliveryRow(world, 'row', { broadcastId: 'b', personId: 'ann', addressId: 'ann-0', body: null }),
    ]);
    world.clock.pass(3 * hourMs);
    expect(await bringUpToDate(world.app, of)).toMatchObject({ unknown: 0 });
    expect(await states(world)).toMatchObject({ row: 'pending' });
  });

  test('says in the audit trail who put which copy back, and changes nothing more the second time', async () => {
    const world = await city();
    world.clock.pass(dayMs);
    await bringUpToDate(world.app, of);
    expect(await bringUpToDate(world.app, of)).toMatchObject({ unknown: 0, replies: 0, erased: 0 });
    const acts = (await all(world, 'audit')).filter(({ act }) => act === 'backup.restore');
    expect(acts[0]).toMatchObject({ actor: 'olena@city.example', object: 'copy.sqlite' });
  });
});
