// Owns what comes round in a running city, and what is told where it fails; how it comes round is for the jobs' engines.
import { listAlarms } from '../../../db/desk.ts';
import { oneAtATime } from '../../core/one-at-a-time.ts';
import type { Every, Jobs, Tell } from '../../jobs/contract.ts';
import { type App, channelTitle, reading, writing } from '../app.ts';
import { askApprovers } from '../broadcasts/approvals.ts';
import { applyUnknownRules } from '../broadcasts/unknown.ts';
import { keepTerms } from '../people/retention.ts';
import { reconcile } from '../plan/reconcile.ts';
import { pauseOnReturns } from '../sending/mail-breaker.ts';
import { learnTexts } from '../texts/texts.ts';
import { alarmText, clear, mailAlarms, raise } from './alarm.ts';
import { keepSums } from './sums.ts';
import { watch } from './watchdog.ts';

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

/** What comes round, by name. Each is idempotent: after a crash it is done again. */
const rounds: readonly { name: string; every: Every; work: (app: App) => Promise<void> }[] = [
  // A lost wake-up or another process's change costs at most one sweep.
  { name: 'sweep', every: 'fiveSeconds', work: reconcile },
  { name: 'sums', every: 'fiveSeconds', work: async (app) => void (await keepSums(app)) },
  { name: 'watchdog', every: 'minute', work: attend },
  { name: 'terms', every: 'hour', work: keepTerms },
];

/** Has the sweep, the sums, the watchdog and the terms come round, and the first sweep done at once. */
export async function startRounds(app: App, jobs: Jobs): Promise<void> {
  for (const { name, every, work } of rounds) await jobs.tick({ name, every, work: () => work(app) });
  await jobs.soon('sweep');
}

/** What an engine of jobs tells becomes words: in the log each time, to staff where it does not pass. */
export function tellOf(app: App): Tell {
  const key = (name: string) => `job.${name}`;
  return {
    failed: (name, error) => app.log.error({ job: name, error }, 'a job failed'),
    dead: async (name) => {
      const text = alarmText(app.files, 'job', { job: jobTitle(app, name) });
      await writing(app, (at) => raise(at, app, { key: key(name), text }));
    },
    works: async (name) => {
      const open = await listAlarms(reading(app));
      if (open.some((alarm) => alarm.key === key(name)))
        await writing(app, (at) => clear(at, app, key(name)));
    },
  };
}

/** The name of a tick or of a lane for people. */
function jobTitle({ files }: App, name: string): string {
  const channel = name.startsWith('lane-') ? channelTitle(files, name.slice('lane-'.length)) : null;
  const phrase =
    files.phrases[channel ? 'console.alarm.job.name.lane' : `console.alarm.job.name.${name}`] ?? name;
  return phrase.replace('{channel}', channel ?? '');
}

/** How soon what staff write on another process is known here. */
const freshMs = 5_000;

/**
 * Where several processes answer: the city's questions are learnt by each of them, and not only by the one that sweeps.
 * Returns how to end it.
 */
export function keepFresh(app: App): () => Promise<void> {
  const learn = oneAtATime(
    () => learnTexts(app),
    (error) => app.log.error({ error }, 'the texts could not be learnt'),
  );
  const timer = setInterval(() => void learn.run(), freshMs);
  return async () => {
    clearInterval(timer);
    await learn.ended();
  };
}
