// Both engines of jobs keep one contract; what only several processes can show is shown on the one that they share.
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bossJobs } from '../../src/jobs/boss.ts';
import type { Jobs, Tell } from '../../src/jobs/contract.ts';
import { embeddedJobs } from '../../src/jobs/embedded.ts';
import { freshPostgres } from '../support/world-database.ts';

const patienceMs = 50_000;

/** Something that happens, some times. */
function happening() {
  let times = 0;
  const waiting: { times: number; resolve: () => void }[] = [];
  return {
    now: () => {
      times += 1;
      for (const one of waiting) if (times >= one.times) one.resolve();
    },
    times: () => times,
    reached: (wanted: number) =>
      new Promise<void>((resolve) => {
        if (times >= wanted) resolve();
        else waiting.push({ times: wanted, resolve });
      }),
  };
}

function listener() {
  const [failed, dead, works] = [happening(), happening(), happening()];
  const names: string[] = [];
  const tell: Tell = {
    failed: (name) => {
      names.push(name);
      failed.now();
    },
    dead: async (name) => {
      names.push(`${name} for good`);
      dead.now();
    },
    works: async () => works.now(),
  };
  return { failed, dead, works, names, tell };
}

type Opening = { start: (tell?: Tell) => Promise<Jobs>; url: string | null };

/** Engines of one city: every one that a test starts is ended after it. */
function openEngines(kind: 'embedded' | 'pg-boss'): Opening {
  const database = kind === 'pg-boss' ? freshPostgres() : null;
  const started: Jobs[] = [];
  onTestFinished(async () => {
    for (const jobs of started) await jobs.stop();
    database?.drop();
  });
  return {
    url: database?.url ?? null,
    start: async (tell = listener().tell) => {
      const jobs = database ? await bossJobs(database.url, tell) : embeddedJobs(tell);
      started.push(jobs);
      return jobs;
    },
  };
}

describe.each(['embedded', 'pg-boss'] as const)('jobs, %s', { timeout: patienceMs }, (kind) => {
  test('a tick comes round by itself, again and again', async () => {
    const jobs = await openEngines(kind).start();
    const done = happening();
    await jobs.tick({ name: 'sweep', every: 'fiveSeconds', work: async () => done.now() });
    await done.reached(3);
  });

  test('a tick is done soon where somebody asks for it, and is not done beside itself', async () => {
    const jobs = await openEngines(kind).start();
    const ended = happening();
    let beside = 0;
    let underWay = 0;
    await jobs.tick({
      name: 'terms',
      every: 'hour',
      work: async () => {
        underWay += 1;
        beside = Math.max(beside, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        ended.now();
      },
    });
    await Promise.all([jobs.soon('terms'), jobs.soon('terms')]);
    await ended.reached(1);
    expect(beside).toBe(1);
  });

  test('what fails is told and tried again; what keeps failing is told for good, and told again when it works', async () => {
    const { failed, dead, works, names, tell } = listener();
    const jobs = await openEngines(kind).start(tell);
    let broken = true;
    await jobs.tick({
      name: 'sweep',
      every: 'fiveSeconds',
      work: async () => {
        if (broken) throw new Error('the disk is full');
      },
    });
    await dead.reached(1);
    expect(failed.times()).toBeGreaterThanOrEqual(2);
    expect(names).toContain('sweep for good');
    const before = works.times();
    broken = false;
    await works.reached(before + 1);
  });

  test('what is held is begun once, and ends before the end of the jobs', async () => {
    const jobs = await openEngines(kind).start();
    const [begun, ended] = [happening(), happening()];
    await jobs.hold('lane-telegram', async (signal) => {
      begun.now();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.now();
    });
    await begun.reached(1);
    await jobs.stop();
    expect([begun.times(), ended.times()]).toEqual([1, 1]);
  });

  test('what is held and ends by itself is begun again', async () => {
    const jobs = await openEngines(kind).start();
    const begun = happening();
    await jobs.hold('lane-telegram', async () => begun.now());
    await begun.reached(2);
  });
});

describe('jobs of several processes', { timeout: patienceMs }, () => {
  test('a tick of the minute or the hour is kept as one schedule, however many processes ask for it', async () => {
    const { start, url } = openEngines('pg-boss');
    for (let n = 0; n < 3; n += 1) {
      const jobs = await start();
      await jobs.tick({ name: 'watchdog', every: 'minute', work: async () => undefined });
    }
    const rows = await select(url, 'select name, cron from pgboss.schedule');
    expect(rows).toEqual([{ name: 'tick.watchdog', cron: '* * * * *' }]);
  });

  test('of five seconds, one sweep is done, whoever does it', async () => {
    const { start, url } = openEngines('pg-boss');
    const done = happening();
    for (let n = 0; n < 3; n += 1) {
      const jobs = await start();
      await jobs.tick({ name: 'sweep', every: 'fiveSeconds', work: async () => done.now() });
    }
    await done.reached(4);
    const rows = await select(
      url,
      `select singleton_on, count(*)::int as jobs from pgboss.job where name = 'tick.sweep' and singleton_on is not null
       group by 1 having count(*) > 1`,
    );
    expect(rows).toEqual([]);
  });

  test('one holds a lane, and where it ends in order another has it within seconds', async () => {
    const { start } = openEngines('pg-boss');
    const begun: string[] = [];
    const taken = happening();
    const all: Jobs[] = [];
    for (const name of ['a', 'b', 'c']) {
      const jobs = await start();
      all.push(jobs);
      await jobs.hold('lane-telegram', async (signal) => {
        begun.push(name);
        taken.now();
        if (!signal.aborted)
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      });
    }
    await taken.reached(1);
    const [first] = begun;
    await all[first === 'a' ? 0 : first === 'b' ? 1 : 2]?.stop();
    await taken.reached(2);
    expect(begun).toHaveLength(2);
    expect(begun[1]).not.toBe(first);
  });

  test('a holder whose claim has lapsed is told, and another one begins', async () => {
    const { start, url } = openEngines('pg-boss');
    const [begun, told] = [happening(), happening()];
    for (let n = 0; n < 2; n += 1) {
      const jobs = await start();
      await jobs.hold('lane-viber', async (signal) => {
        begun.now();
        if (!signal.aborted)
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        told.now();
      });
    }
    await begun.reached(1);
    // As a database sees a process that has stopped: no sign of life for longer than is allowed.
    await select(
      url,
      `update pgboss.job set heartbeat_on = now() - interval '1 minute' where name = 'hold.lane-viber' and state = 'active'`,
    );
    await begun.reached(2);
    await told.reached(1);
  });
});

async function select(url: string | null, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url ?? '' });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
