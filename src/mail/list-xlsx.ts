// Owns reading the visible sheets of a workbook into rows of cells, within bounds. What the cells mean is
// list-rows.ts's.
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Cell, WorkbookReader } from '@cj-tech-master/excelts';
import { unzipSync, Zip, ZipPassThrough } from 'fflate';
import type { Progress, TakeRow } from './list-text.ts';

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

/** Who is handed the rows: for each visible sheet that begins, one who takes them and is told of the end. */
export type WorkbookTaker = {
  sheet: (name: string) => { take: TakeRow; end: () => void };
  progress: Progress;
};

const pieceBytes = 262_144;
/** Rows after which others that the process serves get their turn. */
const rowsATurn = 1000;

/** Whether the bytes begin like a zip. */
export function looksLikeZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * Reads every visible sheet; returns what is wrong, or null. Hidden sheets are somebody's drafts: nobody who looks at
 * the file would expect them.
 */
export async function readWorkbookRows(
  bytes: Uint8Array,
  taker: WorkbookTaker,
): Promise<WorkbookProblem | null> {
  const names = namesIn(bytes);
  if (typeof names === 'string') return names;
  if (!names.has('xl/workbook.xml')) return 'notTable';
  try {
    for await (const sheet of await readerOf(bytes, names, taker.progress)) {
      const visible = sheet.state === undefined || sheet.state === 'visible';
      const { take, end } = visible ? taker.sheet(sheet.name) : { take: () => true, end: () => {} };
      for await (const row of sheet) {
        const cells: string[] = [];
        row.eachCell((cell, column) => {
          if (column <= bounds.columns) cells[column - 1] = shown(cell);
        });
        const filled = cells.some((cell) => cell);
        if (filled && !take({ row: row.number, cells: Array.from(cells, (cell) => cell ?? '') }))
          return 'tooManyRows';
        if (row.number % rowsATurn === 0) await setImmediate();
      }
      end();
    }
    return null;
  } catch {
    return 'damaged';
  }
}

/** The needed parts with their unpacked bytes, from the directory of the zip alone. */
function namesIn(bytes: Uint8Array): Map<string, number> | 'damaged' | 'bomb' {
  const names = new Map<string, number>();
  let entries = 0;
  let total = 0;
  let bomb = false;
  try {
    unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        entries += 1;
        if (entries > bounds.entries) bomb = true;
        if (bomb || !neededParts.some((needed) => needed.test(name))) return false;
        total += originalSize;
        if (originalSize > Math.max(bounds.ratioFree, size * bounds.ratio)) bomb = true;
        if (originalSize > bounds.part || total > bounds.total) bomb = true;
        names.set(name, originalSize);
        return false;
      },
    });
    return bomb ? 'bomb' : names;
  } catch {
    return bomb ? 'bomb' : 'damaged';
  }
}

/**
 * The library's stream reader: it needs a quarter of the memory of the library's whole-file reader. Loaded for the first
 * workbook only: whoever imports text is spared its 25 MB.
 */
async function readerOf(
  bytes: Uint8Array,
  names: ReadonlyMap<string, number>,
  progress: Progress,
): Promise<WorkbookReader> {
  const { WorkbookReader } = await import('@cj-tech-master/excelts');
  return new WorkbookReader(Readable.from(repacked(bytes, names, progress)), {
    worksheets: 'emit',
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    entries: 'ignore',
  });
}

/**
 * The needed parts as a zip without compression, unpacked one at a time as the reader goes on. With the shared strings
 * first the library writes no temporary files. A part that lies about its size is cut at the declared one and then no
 * longer parses.
 */
function* repacked(
  bytes: Uint8Array,
  names: ReadonlyMap<string, number>,
  progress: Progress,
): Generator<Uint8Array> {
  const out: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    out.push(piece);
  });
  const all = [...names.values()].reduce((sum, size) => sum + size, 0);
  let done = 0;
  for (const name of neededParts.flatMap((needed) => [...names.keys()].filter((one) => needed.test(one)))) {
    const part = unzipSync(bytes, { filter: (file) => file.name === name })[name] ?? new Uint8Array();
    // A workbook has no document type; entities of its own would be a way to make it swell.
    if (Buffer.from(part.buffer, part.byteOffset, part.byteLength).includes('<!DOCTYPE'))
      throw new Error(`a document type in ${name}`);
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    for (let start = 0; start < part.length; start += pieceBytes) {
      const end = Math.min(start + pieceBytes, part.length);
      entry.push(part.subarray(start, end), end === part.length);
      yield* out.splice(0);
      done += end - start;
      progress(done, all);
    }
  }
  zip.end();
  yield* out.splice(0);
}

function shown(cell: Cell): string {
  const { value } = cell;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
  if (typeof value === 'boolean') return String(value);
  return cell.text.trim();
}
