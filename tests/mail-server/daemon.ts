// Owns the life of one server of the tests: started in the foreground, awaited at its port, ended with its children.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { until } from '../support/process.ts';

/** A program and its arguments. */
export type Command = [program: string, args: readonly string[]];

export type Daemon = { child: ChildProcess; log: () => string; stop: () => Promise<void> };

/**
 * Starts a server that stays in the foreground. `logFile` is where it writes what it does; `endBy` is the command that
 * ends it with all its processes.
 */
export function startDaemon(options: { command: Command; endBy: Command; logFile: string }): Daemon {
  const { command, endBy, logFile } = options;
  const child = spawn(...command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = () => {
    if (child.exitCode === null && child.signalCode === null) spawnSync(...endBy);
  };
  // A test run that ends early leaves no server behind.
  process.once('exit', end);
  return {
    child,
    log: () => `${said}${textOf(logFile)}`,
    stop: async () => {
      end();
      await ended;
      process.removeListener('exit', end);
    },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Waits until somebody listens at this port of 127.0.0.1; throws with the server's own words where it ended. */
export async function waitForPort(port: number, daemon: Daemon): Promise<void> {
  const listens = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  await until(
    async () => {
      if (daemon.child.exitCode !== null) throw new Error(`the server ended: ${daemon.log()}`);
      return listens();
    },
    20_000,
    `port ${port}: ${daemon.log()}`,
  );
}

/** The numbers of a user of this machine, by name. */
export function idsOf(user: string): { uid: number; gid: number } {
  const id = (option: string) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
