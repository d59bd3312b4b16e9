// The pace of a lane, on a clock of the test: never more calls in any second than the platform permits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLimiter } from '../../src/app/limiter.ts';

/** A limiter whose time passes only while it sleeps or a call is under way. */
function limiterAt(perSecond: number) {
  const time = { now: 1000 };
  const limiter = createLimiter({
    perSecond,
    now: () => time.now,
    sleep: async (ms) => {
      time.now += ms;
    },
  });
  return { limiter, time };
}

/** When each of `count` calls began, each answered after `lasts` milliseconds. */
async function begun(perSecond: number, count: number, lasts: number): Promise<number[]> {
  const { limiter, time } = limiterAt(perSecond);
  const times: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const free = await limiter.take();
    times.push(time.now);
    time.now += lasts;
    free();
  }
  return times;
}

describe('a limiter', () => {
  test.each([
    [1, 5],
    [4, 20],
    [29, 100],
    [100, 300],
  ])('of %i a second lets no more than that begin in any second', async (perSecond, count) => {
    const times = await begun(perSecond, count, 0);
    for (const from of times) {
      const within = times.filter((at) => at >= from && at < from + 1000);
      expect(within.length).toBeLessThanOrEqual(perSecond);
    }
  });

  test('keeps its promise for any rate and any length of calls', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 700 }),
        async (perSecond, lasts) => {
          const times = await begun(perSecond, perSecond * 2 + 2, lasts);
          for (const from of times)
            expect(times.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(
              perSecond,
            );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('lets nothing begin before a platform’s pause is over', async () => {
    const { limiter, time } = limiterAt(30);
    (await limiter.take())();
    limiter.pauseFor(5000);
    limiter.pauseFor(100);
    const until = time.now + 5000;
    (await limiter.take())();
    expect(time.now).toBeGreaterThanOrEqual(until);
  });
});
