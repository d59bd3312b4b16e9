// Which messages exist: each once, never at night, never at or after the close of what they are about.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withStageDates } from '../../src/content.ts';
import { type ContestId, contestIds, findStage } from '../../src/core/contest.ts';
import { type OccurrenceSources, occurrencesOf } from '../../src/core/occurrences/occurrence.ts';
import type { Content } from '../../src/core/texts.ts';
import { dayMs, isoInKyiv, isQuiet, localDate } from '../../src/core/time.ts';
import { kyiv } from '../support/harness.ts';
import { content, forever, sources, whole } from './occurrence-sources.ts';

/** An event has a day of its own, whatever the stage that it is about. */
function isOfEvent({ kind }: { kind: string }): boolean {
  return kind === 'invitation' || kind === 'event';
}

/** What must hold for the messages of any calendar. */
function expectSound(from: OccurrenceSources): void {
  const all = occurrencesOf(from, 0, forever);
  expect(new Set(all.map((one) => one.key)).size).toBe(all.length);
  for (const one of all) {
    const stage = one.contest && one.stage ? findStage(from.content.contests[one.contest], one.stage) : null;
    expect(isQuiet(one.at, from.content.city.quietHours), `${one.key} at ${isoInKyiv(one.at)}`).toBe(false);
    expect(one.at, one.key).toBeLessThan(one.lastUsefulAt);
    if (stage && !isOfEvent(one)) {
      expect(one.at, one.key).toBeGreaterThanOrEqual(stage.opens);
      expect(one.lastUsefulAt, one.key).toBeLessThanOrEqual(stage.closes);
    }
    expect(one.body.text, one.key).not.toMatch(/[{}]/);
  }
}

