// Owns running the real product as processes: `serve`, the command line beside it, and killing both.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
const cli = path.join(root, 'src', 'cli.js');

export type Environment = Readonly<Record<string, string>>;

/** A free port of this machine. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

/** A fresh folder for the data of one test; a failing test names it. */
export function freshData(): string {
  return mkdtempSync(path.join(tmpdir(), 'uchast-'));
}

/** The environment of a process: only what is given, nothing of this machine's. */
function environment(of: Environment): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LOG_LEVEL: 'warn', ...of };
}

export type Ran = { code: number | null; out: string; error: string };

/** Runs one command to its end. */
export function run(of: Environment, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd: root, env: environment(of) });
    let out = '';
    let error = '';
    // Letters of two bytes may stand across the end of a chunk.
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (error += chunk));
    child.on('close', (code) => resolve({ code, out, error }));
  });
}

/** Runs a command with --json and reads its answer; throws with its message where it fails. */
export async function ask<T>(of: Environment, ...args: string[]): Promise<T> {
  const { code, out, error } = await run(of, ...args, '--json');
  if (code !== 0) throw new Error(`uchast ${args.join(' ')} → ${code}: ${error}`);
  return JSON.parse(out) as T;
}

export type Served = {
  url: string;
  lines: () => string;
  kill: (signal?: NodeJS.Signals) => Promise<void>;
  child: ChildProcess;
};

/** Starts `serve` and waits until it answers /healthz. */
export async function startServe(of: Environment): Promise<Served> {
  const child = spawn(process.execPath, [cli, 'serve'], { cwd: root, env: environment(of) });
  let lines = '';
  child.stdout.on('data', (chunk) => (lines += chunk));
  child.stderr.on('data', (chunk) => (lines += chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${of.PORT}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${lines}`);
    return await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
  }, 30_000);
  return {
    url,
    child,
    lines: () => lines,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}

/** Asks until the answer is yes; throws after `ms`, with what was waited for. */
export async function until(
  ready: () => Promise<boolean>,
  ms: number,
  what = 'the condition',
): Promise<void> {
  const end = Date.now() + ms;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts the emulated platforms as a process of their own. */
export async function startEmulation(options: object = {}) {
  const file = path.join(root, 'tests', 'emulators', 'run.ts');
  const child = spawn(process.execPath, [file, JSON.stringify(options)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text);
    });
  });
  const addresses = JSON.parse(line) as Record<
    'telegram' | 'viber' | 'smtp' | 'control' | 'telegramToken' | 'viberToken',
    string
  >;
  const control = async <T>(method: 'GET' | 'POST', route: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${addresses.control}${route}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as T;
  };
  return { addresses, control, stop: () => child.kill('SIGTERM') };
}

/** Runs `work` on every item, some at a time. */
export async function each<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
