// The short record of many processes: a few hundred people, real processes on one PostgreSQL, two of them killed. The long
// one is `npm run chaos -- many`.
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { playMany } from '../chaos/many.ts';
import { freshData } from '../support/process.ts';

test('a broadcast outlives two killed processes: nothing lost, nothing doubled, never above the rate; what falls due meanwhile does so once', {
  timeout: 300_000,
}, async () => {
  const data = freshData();
  const record = await playMany({
    seed: 7,
    serves: 1,
    works: 2,
    kills: 2,
    restarts: 0,
    sizes: { telegram: 500, viber: 300 },
    due: { chats: 20, letters: 10 },
    dueAfterMs: 0,
    apartMs: { from: 1_500, to: 3_000 },
    viberLatencyMs: 300,
    mostMs: 240_000,
    data,
    tell: () => undefined,
  });
  const { verdict, limit, kills, answers, ticks, due } = record;
  expect(verdict, JSON.stringify(record)).toMatchObject({ rows: 800, lost: 0, doubled: 0 });
  expect(verdict.unknown).toBeLessThanOrEqual(kills.reduce((sum, { inCall }) => sum + inCall, 0));
  expect(limit.mostInASecond).toBeLessThanOrEqual(30);
  expect(limit.refused).toBe(0);
  expect(answers.unanswered).toBe(0);
  expect(ticks.filter(({ twice, beside }) => twice + beside > 0)).toEqual([]);
  expect(due.broadcasts).toMatchObject({ notice: 1, letter: 1, event: 1 });
  expect(due).toMatchObject({ doubled: 0, missing: 0, tasks: { letters: due.tasks.told } });
  rmSync(data, { recursive: true, force: true });
});
