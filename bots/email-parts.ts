// Owns the MIME body of a letter that is made once and filled for each person: base64 in which stand-ins are replaced.
import { randomUUID } from 'node:crypto';

/** Pieces of a body one after another; strings are ASCII, and every piece ends its line. */
export type Pieces = readonly (Buffer | string)[];

/**
 * A body with gaps: its own headers, and its pieces with these values (latin1), one for each stand-in, in every gap; what
 * is fixed is not copied.
 */
export type Parts = { headers: readonly string[]; fill: (values: readonly string[]) => Pieces };

/** A text of bytes as latin1 with gaps in it, encoded for one length of what goes into each. */
type Encoded = (values: readonly string[]) => Pieces;

/** RFC 2045, 6.8: no longer line of base64. */
const column = 76;
const utf8Text = (subtype: 'plain' | 'html') => [
  `Content-Type: text/${subtype}; charset=utf-8`,
  'Content-Transfer-Encoding: base64',
];

/**
 * The body of a letter with a text part and, unless null, an HTML part, in both of which `standIns` may stand. Its bytes
 * are in the relaxed form of DKIM already: no blank at a line's end, none doubled, no empty line at its end. Null
 * where gaps are too near to each other or to the end.
 */
export function encodeParts(of: {
  text: string;
  html: string | null;
  standIns: readonly string[];
}): Parts | null {
  const { text, html, standIns } = of;
  const plain = encodeGaps(text, standIns);
  if (!plain) return null;
  if (html === null) return { headers: utf8Text('plain'), fill: plain };
  const rich = encodeGaps(html, standIns);
  if (!rich) return null;
  const boundary = `uchast-${randomUUID()}`;
  const opening = (subtype: 'plain' | 'html') =>
    Buffer.from(`--${boundary}\r\n${utf8Text(subtype).join('\r\n')}\r\n\r\n`, 'latin1');
  const [first, second, end] = [opening('plain'), opening('html'), Buffer.from(`--${boundary}--\r\n`)];
  return {
    headers: [`Content-Type: multipart/alternative; boundary="${boundary}"`],
    fill: (values) => [first, ...plain(values), second, ...rich(values), end],
  };
}

/**
 * Encodes a text once for each remainder by three of the values' lengths, because base64 makes four characters of three
 * bytes: between the gaps everything stays as it is, around a gap up to two bytes on each side go with its value.
 */
function encodeGaps(text: string, standIns: readonly string[]): Encoded | null {
  const any = new RegExp(standIns.map((one) => RegExp.escape(one)).join('|'), 'g');
  const whole = text.replace(/\r?\n/g, '\r\n');
  const pieces = whole.split(any).map((piece) => Buffer.from(piece, 'utf8'));
  /** Which stand-in stands in each gap, by its place in the list. */
  const named = (whole.match(any) ?? []).map((found) => standIns.indexOf(found));
  if (pieces.some((piece, index) => index > 0 && piece.length < 2)) return null;
  const encodings = new Map<string, Encoded>();
  return (values) => {
    const rests = values.map((value) => value.length % 3);
    const key = rests.join();
    const encode = encodings.get(key) ?? encodeAround({ pieces, named }, rests);
    encodings.set(key, encode);
    return encode(values);
  };
}

type Gapped = { pieces: readonly Buffer[]; named: readonly number[] };

function encodeAround({ pieces, named }: Gapped, rests: readonly number[]): Encoded {
  const fixed: Buffer[] = [];
  const gaps: { before: string; after: string; which: number }[] = [];
  let before = '';
  for (const [index, piece] of pieces.entries()) {
    const which = named[index - 1] ?? 0;
    const taken = index === 0 ? 0 : (6 - before.length - (rests[which] ?? 0)) % 3;
    if (index > 0) gaps.push({ before, after: piece.toString('latin1', 0, taken), which });
    // The last piece is encoded to its end, with the padding that belongs there.
    const last = index === pieces.length - 1;
    const end = last ? piece.length : piece.length - ((piece.length - taken) % 3);
    fixed.push(Buffer.from(inLines(piece.subarray(taken, end)), 'latin1'));
    before = piece.toString('latin1', end);
  }
  return (values) =>
    fixed.flatMap((piece, index) => {
      const gap = gaps[index - 1];
      if (!gap) return [piece];
      const { before: head, after: tail, which } = gap;
      return [inLines(Buffer.from(`${head}${values[which] ?? ''}${tail}`, 'latin1')), piece];
    });
}

function inLines(bytes: Buffer): string {
  const encoded = bytes.toString('base64');
  let lines = '';
  for (let at = 0; at < encoded.length; at += column) lines += `${encoded.slice(at, at + column)}\r\n`;
  return lines;
}
