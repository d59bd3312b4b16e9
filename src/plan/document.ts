// Owns finding the plan's tables among a document's blocks: what stands above, between and below them, and which tables
// only go on after a page break. Rows are read in rows.ts, the text around in preamble.ts.

import { type GridTable, layOut, type PlanGrid, type Slot, tablesWithin } from './grid.ts';
import { type Column, findHeader, ownSlots } from './header.ts';
import { bareFold, linesOf } from './text.ts';

/** Rows under one header; `section` is the numbered heading above the table. */
export type Segment = { columns: Column[]; section: string | null; rows: Slot[][] };
export type PlanDocument = { above: string[]; segments: Segment[]; below: string[]; footnotes: string[] };

const heading = /^(\d{1,2}(\.\d{1,2})?[.)]|[IVXІХ]{1,4}[.)]|розділ|раздел)\s/i;

function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return (
    a.length === b.length &&
    a.every((column, index) => bareFold(column.heading) === bareFold(b[index]?.heading ?? ''))
  );
}

function rowText(row: readonly Slot[]): string {
  return ownSlots(row)
    .filter((slot) => !slot.above)
    .map((slot) => slot.text)
    .join(' ');
}

function widest(rows: readonly (readonly Slot[])[]): number {
  return rows.reduce((width, row) => Math.max(width, row.length), 0);
}

type Walk = { document: PlanDocument; pending: string[] };

function startSegment(walk: Walk, columns: Column[], rows: Slot[][]): void {
  const { document, pending } = walk;
  const last = pending.at(-1);
  const section = last !== undefined && heading.test(last) && last.length < 200 ? last : null;
  if (document.segments.length === 0) document.above.push(...pending);
  document.segments.push({ columns, section, rows });
  pending.length = 0;
}

/** Adds a table if it has a header or goes on with the one before; false where it is neither. */
function addTable(walk: Walk, table: GridTable): boolean {
  const rows = layOut(table);
  const header = findHeader(rows);
  const current = walk.document.segments.at(-1);
  if (!header) {
    const goesOn = current && walk.pending.length === 0 && widest(rows) === current.columns.length;
    if (current && goesOn) current.rows.push(...rows);
    return goesOn === true;
  }
  const before = rows.slice(0, header.row);
  const body = rows.slice(header.row + header.depth);
  if (
    current &&
    before.length === 0 &&
    walk.pending.length === 0 &&
    sameColumns(current.columns, header.columns)
  ) {
    current.rows.push(...body);
    return true;
  }
  walk.pending.push(...before.map(rowText).filter((text) => text !== ''));
  startSegment(walk, header.columns, body);
  return true;
}

function addAnyTable(walk: Walk, table: GridTable): void {
  const [outer, ...nested] = tablesWithin(table);
  if (!outer || addTable(walk, outer)) return;
  const added = nested.map((inner) => findHeader(layOut(inner)) !== null && addTable(walk, inner));
  if (added.some(Boolean)) return;
  walk.pending.push(
    ...layOut(outer)
      .map(rowText)
      .filter((text) => text !== ''),
  );
}

/** Sorts a document's blocks into tables of the plan and the text around them. */
export function findTables(grid: PlanGrid): PlanDocument {
  const document: PlanDocument = { above: [], segments: [], below: [], footnotes: grid.footnotes };
  const walk: Walk = { document, pending: [] };
  for (const block of grid.blocks) {
    if (block.kind === 'paragraph') walk.pending.push(...linesOf(block.text));
    else addAnyTable(walk, block.table);
  }
  document.below.push(...walk.pending);
  return document;
}
