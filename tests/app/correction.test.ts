// Correcting what went out: who approves it, and what everybody gets who had or had not got the wrong words.
import { describe, expect, test } from 'vitest';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { dayMs } from '../../src/core/time.ts';
import { settle } from '../db/rows.ts';
import {
  approved,
  approver,
  corrected,
  editor,
  found,
  lead,
  replacementOf,
  right,
  rowsOf,
  sent,
  staffed,
  wentOut,
} from './amending.ts';

describe('a correction', () => {
  test('stops the broadcast at once and waits for a second person', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') });
    const { id: correction, state } = await corrected(world, id);
    expect(state).toBe('waiting');
    expect(await found(world, id)).toMatchObject({ state: 'paused', reason: 'correction' });
    const row = await found(world, correction);
    expect(row).toMatchObject({ kind: 'correction', amends: id, priority: 1, key: `correction:${id}:1` });
    const own = await world.desk.broadcasts.act(correction, 'approve', editor);
    expect(own).toMatchObject({ ok: false, code: 'broadcast.role' });
    expect(await world.desk.broadcasts.act(correction, 'approve', approver)).toMatchObject({ ok: true });
  });

  test('is useful as long as the original, and at least a day', async () => {
    const world = await staffed();
    const now = world.clock.now();
    const short = await corrected(world, await wentOut(world, { ann: sent('telegram') }));
    const long = await corrected(
      world,
      await wentOut(world, { bob: sent('telegram') }, { lastUsefulAt: now + 9 * dayMs }),
    );
    expect((await found(world, short.id)).lastUsefulAt).toBe(now + dayMs);
    expect((await found(world, long.id)).lastUsefulAt).toBe(now + 9 * dayMs);
  });

  test('changes messages where the platform can, and introduces itself where it can’t', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: { channel: 'telegram', state: 'delivered' },
      cy: sent('viber'),
      di: { channel: 'viber', state: 'unknown' },
      eve: { channel: 'telegram', state: 'unknown' },
      fox: sent('email'),
    });
    const view = await corrected(world, id);
    expect(view).toMatchObject({
      amended: { telegram: 2 },
      sent: { telegram: 1, viber: 2, email: 1 },
      stays: {},
    });
    expect(view).toMatchObject({ text: `${lead}\n\n${right}`, subject: 'Виправлення: Голосування' });
    expect(await approved(world, view.id)).toBe(true);
    const why = { label: world.app.files.phrases['button.why'], value: `/why ${view.id}` };
    const reply = { text: right, choices: [why] };
    expect(await rowsOf(world, view.id)).toEqual({
      ann: { state: 'pending', amends: 'msg-ann', body: { reply } },
      bob: { state: 'pending', amends: 'msg-bob', body: { reply } },
      cy: { state: 'pending' },
      di: { state: 'pending' },
      eve: { state: 'pending' },
      fox: { state: 'pending' },
    });
    expect(await found(world, view.id)).toMatchObject({
      state: 'sending',
      body: { text: `${lead}\n\n${right}` },
    });
  });

  test('brings the right words, and no correction, to whom the wrong ones had not gone', async () => {
    const world = await staffed();
    const id = await wentOut(world, {
      ann: sent('telegram'),
      bob: { channel: 'telegram', state: 'pending' },
      cy: { channel: 'viber', state: 'pending', reason: 'nextVisit' },
    });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(Object.keys(await rowsOf(world, correction))).toEqual(['ann']);
    expect(await found(world, id)).toMatchObject({ state: 'cancelled', reason: 'corrected' });
    expect(await rowsOf(world, id)).toMatchObject({ bob: { state: 'skipped', reason: 'corrected' } });
    const replacement = await replacementOf(world, id);
    expect(replacement).toMatchObject({
      state: 'sending',
      kind: 'own',
      body: { text: right, subject: 'Голосування' },
    });
    expect(await rowsOf(world, replacement?.id ?? '')).toEqual({
      bob: { state: 'pending' },
      cy: { state: 'pending', reason: 'nextVisit' },
    });
    expect(replacement?.approvedHash).toBe(replacement?.contentHash);
  });

  test('goes on with people whose rows had not been made', async () => {
    const world = await staffed();
    const id = await wentOut(world, { ann: sent('telegram') }, { state: 'expanding', cursor: 'ann' });
    const { id: correction } = await corrected(world, id);
    await approved(world, correction);
    expect(await replacementOf(world, id)).toMatchObject({ state: 'expanding', cursor: 'ann' });
  });
});

test('An emergency of an approver goes without a second person, and the reason stays in the trail', async () => {
  const world = await staffed();
  const id = await wentOut(world, { ann: sent('telegram') });
  const { id: correction, state } = await corrected(world, id, { by: approver, emergency: 'хибна дата' });
  expect(state).toBe('approved');
  expect(await found(world, correction)).toMatchObject({ approvedBy: approver, reason: 'хибна дата' });
  const acts = (await world.desk.audit(20)).map(({ act, object }) => `${act} ${object}`);
  expect(acts).toEqual(
    expect.arrayContaining([
      `broadcast.correct ${id}`,
      `broadcast.create ${correction}`,
      `broadcast.approve ${correction}`,
    ]),
  );
});

test('The sender changes messages, corrects others in one call, and the rest get the right words', async () => {
  const world = await staffed();
  const id = await wentOut(world, {
    ann: sent('telegram'),
    bob: sent('viber'),
    cy: sent('viber'),
    di: { channel: 'viber', state: 'pending' },
  });
  const { id: correction } = await corrected(world, id);
  await approved(world, correction);
  await world.send('telegram', 1);
  await world.send('viber', 3);
  const { changes } = world.channel('telegram');
  expect(changes).toMatchObject([{ address: 'ann-telegram', messageId: 'msg-ann', reply: { text: right } }]);
  const { parcels, calls } = world.channel('viber');
  expect(calls).toEqual([2, 1]);
  expect(parcels.map(({ address, reply }) => [address, reply.text])).toEqual([
    ['bob-viber', `${lead}\n\n${right}`],
    ['cy-viber', `${lead}\n\n${right}`],
    ['di-viber', right],
  ]);
});

test('The sweep makes of an approved correction what was promised, and closes it', async () => {
  const world = await staffed();
  const id = await wentOut(world, {
    ann: sent('telegram'),
    bob: { channel: 'telegram', state: 'pending' },
    zoe: { channel: 'telegram', state: 'skipped', reason: 'training' },
  });
  await settle(world, 'new', { addresses: [{ channel: 'telegram' }], granted: [['reminders', 'city']] });
  const { id: correction } = await corrected(world, id);
  await world.desk.broadcasts.act(correction, 'approve', approver);
  expect((await world.desk.broadcasts.show(correction))?.recipients).toMatchObject({ telegram: 1, viber: 0 });
  await reconcile(world.app);
  await world.send('telegram', 2);
  await reconcile(world.app);
  const { changes, parcels } = world.channel('telegram');
  expect(changes.map(({ address }) => address)).toEqual(['ann-telegram']);
  expect(parcels.map(({ address, reply }) => [address, reply.text])).toEqual([['bob-telegram', right]]);
  expect([(await found(world, correction)).state, (await replacementOf(world, id))?.state]).toEqual([
    'done',
    'done',
  ]);
});
