// Correcting and taking back what went out: who may, who gets what, and that nobody else gets anything.
import { describe, expect, test } from 'vitest';
import { type BroadcastRow, changeBroadcast, findBroadcast, listBroadcasts } from '../../db/broadcasts.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import { changeAddress, recordConsent } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { type AmendmentView, expandCorrection } from '../../src/app/correction.ts';
import type { Desk } from '../../src/app/desk.ts';
import { reconcile } from '../../src/app/reconcile.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { deliveryRow, settle } from '../db/rows.ts';
import {
  openWorld,
  recordingChannel,
  threeChannels,
  type World,
  type WorldOptions,
} from '../support/harness.ts';

const editor = 'olena@city.example';
const approver = 'taras@city.example';
const admin = 'admin@city.example';

const wrong = 'Голосування до 3 травня.';
const right = 'Голосування до 5 травня.';
const lead = '**Виправлення.** У нашому попередньому повідомленні була помилка. Правильно так:';

/** Everybody's row on their channel as the sender left it: `[channel, state, …]`. */
type Left = Partial<DeliveryRow> & Pick<DeliveryRow, 'channel' | 'state'>;

async function staffed(options: WorldOptions = {}): Promise<World> {
  const world = openWorld(options);
  await world.desk.staff.add(editor, 'editor', 'cli');
  await world.desk.staff.add(approver, 'approver', 'cli');
  await world.desk.staff.add(admin, 'admin', 'cli');
  return world;
}

/** A broadcast of the editor's that went out to these people as said; its id. */
async function wentOut(
  world: World,
  people: Record<string, Left>,
  differs: Partial<BroadcastRow> = {},
): Promise<string> {
  const now = world.clock.now();
  const made = await world.desk.broadcasts.create({
    text: wrong,
    subject: 'Голосування',
    at: now,
    lastUsefulAt: now + 3 * hourMs,
    audience: { contest: 'city' },
    channels: world.app.channels.map(({ name }) => name),
    nature: 'official',
    by: editor,
  });
  if (!made.ok) throw new Error(made.message);
  const { id } = made.value;
  for (const [person, { channel }] of Object.entries(people)) {
    if (!person.startsWith('outlet:'))
      await settle(world, person, { addresses: [{ channel }], granted: [['reminders', 'city']] });
  }
  await writing(world.app, async (at) => {
    await addDeliveries(
      at,
      Object.entries(people).map(([person, row]) => leftRow(world, id, { person, row })),
    );
    await changeBroadcast(at, id, { state: 'sending', ...differs });
  });
  return id;
}

function leftRow(world: World, id: string, { person, row }: { person: string; row: Left }): DeliveryRow {
  const out = ['sent', 'delivered'].includes(row.state);
  return deliveryRow(world, `row-${id.slice(-4)}-${person}`, {
    broadcastId: id,
    personId: person,
    addressId: person.startsWith('outlet:') ? null : `${person}-0`,
    priority: 2,
    dueAt: 0,
    body: null,
    providerId: out ? `msg-${person}` : null,
    settledAt: row.state === 'pending' ? null : world.clock.now(),
    ...row,
  });
}

type Given<K extends keyof Desk['corrections']> = Parameters<Desk['corrections'][K]>[1];

async function corrected(
  world: World,
  id: string,
  of: Partial<Given<'correct'>> = {},
): Promise<AmendmentView> {
  const result = await world.desk.corrections.correct(id, { text: right, subject: null, by: editor, ...of });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

async function recalled(world: World, id: string, of: Partial<Given<'recall'>> = {}): Promise<AmendmentView> {
  const result = await world.desk.corrections.recall(id, { by: approver, ...of });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

const found = async (world: World, id: string): Promise<BroadcastRow> => {
  const row = await findBroadcast(reading(world.app), id);
  if (!row) throw new Error(`no broadcast ${id}`);
  return row;
};

/** What the sweep does with an approved one; whether its rows were made. */
async function expanded(world: World, id: string): Promise<boolean> {
  await writing(world.app, (at) => changeBroadcast(at, id, { state: 'expanding' }));
  return await expandCorrection(world.app, await found(world, id));
}

async function approved(world: World, id: string): Promise<boolean> {
  const result = await world.desk.broadcasts.act(id, 'approve', approver);
  if (!result.ok) throw new Error(result.code);
  return await expanded(world, id);
}

/** The rows of a broadcast by person: what each would do. */
async function rowsOf(world: World, id: string): Promise<Record<string, Partial<DeliveryRow>>> {
  const { t, s } = reading(world.app);
  const rows = (await s.select().from(t.delivery)).filter((row) => row.broadcastId === id);
  return Object.fromEntries(
    rows.map(({ personId, state, reason, amends, body }) => [
      personId,
      { state, ...(reason ? { reason } : {}), ...(amends ? { amends } : {}), ...(body ? { body } : {}) },
    ]),
  );
}

async function replacementOf(world: World, id: string): Promise<BroadcastRow | undefined> {
  const all = await listBroadcasts(reading(world.app));
  return all.find((one) => one.amends === id && one.kind !== 'correction' && one.kind !== 'recall');
}

const sent = (channel: string, differs: Partial<DeliveryRow> = {}): Left => ({
  channel,
  state: 'sent',
  ...differs,
});

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
