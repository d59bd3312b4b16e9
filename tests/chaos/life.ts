// Owns one life of the served product: started, answering, killed without warning at any instant.
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { City } from './city.ts';
import { pause } from './feeder.ts';

const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.js');
const patienceMs = 60_000;

export type Life = {
  /** Instants in milliseconds of this machine's clock; `readyAt` is null until it answers. */
  spawnedAt: number;
  readyAt: () => number | null;
  /** Resolves when it answers; throws where it ends by itself or takes a minute. */
  ready: () => Promise<void>;
  /** SIGKILL, also before it answers; resolves with the instant of the signal once the process is gone. */
  kill: () => Promise<number>;
  /** An orderly end. */
  end: () => Promise<void>;
};

export function startLife(city: City): Life {
  const spawnedAt = Date.now();
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [cli, 'serve'], {
    env: { PATH, HOME, LOG_LEVEL: 'error', ...city.env },
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  let ended = false;
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      ended = true;
      resolve();
    }),
  );
  let readyAt: number | null = null;
  const answers = () =>
    fetch(`${city.url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
  return {
    spawnedAt,
    readyAt: () => readyAt,
    ready: async () => {
      while (readyAt === null) {
        if (ended) throw new Error(`serve ended by itself: ${said}`);
        if (Date.now() > spawnedAt + patienceMs) throw new Error(`serve does not answer: ${said}`);
        if (await answers()) readyAt = Date.now();
        else await pause(20);
      }
    },
    kill: async () => {
      if (ended) throw new Error(`serve ended by itself: ${said}`);
      const at = Date.now();
      child.kill('SIGKILL');
      await gone;
      return at;
    },
    end: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
