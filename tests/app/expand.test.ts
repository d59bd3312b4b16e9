// The rows of a broadcast: one a person, where their consent leads, within training mode and the cap of unasked letters.
import { describe, expect, test } from 'vitest';
import { changeBroadcast, findBroadcast } from '../../db/broadcasts.ts';
import { recordConsent } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { expand, headCount, legacyLettersACycle, priceAndDuration } from '../../src/app/broadcasts/expand.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import type { Audience } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld } from '../support/harness.ts';
import { expanded, mail, reminded } from './expanding.ts';

const listed: Audience = { ...reminded, purposes: ['letters', 'official'], unlessReminded: true };

describe('one person', () => {
  test('on three channels gets one copy, where they last proved to be', async () => {
    const world = openWorld();
    const addresses = [{}, { channel: 'viber', provenAt: 5 }, { ...mail, provenAt: 3 }];
    await settle(world, 'ann', { addresses, granted: [['reminders', 'city']] });
    expect(await expanded(world)).toEqual(['ann → viber pending']);
  });

  test('who chose a channel gets it there, whatever else proved to work', async () => {
    const world = openWorld();
    const addresses = [{}, { channel: 'viber', provenAt: 5 }, mail];
    await settle(world, 'ann', {
      person: { prefers: 'telegram' },
      addresses,
      granted: [['reminders', 'city']],
    });
    expect(await expanded(world)).toEqual(['ann → telegram pending']);
  });

  test('of whom nothing proved to work gets it where they last wrote', async () => {
    const world = openWorld();
    const addresses = [{ wroteAt: 1 }, { channel: 'viber', wroteAt: 2 }];
    await settle(world, 'ann', { addresses, granted: [['reminders', 'city']] });
    expect(await expanded(world)).toEqual(['ann → viber pending']);
  });

  test('who blocked us there, or never proved the address, gets it elsewhere or not at all', async () => {
    const world = openWorld();
    const granted: ['reminders', 'city'][] = [['reminders', 'city']];
    await settle(world, 'ann', { addresses: [{ state: 'gone' }, { channel: 'viber' }], granted });
    await settle(world, 'bob', { addresses: [{ state: 'gone' }], granted });
    await settle(world, 'eve', { addresses: [{ ...mail, state: 'unproven' }], granted });
    expect(await expanded(world)).toEqual(['ann → viber pending']);
  });

  test('on a channel that the broadcast does not take gets nothing', async () => {
    const world = openWorld();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    expect(await expanded(world, { channels: ['viber', 'email'] })).toEqual([]);
  });
});

describe('an audience', () => {
  test.each<[string, Partial<Audience>, string[]]>([
    ['of МІСТО takes who asked for МІСТО or for both', {}, ['any', 'author', 'city', 'poster']],
    ['of ДІТИ takes who asked for ДІТИ or for both', { contest: 'kids' }, ['any', 'kids']],
    [
      'of any contest takes everybody who asked',
      { contest: null },
      ['any', 'author', 'city', 'kids', 'poster'],
    ],
    ['of authors takes authors', { role: 'author' }, ['author']],
    ['of a source takes who came by it', { source: 'poster' }, ['poster']],
  ])('%s', async (_, differs, people) => {
    const world = openWorld();
    await settle(world, 'city', { granted: [['reminders', 'city']] });
    await settle(world, 'kids', { granted: [['reminders', 'kids']] });
    await settle(world, 'any', { granted: [['reminders', 'any']] });
    await settle(world, 'author', { person: { role: 'author' }, granted: [['reminders', 'city']] });
    await settle(world, 'poster', { person: { source: 'poster' }, granted: [['reminders', 'city']] });
    await settle(world, 'silent');
    const got = await expanded(world, { audience: { ...reminded, ...differs } });
    expect(got.map((row) => row.split(' ')[0])).toEqual(people);
  });

  test('never holds somebody who withdrew', async () => {
    const world = openWorld();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    const withdrawn = {
      purpose: 'reminders',
      contest: 'city',
      granted: false,
      at: 1,
      channel: 'telegram',
    } as const;
    await writing(world.app, (at) =>
      recordConsent(at, 'ann', { ...withdrawn, id: 'w', wording: 'stop', ground: 'withdrawal' }),
    );
    expect(await expanded(world)).toEqual([]);
  });

  test('of the letter list leaves out who is reminded anyway, and never writes into a chat', async () => {
    const world = openWorld();
    const both = { addresses: [{}, mail] };
    await settle(world, 'list', { ...both, granted: [['letters', 'city']] });
    await settle(world, 'legacy', { addresses: [mail], granted: [['official', 'any']] });
    await settle(world, 'reminded', {
      ...both,
      granted: [
        ['letters', 'city'],
        ['reminders', 'city'],
      ],
    });
    await settle(world, 'chatOnly', { granted: [['letters', 'city']] });
    expect(await expanded(world, { audience: listed })).toEqual([
      'legacy → email pending',
      'list → email pending',
    ]);
  });

  test('of reminders and letters together reaches each only where their consent leads', async () => {
    const world = openWorld();
    const both = { addresses: [{ provenAt: 9 }, mail] };
    await settle(world, 'list', { ...both, granted: [['letters', 'city']] });
    await settle(world, 'reminded', {
      ...both,
      granted: [
        ['letters', 'city'],
        ['reminders', 'city'],
      ],
    });
    const audience: Audience = { ...reminded, purposes: ['reminders', 'letters'] };
    expect(await expanded(world, { audience })).toEqual([
      'list → email pending',
      'reminded → telegram pending',
    ]);
  });
});

