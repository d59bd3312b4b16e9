// Who gets which broadcast beyond consent: the weekly limit, kinds of message, notices of one hour, the next channel.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { and, eq } from '../../db/drizzle.ts';
import type { DeliveryRow } from '../../db/ledger.ts';
import { reading, writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import type { Audience } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle } from '../db/rows.ts';
import { openWorld, realContent } from '../support/harness.ts';
import { expanded, mail, reminded } from './expanding.ts';

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

  test.each([
    ['whose time ran out', { lastUsefulAt: hourMs }],
    ['that failed for good', { fails: true }],
  ] as const)('give back what a row carried %s', async (_, of) => {
    const world = await both(['Голосування МІСТО почалося.', 'Голосування ДІТИ почалося.']);
    const { t } = reading(world.app);
    if ('fails' in of) {
      const carrier = eq(t.delivery.personId, 'both');
      await writing(world.app, ({ s }) =>
        s
          .update(t.delivery)
          .set({ state: 'failed' })
          .where(and(carrier, eq(t.delivery.broadcastId, 'city'))),
      );
    } else {
      const lastUsefulAt = world.clock.now() + of.lastUsefulAt;
      await writing(world.app, (at) => changeBroadcast(at, 'city', { lastUsefulAt }));
      world.clock.pass(of.lastUsefulAt);
    }
    await reconcile(world.app);
    const rows = Object.values(await ledger(world)).filter((row) => row.personId === 'both');
    expect(rows.map((row) => `${row.broadcastId} ${row.state}`).sort()).toEqual([
      'fails' in of ? 'city failed' : 'city expired',
      'kids pending',
    ]);
  });

  test('say nothing of one whose last useful moment has passed meanwhile', async () => {
    const world = await both(['Голосування МІСТО почалося.', 'Голосування ДІТИ почалося.']);
    const lastUsefulAt = world.clock.now() + hourMs;
    await writing(world.app, (at) => changeBroadcast(at, 'kids', { lastUsefulAt }));
    world.clock.pass(hourMs);
    await world.send('telegram', 2);
    const texts = world.channel('telegram').parcels.map(({ reply }) => reply.text);
    expect(texts).toEqual(['Голосування МІСТО почалося.', 'Голосування МІСТО почалося.']);
  });

  test('come apart where the first channel fails and the next may not carry both', async () => {
    const world = openWorld();
    const addresses = [{ provenAt: 5 }, { channel: 'viber' }];
    await settle(world, 'both', { addresses, granted: [['reminders', 'any']] });
    for (const contest of ['city', 'kids'] as const) {
      const audience = { ...reminded, contest };
      await keepBroadcast(world, contest, { kind: 'notice', key: `notice:${contest}`, contest, audience });
    }
    await reconcile(world.app);
    world.channel('telegram').answers(() => ({ kind: 'gone', code: '403', text: '' }));
    await world.send('telegram', 2);
    const rows = Object.values(await ledger(world)).map(
      (row) => `${row.broadcastId} ${row.channel} ${row.state}`,
    );
    expect(rows.sort()).toEqual(['city viber pending', 'kids viber pending']);
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
