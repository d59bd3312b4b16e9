// Owns putting one line together from what its cells say, with a finding for everything that staff must look at. Which
// cells belong to it was decided in rows.ts and split.ts; keys and messages are added in read.ts.

import type {
  PlanAction,
  PlanChannel,
  PlanFunding,
  PlanInheritedField,
  PlanLine,
  PlanParty,
  PlanPeriod,
  PlanPeriodKind,
  PlanSpan,
  PlanWarningCode,
} from '../core/plan/plan.ts';
import { actionOf, speaksOfBudget } from './action.ts';
import { yearsSpan } from './calendar-days.ts';
import { channelOf } from './channel.ts';
import { type FundingReading, readFunding } from './funding.ts';
import { checkPercent, readPercent } from './money.ts';
import { readPeriod } from './period.ts';
import { readParties } from './responsible.ts';
import { numberedParts } from './row-numbers.ts';
import type { Field } from './rows.ts';
import type { SplitLine } from './split.ts';
import { fold } from './text.ts';

/** A warning before it has its line's key and its words. */
export type Finding = { code: PlanWarningCode; values: Record<string, string> };
export type ReadLine = { line: Omit<PlanLine, 'key'>; findings: Finding[] };

/** What the whole document says about each of its lines. */
export type PlanContext = {
  span: PlanSpan | null;
  /** The document's own words for its period; they stand for lines of a table without a period column. */
  periodText: string | null;
  /** The year that sums without a year are for. */
  moneyYear: number | null;
  ofProgramme: boolean;
  ofBudget: boolean;
};

/** How much a finding takes from a line's confidence. */
const doubts: Partial<Record<PlanWarningCode, number>> = {
  periodMissing: 0.6,
  periodNotUnderstood: 0.5,
  periodIncomplete: 0.7,
  periodOutsidePlan: 0.6,
  severalPeriods: 0.3,
  severalMeasures: 0.7,
  rowIncomplete: 0.7,
  partsMismatch: 0.3,
  dateImpossible: 0.4,
  fundingMissing: 0.8,
  fundingNotUnderstood: 0.8,
  moneyNotUnderstood: 0.6,
  responsibleMissing: 0.7,
  responsibleCutOff: 0.8,
  percentWrong: 0.8,
  textDoubled: 0.9,
};

type Part<T> = { value: T; findings: Finding[]; inherited: boolean };

function finding(code: PlanWarningCode, values: Record<string, string> = {}): Finding {
  return { code, values };
}

function outside(period: PlanPeriod, span: PlanSpan | null): boolean {
  if (!span) return false;
  return (period.to !== null && period.to < span.from) || (period.from !== null && period.from > span.to);
}

/** Years of a table with a money column each: a sum says that the year is funded. */
function perYear(funding: PlanFunding): PlanPeriod | null {
  const dated = funding.amounts.filter((amount) => amount.year !== null);
  const funded = dated.flatMap((amount) =>
    amount.year !== null && amount.planned !== null ? [amount.year] : [],
  );
  const [first] = funded;
  const last = funded.at(-1);
  if (dated.length < 2 || first === undefined || last === undefined) return null;
  const blank = { every: null, anchor: null, offsetDays: null, dayCount: null, edge: null, dueDay: null };
  return { text: '', kind: 'perYear', ...yearsSpan(first, last), ...blank };
}

function periodOf(raw: SplitLine, funding: PlanFunding, context: PlanContext): Part<PlanPeriod> {
  const written = raw.period?.text ?? '';
  const years = written === '' ? perYear(funding) : null;
  if (years) return { value: years, findings: [], inherited: false };
  const whole = raw.period === null;
  const text = whole ? (context.periodText ?? '') : written;
  const reading = readPeriod(text, context.span);
  if (raw.mismatch) {
    const { period } = readPeriod('', null);
    const values = { measures: String(raw.mismatch.measures), periods: String(raw.mismatch.periods) };
    const value: PlanPeriod = { ...period, kind: 'notAPeriod', text: reading.period.text };
    return { value, findings: [finding('partsMismatch', values)], inherited: false };
  }
  const { period } = reading;
  const findings: Finding[] = [];
  if (period.kind === 'missing' && !whole) findings.push(finding('periodMissing'));
  else if (reading.several) findings.push(finding('severalPeriods', { text: period.text }));
  else if (reading.impossible) findings.push(finding('dateImpossible', { text: period.text }));
  else if (period.kind === 'notAPeriod') findings.push(finding('periodNotUnderstood', { text: period.text }));
  else if (reading.incomplete) findings.push(finding('periodIncomplete', { text: period.text }));
  if (outside(period, context.span)) findings.push(finding('periodOutsidePlan', { text: period.text }));
  return {
    value: period,
    findings,
    inherited: whole ? period.kind !== 'missing' : raw.period?.inherited === true,
  };
}

function partiesOf(raw: SplitLine): Part<PlanParty[]> {
  const columns: [Field | null, 'executor' | 'leader' | 'partner'][] = [
    [raw.responsible, 'executor'],
    [raw.leader, 'leader'],
    [raw.partner, 'partner'],
  ];
  const present = columns.filter(([field]) => field !== null);
  const readings = present.map(([field, role]) => readParties(field?.text ?? '', role));
  const value = readings.flatMap((reading) => reading.parties);
  const findings: Finding[] = [];
  if (present.length > 0 && value.length === 0) findings.push(finding('responsibleMissing'));
  if (readings.some((reading) => reading.cutOff)) findings.push(finding('responsibleCutOff'));
  return { value, findings, inherited: raw.responsible?.inherited === true };
}

