// A city moves from one engine to the other and back, and nothing of it differs: not a row, not an export, not a report.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { postgresKit } from '../../db/columns.ts';
import { copyPlace, whatIsIn } from '../../db/copy.ts';
import { postgresSource, postgresTarget } from '../../db/copy-postgres.ts';
import { type Cell, type ColumnShape, type Row, tableShapes } from '../../db/copy-shape.ts';
import { sqliteSource, sqliteTarget } from '../../db/copy-sqlite.ts';
import type { Place } from '../../db/database.ts';
import { getTableColumns, getTableName } from '../../db/drizzle.ts';
import { openPlace } from '../../db/engine.ts';
import { othersConnected } from '../../db/postgres-connect.ts';
import { migrateSqlite } from '../../db/sqlite.ts';
import { tablesFor } from '../../db/tables.ts';
import type { App } from '../../src/app/app.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import { exportPerson } from '../../src/app/people/person-desk.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { checkSums, keepSums } from '../../src/app/running/sums.ts';
import { fillCity } from '../support/console-city.ts';
import { openWorld, type World } from '../support/harness.ts';
import { freshPostgres } from '../support/world-database.ts';
import { settle } from './rows.ts';

function emptyFile(): Place & { kind: 'sqlite' } {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-copy-'));
  const file = path.join(folder, 'uchast.sqlite');
  migrateSqlite(file);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { kind: 'sqlite', file };
}

function emptyPostgres(): Place & { kind: 'postgres' } {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  return { kind: 'postgres', url };
}

async function everyRow(place: Place): Promise<Record<string, Row[]>> {
  const source = place.kind === 'sqlite' ? sqliteSource(place.file) : await postgresSource(place.url);
  const found: Record<string, Row[]> = {};
  for (const table of tableShapes()) {
    found[table.name] = [];
    for await (const page of source.pages(table, 7)) found[table.name]?.push(...page);
  }
  await source.close();
  return found;
}

/** Values at the edges of what a column of each kind holds. */
const samples: Readonly<Record<ColumnShape['kind'], readonly Cell[]>> = {
  text: ['Їжак’s «"проєкт"» 🌳', 'рядок\nі \\ ще\tодин', ''],
  integer: [0, 2_147_483_647, -1],
  bigint: [0, 1_792_486_800_123, 9_007_199_254_740_991],
  real: [0.02, 1e-7, 12_345_678.9],
  boolean: [true, false, true],
  json: ['{"b":1,"a":[ "ї", null ]}', '[]', '"\\u2028 \\"\\\\"'],
};

/** Three rows in every table that there is; in the second nothing stands that need not. */
async function fillEveryTable(place: Place): Promise<void> {
  const target =
    place.kind === 'sqlite'
      ? sqliteTarget(place.file, { replace: false })
      : await postgresTarget(place.url, { replace: false });
  const needed = new Map<string, boolean[]>(
    Object.values(tablesFor(postgresKit())).map((table) => [
      getTableName(table),
      Object.values(getTableColumns(table)).map((column) => column.notNull || column.primary),
    ]),
  );
  for (const table of tableShapes()) {
    const rows = [0, 1, 2].map((row) =>
      table.columns.map(({ name, kind }, index): Cell => {
        if (row === 1 && !needed.get(table.name)?.[index] && !table.order.includes(name)) return null;
        const value = samples[kind][row] ?? null;
        return kind === 'text' ? `${row} ${value}` : value;
      }),
    );
    await target.put(table, rows);
  }
  await target.keep();
}

