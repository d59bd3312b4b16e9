// Places on the wire: when a reply that is being written gets one, and that no reply is lost, doubled or overtaken by it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Called } from '../../db/sending.ts';
import { recoverAfterCrash, startDrainer } from '../../src/app/sending/dispatch.ts';
import { createPlaces } from '../../src/app/sending/dispatch-places.ts';
import { createLeaving } from '../../src/app/talk/reply-leaving.ts';
import { deliveryRow, ledger, states } from '../db/rows.ts';
import { openWorld, recordingChannel } from '../support/harness.ts';

const row = { id: 'one' } as Called;

/** Places of a sender with room for so many calls. */
function placesFor(room: number) {
  const called: string[] = [];
  const rung: true[] = [];
  const places = createPlaces({
    free: () => room - called.length,
    call: ({ id }) => called.push(id),
    ring: () => rung.push(true),
  });
  return { places, called, rung };
}

describe('a place', () => {
  test('is given once a look has found everything that waited, and not before', () => {
    const { places } = placesFor(5);
    expect(places.give()).toBeNull();
    places.look()();
    expect(places.give()).not.toBeNull();
  });

  test('is not given beyond the room of the sender, and then to nobody until the next look', () => {
    const { places, called } = placesFor(2);
    places.look()();
    const [first, second] = [places.give(), places.give()];
    expect(places.give()).toBeNull();
    first?.leave();
    expect(places.give()).toBeNull();
    places.look()();
    places.give()?.go(row);
    second?.go(row);
    expect(called).toEqual(['one', 'one']);
    expect(places.kept()).toBe(0);
  });

  test('is refused as long as somebody was refused after the look had begun', () => {
    const { places } = placesFor(5);
    const found = places.look();
    expect(places.give()).toBeNull();
    found();
    expect(places.give()).toBeNull();
    places.look()();
    expect(places.give()).not.toBeNull();
  });

  test('that is given up wakes the sender and can be given again', () => {
    const { places, rung } = placesFor(1);
    places.look()();
    places.give()?.leave();
    expect(rung).toHaveLength(1);
    expect(places.give()).not.toBeNull();
  });

  test('is given up by a turn that was not stored, and used by one that was', async () => {
    const { places, called } = placesFor(5);
    places.look()();
    const app = { place: places.give };
    const address = { address: 'ann', sessionAt: null } as never;
    const world = openWorld();
    const failing = createLeaving(app);
    expect(failing.hold(deliveryRow(world, 'lost'), address)).toMatchObject({
      state: 'calling',
      attempts: 1,
    });
    expect(places.kept()).toBe(1);
    await expect(failing.after(Promise.reject(new Error('full')))).rejects.toThrow('full');
    const storing = createLeaving(app);
    storing.hold(deliveryRow(world, 'stored'), address);
    expect(await storing.after(Promise.resolve(7))).toBe(7);
    expect(called).toEqual(['stored']);
    expect(places.kept()).toBe(0);
  });
});

/** A world whose replies may leave right after their commit. */
function quickWorld(perSecond = 10_000) {
  const channel = recordingChannel('telegram', { perSecond, concurrency: 10 });
  const world = openWorld({ channels: [channel] });
  const drainer = startDrainer(world.app, channel, world.letters);
  world.app.nudge = () => drainer.nudge();
  world.app.place = () => drainer.place();
  return { world, channel, drainer };
}

describe('replies of many chats', () => {
  test('are each sent once and settled, whether they had a place or waited', async () => {
    const turns = fc.array(fc.record({ who: fc.nat(5), pause: fc.boolean() }), {
      minLength: 1,
      maxLength: 25,
    });
    const lanes = fc.constantFrom(Number.POSITIVE_INFINITY, 10_000, 250);
    await fc.assert(
      fc.asyncProperty(turns, lanes, async (said, perSecond) => {
        const { world, channel, drainer } = quickWorld(perSecond);
        const heard: Promise<unknown>[] = [];
        for (const { who, pause } of said) {
          heard.push(world.hear({ kind: 'text', text: '/help', address: `chat-${who}` }));
          if (pause) await heard.at(-1);
        }
        await Promise.all(heard);
        await channel.arrived(Object.keys(await ledger(world)).length);
        await drainer.stop();
        const all = Object.values(await ledger(world));
        expect(channel.parcels.map(({ deliveryId }) => deliveryId).sort()).toEqual(
          all.map(({ id }) => id).sort(),
        );
        expect(new Set(all.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(
          new Set(['sent 1']),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('reach each chat in the order in which they were written', async () => {
    const { world, channel, drainer } = quickWorld(250);
    const heard = Array.from({ length: 40 }, (_, n) =>
      world.hear({ kind: 'text', text: '/help', address: `chat-${n % 3}` }),
    );
    await Promise.all(heard);
    await channel.arrived(Object.keys(await ledger(world)).length);
    await drainer.stop();
    for (const chat of ['chat-0', 'chat-1', 'chat-2']) {
      const ids = channel.parcels
        .filter(({ address }) => address === chat)
        .map(({ deliveryId }) => deliveryId);
      expect(ids).toEqual([...ids].sort());
    }
  });
});

test('a reply that was stored but whose call had not begun at a crash is sent after it, once', async () => {
  const world = openWorld();
  const { places } = placesFor(5);
  places.look()();
  world.app.place = places.give;
  await world.hear({ kind: 'text', text: '/help' });
  expect(Object.values(await states(world))).toEqual(['calling']);
  world.app.place = () => null;
  expect(await recoverAfterCrash(world.app)).toBe(0);
  await world.send('telegram', 1);
  expect(Object.values(await states(world))).toEqual(['sent']);
  expect(world.channel('telegram').parcels).toHaveLength(1);
});
