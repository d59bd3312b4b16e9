// Owns reading the visible sheets of a workbook into rows of cells, within bounds. What the cells mean is list.ts's.
import { Readable } from 'node:stream';
import { type Cell, WorkbookReader } from '@cj-tech-master/excelts';
import { unzipSync, zipSync } from 'fflate';
import type { ListRow, ListSheet } from './list-text.ts';

/** Bytes after unpacking: far above 300,000 rows of a list, far below what a zip bomb reaches at once. */
const bounds = {
  entries: 2000,
  part: 128 * 1024 * 1024,
  total: 192 * 1024 * 1024,
  /** A list expands 5–30 times, a bomb up to 1030 times; small parts may do as they like. */
  ratio: 250,
  ratioFree: 4 * 1024 * 1024,
  columns: 200,
} as const;

/** The parts that cells come from, in the order in which a stream can read them. */
const neededParts = [
  /^\[Content_Types\]\.xml$/,
  /^_rels\/\.rels$/,
  /^xl\/workbook\.xml$/,
  /^xl\/_rels\/workbook\.xml\.rels$/,
  /^xl\/styles\.xml$/,
  /^xl\/sharedStrings\.xml$/,
  /^xl\/worksheets\/[^/]+\.xml$/,
];

export type WorkbookProblem = 'damaged' | 'bomb' | 'notTable' | 'tooManyRows';
export type WorkbookReading = { ok: true; sheets: ListSheet[] } | { ok: false; code: WorkbookProblem };

/** Whether the bytes begin like a zip. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/** Reads every visible sheet. Hidden sheets are somebody's drafts: nobody who looks at the file would expect them. */
export async function readWorkbookList(bytes: Uint8Array, mostRows: number): Promise<WorkbookReading> {
  const parts = unpack(bytes);
  if (typeof parts === 'string') return { ok: false, code: parts };
  if (!parts.has('xl/workbook.xml')) return { ok: false, code: 'notTable' };
  const texts = [...parts.values()].map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  // A workbook has no document type; entities of its own would be a way to make it swell.
  if (texts.some((part) => part.includes('<!DOCTYPE'))) return { ok: false, code: 'damaged' };
  try {
    const sheets: ListSheet[] = [];
    for await (const sheet of readerOf(parts)) {
      const rows: ListRow[] = [];
      for await (const row of sheet) {
        const cells: string[] = [];
        row.eachCell((cell, column) => {
          if (column <= bounds.columns) cells[column - 1] = shown(cell);
        });
        if (cells.some((cell) => cell))
          rows.push({ row: row.number, cells: Array.from(cells, (cell) => cell ?? '') });
        if (rows.length > mostRows) return { ok: false, code: 'tooManyRows' };
      }
      if (sheet.state === undefined || sheet.state === 'visible') sheets.push({ name: sheet.name, rows });
    }
    return { ok: true, sheets };
  } catch {
    return { ok: false, code: 'damaged' };
  }
}

/** The needed parts by name; a part that lies about its size is cut at the declared one and then no longer parses. */
function unpack(bytes: Uint8Array): Map<string, Uint8Array> | 'damaged' | 'bomb' {
  let entries = 0;
  let total = 0;
  let bomb = false;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        if (entries > bounds.entries) bomb = true;
        if (bomb || !neededParts.some((needed) => needed.test(name))) return false;
        total += originalSize;
        if (originalSize > Math.max(bounds.ratioFree, size * bounds.ratio)) bomb = true;
        if (originalSize > bounds.part || total > bounds.total) bomb = true;
        return !bomb;
      },
    });
    return bomb ? 'bomb' : new Map(Object.entries(parts));
  } catch {
    return bomb ? 'bomb' : 'damaged';
  }
}

/**
 * The library's stream reader over the checked parts, packed anew without compression: it needs a quarter of the
 * memory of the library's whole-file reader, and with the shared strings first it writes no temporary files.
 */
function readerOf(parts: ReadonlyMap<string, Uint8Array>): WorkbookReader {
  const ordered = neededParts.flatMap((needed) => [...parts].filter(([name]) => needed.test(name)));
  const packed = zipSync(Object.fromEntries(ordered), { level: 0 });
  return new WorkbookReader(Readable.from([packed]), {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
}

function shown(cell: Cell): string {
  const { value } = cell;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return String(value);
  return cell.text.trim();
}
