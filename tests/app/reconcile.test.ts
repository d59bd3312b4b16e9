// The sweep: what plan and calendar ask for exists once, is cancelled with its reason gone, and is missed in the open.
import { describe, expect, test } from 'vitest';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { keepBroadcast, ledger, settle } from '../db/rows.ts';
import { kyiv, openWorld, type World } from '../support/harness.ts';

async function broadcasts(world: World): Promise<string[]> {
  const rows = await listBroadcasts(reading(world.app));
  return rows.map((row) => `${row.key.replace(/2026–2027:/, '')} ${row.state}`).sort();
}

const voting = (opens: string, closes = '2027-03-28 23:59') => ({
  contest: 'city' as const,
  stage: 'voting' as const,
  opens: kyiv(opens),
  closes: kyiv(closes),
});

/** An instance that began long before voting, as it is the evening before. */
async function theEveningBefore(): Promise<World> {
  const world = openWorld({ at: '2027-03-05 12:00' });
  await reconcile(world.app);
  world.clock.set('2027-03-07 18:00');
  return world;
}

describe('a sweep', () => {
  test('makes what is due within a day, once, however often it runs', async () => {
    const world = await theEveningBefore();
    await reconcile(world.app);
    const first = await listBroadcasts(reading(world.app));
    for (let n = 0; n < 3; n += 1) await reconcile(world.app);
    expect(await listBroadcasts(reading(world.app))).toEqual(first);
    expect(await broadcasts(world)).toEqual(['notice:city:voting.opens@2027-03-08 approved']);
  });

  test('expands what is due, sends each subscriber one row and is done when nothing waits', async () => {
    const world = await theEveningBefore();
    for (const name of ['ann', 'bob']) await settle(world, name, { granted: [['reminders', 'city']] });
    await settle(world, 'kid', { granted: [['reminders', 'kids']] });
    await reconcile(world.app);
    world.clock.set('2027-03-08 10:00');
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual(['notice:city:voting.opens@2027-03-08 sending']);
    await world.send('telegram', 2);
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual(['notice:city:voting.opens@2027-03-08 done']);
    expect(
      world
        .channel('telegram')
        .parcels.map((parcel) => parcel.address)
        .sort(),
    ).toEqual(['ann-telegram', 'bob-telegram']);
    for (let n = 0; n < 3; n += 1) await reconcile(world.app);
    expect(Object.keys(await ledger(world))).toHaveLength(2);
  });

  test('gives it to who joined until its hour, and not to who left', async () => {
    const world = await theEveningBefore();
    await world.hear({ kind: 'text', text: '/subscribe city', address: 'early' });
    await reconcile(world.app);
    await world.hear({ kind: 'text', text: 'стоп', address: 'early' });
    await world.hear({ kind: 'text', text: '/subscribe city', address: 'late' });
    world.clock.set('2027-03-08 10:00');
    await reconcile(world.app);
    const rows = Object.values(await ledger(world)).filter((row) => row.broadcastId !== null);
    expect(rows).toHaveLength(1);
    await world.send('telegram', 4);
    expect(world.channel('telegram').parcels.at(-1)?.address).toBe('late');
  });

  test('sends nothing of the time before this instance began', async () => {
    const world = openWorld({ at: '2027-03-08 12:00' });
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual([]);
  });
});

describe('after a time of standing still', () => {
  test('what is still useful goes out late, what is over is kept as missed', async () => {
    const world = await theEveningBefore();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    world.clock.set('2027-03-25 18:00');
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual([
      'notice:city:voting.closes-3@2027-03-25 sending',
      'notice:city:voting.closes-7@2027-03-21 missed',
    ]);
    expect(Object.values(await ledger(world))).toHaveLength(1);
  });

  test('an approved broadcast whose last useful moment passed is missed, with the reason', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { lastUsefulAt: world.clock.now() + hourMs });
    world.clock.pass(hourMs);
    await reconcile(world.app);
    expect(await listBroadcasts(reading(world.app))).toMatchObject([
      { state: 'missed', reason: 'lastUsefulMoment' },
    ]);
  });

  test('rows that waited beyond their last useful moment expire, and the broadcast is done', async () => {
    const world = openWorld();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    await keepBroadcast(world, 'b', { lastUsefulAt: world.clock.now() + hourMs });
    await reconcile(world.app);
    world.clock.pass(hourMs);
    await reconcile(world.app);
    expect(Object.values(await ledger(world))).toMatchObject([
      { state: 'expired', reason: 'lastUsefulMoment' },
    ]);
    expect(await broadcasts(world)).toEqual(['own:b done']);
  });
});

