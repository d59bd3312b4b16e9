// Unknown outcomes: messages that may have arrived, sent again or left by a person's decision or by the city's rule.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import type { DeliveryRow } from '../../db/ledger.ts';
import { unknownWaiting } from '../../db/unknown.ts';
import { reading, writing } from '../../src/app/app.ts';
import { applyUnknownRules, unknownDesk } from '../../src/app/broadcasts/unknown.ts';
import type { BroadcastKind, BroadcastState } from '../../src/core/broadcast.ts';
import { priority } from '../../src/core/delivery.ts';
import { dayMs, minuteMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger, settle, states } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all } from './look.ts';

const by = 'taras@city.example';
const editor = 'olena@city.example';

/** A broadcast of which these people's messages are unknown since a crash. */
async function crashed(
  kind: BroadcastKind = 'own',
  people: readonly string[] = ['ann', 'bob'],
  differs: Partial<DeliveryRow> = {},
): Promise<World> {
  const world = openWorld();
  await world.desk.staff.add(by, 'approver', 'cli');
  await world.desk.staff.add(editor, 'editor', 'cli');
  await keepBroadcast(world, 'b', { state: 'done', kind, doneAt: 1 });
  for (const name of people) {
    await settle(world, name, { granted: [['reminders', 'any']] });
    await keep(world, [unknownRow(world, name, differs)]);
  }
  return world;
}

function unknownRow(world: World, name: string, differs: Partial<DeliveryRow> = {}): DeliveryRow {
  return deliveryRow(world, `row-${name}`, {
    broadcastId: 'b',
    personId: name,
    addressId: `${name}-0`,
    priority: priority.reminder,
    body: null,
    state: 'unknown',
    reason: 'crash',
    attempts: 1,
    settledAt: world.clock.now(),
    ...differs,
  });
}

const waiting = (world: World) => unknownWaiting(reading(world.app));
const decide = async (world: World, act: 'resend' | 'leave', row: string | null = null, who = by) => {
  const result = await unknownDesk(world.app).decide(act, { broadcast: 'b', row, by: who });
  return result.ok ? result.value.rows : result.code;
};
const change = (world: World, to: Parameters<typeof changeBroadcast>[2]) =>
  writing(world.app, (at) => changeBroadcast(at, 'b', to));
const trail = async (world: World) =>
  (await all(world, 'audit'))
    .filter(({ act }) => act.startsWith('unknown.'))
    .map(({ actor, act, object, detail }) => ({ actor, act, object, detail }));

describe('the list of unknown outcomes', () => {
  test('counts rows by broadcast, channel and what happened, with their age', async () => {
    const world = await crashed();
    const first = world.clock.now();
    world.clock.pass(minuteMs);
    await settle(world, 'eve', { addresses: [{ channel: 'viber' }], granted: [['reminders', 'any']] });
    await keep(world, [unknownRow(world, 'eve', { channel: 'viber', reason: 'timeout' })]);
    const [view, ...others] = await unknownDesk(world.app).list();
    expect(others).toEqual([]);
    expect(view).toMatchObject({ broadcast: 'b', kind: 'own', waiting: 3, left: 0, resendable: true });
    expect(view?.parts).toEqual([
      { channel: 'telegram', reason: 'crash', rows: 2, firstAt: first, lastAt: first },
      { channel: 'viber', reason: 'timeout', rows: 1, firstAt: world.clock.now(), lastAt: world.clock.now() },
    ]);
  });

  test('names single rows, page by page', async () => {
    const world = await crashed();
    const desk = unknownDesk(world.app);
    const page = await desk.rows('b', { after: null, most: 1 });
    expect(page).toMatchObject([{ row: 'row-ann', person: 'ann-telegram', reason: 'crash' }]);
    expect(await desk.rows('b', { after: 'row-ann', most: 1 })).toMatchObject([{ row: 'row-bob' }]);
  });

  test('holds nothing of replies, which are sent again by themselves', async () => {
    const world = await crashed('own', []);
    await keep(world, [unknownRow(world, 'ann', { broadcastId: null, priority: priority.reply })]);
    expect(await unknownDesk(world.app).list()).toEqual([]);
    expect(await waiting(world)).toBe(0);
  });
});

