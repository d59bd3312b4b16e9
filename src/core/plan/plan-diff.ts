// Owns comparing a plan with a newer version of its document, row by row, and the rows that applying it leaves. Pure.
import type { PlanLine, PlanWarning } from './plan.ts';
import { correctedLine, type EditableRow, type LineCorrection, madeFrom, unconfirmed } from './plan-edit.ts';
import { matchLines } from './plan-match.ts';

export const comparedFields = [
  'number',
  'section',
  'what',
  'details',
  'channel',
  'action',
  'period',
  'responsible',
  'funding',
  'result',
] as const;
export type ComparedField = (typeof comparedFields)[number];

/**
 * One row of the comparison. `key` is the row's key in the plan; `before` and `after` are the line as the older and the
 * newer document say it. new: also a row that an older re-import had missed. gone: the newer document lacks it.
 */
export type RowDiff =
  | { kind: 'same'; key: string; before: PlanLine; after: PlanLine }
  | { kind: 'changed'; key: string; fields: ComparedField[]; before: PlanLine; after: PlanLine }
  | { kind: 'new'; key: string; before: null; after: PlanLine }
  | { kind: 'gone'; key: string; before: PlanLine; after: null };

/** A field as people compare it: the document's own words where it has some; null: nothing is written. */
export function fieldText(line: PlanLine, field: ComparedField): string | null {
  switch (field) {
    case 'period': {
      const { text, kind, from, to } = line.period;
      const dates = [from, to].filter((date) => date !== null).join(' – ');
      return [text, `(${[kind, dates].filter(Boolean).join(': ')})`].filter(Boolean).join(' ');
    }
    case 'responsible':
      return line.responsible.map(({ name, role }) => `${name} (${role})`).join('; ') || null;
    case 'funding': {
      const sums = line.funding.amounts.map(({ year, text }) => (year === null ? text : `${year}: ${text}`));
      return [line.funding.text, ...sums].filter((part) => part !== null && part !== '').join('; ') || null;
    }
    default:
      return line[field];
  }
}

type Rows = readonly EditableRow[];

/** The row as the document said it; null for rows that staff added or made of others. */
function documentLine(row: EditableRow): PlanLine | null {
  if (row.change === 'added' || row.settings.lineage?.madeOf) return null;
  return row.original ?? row.body;
}

function compared(line: PlanLine): string[] {
  return comparedFields.map((field) => JSON.stringify(line[field]));
}

function fieldsOf(before: PlanLine, after: PlanLine): ComparedField[] {
  const [old, fresh] = [compared(before), compared(after)];
  return comparedFields.filter((_, index) => old[index] !== fresh[index]);
}

/** Compares the rows of a plan with the lines of a newer document, in the newer document's order, the gone ones last. */
export function diffPlan(rows: Rows, lines: readonly PlanLine[]): RowDiff[] {
  const known = rows.flatMap((row) => {
    const line = documentLine(row);
    return line ? [{ row, line: { ...line, key: row.key } }] : [];
  });
  const matches = matchLines(
    known.map(({ line }) => line),
    lines,
  );
  const taken = new Set(rows.map((row) => row.key));
  const diffs = lines.map((line, index): RowDiff => {
    const found = matches[index] === null ? undefined : known[matches[index] ?? -1];
    if (!found) return { kind: 'new', key: freshKey(taken, line.key), before: null, after: line };
    const { row, line: before } = found;
    const after = { ...line, key: row.key };
    if (row.settings.lineage?.absent) return { kind: 'new', key: row.key, before: null, after };
    const fields = fieldsOf(before, after);
    if (fields.length === 0) return { kind: 'same', key: row.key, before, after };
    return { kind: 'changed', key: row.key, fields, before, after };
  });
  const matched = new Set(diffs.map(({ key }) => key));
  const gone = known.filter(({ row }) => !matched.has(row.key) && !row.settings.lineage?.absent);
  return [
    ...diffs,
    ...gone.map(({ row, line }): RowDiff => ({ kind: 'gone', key: row.key, before: line, after: null })),
  ];
}

function freshKey(taken: Set<string>, key: string): string {
  let free = key;
  for (let count = 2; taken.has(free); count += 1) free = `${key}~${count}`;
  taken.add(free);
  return free;
}

/** Whether applying the comparison would change any row. */
export function changesPlan(diffs: readonly RowDiff[]): boolean {
  return diffs.some(({ kind }) => kind !== 'same');
}

/**
 * The rows after the newer document. Same rows keep everything. Changed rows lose their confirmation, keep the older
 * wording beside the newer one, and keep staff's corrections of fields that the document left alone. New rows come
 * unconfirmed, gone ones are dropped for `reason`; rows made of a changed or gone row follow it.
 */
