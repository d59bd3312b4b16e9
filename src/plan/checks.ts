// Owns what the lines say together: sums, printed totals and shares, numbers that repeat or are missing. Each finding is
// handed on with the line that it belongs to.

import type { PlanLine } from '../core/plan/plan.ts';
import { type Finding, shareFindings } from './lines.ts';
import { readMoney } from './money.ts';
import type { RawTotal } from './rows.ts';

type Line = Omit<PlanLine, 'key'>;
type Money = 'planned' | 'actual';

/** The sum of one kind of money over lines, in kopecks; null where no line has any. */
export function sumOf(lines: readonly Line[], kind: Money, year: number | null = null): number | null {
  const sums = lines.flatMap((line) =>
    line.funding.amounts.flatMap((amount) => {
      const counted = year === null || amount.year === year;
      return counted && amount[kind] !== null ? [amount[kind]] : [];
    }),
  );
  return sums.length === 0 ? null : sums.reduce((total, sum) => total + sum, 0);
}

/** Kopecks as a person writes them: `1 640 000,00`. */
export function shownMoney(kopecks: number): string {
  const whole = String(Math.trunc(kopecks / 100)).replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${whole},${String(kopecks % 100).padStart(2, '0')}`;
}

/** A printed total may close the whole table or only the lines since the total before it. */
function totalFindings(total: RawTotal, lines: readonly Line[], since: number): Finding[] {
  const all = lines.slice(0, total.after);
  const part = lines.slice(since, total.after);
  return total.cells.flatMap((cell) => {
    const reading = readMoney(cell.text, cell.column.unit);
    const kind = cell.column.role === 'actual' ? 'actual' : 'planned';
    const computed = sumOf(all, kind, cell.column.year);
    if (reading.kind !== 'sum' || computed === null) return [];
    const matches = reading.kopecks === computed || reading.kopecks === sumOf(part, kind, cell.column.year);
    if (matches) return [];
    return [{ code: 'totalWrong' as const, values: { printed: cell.text, computed: shownMoney(computed) } }];
  });
}

/** Compares printed totals and their share with what the lines add up to. */
export function checkTotals(totals: readonly RawTotal[], lines: readonly Line[]): Finding[] {
  return totals.flatMap((total, index) => {
    const since = totals[index - 1]?.after ?? 0;
    const sums = totalFindings(total, lines, since);
    if (total.percent === null) return sums;
    const within = lines.slice(since, total.after);
    const share = shareFindings(total.percent, sumOf(within, 'planned'), sumOf(within, 'actual'));
    return [...sums, ...share.findings];
  });
}

/** Numbers that stand more than once, and lines without one where the others have theirs. */
export function checkNumbers(lines: readonly Line[]): (Finding | null)[] {
  const counts = new Map<string, number>();
  for (const { number } of lines) if (number) counts.set(number, (counts.get(number) ?? 0) + 1);
  return lines.map(({ number }) => {
    if (number !== null) {
      const repeated = (counts.get(number) ?? 0) > 1;
      return repeated ? { code: 'numberRepeated', values: { text: number } } : null;
    }
    return counts.size > 0 ? { code: 'numberMissing', values: {} } : null;
  });
}
