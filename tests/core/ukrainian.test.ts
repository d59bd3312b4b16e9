// Numbers, money and dates as Ukrainian writes them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closingMoment,
  counted,
  grouped,
  hryvnias,
  longDate,
  longMoment,
  pluralForm,
  shortDate,
} from '../../src/core/ukrainian.ts';
import { kyiv } from '../support/harness.ts';

const days: [string, string, string] = ['день', 'дні', 'днів'];
const nbsp = '\u00a0';

/** The school rule, written apart from what the product uses: last two digits, then the last one. */
function bySchoolRule(count: number): string {
  const [ten, hundred] = [count % 10, count % 100];
  if (hundred >= 11 && hundred <= 14) return days[2];
  if (ten === 1) return days[0];
  return ten >= 2 && ten <= 4 ? days[1] : days[2];
}

describe('plural forms', () => {
  test.each([
    [0, 'днів'],
    [1, 'день'],
    [2, 'дні'],
    [4, 'дні'],
    [5, 'днів'],
    [11, 'днів'],
    [12, 'днів'],
    [14, 'днів'],
    [20, 'днів'],
    [21, 'день'],
    [22, 'дні'],
    [25, 'днів'],
    [101, 'день'],
    [111, 'днів'],
    [112, 'днів'],
    [1001, 'день'],
    [1_000_000, 'днів'],
  ])('%i %s', (count, form) => {
    expect(pluralForm(count, days)).toBe(form);
  });

  test('from nought to a million they follow the school rule', () => {
    const wrong: number[] = [];
    for (let count = 0; count <= 1_000_000; count += count < 3000 ? 1 : 37) {
      if (pluralForm(count, days) !== bySchoolRule(count)) wrong.push(count);
    }
    expect(wrong).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (count) => {
        expect(pluralForm(count, days)).toBe(bySchoolRule(count));
        expect(pluralForm(-count, days)).toBe(bySchoolRule(count));
      }),
    );
  });

  test('a count keeps its thousands together', () => {
    expect(counted(1021, days)).toBe(`1${nbsp}021 день`);
  });
});

describe('numbers and money', () => {
  test.each([
    [0, '0'],
    [999, '999'],
    [1000, `1${nbsp}000`],
    [400_000, `400${nbsp}000`],
    [1_234_567, `1${nbsp}234${nbsp}567`],
    [1234.5, `1${nbsp}234,5`],
    [-1234, `-1${nbsp}234`],
  ])('%d is written %s', (value, text) => {
    expect(grouped(value)).toBe(text);
  });

  test('a sum names its currency', () => {
    expect(hryvnias(400_000)).toBe(`400${nbsp}000 грн`);
  });

  test('grouping adds only blanks: without them the number is what it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (value) => {
        expect(Number(grouped(value).replaceAll(nbsp, ''))).toBe(value);
        expect(grouped(value)).toMatch(/^-?\d{1,3}(\u00a0\d{3})*$/);
      }),
    );
  });
});

describe('dates', () => {
  test('stand in the genitive, without a nought before the day', () => {
    expect([longDate('2026-11-29'), longDate('2027-03-08'), shortDate('2027-01-01')]).toEqual([
      '29 листопада 2026 року',
      '8 березня 2027 року',
      '1 січня',
    ]);
  });

  test('every month has its own genitive', () => {
    const months = Array.from({ length: 12 }, (_, index) =>
      shortDate(`2027-${String(index + 1).padStart(2, '0')}-15`),
    );
    expect(new Set(months).size).toBe(12);
    expect(months.every((month) => /^15 [а-яі]+(я|а|ого)$/.test(month))).toBe(true);
  });

  test('a moment is told with its Kyiv time, a closing with the last minute of its day', () => {
    expect(longMoment(kyiv('2026-11-29 10:05'))).toBe('29 листопада 2026 року, 10:05');
    expect(closingMoment(kyiv('2026-11-30 00:00'))).toBe('29 листопада 2026 року, 23:59');
  });
});
