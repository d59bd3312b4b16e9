// Owns the arithmetic of local dates that a plan's periods need: real days, ends of months and quarters, years that a date
// without one can mean. Instants and Kyiv time belong to src/core/time.ts.

import type { PlanDate, PlanSpan } from '../core/plan/plan.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** The ISO date of a day that exists, else null. Months count from 1. */
export function dayOf(year: number, month: number, day: number): PlanDate | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1990 && year <= 2100 ? `${year}-${two(month)}-${two(day)}` : null;
}

/** The first day of a month; months count from 1. */
export function firstDay(year: number, month: number): PlanDate {
  return `${year}-${two(month)}-01`;
}

/** The last day of a month, leap years included. */
export function lastDay(year: number, month: number): PlanDate {
  return `${year}-${two(month)}-${two(new Date(Date.UTC(year, month, 0)).getUTCDate())}`;
}

/** From the first day of one month to the last day of another in the same year. */
export function monthsSpan(year: number, from: number, to: number): PlanSpan {
  return { from: firstDay(year, from), to: lastDay(year, to) };
}

/** Whole years, both included. */
export function yearsSpan(from: number, to: number): PlanSpan {
  return { from: `${from}-01-01`, to: `${to}-12-31` };
}

/** The year of an ISO date. */
export function yearOf(date: PlanDate): number {
  return Number(date.slice(0, 4));
}

/** Years that a span touches. */
export function yearsOf(span: PlanSpan): number[] {
  const first = yearOf(span.from);
  return Array.from({ length: yearOf(span.to) - first + 1 }, (_, index) => first + index);
}

/**
 * The only year of the span in which a piece of a year lies within it; null where none or several do, because a date
 * without a year is then a question for staff.
 */
export function onlyYear(span: PlanSpan | null, pieceIn: (year: number) => PlanSpan | null): number | null {
  if (!span) return null;
  const fitting = yearsOf(span).filter((year) => {
    const piece = pieceIn(year);
    return piece !== null && piece.from >= span.from && piece.to <= span.to;
  });
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}
