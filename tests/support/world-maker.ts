// Owns a thread that makes and drops databases on the PostgreSQL of the tests while the test itself stands still.
import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';

/** One piece of work: `done` is set to 1 when an error, or null, stands in `answer`. */
export type Making = { make?: string; drop?: string; done: Int32Array; answer: MessagePort };

const { url } = workerData as { url: string };
const at = new URL(url);
const template = at.pathname.slice(1);
// Nobody is connected to the template while it is copied.
at.pathname = '/postgres';
const client = new pg.Client({ connectionString: at.href });
const connected = client.connect();

parentPort?.on('message', async ({ make, drop, done, answer }: Making) => {
  let problem: string | null = null;
  try {
    await connected;
    if (drop) await client.query(`drop database if exists "${drop}" with (force)`);
    if (make) await client.query(`create database "${make}" template "${template}"`);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  answer.postMessage(problem);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
});
