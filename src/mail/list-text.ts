// Owns turning the bytes of a text list into rows of cells: encoding, separator, quotes. What the cells mean is list.ts's.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A row with its number as a spreadsheet would show it, counted from 1, and its cells without outer blanks. */
export type ListRow = { row: number; cells: string[] };
export type ListSheet = { name: string; rows: ListRow[] };

const delimiters = [';', ',', '\t'] as const;
type Delimiter = (typeof delimiters)[number];
const sampleLines = 200;
/** A quoted cell of a list has a line break or two; more of them mean a quote that was never closed. */
const mostLinesInCell = 10;

/** The text of a file in UTF-8, UTF-16 (with or without a mark) or Windows-1251; null when it is no text. */
export function decodeList(bytes: Uint8Array): string | null {
  const utf16 = utf16Of(bytes);
  for (const encoding of utf16 ? [utf16] : ['utf-8', 'windows-1251']) {
    const text = decodeAs(bytes, encoding);
    if (text !== null && readsLikeText(text)) return text.replace(/\r\n?/g, '\n');
  }
  return null;
}

/** Rows of a text list. A file of one column is read as well; blank rows count but are not returned. */
export async function readTextList(text: string, mostRows: number): Promise<ListSheet | 'tooManyRows'> {
  // Excel writes and hides this first line: it names the separator.
  const named = /^sep=([;,\t])\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const delimiter = named ? (named[1] as Delimiter) : await likeliestDelimiter(body);
  const rows = (await rowsOf(body, delimiter, mostRows)) ?? [];
  return rows.length > mostRows ? 'tooManyRows' : { name: '', rows };
}

/** Addresses are ASCII, so UTF-16 shows by its zero bytes, and their place says which end comes first. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 4096);
  const zerosAt = (parity: number) =>
    sample.filter((byte, index) => byte === 0 && index % 2 === parity).length;
  const even = zerosAt(0);
  const odd = zerosAt(1);
  if (odd > sample.length / 10 && even === 0) return 'utf-16le';
  return even > sample.length / 10 && odd === 0 ? 'utf-16be' : null;
}

function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function readsLikeText(text: string): boolean {
  const sample = text.slice(0, 20_000);
  const strange = [...sample].filter(
    (letter) => /[\p{Cc}\uFFFD]/u.test(letter) && !/[\t\n\r]/.test(letter),
  ).length;
  return strange <= sample.length * 0.005;
}

/** The separator under which most lines of the beginning have the same number of cells, and several. */
async function likeliestDelimiter(text: string): Promise<Delimiter> {
  const sample = text.split('\n', sampleLines).join('\n');
  let best: { delimiter: Delimiter; score: number } = { delimiter: ';', score: 0 };
  for (const delimiter of delimiters) {
    const rows = (await rowsOf(sample, delimiter, sampleLines)) ?? [];
    const widths = new Map<number, number>();
    for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
    const score = Math.max(
      0,
      ...[...widths].filter(([width]) => width > 1).map(([width, rows]) => Math.min(width, 12) * rows),
    );
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Rows with quotes understood; where the quotes are broken, with quotes as plain characters. */
async function rowsOf(text: string, delimiter: Delimiter, mostRows: number): Promise<ListRow[] | null> {
  return (
    (await parsed(text, { delimiter, quote: '"', mostRows })) ??
    (await parsed(text, { delimiter, quote: null, mostRows }))
  );
}

type Reading = { delimiter: Delimiter; quote: '"' | null; mostRows: number };

async function parsed(text: string, { delimiter, quote, mostRows }: Reading): Promise<ListRow[] | null> {
  const options = { delimiter, quote, relax_column_count: true, relax_quotes: true, record_delimiter: '\n' };
  const rows: ListRow[] = [];
  let row = 0;
  // Streamed, so that a long list does not hold up whoever else the process serves.
  const parser = Readable.from(piecesOf(text), { objectMode: false }).pipe(parse(options));
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (quote && record.some((cell) => cell.split('\n', mostLinesInCell + 1).length > mostLinesInCell))
        return null;
      const cells = record.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) rows.push({ row, cells });
      if (rows.length > mostRows) break;
    }
    return rows;
  } catch {
    return null;
  }
}

function* piecesOf(text: string): Generator<string> {
  const size = 65_536;
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}
