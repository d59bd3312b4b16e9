// Owns what staff can do to the rows of an imported plan, as pure steps from one list of rows to the next: correct,
// settle, drop and undo. Splitting, merging and adding are in plan-parts.ts; keeping and auditing belong to src/app.
import type { LineSettings } from './line-settings.ts';
import type { PlanLine, PlanPeriod } from './plan.ts';

/** corrected: a field · added: a row of staff's own · split, merged: made of other rows. */
export type RowChange = 'corrected' | 'added' | 'split' | 'merged';

/** A row of a plan as staff live with it. Rows stand in the order of the list; instants are milliseconds. */
export type EditableRow = {
  key: string;
  body: PlanLine;
  settings: LineSettings;
  confirmedAt: number | null;
  confirmedBy: string | null;
  /** Why the row does not count; null: it stands. */
  dropped: string | null;
  /** The row as it was before staff corrected it; null: untouched. */
  original: PlanLine | null;
  change: RowChange | null;
  reason: string | null;
};

const correctable = ['section', 'what', 'details', 'channel', 'action', 'responsible', 'funding'] as const;

/** New values of fields; what is left out stays. The period's own words stay unless given. */
export type LineCorrection = Partial<Pick<PlanLine, (typeof correctable)[number]>> & {
  period?: Partial<PlanPeriod>;
};

export type EditProblem =
  | 'line'
  | 'rowDropped'
  | 'reason'
  | 'what'
  | 'periodDates'
  | 'periodIncomplete'
  | 'nothingChanged'
  | 'parts'
  | 'nothingToUndo'
  | 'undoFirst';

/** The rows after an edit and the keys it touched, or why it was not done; nothing is ever confirmed by it. */
export type Edited =
  | { ok: true; rows: EditableRow[]; touched: string[] }
  | { ok: false; code: EditProblem; key: string };

type Rows = readonly EditableRow[];

export function problem(code: EditProblem, key: string): Edited {
  return { ok: false, code, key };
}

/** A row without its confirmation: whatever was edited must be confirmed anew. */
export function unconfirmed(row: EditableRow): EditableRow {
  return { ...row, confirmedAt: null, confirmedBy: null };
}

/** The standing row of a key, or the reason why it can't be edited. */
export function standing(rows: Rows, key: string): EditableRow | Edited {
  const row = rows.find((one) => one.key === key);
  if (!row) return problem('line', key);
  return row.dropped === null ? row : problem('rowDropped', key);
}

/** A list with one row put in place of itself. */
export function replaced(rows: Rows, row: EditableRow): Edited {
  return { ok: true, rows: rows.map((one) => (one.key === row.key ? row : one)), touched: [row.key] };
}

/** A line with its correction put in. The key, the literal cells and what was computed from them stay. */
export function correctedLine(line: PlanLine, correction: LineCorrection): PlanLine {
  const { period, ...fields } = correction;
  const inherited = line.inherited.filter((field) => !(field in correction));
  return { ...line, ...fields, inherited, period: { ...line.period, ...period } };
}

const isoDate = /^\d{4}-\d\d-\d\d$/;

