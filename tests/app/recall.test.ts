// Taking back what went out, and what can be neither corrected nor taken back.
import { describe, expect, test } from 'vitest';
import type { BroadcastRow } from '../../db/broadcasts.ts';
import { writing } from '../../src/app/app.ts';
import {
  admin,
  approved,
  corrected,
  editor,
  expanded,
  found,
  type Given,
  recalled,
  right,
  rowsOf,
  sent,
  staffed,
  wentOut,
} from './amending.ts';

describe('a recall', () => {
  test('takes back what can be, and says how much can’t', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: sent('viber'),
      cy: { channel: 'telegram', state: 'pending' },
      di: { channel: 'telegram', state: 'unknown' },
    });
    const view = await recalled(world, id);
    expect(view).toMatchObject({
      state: 'approved',
      amended: { telegram: 1 },
      sent: {},
      stays: { telegram: 1, viber: 1 },
    });
    expect(view.warnings.join()).toMatch(/2 .*Telegram.*Viber|2 .*Viber.*Telegram/);
    expect(await expanded(world, view.id)).toBe(true);
    expect(await rowsOf(world, view.id)).toEqual({ ann: { state: 'pending', amends: 'msg-ann' } });
    expect(await found(world, id)).toMatchObject({ state: 'cancelled', reason: 'recalled' });
    expect(await rowsOf(world, id)).toMatchObject({ cy: { state: 'skipped', reason: 'cancelled' } });
  });

  test('by an editor stops the broadcast at once and waits for a second person', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') });
    expect((await recalled(world, id, { by: editor })).state).toBe('waiting');
    expect((await found(world, id)).state).toBe('paused');
  });

  test('can be of a correction: its own messages go, those that it changed too', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    await writing(world.app, ({ t, s }) =>
      s.update(t.delivery).set({ state: 'sent', providerId: 'msg-ann' }),
    );
    const view = await recalled(world, correction);
    await expanded(world, view.id);
    expect(await rowsOf(world, view.id)).toEqual({ ann: { state: 'pending', amends: 'msg-ann' } });
  });

  test('happens once', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') });
    await expanded(world, (await recalled(world, id)).id);
    const { corrections } = world.desk;
    expect(await corrections.recall(id, { by: admin })).toMatchObject({ ok: false, code: 'broadcast.state' });
    expect(await corrections.correct(id, { by: admin, text: right, subject: null })).toMatchObject({
      code: 'broadcast.state',
    });
    expect(await corrections.reach(id)).toBeNull();
  });
});

describe('refused, with words for people,', () => {
  type Row = [label: string, of: Partial<Given<'correct'>>, differs: Partial<BroadcastRow>, code: string];
  const rows: Row[] = [
    ['from nobody of the staff', { by: 'stranger@example.com' }, {}, 'staff.unknown'],
    ['without a text', { text: ' ' }, {}, 'broadcast.empty'],
    ['with a placeholder that nobody knows', { text: '{nonsense}' }, {}, 'broadcast.placeholder'],
    ['with a text that needs several messages', { text: 'а'.repeat(3990) }, {}, 'broadcast.long'],
    ['an emergency of an editor', { emergency: 'пожежа' }, {}, 'broadcast.role'],
    ['of what waits for approval', {}, { state: 'waiting' }, 'broadcast.state'],
    ['of what was taken back', {}, { state: 'cancelled', reason: 'recalled' }, 'broadcast.state'],
    ['of a correction', {}, { kind: 'correction', amends: 'b1' }, 'amend.kind'],
    ['of a recall', {}, { kind: 'recall', amends: 'b1' }, 'amend.kind'],
  ];
  test.each(rows)('a correction %s', async (_, of, differs, code) => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') }, differs);
    const given = { text: right, subject: null, by: editor, ...of };
    const result = await world.desk.corrections.correct(id, given);
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok || /[а-яіїє]/.test(result.message)).toBe(true);
    expect((await found(world, id)).state).toBe(differs.state ?? 'sending');
  });

  test('is what nobody got yet, what is being amended already, and what is not there', async () => {
    const world = await staffed();
    const { corrections } = world.desk;
    const given = { text: right, subject: null, by: editor };
    expect(await corrections.correct('nothing', given)).toMatchObject({ code: 'broadcast.unknown' });
    expect(await corrections.correct(await wentOut(world, {}), given)).toMatchObject({
      code: 'amend.nothing',
    });
    const id = await wentOut(world, { ann: sent('telegram') });
    await corrected(world, id);
    expect(await corrections.correct(id, given)).toMatchObject({ code: 'amend.open' });
    expect(await corrections.recall(id, { by: admin })).toMatchObject({ code: 'amend.open' });
  });
});
