// Whom a correction reaches, and that nobody else gets anything.
import { describe, expect, test } from 'vitest';
import { addDeliveries } from '../../db/ledger.ts';
import { changeAddress, recordConsent } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { expandCorrection } from '../../src/app/broadcasts/correction.ts';
import { recordingChannel, threeChannels } from '../support/harness.ts';
import {
  approved,
  approver,
  corrected,
  editor,
  expanded,
  found,
  type Left,
  lead,
  leftRow,
  replacementOf,
  right,
  rowsOf,
  sent,
  staffed,
  wentOut,
} from './amending.ts';

describe('a correction', () => {
  test('leaves out whom the broadcast had not reached for another reason', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: { channel: 'telegram', state: 'failed', reason: 'telegram:400' },
      cy: { channel: 'telegram', state: 'gone', reason: 'telegram:403' },
      di: { channel: 'telegram', state: 'expired', reason: 'lastUsefulMoment' },
      eve: { channel: 'telegram', state: 'skipped', reason: 'training' },
      fox: { channel: 'telegram', state: 'skipped', reason: 'weeklyLimit' },
    });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(Object.keys(await rowsOf(world, correction))).toEqual(['ann']);
    expect(await replacementOf(world, id)).toBeUndefined();
  });

  test('waits for calls that are under way: their outcome says who got the words', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: { channel: 'telegram', state: 'calling' } });
    const { id: correction } = await corrected(world, id);
    expect(await approved(world, correction)).toBe(false);
    expect(await rowsOf(world, correction)).toEqual({});
    await writing(world.app, ({ t, s }) =>
      s.update(t.delivery).set({ state: 'sent', providerId: 'msg-ann' }),
    );
    expect(await expandCorrection(world.app, await found(world, correction))).toBe(true);
    expect(await rowsOf(world, correction)).toMatchObject({ ann: { amends: 'msg-ann' } });
  });

  test('reaches whoever got the words within another message of that day, and leaves that message alone', async () => {
    const world = await staffed();
    const carrier = await wentOut(world, { zoe: { channel: 'telegram', state: 'failed' } });
    const id = await wentOut(world, {
      ann: { channel: 'telegram', state: 'skipped', reason: 'merged' },
      bob: { channel: 'telegram', state: 'skipped', reason: 'merged' },
      cy: sent('telegram', { also: ['another'] }),
    });
    await writing(world.app, (at) =>
      addDeliveries(at, [
        leftRow(world, carrier, { person: 'ann', row: sent('telegram', { also: [id] }) }),
        leftRow(world, carrier, {
          person: 'bob',
          row: { channel: 'telegram', state: 'pending', also: ['x', id] },
        }),
      ]),
    );
    const { id: correction, amended, sent: fresh } = await corrected(world, id);
    expect([amended, fresh]).toEqual([{}, { telegram: 2 }]);
    await approved(world, correction);
    expect(await rowsOf(world, correction)).toEqual({ ann: { state: 'pending' }, cy: { state: 'pending' } });
    const { t, s } = reading(world.app);
    const waiting = (await s.select().from(t.delivery)).find((row) => row.personId === 'bob' && row.also);
    expect(waiting?.also).toEqual(['x']);
  });

  test('brings no new message to people who have left since, and still changes the one that they have', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: sent('viber'),
      cy: sent('viber'),
    });
    await writing(world.app, async (at) => {
      for (const person of ['ann', 'bob'])
        await recordConsent(at, person, {
          id: `${person}-no`,
          purpose: 'reminders',
          contest: 'city',
          granted: false,
          at: world.clock.now(),
          channel: 'telegram',
          wording: 'ні',
          ground: 'consent',
        });
      await changeAddress(at, 'cy-0', { state: 'gone' });
    });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(await rowsOf(world, correction)).toMatchObject({
      ann: { state: 'pending', amends: 'msg-ann' },
      bob: { state: 'skipped', reason: 'left' },
      cy: { state: 'skipped', reason: 'left' },
    });
  });

  test('reaches nobody in training', async () => {
    const world = await staffed({ sendTo: { kind: 'list', addresses: new Set(['bob-viber']) } });
    const id = await wentOut(world, { ann: sent('telegram'), bob: sent('viber') });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(await rowsOf(world, correction)).toMatchObject({
      ann: { state: 'skipped', reason: 'training' },
      bob: { state: 'pending' },
    });
  });

  test('corrects the post in the city’s own channel', async () => {
    const own = recordingChannel('telegram-channel', {}, { amends: true, outlet: '@city' });
    const board = recordingChannel('viber-channel', {}, { outlet: 'viber-channel' });
    const world = await staffed({ channels: [...threeChannels(), own, board] });
    const id = await wentOut(world, {
      'outlet:telegram-channel': sent('telegram-channel'),
      'outlet:viber-channel': sent('viber-channel'),
    });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(await rowsOf(world, correction)).toEqual({
      'outlet:telegram-channel': {
        state: 'pending',
        amends: 'msg-outlet:telegram-channel',
        body: { reply: { text: right, choices: [] }, to: '@city' },
      },
      'outlet:viber-channel': {
        state: 'pending',
        body: { reply: { text: `${lead}\n\n${right}`, choices: [] }, to: 'viber-channel' },
      },
    });
  });

  test('that is cancelled leaves the broadcast paused, for staff to resume', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: { channel: 'telegram', state: 'pending' },
    });
    const { id: correction } = await corrected(world, id);
    await world.desk.broadcasts.act(correction, 'cancel', editor);
    expect(await world.desk.broadcasts.act(id, 'resume', approver)).toMatchObject({
      ok: true,
      value: { state: 'sending' },
    });
    expect((await corrected(world, id)).state).toBe('waiting');
  });

  test('of what staff had cancelled themselves corrects only what went out', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('viber'), bob: { channel: 'viber', state: 'pending' } });
    await world.desk.broadcasts.act(id, 'cancel', approver);
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(Object.keys(await rowsOf(world, correction))).toEqual(['ann']);
    expect(await found(world, id)).toMatchObject({ state: 'cancelled', reason: approver });
    expect(await replacementOf(world, id)).toBeUndefined();
  });

  test('makes a row a person over many pages, also when it is begun again', async () => {
    const world = await staffed();
    const names = Array.from({ length: 1203 }, (_, n) => `p${String(n).padStart(4, '0')}`);
    const people = Object.fromEntries(
      names.map((name, n): [string, Left] => [
        name,
        n % 2 ? sent('telegram') : { channel: 'telegram', state: 'pending' },
      ]),
    );
    const id = await wentOut(world, people);
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    await expanded(world, correction);
    expect(Object.keys(await rowsOf(world, correction))).toHaveLength(601);
    const replacement = await replacementOf(world, id);
    expect(Object.keys(await rowsOf(world, replacement?.id ?? ''))).toHaveLength(602);
  });
});
