// How letters fared: what was accepted, came back or was complained of, and when that stops a broadcast.
import { describe, expect, test } from 'vitest';
import type { ReturnKind } from '../../db/tables-mail.ts';
import { writing } from '../../src/app/app.ts';
import { pauseOnReturns, tooMany } from '../../src/app/sending/mail-breaker.ts';
import type { DeliveryState } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

/** Rows of broadcast `b`, so many in each state, sent now. */
async function lettersIn(world: World, states: Partial<Record<DeliveryState, number>>, channel = 'email') {
  const names = Object.entries(states).flatMap(([state, count]) =>
    Array.from({ length: count }, (_, index) => ({ state: state as DeliveryState, id: `${state}-${index}` })),
  );
  const settledAt = world.clock.now();
  const row = { broadcastId: 'b', body: null, channel, settledAt };
  await keep(
    world,
    names.map(({ id, state }) => deliveryRow(world, id, { ...row, state })),
  );
}

async function cameBack(world: World, returns: readonly [string, ReturnKind][]): Promise<void> {
  const at = world.clock.now();
  await writing(world.app, async ({ t, s }) => {
    for (const [deliveryId, kind] of returns) {
      const id = world.app.newId();
      await s.insert(t.mailReturn).values({ id, deliveryId, broadcastId: 'b', kind, code: null, at });
    }
  });
}

const fared = async (world: World) => (await world.desk.broadcasts.results('b'))?.letters;

describe('letters', () => {
  test('that did not come back are still on their way for three days, and delivered after them', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await lettersIn(world, { sent: 3 });
    expect(await fared(world)).toMatchObject({ accepted: 3, delivered: 0, waiting: 3 });
    world.clock.pass(3 * dayMs);
    expect(await fared(world)).toMatchObject({ accepted: 3, delivered: 3, waiting: 0 });
  });

  test('that came back count once, by their worst return, and the parts always add up', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await lettersIn(world, { sent: 4, gone: 2, failed: 2, pending: 1, unknown: 1 });
    await cameBack(world, [
      ['sent-0', 'soft'],
      ['sent-0', 'soft'],
      ['gone-0', 'soft'],
      ['gone-0', 'hard'],
      ['failed-0', 'policy'],
      ['sent-1', 'complaint'],
      ['sent-2', 'leave'],
    ]);
    for (const days of [0, 3]) {
      world.clock.pass(days * dayMs);
      const letters = await fared(world);
      if (!letters) throw new Error('there are letters');
      expect(letters).toMatchObject({ accepted: 6, bounced: { hard: 1, policy: 1, soft: 1 } });
      expect(letters).toMatchObject({ complained: 1, left: { people: 1, reasons: {} } });
      expect(letters.delivered).toBe(days === 0 ? 0 : 3);
      expect(letters.delivered + letters.waiting + 3).toBe(letters.accepted);
    }
  });

  test('of which there are none are not spoken of', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await lettersIn(world, { sent: 2 }, 'telegram');
    const results = await world.desk.broadcasts.results('b');
    expect(results).toMatchObject({ total: 2, sent: 2 });
    expect(results).not.toHaveProperty('letters');
  });

  test('tell why people left, and which links people opened', async () => {
    const world = openWorld();
    const body = { text: 'Тут: https://city.example', choices: [], subject: 'Лист', preheader: null };
    await keepBroadcast(world, 'b', { state: 'sending', body: { ...body, letterText: null } });
    await lettersIn(world, { sent: 2 });
    await writing(world.app, async ({ t, s }) => {
      const at = world.clock.now();
      for (const [index, reason] of ['often', 'often', null].entries())
        await s.insert(t.leaving).values({ id: `${index}`, broadcastId: 'b', kind: 'letters', reason, at });
      for (const [visitor, human] of [
        ['x', true],
        ['y', false],
      ] as const)
        await s.insert(t.click).values({ broadcastId: 'b', link: 0, visitor, human, at });
    });
    expect(await fared(world)).toMatchObject({
      left: { people: 3, reasons: { often: 2 } },
      clicked: 1,
      links: [{ url: 'https://city.example', people: 1, visits: 2 }],
    });
  });
});

describe('a broadcast whose letters', () => {
  test.each([
    [{ letters: 500, hard: 25, complaints: 0 }, null],
    [{ letters: 500, hard: 26, complaints: 0 }, 'hard'],
    [{ letters: 3, hard: 3, complaints: 0 }, null],
    [{ letters: 20, hard: 6, complaints: 0 }, 'hard'],
    [{ letters: 500, hard: 0, complaints: 1 }, null],
    [{ letters: 500, hard: 0, complaints: 2 }, 'complaint'],
    [{ letters: 10, hard: 0, complaints: 1 }, null],
  ] as const)('fared like %j is stopped for: %s', (rates, over) => {
    expect(tooMany(rates)).toBe(over);
  });

  test('come back too often stops with the reason in words, and goes on when a person says so', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await lettersIn(world, { sent: 90, gone: 4 });
    expect(await pauseOnReturns(world.app)).toEqual([]);
    await cameBack(world, [
      ['sent-1', 'hard'],
      ['sent-2', 'hard'],
      ['sent-2', 'hard'],
    ]);
    expect(await pauseOnReturns(world.app)).toEqual(['b']);
    const { state, reason } = (await world.desk.broadcasts.show('b')) ?? {};
    expect({ state, reason }).toEqual({
      state: 'paused',
      reason: expect.stringContaining('6 з останніх 94'),
    });
    expect(await pauseOnReturns(world.app)).toEqual([]);
    world.clock.pass(1000);
    await writing(world.app, async ({ t, s }) => {
      const now = world.clock.now();
      const act = { id: 'act', at: now, actor: 'olha@example.com', act: 'broadcast.resume', object: 'b' };
      await s.insert(t.audit).values({ ...act, detail: null });
      await s.update(t.broadcast).set({ state: 'sending', reason: null });
    });
    expect(await pauseOnReturns(world.app)).toEqual([]);
  });

  test('are complained of by two people stops, and no other one does', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keepBroadcast(world, 'other', { state: 'sending' });
    await lettersIn(world, { sent: 5 });
    await cameBack(world, [['sent-0', 'complaint']]);
    expect(await pauseOnReturns(world.app)).toEqual([]);
    await cameBack(world, [['sent-1', 'complaint']]);
    expect(await pauseOnReturns(world.app)).toEqual(['b']);
  });

  test('are refused as unknown by their servers stops while it is being sent', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'sending' });
    await keep(
      world,
      Array.from({ length: 60 }, (_, index) =>
        deliveryRow(world, `d${index}`, {
          broadcastId: 'b',
          channel: 'email',
          body: { reply: { text: 'Лист', choices: [] }, to: `p${index}@example.com` },
        }),
      ),
    );
    world
      .channel('email')
      .answers((_parcel, nth) =>
        nth % 5 === 0
          ? { kind: 'gone', code: '5.1.1', text: '' }
          : { kind: 'sent', providerId: null, priceEur: 0 },
      );
    await world.send('email', 50);
    expect((await world.desk.broadcasts.show('b'))?.state).toBe('paused');
  });
});
