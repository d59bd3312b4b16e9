// Owns the proof of the report's arithmetic: shares half up from whole kopecks, totals from sums, years and windows apart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanAmount, PlanLine } from '../../src/core/plan/plan.ts';
import { reportOf, shareOf, totalsOf } from '../../src/core/plan/report.ts';
import type { EvidenceRecord, LineRecord } from '../../src/core/plan/report-account.ts';
import type { ReportedPlan } from '../../src/core/plan/report-window.ts';
import { shownShare, shownSum } from '../../src/core/plan/report-words.ts';

const sum = fc.option(fc.integer({ min: 0, max: 10_000_000_000_000 }));

describe('a share', () => {
  test.each([
    ['a half is rounded up', 200_000, 99_700 + 200, '50,0'],
    ['49,65 becomes 49,7', 2_000_000, 993_000, '49,7'],
    ['49,6499 stays 49,6', 100_000_000, 49_649_999, '49,6'],
    ['the sample prints 38 where it is 68', 10_000_000, 6_800_000, '68,0'],
    ['the sample prints 50,6 where it is 51,2', 164_000_000, 84_046_365, '51,2'],
    ['nothing paid is 0,0', 12_000_000, 0, '0,0'],
    ['more than planned is more than a hundred', 100, 1_234_567, '1\u00a0234\u00a0567,0'],
    ['nothing planned has none', null, 500, '-'],
    ['nothing planned this year has none', 0, 500, '-'],
    ['not funded has none', null, null, '-'],
  ])('%s', (_label, planned, actual, shown) => {
    expect(shownShare(shareOf(planned, actual))).toBe(shown);
  });

  test('is never further than half a tenth from the truth, and is whole where the truth is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000_000_000 }),
        fc.integer({ min: 0, max: 10_000_000_000_000 }),
        (planned, actual) => {
          const tenths = BigInt(shareOf(planned, actual) ?? -1);
          const off = 2000n * BigInt(actual) - 2n * tenths * BigInt(planned);
          expect(off >= -BigInt(planned) && off < BigInt(planned)).toBe(true);
        },
      ),
    );
  });
});

test('totals add up whatever the rows are, and a row that is not funded adds nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ planned: sum, actual: sum }), { maxLength: 200 }), (rows) => {
      const { planned, actual, share } = totalsOf(rows);
      expect(planned ?? 0).toBe(rows.reduce((total, row) => total + (row.planned ?? 0), 0));
      expect(actual ?? 0).toBe(rows.reduce((total, row) => total + (row.actual ?? 0), 0));
      expect(share).toBe(shareOf(planned, actual));
      expect(planned === null).toBe(rows.every((row) => row.planned === null));
    }),
  );
});

test.each([
  [null, '-'],
  [0, '0,00'],
  [5, '0,05'],
  [18_000_000, '180\u00a0000,00'],
  [164_000_000, '1\u00a0640\u00a0000,00'],
  [100_000_000_000_01, '100\u00a0000\u00a0000\u00a0000,01'],
])('%s kopecks are printed as %s', (kopecks, shown) => {
  expect(shownSum(kopecks)).toBe(shown);
});

const plan: ReportedPlan = {
  id: 'p',
  title: 'План',
  status: 'approved',
  decision: null,
  period: null,
  reportPeriod: null,
};

function lineWith(amounts: readonly Partial<PlanAmount>[]): PlanLine {
  return {
    key: '1',
    number: '1',
    section: null,
    what: 'Листівки',
    details: null,
    channel: 'print',
    action: 'assist',
    period: {
      text: '2027',
      kind: 'withinYear',
      from: '2027-01-01',
      to: '2027-12-31',
      every: null,
      anchor: null,
      offsetDays: null,
      dayCount: null,
      edge: null,
      dueDay: null,
    },
    responsible: [],
    funding: {
      kind: 'withinProgramme',
      text: null,
      amounts: amounts.map((one) => ({ year: null, planned: null, actual: null, text: '', ...one })),
      years: [],
      share: null,
    },
    result: null,
    inherited: [],
    confidence: 1,
    source: [],
  };
}

function moneyOf(
  amounts: readonly Partial<PlanAmount>[],
  paid: readonly [string, number][],
  change: { window?: readonly [string, string]; reportPeriod?: readonly [string, string] } = {},
) {
  const [from, to] = change.window ?? ['2027-01-01', '2027-12-31'];
  const printed = change.reportPeriod;
  const evidence = paid.map(([on, kopecks]): EvidenceRecord => ({ kind: 'paid', text: 'акт', kopecks, on }));
  const nothing = { dropped: null, broadcasts: 0, channels: [], events: [], questions: 0 };
  const record: LineRecord = { line: lineWith(amounts), ...nothing, evidence };
  const reportPeriod = printed ? { from: printed[0], to: printed[1] } : null;
  const report = reportOf({
    plan: { ...plan, reportPeriod },
    window: { from, to },
    today: '2028-01-01',
    records: [record],
  });
  return [report.totals.planned, report.totals.actual];
}

describe('the money of a row', () => {
  test.each([
    ['a dash is not funded', moneyOf([{}], []), [null, null]],
    ['funded with nothing paid is zero', moneyOf([{ planned: 500 }], []), [500, 0]],
    ['paid without a plan is still paid', moneyOf([], [['2027-02-01', 70]]), [null, 70]],
    [
      'payments add up',
      moneyOf(
        [{ planned: 500 }],
        [
          ['2027-02-01', 70],
          ['2027-12-31', 30],
        ],
      ),
      [500, 100],
    ],
    ['a payment outside the window is left out', moneyOf([{ planned: 500 }], [['2026-12-31', 70]]), [500, 0]],
    [
      'other years are left out',
      moneyOf(
        [
          { planned: 500, year: 2027 },
          { planned: 9, year: 2028 },
        ],
        [],
      ),
      [500, 0],
    ],
    [
      'years that the window spans add up',
      moneyOf(
        [
          { planned: 500, year: 2027 },
          { planned: 9, year: 2028 },
        ],
        [],
        {
          window: ['2027-06-01', '2028-01-31'],
        },
      ),
      [509, 0],
    ],
    [
      'what the document reports counts where its window lies in ours',
      moneyOf([{ planned: 500, actual: 80, year: 2027 }], [['2027-11-01', 20]], {
        reportPeriod: ['2027-01-01', '2027-09-30'],
      }),
      [500, 100],
    ],
    [
      'a payment that the document already counts is not counted twice',
      moneyOf([{ planned: 500, actual: 80, year: 2027 }], [['2027-09-30', 20]], {
        reportPeriod: ['2027-01-01', '2027-09-30'],
      }),
      [500, 80],
    ],
    [
      'what the document reports of nine months says nothing of three',
      moneyOf([{ planned: 500, actual: 80, year: 2027 }], [['2027-03-01', 20]], {
        window: ['2027-01-01', '2027-03-31'],
        reportPeriod: ['2027-01-01', '2027-09-30'],
      }),
      [500, 20],
    ],
  ])('%s', (_label, money, expected) => {
    expect(money).toEqual(expected);
  });
});