export function applyDiff(rows: Rows, diffs: readonly RowDiff[], reason: string): EditableRow[] {
  let next = [...rows];
  let after: string | null = null;
  for (const diff of diffs) {
    if (diff.kind === 'changed') next = changed(next, diff);
    else if (diff.kind === 'gone') next = gone(next, diff.key, reason);
    else if (diff.kind === 'new') next = arrived(next, { key: diff.key, line: diff.after, after });
    if (diff.kind !== 'gone') after = diff.key;
  }
  return next;
}

function descendants(rows: Rows, key: string): Set<string> {
  const found = new Set<string>();
  const queue = [key];
  for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
    for (const row of madeFrom(rows, one)) {
      if (!found.has(row.key)) queue.push(row.key);
      found.add(row.key);
    }
  }
  return found;
}

type Changed = RowDiff & { kind: 'changed' };

function changed(rows: Rows, { key, before, after, fields }: Changed): EditableRow[] {
  const made = descendants(rows, key);
  return rows.map((row) => {
    if (made.has(row.key)) return unconfirmed(row);
    if (row.key !== key) return row;
    const settings = { ...row.settings, lineage: { ...row.settings.lineage, previous: before } };
    if (row.original === null) return { ...unconfirmed(row), settings, body: after };
    const kept = staffFields(row, row.original, fields);
    const body = correctedLine(after, kept);
    const corrected = Object.keys(kept).length > 0;
    return {
      ...unconfirmed(row),
      settings,
      body,
      original: corrected ? after : null,
      change: corrected ? ('corrected' as const) : null,
      reason: corrected ? row.reason : null,
    };
  });
}

/** Staff's values of the fields that they corrected and that the newer document left as they were. */
function staffFields(row: EditableRow, original: PlanLine, fields: readonly ComparedField[]): LineCorrection {
  const { body } = row;
  const mine = (field: ComparedField) =>
    !fields.includes(field) && JSON.stringify(body[field]) !== JSON.stringify(original[field]);
  return {
    ...(mine('section') ? { section: body.section } : {}),
    ...(mine('what') ? { what: body.what } : {}),
    ...(mine('details') ? { details: body.details } : {}),
    ...(mine('channel') ? { channel: body.channel } : {}),
    ...(mine('action') ? { action: body.action } : {}),
    ...(mine('period') ? { period: body.period } : {}),
    ...(mine('responsible') ? { responsible: body.responsible } : {}),
    ...(mine('funding') ? { funding: body.funding } : {}),
  };
}

function gone(rows: Rows, key: string, reason: string): EditableRow[] {
  const away = descendants(rows, key).add(key);
  return rows.map((row) => {
    if (!away.has(row.key)) return row;
    const settings = { ...row.settings, lineage: { ...row.settings.lineage, absent: true } };
    // What staff had already dropped keeps staff's reason.
    return { ...unconfirmed(row), settings, dropped: row.dropped ?? reason };
  });
}

function arrived(rows: Rows, of: { key: string; line: PlanLine; after: string | null }): EditableRow[] {
  const body = { ...of.line, key: of.key };
  const known = rows.find((row) => row.key === of.key);
  if (known) return returned(rows, known, body);
  const fresh: EditableRow = {
    key: of.key,
    body,
    settings: { stages: null },
    confirmedAt: null,
    confirmedBy: null,
    dropped: null,
    original: null,
    change: null,
    reason: null,
  };
  const made = of.after === null ? new Set<string>() : descendants(rows, of.after).add(of.after);
  const place = rows.findLastIndex((row) => made.has(row.key));
  return rows.toSpliced(place + 1, 0, fresh);
}

/** A row that an older re-import had dropped stands again, as do the rows that were made of it. */
function returned(rows: Rows, known: EditableRow, body: PlanLine): EditableRow[] {
  const made = descendants(rows, known.key);
  const here = ({ absent: _, ...lineage }: NonNullable<EditableRow['settings']['lineage']>) => lineage;
  return rows.map((row) => {
    if (row.key !== known.key && !made.has(row.key)) return row;
    const settings = { ...row.settings, lineage: here(row.settings.lineage ?? {}) };
    const divided = madeFrom(rows, row.key).length > 0;
    const back = { ...unconfirmed(row), settings, dropped: divided ? row.dropped : null };
    if (row.key !== known.key) return back;
    return { ...back, body, original: null, change: null, reason: null };
  });
}

/** Warnings of the newer document under the keys that its lines have in the plan. */
export function rekeyedWarnings(
  warnings: readonly PlanWarning[],
  lines: readonly PlanLine[],
  diffs: readonly RowDiff[],
): PlanWarning[] {
  const keys = new Map(lines.map((line, index) => [line.key, diffs[index]?.key ?? line.key]));
  return warnings.map((warning) =>
    warning.line === null ? warning : { ...warning, line: keys.get(warning.line) ?? warning.line },
  );
}
