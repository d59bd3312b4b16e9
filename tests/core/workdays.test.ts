import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addWorkingDays, isWorkingDay, type SpecialDay } from '../../src/core/workdays.ts';

const off = (date: string): SpecialDay => ({ date, title: 'вихідний', working: false });
const on = (date: string): SpecialDay => ({ date, title: 'робочий', working: true });

describe('working days', () => {
  // 2026-11-20 is a Friday.
  test.each<[string, string, number, SpecialDay[], string]>([
    ['the first day counted is the next one', '2026-11-23', 1, [], '2026-11-24'],
    ['a weekend is not counted', '2026-11-20', 1, [], '2026-11-23'],
    ['five days are a week', '2026-11-20', 5, [], '2026-11-27'],
    ['a term that begins on a Saturday counts from Monday', '2026-11-21', 1, [], '2026-11-23'],
    ['a day off that staff entered is not counted', '2026-11-20', 1, [off('2026-11-23')], '2026-11-24'],
    ['a Saturday that was made a working day is counted', '2026-11-20', 1, [on('2026-11-21')], '2026-11-21'],
    [
      'a moved working day: off on Monday, at work on Saturday',
      '2026-11-20',
      2,
      [on('2026-11-21'), off('2026-11-23')],
      '2026-11-24',
    ],
    ['a public holiday is a working day unless staff say otherwise', '2026-12-24', 1, [], '2026-12-25'],
    ['negative counts go back', '2026-11-23', -1, [], '2026-11-20'],
    ['nothing added to a working day is the day itself', '2026-11-23', 0, [], '2026-11-23'],
    ['nothing added to a Sunday is the Monday after it', '2026-11-22', 0, [], '2026-11-23'],
    ['a year ends within the count', '2026-12-31', 1, [], '2027-01-01'],
    ['a leap day is a day', '2028-02-28', 1, [], '2028-02-29'],
  ])('%s', (_name, date, count, special, expected) => {
    expect(addWorkingDays(date, count, special)).toBe(expected);
  });

  const dates = fc
    .integer({ min: 0, max: 3000 })
    .map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }).toString());
  const specials = fc.uniqueArray(
    fc.record({ date: dates, title: fc.constant('x'), working: fc.boolean() }),
    {
      selector: (day) => day.date,
      maxLength: 40,
    },
  );

  test('the day that is reached is one on which people work, and exactly so many lie on the way', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 40 }), specials, (date, count, special) => {
        const reached = addWorkingDays(date, count, special);
        expect(isWorkingDay(reached, special)).toBe(true);
        let counted = 0;
        for (let day = Temporal.PlainDate.from(date); day.toString() < reached; ) {
          day = day.add({ days: 1 });
          if (isWorkingDay(day.toString(), special)) counted += 1;
        }
        expect(counted).toBe(count);
      }),
      { numRuns: 60 },
    );
  });

  test('counting on from a working day is the same as counting at once', () => {
    const some = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(dates, some, some, specials, (date, a, b, special) => {
        const step = addWorkingDays(addWorkingDays(date, a, special), b, special);
        expect(step).toBe(addWorkingDays(date, a + b, special));
      }),
      { numRuns: 60 },
    );
  });
});
