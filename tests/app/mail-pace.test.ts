// How gently letters leave: the cap of each receiving domain, the first days of a new sender, and what both cost in time.
import { describe, expect, test } from 'vitest';
import { reading } from '../../src/app/app.ts';
import { defaultPace, letterSeconds, pacedSeconds, paceOf } from '../../src/app/sending/mail-pace.ts';
import type { City } from '../../src/core/texts.ts';
import { dayMs, hourMs, secondMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from '../db/rows.ts';
import { kyiv, openWorld, realContent, type World } from '../support/harness.ts';
import { all } from './look.ts';

function worldWith(letterPace: City['letterPace']): World {
  const content = realContent();
  return openWorld({ content: { ...content, city: { ...content.city, letterPace } } });
}

/** A broadcast that is being sent as letters to these addresses. */
async function letterTo(world: World, addresses: readonly string[]): Promise<void> {
  await keepBroadcast(world, 'b', { state: 'sending', lastUsefulAt: world.clock.now() + 9 * dayMs });
  for (const [index, address] of addresses.entries()) {
    const id = `p${index}`;
    await settle(world, id, { addresses: [{ channel: 'email', address }] });
    const row = { broadcastId: 'b', personId: id, addressId: `${id}-0`, body: null, channel: 'email' };
    const times = { dueAt: world.clock.now() - 100 + index, expiresAt: world.clock.now() + 9 * dayMs };
    await keep(world, [deliveryRow(world, id, { ...row, ...times })]);
  }
}

const sentTo = (world: World) => world.channel('email').parcels.map(({ address }) => address);
const gmails = ['a@gmail.com', 'b@Gmail.com', 'c@gmail.com', 'd@gmail.com'];
const waiting = async (world: World) =>
  Object.values(await states(world)).filter((one) => one === 'pending').length;

describe('a domain that has had its letters of the hour', () => {
  test('waits for the next hour, and holds back no other domain', async () => {
    const world = worldWith({ perDomainPerHour: 2, warmUp: [] });
    await letterTo(world, [...gmails, 'e@ukr.net', 'f@ukr.net']);
    await world.send('email', 4);
    expect(sentTo(world).sort()).toEqual(['a@gmail.com', 'b@Gmail.com', 'e@ukr.net', 'f@ukr.net']);
    const nextHour = kyiv('2026-10-20 13:00');
    const { p2, p3 } = await ledger(world);
    for (const row of [p2, p3])
      expect(row).toMatchObject({ state: 'pending', reason: 'pace', dueAt: nextHour, attempts: 0 });
    world.clock.set(nextHour);
    await world.send('email', 2);
    expect(await waiting(world)).toBe(0);
    // Both were due at one moment: which of them is called first is for nobody to say.
    expect(sentTo(world).slice(4).sort()).toEqual(['c@gmail.com', 'd@gmail.com']);
  });

  test('still has had them after a restart', async () => {
    const world = worldWith({ perDomainPerHour: 2, warmUp: [] });
    await letterTo(world, gmails.slice(0, 2));
    await world.send('email', 2);
    for (const id of ['again', 'other']) {
      const address = id === 'again' ? 'z@gmail.com' : 'z@ukr.net';
      await settle(world, id, { addresses: [{ channel: 'email', address }] });
      const row = { broadcastId: 'b', personId: id, addressId: `${id}-0`, body: null, channel: 'email' };
      await keep(world, [deliveryRow(world, id, { ...row, dueAt: world.clock.now() - 1 })]);
    }
    await world.send('email', 1);
    expect(await states(world)).toMatchObject({ again: 'pending', other: 'sent' });
  });

  test('still gets answers that a person waits for, and they count', async () => {
    const world = worldWith({ perDomainPerHour: 1, warmUp: [1] });
    const reply = { text: 'Підтвердьте адресу.', choices: [] };
    for (const id of ['x', 'y'])
      await keep(world, [
        deliveryRow(world, id, { channel: 'email', body: { reply, to: `${id}@gmail.com` } }),
      ]);
    await world.send('email', 2);
    expect(await states(world)).toEqual({ x: 'sent', y: 'sent' });
    expect(await all(world, 'mailPace')).toEqual([
      { domain: 'gmail.com', hour: world.clock.now(), letters: 2 },
      { domain: '*', hour: world.clock.now(), letters: 2 },
    ]);
  });

  test('waits with any number of letters without each of them being taken up', async () => {
    const world = worldWith({ perDomainPerHour: 1, warmUp: [] });
    const many = Array.from({ length: 60 }, (_, index) => `p${index}@gmail.com`);
    await letterTo(world, [...many, 'last@ukr.net']);
    await world.send('email', 2);
    // Two domains are called beside each other, in no order.
    expect(sentTo(world).sort()).toEqual(['last@ukr.net', 'p0@gmail.com']);
    expect(await waiting(world)).toBe(59);
  });
});

describe('a new sender', () => {
  test('sends few letters on the first days, then as many as there are', async () => {
    const world = worldWith({ perDomainPerHour: null, warmUp: [1, 2] });
    await letterTo(world, [...gmails, 'e@ukr.net', 'f@ukr.net', 'g@ukr.net']);
    await world.send('email', 1);
    expect((await ledger(world)).p6?.dueAt).toBe(kyiv('2026-10-21 00:00'));
    world.clock.set('2026-10-21 10:00');
    await world.send('email', 2);
    expect(await waiting(world)).toBe(4);
    world.clock.set('2026-10-23 10:00');
    await world.send('email', 4);
    expect(await waiting(world)).toBe(0);
  });

  test.each([
    ['not said', undefined, null],
    ['null', null, null],
    ['nothing of it', {}, defaultPace],
    ['a cap alone', { perDomainPerHour: 7 }, { ...defaultPace, perDomainPerHour: 7 }],
    ['no cap', { perDomainPerHour: null, warmUp: [] }, { perDomainPerHour: null, warmUp: [] }],
  ])('has the pace that the city names: %s', (_name, letterPace, pace) => {
    expect(paceOf({ letterPace })).toEqual(pace);
  });
});

describe('the time that letters take', () => {
  const quiet = { from: '21:00', to: '08:00' };
  const waking = 13 * 3600;
  const settled = { daysBefore: 99, today: 0, largestShare: 0.5 };
  test.each<[string, number, Partial<typeof settled>, number]>([
    ['within the cap of the largest domain: none beside the sending', 2000, {}, 0],
    ['above it: the hours until its last letters', 10_000, {}, 4 * 3600],
    ['of a new sender: the days until its last letters', 400, { daysBefore: 0 }, 3 * waking],
    [
      'of one that has sent today already: what is left of today counts',
      100,
      { daysBefore: 0, today: 50 },
      waking,
    ],
    ['of one that is nearly warm: the last days of the schedule', 60_000, { daysBefore: 10 }, 29 * 3600],
  ])('%s', (_name, letters, differs, seconds) => {
    const of = { pace: defaultPace, letters, quiet };
    expect(pacedSeconds(of, { ...settled, ...differs })).toBe(seconds);
  });

  test('is reckoned from the list and from what has left', async () => {
    const world = worldWith({ perDomainPerHour: 1, warmUp: [] });
    await letterTo(world, [...gmails, 'e@ukr.net']);
    expect(await letterSeconds(reading(world.app), world.app, 5)).toBe((3 * hourMs) / secondMs);
    expect(await letterSeconds(reading(openWorld().app), openWorld().app, 5)).toBe(0);
  });
});
