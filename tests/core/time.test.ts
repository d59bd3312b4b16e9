// Time as Kyiv lives it: both clock changes, the quiet night, the last day of a period.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  afterQuiet,
  closingTime,
  dayMs,
  daysBetween,
  hourMs,
  inKyiv,
  isoInKyiv,
  isQuiet,
  kyivInstant,
  lastDay,
  localDate,
  minuteMs,
  readInstant,
} from '../../src/core/time.ts';

const night = { from: '21:00', to: '08:00' };
const noon = { from: '13:00', to: '14:00' };
const anyInstant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
const anyDay = anyInstant.map(localDate);

describe('local days', () => {
  test.each([
    ['an ordinary day', '2026-11-21', 24],
    ['the day on which clocks go back', '2026-10-25', 25],
    ['the day on which clocks go forward', '2027-03-28', 23],
  ])('%s, %s, lasts %i hours', (_, day, hours) => {
    expect(kyivInstant(addDays(day, 1)) - kyivInstant(day)).toBe(hours * hourMs);
  });

  test('a time that the clock skips moves forward, one that it doubles is the earlier', () => {
    expect(isoInKyiv(kyivInstant('2027-03-28', '03:30'))).toBe('2027-03-28T04:30:00+03:00');
    expect(isoInKyiv(kyivInstant('2026-10-25', '03:30'))).toBe('2026-10-25T03:30:00+03:00');
  });

  test('every local date begins at an instant of that date, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        expect(localDate(kyivInstant(day))).toBe(day);
        expect(localDate(kyivInstant(day) - 1)).toBe(addDays(day, -1));
      }),
    );
  });

  test('counting days forward and back agrees over clock changes', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -800, max: 800 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days);
        expect(daysBetween(addDays(day, days), day)).toBe(days === 0 ? 0 : -days);
      }),
    );
  });

  test('an instant is written with its offset and read back to the second', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(readInstant(isoInKyiv(instant))).toBe(Math.floor(instant / 1000) * 1000);
      }),
    );
  });
});

describe('reading an instant', () => {
  test.each([
    ['2027-03-08T10:00:00Z', '2027-03-08T12:00:00+02:00'],
    ['2027-03-08T10:00:00+02:00', '2027-03-08T10:00:00+02:00'],
    ['2027-03-08T10:00', '2027-03-08T10:00:00+02:00'],
    ['2027-03-08 10:00', '2027-03-08T10:00:00+02:00'],
    ['  2027-07-08 10:00 ', '2027-07-08T10:00:00+03:00'],
    ['2027-03-08', '2027-03-08T00:00:00+02:00'],
  ])('%s is %s', (text, iso) => {
    const instant = readInstant(text);
    expect(instant === null ? null : isoInKyiv(instant)).toBe(iso);
  });

  test.each(['', 'завтра', '2027-02-30', '2027-13-01 10:00', '08.03.2027', '2027-03-08 25:00'])(
    '%j is none',
    (text) => {
      expect(readInstant(text)).toBeNull();
    },
  );
});

describe('the end of a period', () => {
  test.each([
    ['a minute before midnight', '2026-11-29 23:59', '2026-11-29', '23:59'],
    ['midnight belongs to the day before it', '2026-11-30 00:00', '2026-11-29', '23:59'],
    ['an afternoon', '2026-11-29 18:00', '2026-11-29', '18:00'],
    ['a minute past midnight', '2026-11-30 00:01', '2026-11-30', '00:01'],
    ['the night on which clocks go back', '2026-10-26 00:00', '2026-10-25', '23:59'],
    ['the night on which clocks go forward', '2027-03-28 00:00', '2027-03-27', '23:59'],
  ])('%s', (_, closes, day, time) => {
    const instant = readInstant(closes) ?? Number.NaN;
    expect([lastDay(instant), closingTime(instant)]).toEqual([day, time]);
  });
});

describe('quiet hours', () => {
  test.each([
    ['20:59', false],
    ['21:00', true],
    ['23:59', true],
    ['00:00', true],
    ['07:59', true],
    ['08:00', false],
    ['12:00', false],
  ])('of a night that spans midnight, %s is quiet: %s', (time, quiet) => {
    expect(isQuiet(kyivInstant('2026-11-21', time), night)).toBe(quiet);
  });

  test.each([
    ['12:59', false],
    ['13:00', true],
    ['13:59', true],
    ['14:00', false],
  ])('within one day, %s is quiet: %s', (time, quiet) => {
    expect(isQuiet(kyivInstant('2026-11-21', time), noon)).toBe(quiet);
  });

  test.each([
    ['in the evening, to the next morning', '2026-11-21 22:00', '2026-11-22T08:00:00+02:00'],
    ['after midnight, to the same morning', '2026-11-21 03:00', '2026-11-21T08:00:00+02:00'],
    ['before the clocks go back', '2026-10-24 23:00', '2026-10-25T08:00:00+02:00'],
    ['in the doubled hour', '2026-10-25 03:30', '2026-10-25T08:00:00+02:00'],
    ['before the clocks go forward', '2027-03-27 23:00', '2027-03-28T08:00:00+03:00'],
    ['by day, nothing moves', '2026-11-21 12:34', '2026-11-21T12:34:00+02:00'],
  ])('%s', (_, from, to) => {
    expect(isoInKyiv(afterQuiet(readInstant(from) ?? Number.NaN, night))).toBe(to);
  });

  test('no quiet hours at all: an empty span silences nothing', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(isQuiet(instant, { from: '09:00', to: '09:00' })).toBe(false);
      }),
    );
  });

  test('the first loud instant is loud, not earlier, and the very first minute of it', () => {
    const span = fc.constantFrom(night, noon, { from: '00:00', to: '06:30' }, { from: '22:15', to: '00:00' });
    fc.assert(
      fc.property(anyInstant, span, (instant, quiet) => {
        const loud = afterQuiet(instant, quiet);
        expect(isQuiet(loud, quiet)).toBe(false);
        expect(loud).toBeGreaterThanOrEqual(instant);
        expect(loud - instant).toBeLessThan(dayMs + hourMs);
        if (loud > instant) expect(isQuiet(loud - minuteMs, quiet)).toBe(true);
        expect(inKyiv(loud).second === 0 || loud === instant).toBe(true);
      }),
    );
  });
});