describe('the messages of the demo calendar', () => {
  test('hold to night, close and uniqueness', () => {
    expectSound(whole);
  });

  test('each notice of each contest exists once', () => {
    const keys = occurrencesOf(sources(), 0, forever).map((one) => one.key);
    for (const notice of content.notices) {
      for (const contest of contestIds.filter((id) => notice.contests[id])) {
        const mine = keys.filter((key) => key.startsWith(`notice:${contest}:2026–2027:${notice.id}@`));
        expect(mine, `${contest} ${notice.id}`).toHaveLength(1);
      }
    }
  });

  test.each([
    [
      'a stage that opens at midnight is told in the morning',
      'voting.opens',
      'city',
      '2027-03-08T10:00:00+02:00',
    ],
    ['a week before the last day', 'voting.closes-7', 'city', '2027-03-21T10:00:00+02:00'],
    ['three days before it', 'voting.closes-3', 'city', '2027-03-25T10:00:00+02:00'],
    [
      'a day before it, the day before the clocks change',
      'voting.closes-1',
      'city',
      '2027-03-27T10:00:00+02:00',
    ],
    ['ДІТИ by dates of their own', 'voting.opens', 'kids', '2027-02-15T10:00:00+02:00'],
  ])('%s', (_, id, contest, at) => {
    const found = occurrencesOf(sources(), 0, forever).find((one) =>
      one.key.startsWith(`notice:${contest}:2026–2027:${id}@`),
    );
    expect(found && isoInKyiv(found.at)).toBe(at);
  });

  test('a notice is useful until a day before the next one of its stage, an opening three days at most, the last one until the close', () => {
    const ends = occurrencesOf(sources(), 0, forever)
      .filter((one) => one.contest === 'city' && one.stage === 'voting')
      .map((one) => isoInKyiv(one.lastUsefulAt));
    expect(ends).toEqual([
      '2027-03-11T10:00:00+02:00',
      '2027-03-24T10:00:00+02:00',
      '2027-03-26T10:00:00+02:00',
      '2027-03-28T23:59:59+03:00',
    ]);
  });

  test('windows that follow each other give every message once', () => {
    const all = occurrencesOf(whole, kyiv('2026-09-01'), kyiv('2028-01-01')).map((one) => one.key);
    const parts: string[] = [];
    for (let at = kyiv('2026-09-01'); at < kyiv('2028-01-01'); at += 9 * dayMs)
      parts.push(
        ...occurrencesOf(whole, at, Math.min(at + 9 * dayMs, kyiv('2028-01-01'))).map((one) => one.key),
      );
    expect(parts).toEqual(all);
  });

  test('come in order of time', () => {
    const times = occurrencesOf(whole, 0, forever).map((one) => one.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});

describe('a calendar of any dates', () => {
  const moved = (contest: ContestId) =>
    fc
      .record({
        stage: fc.constantFrom('submission' as const, 'voting' as const, 'results' as const),
        opens: fc.integer({ min: kyiv('2026-10-20'), max: kyiv('2027-04-05') }),
        length: fc.integer({ min: 60_000, max: 30 * dayMs }),
      })
      .map(({ stage, opens, length }) => ({ contest, stage, opens, closes: opens + length }));

  test('keeps every promise, whatever is moved where', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(moved('city'), moved('kids')), { maxLength: 4 }), (dates) => {
        expectSound({ ...whole, content: withStageDates(content, dates) });
      }),
    );
  });

  test.each([
    ['on the Sunday when clocks go back', '2026-10-25 00:00', '2026-10-25T10:00:00+02:00'],
    ['in the doubled hour', '2026-10-25 03:30', '2026-10-25T10:00:00+02:00'],
    ['on the Sunday when clocks go forward', '2027-03-28 00:00', '2027-03-28T10:00:00+03:00'],
    ['in the evening, at once', '2027-01-20 18:30', '2027-01-20T18:30:00+02:00'],
    ['at night, the next morning', '2027-01-20 22:30', '2027-01-21T08:00:00+02:00'],
  ])('a stage that opens %s', (_, opens, at) => {
    const dates = [
      { contest: 'city' as const, stage: 'voting', opens: kyiv(opens), closes: kyiv(opens) + 20 * dayMs },
    ];
    const found = occurrencesOf(sources({ content: withStageDates(content, dates) }), 0, forever).find(
      (one) => one.key.includes(':voting.opens@') && one.contest === 'city',
    );
    expect(found && isoInKyiv(found.at)).toBe(at);
    expect(found?.key.endsWith(`@${localDate(found.at)}`)).toBe(true);
  });

  test('a stage of one night is announced to nobody after it closed', () => {
    const dates = [
      {
        contest: 'city' as const,
        stage: 'voting',
        opens: kyiv('2027-01-20 22:00'),
        closes: kyiv('2027-01-21 06:00'),
      },
    ];
    const voting = occurrencesOf(sources({ content: withStageDates(content, dates) }), 0, forever).filter(
      (one) => one.contest === 'city' && one.stage === 'voting',
    );
    expect(voting).toEqual([]);
  });

  test('a stage of two days has no notice from before it opens', () => {
    const dates = [
      { contest: 'city' as const, stage: 'voting', opens: kyiv('2027-01-20'), closes: kyiv('2027-01-22') },
    ];
    const keys = occurrencesOf(sources({ content: withStageDates(content, dates) }), 0, forever)
      .filter((one) => one.contest === 'city' && one.stage === 'voting')
      .map((one) => one.key.replace(/^.*:/, ''));
    expect(keys).toEqual(['voting.opens@2027-01-20']);
  });
});

describe('a cycle that does not run', () => {
  test.each(['suspended', 'notAnnounced'] as const)('%s sends nothing of its stages', (state) => {
    const city = content.contests.city;
    const still: Content = {
      ...content,
      contests: { ...content.contests, city: { ...city, cycle: { ...city.cycle, state } } },
    };
    const kinds = occurrencesOf({ ...whole, content: still }, 0, forever).filter(
      (one) => one.contest === 'city',
    );
    expect(kinds.every(isOfEvent)).toBe(true);
  });
});
