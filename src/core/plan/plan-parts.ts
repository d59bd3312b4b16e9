// Owns making rows of a plan out of others: splitting one, merging several, adding one of staff's own; pure.
import { wideAudience } from './line-settings.ts';
import type { PlanFunding, PlanLine } from './plan.ts';
import {
  correctedLine,
  type EditableRow,
  type Edited,
  type LineCorrection,
  lineProblem,
  problem,
  standing,
  unconfirmed,
} from './plan-edit.ts';

type Rows = readonly EditableRow[];

/** The first key of a series that no row has: `2.1/1`, `2.1/2`, … */
function freeKey(taken: Set<string>, base: string): string {
  let count = 1;
  while (taken.has(`${base}${count}`)) count += 1;
  taken.add(`${base}${count}`);
  return `${base}${count}`;
}

const emptyFunding: PlanFunding = { kind: 'unknown', text: null, amounts: [], years: [], share: null };

function made(of: Pick<EditableRow, 'key' | 'body' | 'settings' | 'change' | 'reason'>): EditableRow {
  const body = { ...of.body, key: of.key };
  return { ...of, body, confirmedAt: null, confirmedBy: null, dropped: null, original: null };
}

/**
 * Splits a row into two or more: each part is the row with its own fields. The row itself stays in sight, dropped for
 * the reason given. Its money stays with the first part unless the parts say otherwise, so that no sum counts twice.
 */
export function split(
  rows: Rows,
  of: { key: string; parts: readonly LineCorrection[]; reason: string },
): Edited {
  const row = standing(rows, of.key);
  if ('ok' in row) return row;
  if (of.reason.trim() === '') return problem('reason', of.key);
  if (of.parts.length < 2) return problem('parts', of.key);
  const taken = new Set(rows.map((one) => one.key));
  const { audience = wideAudience, stages } = row.settings;
  const parts = of.parts.map((part, index) => {
    const key = freeKey(taken, `${row.key}/`);
    const money =
      index === 0 ? {} : { funding: { ...row.body.funding, text: null, amounts: [], share: null } };
    const number = row.body.number === null ? null : `${row.body.number}/${index + 1}`;
    const body = { ...correctedLine(row.body, { ...money, ...part }), number };
    const settings = { stages, audience, lineage: { madeOf: [row.key] } };
    return made({ key, body, settings, change: 'split', reason: of.reason.trim() });
  });
  const wrong = parts.find(({ body }) => body.what.trim() === '');
  if (wrong) return problem('what', of.key);
  const whole = { ...unconfirmed(row), dropped: of.reason.trim() };
  return {
    ok: true,
    rows: rows.flatMap((one) => (one.key === row.key ? [whole, ...parts] : [one])),
    touched: [row.key, ...parts.map(({ key }) => key)],
  };
}

/** Merges rows into one that stands where the first of them stood; they stay in sight, dropped for the reason given. */
export function merge(
  rows: Rows,
  of: { keys: readonly string[]; correction: LineCorrection; reason: string },
): Edited {
  const keys = [...new Set(of.keys)];
  const [key = ''] = keys;
  if (of.reason.trim() === '') return problem('reason', key);
  if (keys.length < 2) return problem('parts', key);
  const chosen: EditableRow[] = [];
  for (const one of keys) {
    const row = standing(rows, one);
    if ('ok' in row) return row;
    chosen.push(row);
  }
  const [first] = chosen;
  if (!first) return problem('parts', key);
  const joined = keys.join('+');
  const free = rows.every((row) => row.key !== joined)
    ? joined
    : freeKey(new Set(rows.map((row) => row.key)), `${joined}~`);
  const body = correctedLine(joinedLine(chosen.map((row) => row.body)), of.correction);
  const { audience = wideAudience, stages } = first.settings;
  const settings = { stages, audience, lineage: { madeOf: keys } };
  const whole = made({ key: free, body, settings, change: 'merged', reason: of.reason.trim() });
  if (body.what.trim() === '') return problem('what', key);
  return {
    ok: true,
    rows: rows.flatMap((row) => {
      if (!keys.includes(row.key)) return [row];
      const part = { ...unconfirmed(row), dropped: of.reason.trim() };
      return row.key === first.key ? [part, whole] : [part];
    }),
    touched: [...keys, free],
  };
}

/** One line that says what several say: names and details joined, parties and money together, the rest of the first. */
function joinedLine(lines: readonly PlanLine[]): PlanLine {
  const [first] = lines;
  if (!first) throw new Error('nothing to join');
  const texts = (of: (line: PlanLine) => string | null, by: string) =>
    [...new Set(lines.map(of).filter((text) => text !== null && text !== ''))].join(by);
  const parties = lines.flatMap((line) => line.responsible);
  const fundings = lines.map((line) => line.funding);
  return {
    ...first,
    what: texts((line) => line.what, '; '),
    details: texts((line) => line.details, '\n') || null,
    result: texts((line) => line.result, '\n') || null,
    responsible: parties.filter(
      (party, index) => parties.findIndex((one) => one.name === party.name) === index,
    ),
    funding: {
      ...first.funding,
      amounts: fundings.flatMap((funding) => funding.amounts),
      years: [...new Set(fundings.flatMap((funding) => funding.years))].sort(),
      share: null,
    },
    inherited: [],
    confidence: Math.min(...lines.map((line) => line.confidence)),
    source: lines.flatMap((line) => line.source),
  };
}

const blank: PlanLine = {
  key: '',
  number: null,
  section: null,
  what: '',
  details: null,
  channel: 'other',
  action: 'track',
  period: {
    text: '',
    kind: 'missing',
    from: null,
    to: null,
    every: null,
    anchor: null,
    offsetDays: null,
    dayCount: null,
    edge: null,
    dueDay: null,
  },
  responsible: [],
  funding: emptyFunding,
  result: null,
  inherited: [],
  confidence: 1,
  source: [],
};

/** Adds a row of staff's own after another one, or at the end. */
export function add(rows: Rows, of: { after: string | null; line: LineCorrection; reason: string }): Edited {
  if (of.reason.trim() === '') return problem('reason', '');
  const index = of.after === null ? rows.length - 1 : rows.findIndex((row) => row.key === of.after);
  if (of.after !== null && index < 0) return problem('line', of.after);
  const section = rows[index]?.body.section ?? null;
  const body = correctedLine({ ...blank, section }, of.line);
  const wrong = lineProblem(body);
  if (wrong) return problem(wrong, '');
  const key = freeKey(new Set(rows.map((row) => row.key)), '+');
  const row = made({ key, body, settings: { stages: null }, change: 'added', reason: of.reason.trim() });
  return { ok: true, rows: rows.toSpliced(index + 1, 0, row), touched: [key] };
}
