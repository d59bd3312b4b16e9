// Owns the embedded scheduler of one process: node-cron ticks the sweep; what is due lives in the database.
import cron from 'node-cron';
import type { App } from './app.ts';
import { keepTerms, reconcile } from './reconcile.ts';

export type Schedule = { sweepNow: () => Promise<void>; stop: () => Promise<void> };

/** Every five seconds: a lost wake-up or another process's change costs at most that. */
const everyFiveSeconds = '*/5 * * * * *';
const everyHour = '17 * * * *';

/** Starts the sweep. A sweep that takes longer than a tick is never run beside itself. */
export function startSchedule(app: App): Schedule {
  let running: Promise<void> | null = null;
  const sweepNow = () => {
    running ??= reconcile(app)
      .catch((error: unknown) => {
        app.log.error({ error: error instanceof Error ? error.message : String(error) }, 'the sweep failed');
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  const task = cron.schedule(everyFiveSeconds, sweepNow);
  const hourly = cron.schedule(everyHour, () => keepTerms(app));
  return {
    sweepNow,
    stop: async () => {
      await task.stop();
      await hourly.stop();
      await running;
    },
  };
}