describe('training mode', () => {
  const of = (...addresses: string[]) => ({ kind: 'list' as const, addresses: new Set(addresses) });

  test.each([
    ['nobody: all rows are made and skipped', { kind: 'nobody' as const }, ['ann', 'bob', 'eve']],
    ['a list: the others are skipped', of('ann-telegram', 'eve@example.com'), ['bob']],
    ['everyone: none is skipped', { kind: 'everyone' as const }, []],
  ])('for %s', async (_, sendTo, skipped) => {
    const world = openWorld({ sendTo });
    const granted: ['reminders', 'city'][] = [['reminders', 'city']];
    await settle(world, 'ann', { granted });
    await settle(world, 'bob', { granted });
    await settle(world, 'eve', { addresses: [{ ...mail, address: 'Eve@example.com' }], granted });
    const rows = await expanded(world);
    expect(rows).toHaveLength(3);
    expect(rows.filter((row) => row.endsWith('skipped (training)')).map((row) => row.split(' ')[0])).toEqual(
      skipped,
    );
  });

  test('what was skipped is never sent later, not even by a retry', async () => {
    const world = openWorld({ sendTo: { kind: 'nobody' } });
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    await expanded(world);
    const everyone = { ...world.app, sendTo: { kind: 'everyone' as const } };
    await writing(world.app, (at) => changeBroadcast(at, 'b', { state: 'expanding', cursor: '' }));
    const row = await findBroadcast(reading(world.app), 'b');
    if (row) await expand(everyone, row);
    await reconcile(everyone);
    expect(Object.values(await ledger(world)).map((one) => one.state)).toEqual(['skipped']);
  });
});

describe('an unconfirmed address of an earlier cycle', () => {
  async function writtenTo(letters: number, granted: 'official' | 'letters') {
    const world = openWorld();
    await settle(world, 'old', { addresses: [mail], granted: [[granted, 'any']] });
    for (let n = 0; n < letters; n += 1) {
      await keepBroadcast(world, `before-${n}`, { state: 'done' });
      const row = {
        broadcastId: `before-${n}`,
        personId: 'old',
        channel: 'email',
        state: 'sent' as const,
        priority: priority.reminder,
        createdAt: world.clock.now() - 30 * dayMs,
      };
      await keep(world, [deliveryRow(world, `row-${n}`, row)]);
    }
    return world;
  }

  test.each([
    [0, 'pending'],
    [legacyLettersACycle - 1, 'pending'],
    [legacyLettersACycle, 'skipped (legacyCap)'],
    [legacyLettersACycle + 1, 'skipped (legacyCap)'],
  ])('after %i letters: %s', async (letters, state) => {
    const world = await writtenTo(letters, 'official');
    expect(await expanded(world, { audience: listed })).toEqual([`old → email ${state}`]);
  });

  test('may be written to again a year later', async () => {
    const world = await writtenTo(legacyLettersACycle, 'official');
    world.clock.pass(366 * dayMs);
    expect(await expanded(world, { audience: listed })).toEqual(['old → email pending']);
  });

  test('that consented meanwhile has no cap', async () => {
    const world = await writtenTo(legacyLettersACycle + 3, 'letters');
    expect(await expanded(world, { audience: listed })).toEqual(['old → email pending']);
  });
});

describe('pages', () => {
  test('of 1,203 people make 1,203 rows, each with its own person, and end in sending', async () => {
    const world = openWorld();
    for (let n = 0; n < 1203; n += 1) await settle(world, `p${n}`, { granted: [['reminders', 'city']] });
    const rows = await expanded(world);
    expect(new Set(rows).size).toBe(1203);
    expect(await findBroadcast(reading(world.app), 'b')).toMatchObject({ state: 'sending', cursor: null });
    expect(world.nudged).toEqual(['telegram', 'viber', 'email']);
  });

  test('that were made before a crash are not made again', async () => {
    const world = openWorld();
    for (let n = 0; n < 5; n += 1) await settle(world, `p${n}`, { granted: [['reminders', 'city']] });
    await keep(world, [deliveryRow(world, 'made', { broadcastId: 'b', personId: 'p1', state: 'sent' })]);
    const rows = await expanded(world, { cursor: 'p2' });
    expect(rows).toEqual(['p1 → telegram sent', 'p3 → telegram pending', 'p4 → telegram pending']);
  });

  test('stop where somebody paused the broadcast', async () => {
    const world = openWorld();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    const row = await keepBroadcast(world, 'b', { state: 'paused' });
    await expand(world.app, { ...row, state: 'expanding' });
    expect(await ledger(world)).toEqual({});
  });
});

test('a head count says before anything is made who would get it, at what price and how long', async () => {
  const world = openWorld({ sendTo: { kind: 'nobody' } });
  for (const name of ['ann', 'bob', 'eve'])
    await settle(world, name, { addresses: [{ channel: 'viber' }], granted: [['reminders', 'city']] });
  await settle(world, 'tom', { granted: [['reminders', 'city']] });
  const row = await keepBroadcast(world, 'b');
  const counts = await headCount(reading(world.app), world.app, row);
  expect(counts).toEqual({ telegram: 1, viber: 3, email: 0 });
  expect(priceAndDuration(world.app, counts)).toEqual({ priceEur: 0.06, durationSeconds: 1 });
  expect(await ledger(world)).toEqual({});
});
