// Staff's own broadcasts: refused in words, approved by a second person, paused, cancelled, retried, counted.
import { describe, expect, test } from 'vitest';
import { findBroadcast } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { approvalHash } from '../../src/app/broadcasts/broadcast-draft.ts';
import type { BroadcastAct, NewBroadcast } from '../../src/app/desk.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { hourMs } from '../../src/core/time.ts';
import { deliveryRow, keep, settle, states } from '../db/rows.ts';
import { kyiv, openWorld, recordingChannel, type World, type WorldOptions } from '../support/harness.ts';

const editor = 'olena@city.example';
const approver = 'taras@city.example';
const admin = 'admin@city.example';

async function staffed(options: WorldOptions = {}): Promise<World> {
  const world = openWorld(options);
  await world.desk.staff.add(editor, 'editor', 'cli');
  await world.desk.staff.add(approver, 'approver', 'cli');
  await world.desk.staff.add(admin, 'admin', 'cli');
  return world;
}

const draft = (world: World, differs: Partial<NewBroadcast> = {}): NewBroadcast => ({
  text: 'Завтра о 18:00 вебінар для авторів.',
  subject: 'Вебінар',
  at: world.clock.now() + hourMs,
  lastUsefulAt: null,
  audience: { contest: 'city' },
  channels: null,
  nature: 'official',
  by: editor,
  ...differs,
});

async function created(world: World, differs: Partial<NewBroadcast> = {}): Promise<string> {
  const result = await world.desk.broadcasts.create(draft(world, differs));
  if (!result.ok) throw new Error(result.message);
  return result.value.id;
}

const act = async (
  world: World,
  id: string,
  ...[verb, by, emergency = null]: [BroadcastAct, string, (string | null)?]
) => {
  const result = await world.desk.broadcasts.act(id, verb, by, { emergency });
  return result.ok ? result.value.state : result.code;
};

describe('a draft is refused', () => {
  const cases: [string, Partial<NewBroadcast>, string][] = [
    ['from nobody of the staff', { by: 'stranger@example.com' }, 'staff.unknown'],
    ['for a channel that is not there', { channels: ['pigeon'] }, 'broadcast.channel'],
    ['without a text', { text: '  \n ' }, 'broadcast.empty'],
    ['with a placeholder that nobody knows', { text: 'Дата: {nonsense}' }, 'broadcast.placeholder'],
    ['with such a placeholder in the subject', { subject: '{nonsense}' }, 'broadcast.placeholder'],
    ['with a value that the city has not set', { text: 'Дзвоніть {teamPhone}' }, 'broadcast.unset'],
    [
      'whose last useful moment comes before it',
      { lastUsefulAt: kyiv('2026-10-20 12:30') },
      'broadcast.lastUseful',
    ],
    ['that needs more than one message of a channel', { text: 'а'.repeat(4001) }, 'broadcast.long'],
  ];
  test.each(cases)('%s', async (_, differs, code) => {
    const base = openWorld().app.files;
    const phone = base.rules.teamPhone;
    if (!phone) throw new Error('the city has a rule on its phone');
    const world = await staffed({
      content: { ...base, rules: { ...base.rules, teamPhone: { ...phone, value: null } } },
    });
    const result = await world.desk.broadcasts.create(draft(world, differs));
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok || /[а-яіїє]/.test(result.message)).toBe(true);
    expect(await world.desk.broadcasts.preview(draft(world, differs))).toMatchObject({ ok: false, code });
    expect(await world.desk.broadcasts.list()).toEqual([]);
  });
});

describe('a draft', () => {
  test('shows who would get it, where and at what price, and a preview keeps nothing', async () => {
    const world = await staffed();
    await settle(world, 'ann', { addresses: [{ channel: 'viber' }], granted: [['reminders', 'city']] });
    const view = await world.desk.broadcasts.preview(draft(world));
    expect(view).toMatchObject({
      ok: true,
      value: { recipients: { telegram: 0, viber: 1, email: 0 }, priceEur: 0.02 },
    });
    expect(await world.desk.broadcasts.list()).toEqual([]);
  });

  test('for the night is moved to the morning', async () => {
    const world = await staffed();
    const id = await created(world, { at: kyiv('2026-10-20 23:00') });
    expect((await world.desk.broadcasts.show(id))?.at).toBe(kyiv('2026-10-21 08:00'));
  });

  test('is refused for an unknown placeholder by its name, in the clerk’s language', async () => {
    const world = await staffed();
    const refused = await world.desk.broadcasts.create(draft(world, { text: 'Дата: {nonsense}' }));
    expect(refused).toMatchObject({ message: 'У тексті є невідоме слово в дужках: {nonsense}.' });
  });

  test('fills its placeholders when it is written', async () => {
    const world = await staffed();
    const id = await created(world, { text: 'Подати проєкт можна до {submission.end}.' });
    expect((await world.desk.broadcasts.show(id))?.text).toContain('29 листопада 2026 року');
  });

  test.each([
    ['official', ['reminders', 'letters', 'official']],
    ['agitation', ['reminders', 'letters']],
  ] as const)('of %s kind may reach %j', async (nature, purposes) => {
    const world = await staffed();
    const id = await created(world, { nature });
    expect((await world.desk.broadcasts.show(id))?.audience.purposes).toEqual(purposes);
  });
});

