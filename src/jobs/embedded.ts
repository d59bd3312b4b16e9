// Owns the jobs of a city that one process serves: node-cron ticks, and what is held is held by this process. Both die
// with it and lose nothing, because what is due lies in the database.
import cron from 'node-cron';
import { type OneAtATime, oneAtATime } from '../core/one-at-a-time.ts';
import type { Every, Jobs, Tell, Tick } from './contract.ts';

const times: Record<Every, string> = {
  fiveSeconds: '*/5 * * * * *',
  minute: '30 * * * * *',
  hour: '17 * * * *',
};
/** A ticker that is silent for this long stands still; looked at so often. */
const stillMs = 11_000;
const guardMs = 3_000;
/** What is held and ends by itself is begun again after this time. */
const againMs = 1_000;
/** So many failures in a row are more than bad luck. */
const mostFailures = 3;
/** A missed tick is no loss: what is due lies in the database. */
const quiet = { suppressMissedWarning: true };

type Ticking = { tick: Tick; job: OneAtATime };

/** Jobs inside this process. */
export function embeddedJobs(tell: Tell): Jobs {
  const ticks = new Map<string, Ticking>();
  const holds: Promise<void>[] = [];
  const ending = new AbortController();
  let tickedAt = performance.now();
  let tasks: ReturnType<typeof cron.schedule>[] = [];

  const begin = ({ tick, job }: Ticking) => {
    const run = () => {
      tickedAt = performance.now();
      return job.run();
    };
    tasks.push(cron.schedule(times[tick.every], run, quiet));
  };
  // The ticker goes by the wall clock: set back by an hour, it would stand still for an hour. It is begun anew.
  const guard = setInterval(() => {
    if (ticks.size === 0 || performance.now() - tickedAt < stillMs) return;
    for (const task of tasks) void task.stop();
    tasks = [];
    tickedAt = performance.now();
    for (const one of ticks.values()) {
      begin(one);
      if (one.tick.every === 'fiveSeconds') void one.job.run();
    }
  }, guardMs);

  return {
    tick: async (tick) => {
      const counted = countFailures(tick, tell);
      const one = { tick, job: oneAtATime(counted, (error) => tell.failed(tick.name, error)) };
      ticks.set(tick.name, one);
      begin(one);
    },
    hold: async (name, work) => {
      const again = async () => {
        while (!ending.signal.aborted) {
          await work(ending.signal).catch((error: unknown) => tell.failed(name, error));
          if (!ending.signal.aborted) await pause(againMs, ending.signal);
        }
      };
      holds.push(again());
    },
    soon: async (name) => {
      void ticks.get(name)?.job.run();
    },
    stop: async () => {
      clearInterval(guard);
      for (const task of tasks) await task.stop();
      for (const { job } of ticks.values()) await job.ended();
      ending.abort();
      await Promise.all(holds);
    },
  };
}

/** The work of a tick, which tells when it fails again and again, and when it works again after that. */
function countFailures({ name, work }: Tick, tell: Tell): () => Promise<void> {
  let failures = 0;
  return async () => {
    try {
      await work();
    } catch (error) {
      failures += 1;
      if (failures === mostFailures) await tell.dead(name);
      throw error;
    }
    failures = 0;
    await tell.works(name);
  };
}

/** A pause that the signal cuts short. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
