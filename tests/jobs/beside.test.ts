// What comes round is done by one process at a time; where for a moment there are two (one is taken for dead and goes on),
// neither fails, and everything is made once.
import { expect, onTestFinished, test } from 'vitest';
import { settingOrPut } from '../../db/desk.ts';
import { openPlace } from '../../db/engine.ts';
import { type App, idsFrom, instanceSecret, writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { attend } from '../../src/app/running/schedule.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

/** Applications of two processes: each with connections and ids of its own. */
function openProcesses(world: World): App[] {
  const other = openPlace(world.place);
  onTestFinished(() => other.close());
  return [world.app, { ...world.app, db: other, newId: idsFrom(world.clock) }];
}

const rowsOf = async ({ app: { db } }: World) => ({
  broadcasts: await db.read.select().from(db.tables.broadcast),
  deliveries: await db.read.select().from(db.tables.delivery),
});

const twice = <Row>(rows: readonly Row[], key: (row: Row) => string) =>
  [...Map.groupBy(rows, key)].filter(([, same]) => same.length > 1).map(([name]) => name);

test('the first sweeps of a new city beside each other agree on when it began and what it is', async () => {
  const world = openWorld({ at: '2027-03-08 09:59' });
  const processes = openProcesses(world);
  await Promise.all([...processes, ...processes].map((app) => reconcile(app)));
  const secrets = await Promise.all(processes.map(({ db }) => instanceSecret(db)));
  expect(new Set(secrets).size).toBe(1);
  const begun = processes.map((app) => writing(app, (at) => settingOrPut(at, 'begunAt', 1)));
  expect(new Set(await Promise.all(begun))).toEqual(new Set([world.clock.now()]));
});

test('sweeps, sums and watchdogs beside each other make every message and every row of it once', async () => {
  const world = openWorld({ at: '2027-03-08 09:00' });
  for (let n = 0; n < 40; n += 1) {
    const granted: [['reminders', 'city']] = [['reminders', 'city']];
    await settle(world, `p${n}`, { addresses: [{ channel: n % 2 === 0 ? 'telegram' : 'viber' }], granted });
  }
  const processes = openProcesses(world);
  for (const at of ['2027-03-08 09:59', '2027-03-08 10:00', '2027-03-08 10:01']) {
    world.clock.set(at);
    await Promise.all(
      processes.flatMap((app) => [reconcile(app), keepSums(app), attend(app), reconcile(app)]),
    );
  }
  const { broadcasts, deliveries } = await rowsOf(world);
  expect(twice(broadcasts, ({ key }) => key)).toEqual([]);
  const opening = broadcasts.find(({ key }) => key.startsWith('notice:city') && key.includes('voting.opens'));
  expect(opening?.state).toBe('sending');
  const rows = deliveries.filter(({ broadcastId }) => broadcastId === opening?.id);
  expect(rows).toHaveLength(40);
  expect(twice(deliveries, ({ broadcastId, personId }) => `${broadcastId} ${personId}`)).toEqual([]);
});
