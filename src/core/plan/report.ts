// Owns the execution report as a value: its rows, sums and shares in integer kopecks and tenths of a percent, pure.
// What was done is told by report-account.ts, its words are report-words.ts's, its files src/plan's.

import type { PlanLine, PlanSpan } from './plan.ts';
import { type AccountPart, accountOf, type LineRecord } from './report-account.ts';
import { covers, printedSpan, type ReportedPlan, touches, within } from './report-window.ts';

/** Sums in kopecks, null where nothing is funded; `share` in tenths of a percent, null where there is nothing to share. */
export type ReportSums = { planned: number | null; actual: number | null; share: number | null };

export type ReportRow = ReportSums & {
  key: string;
  number: string;
  line: PlanLine;
  account: AccountPart[];
};

export type Report = {
  plan: ReportedPlan;
  /** Local dates, both inclusive. */
  window: PlanSpan;
  rows: ReportRow[];
  totals: ReportSums;
};

export type ReportSources = {
  plan: ReportedPlan;
  window: PlanSpan;
  /** The local date on which the report is made: what lies after it has not happened. */
  today: string;
  records: readonly LineRecord[];
};

/** Puts the report together. Rows keep the plan's order; numbers are the document's, or places where it has none. */
export function reportOf({ plan, window, today, records }: ReportSources): Report {
  const numbered = records.every(({ line }) => line.number !== null);
  const rows = records.map((record, place): ReportRow => {
    const { line } = record;
    const sums = sumsOf(record, plan, window);
    return {
      key: line.key,
      number: numbered ? (line.number ?? '') : String(place + 1),
      line,
      ...sums,
      account: accountOf(record, { plan, window, today }),
    };
  });
  return { plan, window, rows, totals: totalsOf(rows) };
}

/** The share of `planned` that was paid, in tenths of a percent, half rounded up; null where nothing was planned. */
export function shareOf(planned: number | null, actual: number | null): number | null {
  if (planned === null || actual === null || planned <= 0) return null;
  // Whole numbers all the way: 1000 × kopecks of a large programme is beyond what a double keeps exactly.
  const [whole, part] = [BigInt(planned), BigInt(actual)];
  return Number((part * 2000n + whole) / (whole * 2n));
}

/** Sums of all rows; their share comes of the sums, never of the rows' shares. */
export function totalsOf(rows: readonly Pick<ReportSums, 'planned' | 'actual'>[]): ReportSums {
  const planned = sum(rows.map((row) => row.planned));
  const actual = sum(rows.map((row) => row.actual));
  return { planned, actual, share: shareOf(planned, actual) };
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/**
 * A row's money. Planned: the sums of the years that the window touches. Paid: what the document itself reports, where
 * its own window lies inside ours, and the payments that staff recorded outside that part; a funded row that nobody
 * paid for has 0, one that isn't funded null.
 */
function sumsOf(record: LineRecord, plan: ReportedPlan, window: PlanSpan): ReportSums {
  const years = record.line.funding.amounts.filter(({ year }) => touches(year, window));
  const planned = sum(years.map((amount) => amount.planned));
  const printed = years.flatMap((amount) => {
    const span = printedSpan(plan, amount.year);
    return amount.actual !== null && span && covers(window, span) ? [{ kopecks: amount.actual, span }] : [];
  });
  const paid = record.evidence.filter(
    (one) =>
      one.kind === 'paid' && within(one.on, window) && !printed.some(({ span }) => within(one.on, span)),
  );
  const known = [...printed.map(({ kopecks }) => kopecks), ...paid.map((one) => one.kopecks ?? 0)];
  const actual = sum(known) ?? (planned === null ? null : 0);
  return { planned, actual, share: shareOf(planned, actual) };
}
