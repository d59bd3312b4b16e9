// Owns reading the visible sheets of an Excel workbook into the grid: shared strings, merged ranges, numbers and dates as
// a person sees them. What the cells mean belongs to header.ts and rows.ts; number formats to xlsx-format.ts.

import { openArchive } from './archive.ts';
import { type GridBlock, type GridCell, type GridReading, gridLimits } from './grid.ts';
import { type CellFormat, formatsOf, shownNumber } from './xlsx-format.ts';
import { childOf, childrenOf, elementsOf, readXml, textOf, type XmlElement } from './xml.ts';

const workbookPart = 'xl/workbook.xml';
const wantedPart =
  /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/;

type Workbook = { strings: string[]; formats: CellFormat[]; epoch1904: boolean };

/** The text of a string item: its own or its runs', without phonetic hints. */
function stringOf(item: XmlElement): string {
  return elementsOf(item)
    .map((child) => {
      if (child.name === 't') return textOf(child);
      return child.name === 'r' ? childrenOf(child, 't').map(textOf).join('') : '';
    })
    .join('');
}

/** `AB12` as zero-based column and row; null for anything else. */
function positionOf(reference: string | undefined): { column: number; row: number } | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference ?? '');
  if (!match?.[1] || !match[2]) return null;
  const column = [...match[1]].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { column, row: Number(match[2]) - 1 };
}

function shownCell(cell: XmlElement, workbook: Workbook): string {
  const value = textOf(childOf(cell, 'v') ?? { name: 'v', attributes: {}, children: [] });
  switch (cell.attributes.t ?? 'n') {
    case 's':
      return workbook.strings[Number(value)] ?? '';
    case 'inlineStr': {
      const inline = childOf(cell, 'is');
      return inline ? stringOf(inline) : '';
    }
    case 'str':
    case 'd':
      return value;
    case 'b':
      return value === '1' ? 'так' : 'ні';
    case 'e':
      return value;
    default:
      return value === ''
        ? ''
        : shownNumber(Number(value), workbook.formats[Number(cell.attributes.s ?? 0)], workbook.epoch1904);
  }
}

function blankRow(width: number): GridCell[] {
  return Array.from({ length: width }, () => ({
    paragraphs: [],
    columnSpan: 1,
    continues: false,
    tables: [],
  }));
}

type Placed = { column: number; row: number; text: string };

function placedCells(sheet: XmlElement, workbook: Workbook): Placed[] {
  const placed: Placed[] = [];
  let nextRow = 0;
  for (const row of childrenOf(childOf(sheet, 'sheetData'), 'row')) {
    const rowIndex = row.attributes.r ? Number(row.attributes.r) - 1 : nextRow;
    nextRow = rowIndex + 1;
    let nextColumn = 0;
    for (const cell of childrenOf(row, 'c')) {
      const column = positionOf(cell.attributes.r)?.column ?? nextColumn;
      nextColumn = column + 1;
      if (Number.isNaN(rowIndex)) continue;
      placed.push({ column, row: rowIndex, text: shownCell(cell, workbook) });
    }
  }
  return placed;
}

/** Marks merged ranges: the first cell of each row of a range spans, the rows below the first continue. */
function applyMerges(rows: GridCell[][], sheet: XmlElement): void {
  for (const merge of childrenOf(childOf(sheet, 'mergeCells'), 'mergeCell')) {
    const [from, to] = (merge.attributes.ref ?? '').split(':').map(positionOf);
    if (!from || !to) continue;
    for (let row = from.row; row <= Math.min(to.row, rows.length - 1); row += 1) {
      const cells = rows[row];
      const first = cells?.[from.column];
      if (!cells || !first) continue;
      const last = Math.min(to.column, cells.length - 1);
      first.columnSpan = last - from.column + 1;
      first.continues = row > from.row;
      for (let column = from.column + 1; column <= last; column += 1) {
        const covered = cells[column];
        if (covered) covered.columnSpan = 0;
      }
    }
  }
}

/** A sheet as one table, null when it is empty. Cells far off make it too long before any row is built. */
function sheetBlock(sheet: XmlElement, workbook: Workbook): GridBlock | null | 'tooLong' {
  const placed = placedCells(sheet, workbook);
  const filled = placed.filter((cell) => cell.text.trim() !== '');
  if (filled.length === 0) return null;
  const width = filled.reduce((most, cell) => Math.max(most, cell.column + 1), 0);
  const height = filled.reduce((most, cell) => Math.max(most, cell.row + 1), 0);
  if (width > gridLimits.columns || height > gridLimits.rows) return 'tooLong';
  const rows = Array.from({ length: height }, () => blankRow(width));
  for (const cell of filled) rows[cell.row]?.[cell.column]?.paragraphs.push(cell.text);
  applyMerges(rows, sheet);
  return { kind: 'table', table: { rows: rows.map((row) => row.filter((cell) => cell.columnSpan > 0)) } };
}

/** Paths of the visible sheets, in the workbook's order. */
function sheetPaths(workbook: XmlElement, relationships: XmlElement | undefined): string[] {
  const relations = new Map(
    childrenOf(relationships, 'Relationship').map((item) => [
      item.attributes.Id ?? '',
      item.attributes.Target ?? '',
    ]),
  );
  return childrenOf(childOf(workbook, 'sheets'), 'sheet')
    .filter((sheet) => (sheet.attributes.state ?? 'visible') === 'visible')
    .map((sheet) => relations.get(sheet.attributes.id ?? '') ?? '')
    .map((target) => (target.startsWith('/') ? target.slice(1) : `xl/${target}`));
}

/** Whether an archive with these names is an Excel workbook. */
export function isXlsx(names: readonly string[]): boolean {
  return names.includes(workbookPart);
}

/** Reads every visible sheet as one table each. A sheet or string part that is broken makes the file damaged. */
export function readXlsx(bytes: Uint8Array): GridReading {
  const opened = openArchive(bytes, (name) => wantedPart.test(name));
  if (!opened.ok) return opened;
  const parts = new Map<string, XmlElement>();
  for (const [name, part] of opened.archive.parts) {
    const reading = readXml(part);
    if (!reading.ok) return reading;
    parts.set(name, reading.root);
  }
  const root = parts.get(workbookPart);
  if (!root) return { ok: false, code: 'damaged' };
  const workbook: Workbook = {
    strings: childrenOf(parts.get('xl/sharedStrings.xml'), 'si').map(stringOf),
    formats: formatsOf(parts.get('xl/styles.xml')),
    epoch1904: ['1', 'true'].includes(childOf(root, 'workbookPr')?.attributes.date1904 ?? ''),
  };
  const paths = sheetPaths(root, parts.get('xl/_rels/workbook.xml.rels'));
  const sheets = paths.flatMap((path) => parts.get(path) ?? []);
  if (sheets.length === 0) return { ok: false, code: 'damaged' };
  const blocks = sheets.map((sheet) => sheetBlock(sheet, workbook)).filter((block) => block !== null);
  if (blocks.includes('tooLong')) return { ok: false, code: 'tooLong' };
  return { ok: true, grid: { blocks: blocks.filter((block) => block !== 'tooLong'), footnotes: [] } };
}
