// The nights on which the clocks change: each reminder of a stage goes out once, at its local hour, also over restarts.
import { describe, expect, test } from 'vitest';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { recoverAfterCrash } from '../../src/app/sending/dispatch.ts';
import type { StageId } from '../../src/core/contest.ts';
import { dayMs, hourMs, isoInKyiv, minuteMs } from '../../src/core/time.ts';
import { ledger, settle } from '../db/rows.ts';
import { kyiv, openWorld, realContent, type World } from '../support/harness.ts';

type Dates = { stage: StageId; opens: string; closes: string };
type Night = { name: string; from: string; to: string; calendar: Dates[]; expected: string[] };

/** One hour of 28 March 2027 does not exist in Kyiv (03:00 to 04:00), and one of 25 October 2026 comes twice. */
const nights: Night[] = [
  {
    name: 'of spring, with a reminder before it, one on its day and one after it',
    from: '2027-03-27 09:00',
    to: '2027-03-30 12:00',
    calendar: [
      { stage: 'submission', opens: '2027-03-01 00:00', closes: '2027-03-28 23:59' },
      { stage: 'voting', opens: '2027-03-08 00:00', closes: '2027-03-31 23:59' },
      { stage: 'results', opens: '2027-03-29 00:00', closes: '2027-04-18 23:59' },
    ],
    expected: [
      '2027-03-27T10:00:00+02:00 submission.closes-1',
      '2027-03-28T10:00:00+03:00 voting.closes-3',
      '2027-03-29T10:00:00+03:00 results.opens',
      '2027-03-30T10:00:00+03:00 voting.closes-1',
    ],
  },
  {
    name: 'of spring, with a stage that opens in the hour that does not exist',
    from: '2027-03-27 18:00',
    to: '2027-03-28 21:00',
    calendar: [{ stage: 'results', opens: '2027-03-28 03:30', closes: '2027-04-18 23:59' }],
    expected: ['2027-03-28T10:00:00+03:00 results.opens'],
  },
  {
    name: 'of autumn, with a reminder before it, one on its day and one after it',
    from: '2026-10-24 09:00',
    to: '2026-10-27 12:00',
    calendar: [
      { stage: 'submission', opens: '2026-10-01 00:00', closes: '2026-10-28 23:59' },
      { stage: 'voting', opens: '2026-10-05 00:00', closes: '2026-10-25 23:59' },
      { stage: 'review', opens: '2026-10-26 00:00', closes: '2026-12-01 23:59' },
    ],
    expected: [
      '2026-10-24T10:00:00+03:00 voting.closes-1',
      '2026-10-25T10:00:00+02:00 submission.closes-3',
      '2026-10-26T10:00:00+02:00 review.opens',
      '2026-10-27T10:00:00+02:00 submission.closes-1',
    ],
  },
  {
    name: 'of autumn, with a stage that opens in the hour that comes twice',
    from: '2026-10-24 18:00',
    to: '2026-10-25 21:00',
    calendar: [{ stage: 'review', opens: '2026-10-25 03:30', closes: '2026-12-01 23:59' }],
    expected: ['2026-10-25T10:00:00+02:00 review.opens'],
  },
];

const people = ['ann', 'bob', 'eve'];

/** A city whose people want every single notice of МІСТО, with these dates and no others near them. */
async function cityBefore({ from, calendar }: Night): Promise<World> {
  // The dates are set long before, so that none of them makes a message late.
  const texts = realContent();
  // Four reminders in four days: here it is about the hours, not about the limit of a week.
  const content = { ...texts, city: { ...texts.city, maxMessagesPerWeek: 10 } };
  const world = openWorld({ at: isoInKyiv(kyiv(from) - 45 * dayMs), content });
  for (const name of people) await settle(world, name, { granted: [['reminders', 'city']] });
  for (const { stage, opens, closes } of calendar) {
    const dates = { contest: 'city' as const, stage, opens: kyiv(opens), closes: kyiv(closes) };
    const set = await world.desk.calendar.set(dates, 'staff@city.example');
    expect(set.ok).toBe(true);
  }
  return world;
}

/** What the sweep has made ready for sending leaves, where anything is. */
async function drain(world: World): Promise<void> {
  const rows = Object.values(await ledger(world));
  const due = rows.filter((row) => row.state === 'pending' && row.dueAt <= world.clock.now()).length;
  if (due > 0) await world.send('telegram', due);
}

type Left = { at: string; notice: string; to: string };

/** Moves the clock through the night and notes what left when, and what it was. */
async function live(world: World, night: Night, of: { stepMs: number; restarts: boolean }): Promise<Left[]> {
  const left: Left[] = [];
  const end = kyiv(night.to);
  for (let now = kyiv(night.from); now <= end; now += of.stepMs) {
    world.clock.set(now);
    const before = world.channel('telegram').parcels.length;
    await reconcile(world.app);
    if (of.restarts) {
      // Died after the rows were made, and once more before the first of them was called.
      await recoverAfterCrash(world.app);
      await reconcile(world.app);
    }
    await drain(world);
    if (of.restarts) await recoverAfterCrash(world.app);
    for (const parcel of world.channel('telegram').parcels.slice(before)) {
      left.push({ at: isoInKyiv(now), notice: await noticeOf(world, parcel.deliveryId), to: parcel.address });
    }
  }
  return left;
}

async function noticeOf(world: World, deliveryId: string): Promise<string> {
  const broadcast = (await ledger(world))[deliveryId]?.broadcastId ?? '';
  const key = (await world.desk.broadcasts.show(broadcast))?.key ?? '';
  return key.replace(/^notice:city:[^:]*:/, '').replace(/@.*$/, '');
}

/** Each line of `expected` once for each person. */
function forEach(expected: readonly string[]): string[] {
  return expected.flatMap((line) => people.map((name) => `${line} ${name}-telegram`)).sort();
}

function told(left: readonly Left[]): string[] {
  return left.map(({ at, notice, to }) => `${at} ${notice} ${to}`).sort();
}

describe.each(nights)('the night $name', (night) => {
  test.each([
    ['every reminder leaves once, at its local hour', false],
    ['and so it does when the process is started again at every instant', true],
  ])('%s', async (_, restarts) => {
    const world = await cityBefore(night);
    expect(told(await live(world, night, { stepMs: restarts ? hourMs : 30 * minuteMs, restarts }))).toEqual(
      forEach(night.expected),
    );
  });

  test('what was due while the process was down leaves once, when it is back', async () => {
    const world = await cityBefore(night);
    const left = await live(world, night, { stepMs: 2 * hourMs, restarts: true });
    const once = (lines: readonly string[]) => lines.map((line) => line.replace(/^\S+ /, '')).sort();
    expect(once(told(left))).toEqual(once(forEach(night.expected)));
  });
});
