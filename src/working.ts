// Owns what works behind the door, in `serve` and in `work`: who sends, and what comes round. Which engine does the jobs is
// decided by the database: embedded in the only process on SQLite, pg-boss among many on PostgreSQL.

import { keepFresh, startRounds, tellOf } from './app/running/schedule.ts';
import { recoverAfterCrash } from './app/sending/dispatch.ts';
import { type Senders, sendAlone, sendTogether } from './app/sending/lanes.ts';
import type { Assembled } from './assemble.ts';
import type { Config } from './config.ts';
import type { Jobs } from './jobs/contract.ts';
import { embeddedJobs } from './jobs/embedded.ts';

export type Working = {
  /** Wakes whoever sends on this channel here. */
  nudge: (channel: string) => void;
  /** A place on the wire for a reply that is being written; null: it waits in the ledger for its turn. */
  place: Senders['place'];
  /** No new claims; what is in flight is settled; what was held is free for another process. */
  stop: () => Promise<void>;
};

/** For the only process on a database: what was in a call when the last one died is unknown, replies are sent again. */
export async function recoverAlone(app: Assembled['app']): Promise<void> {
  const unknown = await recoverAfterCrash(app);
  if (unknown > 0)
    app.log.warn({ unknown }, 'deliveries that were being sent when the process died are unknown now');
}

/** Starts the senders and the rounds of this process. */
export async function startWorking(of: Assembled, database: Config['database']): Promise<Working> {
  const { app, letters } = of;
  const tell = tellOf(app);
  if (database.kind === 'sqlite') {
    const jobs = embeddedJobs(tell);
    return await begin(of, jobs, sendAlone(app, letters));
  }
  const { bossJobs } = await import('./jobs/boss.ts');
  const jobs = await bossJobs(database.url, tell);
  const working = await begin(of, jobs, await sendTogether(app, letters, jobs));
  const fresh = keepFresh(app);
  return {
    ...working,
    stop: async () => {
      await fresh();
      await working.stop();
    },
  };
}

async function begin({ app }: Assembled, jobs: Jobs, senders: Senders): Promise<Working> {
  await startRounds(app, jobs);
  return {
    nudge: senders.nudge,
    place: senders.place,
    stop: async () => {
      await jobs.stop();
      await senders.stop();
    },
  };
}
