// Owns the shape of a campaign plan as it was read from a document: lines, periods, money, warnings. How a document
// becomes this belongs to src/plan; what a line becomes (occurrences, broadcasts, tasks) belongs to src/app.

import type { StageId } from '../contest.ts';

export const planStatuses = ['draft', 'endorsed', 'approved', 'unknown'] as const;
/** `draft`: a project of a plan, it can't send. `endorsed`: approved by one body and sent on to another. */
export type PlanStatus = (typeof planStatuses)[number];

export const planChannels = [
  'viber',
  'telegram',
  'email',
  'facebook',
  'instagram',
  'youtube',
  'website',
  'tv',
  'radio',
  'press',
  'webmedia',
  'print',
  'outdoor',
  'event',
  'award',
  'monitoring',
  'process',
  'other',
] as const;
/** Where a line is meant to reach people. Social advertising is `outdoor` or `print`, branded goods `print`, video `youtube`. */
export type PlanChannel = (typeof planChannels)[number];

export const planActions = ['execute', 'assist', 'remind', 'track'] as const;
/** What the system does for a line: does it itself, drafts a pack for staff, reminds the unit, or only keeps evidence. */
export type PlanAction = (typeof planActions)[number];

export const planPeriodKinds = [
  'yearRange',
  'withinYear',
  'withinPlan',
  'deadline',
  'dateRange',
  'recurring',
  'quarter',
  'quarterRange',
  'relative',
  'onOccurrence',
  'afterEvent',
  'stageBound',
  'perYear',
  'notAPeriod',
  'missing',
] as const;
export type PlanPeriodKind = (typeof planPeriodKinds)[number];

export const planEvents = [
  'project.finished',
  'project.started',
  'winners.announced',
  'contract.signed',
  'video.made',
  'event.held',
] as const;
/** An event that staff record and that a relative period counts from. */
export type PlanEvent = (typeof planEvents)[number];

export type PlanAnchor = StageId | PlanEvent;

/** An ISO local date, `2023-10-16`. */
export type PlanDate = string;

/** When a line is due, beside the literal text it was read from. */
export type PlanPeriod = {
  /** The cell as it is written, white space collapsed; empty when the cell was. */
  text: string;
  kind: PlanPeriodKind;
  from: PlanDate | null;
  /** Inclusive. */
  to: PlanDate | null;
  /** An ISO 8601 duration of a recurring period, `P3M`. */
  every: string | null;
  /** What a relative, repeated or stage-bound period hangs on; null where any stage is meant or staff must say. */
  anchor: PlanAnchor | null;
  /** Days from the anchor, negative before it; null where the document gives no number. */
  offsetDays: number | null;
  /** Whether `offsetDays` are calendar or working days; null without an offset. */
  dayCount: 'calendar' | 'working' | null;
  /** Whether a stage's opening or close is meant where the words say so. */
  edge: 'opens' | 'closes' | null;
  /** The day of the month by which each occurrence of a recurring period is due: «щомісяця до 5 числа». */
  dueDay: number | null;
};

export const planPartyRoles = ['executor', 'leader', 'partner'] as const;
/** `partner`: takes part by consent or where needed. `leader`: answers for the line, while the executor does it. */
export type PlanPartyRole = (typeof planPartyRoles)[number];

export type PlanParty = { name: string; role: PlanPartyRole };

export const planFundingKinds = [
  'withinProgramme',
  'none',
  'underExistingContract',
  'unpaidPartnership',
  'localBudget',
  'unknown',
] as const;
export type PlanFundingKind = (typeof planFundingKinds)[number];

/** Money of one year in integer kopecks. A dash is null (not funded), `0,0` is 0 (funded, nothing this year). */
export type PlanAmount = {
  year: number | null;
  planned: number | null;
  actual: number | null;
  text: string;
};

export type PlanFunding = {
  kind: PlanFundingKind;
  text: string | null;
  amounts: PlanAmount[];
  /** Years that the text names without a sum: «у 2023 та 2024 роках». */
  years: number[];
  /** The share that the document prints, in hundredths of a percent as we compute it and as it is written. */
  share: { text: string; computed: number | null } | null;
};

/** A cell of the source row under its column's heading: what staff compare the understood fields with. */
export type PlanSourceCell = { column: string; text: string };

/** A field whose cell was merged with, or left empty under, the one above; a period may be the whole document's. */
export type PlanInheritedField = 'details' | 'period' | 'responsible' | 'funding' | 'result';

export type PlanLine = {
  /** Stable across re-imports and file forms: the number where it is unique, else derived from section and name. */
  key: string;
  number: string | null;
  section: string | null;
  /** The row's own name, as it is written, white space collapsed. */
  what: string;
  details: string | null;
  channel: PlanChannel;
  action: PlanAction;
  period: PlanPeriod;
  responsible: PlanParty[];
  funding: PlanFunding;
  /** What a report says about the execution or why nothing was done. */
  result: string | null;
  /** Fields whose cells were merged with, or left empty under, the line above, or taken from the whole document. */
  inherited: PlanInheritedField[];
  /** How sure the reading is, 0..1; staff confirm the low ones first. */
  confidence: number;
  source: PlanSourceCell[];
};

export const planWarningCodes = [
  'periodMissing',
  'periodNotUnderstood',
  'periodIncomplete',
  'severalPeriods',
  'periodOutsidePlan',
  'severalMeasures',
  'partsMismatch',
  'fundingMissing',
  'fundingNotUnderstood',
  'moneyNotUnderstood',
  'responsibleMissing',
  'responsibleCutOff',
  'channelUnclear',
  'percentRounded',
  'percentWrong',
  'totalWrong',
  'numberRepeated',
  'numberMissing',
  'textDoubled',
  'rowIncomplete',
  'rowNotUnderstood',
  'columnNotUnderstood',
  'dateImpossible',
  'noPeriodColumn',
  'planPeriodUnknown',
  'approvalUndated',
] as const;
export type PlanWarningCode = (typeof planWarningCodes)[number];

/** Something that staff should look at. `line` is a line's key, null for the whole document. */
export type PlanWarning = { line: string | null; code: PlanWarningCode; message: string };

export type PlanDecision = { number: string; date: PlanDate };

export type PlanSpan = { from: PlanDate; to: PlanDate };

export type ParsedPlan = {
  title: string;
  status: PlanStatus;
  decision: PlanDecision | null;
  /** The years or quarters that the plan itself is for. */
  period: PlanSpan | null;
  /** The window that an execution report covers; null for a plan. */
  reportPeriod: PlanSpan | null;
  language: 'uk' | 'ru';
  footnotes: string[];
  lines: PlanLine[];
  /** Sums of the lines in kopecks, computed; a printed total that differs is a warning. */
  totals: { planned: number | null; actual: number | null };
  warnings: PlanWarning[];
};
