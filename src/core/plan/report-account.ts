// Owns what can be said of a line's execution: which records count in a window, in which order, and why nothing was done.
// Pure; the words for each part are report-words.ts's. Nothing is said that no record says.

import type { PlanLine, PlanSpan } from './plan.ts';
import { covers, type ReportedPlan, within } from './report-window.ts';

/** What the ledger says of one channel: messages that went out, people they went to, receipts that came back. */
export type ChannelCount = {
  /** The channel's name for people. */
  channel: string;
  letters: boolean;
  messages: number;
  people: number;
  delivered: number;
};

export type HeldEvent = { title: string; on: string; place: string };

export type EvidenceRecord = {
  kind: 'note' | 'link' | 'paid' | 'reason';
  text: string;
  kopecks: number | null;
  /** The local date that it is about. */
  on: string;
};

/** Everything that is known of a line in a window. */
export type LineRecord = {
  line: PlanLine;
  /** Why staff dropped the row; null: it stands. */
  dropped: string | null;
  broadcasts: number;
  channels: ChannelCount[];
  events: HeldEvent[];
  /** Residents' questions that staff answered by hand. */
  questions: number;
  evidence: EvidenceRecord[];
};

/** One sentence of the account, before its words. */
export type AccountPart =
  | { kind: 'printed'; text: string }
  | { kind: 'messages'; broadcasts: number }
  | ({ kind: 'channel' } & ChannelCount)
  | ({ kind: 'event' } & HeldEvent)
  | { kind: 'questions'; count: number }
  | { kind: 'note'; text: string; on: string }
  | { kind: 'link'; text: string; on: string }
  | { kind: 'paid'; text: string; kopecks: number; on: string }
  | { kind: 'reason'; text: string; on: string }
  | { kind: 'dropped'; text: string }
  | { kind: 'notBegun'; from: string }
  | { kind: 'unrecorded' };

type Frame = { plan: ReportedPlan; window: PlanSpan; today: string };

/**
 * The account of a line: what its document reports, what went out, what was held, what staff recorded, then reasons.
 * Where there is none of it, the plain fact: its time has not come, or nothing is recorded.
 */
export function accountOf(record: LineRecord, { plan, window, today }: Frame): AccountPart[] {
  const evidence = record.evidence
    .filter((one) => within(one.on, window))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const done = [
    ...printedParts(record.line, plan, window),
    ...sentParts(record),
    ...record.events
      .filter(({ on }) => within(on, window) && on <= today)
      .map((event) => ({ kind: 'event' as const, ...event })),
    ...(record.questions > 0 ? [{ kind: 'questions' as const, count: record.questions }] : []),
    ...evidence.flatMap(evidencePart),
  ];
  const reasons: AccountPart[] = evidence.flatMap(({ kind, text, on }) =>
    kind === 'reason' ? [{ kind, text, on }] : [],
  );
  if (record.dropped !== null) reasons.push({ kind: 'dropped', text: record.dropped });
  if (done.length + reasons.length > 0) return [...done, ...reasons];
  const end = today < window.to ? today : window.to;
  const { from } = record.line.period;
  return from !== null && from > end ? [{ kind: 'notBegun', from }] : [{ kind: 'unrecorded' }];
}

/** A document that is a report itself tells what was done in its own window, and of no other. */
function printedParts(line: PlanLine, plan: ReportedPlan, window: PlanSpan): AccountPart[] {
  const span = plan.reportPeriod;
  return line.result && span && covers(window, span) ? [{ kind: 'printed', text: line.result }] : [];
}

function sentParts({ broadcasts, channels }: LineRecord): AccountPart[] {
  const reached = channels.filter(({ messages }) => messages > 0);
  if (broadcasts === 0 || reached.length === 0) return [];
  return [{ kind: 'messages', broadcasts }, ...reached.map((one) => ({ kind: 'channel' as const, ...one }))];
}

function evidencePart({ kind, text, kopecks, on }: EvidenceRecord): AccountPart[] {
  switch (kind) {
    case 'note':
    case 'link':
      return [{ kind, text, on }];
    case 'paid':
      return [{ kind, text, kopecks: kopecks ?? 0, on }];
    case 'reason':
      return [];
  }
}
