// Owns which rows of a table are lines of the plan: sections, sub-totals, repeated headers and merged or empty cells are
// told apart here. What a cell's words mean belongs to the grammars.

import type { PlanInheritedField } from '../core/plan/plan.ts';
import type { Slot } from './grid.ts';
import { type Column, type ColumnRole, countsColumns, ownSlots, repeatsHeader } from './header.ts';
import { indexesOf, isTotal, type Layout, layoutOf } from './row-layout.ts';
import { leadingNumber, numberedParts, numberOf, romanText } from './row-numbers.ts';
import { fold } from './text.ts';

/** What stands in a line's column. `inherited`: it was merged with, or left empty under, the line above. */
export type Field = { text: string; paragraphs: string[]; inherited: boolean };

export type MoneyCell = { column: Column; text: string };

/** A line before its words are understood. A null field has no column at all. */
export type RawLine = {
  number: string | null;
  section: string | null;
  name: Field;
  details: Field[];
  period: Field | null;
  responsible: Field | null;
  leader: Field | null;
  partner: Field | null;
  resources: Field | null;
  channel: Field | null;
  result: Field | null;
  money: MoneyCell[];
  percent: string | null;
  inherited: PlanInheritedField[];
  /** The row has fewer cells than the table has columns: something was cut off. */
  cutShort: boolean;
  /** The row's own cells under their headings; what was merged down from above stands there. */
  source: { column: string; text: string }[];
};

export type RawTotal = { cells: MoneyCell[]; percent: string | null; after: number };
export type RawTable = {
  lines: RawLine[];
  totals: RawTotal[];
  strays: { text: string; after: number }[];
  tail: string[];
};

function totalOf(row: readonly Slot[], columns: readonly Column[], after: number): RawTotal {
  // A dump loses the merged label cells, so a short row is read from its right end.
  const shift = Math.max(0, columns.length - row.length);
  const valueAt = (index: number): string => {
    const slot = row[index - shift];
    return slot && !slot.left ? slot.text.replace(/^[^\d-]*:?\s*/, '') : '';
  };
  const money = indexesOf(columns, ['planned', 'actual']);
  const percent = indexesOf(columns, ['percent'])[0];
  return {
    cells: money.flatMap((index) => {
      const column = columns[index];
      const text = valueAt(index);
      return column && text !== '' ? [{ column, text }] : [];
    }),
    percent: percent === undefined ? null : valueAt(percent) || null,
    after,
  };
}

/** The heading of a section row, or null: one text across the table, or a number whose parts the next rows number. */
function sectionOf(
  row: readonly Slot[],
  next: readonly Slot[] | undefined,
  columns: readonly Column[],
): string | null {
  const own = ownSlots(row).filter((slot) => !slot.above);
  const [first, second] = own;
  if (!first) return null;
  if (own.length === 1) {
    const index = row.indexOf(first);
    const span = row.filter((slot, at) => at === index || (slot.left && slot.text === first.text)).length;
    const wide = span * 2 >= columns.length || row.length === 1;
    const leading = index <= 1 && numberOf(first.text) === null && first.text.length < 300;
    return wide || leading ? first.text : null;
  }
  if (own.length !== 2 || !second || columns[row.indexOf(first)]?.role !== 'number') return null;
  const number = numberOf(first.text);
  const below = next ? numberOf(ownSlots(next)[0]?.text ?? '') : null;
  const numbered = number !== null && below?.startsWith(`${number}.`) === true;
  return numbered || (number === null && romanText.test(fold(first.text)))
    ? `${first.text} ${second.text}`
    : null;
}

type Reading = {
  layout: Layout;
  section: string | null;
  group: string | null;
  previous: RawLine | null;
  found: RawTable;
};

function fieldAt(row: readonly Slot[], index: number | undefined): Field | null {
  if (index === undefined) return null;
  const slot = row[index];
  if (!slot) return { text: '', paragraphs: [], inherited: false };
  const inherited = slot.above && slot.text !== '';
  return { text: slot.text, paragraphs: slot.paragraphs, inherited };
}

/** The group that a row stands in; an empty group cell goes on with the one above. */
function groupOf(reading: Reading, row: readonly Slot[]): string | null {
  const { group } = reading.layout;
  if (group === null) return reading.section;
  const text = row[group]?.text ?? '';
  if (text !== '') reading.group = text;
  return reading.group ?? reading.section;
}

/** The name as it is written, and the number before it, typed or automatic, when no column holds the numbers. */
function nameOf(
  row: readonly Slot[],
  index: number,
  numbered: boolean,
): { name: Field; number: string | null } {
  const slot = row[index];
  const written = slot?.paragraphs.join(' ') ?? '';
  const name = {
    text: written,
    paragraphs: slot?.paragraphs ?? [],
    inherited: slot?.above === true && written !== '',
  };
  const listed = numbered || numberedParts.test(written);
  const shown = listed ? null : leadingNumber.exec(slot?.text ?? '');
  if (!shown?.[1]) return { name, number: null };
  const typed = leadingNumber.exec(written)?.[0] ?? '';
  const [first = '', ...rest] = name.paragraphs;
  const text = written.slice(typed.length);
  return {
    name: { ...name, text, paragraphs: [first.slice(typed.length), ...rest] },
    number: numberOf(shown[1]),
  };
}