describe('a person decides', () => {
  test('to send again: the rows wait to be sent, the broadcast goes on, and the trail says who', async () => {
    const world = await crashed();
    expect(await decide(world, 'resend')).toBe(2);
    expect(await states(world)).toEqual({ 'row-ann': 'pending', 'row-bob': 'pending' });
    expect(await all(world, 'broadcast')).toMatchObject([{ state: 'sending', doneAt: null }]);
    expect(await trail(world)).toEqual([
      { actor: by, act: 'unknown.resend', object: 'b', detail: { rows: 2 } },
    ]);
    expect(world.nudged).toContain('telegram');
  });

  test('on a single row: the others wait on', async () => {
    const world = await crashed();
    expect(await decide(world, 'resend', 'row-bob')).toBe(1);
    expect(await states(world)).toEqual({ 'row-ann': 'unknown', 'row-bob': 'pending' });
    expect(await decide(world, 'leave', 'row-ann')).toBe(1);
    expect(await waiting(world)).toBe(0);
    expect(await trail(world)).toMatchObject([
      { act: 'unknown.resend', detail: { rows: 1, row: 'row-bob' } },
      { act: 'unknown.leave', detail: { rows: 1, row: 'row-ann' } },
    ]);
  });

  test('to leave them: the rows stay unknown and nobody is asked again', async () => {
    const world = await crashed();
    expect(await decide(world, 'leave')).toBe(2);
    expect(await ledger(world)).toMatchObject({
      'row-ann': { state: 'unknown', decidedBy: by },
      'row-bob': { state: 'unknown', decidedBy: by },
    });
    expect(await unknownDesk(world.app).list()).toMatchObject([{ waiting: 0, left: 2, parts: [] }]);
    expect(await decide(world, 'leave')).toBe('unknown.none.leave');
    expect(await decide(world, 'resend')).toBe('unknown.none.resend');
  });

  test('to send again only to those who still agree', async () => {
    const world = await crashed('own', ['ann']);
    await settle(world, 'bob');
    await keep(world, [unknownRow(world, 'bob')]);
    expect(await decide(world, 'resend')).toBe(1);
    expect(await states(world)).toEqual({ 'row-ann': 'pending', 'row-bob': 'unknown' });
  });

  test('and is asked again where the second try is unknown too', async () => {
    const world = await crashed('own', ['ann']);
    await decide(world, 'resend');
    const { db } = world.app;
    await db.write((s) => s.update(db.tables.delivery).set({ state: 'unknown', reason: 'timeout' }));
    expect(await waiting(world)).toBe(1);
  });

  const refused: [string, Partial<{ state: BroadcastState; lastUsefulAt: number }>, string][] = [
    ['whose last useful moment is over', { lastUsefulAt: 1 }, 'broadcast.over'],
    ['that was cancelled', { state: 'cancelled' }, 'broadcast.state'],
  ];
  test.each(refused)('but sends nothing again of a broadcast %s', async (_label, to, code) => {
    const world = await crashed();
    await change(world, to);
    expect(await decide(world, 'resend')).toBe(code);
    expect(await waiting(world)).toBe(2);
    expect(await decide(world, 'leave')).toBe(2);
  });

  test('as an editor only to leave them', async () => {
    const world = await crashed();
    expect(await decide(world, 'resend', null, editor)).toBe('broadcast.retryRole');
    expect(await decide(world, 'leave', null, editor)).toBe(2);
  });

  test('only as somebody of the staff, and on a broadcast that is there', async () => {
    const world = await crashed();
    expect(await decide(world, 'leave', null, 'stranger@example.com')).toBe('staff.unknown');
    expect(await unknownDesk(world.app).decide('leave', { broadcast: 'none', row: null, by })).toMatchObject({
      ok: false,
      code: 'broadcast.unknown',
    });
  });
});

describe('the rule of the city', () => {
  test('asks a person about notices', async () => {
    const world = await crashed('notice');
    await applyUnknownRules(world.app);
    expect(await waiting(world)).toBe(2);
    expect(await trail(world)).toEqual([]);
  });

  test('leaves a digest, and says so in the trail', async () => {
    const world = await crashed('digest');
    await applyUnknownRules(world.app);
    await applyUnknownRules(world.app);
    expect(await states(world)).toEqual({ 'row-ann': 'unknown', 'row-bob': 'unknown' });
    expect(await trail(world)).toEqual([
      { actor: 'system', act: 'unknown.leave', object: 'b', detail: { rows: 2, why: 'rule' } },
    ]);
  });

  test('sends a recall again, once', async () => {
    const world = await crashed('recall', ['ann']);
    await applyUnknownRules(world.app);
    expect(await states(world)).toEqual({ 'row-ann': 'pending' });
    const { db } = world.app;
    await db.write((s) => s.update(db.tables.delivery).set({ state: 'unknown', reason: 'timeout' }));
    await applyUnknownRules(world.app);
    expect(await states(world)).toEqual({ 'row-ann': 'unknown' });
    expect(await waiting(world)).toBe(0);
    expect(await trail(world)).toHaveLength(1);
  });

  test('asks nobody about what can’t be sent any more', async () => {
    const world = await crashed('notice');
    world.clock.pass(dayMs);
    await applyUnknownRules(world.app);
    expect(await waiting(world)).toBe(0);
    expect(await trail(world)).toMatchObject([{ detail: { rows: 2, why: 'lastUsefulMoment' } }]);
  });
});
