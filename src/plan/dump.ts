// Owns reading text that was dumped out of a word processor's tables: cells opened by a TAB, one a line or one row a line.
// What the rows mean belongs to rows.ts.

import { type GridBlock, type GridCell, type PlanGrid, plainCell } from './grid.ts';

const numberCell = /^\d{1,3}(\.\d{1,3})*\s?[а-яіїєґa-z]?[.)]?$/i;

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

function opensCell(line: string): boolean {
  return /^ *\t/.test(line);
}

/** Paragraph marks that a damaged conversion left in the text. */
function htmlParagraphs(text: string): string[] {
  if (!/<p\b[^>]*>/i.test(text)) return [text];
  return text
    .split(/<\/?p\b[^>]*>/i)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function cellOf(text: string): GridCell {
  return { ...plainCell(''), paragraphs: htmlParagraphs(text) };
}

/** A dump with a row a line has tabs between texts; one with a cell a line has them only at the beginning. */
function hasRowPerLine(lines: readonly string[]): boolean {
  const inner = lines.filter((line) => /\S[^\t]*\t/.test(line)).length;
  const opening = lines.filter((line) => /^ *\t[^\t]*$/.test(line)).length;
  return inner >= 2 && inner > opening;
}

function blocksOfRowLines(lines: readonly string[]): GridBlock[] {
  const blocks: GridBlock[] = [];
  let rows: GridCell[][] | null = null;
  for (const line of lines) {
    if (isBlank(line)) continue;
    if (!line.includes('\t')) {
      blocks.push({ kind: 'paragraph', text: line });
      rows = null;
      continue;
    }
    if (!rows) {
      rows = [];
      blocks.push({ kind: 'table', table: { rows } });
    }
    rows.push(line.split('\t').map(cellOf));
  }
  return blocks;
}

type Dump = {
  blocks: GridBlock[];
  rows: string[][] | null;
  row: string[] | null;
  /** Cells of a whole row: those of the first row, the header. */
  width: number;
};

function closeRow(dump: Dump): void {
  if (!dump.row) return;
  dump.rows?.push(dump.row);
  if (dump.width === 0) dump.width = dump.row.length;
  dump.row = null;
}

function closeTable(dump: Dump): void {
  closeRow(dump);
  if (dump.rows)
    dump.blocks.push({ kind: 'table', table: { rows: dump.rows.map((row) => row.map(cellOf)) } });
  dump.rows = null;
}

function openCell(dump: Dump, text: string): void {
  // A page break glues the next row on without a blank line: a full row and a number make a new one.
  if (dump.row && dump.width > 0 && dump.row.length >= dump.width && numberCell.test(text.trim()))
    closeRow(dump);
  dump.rows ??= [];
  dump.row ??= [];
  dump.row.push(text);
}

function continueCell(dump: Dump, line: string): void {
  const { row } = dump;
  if (row) row[row.length - 1] = `${row.at(-1) ?? ''}\n${line}`;
}

/**
 * At a blank line: a row ends when it is full, before a number, and before a text without TAB that stands well apart.
 * Otherwise the blank line belongs to a cell.
 */
function endsRow(dump: Dump, next: string | undefined, blanks: number): boolean {
  if (!dump.row || dump.width === 0 || next === undefined) return true;
  if (dump.row.length >= dump.width) return true;
  if (dump.row.length === 1 && dump.row[0]?.trim() !== '') return true;
  return opensCell(next) ? numberCell.test(next.trim()) : blanks > 1;
}

/** For every line the next one that isn't blank (a TAB alone opens a cell, so it isn't). */
function nextTexts(lines: readonly string[]): number[] {
  const next: number[] = [];
  let after = lines.length;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    next[index] = after;
    const line = lines[index] ?? '';
    if (!isBlank(line) || opensCell(line)) after = index;
  }
  return next;
}

function blocksOfCellLines(lines: readonly string[]): GridBlock[] {
  const dump: Dump = { blocks: [], rows: null, row: null, width: 0 };
  const next = nextTexts(lines);
  lines.forEach((line, index) => {
    if (isBlank(line) && !opensCell(line)) {
      const before = lines[index - 1] ?? '';
      if (isBlank(before) && !opensCell(before)) return;
      const ahead = next[index] ?? lines.length;
      if (endsRow(dump, lines[ahead], ahead - index)) closeRow(dump);
      return;
    }
    if (opensCell(line)) {
      for (const text of line.replace(/^ *\t/, '').split('\t')) openCell(dump, text);
    } else if (dump.row) {
      continueCell(dump, line);
    } else {
      closeTable(dump);
      dump.blocks.push({ kind: 'paragraph', text: line });
    }
  });
  closeTable(dump);
  return dump.blocks;
}

/** Reads a text dump; null when no line has a TAB, so that there is no table at all. */
export function readDump(text: string): PlanGrid | null {
  const lines = text.split('\n');
  if (!text.includes('\t')) return null;
  const blocks = hasRowPerLine(lines) ? blocksOfRowLines(lines) : blocksOfCellLines(lines);
  return { blocks, footnotes: [] };
}
