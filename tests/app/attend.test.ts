// What staff must hear of, all in one round as the schedule runs it, and the figures that Prometheus is told of it.
import { describe, expect, test } from 'vitest';
import { reading } from '../../src/app/app.ts';
import { mayStillSpend } from '../../src/app/broadcasts/purse.ts';
import { attend } from '../../src/app/running/schedule.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { priority } from '../../src/core/delivery.ts';
import { createMetrics } from '../../src/metrics.ts';
import { deliveryRow, keep, keepBroadcast, settle } from '../db/rows.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

/** One broadcast that waits for approval, and one that a crash left with an unknown row. */
async function busy(monthlyPurseEur: number | null = null): Promise<World> {
  const content = realContent();
  const world = openWorld({ content: { ...content, city: { ...content.city, monthlyPurseEur } } });
  await world.desk.staff.add('olena@city.example', 'editor', 'cli');
  await world.desk.staff.add('admin@city.example', 'admin', 'cli');
  await keepBroadcast(world, 'waits', { state: 'waiting', createdBy: 'olena@city.example' });
  await keepBroadcast(world, 'crashed', { state: 'done', kind: 'notice' });
  await settle(world, 'ann', { granted: [['reminders', 'any']] });
  const row = { broadcastId: 'crashed', personId: 'ann', addressId: 'ann-0', body: null };
  const unknown = { state: 'unknown' as const, reason: 'crash', settledAt: world.clock.now() };
  await keep(world, [deliveryRow(world, 'x', { ...row, ...unknown, priority: priority.reminder })]);
  return world;
}

const figures = async (world: World) => {
  await keepSums(world.app);
  const { read } = createMetrics({
    app: world.app,
    purseLeft: () => mayStillSpend(reading(world.app), world.app),
  });
  return (await read()).text;
};

describe('one round', () => {
  test('asks who may approve and tells of alarms; a second one tells nobody twice', async () => {
    const world = await busy();
    await attend(world.app);
    await attend(world.app);
    const subjects = (await said(world)).flatMap((row) => row.body?.letter?.subject ?? []);
    expect(subjects).toEqual([
      'Прочитайте й схваліть: Розсилка працівників · МІСТО',
      'Потрібна ваша увага: невідомо, чи дійшли повідомлення',
    ]);
    expect(await all(world, 'alarm')).toMatchObject([{ key: 'unknown.crashed', clearedAt: null }]);
  });
});

describe('the figures', () => {
  test('count what waits for a decision, open alarms and what the purse holds', async () => {
    const world = await busy(50);
    await attend(world.app);
    const text = await figures(world);
    expect(text).toContain('uchast_unknown_waiting 1');
    expect(text).toContain('uchast_alarms_open 1');
    expect(text).toContain('uchast_purse_left_euros{limit="month"} 50');
    expect(text).toContain('uchast_deliveries{channel="telegram",state="unknown"} 1');
  });

  test('say nothing of a purse that has no limit', async () => {
    expect(await figures(await busy())).not.toMatch(/^uchast_purse_left_euros/m);
  });
});
