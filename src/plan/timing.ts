// Owns how the parts of the period grammar answer each other: an understood timing, an incomplete one, or not theirs.

import type { PlanPeriod } from '../core/plan/plan.ts';

/** Everything about a period but its literal text. */
export type Timing = Omit<PlanPeriod, 'text'>;

/** An understood timing, and whether something of it is left for staff to say. */
export type TimingReading = { timing: Timing; incomplete: boolean };

/** What a rule answers: understood, an impossible date, or null for «not mine». */
export type RuleAnswer = TimingReading | 'impossible' | null;

/** A timing of a kind, everything that isn't given as null. */
export function timing(kind: PlanPeriod['kind'], values: Partial<Omit<Timing, 'kind'>> = {}): Timing {
  const blank = { from: null, to: null, every: null, anchor: null, offsetDays: null, dayCount: null };
  return { kind, ...blank, edge: null, dueDay: null, ...values };
}

/** A timing that needs nothing more. */
export function understood(
  kind: PlanPeriod['kind'],
  values: Partial<Omit<Timing, 'kind'>> = {},
): TimingReading {
  return { timing: timing(kind, values), incomplete: false };
}

/** A timing of which a number, a year or an event is left for staff to say. */
export function incomplete(
  kind: PlanPeriod['kind'],
  values: Partial<Omit<Timing, 'kind'>> = {},
): TimingReading {
  return { timing: timing(kind, values), incomplete: true };
}