describe('when the calendar changes', () => {
  test('the message of the old date is cancelled, the one of the new date made', async () => {
    const world = await theEveningBefore();
    await reconcile(world.app);
    await world.desk.calendar.set(voting('2027-03-08 15:00'), 'staff@city.example');
    await reconcile(world.app);
    expect(await listBroadcasts(reading(world.app))).toMatchObject([
      { at: kyiv('2027-03-08 15:00'), state: 'approved' },
    ]);
    await world.desk.calendar.set(voting('2027-03-10 00:00'), 'staff@city.example');
    await reconcile(world.app);
    expect(await listBroadcasts(reading(world.app))).toMatchObject([
      { state: 'cancelled', reason: 'superseded' },
    ]);
    world.clock.set('2027-03-09 12:00');
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual([
      'notice:city:voting.opens@2027-03-08 cancelled',
      'notice:city:voting.opens@2027-03-10 approved',
    ]);
  });

  test('the text of a message that waits follows the new close', async () => {
    const world = await theEveningBefore();
    await reconcile(world.app);
    await world.desk.calendar.set(voting('2027-03-08', '2027-04-04 23:59'), 'staff@city.example');
    await reconcile(world.app);
    const [row] = await listBroadcasts(reading(world.app));
    expect(row?.body.text).toContain('4 квітня 2027 року');
    expect(row?.approvedHash).toBe(row?.contentHash);
  });

  test('a message that goes out already keeps its text', async () => {
    const world = await theEveningBefore();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    world.clock.set('2027-03-08 10:00');
    await reconcile(world.app);
    await world.desk.calendar.set(voting('2027-03-08', '2027-04-04 23:59'), 'staff@city.example');
    await reconcile(world.app);
    const [row] = await listBroadcasts(reading(world.app));
    expect(row?.body.text).toContain('28 березня 2027 року');
    expect(row?.state).toBe('sending');
  });

  test('back to what it was, the message goes out after all', async () => {
    const world = await theEveningBefore();
    await reconcile(world.app);
    for (const opens of ['2027-03-10 00:00', '2027-03-08 00:00']) {
      await world.desk.calendar.set(voting(opens), 'staff@city.example');
      await reconcile(world.app);
    }
    expect(await broadcasts(world)).toEqual(['notice:city:voting.opens@2027-03-08 approved']);
  });

  test('a message that staff cancelled stays cancelled, whatever the sweep finds', async () => {
    const world = await theEveningBefore();
    await world.desk.staff.add('olena@city.example', 'admin', 'cli');
    await reconcile(world.app);
    const [row] = await listBroadcasts(reading(world.app));
    await world.desk.broadcasts.act(row?.id ?? '', 'cancel', 'olena@city.example');
    world.clock.pass(dayMs);
    await reconcile(world.app);
    expect(await broadcasts(world)).toEqual(['notice:city:voting.opens@2027-03-08 cancelled']);
  });
});

describe('at night', () => {
  test('nothing that was due by day begins', async () => {
    const world = await theEveningBefore();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    await reconcile(world.app);
    world.clock.set('2027-03-08 23:00');
    await reconcile(world.app);
    expect(
      Object.values(await ledger(world)).filter(
        (row) => row.state === 'pending' && row.dueAt <= world.clock.now(),
      ),
    ).toEqual([]);
    world.clock.set('2027-03-09 08:00');
    await reconcile(world.app);
    await world.send('telegram', 1);
    expect(world.channel('telegram').parcels).toHaveLength(1);
  });
});
