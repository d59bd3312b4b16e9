// The rows of a broadcast: one a person, where their consent leads, within training mode and the cap of unasked letters.
import { describe, expect, test } from 'vitest';
import { changeBroadcast, findBroadcast } from '../../db/broadcasts.ts';
import { eq } from '../../db/drizzle.ts';
import type { DeliveryRow } from '../../db/ledger.ts';
import { recordConsent } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { expand, headCount, legacyLettersACycle, priceAndDuration, release } from '../../src/app/expand.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import { type Audience, audienceOf } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';

const mail = { channel: 'email' };
const reminded: Audience = audienceOf({ purposes: ['reminders'], contest: 'city' });
const listed: Audience = { ...reminded, purposes: ['letters', 'official'], unlessReminded: true };

/** Expands a broadcast and says who gets it where: `person → channel state (reason)`. */
async function expanded(
  world: World,
  of: Partial<Parameters<typeof keepBroadcast>[2]> = {},
): Promise<string[]> {
  const row = await keepBroadcast(world, 'b', { state: 'expanding', ...of });
  if (await expand(world.app, row)) await release(world.app, [row]);
  const rows = Object.values(await ledger(world)).filter((one) => one.broadcastId === 'b');
  return rows
    .map((one) => `${one.personId} → ${one.channel} ${one.state}${one.reason ? ` (${one.reason})` : ''}`)
    .sort();
}

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

describe('the weekly limit', () => {
  const { maxMessagesPerWeek } = realContent().city;

  async function writtenTo(messages: number, differs: Partial<DeliveryRow> = {}) {
    const world = openWorld();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    for (let n = 0; n < messages; n += 1) {
      await keepBroadcast(world, `before-${n}`, { state: 'done' });
      const row = { broadcastId: `before-${n}`, personId: 'ann', state: 'sent' as const };
      const reminder = { ...row, priority: priority.reminder, createdAt: world.clock.now() - dayMs };
      await keep(world, [deliveryRow(world, `row-${n}`, { ...reminder, ...differs })]);
    }
    return await expanded(world);
  }

  test.each<[string, number, Partial<DeliveryRow>, string]>([
    ['one message less', maxMessagesPerWeek - 1, {}, 'pending'],
    ['that many messages', maxMessagesPerWeek, {}, 'skipped (weeklyLimit)'],
    ['that many letters, too', maxMessagesPerWeek, { channel: 'email' }, 'skipped (weeklyLimit)'],
    ['that many that may have arrived', maxMessagesPerWeek, { state: 'unknown' }, 'skipped (weeklyLimit)'],
    ['that many that failed', maxMessagesPerWeek, { state: 'failed' }, 'pending'],
    ['that many corrections', maxMessagesPerWeek, { priority: priority.correction }, 'pending'],
    ['that many answers', maxMessagesPerWeek, { broadcastId: null, priority: priority.reply }, 'pending'],
    ['that many a week ago', maxMessagesPerWeek, { createdAt: 0 }, 'pending'],
  ])('after %s: %#', async (_, messages, differs, state) => {
    expect(await writtenTo(messages, differs)).toEqual([`ann → telegram ${state}`]);
  });
});

describe('a kind of message', () => {
  const about = (differs: Partial<Audience>) => ({ audience: { ...reminded, ...differs } });

  async function three() {
    const world = openWorld();
    const { t } = reading(world.app);
    for (const name of ['ann', 'bob', 'eve']) await settle(world, name, { granted: [['reminders', 'city']] });
    await writing(world.app, async ({ s }) => {
      await s.insert(t.mute).values({ personId: 'ann', topic: 'stage.voting', at: 1 });
      await s.insert(t.voted).values({ personId: 'bob', contest: 'city', cycle: '2026–2027' });
      await s.update(t.person).set({ pace: 'weekly' }).where(eq(t.person.id, 'eve'));
    });
    return world;
  }

  test.each<[string, Partial<Audience>, string[]]>([
    ['that somebody refused does not reach them', { topic: 'stage.voting' }, ['bob', 'eve']],
    ['that nobody refused reaches all', { topic: 'events' }, ['ann', 'bob', 'eve']],
    ['leaves out who told that they have voted', { unlessVoted: '2026–2027' }, ['ann', 'eve']],
    ['of another cycle does not', { unlessVoted: '2027–2028' }, ['ann', 'bob', 'eve']],
    ['that comes one by one leaves out who wants a digest', { pace: 'each' }, ['ann', 'bob']],
    ['that is a digest goes only to who wants it', { pace: 'weekly' }, ['eve']],
  ])('%s', async (_, differs, people) => {
    const got = await expanded(await three(), about(differs));
    expect(got.map((row) => row.split(' ')[0])).toEqual(people);
  });
});

