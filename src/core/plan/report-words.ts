// Owns how the execution report is said: every part of its table as text, from the phrases `report.*` of content/report.yaml.
// Which parts there are is decided in report.ts and report-account.ts; how the text is set on a page in src/plan.

import { type Fact, render } from '../template.ts';
import { grouped, longDate } from '../ukrainian.ts';
import type { PlanLine, PlanSpan } from './plan.ts';
import type { Report, ReportRow, ReportSums } from './report.ts';
import type { AccountPart } from './report-account.ts';

/** Says the phrase `report.KEY`. Throws where the phrase has a place that `values` lacks: that is a bug. */
export type ReportSay = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** A voice over the phrases of content/; a key without a phrase is a hole in content/ and says its own name. */
export function reportSay(phrase: (key: string) => string | undefined): ReportSay {
  return (key, values = {}) => {
    const facts = Object.entries(values).map(([name, value]): [string, Fact] => [
      name,
      { label: name, kind: typeof value === 'number' ? 'number' : 'text', value },
    ]);
    return render(phrase(`report.${key}`) ?? `report.${key}`, Object.fromEntries(facts), () => '').text;
  };
}

/** Kopecks as documents print them, with no-break spaces: 18000000 → `180 000,00`; null → `-`. */
export function shownSum(kopecks: number | null): string {
  if (kopecks === null) return '-';
  return `${grouped(Math.trunc(kopecks / 100))},${String(kopecks % 100).padStart(2, '0')}`;
}

/** Tenths of a percent: 497 → `49,7`; null → `-`. */
export function shownShare(tenths: number | null): string {
  return tenths === null ? '-' : `${grouped(Math.trunc(tenths / 10))},${tenths % 10}`;
}

/** A row of the table in words; money stays money, because each file writes it in its own way. */
export type WordedRow = ReportSums & {
  key: string;
  number: string;
  section: string;
  what: string[];
  period: string;
  executors: string[];
  account: string[];
};

/** The whole report in words, ready to be set as DOCX, XLSX or JSON. */
export type WordedReport = {
  title: string[];
  head: string[];
  columns: string[];
  rows: WordedRow[];
  totalLabel: string;
  totals: ReportSums;
  signature: string[];
  /** The name of a sheet, at most 31 characters. */
  sheet: string;
};

/** Says the report. `owner` is whose report it is, as content/ names the responsible unit. */
export function wordedReport(report: Report, owner: string, say: ReportSay): WordedReport {
  const { plan, window } = report;
  return {
    // The window comes before the plan's title: its years would else be taken for the report's.
    title: [say('title'), owner, windowWords(window, say), say('title.plan', { title: plan.title })],
    head: headOf(report, say),
    columns: Array.from({ length: 9 }, (_, index) => say(`column.${index + 1}`)),
    rows: report.rows.map((row) => wordedRow(row, say)),
    totalLabel: say('total'),
    totals: report.totals,
    signature: ['post', 'signature', 'prepared', 'date'].map((line) => say(`sign.${line}`)),
    sheet: say('sheet'),
  };
}

/** `про виконання заходів за період з … до …`, both days included. */
export function windowWords(window: PlanSpan, say: ReportSay): string {
  return say('window', { from: longDate(window.from), to: longDate(window.to) });
}

function headOf({ plan }: Report, say: ReportSay): string[] {
  const { decision, period } = plan;
  return [
    decision
      ? say('decision', { number: decision.number, date: dottedDate(decision.date) })
      : say('decision.none'),
    ...(period ? [say('term', { from: dottedDate(period.from), to: dottedDate(period.to) })] : []),
    say('part'),
  ];
}

/** `2023-12-21` → `21.12.2023`. */
function dottedDate(date: string): string {
  return date.split('-').reverse().join('.');
}

function wordedRow(row: ReportRow, say: ReportSay): WordedRow {
  const { key, number, line, planned, actual, share } = row;
  // Without a section the row's own name is the task and its description the measure, as in the official form.
  const section = line.section ?? line.what;
  const described = line.details ? [line.details] : [];
  const what = line.section === null ? described : [line.what, ...described];
  return {
    key,
    number,
    section,
    what: what.length > 0 ? what : [line.what],
    period: periodOf(line, say),
    executors: executorsOf(line, say),
    planned,
    actual,
    share,
    account: row.account.map((part) => partWords(part, say)),
  };
}

function periodOf({ period }: PlanLine, say: ReportSay): string {
  if (period.text !== '') return period.text;
  if (period.from === null && period.to === null) return say('period.none');
  if (period.from === null) return say('period.until', { to: dottedDate(period.to ?? '') });
  if (period.to === null) return say('period.since', { from: dottedDate(period.from) });
  return say('period.span', { from: dottedDate(period.from), to: dottedDate(period.to) });
}

function executorsOf({ responsible }: PlanLine, say: ReportSay): string[] {
  if (responsible.length === 0) return [say('executor.none')];
  return responsible.map(({ name, role }) => (role === 'partner' ? say('executor.partner', { name }) : name));
}

/** One part of the account as a sentence. */
export function partWords(part: AccountPart, say: ReportSay): string {
  switch (part.kind) {
    case 'printed':
      return part.text;
    case 'messages':
      return say('account.messages', { n: part.broadcasts });
    case 'channel': {
      const { letters, messages, people, delivered } = part;
      const said = say(letters ? 'account.letters' : 'account.channel', {
        channel: part.channel,
        messages,
        people,
      });
      return delivered > 0 ? `${said}${say('account.delivered', { delivered })}.` : `${said}.`;
    }
    case 'event':
      return say('account.event', { title: part.title, on: longDate(part.on), place: part.place });
    case 'questions':
      return say('account.questions', { n: part.count });
    case 'note':
      return say('account.note', { text: part.text, on: longDate(part.on) });
    case 'link':
      return say('account.link', { text: part.text, on: longDate(part.on) });
    case 'paid':
      return say('account.paid', { text: part.text, sum: shownSum(part.kopecks), on: longDate(part.on) });
    case 'reason':
      return say('account.reason', { text: part.text });
    case 'dropped':
      return say('account.dropped', { text: part.text });
    case 'notBegun':
      return say('account.notBegun', { from: longDate(part.from) });
    case 'unrecorded':
      return say('account.unrecorded');
  }
}
