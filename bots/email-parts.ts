// Owns the MIME body of a letter that is made once and filled for each person: base64 in which one stand-in is replaced.
import { randomUUID } from 'node:crypto';

/** A body with gaps: its own headers, and its pieces with `value` (latin1) in every gap; what is fixed is not copied. */
export type Parts = { headers: readonly string[]; fill: (value: string) => Buffer[] };

/** A text of bytes as latin1 with gaps in it, encoded for one length of what goes there. */
type Encoded = (value: string) => Buffer[];

/** RFC 2045, 6.8: no longer line of base64. */
const column = 76;
const utf8Text = (subtype: 'plain' | 'html') => [
  `Content-Type: text/${subtype}; charset=utf-8`,
  'Content-Transfer-Encoding: base64',
];

/**
 * The body of a letter with a text part and, unless null, an HTML part, in both of which `standIn` may stand. Its bytes
 * are in the relaxed form of DKIM already: no blank at a line's end, none doubled, no empty line at its end. Null
 * where gaps are too near to each other or to the end.
 */
export function encodeParts(of: { text: string; html: string | null; standIn: string }): Parts | null {
  const { text, html, standIn } = of;
  const plain = encodeGaps(text, standIn);
  if (!plain) return null;
  if (html === null) return { headers: utf8Text('plain'), fill: plain };
  const rich = encodeGaps(html, standIn);
  if (!rich) return null;
  const boundary = `uchast-${randomUUID()}`;
  const opening = (subtype: 'plain' | 'html') =>
    Buffer.from(`--${boundary}\r\n${utf8Text(subtype).join('\r\n')}\r\n\r\n`, 'latin1');
  const [first, second, end] = [opening('plain'), opening('html'), Buffer.from(`--${boundary}--\r\n`)];
  return {
    headers: [`Content-Type: multipart/alternative; boundary="${boundary}"`],
    fill: (value) => [first, ...plain(value), second, ...rich(value), end],
  };
}

/**
 * Encodes a text once for each remainder by three of the value's length, because base64 makes four characters of three
 * bytes: between the gaps everything stays as it is, around a gap up to two bytes on each side go with the value.
 */
function encodeGaps(text: string, standIn: string): Encoded | null {
  const pieces = text
    .replace(/\r?\n/g, '\r\n')
    .split(standIn)
    .map((piece) => Buffer.from(piece, 'utf8'));
  if (pieces.some((piece, index) => index > 0 && piece.length < 2)) return null;
  const encodings = new Map<number, Encoded>();
  return (value) => {
    const rest = value.length % 3;
    const encode = encodings.get(rest) ?? encodeAround(pieces, rest);
    encodings.set(rest, encode);
    return encode(value);
  };
}

function encodeAround(pieces: readonly Buffer[], rest: number): Encoded {
  const fixed: Buffer[] = [];
  const gaps: { before: string; after: string }[] = [];
  let before = '';
  for (const [index, piece] of pieces.entries()) {
    const taken = index === 0 ? 0 : (6 - before.length - rest) % 3;
    if (index > 0) gaps.push({ before, after: piece.toString('latin1', 0, taken) });
    // The last piece is encoded to its end, with the padding that belongs there.
    const last = index === pieces.length - 1;
    const end = last ? piece.length : piece.length - ((piece.length - taken) % 3);
    fixed.push(inLines(piece.subarray(taken, end)));
    before = piece.toString('latin1', end);
  }
  return (value) =>
    fixed.flatMap((piece, index) => {
      const gap = gaps[index - 1];
      if (!gap) return [piece];
      return [inLines(Buffer.from(`${gap.before}${value}${gap.after}`, 'latin1')), piece];
    });
}

function inLines(bytes: Buffer): Buffer {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${column}}`, 'g')) ?? [];
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
}