function lineOf(reading: Reading, row: readonly Slot[]): RawLine {
  const { columns, name, details } = reading.layout;
  const at = (...roles: ColumnRole[]): Field | null => fieldAt(row, indexesOf(columns, roles)[0]);
  const own = numberOf(at('number')?.text ?? '');
  const named = nameOf(row, name, indexesOf(columns, ['number']).length > 0);
  const percent = at('percent')?.text ?? '';
  return {
    number: own ?? named.number,
    section: groupOf(reading, row),
    name: named.name,
    details: details.flatMap((index) => fieldAt(row, index) ?? []),
    period: at('period'),
    responsible: at('responsible'),
    leader: at('leader'),
    partner: at('partner'),
    resources: at('resources'),
    channel: at('channel'),
    result: at('result'),
    money: indexesOf(columns, ['planned', 'actual']).flatMap((index) => {
      const column = columns[index];
      return column ? [{ column, text: row[index]?.text ?? '' }] : [];
    }),
    percent: percent === '' ? null : percent,
    inherited: [],
    cutShort: row.length < columns.length,
    source: columns.flatMap((column, index) => {
      const text = row[index]?.text ?? '';
      const merged = row[index]?.left === true || row[index]?.above === true;
      return text === '' || merged ? [] : [{ column: column.heading, text }];
    }),
  };
}

type Inheritable = 'period' | 'responsible' | 'resources';
const inheritable: readonly Inheritable[] = ['period', 'responsible', 'resources'];

/**
 * A row that has only its name (and perhaps a period) under a full one stands for a lost vertical merge: everything
 * descriptive is empty and at least two fields are. One empty cell alone is an omission, never inheritance.
 */
function isBare(line: RawLine): boolean {
  const described = line.details.some((field) => field.text !== '');
  const present = inheritable.filter((name) => line[name] !== null);
  const empty = present.filter((name) => line[name]?.text === '');
  const money = line.money.some((cell) => cell.text !== '');
  if (described || money || line.name.text === '') return false;
  return line.details.length > 0 ? empty.length >= 2 : present.length >= 2 && empty.length === present.length;
}

function inheritFrom(line: RawLine, previous: RawLine): void {
  for (const name of inheritable) {
    const own = line[name];
    const above = previous[name];
    if (own && own.text === '' && above && above.text !== '') line[name] = { ...above, inherited: true };
  }
  if (line.details.every((field) => field.text === '')) {
    line.details = previous.details.map((field) => ({ ...field, inherited: field.text !== '' }));
  }
}

function nameInherited(line: RawLine): void {
  const fields: [PlanInheritedField, boolean][] = [
    ['details', line.details.some((field) => field.inherited)],
    ['period', line.period?.inherited === true],
    ['responsible', line.responsible?.inherited === true],
    ['funding', line.resources?.inherited === true],
    ['result', line.result?.inherited === true],
  ];
  line.inherited = fields.flatMap(([field, inherited]) => (inherited ? [field] : []));
}

function readRow(reading: Reading, row: readonly Slot[], next: readonly Slot[] | undefined): void {
  const { found, layout } = reading;
  const texts = ownSlots(row);
  if (texts.length === 0 || countsColumns(row) || repeatsHeader(row, layout.columns)) return;
  if (isTotal(row)) {
    found.totals.push(totalOf(row, layout.columns, found.lines.length));
    return;
  }
  const section = sectionOf(row, next, layout.columns);
  if (section !== null) {
    reading.section = section;
    reading.group = null;
    reading.previous = null;
    found.tail.push(section);
    return;
  }
  const line = lineOf(reading, row);
  if (line.name.text === '' || numberOf(line.name.text) !== null) {
    found.strays.push({ text: texts.map((slot) => slot.text).join(' '), after: found.lines.length });
    return;
  }
  if (reading.previous && reading.previous.section === line.section && isBare(line))
    inheritFrom(line, reading.previous);
  nameInherited(line);
  found.lines.push(line);
  found.tail.length = 0;
  reading.previous = line;
}

/**
 * Reads the rows under a header. `section` is the heading that stood above the table. Headings after the last line are
 * no sections but the document's tail: footnotes and signatures of a sheet. Null where no column names the rows.
 */
export function readRows(
  rows: readonly (readonly Slot[])[],
  columns: readonly Column[],
  section: string | null,
): RawTable | null {
  const layout = layoutOf(columns, rows);
  if (!layout) return null;
  const found: RawTable = { lines: [], totals: [], strays: [], tail: [] };
  const reading: Reading = { layout, section, group: null, previous: null, found };
  rows.forEach((row, index) => {
    readRow(reading, row, rows[index + 1]);
  });
  return found;
}