describe('approval', () => {
  test('is a second person’s: not the writer’s, not an editor’s', async () => {
    const world = await staffed();
    const own = await created(world, { by: approver });
    expect(await act(world, own, 'approve', approver)).toBe('broadcast.own');
    expect(await act(world, own, 'approve', editor)).toBe('broadcast.role');
    expect(await act(world, own, 'approve', 'stranger@example.com')).toBe('staff.unknown');
    expect(await act(world, own, 'approve', admin)).toBe('approved');
    expect(await act(world, own, 'approve', admin)).toBe('broadcast.state');
  });

  test('does not depend on how somebody writes their own address', async () => {
    const world = await staffed();
    const own = await created(world, { by: 'Taras@City.Example' });
    expect(await act(world, own, 'approve', 'TARAS@city.example')).toBe('broadcast.own');
  });

  test('in an emergency is one person’s, with a reason that stays in the trail; never an editor’s', async () => {
    const world = await staffed();
    const own = await created(world, { by: approver });
    expect(await act(world, own, 'approve', editor, 'аварія')).toBe('broadcast.role');
    world.clock.pass(hourMs);
    expect(await act(world, own, 'approve', approver, 'аварія на платформі')).toBe('approved');
    const row = await findBroadcast(reading(world.app), own);
    expect(row).toMatchObject({ approvedBy: approver, reason: 'аварія на платформі' });
    expect((await world.desk.audit(1))[0]).toMatchObject({
      actor: approver,
      act: 'broadcast.approve',
      object: own,
    });
  });

  test('is bound to the hash of text, audience, channels and time', async () => {
    const world = await staffed();
    const id = await created(world);
    await act(world, id, 'approve', approver);
    const row = await findBroadcast(reading(world.app), id);
    expect(row?.approvedHash).toBe(row && approvalHash(row));
  });

  test('is what it takes to go out: without it nothing is made', async () => {
    const world = await staffed();
    await settle(world, 'ann', { granted: [['reminders', 'city']] });
    const id = await created(world);
    world.clock.pass(2 * hourMs);
    await reconcile(world.app);
    expect(await states(world)).toEqual({});
    await act(world, id, 'approve', approver);
    await reconcile(world.app);
    await world.send('telegram', 1);
    await reconcile(world.app);
    expect(await world.desk.broadcasts.results(id)).toMatchObject({ state: 'done', total: 1, sent: 1 });
  });
});

describe('pause, resume and cancel', () => {
  async function running(): Promise<{ world: World; id: string }> {
    const world = await staffed({ channels: [recordingChannel('telegram', { concurrency: 1 })] });
    for (const name of ['ann', 'bob', 'eve']) await settle(world, name, { granted: [['reminders', 'city']] });
    const id = await created(world, { at: world.clock.now() });
    await act(world, id, 'approve', approver);
    await reconcile(world.app);
    return { world, id };
  }

  test('a paused one sends nothing; resumed it goes on where it stood and doubles nothing', async () => {
    const { world, id } = await running();
    expect(await act(world, id, 'pause', editor)).toBe('paused');
    await reconcile(world.app);
    await keep(world, [deliveryRow(world, 'reply')]);
    await world.send('telegram', 1);
    expect(world.channel('telegram').parcels.map((parcel) => parcel.deliveryId)).toEqual(['reply']);
    expect(await act(world, id, 'resume', approver)).toBe('sending');
    await world.send('telegram', 3);
    await reconcile(world.app);
    expect(await world.desk.broadcasts.results(id)).toMatchObject({ state: 'done', total: 3, sent: 3 });
  });

  test('one that is paused before its hour waits for it again', async () => {
    const world = await staffed();
    const id = await created(world);
    await act(world, id, 'approve', approver);
    await act(world, id, 'pause', editor);
    expect(await act(world, id, 'resume', approver)).toBe('approved');
  });

  test('a cancelled one skips who still waits, and stays cancelled', async () => {
    const { world, id } = await running();
    expect(await act(world, id, 'cancel', approver)).toBe('cancelled');
    expect(await world.desk.broadcasts.results(id)).toMatchObject({
      state: 'cancelled',
      total: 3,
      skipped: 3,
    });
    for (const verb of ['approve', 'pause', 'resume', 'cancel'] as const)
      expect(await act(world, id, verb, admin)).toBe('broadcast.state');
    await reconcile(world.app);
    expect((await world.desk.broadcasts.results(id))?.state).toBe('cancelled');
  });

  test('one that is not there is refused in words', async () => {
    const world = await staffed();
    expect(await act(world, 'nothing', 'pause', admin)).toBe('broadcast.unknown');
    expect(await world.desk.broadcasts.results('nothing')).toBeNull();
    expect(await world.desk.broadcasts.show('nothing')).toBeNull();
  });
});
