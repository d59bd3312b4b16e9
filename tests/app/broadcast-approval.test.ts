// What a change of a broadcast undoes, what one person alone may do, and that only what was approved goes out.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { hourMs } from '../../src/core/time.ts';
import { settle, states } from '../db/rows.ts';
import { realContent } from '../support/harness.ts';
import { admin, approver, created, draft, editor, staffed } from './broadcasting.ts';

describe('a change of a broadcast', () => {
  test('takes its approval away, and who changed it can’t give it back', async () => {
    const world = await staffed();
    const { id, hash } = await created(world);
    const { act, edit, show } = world.desk.broadcasts;
    world.clock.pass(1000);
    await act(id, 'approve', approver);
    world.clock.pass(1000);
    const edited = await edit(id, draft(world, { text: 'Вебінар перенесено.', by: approver }));
    expect(edited).toMatchObject({
      ok: true,
      value: { id, state: 'waiting', approvedBy: null, createdBy: editor, editedBy: approver },
    });
    expect(await act(id, 'approve', approver)).toMatchObject({ code: 'broadcast.own' });
    const view = await show(id);
    expect(view?.history.map(({ act: name }) => name)).toEqual([
      'broadcast.create',
      'broadcast.approve',
      'broadcast.edit',
    ]);
    expect(view?.history.at(-1)).toMatchObject({ actor: approver, from: hash, to: view?.hash });
    expect(await act(id, 'approve', admin)).toMatchObject({ ok: true });
  });

  test('is not of one that has begun, of the plan’s own, or of none', async () => {
    const world = await staffed();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    const { id } = await created(world, { at: world.clock.now() });
    const { act, edit } = world.desk.broadcasts;
    await act(id, 'approve', approver);
    await reconcile(world.app);
    await act(id, 'pause', editor);
    expect(await edit(id, draft(world))).toMatchObject({ code: 'broadcast.begun' });
    await writing(world.app, (at) => changeBroadcast(at, id, { kind: 'notice' }));
    expect(await edit(id, draft(world))).toMatchObject({ code: 'broadcast.notOwn' });
    expect(await edit('nothing', draft(world))).toMatchObject({ code: 'broadcast.unknown' });
  });

  test('is noticed by who approves what they read before it', async () => {
    const world = await staffed();
    const { id, hash } = await created(world);
    await world.desk.broadcasts.edit(id, draft(world, { text: 'Інше.' }));
    const { act, show } = world.desk.broadcasts;
    expect(await act(id, 'approve', approver, { hash })).toMatchObject({ code: 'broadcast.changed' });
    const now = (await show(id))?.hash ?? '';
    expect(await act(id, 'approve', approver, { hash: now.slice(0, 7) })).toMatchObject({ ok: false });
    expect(await act(id, 'approve', approver, { hash: now.slice(0, 12) })).toMatchObject({ ok: true });
  });

  test('that came past the approval stops it at its hour', async () => {
    const world = await staffed();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    const { id } = await created(world);
    await world.desk.broadcasts.act(id, 'approve', approver);
    await writing(world.app, (at) => changeBroadcast(at, id, { contentHash: 'another' }));
    world.clock.pass(2 * hourMs);
    await reconcile(world.app);
    expect(await states(world)).toEqual({});
    expect(await world.desk.broadcasts.show(id)).toMatchObject({ state: 'waiting', approvedBy: null });
  });
});

describe('one person alone', () => {
  test('approves their own in a city with a single clerk, and the trail says so', async () => {
    const base = realContent();
    const content = { ...base, city: { ...base.city, secondApproval: false } };
    const world = await staffed({ content });
    const { id } = await created(world, { by: admin });
    world.clock.pass(1000);
    expect(await world.desk.broadcasts.act(id, 'approve', admin)).toMatchObject({ ok: true });
    const view = await world.desk.broadcasts.show(id);
    expect(view?.history.at(-1)).toMatchObject({ act: 'broadcast.approve', single: true, reason: null });
    expect(view?.emergency).toBeNull();
  });

  test('approves in an emergency, and its reason stays on the page and in the report after a pause', async () => {
    const world = await staffed();
    const { id } = await created(world, { by: approver });
    const { act, show, results } = world.desk.broadcasts;
    world.clock.pass(1000);
    await act(id, 'approve', approver, { emergency: 'повінь' });
    world.clock.pass(1000);
    await act(id, 'pause', editor);
    await act(id, 'resume', approver);
    expect((await show(id))?.emergency).toBe('повінь');
    expect((await results(id))?.emergency).toBe('повінь');
    await world.desk.broadcasts.edit(id, draft(world));
    expect((await show(id))?.emergency).toBeNull();
  });

  test('of the editors stops anything and sets nothing going', async () => {
    const world = await staffed();
    const { id } = await created(world, { by: admin });
    const own = await created(world, { text: 'Друга.' });
    const { act } = world.desk.broadcasts;
    expect(await act(id, 'cancel', editor)).toMatchObject({ code: 'broadcast.cancelRole' });
    await act(id, 'approve', approver);
    expect(await act(id, 'pause', editor)).toMatchObject({ ok: true, value: { state: 'paused' } });
    expect(await act(id, 'resume', editor)).toMatchObject({ code: 'broadcast.resumeRole' });
    expect(await act(id, 'cancel', editor)).toMatchObject({ code: 'broadcast.cancelRole' });
    expect(await act(own.id, 'cancel', editor)).toMatchObject({ ok: true, value: { state: 'cancelled' } });
  });
});
