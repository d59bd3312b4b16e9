// Owns the database of one test on the engine that the run is about: a file, or a database of the PostgreSQL of the tests.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { inject } from 'vitest';
import type { Database, Place } from '../../db/database.ts';
import { openPostgres } from '../../db/postgres.ts';
import { migrateSqlite, openSqlite } from '../../db/sqlite.ts';
import type { Making } from './world-maker.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The migrated database that others are made from, or why there is none. */
    postgres: { url: string } | { problem: string };
  }
}

/** The engine that this run of the tests is about. */
export const engine: Database['kind'] = process.env.UCHAST_TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

export type Fresh = { db: Database; place: Place; drop: () => void };

/** A new, empty, migrated database; `file` is used where the engine keeps one. */
export function freshDatabase(file: string): Fresh {
  if (engine === 'sqlite') {
    migrateSqlite(file);
    return { db: openSqlite(file), place: { kind: 'sqlite', file }, drop: () => undefined };
  }
  const { url, drop } = freshPostgres();
  return { db: openPostgres(url), place: { kind: 'postgres', url }, drop };
}

/** A new database on the PostgreSQL of the tests, migrated; throws with the reason where that could not be started. */
export function freshPostgres(): { url: string; drop: () => void } {
  const given = inject('postgres');
  if ('problem' in given) throw new Error(given.problem);
  const name = `world_${process.pid}_${randomBytes(6).toString('hex')}`;
  const worker = workerFor(given.url);
  waitFor(worker, { make: name });
  const url = new URL(given.url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => waitFor(worker, { drop: name }) };
}

let known: Worker | null = null;

function workerFor(url: string): Worker {
  known ??= new Worker(path.join(import.meta.dirname, 'world-maker.ts'), { workerData: { url } });
  known.unref();
  return known;
}

/** A world opens in the middle of a test's line, so the thread of the test waits. */
function waitFor(worker: Worker, what: { make?: string; drop?: string }): void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const making = { ...what, done, answer: port2 } as unknown as Making;
  worker.postMessage(making, [port2]);
  if (Atomics.wait(done, 0, 0, 30_000) === 'timed-out')
    throw new Error('the PostgreSQL of the tests is silent');
  const problem = receiveMessageOnPort(port1)?.message as string | null | undefined;
  port1.close();
  if (problem) throw new Error(problem);
}
