// Owns comparing a parsed plan with values written by hand; the values are in tests/plans/expected.

import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ParsedPlan, PlanLine } from '../../src/core/plan/plan.ts';
import { readPlan } from '../../src/plan/read.ts';

const root = new URL('../../', import.meta.url);

/** The city's own documents lie beside the repository on the machines that have them. */
export const sharedPlans = new URL('../shared/plans/', root);
export const ownPlans = new URL('tests/plans/', root);

export function hasSharedPlans(): boolean {
  return existsSync(sharedPlans);
}

export async function planFrom(folder: URL, name: string): Promise<ParsedPlan> {
  const reading = await readPlan({ name, bytes: readFileSync(new URL(name, folder)) });
  if (!reading.ok) throw new Error(`${name}: ${reading.problem.message}`);
  return reading.plan;
}

export type ExpectedLine = Record<string, unknown> & { id?: string; share?: string };
export type Expected = {
  title: string;
  status: string;
  decision: unknown;
  period: unknown;
  reportPeriod: unknown;
  language: string;
  footnotes: string[];
  totals: unknown;
  lines: ExpectedLine[];
  damaged?: { section: string; whatBegins: string; whatEnds: string; periodText: string; codes: string[] }[];
  warnings: { line: string | null; code: string }[];
};

export function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(new URL(`expected/${name}.json`, ownPlans), 'utf8')) as Expected;
}

/** What a hand-written line says, picked out of a parsed one. */
export function essence(line: PlanLine): ExpectedLine {
  const { kind, from, to, every, anchor, offsetDays } = line.period;
  return {
    number: line.number,
    section: line.section,
    what: line.what,
    channel: line.channel,
    action: line.action,
    period: { kind, from, to, every, anchor, offsetDays },
    responsible: line.responsible,
    funding: { kind: line.funding.kind, years: line.funding.years, amounts: line.funding.amounts },
    inherited: line.inherited,
  };
}

/** The document's own fields as a hand-written file has them. */
export function frame(plan: ParsedPlan): Omit<Expected, 'lines' | 'damaged' | 'warnings'> {
  const { title, status, decision, period, reportPeriod, language, footnotes, totals } = plan;
  return { title, status, decision, period, reportPeriod, language, footnotes, totals };
}

const byLine = (a: { line: string | null; code: string }, b: { line: string | null; code: string }): number =>
  `${a.line} ${a.code}`.localeCompare(`${b.line} ${b.code}`);

/** Compares a whole plan: its frame, every line in order, and which warnings stand where. */
export function expectPlan(plan: ParsedPlan, expected: Expected): void {
  expect(frame(plan)).toEqual({
    title: expected.title,
    status: expected.status,
    decision: expected.decision,
    period: expected.period,
    reportPeriod: expected.reportPeriod,
    language: expected.language,
    footnotes: expected.footnotes,
    totals: expected.totals,
  });
  const lines = expected.lines.map(({ id: _, share: __, ...line }) => line);
  expect(plan.lines.map(essence)).toEqual(lines);
  const warnings = plan.warnings.map(({ line, code }) => ({ line, code }));
  expect(warnings.sort(byLine)).toEqual([...expected.warnings].sort(byLine));
}
