// How sums and percentages are read: exact kopecks, a dash apart from a zero, and no guess about what isn't one sum.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPercent, readMoney, readPercent, sumsWithin } from '../../src/plan/money.ts';

function shown(text: string, unit?: number): string {
  const reading = readMoney(text, unit);
  return reading.kind === 'sum' ? String(reading.kopecks) : reading.kind;
}

const table: readonly (readonly [text: string, expected: string, unit?: number])[] = [
  ['180 000,00', '18000000'],
  ['180\u00a0000,00', '18000000'],
  ['89 379, 95', '8937995'],
  ['89\u00a0174, 4', '8917440'],
  ['1 640 000, 00', '164000000'],
  ['Всього:\n1 640 000, 00', '164000000'],
  ['105600', '10560000'],
  ['36000 грн', '3600000'],
  ['36000грн.', '3600000'],
  ['49000\nгрн', '4900000'],
  ['36 000 гривень', '3600000'],
  ['0,0', '0'],
  ['0', '0'],
  ['0,00 грн', '0'],
  ['-', 'dash'],
  ['–', 'dash'],
  ['—', 'dash'],
  ['', 'empty'],
  ['   ', 'empty'],
  ['15 тис. грн', '1500000'],
  ['15,5 тис.грн.', '1550000'],
  ['0,5 млн грн', '50000000'],
  ['1,2 млн. гривень', '120000000'],
  ['2 тыс. руб.', '200000'],
  ['1.640.000,00', '164000000'],
  ['1,640,000.00', '164000000'],
  ["1'000", '100000'],
  ['1’640’000,50 грн', '164000050'],
  ['12 500 грн 50 коп.', '1250050'],
  ['12500-50', '1250050'],
  ['36000=', '3600000'],
  ['₴ 5000', '500000'],
  ['5000 UAH', '500000'],
  ['89379.95', '8937995'],
  ['180', '18000000', 1000],
  ['180,5', '18050000', 1000],
  ['1 640,000', '164000000', 1000],
  ['1,64', '164000000', 1_000_000],
  ['36000 грн', '3600000', 1],
  ['15 тис. грн', '1500000', 1000],
  ['15 000,00 (п’ятнадцять тисяч) грн', '1500000'],
  ['5000,-', '500000'],
  ['грн 5 000', '500000'],
  ['тис. грн 12,5', '1250000'],
  ['1 млн 200 тис. грн', '120000000'],
  ['300,0', '30000'],
  ['300,0', '30000000', 1000],
  ['0,0 тис. грн', '0'],
  ['+', 'unclear'],
  ['1 млн 200', 'unclear'],
  // not one sum, and never guessed
  ['близько 5000', 'unclear'],
  ['5000-7000 грн', 'unclear'],
  ['до 5000 грн', 'unclear'],
  ['180.000', 'unclear'],
  ['18 00', 'unclear'],
  ['1 2 3', 'unclear'],
  ['за рахунок спонсорів', 'unclear'],
  ['5000 доларів', 'unclear'],
  ['0,001', 'unclear'],
];

describe('a sum in words', () => {
  test.each(table.map(([text, expected, unit]) => ({ text, expected, unit })))(
    '«$text» is $expected',
    ({ text, expected, unit }) => {
      expect(shown(text, unit)).toBe(expected);
    },
  );

  test('is read back from every way of writing it', () => {
    const groups = fc.constantFrom(' ', '\u00a0', '\u202f', '');
    const marks = fc.constantFrom(',', '.', ', ');
    const endings = fc.constantFrom('', ' грн', 'грн.', ' гривень');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_99 }),
        groups,
        marks,
        endings,
        (kopecks, group, mark, ending) => {
          const whole = String(Math.trunc(kopecks / 100)).replace(/\B(?=(\d{3})+$)/g, group);
          const written = `${whole}${mark}${String(kopecks % 100).padStart(2, '0')}${ending}`;
          expect(readMoney(written)).toEqual({ kind: 'sum', kopecks });
        },
      ),
    );
  });

  test('never comes out of a text without digits', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/\d/.test(text)),
        (text) => {
          expect(readMoney(text).kind).not.toBe('sum');
        },
      ),
    );
  });

  test('is found inside a sentence, with its currency', () => {
    expect(sumsWithin('Бюджет громади, 36 000,00 грн на друк і 15 тис. грн на радіо у 2023 році')).toEqual([
      { text: '36 000,00 грн', kopecks: 3_600_000 },
      { text: '15 тис. грн', kopecks: 1_500_000 },
    ]);
    expect(sumsWithin('у 2023 та 2024 роках')).toEqual([]);
  });
});

describe('a printed percentage', () => {
  test.each([
    ['49,6 %', 49.6, 1],
    ['61, 8%', 61.8, 1],
    ['20%', 20, 0],
    ['0', 0, 0],
    ['100', 100, 0],
  ])('«%s» is %d with %d decimals', (text, value, decimals) => {
    expect(readPercent(text)).toEqual({ value, decimals });
  });

  test.each(['', '-', 'майже все', '5 з 10'])('«%s» is none', (text) => {
    expect(readPercent(text)).toBeNull();
  });

  test.each([
    ['exact where it is the share itself', 81.5, 1, 4_000_000, 3_260_000, 'exact', 8150],
    ['rounded where it was rounded', 92, 0, 8_000_000, 7_356_361, 'rounded', 9195],
    ['rounded where it was cut', 78.2, 1, 7_000_000, 5_478_120, 'rounded', 7826],
    ['wrong where no rounding explains it', 38, 0, 10_000_000, 6_800_000, 'wrong', 6800],
    ['wrong in the total that adds up otherwise', 50.6, 1, 164_000_000, 84_046_365, 'wrong', 5125],
  ])('is %s', (_, value, decimals, planned, actual, verdict, computed) => {
    expect(checkPercent({ value, decimals }, planned, actual)).toEqual({ verdict, computed });
  });
});
