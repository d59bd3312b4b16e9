// Owns what tests of corrections and recalls begin with: staff, a broadcast that went out as said, and what became of rows.
import { type BroadcastRow, changeBroadcast, findBroadcast, listBroadcasts } from '../../db/broadcasts.ts';
import { addDeliveries, type DeliveryRow } from '../../db/ledger.ts';
import { reading, writing } from '../../src/app/app.ts';
import { type AmendmentView, expandCorrection } from '../../src/app/broadcasts/correction.ts';
import type { Desk } from '../../src/app/desk.ts';
import { hourMs } from '../../src/core/time.ts';
import { deliveryRow, settle } from '../db/rows.ts';
import { openWorld, type World, type WorldOptions } from '../support/harness.ts';

export const editor = 'olena@city.example';
export const approver = 'taras@city.example';
export const admin = 'admin@city.example';

export const wrong = 'Голосування до 27 березня.';
export const right = 'Голосування до 28 березня.';
export const lead = '**Виправлення.** У нашому попередньому повідомленні була помилка. Правильно так:';

/** Everybody's row on their channel as the sender left it: `[channel, state, …]`. */
export type Left = Partial<DeliveryRow> & Pick<DeliveryRow, 'channel' | 'state'>;

export async function staffed(options: WorldOptions = {}): Promise<World> {
  const world = openWorld(options);
  await world.desk.staff.add(editor, 'editor', 'cli');
  await world.desk.staff.add(approver, 'approver', 'cli');
  await world.desk.staff.add(admin, 'admin', 'cli');
  return world;
}

/** A broadcast of the editor's that went out to these people as said; its id. */
export async function wentOut(
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

export function leftRow(
  world: World,
  id: string,
  { person, row }: { person: string; row: Left },
): DeliveryRow {
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

export type Given<K extends keyof Desk['corrections']> = Parameters<Desk['corrections'][K]>[1];

export async function corrected(
  world: World,
  id: string,
  of: Partial<Given<'correct'>> = {},
): Promise<AmendmentView> {
  const result = await world.desk.corrections.correct(id, { text: right, subject: null, by: editor, ...of });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

export async function recalled(
  world: World,
  id: string,
  of: Partial<Given<'recall'>> = {},
): Promise<AmendmentView> {
  const result = await world.desk.corrections.recall(id, { by: approver, ...of });
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

export const found = async (world: World, id: string): Promise<BroadcastRow> => {
  const row = await findBroadcast(reading(world.app), id);
  if (!row) throw new Error(`no broadcast ${id}`);
  return row;
};

/** What the sweep does with an approved one; whether its rows were made. */
export async function expanded(world: World, id: string): Promise<boolean> {
  await writing(world.app, (at) => changeBroadcast(at, id, { state: 'expanding' }));
  return await expandCorrection(world.app, await found(world, id));
}

export async function approved(world: World, id: string): Promise<boolean> {
  const result = await world.desk.broadcasts.act(id, 'approve', approver);
  if (!result.ok) throw new Error(result.code);
  return await expanded(world, id);
}

/** The rows of a broadcast by person: what each would do. */
export async function rowsOf(world: World, id: string): Promise<Record<string, Partial<DeliveryRow>>> {
  const { t, s } = reading(world.app);
  const rows = (await s.select().from(t.delivery)).filter((row) => row.broadcastId === id);
  return Object.fromEntries(
    rows.map(({ personId, state, reason, amends, body }) => [
      personId,
      { state, ...(reason ? { reason } : {}), ...(amends ? { amends } : {}), ...(body ? { body } : {}) },
    ]),
  );
}

export async function replacementOf(world: World, id: string): Promise<BroadcastRow | undefined> {
  const all = await listBroadcasts(reading(world.app));
  return all.find((one) => one.amends === id && one.kind !== 'correction' && one.kind !== 'recall');
}

export const sent = (channel: string, differs: Partial<DeliveryRow> = {}): Left => ({
  channel,
  state: 'sent',
  ...differs,
});
