// Owns that a process which starts while its PostgreSQL is away waits for it, says so, and gives up after a while: whoever
// starts everything at once needs no order. What goes away later is src/app/running/storage.ts's to watch.
import { setTimeout as pause } from 'node:timers/promises';
import { connected } from '../db/postgres-connect.ts';
import { type Trouble, troubleOf } from '../db/trouble.ts';
import { nameOfDatabase } from './assemble.ts';
import type { Config } from './config.ts';
import { adviceOf, type Log } from './core/log.ts';
import { openSmallDoor, type Readiness, type SmallDoor } from './web/probes.ts';

export type Waiting = {
  config: Pick<Config, 'database' | 'host' | 'port'>;
  log: Log;
  /** Fills a text of content/cli.yaml. */
  word: (key: string, values: Readonly<Record<string, string | number>>) => string;
  /** Gives up after so long; two minutes where nothing is said. */
  mostMs?: number;
};

/** A server that starts again, or a machine on which everything starts at once, takes less. */
const longestMs = 120_000;
const firstTryMs = 250;
const lastTryMs = 3_000;

/**
 * Resolves once the database answers. Meanwhile the process's door tells how it is and asks everybody else, platforms
 * among them, to come again. Throws what the last try said after `mostMs`, and at once where waiting is of no use: a
 * wrong password, a database that is not there.
 */
export async function waitForDatabase(waiting: Waiting): Promise<void> {
  const { config, mostMs = longestMs } = waiting;
  const { database } = config;
  if (database.kind === 'sqlite') return;
  const began = performance.now();
  let door: SmallDoor | null = null;
  let told = false;
  try {
    for (let tries = 0; ; tries += 1) {
      const error = await troubleIn(database.url);
      if (!error) break;
      const trouble = troubleOf(error, 'opening');
      const left = began + mostMs - performance.now();
      if ((trouble !== 'unreachable' && trouble !== 'busy') || left <= 0) throw error;
      if (!told) {
        told = true;
        door = await tellThatWeWait(waiting, { trouble, mostMs });
      }
      await pause(Math.min(firstTryMs * 2 ** tries, lastTryMs, left));
    }
  } finally {
    await door?.close();
  }
  if (told) {
    const advice = adviceOf(waiting.word('cli.storage.again', { file: nameOfDatabase(database) }));
    waiting.log.warn({ part: 'database', advice }, 'the database is there');
  }
}

async function troubleIn(url: string): Promise<unknown> {
  try {
    await connected(url, (client) => client.query('select 1'));
    return null;
  } catch (error) {
    return error;
  }
}

/** Says it in the journal, and at the door where its port is free. */
async function tellThatWeWait(
  { config, log, word }: Waiting,
  { trouble, mostMs }: { trouble: Trouble; mostMs: number },
): Promise<SmallDoor | null> {
  const file = nameOfDatabase(config.database);
  const detail = word('cli.storage.waiting', { file, seconds: Math.round(mostMs / 1000) });
  log.warn({ part: 'database', code: trouble, advice: adviceOf(detail) }, 'waiting for the database');
  const since = new Date().toISOString();
  const readiness = async (): Promise<Readiness> => ({
    ready: false,
    parts: { database: { ready: false, code: trouble, detail, since } },
  });
  const metrics = async () => null;
  return await openSmallDoor({ ...config, readiness, metrics, otherwise: 503 }).catch(() => null);
}
