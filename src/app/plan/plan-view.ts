// Owns the shapes in which staff see plans, the calendar and what it will send; who makes them is beside this file.
import type { LineChange } from '../../../db/tables.ts';
import type { ContestId, StageId } from '../../core/contest.ts';
import type { Carriage, LineSettings } from '../../core/occurrences/occurrence.ts';
import type { ParsedPlan, PlanLine } from '../../core/plan/plan.ts';

export type PlanSummary = {
  id: string;
  title: string;
  status: ParsedPlan['status'];
  lines: number;
  confirmed: number;
  /** Rows that are neither confirmed nor left out. */
  open: number;
  dropped: boolean;
};
export type PlanRow = {
  line: PlanLine;
  settings: LineSettings;
  confirmedAt: number | null;
  confirmedBy: string | null;
  dropped: string | null;
  /** The row as it was before staff corrected it; null: nobody did. */
  original: PlanLine | null;
  /** What staff did to the row since the import, and why. */
  change: LineChange | null;
  reason: string | null;
  carriage: Carriage | null;
  /** What staff must answer before the row can be confirmed: an event, its stages, its period; empty: nothing. */
  needs: ('event' | 'stages' | 'period')[];
};
export type PlanView = PlanSummary & { head: Omit<ParsedPlan, 'lines'>; rows: PlanRow[] };

export type StageDate = {
  contest: ContestId;
  stage: StageId;
  title: string;
  opens: number;
  closes: number;
  changed: boolean;
  /** The calendar is only an example: whoever shows the date says so. */
  example: boolean;
};
/** What becomes of messages that a change of dates makes late: they go at once, never, or wait for a person. */
export const lateChoices = ['send', 'drop', 'ask'] as const;
export type LateChoice = (typeof lateChoices)[number];
/**
 * One planned message that a change of dates touches. `from` or `to` null: it did not exist or disappears. reworded: it
 * stays where it is, but somebody had approved other words.
 */
export type DiffRow = {
  change: 'appears' | 'moves' | 'late' | 'orphaned' | 'reworded';
  key: string;
  /** The key that it has afterwards; null: it disappears. */
  newKey: string | null;
  line: string | null;
  from: number | null;
  to: number | null;
  channels: string[];
  /** People whom it would reach now, by channel. */
  recipients: Record<string, number>;
  /** Whose approval of it does not hold any more. */
  voided: string | null;
};

/** A message that the plan or the calendar will send. */
export type PlannedMessage = {
  at: number;
  line: string | null;
  broadcast: string;
  channel: string;
  audience: string;
  recipients: number;
  subject: string | null;
  text: string;
  lastUsefulAt: number;
  priceEur: number;
  /** At the platform's rate. */
  durationSeconds: number;
  /** Keys of the messages of the same hour that these people get along with it; the text holds them all. */
  mergedWith?: string[];
};

/** A message that will go out, as far as a calendar needs it. `key` names it; `line` is the plan's, where it comes of one. */
export type OutlinedMessage = { at: number; key: string; line: string | null };
