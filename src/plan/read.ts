// Owns the one way in: a file of the city's campaign plan becomes a ParsedPlan or one problem. Confirming, correcting and
// storing what was read belongs to src/app.

import type { ParsedPlan, PlanSpan, PlanWarning } from '../core/plan/plan.ts';
import { speaksOfBudget } from './action.ts';
import { yearsOf } from './calendar-days.ts';
import { checkNumbers, checkTotals, sumOf } from './checks.ts';
import { findTables, type PlanDocument } from './document.ts';
import { readFile } from './formats.ts';
import { keysOf } from './keys.ts';
import { type Finding, type PlanContext, type ReadLine, readLine } from './lines.ts';
import { footnotesOf, languageOf, type Preamble, readPreamble } from './preamble.ts';
import { type PlanProblem, problemOf, warningText } from './problems.ts';
import { type RawTable, readRows } from './rows.ts';
import { splitLine } from './split.ts';
import { fold, squeeze } from './text.ts';

export type PlanFile = { name: string; bytes: Uint8Array };
export type PlanReading = { ok: true; plan: ParsedPlan } | { ok: false; problem: PlanProblem };

type TableReading = { raw: RawTable; ofForms: boolean; hasPeriod: boolean; unknown: string[] };

function readTables(document: PlanDocument): TableReading[] {
  return document.segments.flatMap(({ rows, columns, section }) => {
    const raw = readRows(rows, columns, section);
    const has = (role: string): boolean => columns.some((column) => column.role === role);
    const money = columns.filter((column) => column.role === 'planned' && column.year !== null).length > 1;
    const strange = columns.filter((column) => column.role === 'unknown' && column.heading !== '');
    const unknown = [...new Set(strange.map((column) => column.heading))];
    return raw ? [{ raw, ofForms: has('form'), hasPeriod: has('period') || money, unknown }] : [];
  });
}

function singleYear(span: PlanSpan | null): number | null {
  const years = span ? yearsOf(span) : [];
  return years.length === 1 ? (years[0] ?? null) : null;
}

function contextOf(preamble: Preamble, above: readonly string[]): PlanContext {
  return {
    span: preamble.period,
    periodText: preamble.periodText,
    moneyYear: singleYear(preamble.reportPeriod) ?? singleYear(preamble.period),
    ofProgramme: /програм|программ/.test(fold(preamble.title)),
    ofBudget: speaksOfBudget(`${preamble.title} ${above.join(' ')}`),
  };
}

/** Lines of one table with the row that each came from, so that strays and totals find their neighbours. */
function linesOfTable(table: TableReading, context: PlanContext): { lines: ReadLine[]; ends: number[] } {
  const lines: ReadLine[] = [];
  const ends = [0];
  let parts = 1;
  for (const raw of table.raw.lines) {
    const owner = lines.at(-1);
    if (raw.name.inherited && parts > 1 && owner) {
      // Under a cell of several measures nobody can tell which of them this row goes on with.
      owner.findings.push(strayFinding(raw.source.map((cell) => cell.text).join(' ')));
    } else {
      const split = splitLine(raw, table.ofForms, context.span);
      parts = split.length;
      lines.push(...split.map((part) => readLine(part, context)));
    }
    ends.push(lines.length);
  }
  return { lines, ends };
}

function strayFinding(text: string): Finding {
  return { code: 'rowNotUnderstood', values: { text: text.slice(0, 200) } };
}

type Found = { lines: ReadLine[]; whole: Finding[] };

function readAll(tables: readonly TableReading[], context: PlanContext): Found {
  const found: Found = { lines: [], whole: [] };
  for (const table of tables) {
    const { lines, ends } = linesOfTable(table, context);
    for (const stray of table.raw.strays) {
      const finding = strayFinding(stray.text);
      const owner = lines[(ends[stray.after] ?? 0) - 1];
      (owner ? owner.findings : found.whole).push(finding);
    }
    const totals = table.raw.totals.map((total) => ({ ...total, after: ends[total.after] ?? lines.length }));
    found.whole.push(
      ...checkTotals(
        totals,
        lines.map(({ line }) => line),
      ),
    );
    found.lines.push(...lines);
  }
  return found;
}

function documentFindings(preamble: Preamble, tables: readonly TableReading[]): Finding[] {
  const findings: Finding[] = [];
  if (preamble.approvalUndated) findings.push({ code: 'approvalUndated', values: {} });
  if (preamble.period === null) findings.push({ code: 'planPeriodUnknown', values: {} });
  if (tables.some((table) => !table.hasPeriod)) {
    findings.push({ code: 'noPeriodColumn', values: { text: preamble.periodText ?? '—' } });
  }
  for (const text of new Set(tables.flatMap((table) => table.unknown))) {
    findings.push({ code: 'columnNotUnderstood', values: { text } });
  }
  return findings;
}

function warningsOf(
  lines: readonly ReadLine[],
  keys: readonly string[],
  whole: readonly Finding[],
): PlanWarning[] {
  const worded = (line: string | null, { code, values }: Finding): PlanWarning => ({
    line,
    code,
    message: warningText(code, values),
  });
  const numbers = checkNumbers(lines.map(({ line }) => line));
  const ofLines = lines.flatMap(({ findings }, index) => {
    const number = numbers[index];
    const all = number ? [...findings, number] : findings;
    return all.map((finding) => worded(keys[index] ?? null, finding));
  });
  return [...ofLines, ...whole.map((finding) => worded(null, finding))];
}

function textOf(document: PlanDocument): string {
  const cells = document.segments.flatMap(({ rows }) => rows.flatMap((row) => row.map((slot) => slot.text)));
  return [...document.above, ...cells, ...document.below].join(' ');
}

function planOf(document: PlanDocument, name: string): ParsedPlan | null {
  const preamble = readPreamble(document.above, squeeze(name.replace(/\.[^.]*$/, '')));
  const context = contextOf(preamble, document.above);
  const tables = readTables(document);
  const { lines, whole } = readAll(tables, context);
  if (lines.length === 0) return null;
  const keys = keysOf(lines.map(({ line }) => line));
  const keyed = lines.map(({ line }, index) => ({ key: keys[index] ?? '', ...line }));
  const tail = [...(tables.at(-1)?.raw.tail ?? []), ...document.below];
  return {
    title: preamble.title,
    status: preamble.status,
    decision: preamble.decision,
    period: preamble.period,
    reportPeriod: preamble.reportPeriod,
    language: languageOf(textOf(document)),
    footnotes: [...footnotesOf(tail), ...document.footnotes.map(squeeze).filter((note) => note !== '')],
    lines: keyed,
    totals: { planned: sumOf(keyed, 'planned'), actual: sumOf(keyed, 'actual') },
    warnings: warningsOf(lines, keys, [...whole, ...documentFindings(preamble, tables)]),
  };
}

/**
 * Reads a plan from the bytes of a DOCX, an XLSX, a CSV or a text dump; the kind is told by the bytes. A file that can't
 * be read is one problem with a Ukrainian message that names it and says what to do. Nothing is confirmed by reading.
 */
export async function readPlan(file: PlanFile): Promise<PlanReading> {
  const reading = readFile(file);
  if (!reading.ok) return { ok: false, problem: problemOf(reading.code, file.name) };
  const document = findTables(reading.grid);
  if (document.segments.length === 0) return { ok: false, problem: problemOf('noTable', file.name) };
  const plan = planOf(document, file.name);
  return plan ? { ok: true, plan } : { ok: false, problem: problemOf('noLines', file.name) };
}