/** Whether a percentage stands beside its sums and what it should be. */
export function shareFindings(
  printed: string,
  planned: number | null,
  actual: number | null,
): {
  computed: number | null;
  findings: Finding[];
} {
  const percent = readPercent(printed);
  if (!percent || planned === null || actual === null || planned === 0)
    return { computed: null, findings: [] };
  const { verdict, computed } = checkPercent(percent, planned, actual);
  if (verdict === 'exact') return { computed, findings: [] };
  const values = { printed, computed: `${(computed / 100).toFixed(2).replace('.', ',')} %` };
  return { computed, findings: [finding(verdict === 'rounded' ? 'percentRounded' : 'percentWrong', values)] };
}

function fundingOf(raw: SplitLine, context: PlanContext): Part<PlanFunding> {
  const reading: FundingReading = readFunding({
    text: raw.resources === null ? null : raw.resources.text,
    money: raw.money,
    year: context.moneyYear,
    ofProgramme: context.ofProgramme,
  });
  const findings: Finding[] = reading.unclear.map((text) => finding('moneyNotUnderstood', { text }));
  if (reading.missing) findings.push(finding('fundingMissing'));
  if (reading.unknownWords)
    findings.push(finding('fundingNotUnderstood', { text: reading.funding.text ?? '' }));
  const amount = reading.funding.amounts.find((one) => one.actual !== null);
  const share =
    raw.percent === null ? null : shareFindings(raw.percent, amount?.planned ?? null, amount?.actual ?? null);
  findings.push(...(share?.findings ?? []));
  const funding = {
    ...reading.funding,
    share: raw.percent === null ? null : { text: raw.percent, computed: share?.computed ?? null },
  };
  return { value: funding, findings, inherited: raw.resources?.inherited === true };
}

function isDoubled(text: string): boolean {
  const folded = fold(text);
  const half = (folded.length - 1) / 2;
  return folded.length > 20 && Number.isInteger(half) && folded.slice(0, half) === folded.slice(half + 1);
}

function wordFindings(raw: SplitLine, details: string): Finding[] {
  const findings: Finding[] = [];
  if (raw.cutShort) findings.push(finding('rowIncomplete'));
  if (isDoubled(raw.name.text)) findings.push(finding('textDoubled'));
  if (numberedParts.test(raw.name.text) || numberedParts.test(details))
    findings.push(finding('severalMeasures'));
  return findings;
}

function confidenceOf(findings: readonly Finding[], certainty: number, inherited: boolean): number {
  const doubt = findings.reduce((product, { code }) => product * (doubts[code] ?? 1), 1);
  const sure = doubt * (0.6 + 0.4 * certainty) * (inherited ? 0.95 : 1);
  return Math.round(sure * 100) / 100;
}

const inheritable: readonly PlanInheritedField[] = ['details', 'period', 'responsible', 'funding', 'result'];

/** Inherited fields in a fixed order; a period taken from the whole document counts too. */
function inheritedOf(raw: SplitLine, period: Part<PlanPeriod>): PlanInheritedField[] {
  return inheritable.filter((field) =>
    field === 'period' ? period.inherited : raw.inherited.includes(field),
  );
}

type ReachClues = { kind: PlanPeriodKind; ofBudget: boolean };
type Reach = { channel: PlanChannel; action: PlanAction; certainty: number; findings: Finding[] };

/** Where the line reaches people and what the system proposes to do. */
function reachOf(raw: SplitLine, details: string, { kind, ofBudget }: ReachClues): Reach {
  const what = raw.name.text;
  const section = raw.section ?? '';
  const { channel, certainty } = channelOf({ what, section, details, channel: raw.channel?.text ?? '' });
  const ours = ofBudget || speaksOfBudget(section);
  const action = actionOf({ channel, periodKind: kind, what, details, ofBudget: ours });
  return { channel, action, certainty, findings: certainty === 0 ? [finding('channelUnclear')] : [] };
}

/** Understands one line. Every field is there; what could not be understood has a finding. */
export function readLine(raw: SplitLine, context: PlanContext): ReadLine {
  const texts = raw.details.map((field) => field.text).filter((text) => text !== '');
  const details = texts.join('\n');
  const funding = fundingOf(raw, context);
  const period = periodOf(raw, funding.value, context);
  const responsible = partiesOf(raw);
  const reach = reachOf(raw, details, { kind: period.value.kind, ofBudget: context.ofBudget });
  const parts = [period, responsible, funding];
  const findings = [
    ...parts.flatMap((part) => part.findings),
    ...wordFindings(raw, details),
    ...reach.findings,
  ];
  const inherited = inheritedOf(raw, period);
  const line = {
    number: raw.number,
    section: raw.section,
    what: raw.name.text,
    details: details === '' ? null : details,
    channel: reach.channel,
    action: reach.action,
    period: period.value,
    responsible: responsible.value,
    funding: funding.value,
    result: raw.result?.text || null,
    inherited,
    confidence: confidenceOf(findings, reach.certainty, inherited.length > 0),
    source: raw.source,
  };
  return { line, findings };
}
