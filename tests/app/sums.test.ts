// The sums beside people and the ledger: they follow every change, lose nothing when a process dies, and are held to the truth.
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connected } from '../../db/postgres-connect.ts';
import { keptCounts, keptSums, markedIds } from '../../db/sums.ts';
import { reading } from '../../src/app/app.ts';
import { importSubscribers } from '../../src/app/letters/list-import.ts';
import { eraseByAddress } from '../../src/app/people/person-desk.ts';
import { checkSums, keepSums } from '../../src/app/running/sums.ts';
import { openWorld, type World } from '../support/harness.ts';
import { freshData, run } from '../support/process.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

const bringIn = (world: World, list: string, ground = 'згода на зустрічі') =>
  importSubscribers(
    world.app,
    { name: 'list.csv', bytes: bytes(`email\n${list}\n`) },
    { source: 'зустріч', ground },
  );

const sumsOf = async ({ app }: World, family: string, key: string) =>
  (await keptSums(reading(app))).filter((row) => row.family === family && row.key === key);

/** Runs SQL beside the application, as a hand that should not. */
async function tamper({ place }: Pick<World, 'place'>, statement: string): Promise<void> {
  if (place.kind === 'postgres') {
    await connected(place.url, (client) => client.query(statement));
    return;
  }
  const connection = new SqliteFile(place.file);
  connection.exec(statement);
  connection.close();
}

const nothingDiffers = { differences: [], rebuilt: false };

describe('sums about people', () => {
  it('know who subscribed, on which day, by which channel, and who can be reached', async () => {
    const world = openWorld({ at: '2026-10-20 23:30' });
    await world.hear({ kind: 'text', text: '/contest city' });
    await world.hear({ kind: 'text', text: '/subscribe' });
    await bringIn(world, 'a@example.org\nb@example.org');
    await keepSums(world.app);
    expect(await sumsOf(world, 'subscribers', 'all')).toEqual([
      { family: 'subscribers', key: 'all', on: '2026-10-20', n: 3 },
    ]);
    expect((await sumsOf(world, 'channel', 'telegram')).map(({ n }) => n)).toEqual([1]);
    expect((await sumsOf(world, 'reach', 'active')).map(({ n }) => n)).toEqual([3]);
  });

  it('take somebody who leaves off the curve on the day of leaving, and count the withdrawal', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    await world.hear({ kind: 'text', text: '/contest city' });
    await world.hear({ kind: 'text', text: '/subscribe' });
    await keepSums(world.app);
    world.clock.set('2026-10-22 12:00');
    await world.hear({ kind: 'text', text: '/stop' });
    await keepSums(world.app);
    expect((await sumsOf(world, 'subscribers', 'all')).map(({ on, n }) => [on, n])).toEqual([
      ['2026-10-20', 1],
      ['2026-10-22', -1],
    ]);
    expect((await sumsOf(world, 'withdrawn', 'reminders')).map(({ on }) => on)).toEqual(['2026-10-22']);
  });

  it('keep nothing of somebody erased, at once, before any sweep', async () => {
    const world = openWorld();
    await bringIn(world, 'a@example.org\nb@example.org');
    await keepSums(world.app);
    await eraseByAddress(world.app, 'a@example.org');
    expect((await sumsOf(world, 'reach', 'active')).map(({ n }) => n)).toEqual([1]);
    expect(await checkSums(world.app, { rebuild: false })).toMatchObject(nothingDiffers);
  });

  it('count on where a process died between two writes', async () => {
    const world = openWorld();
    await bringIn(world, Array.from({ length: 600 }, (_, n) => `p${n}@example.org`).join('\n'));
    await keepSums(world.app, 1);
    const left = (await markedIds(reading(world.app), 'person', 1000)).length;
    expect(left).toBe(350);
    await keepSums(world.app);
    expect((await sumsOf(world, 'reach', 'active')).map(({ n }) => n)).toEqual([600]);
  });

  it('are the same whether they followed every change or are counted from nothing', async () => {
    const act = fc.record({
      who: fc.constantFrom('ann', 'ben', 'cal'),
      channel: fc.constantFrom('telegram', 'viber'),
      text: fc.constantFrom('/subscribe', '/stop', '/contest city', '/contest kids', '/erase'),
      sweep: fc.boolean(),
      hours: fc.integer({ min: 0, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        const world = openWorld();
        for (const { who, channel, text, sweep, hours } of acts) {
          await world.hear({ kind: 'text', text, address: who, channel });
          world.clock.pass(hours * 3_600_000);
          if (sweep) await keepSums(world.app);
        }
        expect(await checkSums(world.app, { rebuild: false })).toMatchObject(nothingDiffers);
      }),
      { numRuns: 12 },
    );
  });
});

