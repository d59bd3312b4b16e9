// Owns turning the bytes of a text list into rows of cells, a piece at a time: encoding, separator, quotes. What the
// cells mean is list-rows.ts's.
import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse';

/** A row with its number as a spreadsheet would show it, counted from 1, and its cells without outer blanks. */
export type ListRow = { row: number; cells: string[] };

/** Takes the next row that is not blank; false: no more rows are wanted. */
export type TakeRow = (row: ListRow) => boolean;
/** Told how many bytes of all have been read. */
export type Progress = (done: number, all: number) => void;

const delimiters = [';', ',', '\t'] as const;
type Delimiter = (typeof delimiters)[number];
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251';

/** How a text list is written. `skip` is the length of Excel's line about the separator, which is no row. */
export type TextForm = { encoding: Encoding; delimiter: Delimiter; skip: number };

const sampleLines = 200;
const sampleBytes = 262_144;
const pieceBytes = 65_536;
/** Rows after which others that the process serves get their turn. */
const rowsATurn = 1000;
/** A quoted cell of a list has a line break or two; more of them mean a quote that was never closed. */
const mostLinesInCell = 10;

/** The form of a file in UTF-8, UTF-16 (with or without a mark) or Windows-1251; null when it is no text of a table. */
export async function textFormOf(bytes: Uint8Array): Promise<TextForm | null> {
  const encoding = encodingOf(bytes);
  if (!encoding) return null;
  const sample = sampleOf(bytes, encoding);
  if (/^\s*(?:%PDF-|<|\{\\rtf)/i.test(sample)) return null;
  // Excel writes and hides this first line: it names the separator.
  const named = /^sep=([;,\t])\n/i.exec(sample);
  if (named) return { encoding, delimiter: named[1] as Delimiter, skip: named[0].length };
  return { encoding, delimiter: await likeliestDelimiter(sample), skip: 0 };
}

type Reading = TextForm & { quote: '"' | null; take: TakeRow; progress: Progress };

/**
 * Hands every row of a text list to `take`; blank rows count but are not handed over. False: the quotes are broken, and
 * the file should be read again with `quote` null, as plain characters.
 */
export async function readTextRows(bytes: Uint8Array, of: Reading): Promise<boolean> {
  const { delimiter, quote, take, progress } = of;
  const options = { delimiter, quote, relax_column_count: true, relax_quotes: true, record_delimiter: '\n' };
  const pieces = piecesOf(bytes, { ...of, told: (done) => progress(done, bytes.length) });
  const parser = Readable.from(pieces, { objectMode: false }).pipe(parse(options));
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (quote && record.some((cell) => cell.split('\n', mostLinesInCell + 1).length > mostLinesInCell))
        return false;
      const cells = record.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '') && !take({ row, cells })) break;
      if (row % rowsATurn === 0) await setImmediate();
    }
    return true;
  } catch {
    return false;
  }
}

function encodingOf(bytes: Uint8Array): Encoding | null {
  const utf16 = utf16Of(bytes);
  const likely: Encoding[] = utf16 ? [utf16] : isUtf8(bytes) ? ['utf-8', 'windows-1251'] : ['windows-1251'];
  return likely.find((encoding) => readsLikeText(sampleOf(bytes, encoding))) ?? null;
}

function sampleOf(bytes: Uint8Array, encoding: Encoding): string {
  const of = { encoding, skip: 0, told: () => {} };
  return [...piecesOf(bytes.subarray(0, sampleBytes), of)].join('');
}

type Pieces = { encoding: Encoding; skip: number; told: (done: number) => void };

/** The text, decoded as it is read and with line ends of one kind: whole it would take four times its bytes. */
function* piecesOf(bytes: Uint8Array, { encoding, skip, told }: Pieces): Generator<string> {
  const decoder = new TextDecoder(encoding);
  let left = skip;
  let held = '';
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const text = held + decoder.decode(bytes.subarray(start, start + pieceBytes), { stream: true });
    // The second half of a line end may stand in the next piece.
    held = text.endsWith('\r') ? '\r' : '';
    const piece = text.slice(0, text.length - held.length).replace(/\r\n?/g, '\n');
    yield piece.slice(left);
    left = Math.max(0, left - piece.length);
    told(Math.min(start + pieceBytes, bytes.length));
  }
  yield (held + decoder.decode()).replace('\r', '\n');
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

function readsLikeText(text: string): boolean {
  const sample = text.slice(0, 20_000);
  const strange = [...sample].filter(
    (letter) => /[\p{Cc}\uFFFD]/u.test(letter) && !/[\t\n\r]/.test(letter),
  ).length;
  return strange <= sample.length * 0.005;
}

/** The separator under which most lines of the beginning have the same number of cells, and several. */
async function likeliestDelimiter(sample: string): Promise<Delimiter> {
  const lines = Buffer.from(sample.split('\n', sampleLines).join('\n'));
  let best: { delimiter: Delimiter; score: number } = { delimiter: ';', score: 0 };
  for (const delimiter of delimiters) {
    const widths = await widthsUnder(lines, delimiter);
    const score = Math.max(
      0,
      ...[...widths].filter(([width]) => width > 1).map(([width, rows]) => Math.min(width, 12) * rows),
    );
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** How many rows have how many cells. */
async function widthsUnder(lines: Uint8Array, delimiter: Delimiter): Promise<Map<number, number>> {
  const widths = new Map<number, number>();
  const take = ({ cells }: ListRow) => {
    widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
    return true;
  };
  const of = { encoding: 'utf-8', delimiter, skip: 0, take, progress: () => {} } as const;
  if (await readTextRows(lines, { ...of, quote: '"' })) return widths;
  widths.clear();
  await readTextRows(lines, { ...of, quote: null });
  return widths;
}