describe('notices of one hour', () => {
  const both = async (texts: [string, string]) => {
    const world = openWorld();
    await settle(world, 'both', { granted: [['reminders', 'any']] });
    await settle(world, 'city', { granted: [['reminders', 'city']] });
    await settle(world, 'kids', { granted: [['reminders', 'kids']] });
    for (const [index, contest] of (['city', 'kids'] as const).entries()) {
      const audience = { ...reminded, contest };
      const body = {
        choices: [],
        subject: null,
        preheader: null,
        letterText: null,
        text: texts[index] ?? '',
      };
      await keepBroadcast(world, contest, {
        kind: 'notice',
        key: `notice:${contest}`,
        contest,
        audience,
        body,
      });
    }
    await reconcile(world.app);
    return world;
  };

  test('reach a person of both audiences as one message with both texts', async () => {
    const world = await both(['Голосування МІСТО почалося.', 'Голосування ДІТИ почалося.']);
    await world.send('telegram', 3);
    const got = world.channel('telegram').parcels.map(({ address, reply }) => `${address}: ${reply.text}`);
    expect(got.sort()).toEqual([
      'both-telegram: Голосування МІСТО почалося.\n\nГолосування ДІТИ почалося.',
      'city-telegram: Голосування МІСТО почалося.',
      'kids-telegram: Голосування ДІТИ почалося.',
    ]);
    const merged = Object.values(await ledger(world)).filter((row) => row.reason === 'merged');
    expect(merged.map((row) => `${row.personId} ${row.broadcastId} ${row.state}`)).toEqual([
      'both kids skipped',
    ]);
  });

  test('of which one is stopped let the other go on alone', async () => {
    const world = await both(['Голосування МІСТО почалося.', 'Голосування ДІТИ почалося.']);
    await writing(world.app, (at) => changeBroadcast(at, 'city', { state: 'cancelled', reason: 'staff' }));
    await reconcile(world.app);
    await world.send('telegram', 2);
    const got = world.channel('telegram').parcels.map(({ address, reply }) => `${address}: ${reply.text}`);
    expect(got.sort()).toEqual([
      'both-telegram: Голосування ДІТИ почалося.',
      'kids-telegram: Голосування ДІТИ почалося.',
    ]);
  });

  test('stay two messages where the channel can’t carry both in one', async () => {
    const world = await both(['а'.repeat(3000), 'б'.repeat(3000)]);
    await world.send('telegram', 4);
    const addresses = world.channel('telegram').parcels.map(({ address }) => address);
    expect(addresses.filter((one) => one === 'both-telegram')).toHaveLength(2);
  });
});

describe('a person who is proven to be out of reach', () => {
  test('gets the message on the next channel, once', async () => {
    const world = openWorld();
    const addresses = [{ provenAt: 5 }, { channel: 'viber' }, mail];
    await settle(world, 'ann', { addresses, granted: [['reminders', 'city']] });
    world.channel('telegram').answers(() => ({ kind: 'gone', code: '403', text: '' }));
    await expanded(world);
    await world.send('telegram', 1);
    expect(Object.values(await ledger(world))).toMatchObject([
      { channel: 'viber', state: 'pending', reason: 'fallback', addressId: 'ann-1' },
    ]);
    await world.send('viber', 1);
    expect(Object.values(await ledger(world))).toMatchObject([{ channel: 'viber', state: 'sent' }]);
  });

  test('keeps an unknown outcome where it is: the next channel needs a proof', async () => {
    const world = openWorld();
    await settle(world, 'ann', {
      addresses: [{ provenAt: 5 }, { channel: 'viber' }],
      granted: [['reminders', 'city']],
    });
    world.channel('telegram').answers(() => ({ kind: 'unknown', code: 'timeout', text: '' }));
    await expanded(world);
    await world.send('telegram', 1);
    expect(Object.values(await ledger(world))).toMatchObject([{ channel: 'telegram', state: 'unknown' }]);
  });

  test('in training mode is not written to on a channel that is not listed', async () => {
    const world = openWorld({ sendTo: { kind: 'list', addresses: new Set(['ann-telegram']) } });
    await settle(world, 'ann', {
      addresses: [{ provenAt: 5 }, { channel: 'viber' }],
      granted: [['reminders', 'city']],
    });
    world.channel('telegram').answers(() => ({ kind: 'gone', code: '403', text: '' }));
    await expanded(world);
    await world.send('telegram', 1);
    expect(Object.values(await ledger(world))).toMatchObject([{ channel: 'telegram', state: 'gone' }]);
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
