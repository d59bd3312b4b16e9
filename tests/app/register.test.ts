// The public register: only what really went out to many, with rounded edges, and staff's right to take one out or close it.
import { describe, expect, it } from 'vitest';
import { keepSums } from '../../src/app/running/sums.ts';
import { openWorld, type World } from '../support/harness.ts';
import { editor } from './broadcasting.ts';

type Broadcast = { id: string; kind?: string; state?: string; only?: string; amends?: string; text?: string };

/** Writes a broadcast with so many rows in each state, as the ledger would hold it. */
async function sent(world: World, of: Broadcast, rows: Readonly<Record<string, number>>): Promise<void> {
  const { id, kind = 'own', state = 'done', only, amends = null, text = 'Голосування триває.' } = of;
  const { app } = world;
  await app.db.write(async (s) => {
    const at = app.clock.now();
    const audience = { purposes: [], contest: null, role: null, source: null, ...(only ? { only } : {}) };
    const body = { text, choices: [], subject: null, preheader: null, letterText: null };
    await s.insert(app.db.tables.broadcast).values({
      id,
      key: id,
      kind,
      nature: 'official',
      priority: 2,
      at,
      lastUsefulAt: at,
      audience,
      channels: ['telegram'],
      body,
      contentHash: '',
      state,
      createdAt: at,
      amends,
    } as never);
    for (const [row, n] of Object.entries(rows)) {
      const all = Array.from({ length: n }, (_, index) => ({
        id: `${id}-${row}-${index}`,
        broadcastId: id,
        personId: `${row}-${index}`,
        channel: 'telegram',
        priority: 2,
        state: row,
        dueAt: at,
        expiresAt: at,
        attempts: 1,
        priceEur: 0,
        createdAt: at,
      }));
      if (all.length > 0) await s.insert(app.db.tables.delivery).values(all as never);
    }
  });
  await keepSums(app);
}

const ids = async ({ desk }: World) => (await desk.register.page(1))?.entries.map(({ id }) => id);

describe('the register', () => {
  it('tells how many a broadcast was for and how many got it; who was left out was not written to', async () => {
    const world = openWorld();
    await sent(world, { id: 'b1' }, { sent: 8, delivered: 30, gone: 2, skipped: 7 });
    const page = await world.desk.register.page(1);
    expect(page?.entries).toMatchObject([{ id: 'b1', audience: 40, arrived: 38, channels: ['Telegram'] }]);
  });

  it('tells of fewer than ten people nothing but that', async () => {
    const world = openWorld();
    await sent(world, { id: 'b1' }, { sent: 9 });
    await sent(world, { id: 'b2' }, { sent: 10 });
    const sizes = (await world.desk.register.page(1))?.entries.map(({ id, audience }) => [id, audience]);
    expect(sizes).toEqual([
      ['b2', 10],
      ['b1', null],
    ]);
    expect(await world.desk.register.csv()).toContain('менше 10;менше 10');
  });

  it.each([
    ['waits for approval', { state: 'waiting' }, { sent: 20 }],
    ['went to one person alone', { only: 'p1' }, { sent: 20 }],
    ['holds what only guests of an event may know', { kind: 'event' }, { sent: 20 }],
    ['is a correction of another', { kind: 'correction', amends: 'b0' }, { sent: 20 }],
    ['left nobody yet', { state: 'sending' }, { pending: 20 }],
    ['had nobody to go to', {}, {}],
  ])('has no broadcast that %s', async (_name, differs, rows: Record<string, number>) => {
    const world = openWorld();
    await sent(world, { id: 'b1', ...differs }, rows);
    expect(await ids(world)).toEqual([]);
  });

  it('marks what was put right, and what was taken back', async () => {
    const world = openWorld();
    await sent(world, { id: 'b1' }, { sent: 20 });
    await sent(world, { id: 'b2' }, { sent: 20 });
    await sent(world, { id: 'c1', kind: 'correction', amends: 'b1' }, { sent: 20 });
    await sent(world, { id: 'c2', kind: 'correction', amends: 'b2' }, { sent: 20 });
    await sent(world, { id: 'r2', kind: 'recall', amends: 'b2' }, { sent: 20 });
    await sent(world, { id: 'r1', kind: 'recall', amends: 'b1', state: 'waiting' }, {});
    const marks = (await world.desk.register.page(1))?.entries.map(({ id, amended }) => [id, amended]);
    expect(marks).toEqual([
      ['b2', 'recall'],
      ['b1', 'correction'],
    ]);
  });

  it('is empty of one that staff took out with a reason, until they put it back', async () => {
    const world = openWorld();
    await sent(world, { id: 'b1' }, { sent: 20 });
    expect((await world.desk.register.hide('b1', '  ', editor)).ok).toBe(false);
    expect((await world.desk.register.hide('b1', 'ім’я в тексті', editor)).ok).toBe(true);
    expect(await ids(world)).toEqual([]);
    expect(await world.desk.register.csv()).not.toContain('Голосування');
    expect((await world.desk.register.staffPage(1)).entries[0]?.hidden?.reason).toBe('ім’я в тексті');
    await world.desk.register.unhide('b1', editor);
    expect(await ids(world)).toEqual(['b1']);
    expect((await world.desk.audit(10)).map(({ act }) => act)).toEqual(['register.unhide', 'register.hide']);
  });

  it('is closed to everybody while staff have switched it off', async () => {
    const world = openWorld();
    await sent(world, { id: 'b1' }, { sent: 20 });
    await world.desk.register.turn(false, editor);
    expect([await world.desk.register.page(1), await world.desk.register.csv()]).toEqual([null, null]);
    await world.desk.register.turn(true, editor);
    expect(await ids(world)).toEqual(['b1']);
  });

  it('has twenty broadcasts a page, and its file is no formula', async () => {
    const world = openWorld();
    for (let n = 0; n < 21; n += 1)
      await sent(world, { id: `b${String(n).padStart(2, '0')}`, text: '=HYPERLINK("x")' }, { sent: 10 });
    expect(await world.desk.register.page(2)).toMatchObject({ page: 2, pages: 2, total: 21 });
    expect((await world.desk.register.page(99))?.entries).toHaveLength(1);
    expect(await world.desk.register.csv()).toContain(`;"'=HYPERLINK`);
  });
});
