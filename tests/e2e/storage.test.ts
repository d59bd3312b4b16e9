// Owns what the real process does when the ground gives way: a full disk, a damaged, read-only or replaced database, a lost
// journal, no room for letters. What it acknowledged is kept, what it can't keep it refuses, and it goes on by itself.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Environment,
  freePort,
  freshData,
  run,
  type Served,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

type Part = { ready: boolean; detail: string; code?: string; since?: string };
type Ready = { ready: boolean; parts: Record<string, Part> };

const secret = 'hook-secret';
const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function started(env: Environment): Promise<Served> {
  const served = await startServe(env);
  endings.push(() => served.kill('SIGKILL'));
  return served;
}

async function environmentIn(folder: string): Promise<Environment> {
  return { DATA_DIR: folder, PORT: String(await freePort()), LOG_LEVEL: 'warn' };
}

async function readyOf({ url }: Served): Promise<Ready> {
  return (await (await fetch(`${url}/readyz`)).json()) as Ready;
}

/** What a resident says in the web chat, and with which status it was answered. */
async function say({ url }: Served, text: string, session?: string) {
  const answer = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text, ...(session && { session }) }),
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
}

/** A small disk of its own; null where this machine doesn't let us have one. */
function smallDisk(megabytes: number): string | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  if (status !== 0) return null;
  endings.push(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Fills what is left of a disk; returns what makes room again. */
function fill(folder: string): () => void {
  const file = path.join(folder, 'filler');
  const to = openSync(file, 'w');
  for (const bytes of [65_536, 4096, 512]) {
    const block = Buffer.alloc(bytes, 1);
    try {
      for (;;) if (writeSync(to, block) < bytes) break;
    } catch {
      // No room for another block of this size.
    }
  }
  return () => {
    closeSync(to);
    rmSync(file);
  };
}

const noDisk = 'this machine lets nobody mount a small disk';

describe('a full disk', { timeout: 150_000 }, () => {
  it('is told in words, loses no event that was acknowledged, and is over as soon as there is room', async (context) => {
    const folder = smallDisk(24) ?? context.skip(noDisk);
    const emulation = await startEmulation({});
    endings.push(() => void emulation.stop());
    const { addresses } = emulation;
    const env: Environment = {
      ...(await environmentIn(folder)),
      TELEGRAM_BOT_TOKEN: addresses.telegramToken,
      TELEGRAM_API_ROOT: addresses.telegram,
      TELEGRAM_WEBHOOK_SECRET: secret,
    };
    const served = await started({ ...env, PUBLIC_URL: `http://127.0.0.1:${env.PORT}` });
    await until(async () => (await readyOf(served)).parts.telegram?.ready === true, 20_000, 'Telegram');
    const hook = async (person: number) => {
      const answer = await fetch(`${served.url}/hook/telegram`, {
        method: 'POST',
        headers: { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' },
        body: JSON.stringify(update(person)),
      });
      return { status: answer.status, retryAfter: answer.headers.get('retry-after') };
    };
    expect((await hook(1000)).status).toBe(200);
    const makeRoom = fill(folder);
    // The journal of changes may have some room of its own left: events are taken until it is used up, then refused.
    const refused: number[] = [];
    const taken: number[] = [1000];
    for (let person = 1001; refused.length < 5 && person < 4000; person += 1) {
      const { status, retryAfter } = await hook(person);
      expect([200, 503]).toContain(status);
      if (status === 503) expect(Number(retryAfter)).toBeGreaterThan(0);
      (status === 200 ? taken : refused).push(person);
    }
    expect(refused).toHaveLength(5);
    const full = await readyOf(served);
    expect(full).toMatchObject({
      ready: false,
      parts: { database: { ready: false, code: 'full' }, disk: { ready: false } },
    });
    expect(full.parts.database?.detail).toMatch(/uchast\.sqlite: немає місця.*Звільніть місце/);
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    expect(served.lines()).toContain(`База ${path.join(folder, 'uchast.sqlite')}: немає місця`);
    expect(served.lines().split('the database is in trouble')).toHaveLength(2);
    makeRoom();
    await until(async () => (await readyOf(served)).ready, 30_000, 'the database to work again');
    // What was refused comes again, as the platforms do it.
    for (const person of refused) expect((await hook(person)).status).toBe(200);
    const all = [...taken, ...refused];
    const answered = async () => {
      const { telegram = {} } = await emulation.control<Record<string, Record<string, number>>>(
        'GET',
        '/counts?channel=telegram',
      );
      return all.filter((person) => (telegram[person] ?? 0) > 0).length;
    };
    await until(async () => (await answered()) === all.length, 60_000, 'an answer to everybody');
    expect(served.child.exitCode).toBeNull();
    await until(async () => served.lines().includes('знову працює'), 10_000, 'the word that it works again');
  });

  it('keeps a start from failing without a word', async (context) => {
    const folder = smallDisk(1) ?? context.skip(noDisk);
    fill(folder);
    const { code, error } = await run(await environmentIn(folder), 'serve');
    expect({ code, lines: error.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(error).toMatch(/uchast\.sqlite: немає місця|uchast\.sqlite не відкривається/);
  });

  it('keeps letters that are files back until there is room', async (context) => {
    const folder = smallDisk(1) ?? context.skip(noDisk);
    const data = freshData();
    const served0 = await environmentIn(data);
    // Only the folder of letters lies on the small disk.
    rmSync(path.join(data, 'mail'), { recursive: true, force: true });
    spawnSync('ln', ['-s', folder, path.join(data, 'mail')]);
    const served = await started(served0);
    await until(async () => (await readyOf(served)).parts.email?.ready === true, 20_000, 'letters');
    const makeRoom = fill(folder);
    const form = new URLSearchParams({ address: 'olena@example.org', contest: 'city' });
    const asked = await fetch(`${served.url}/email`, { method: 'POST', body: form });
    expect(asked.status).toBeLessThan(400);
    const letters = () => readdirSync(folder).filter((name) => name.endsWith('.eml'));
    const waits = async () =>
      /uchast_sends_total\{channel="email",outcome="transient"\} [1-9]/.test(
        await (await fetch(`${served.url}/metrics`)).text(),
      );
    await until(waits, 10_000, 'a try to write the letter');
    expect(letters()).toEqual([]);
    makeRoom();
    await until(async () => letters().length === 1, 70_000, 'the letter');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a damaged database', { timeout: 120_000 }, () => {
  it('refuses the start with one sentence that names the file and `restore`, and is restored by it', async () => {
    const env = await environmentIn(freshData());
    const file = path.join(env.DATA_DIR ?? '', 'uchast.sqlite');
    const copy = path.join(env.DATA_DIR ?? '', 'copy.sqlite');
    expect((await run(env, 'source', 'add', 'poster')).code).toBe(0);
    expect((await run(env, 'backup', copy)).code).toBe(0);
    flip(file, 0, 4096);
    for (const command of [['serve'], ['source', 'list']]) {
      const { code, out, error } = await run(env, ...command);
      expect({ code, out, lines: error.trim().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
      expect(error).toContain(`Базу ${file} пошкоджено`);
      expect(error).toContain('uchast restore');
    }
    expect((await run(env, 'restore', copy)).code).toBe(0);
    expect((await run(env, 'source', 'list', '--json')).out).toContain('poster');
  });

  it('is found by doctor where only some pages are damaged', async () => {
    const env = await environmentIn(freshData());
    const file = path.join(env.DATA_DIR ?? '', 'uchast.sqlite');
    expect((await run(env, 'source', 'add', 'poster')).code).toBe(0);
    const sound = await run(env, 'doctor', '--json');
    expect(JSON.parse(sound.out)).toContainEqual(
      expect.objectContaining({ part: 'database-file', ready: true }),
    );
    flip(file, Math.floor(statSync(file).size / 2), 40_000);
    const { code, out } = await run(env, 'doctor', '--json');
    expect(code).toBe(1);
    const found = (JSON.parse(out) as (Part & { part: string })[]).find(
      ({ part }) => part === 'database-file',
    );
    expect(found).toMatchObject({ ready: false, detail: expect.stringContaining('uchast restore') });
  });

  it('that breaks while it runs answers 503, and the process stays', async () => {
    const env = await environmentIn(freshData());
    const served = await started(env);
    const file = path.join(env.DATA_DIR ?? '', 'uchast.sqlite');
    expect((await say(served, 'привіт')).status).toBe(200);
    // All is brought into the file and damaged there; another's small change makes the process read its pages anew.
    const other = new SqliteFile(file);
    other.pragma('wal_checkpoint(TRUNCATE)');
    flip(file, 4096, statSync(file).size - 4096);
    other.pragma('user_version = 1');
    endings.push(() => void other.close());
    await until(async () => (await say(served, 'привіт')).status === 503, 20_000, 'a refusal');
    const { ready, parts } = await readyOf(served);
    expect(ready).toBe(false);
    expect(parts.database?.code).toMatch(/corrupt|unreachable/);
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    expect(served.child.exitCode).toBeNull();
  });
});

describe('the files of the database', { timeout: 120_000 }, () => {
  it('are missed where they were replaced or taken away under a running process', async () => {
    const env = await environmentIn(freshData());
    const served = await started(env);
    const file = path.join(env.DATA_DIR ?? '', 'uchast.sqlite');
    await until(async () => (await readyOf(served)).ready, 10_000, 'the start');
    renameSync(file, `${file}.away`);
    await until(async () => (await readyOf(served)).parts.database?.code === 'moved', 10_000, 'the loss');
    renameSync(`${file}.away`, file);
    await until(async () => (await readyOf(served)).ready, 10_000, 'the file');
    renameSync(`${file}-wal`, `${file}-away`);
    await until(async () => (await readyOf(served)).parts.database?.code === 'noJournal', 10_000, 'the loss');
  });

  it('tell at the next start that the journal was lost after a sudden end, once', async () => {
    const env = await environmentIn(freshData());
    const file = path.join(env.DATA_DIR ?? '', 'uchast.sqlite');
    const first = await started(env);
    expect((await say(first, 'привіт')).status).toBe(200);
    await first.kill('SIGKILL');
    expect(existsSync(`${file}-wal`)).toBe(true);
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`);
    const second = await started(env);
    expect(second.lines()).toContain('щось могло не зберегтися');
    await second.kill('SIGTERM');
    const third = await started(env);
    expect(third.lines()).not.toContain('щось могло не зберегтися');
  });

  it('that may not be written refuse the start in words', async (context) => {
    const data = freshData();
    const env = await environmentIn(data);
    expect((await run(env, 'source', 'add', 'poster')).code).toBe(0);
    // Whoever may do everything is refused nothing: then somebody else starts.
    const root = process.getuid?.() === 0;
    const others = root ? { uid: 65_534, gid: 65_534 } : {};
    if (root && !canRunAs(others)) context.skip('no other user can be had here');
    for (const name of readdirSync(data))
      if (statSync(path.join(data, name)).isFile()) chmodSync(path.join(data, name), 0o444);
    chmodSync(data, 0o555);
    const { status, stderr } = spawnSync(process.execPath, ['src/cli.js', 'serve'], {
      env: { PATH: process.env.PATH ?? '', ...env },
      encoding: 'utf8',
      ...others,
    });
    chmodSync(data, 0o755);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^(Базу .*uchast\.sqlite можна лише читати|База .*uchast\.sqlite не відкривається)/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

function canRunAs(who: { uid?: number; gid?: number }): boolean {
  return spawnSync(process.execPath, ['-e', '0'], who).status === 0;
}

/** Overwrites so many bytes of a file where they stand. */
function flip(file: string, from: number, bytes: number): void {
  const to = openSync(file, 'r+');
  writeSync(to, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
  closeSync(to);
}

let updates = 500;
function update(person: number) {
  updates += 1;
  return {
    update_id: 7_000_000 + person,
    message: {
      message_id: updates,
      date: Math.floor(Date.now() / 1000),
      chat: { id: person, type: 'private', first_name: 'О' },
      from: { id: person, is_bot: false, first_name: 'О' },
      text: 'коли голосування?',
    },
  };
}