describe('checking the sums', () => {
  it.each([
    ['a sum that was changed', "update kept_sum set n = n + 5 where family = 'reach'", 'reach'],
    ['a sum that was lost', "delete from kept_sum where family = 'subscribers'", 'subscribers'],
    ['a sum of nobody', "insert into kept_sum values ('role', 'mayor', '2026-10-20', 3)", 'role'],
    [
      'a count of a broadcast that is none',
      "insert into broadcast_sum values ('x', 'viber', 'sent', 7)",
      'broadcast',
    ],
  ])('shows %s, and building anew puts it right', async (_name, statement, family) => {
    const world = openWorld();
    await bringIn(world, 'a@example.org\nb@example.org');
    await keepSums(world.app);
    await tamper(world, statement);
    const found = await checkSums(world.app, { rebuild: false });
    expect(found.differences.map((one) => one.family)).toEqual([family]);
    expect(await checkSums(world.app, { rebuild: true })).toMatchObject({ rebuilt: true });
    expect(await checkSums(world.app, { rebuild: false })).toMatchObject(nothingDiffers);
  });

  it('holds a broadcast’s counts to the ledger, also when a receipt comes long after its end', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    await tamper(
      world,
      `insert into broadcast (id, key, kind, nature, priority, at, last_useful_at, audience, channels, body, content_hash, state, created_at)
        values ('b1', 'k', 'own', 'official', 2, 1, 2, '{}', '[]', '{}', '', 'done', 1);
       insert into delivery (id, broadcast_id, person_id, channel, priority, state, due_at, expires_at, attempts, price_eur, created_at)
        values ('d1', 'b1', 'p1', 'telegram', 2, 'sent', 1, 2, 1, 0, 1), ('d2', 'b1', 'p2', 'telegram', 2, 'gone', 1, 2, 1, 0, 1);`,
    );
    await keepSums(world.app);
    await tamper(world, "update delivery set state = 'delivered' where id = 'd1'");
    await keepSums(world.app);
    expect((await keptCounts(reading(world.app), ['b1'])).map(({ state, n }) => [state, n])).toEqual([
      ['delivered', 1],
      ['gone', 1],
    ]);
    expect(await checkSums(world.app, { rebuild: false })).toMatchObject(nothingDiffers);
  });
});

describe('uchast sums check', () => {
  it('says that all is well, names what differs with exit 1, puts it right, and is content again', async () => {
    const env = { DATA_DIR: freshData() };
    expect((await run(env, 'sums', 'check')).code).toBe(0);
    const file = path.join(env.DATA_DIR, 'uchast.sqlite');
    await tamper(
      { place: { kind: 'sqlite', file } },
      "insert into kept_sum values ('role', 'author', '2026-10-20', 3)",
    );
    const found = await run(env, 'sums', 'check');
    expect([found.code, found.out]).toEqual([
      1,
      expect.stringContaining('role, author, 2026-10-20 — збережено 3'),
    ]);
    const rebuilt = await run(env, 'sums', 'check', '--rebuild', '--json');
    expect([rebuilt.code, JSON.parse(rebuilt.out)]).toMatchObject([1, { rebuilt: true }]);
    expect((await run(env, 'sums', 'check')).code).toBe(0);
    expect((await run(env, 'sums', 'chekc')).code).toBe(2);
  }, 60_000);
});
