// Two people made one: whatever the order in which they consented and withdrew, their later word stands.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDeliveries } from '../../db/ledger.ts';
import { mergePerson } from '../../db/link.ts';
import { recordConsent, standingsOf } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import type { DeliveryState } from '../../src/core/delivery.ts';
import { openWorld, type World } from '../support/harness.ts';
import { deliveryRow, keepBroadcast, ledger, settle } from './rows.ts';

const said = fc.record({
  whose: fc.constantFrom('kept', 'gone'),
  purpose: fc.constantFrom('reminders' as const, 'letters' as const),
  contest: fc.constantFrom('city' as const, 'kids' as const, 'any' as const),
  granted: fc.boolean(),
  at: fc.integer({ min: 1, max: 6 }),
});

describe('consents of two people who become one', () => {
  test('stand as the last word on each purpose and contest says, a withdrawal before a grant at the same instant', async () => {
    const world = openWorld();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 12 }), async (words) => {
        run += 1;
        // Each of them spoke in the order of time, once at an instant; both may have spoken at the same one.
        const spoken = words
          .toSorted((a, b) => a.at - b.at)
          .filter((one, index, all) => all.findIndex((other) => sameInstant(one, other)) === index);
        await settle(world, `kept-${run}`);
        await settle(world, `gone-${run}`);
        await writing(world.app, async (at) => {
          for (const [index, { whose, ...word }] of spoken.entries()) {
            const consent = { ...word, channel: 'telegram', wording: 'так', ground: 'consent' };
            await recordConsent(at, `${whose}-${run}`, { id: `${run}-${index}`, ...consent });
          }
          await mergePerson(at, `gone-${run}`, `kept-${run}`);
        });
        const standing = await standingsOf(reading(world.app), `kept-${run}`);
        expect(standing.map(({ purpose, contest }) => `${purpose} ${contest}`).sort()).toEqual(
          granted(spoken),
        );
        expect(await standingsOf(reading(world.app), `gone-${run}`)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

type Said = typeof said extends fc.Arbitrary<infer One> ? One : never;

function sameInstant(a: Said, b: Said): boolean {
  return a.whose === b.whose && a.purpose === b.purpose && a.contest === b.contest && a.at === b.at;
}

function granted(words: readonly Said[]): string[] {
  const last = new Map<string, Said>();
  for (const word of words) {
    const key = `${word.purpose} ${word.contest}`;
    const other = last.get(key);
    if (!other || word.at > other.at || (word.at === other.at && !word.granted)) last.set(key, word);
  }
  return [...last].flatMap(([key, word]) => (word.granted ? [key] : [])).sort();
}

describe('messages of two people who become one', () => {
  test.each<[DeliveryState, DeliveryState, DeliveryState, DeliveryState]>([
    ['pending', 'pending', 'pending', 'skipped'],
    ['sent', 'pending', 'sent', 'skipped'],
    ['calling', 'pending', 'calling', 'skipped'],
    ['unknown', 'pending', 'unknown', 'skipped'],
    ['pending', 'sent', 'skipped', 'sent'],
    ['pending', 'delivered', 'skipped', 'delivered'],
    ['pending', 'failed', 'pending', 'failed'],
    ['failed', 'pending', 'failed', 'pending'],
    ['sent', 'sent', 'sent', 'sent'],
  ])('of one broadcast: %s and %s become %s and %s', async (kept, gone, keptAfter, goneAfter) => {
    const world = openWorld();
    await rows(world, { kept, gone });
    const after = await ledger(world);
    expect([after.kept?.state, after.gone?.state]).toEqual([keptAfter, goneAfter]);
  });

  test('of different broadcasts and replies go along as they are', async () => {
    const world = openWorld();
    await rows(world, { gone: 'pending' });
    expect((await ledger(world)).gone).toMatchObject({ personId: 'p-kept', state: 'pending' });
    expect((await ledger(world)).reply).toMatchObject({ personId: 'p-kept', state: 'pending' });
  });
});

async function rows(world: World, states: { kept?: DeliveryState; gone: DeliveryState }): Promise<void> {
  await settle(world, 'p-kept');
  await settle(world, 'p-gone');
  await keepBroadcast(world, 'b');
  await writing(world.app, async (at) => {
    const row = (id: string, state: DeliveryState) => deliveryRow(world, id, { broadcastId: 'b', state });
    await addDeliveries(at, [
      ...(states.kept ? [row('kept', states.kept)] : []),
      row('gone', states.gone),
      deliveryRow(world, 'reply', { personId: 'p-gone' }),
    ]);
    await mergePerson(at, 'p-gone', 'p-kept');
  });
}
