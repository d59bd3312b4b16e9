// Owns the neutral model that every reader fills: paragraphs and tables in document order, and a table laid out so that
// each slot knows its cell and how it was merged. What the columns and rows mean belongs to header.ts and rows.ts.

import { squeeze } from './text.ts';

/**
 * A cell as the file has it. `paragraphs` keep their inner line breaks; `labels` are the automatic numbers before them
 * (none where it is absent); `tables` are nested ones.
 */
export type GridCell = {
  paragraphs: string[];
  labels?: string[];
  columnSpan: number;
  /** Merged with the cell above: the value stands there. */
  continues: boolean;
  tables: GridTable[];
};

export type GridTable = { rows: GridCell[][] };

export type GridBlock = { kind: 'paragraph'; text: string } | { kind: 'table'; table: GridTable };

/** A document without its format. `footnotes` are those that the format itself keeps apart from the text. */
export type PlanGrid = { blocks: GridBlock[]; footnotes: string[] };

/** What a reader of an archive answers. */
export type GridReading =
  | { ok: true; grid: PlanGrid }
  | { ok: false; code: 'damaged' | 'forbiddenXml' | 'bomb' | 'tooLong' };

/** One position of the laid-out table; merged positions share the origin's text and say which way they were merged. */
export type Slot = {
  /** As it is shown, automatic numbers included. */
  text: string;
  /** As it is written, without automatic numbers. */
  paragraphs: string[];
  above: boolean;
  left: boolean;
};

/** More than any plan has: whatever lies beyond is refused as a whole, never cut off silently. */
export const gridLimits = { columns: 60, rows: 3000, cellLength: 20_000 } as const;

/** A cell of one paragraph that spans nothing. */
export function plainCell(text: string): GridCell {
  return { paragraphs: [text], columnSpan: 1, continues: false, tables: [] };
}

/** The paragraphs of a cell, squeezed, with the text of nested tables after its own. */
function paragraphsOf(cell: GridCell, labelled: boolean): string[] {
  const own = cell.paragraphs
    .map((text, index) => squeeze(labelled ? `${cell.labels?.[index] ?? ''} ${text}` : text))
    .filter((text) => text !== '');
  const inner = cell.tables.flatMap((table) => table.rows.flat());
  return [...own, ...inner.flatMap((nested) => paragraphsOf(nested, labelled))];
}

function layOutRow(row: readonly GridCell[], previous: readonly Slot[]): Slot[] {
  const slots: Slot[] = [];
  for (const cell of row) {
    const column = slots.length;
    if (column >= gridLimits.columns) break;
    const origin = cell.continues ? previous[column] : undefined;
    const first: Slot = origin
      ? { ...origin, above: true, left: false }
      : {
          text: paragraphsOf(cell, true).join(' '),
          paragraphs: paragraphsOf(cell, false),
          above: false,
          left: false,
        };
    slots.push(first);
    const span = Math.min(cell.columnSpan, gridLimits.columns - column);
    for (let extra = 1; extra < span; extra += 1) slots.push({ ...first, left: true });
  }
  return slots;
}

/** Lays a table out: one list of slots a row, as wide as the row itself says. */
export function layOut(table: GridTable): Slot[][] {
  const rows: Slot[][] = [];
  let previous: Slot[] = [];
  for (const row of table.rows) {
    previous = layOutRow(row, previous);
    rows.push(previous);
  }
  return rows;
}

/** Every table of the document, nested ones after the one that holds them. */
export function tablesWithin(table: GridTable): GridTable[] {
  return [table, ...table.rows.flatMap((row) => row.flatMap((cell) => cell.tables.flatMap(tablesWithin)))];
}

function isTooLong(table: GridTable): boolean {
  const { columns, rows, cellLength } = gridLimits;
  return (
    table.rows.length > rows ||
    table.rows.some(
      (row) =>
        row.length > columns ||
        row.some((cell) => cell.paragraphs.reduce((sum, text) => sum + text.length, 0) > cellLength),
    )
  );
}

/** Whether a document has more rows, columns or text in a cell than a plan can have. */
export function exceedsLimits(grid: PlanGrid): boolean {
  return grid.blocks.some((block) => block.kind === 'table' && tablesWithin(block.table).some(isTooLong));
}
