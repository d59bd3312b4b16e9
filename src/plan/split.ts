// Owns cells that hold several measures in parallel: they are split where names, periods and units count the same, and
// flagged where they don't. What each part means belongs to lines.ts.

import type { PlanSpan } from '../core/plan/plan.ts';
import { readPeriod } from './period.ts';
import type { Field, RawLine } from './rows.ts';

/** A raw line of one measure. `mismatch`: its parts could not be matched, so staff must say which belong together. */
export type SplitLine = RawLine & { mismatch: { measures: number; periods: number } | null };

function only(field: Field, index: number): Field {
  const text = field.paragraphs[index] ?? '';
  return { ...field, text, paragraphs: [text] };
}

/** The part of a field for one measure: its own paragraph, the shared one, or null where the counts differ. */
function partOf(field: Field | null, index: number, count: number): Field | null | 'mismatch' {
  if (field === null || field.paragraphs.length <= 1) return field;
  return field.paragraphs.length === count ? only(field, index) : 'mismatch';
}

function understood(field: Field | null, span: PlanSpan | null): boolean {
  return field?.paragraphs.every((text) => readPeriod(text, span).period.kind !== 'notAPeriod') ?? false;
}

/** Whether the paragraphs of the name are measures of their own: each has its period, or the column lists forms. */
function isParallel(line: RawLine, ofForms: boolean, span: PlanSpan | null): boolean {
  const names = line.name.paragraphs.length;
  if (names < 2) return false;
  const periods = line.period?.paragraphs.length ?? 0;
  return periods === names ? understood(line.period, span) : ofForms;
}

/** Splits one row into its measures. `ofForms`: the naming column lists one form a paragraph. */
export function splitLine(line: RawLine, ofForms: boolean, span: PlanSpan | null): SplitLine[] {
  if (!isParallel(line, ofForms, span)) return [{ ...line, mismatch: null }];
  const count = line.name.paragraphs.length;
  const periods = line.period?.paragraphs.length ?? 0;
  return line.name.paragraphs.map((_, index) => {
    const period = partOf(line.period, index, count);
    const responsible = partOf(line.responsible, index, count);
    const mismatch = period === 'mismatch' || responsible === 'mismatch';
    return {
      ...line,
      name: only(line.name, index),
      period: period === 'mismatch' ? line.period : period,
      responsible: responsible === 'mismatch' ? line.responsible : responsible,
      mismatch: mismatch ? { measures: count, periods } : null,
    };
  });
}