describe('a copy there and back', () => {
  test('gives every row of every table again, with every kind of value', async () => {
    const [file, url, back] = [emptyFile(), emptyPostgres(), emptyFile()];
    await fillEveryTable(file);
    const before = await everyRow(file);
    expect(Object.entries(before).filter(([, rows]) => rows.length !== 3)).toEqual([]);
    const there = await copyPlace(file, url);
    expect(there.rows).toBe(tableShapes().length * 3);
    expect(await everyRow(url)).toEqual(before);
    expect(await copyPlace(url, back)).toEqual(there);
    expect(await everyRow(back)).toEqual(before);
  });

  test('leaves out what PostgreSQL takes in no text, and says how often', async () => {
    const [file, url] = [emptyFile(), emptyPostgres()];
    const db = openPlace(file);
    await db.write(async (s) => {
      const { source } = db.tables;
      await s.insert(source).values({ name: 'a\0b\0', target: null, createdAt: 1 });
    });
    await db.close();
    expect((await copyPlace(file, url)).leftOut).toBe(2);
    expect((await everyRow(url)).source).toEqual([['ab', null, 1]]);
  });

  test('gives the same exports, reports, results and rehearsals, and sums that agree', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    await city(world);
    const first = await shownOf(world.app);
    const [there, back] = [emptyFile(), emptyPostgres()];
    await copyPlace(world.place, there);
    expect(await shownAt(world, there)).toEqual(first);
    await copyPlace(there, back);
    expect(await shownAt(world, back)).toEqual(first);
    expect(await everyRow(back)).toEqual(await everyRow(world.place));
  });
});

async function city(world: World): Promise<void> {
  await fillCity(world.app, world.desk);
  for (const name of ['ann', 'bob']) await settle(world, name, { granted: [['reminders', 'city']] });
  await world.hear({ kind: 'text', text: 'коли голосування?' } as never);
  await reconcile(world.app);
  await keepSums(world.app);
}

async function shownOf(app: App) {
  const desk = createDesk(app);
  const year = { plan: null, from: '2026-01-01', to: '2027-12-31' };
  const report = await desk.report.file(year, 'json');
  return {
    people: await Promise.all(['ann', 'bob'].map((name) => exportPerson(app, name))),
    report: report.ok ? new TextDecoder().decode(report.value.file.bytes) : report,
    broadcasts: await desk.broadcasts.list(),
    plans: await desk.plans.list(),
    sums: await checkSums(app, { rebuild: false }),
  };
}

async function shownAt(world: World, place: Place) {
  const db = openPlace(place);
  try {
    return await shownOf({ ...world.app, db });
  } finally {
    await db.close();
  }
}

describe('a copy that fails', () => {
  test.each(['sqlite', 'postgres'] as const)(
    'leaves the target on %s as it was, and may be made again',
    async (kind) => {
      const [from, to] = [emptyFile(), kind === 'sqlite' ? emptyFile() : emptyPostgres()];
      await fillEveryTable(from);
      const kept = await everyRow(to);
      const target =
        to.kind === 'sqlite'
          ? sqliteTarget(to.file, { replace: false })
          : await postgresTarget(to.url, { replace: false });
      const [table] = tableShapes();
      if (table) await target.put(table, (await everyRow(from))[table.name] ?? []);
      await target.abandon();
      expect(await everyRow(to)).toEqual(kept);
      expect(await whatIsIn(to)).toEqual([]);
      await copyPlace(from, to);
      expect(await everyRow(to)).toEqual(await everyRow(from));
    },
  );

  test.each(['sqlite', 'postgres'] as const)(
    'in the place of what stands on %s keeps what stands',
    async (kind) => {
      const [from, to] = [emptyFile(), kind === 'sqlite' ? emptyFile() : emptyPostgres()];
      await fillEveryTable(from);
      await fillEveryTable(to);
      // The same keys twice: refused without being asked to replace.
      await expect(copyPlace(from, to)).rejects.toThrow();
      expect(await everyRow(to)).toEqual(await everyRow(from));
      await copyPlace(from, to, { replace: true });
      expect(await everyRow(to)).toEqual(await everyRow(from));
    },
  );
});

test('a backup of PostgreSQL is a file that holds the same, taken while the city is in use', async () => {
  const world = openWorld();
  await city(world);
  const { file } = emptyFile();
  const writing = settle(world, 'carol', { granted: [['reminders', 'city']] });
  await world.app.db.backup(`${file}.copy`);
  await writing;
  const held = await everyRow({ kind: 'sqlite', file: `${file}.copy` });
  const now = await everyRow(world.place);
  expect(held.broadcast).toEqual(now.broadcast);
  expect(held.person?.length).toBeGreaterThanOrEqual(2);
});

test('whoever serves is seen by who wants to replace the database, and a copy is not', async () => {
  const place = emptyPostgres();
  expect(await othersConnected(place.url)).toBe(0);
  const db = openPlace(place);
  await db.read.select().from(db.tables.meta);
  expect(await othersConnected(place.url)).toBe(1);
  await db.close();
});
