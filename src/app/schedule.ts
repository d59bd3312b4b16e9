// Owns the embedded scheduler of one process: node-cron ticks the sweep; what is due lives in the database.
import cron from 'node-cron';
import { mailAlarms } from './alarm.ts';
import type { App } from './app.ts';
import { askApprovers } from './approvals.ts';
import { pauseOnReturns } from './mail-breaker.ts';
import { keepTerms, reconcile } from './reconcile.ts';
import { keepSums } from './sums.ts';
import { applyUnknownRules } from './unknown.ts';
import { watch } from './watchdog.ts';

export type Schedule = { sweepNow: () => Promise<void>; stop: () => Promise<void> };

/** Every five seconds: a lost wake-up or another process's change costs at most that. */
const everyFiveSeconds = '*/5 * * * * *';
const everyMinute = '30 * * * * *';
const everyHour = '17 * * * *';
/** A ticker that is silent for this long stands still; looked at so often. */
const stillMs = 11_000;
const guardMs = 3_000;
/** A missed tick is no loss: what is due lies in the database. */
const quiet = { suppressMissedWarning: true };

/**
 * What staff must hear of: rules about unknown outcomes are applied, the watchdog looks, who may approve is asked, and
 * alarms go out. Idempotent: running it twice, or after any crash, tells nobody twice.
 */
export async function attend(app: App): Promise<void> {
  await applyUnknownRules(app);
  await pauseOnReturns(app);
  await watch(app);
  await askApprovers(app);
  await mailAlarms(app);
}

/** Starts the sweep and the look at what staff must hear of. Neither is ever run beside itself. */
export function startSchedule(app: App): Schedule {
  const sweep = oneAtATime(app, 'the sweep failed', () => reconcile(app));
  const look = oneAtATime(app, 'the watchdog failed', () => attend(app));
  const sums = oneAtATime(app, 'the sums could not be kept', async () => {
    await keepSums(app);
  });
  let tickedAt = performance.now();
  const tick = () => {
    tickedAt = performance.now();
    return sweep.run();
  };
  const start = () => [
    cron.schedule(everyFiveSeconds, tick, quiet),
    cron.schedule(everyFiveSeconds, sums.run, quiet),
    cron.schedule(everyMinute, look.run, quiet),
    cron.schedule(everyHour, () => keepTerms(app), quiet),
  ];
  let tasks = start();
  // The ticker goes by the wall clock: set back by an hour, it would stand still for an hour. It is begun anew.
  const guard = setInterval(() => {
    if (performance.now() - tickedAt < stillMs) return;
    for (const task of tasks) void task.stop();
    tasks = start();
    void tick();
  }, guardMs);
  return {
    sweepNow: sweep.run,
    stop: async () => {
      clearInterval(guard);
      for (const task of tasks) await task.stop();
      await sweep.ended();
      await look.ended();
      await sums.ended();
    },
  };
}

/** Work that takes longer than a tick is joined by the next one; a failure is logged and tried again with the next tick. */
function oneAtATime(app: App, failure: string, work: () => Promise<void>) {
  let running: Promise<void> | null = null;
  return {
    run: (): Promise<void> => {
      running ??= work()
        .catch((error: unknown) => {
          app.log.error({ error }, failure);
        })
        .finally(() => {
          running = null;
        });
      return running;
    },
    ended: async (): Promise<void> => {
      await running;
    },
  };
}
