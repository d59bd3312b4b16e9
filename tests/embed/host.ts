// Owns running an example of docs/embed as the process of a city's own bot, with the command line of the package beside it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Got, Received } from '../emulators/faults.ts';
import { type Environment, until } from '../support/process.ts';

const viberRoot = pathToFileURL(path.join(import.meta.dirname, 'viber-root.mjs')).href;

export type Host = {
  lines: () => string;
  /** Ends it as an administrator does; the code with which it ended. */
  stop: () => Promise<number | null>;
};

const plain = () => {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, LOG_LEVEL: 'warn' };
};

/** Starts `<library>.mjs` of the folder and waits until the console answers. */
export async function startHost(folder: string, library: string, env: Environment): Promise<Host> {
  const preload = library === 'viber-bot' ? [`--import=${viberRoot}`] : [];
  const child = spawn(process.execPath, [...preload, `${library}.mjs`], {
    cwd: folder,
    env: { ...plain(), ...env },
  });
  let lines = '';
  child.stdout.on('data', (chunk) => (lines += chunk));
  child.stderr.on('data', (chunk) => (lines += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}: ${lines}`);
    return await fetch(`http://127.0.0.1:${env.PORT}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  }, 40_000);
  return {
    lines: () => lines,
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

/** Runs a command of the installed package with --json; throws with its message where it fails. */
export async function command<T>(folder: string, env: Environment, ...args: string[]): Promise<T> {
  const launcher = path.join(folder, 'node_modules', 'uchast', 'src', 'uchast.mjs');
  const child = spawn(process.execPath, [launcher, ...args, '--json'], { env: { ...plain(), ...env } });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (error += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`uchast ${args.join(' ')} → ${code}: ${error}`);
  return JSON.parse(out) as T;
}

/** What a person was shown since, as soon as there are this many messages. */
export async function shownTo(received: Received, address: string, count: number): Promise<string[]> {
  const got = (): Got[] => received.get(address) ?? [];
  await until(
    async () => got().length >= count,
    15_000,
    `${count} messages to ${address}, not ${got().length}`,
  );
  return got().map(({ text }) => text);
}
