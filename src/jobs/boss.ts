// Owns the jobs of a city that many processes serve: pg-boss keeps them in PostgreSQL, in a schema of its own. Loaded only
// where a city has chosen PostgreSQL.
import { PgBoss, type Queue, type SendOptions } from 'pg-boss';
import type { Every, Jobs, Tell, Tick } from './contract.ts';

/** Where pg-boss keeps its tables. */
const schema = 'pgboss';
/**
 * A job whose process was not heard of for so long is given to another one; the least that pg-boss permits. Looked at
 * every few seconds by whichever process comes first, and fetched within one: a dead process is replaced in 10 to 17 s.
 */
const heartbeatSeconds = 10;
const watchSeconds = 4;
const pollingIntervalSeconds = 1;
/** pg-boss lets no job run longer. */
const dayS = 86_400;
/** Every process plants what has to be there; the database lets one of them stand. */
const plantTicksMs = 5_000;
const plantHoldsMs = 4_000;
/** A day's ticks are of no use to anybody: completed jobs are kept for an hour. */
const keepS = 3_600;
/** An orderly end waits so long for what is under way. */
const stopMs = 6_000;
/** Connections of one process; the work itself uses those of the application. */
const connections = 3;
const letters = 'dead';

/** One at a time is queued or under way; what failed too often goes to the dead letters. */
const common: Omit<Queue, 'name'> = {
  policy: 'exclusive',
  heartbeatSeconds,
  retryDelay: 1,
  deleteAfterSeconds: keepS,
  retentionSeconds: keepS,
  deadLetter: letters,
};
const tickQueue: Omit<Queue, 'name'> = { ...common, retryLimit: 2, expireInSeconds: 900 };
/** Deaths and outages of a day are no failure of the work. */
const holdQueue: Omit<Queue, 'name'> = { ...common, retryLimit: 1000, expireInSeconds: dayS };

const crons: Record<Exclude<Every, 'fiveSeconds'>, string> = { minute: '* * * * *', hour: '17 * * * *' };

const queueOfTick = (name: string) => `tick.${name}`;
const queueOfHold = (name: string) => `hold.${name}`;
const nameIn = (queue: string) => queue.replace(/^(?:tick|hold)\./, '');

/** Makes the tables of pg-boss, or brings them up to date; several processes may do it at once. */
export async function prepareBoss(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema, max: 1, supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.stop({ graceful: false });
}

/** Jobs shared by all processes on this database. A connection that is lost is made again; meanwhile nothing is fetched. */
export async function bossJobs(url: string, tell: Tell): Promise<Jobs> {
  const boss = await startBoss(url, tell);
  const stopping = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const ticks = new Set<string>();
  const holds = new Set<string>();

  /** Asks for a job that may be there already; nobody minds if it is, or if the database is away just now. */
  const plant = (queue: string, options: SendOptions = {}) =>
    boss.send(queue, null, options).catch((error: unknown) => tell.failed(nameIn(queue), error));
  const every = (ms: number, work: () => void) => timers.push(setInterval(work, ms));

  await openQueue(boss, letters, { policy: 'standard', deleteAfterSeconds: keepS });
  await boss.work(letters, { includeMetadata: true, pollingIntervalSeconds: 5 }, async (jobs) => {
    for (const job of jobs) await tell.dead(nameIn(job.sourceName ?? ''));
  });

  return {
    tick: async ({ name, every: often, work }: Tick) => {
      const queue = queueOfTick(name);
      ticks.add(queue);
      await openQueue(boss, queue, tickQueue);
      await boss.work(queue, { pollingIntervalSeconds }, async () => {
        await told(name, work, tell);
        await tell.works(name);
      });
      if (often === 'fiveSeconds') every(plantTicksMs, () => void plant(queue, { singletonSeconds: 5 }));
      else await boss.schedule(queue, crons[often]);
      await plant(queue);
    },
    hold: async (name, work) => {
      const queue = queueOfHold(name);
      holds.add(queue);
      await openQueue(boss, queue, holdQueue);
      await boss.work(queue, { pollingIntervalSeconds }, async ([job]) => {
        // pg-boss says when the job is another process's by now.
        const signals = job ? [stopping.signal, job.signal] : [stopping.signal];
        await told(name, () => work(AbortSignal.any(signals)), tell);
      });
      every(plantHoldsMs, () => void plant(queue));
      await plant(queue);
    },
    soon: (tick) => plant(queueOfTick(tick)).then(() => undefined),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await Promise.all([...holds, ...ticks].map((queue) => boss.offWork(queue, { wait: true })));
      // Our own are over: whoever looks next has them.
      await Promise.all([...holds].map((queue) => plant(queue)));
      await boss.stop({ graceful: true, timeout: stopMs });
    },
  };
}

async function startBoss(url: string, tell: Tell): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    schema,
    max: connections,
    application_name: 'uchast-jobs',
    superviseIntervalSeconds: watchSeconds,
    monitorIntervalSeconds: watchSeconds,
    maintenanceIntervalSeconds: keepS,
  });
  boss.on('error', (error) => tell.failed('jobs', error));
  await boss.start();
  return boss;
}

/** A queue with these options, also where an older version has made it with others. */
async function openQueue(boss: PgBoss, name: string, options: Omit<Queue, 'name'>): Promise<void> {
  await boss.createQueue(name, options);
  const { policy: _, ...changeable } = options;
  await boss.updateQueue(name, changeable);
}

/** What fails is told, and fails the job. */
async function told(name: string, work: () => Promise<void>, tell: Tell): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell.failed(name, error);
    throw error;
  }
}
