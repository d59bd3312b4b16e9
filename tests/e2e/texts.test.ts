// Owns the proof from outside that a text which staff change counts at once in a process that serves already.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  ask,
  type Environment,
  freePort,
  freshData,
  run,
  type Served,
  startServe,
} from '../support/process.ts';

const author = 'author@city.example';
const approver = 'approver@city.example';
let env: Environment;
let served: Served;

beforeAll(async () => {
  const port = await freePort();
  const start = '2026-11-02T10:00:00+02:00';
  env = {
    DATA_DIR: freshData(),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    CLOCK_START: start,
  };
  await run(env, 'staff', 'add', author, '--role', 'editor');
  await run(env, 'staff', 'add', approver, '--role', 'approver');
  served = await startServe(env);
});

afterAll(async () => {
  await served?.kill('SIGTERM');
});

const sheet = async () => (await fetch(`${served.url}/print/city/submission`)).text();

it('a rule that was proposed waits, counts when it is approved, goes into files, and is taken back', async () => {
  expect(await sheet()).toContain('400\u00a0000');
  const set = ['set', 'rule', 'maxProjectCost', 'value', '--text', '450 000 грн', '--by', author];
  const { proposal } = await ask<{ proposal: string }>(env, 'texts', ...set);
  expect(await sheet()).toContain('400\u00a0000');
  expect((await run(env, 'texts', 'approve', proposal, '--by', author)).code).toBe(2);
  await ask(env, 'texts', 'approve', proposal, '--by', approver);
  expect(await sheet()).toContain('450\u00a0000');
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-texts-'));
  expect(await ask(env, 'texts', 'export', folder)).toEqual(['rules.yaml']);
  expect(readFileSync(path.join(folder, 'rules.yaml'), 'utf8')).toContain('value: 450000');
  await ask(env, 'texts', 'undo', 'rule', 'maxProjectCost', '--by', approver);
  expect(await sheet()).toContain('400\u00a0000');
});

it('a wrong value is refused in words, and the check of all texts ends well', async () => {
  const { code, error } = await run(
    env,
    'texts',
    'set',
    'rule',
    'platformUrl',
    'value',
    '--text',
    'javascript:1',
    '--by',
    author,
  );
  expect([code, error]).toEqual([2, expect.stringContaining('value')]);
  expect((await run(env, 'texts', 'check')).code).toBe(0);
  expect((await run(env, 'texts', 'show', 'law', 'x')).code).toBe(2);
});
