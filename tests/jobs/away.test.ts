// A PostgreSQL that is away: processes that start meanwhile wait for it, those that run ask platforms to come again, and all
// of them go on by themselves once it is back. Real processes, a real server.
import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { wordsOf } from '../../src/assemble.ts';
import type { Log } from '../../src/core/log.ts';
import { waitForDatabase } from '../../src/waiting.ts';
import { startMember } from '../chaos/many-members.ts';
import { realContent } from '../support/harness.ts';
import { startPostgres } from '../support/postgres.ts';
import { freePort, freshData, startEmulation, until } from '../support/process.ts';
import { freshPostgres } from '../support/world-database.ts';

const secret = 'hook-secret';
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Ready = { ready: boolean; parts: Record<string, { ready: boolean; detail: string; code?: string }> };

async function readyOf(port: number): Promise<{ status: number; body: Ready | null }> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  return { status: answer?.status ?? 0, body: answer && ((await answer.json()) as Ready) };
}

const untilReady = (port: number, status: number) =>
  until(async () => (await readyOf(port)).status === status, 60_000, `${status} at /readyz`);

async function deliver(port: number, id: number) {
  const from = { id: 700 + id, is_bot: false, first_name: 'x' };
  const message = { message_id: id, date: 1, chat: { id: from.id, type: 'private' }, from, text: '/help' };
  const answer = await fetch(`http://127.0.0.1:${port}/hook/telegram`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: JSON.stringify({ update_id: 5_000 + id, message }),
  });
  return { status: answer.status, again: answer.headers.get('retry-after') };
}

async function openCity() {
  const postgres = await startPostgres();
  if (typeof postgres === 'string') throw new Error(postgres);
  endings.push(postgres.stop);
  const emulation = await startEmulation();
  endings.push(emulation.stop);
  const data = freshData();
  endings.push(() => rmSync(data, { recursive: true, force: true }));
  const { addresses } = emulation;
  const env = {
    DATA_DIR: data,
    DATABASE_URL: postgres.url,
    PUBLIC_URL: 'http://127.0.0.1:1',
    TELEGRAM_BOT_TOKEN: addresses.telegramToken,
    TELEGRAM_API_ROOT: addresses.telegram,
    TELEGRAM_WEBHOOK_SECRET: secret,
    LOG_LEVEL: 'warn',
  };
  const start = async (kind: 'serve' | 'work') => {
    const port = await freePort();
    const member = startMember({ kind, name: kind, port, env });
    endings.push(() => member.kill('SIGKILL'));
    return { member, port };
  };
  return { postgres, emulation, start };
}

test('processes that start before their database wait for it, and go on by themselves after its every restart', {
  timeout: 240_000,
}, async () => {
  const { postgres, emulation, start } = await openCity();
  const [serve, work] = await (async () => {
    const started: Awaited<ReturnType<typeof start>>[] = [];
    await postgres.away(async () => {
      started.push(await start('serve'), await start('work'));
      for (const { port } of started) {
        await untilReady(port, 503);
        const { database } = (await readyOf(port)).body?.parts ?? {};
        expect(database).toMatchObject({ ready: false, code: 'unreachable' });
        expect(database?.detail).toMatch(/поки не відповідає/);
        expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
        expect(await deliver(port, 0)).toEqual({ status: 503, again: '5' });
      }
    });
    return started;
  })();
  if (!serve || !work) throw new Error('nothing was started');
  for (const { member, port } of [serve, work]) {
    await member.ready;
    await untilReady(port, 200);
    expect(member.said()).toMatch(/waiting for the database[\s\S]*the database is there/);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('uchast_lane_held');
  }
  expect((await deliver(work.port, 1)).status).toBe(404);
  expect((await deliver(serve.port, 1)).status).toBe(200);

  await postgres.away(async () => {
    for (let n = 0; n < 3; n += 1) {
      const refused = await deliver(serve.port, 2);
      expect(refused.status).toBe(503);
      expect(Number(refused.again)).toBeGreaterThan(0);
    }
    for (const { port } of [serve, work]) {
      await untilReady(port, 503);
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    }
  });
  await until(async () => (await deliver(serve.port, 2)).status === 200, 30_000, 'the platform to be heard');
  for (const { member, port } of [serve, work]) {
    await untilReady(port, 200);
    expect(member.alive()).toBe(true);
  }
  const counts = () => emulation.control<{ telegram: Record<string, number> }>('GET', '/counts');
  await until(async () => (await counts()).telegram['702'] === 1, 60_000, 'the answer');
  expect((await counts()).telegram).toEqual({ 701: 1, 702: 1 });
});

/** Waits as a process does, with a journal that is kept. */
async function wait(url: string, mostMs: number): Promise<{ error: unknown; lines: string[] }> {
  const lines: string[] = [];
  const note = (_fields: object, message: string) => void lines.push(message);
  const log: Log = { info: note, warn: note, error: note };
  const config = { database: { kind: 'postgres' as const, url }, host: '127.0.0.1', port: 0 };
  const error = await waitForDatabase({ config, log, word: wordsOf(realContent()), mostMs }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { error, lines };
}

test('a process waits no longer than it may, and not at all where waiting is of no use', async () => {
  const { url, drop } = freshPostgres();
  endings.push(drop);
  expect(await wait(url, 1_000)).toEqual({ error: null, lines: [] });
  const nowhere = `postgres://postgres:password@127.0.0.1:${await freePort()}/city`;
  expect(await wait(nowhere, 400)).toMatchObject({
    error: { code: 'ECONNREFUSED' },
    lines: ['waiting for the database'],
  });
  const missing = new URL(url);
  missing.pathname = '/nobody_made_it';
  expect(await wait(missing.href, 60_000)).toMatchObject({ error: { code: '3D000' }, lines: [] });
  const wrong = new URL(url);
  wrong.password = 'wrong';
  expect(await wait(wrong.href, 60_000)).toMatchObject({ error: { code: '28P01' }, lines: [] });
});