function isDate(text: string): boolean {
  if (!isoDate.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What a line can't be accepted for; null: nothing. A kind of period needs the fields that give it a meaning. */
export function lineProblem({ what, period }: PlanLine): EditProblem | null {
  if (what.trim() === '') return 'what';
  const dates = [period.from, period.to].filter((date) => date !== null);
  if (!dates.every(isDate)) return 'periodDates';
  if (period.from !== null && period.to !== null && period.from > period.to) return 'periodDates';
  return periodComplete(period) ? null : 'periodIncomplete';
}

function periodComplete({ kind, from, to, every, anchor, offsetDays }: PlanPeriod): boolean {
  switch (kind) {
    case 'deadline':
      return to !== null;
    case 'dateRange':
    case 'quarter':
    case 'quarterRange':
    case 'yearRange':
    case 'withinYear':
      return from !== null && to !== null;
    case 'recurring':
      return every !== null && /^P\d+[DWMY]$/.test(every);
    case 'relative':
      return anchor !== null && offsetDays !== null && Number.isInteger(offsetDays);
    case 'onOccurrence':
    case 'afterEvent':
    case 'stageBound':
    case 'perYear':
    case 'withinPlan':
    case 'notAPeriod':
    case 'missing':
      return true;
  }
}

/** Corrects fields of a row. The first correction keeps the row as it was in `original`; a row of staff's own has none. */
export function correct(rows: Rows, of: { key: string; correction: LineCorrection; reason: string }): Edited {
  const row = standing(rows, of.key);
  if ('ok' in row) return row;
  if (of.reason.trim() === '') return problem('reason', of.key);
  const body = correctedLine(row.body, of.correction);
  if (JSON.stringify({ ...body, inherited: null }) === JSON.stringify({ ...row.body, inherited: null }))
    return problem('nothingChanged', of.key);
  const wrong = lineProblem(body);
  // A period that the document left unclear may stay so while another field is corrected.
  if (wrong !== null && !(wrong === 'periodIncomplete' && of.correction.period === undefined))
    return problem(wrong, of.key);
  const own = row.change === 'added';
  return replaced(rows, {
    ...unconfirmed(row),
    body,
    original: own ? null : (row.original ?? row.body),
    change: own ? 'added' : 'corrected',
    reason: of.reason.trim(),
  });
}

/** Puts new settings on a row; its origin stays. */
export function settle(rows: Rows, of: { key: string; settings: Omit<LineSettings, 'lineage'> }): Edited {
  const row = standing(rows, of.key);
  if ('ok' in row) return row;
  const { lineage } = row.settings;
  const settings = { ...of.settings, ...(lineage ? { lineage } : {}) };
  if (JSON.stringify(settings) === JSON.stringify(row.settings)) return problem('nothingChanged', of.key);
  return replaced(rows, { ...unconfirmed(row), settings });
}

/** Marks a row as not to be done, with the reason; it stays in sight and can be brought back. */
export function drop(rows: Rows, of: { key: string; reason: string }): Edited {
  const row = standing(rows, of.key);
  if ('ok' in row) return row;
  if (of.reason.trim() === '') return problem('reason', of.key);
  return replaced(rows, { ...unconfirmed(row), dropped: of.reason.trim() });
}

/** The rows that were made of this one, by splitting or merging. */
export function madeFrom(rows: Rows, key: string): EditableRow[] {
  return rows.filter((row) => row.settings.lineage?.madeOf?.includes(key));
}

/**
 * Takes back the last thing that was done to a row: its split or merge, its dropping, its corrections, its making, in
 * this order. A row of staff's own disappears. What comes back is unconfirmed.
 */
export function undo(rows: Rows, of: { key: string }): Edited {
  const row = rows.find((one) => one.key === of.key);
  if (!row) return problem('line', of.key);
  const made = madeFrom(rows, row.key);
  if (made.length > 0) return unmake(rows, made);
  if (row.dropped !== null) return replaced(rows, { ...unconfirmed(row), dropped: null });
  if (row.original !== null) return replaced(rows, uncorrected(row, row.original));
  const [parent] = row.settings.lineage?.madeOf ?? [];
  if (parent !== undefined) return unmake(rows, madeFrom(rows, parent));
  if (row.change !== 'added') return problem('nothingToUndo', row.key);
  return { ok: true, rows: rows.filter((one) => one.key !== row.key), touched: [row.key] };
}

function uncorrected(row: EditableRow, original: PlanLine): EditableRow {
  const parts = row.settings.lineage?.madeOf?.length ?? 0;
  const change = parts === 0 ? null : parts === 1 ? 'split' : 'merged';
  return { ...unconfirmed(row), body: original, original: null, change, reason: null };
}

/** Removes rows that were made of others and brings those back. */
function unmake(rows: Rows, made: readonly EditableRow[]): Edited {
  const further = made.find((row) => madeFrom(rows, row.key).length > 0);
  if (further) return problem('undoFirst', further.key);
  const parents = new Set(made.flatMap((row) => row.settings.lineage?.madeOf ?? []));
  const gone = new Set(made.map((row) => row.key));
  const kept = rows.filter((row) => !gone.has(row.key));
  return {
    ok: true,
    rows: kept.map((row) => (parents.has(row.key) ? { ...unconfirmed(row), dropped: null } : row)),
    touched: [...parents, ...gone],
  };
}
