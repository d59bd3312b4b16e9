// Asking for approval: who is told by e-mail that a broadcast waits, once for each version of it.
import { describe, expect, test } from 'vitest';
import { changeBroadcast } from '../../db/broadcasts.ts';
import { writing } from '../../src/app/app.ts';
import { askApprovers } from '../../src/app/broadcasts/approvals.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { keepBroadcast } from '../db/rows.ts';
import {
  openWorld,
  realContent,
  recordingChannel,
  type World,
  type WorldOptions,
} from '../support/harness.ts';
import { said } from './look.ts';

const editor = 'olena@city.example';
const approver = 'taras@city.example';
const admin = 'admin@city.example';
type Waiting = Parameters<typeof keepBroadcast>[2];

async function withStaff(
  roles: Readonly<Record<string, 'editor' | 'approver' | 'admin'>>,
  options: WorldOptions = {},
): Promise<World> {
  const world = openWorld(options);
  for (const [email, role] of Object.entries(roles)) await world.desk.staff.add(email, role, 'cli');
  return world;
}
const three = { [editor]: 'editor', [approver]: 'approver', [admin]: 'admin' } as const;

const wait = (world: World, differs: Waiting = {}) =>
  keepBroadcast(world, 'b', {
    state: 'waiting',
    createdBy: editor,
    at: world.clock.now() + hourMs,
    ...differs,
  });
const change = (world: World, to: NonNullable<Waiting>) =>
  writing(world.app, (at) => changeBroadcast(at, 'b', to));
const letters = async (world: World) =>
  (await said(world)).map((row) => ({ to: row.body?.to, ...row.body?.letter, text: row.text }));
const readers = async (world: World) => (await letters(world)).map(({ to }) => to);

describe('a broadcast that waits', () => {
  test('is told of once to everybody who may approve it, with its words, its author and its hour', async () => {
    const world = await withStaff(three, { sendTo: { kind: 'nobody' } });
    await wait(world);
    await askApprovers(world.app);
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([admin, approver]);
    const [letter] = await letters(world);
    expect(letter?.subject).toBe('Прочитайте й схваліть: Розсилка працівників · МІСТО');
    expect(letter?.preheader).toContain('20 жовтня 2026 року, 13:00');
    for (const part of [
      '**Голосування**\n\nГолосування почалося.',
      `**Хто писав:** ${editor}`,
      '**Після цього часу вже не надсилатиметься:** 21 жовтня 2026 року, 12:00',
      'https://uchast.example/console/broadcasts/b',
    ]) {
      expect(letter?.text).toContain(part);
    }
    expect(world.nudged).toEqual(['email']);
  });

  test('is told of again after an edit, and not after that edit was looked at', async () => {
    const world = await withStaff(three);
    await wait(world);
    await askApprovers(world.app);
    await change(world, { contentHash: 'another' });
    await askApprovers(world.app);
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([admin, approver, admin, approver]);
  });

  test.each<[string, Waiting, string[]]>([
    ['who wrote it', { createdBy: approver }, [admin]],
    ['who edited it', { editedBy: admin }, [approver]],
    ['nobody, where the plan asks', { createdBy: null }, [admin, approver]],
  ])('leaves out %s', async (_label, differs, expected) => {
    const world = await withStaff(three);
    await wait(world, differs);
    await askApprovers(world.app);
    expect(await readers(world)).toEqual(expected);
  });

  test('is nobody’s business once it is approved, or too late', async () => {
    const world = await withStaff(three);
    await wait(world, { state: 'approved' });
    await askApprovers(world.app);
    await change(world, { state: 'waiting', lastUsefulAt: world.clock.now() });
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([]);
  });

  test('needs a channel for letters', async () => {
    const world = await withStaff(three, { channels: [recordingChannel('telegram')] });
    await wait(world);
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([]);
  });

  test('carries the letter’s own words where they differ', async () => {
    const world = await withStaff(three);
    const body = { text: 'Коротко.', letterText: 'Докладно.', choices: [], subject: null, preheader: null };
    await wait(world, { body });
    await askApprovers(world.app);
    expect((await letters(world))[0]?.text).toContain('Коротко.\n\nДокладно.');
  });
});

describe('where nobody but the author could approve', () => {
  test('the author is told so, and whoever may approve later is told then', async () => {
    const world = await withStaff({ [approver]: 'approver', [editor]: 'editor' });
    await wait(world, { createdBy: approver, lastUsefulAt: world.clock.now() + dayMs });
    await askApprovers(world.app);
    await askApprovers(world.app);
    const [letter, ...others] = await letters(world);
    expect(others).toEqual([]);
    expect(letter?.to).toBe(approver);
    expect(letter?.subject).toMatch(/^Вашу розсилку нікому схвалити/);
    await world.desk.staff.add(admin, 'admin', 'cli');
    await askApprovers(world.app);
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([approver, admin]);
  });

  test('and the city has a single clerk, they need no letter about their own broadcast', async () => {
    const content = realContent();
    const single = { ...content, city: { ...content.city, secondApproval: false } };
    const world = await withStaff({ [approver]: 'approver' }, { content: single });
    await wait(world, { createdBy: approver });
    await askApprovers(world.app);
    expect(await readers(world)).toEqual([]);
  });
});
