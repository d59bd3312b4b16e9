// The pace of a lane, on a clock of the test: never more calls counted in any second than the platform permits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLimiter } from '../../src/app/sending/limiter.ts';

/** A platform that counts a call somewhere on its way; times are milliseconds of a clock that only this run moves. */
type Trip = { there: number; back: number };

/** When each of `count` calls began and when the platform counted it, calls overlapping as the limiter allows. */
function run(perSecond: number, count: number, trip: (nth: number) => Trip) {
  const time = { now: 1000 };
  const limiter = createLimiter({ perSecond, now: () => time.now });
  const begun: number[] = [];
  const counted: number[] = [];
  const answers: { at: number; answer: () => void }[] = [];
  while (begun.length < count) {
    answers.sort((a, b) => a.at - b.at);
    for (let next = answers[0]; next && next.at <= time.now; next = answers[0]) {
      next.answer();
      answers.shift();
    }
    if (limiter.free(1) > 0) {
      const { there, back } = trip(begun.length);
      begun.push(time.now);
      counted.push(time.now + there);
      answers.push({ at: time.now + there + back, answer: limiter.begin() });
    } else {
      time.now = Math.min(
        time.now + Math.max(1, limiter.waitMs()),
        answers[0]?.at ?? Number.POSITIVE_INFINITY,
      );
    }
  }
  return { begun, counted: counted.sort((a, b) => a - b), ms: time.now - 1000, limiter, time };
}

/** Most of these instants in any trailing second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
}

const still = () => ({ there: 0, back: 0 });

describe('a limiter', () => {
  test.each([
    [1, 5],
    [4, 20],
    [30, 100],
    [100, 300],
  ])('of %i a second lets no more than that begin in any second', (perSecond, count) => {
    expect(mostInASecond(run(perSecond, count, still).begun)).toBeLessThanOrEqual(perSecond);
  });

  test('keeps its promise where the platform counts, for any way there and back', () => {
    const ways = fc.record({
      there: fc.integer({ min: 0, max: 120 }),
      back: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        ways,
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }),
        (perSecond, shortest, late) => {
          const trip = (nth: number) => ({
            there: shortest.there,
            back: shortest.back + (late[nth % late.length] ?? 0),
          });
          const { counted } = run(perSecond, perSecond * 4, trip);
          expect(mostInASecond(counted)).toBeLessThanOrEqual(perSecond);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('uses at least 0.97 of 30 a second with 50 ms on the way', () => {
    const { begun, ms } = run(30, 600, () => ({ there: 25, back: 25 }));
    expect(begun.length / ((ms / 1000) * 30)).toBeGreaterThan(0.97);
  });

  test('begins evenly, and after standing still with no burst', () => {
    const { begun, limiter, time } = run(20, 40, still);
    const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(24);
    time.now += 60_000;
    expect(limiter.free(10)).toBe(1);
    limiter.begin()();
    expect(limiter.free(10)).toBe(0);
    expect(limiter.waitMs()).toBeGreaterThan(24);
  });

  test('lets nothing go while the platform asked for a pause, and never shortens one', () => {
    const { limiter, time } = run(20, 1, still);
    limiter.pauseFor(5000);
    limiter.pauseFor(1000);
    time.now += 4999;
    expect([limiter.free(1), limiter.waitMs()]).toEqual([0, 1]);
    time.now += 1;
    expect(limiter.free(1)).toBe(1);
  });

  test('holds back where all slots wait for answers', () => {
    const time = { now: 0 };
    const limiter = createLimiter({ perSecond: 2, now: () => time.now });
    limiter.begin();
    time.now += 500;
    const answer = limiter.begin();
    time.now += 10_000;
    expect([limiter.free(5), limiter.waitMs()]).toEqual([0, Number.POSITIVE_INFINITY]);
    answer();
    time.now += 1002;
    expect(limiter.free(5)).toBe(1);
  });

  test('without a limit lets as many go as are asked for', () => {
    const limiter = createLimiter({ perSecond: Number.POSITIVE_INFINITY, now: () => 0 });
    expect([limiter.free(500), limiter.waitMs()]).toEqual([500, 0]);
    limiter.begin()();
    expect(limiter.free(500)).toBe(500);
  });
});
