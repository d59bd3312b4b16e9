// Owns the window of an execution report: which dates, years and printed sums lie in it. Pure.

import type { PlanDecision, PlanSpan, PlanStatus } from './plan.ts';

/** What a report says of the plan that it is about. */
export type ReportedPlan = {
  id: string;
  title: string;
  status: PlanStatus;
  decision: PlanDecision | null;
  period: PlanSpan | null;
  /** The window of a document that is a report itself; its paid sums and accounts belong to it. */
  reportPeriod: PlanSpan | null;
};

/** Whether a local date lies in a window, both ends included; ISO dates sort as they follow each other. */
export function within(date: string, window: PlanSpan): boolean {
  return window.from <= date && date <= window.to;
}

export function covers(outer: PlanSpan, inner: PlanSpan): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** Whether money of a year may be spent in the window; money without a year is the whole plan's. */
export function touches(year: number | null, window: PlanSpan): boolean {
  return year === null || (Number(window.from.slice(0, 4)) <= year && year <= Number(window.to.slice(0, 4)));
}

/** What a document's paid sums are for: its own window, else the year that its column names; null where neither is said. */
export function printedSpan(plan: ReportedPlan, year: number | null): PlanSpan | null {
  if (plan.reportPeriod) return plan.reportPeriod;
  return year === null ? null : { from: `${year}-01-01`, to: `${year}-12-31` };
}
