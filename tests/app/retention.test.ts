// How long data is kept: what is over is counted before it goes, what stands or waits never goes, and a city sets its own terms.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eraseByAddress } from '../../src/app/people/person-desk.ts';
import { endWhatIsOver, keepTerms, whatIsOver } from '../../src/app/people/retention.ts';
import { dataClasses } from '../../src/core/retention.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger } from '../db/rows.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { all, person } from './look.ts';

const admin = 'admin@example.org';

const counts = async (world: World) =>
  Object.fromEntries(
    (await whatIsOver(world.app)).filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]),
  );

async function talked(): Promise<World> {
  const world = openWorld();
  await world.hear({ kind: 'text', text: '/stage' });
  await world.hear({ kind: 'text', text: '/email stranger@example.com' });
  await world.send('telegram', 2);
  return world;
}

describe('the terms of data', () => {
  test('name every class, and nothing is over while all of it is fresh', async () => {
    const world = await talked();
    expect((await whatIsOver(world.app)).map(({ name }) => name)).toEqual(dataClasses);
    expect(await counts(world)).toEqual({});
  });

  test('count what is over without touching it, and then exactly that goes', async () => {
    const world = await talked();
    world.clock.pass(91 * dayMs);
    const over = await counts(world);
    expect(over).toEqual({ talks: 3, unproven: 2 });
    expect(await counts(world)).toEqual(over);
    const gone = await endWhatIsOver(world.app);
    expect(
      Object.fromEntries(gone.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows])),
    ).toEqual(over);
    expect(await counts(world)).toEqual({});
    expect(await all(world, 'conversation')).toEqual([]);
    expect(await person(world, 'stranger@example.com', 'email')).toBeNull();
    expect(await person(world)).not.toBeNull();
  });

  test('are the city’s where it set some', async () => {
    const content = realContent();
    const world = openWorld({ content: { ...content, city: { ...content.city, retention: { talks: 7 } } } });
    await world.hear({ kind: 'text', text: '/stage' });
    world.clock.pass(8 * dayMs);
    expect(await counts(world)).toEqual({ talks: 1 });
  });

  test('leave of the ledger only counts, and never touch what waits', async () => {
    const world = openWorld();
    await keepBroadcast(world, 'b', { state: 'done' });
    const settled = { state: 'sent' as const, settledAt: world.clock.now() };
    await keep(world, [
      deliveryRow(world, 'old', { ...settled, broadcastId: 'b', personId: 'ann', addressId: 'ann-0' }),
      deliveryRow(world, 'reply', settled),
      deliveryRow(world, 'waits', { personId: 'ben' }),
    ]);
    world.clock.pass(731 * dayMs);
    await keepTerms(world.app);
    const rows = await ledger(world);
    expect(Object.keys(rows).sort()).toEqual(['old', 'waits']);
    expect(rows.old).toMatchObject({
      state: 'sent',
      broadcastId: 'b',
      personId: 'past:old',
      addressId: null,
    });
    expect(rows.waits).toMatchObject({ personId: 'ben' });
  });

  test('count a long ledger piece by piece, and each row once', async () => {
    const world = openWorld();
    const settled = { state: 'sent' as const, settledAt: world.clock.now(), body: null };
    for (let from = 0; from < 10_500; from += 500)
      await keep(
        world,
        Array.from({ length: 500 }, (_, n) => deliveryRow(world, `r-${from + n}`, settled)),
      );
    world.clock.pass(731 * dayMs);
    expect(await counts(world)).toMatchObject({ ledger: 10_500 });
  });

  test('end with copies what is kept to erase again', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/stage' });
    await eraseByAddress(world.app, 'ann');
    const folder = path.join(path.dirname(world.file), 'backups');
    mkdirSync(folder);
    for (const [name, days] of [
      ['old.sqlite', 91],
      ['fresh.sqlite', 1],
    ] as const) {
      writeFileSync(path.join(folder, name), '');
      const at = new Date(Date.now() - days * dayMs);
      utimesSync(path.join(folder, name), at, at);
    }
    expect((await all(world, 'erasure'))[0]?.who).toHaveLength(1);
    world.clock.pass(91 * dayMs);
    await keepTerms(world.app);
    expect(readdirSync(folder)).toEqual(['fresh.sqlite']);
    expect(await all(world, 'erasure')).toMatchObject([{ way: 'staff', who: null }]);
    expect(await world.app.erasures.read()).toEqual([]);
  });
});

describe('what staff see of the terms', () => {
  const rowOf = async (world: World, name: string) =>
    (await world.desk.retention.look()).rows.find((row) => row.name === name);

  test('is each class in words, with who set its term, before anything was counted or taken away', async () => {
    const world = await talked();
    const { rows, ranAt, counted } = await world.desk.retention.look();
    expect([ranAt, counted]).toEqual([null, null]);
    expect(rows.map(({ name }) => name)).toEqual(dataClasses);
    for (const { title, purpose, ground } of rows)
      for (const text of [title, purpose, ground]) expect(text).toMatch(/^[^a-z]*[а-яіїє]{3}/i);
    expect(await rowOf(world, 'talks')).toMatchObject({ days: 90, isOwn: true, over: null, went: null });
    expect(await rowOf(world, 'events')).toMatchObject({ days: 730, isOwn: false });
  });

  test('is what would go, once somebody had it counted, and nothing has gone by that', async () => {
    const world = await talked();
    world.clock.pass(91 * dayMs);
    await Promise.all([world.desk.retention.count(admin), world.desk.retention.count(admin)]);
    expect(await world.desk.retention.look()).toMatchObject({
      ranAt: null,
      counted: { at: world.clock.now(), by: admin },
    });
    expect(await rowOf(world, 'talks')).toMatchObject({ over: 3, went: null });
    expect(await counts(world)).toEqual({ talks: 3, unproven: 2 });
  });

  test('is what went and when, also after later times that found nothing; an older count holds no more', async () => {
    const world = await talked();
    world.clock.pass(91 * dayMs);
    await world.desk.retention.count(admin);
    world.clock.pass(1);
    const at = world.clock.now();
    await keepTerms(world.app);
    world.clock.pass(dayMs);
    await keepTerms(world.app);
    expect(await world.desk.retention.look()).toMatchObject({ ranAt: at + dayMs, counted: null });
    expect(await rowOf(world, 'talks')).toMatchObject({ over: null, went: { at, rows: expect.any(Number) } });
    expect(await rowOf(world, 'audit')).toMatchObject({ over: null, went: null });
  });
});
