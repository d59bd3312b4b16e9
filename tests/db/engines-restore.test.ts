// Owns the drill of a copy on PostgreSQL: made as a file, put back in the place of what was there, kept beside as a file.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ask, type Environment, freshData, run } from '../support/process.ts';
import { freshPostgres } from '../support/world-database.ts';

test('a copy of a city on PostgreSQL brings it back as it was, and keeps what it replaces', async () => {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  const data = freshData();
  const env: Environment = { DATA_DIR: data, DATABASE_URL: url };
  const copy = path.join(data, 'copy.sqlite');
  await ask(env, 'staff', 'add', 'first@example.org', '--role', 'admin');
  expect(await run(env, 'backup', copy)).toMatchObject({ code: 0 });
  await ask(env, 'staff', 'add', 'second@example.org', '--role', 'editor');
  const restored = await ask<{ carried: boolean; kept: string }>(env, 'restore', copy);
  expect(restored).toMatchObject({ carried: true, erased: 0, unknown: 0 });
  expect(existsSync(restored.kept)).toBe(true);
  const staff = await ask<{ email: string }[]>(env, 'staff', 'list');
  expect(staff.map(({ email }) => email)).toEqual(['first@example.org']);
  const back = await ask<object>(env, 'restore', restored.kept);
  expect(back).toMatchObject({ carried: true });
  expect(await ask<object[]>(env, 'staff', 'list')).toHaveLength(2);
}, 120_000);
