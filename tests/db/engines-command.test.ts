// The command that moves a city: what it refuses, in words, and that the moved city is the same for who serves it next.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openPlace } from '../../db/engine.ts';
import { takeServeLock } from '../../db/sqlite.ts';
import { ask, freshData, run } from '../support/process.ts';
import { freshPostgres } from '../support/world-database.ts';

function places() {
  const data = freshData();
  const { url, drop } = freshPostgres();
  onTestFinished(() => {
    drop();
    rmSync(data, { recursive: true, force: true });
  });
  const file = path.join(data, 'uchast.sqlite');
  return { data, file, url, lite: { DATA_DIR: data }, pg: { DATA_DIR: data, DATABASE_URL: url } };
}

test('a city moves to PostgreSQL and back, and its staff, sources and sums are the same there', async () => {
  const { data, url, lite, pg } = places();
  await ask(lite, 'source', 'add', 'poster-school-12');
  const sources = await ask(lite, 'source', 'list');
  const moved = await ask<{ rows: number; differences: number }>(lite, 'db', 'copy', '--to', url);
  expect(moved).toMatchObject({ differences: 0 });
  expect(moved.rows).toBeGreaterThan(1);
  expect(await ask(pg, 'source', 'list')).toEqual(sources);
  const back = path.join(data, 'back.sqlite');
  await ask(pg, 'db', 'copy', '--to', `sqlite:${back}`);
  expect(await ask({ DATA_DIR: data, DATABASE_URL: `sqlite:${back}` }, 'source', 'list')).toEqual(sources);
});

test('it refuses, in words, whatever would not be a whole copy into an empty place', async () => {
  const { file, url, lite, pg } = places();
  expect(await run(lite, 'db', 'copy', '--to', url)).toMatchObject({ code: 2 });
  await ask(lite, 'source', 'add', 'poster');
  expect((await run(lite, 'db', 'copy', '--to', 'mysql://x')).error).toContain('uchast db copy --to');
  expect((await run(lite, 'db', 'copy', '--to', `sqlite:${file}`)).error).toContain('та сама база');
  const release = takeServeLock(file);
  expect((await run(lite, 'db', 'copy', '--to', url)).error).toContain('зупиніть serve');
  release?.();
  const serving = openPlace({ kind: 'postgres', url });
  await serving.read.select().from(serving.tables.meta);
  expect((await run(lite, 'db', 'copy', '--to', url)).error).toContain('зупиніть serve');
  await serving.close();
  await ask(pg, 'source', 'add', 'leaflet');
  const refused = await run(lite, 'db', 'copy', '--to', url);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.error).toContain('не порожня');
  expect(refused.error).not.toContain('password');
});
