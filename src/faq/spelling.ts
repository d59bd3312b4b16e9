// Owns putting slips of the finger right: the known word that is one or two letters away from an unknown one.
import { ln } from './exact.ts';

/** A known word as it is written, and in how many messages it was seen. */
export type KnownWord = { written: string; seen: number };

export type Correct = (folded: string) => string | null;

/** Words of one length, side by side: a quick look at their letters spares most of them a closer one. */
type OfLength = { folded: string[]; written: string[]; letters: number[]; seen: number[] };

/**
 * Makes a corrector over known words by their folded form. It finds the nearest word: one slip (a letter missing, added,
 * changed or two swapped) for short words, two for long ones; very short words only become very common ones, since
 * «тке» is surely «таке» but «сир» is not «сад». Returns null where nothing is near.
 */
export function createCorrect(known: ReadonlyMap<string, KnownWord>): Correct {
  const lengths = byLength(known);
  return (folded) => {
    const slips = allowedSlips(folded);
    if (slips === 0) return null;
    const letters = lettersOf(folded);
    const least = leastSeen(folded);
    let best: string | null = null;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let length = folded.length - slips; length <= folded.length + slips; length += 1) {
      const words = lengths.get(length);
      for (let at = 0; words && at < words.letters.length; at += 1) {
        const seen = words.seen[at] ?? 0;
        if (seen < least || bitsOf((words.letters[at] ?? 0) ^ letters) > 2 * slips) continue;
        const other = words.folded[at] ?? '';
        const distance = slipsBetween(folded, other, slips);
        if (distance > slips) continue;
        const rank = distance + (other[0] === folded[0] ? 0 : 0.6) - 0.1 * ln(seen);
        if (rank < bestRank) [best, bestRank] = [words.written[at] ?? null, rank];
      }
    }
    return best;
  };
}

function byLength(known: ReadonlyMap<string, KnownWord>): ReadonlyMap<number, OfLength> {
  const lengths = new Map<number, OfLength>();
  for (const [folded, { written, seen }] of known) {
    const words = lengths.get(folded.length) ?? { folded: [], written: [], letters: [], seen: [] };
    lengths.set(folded.length, words);
    words.folded.push(folded);
    words.written.push(written);
    words.letters.push(lettersOf(folded));
    words.seen.push(seen);
  }
  return lengths;
}

function allowedSlips(folded: string): number {
  if (folded.length < 3) return 0;
  return folded.length >= 8 ? 2 : 1;
}

function leastSeen(folded: string): number {
  if (folded.length === 3) return 25;
  return folded.length === 4 ? 6 : 2;
}

/** Which letters a word has, as bits: words with too different letters need no closer look. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

/** The number of bits that are set, counted side by side. */
function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
  return Math.imul(bits, 0x01010101) >>> 24;
}

/** Three rows of the table of distances are enough at a time; words longer than this are no slips of known ones. */
const longest = 48;
let beforeLast = new Uint8Array(longest + 1);
let last = new Uint8Array(longest + 1);
let now = new Uint8Array(longest + 1);

/** Damerau's distance (optimal string alignment); gives up with `most + 1` once it must be larger. */
export function slipsBetween(one: string, other: string, most: number): number {
  if (one.length > longest || other.length > longest) return most + 1;
  for (let column = 0; column <= other.length; column += 1) last[column] = column;
  for (let row = 1; row <= one.length; row += 1) {
    now[0] = row;
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const letter = one.charCodeAt(row - 1);
      const same = letter === other.charCodeAt(column - 1) ? 0 : 1;
      let value = (last[column - 1] ?? 0) + same;
      if ((last[column] ?? 0) + 1 < value) value = (last[column] ?? 0) + 1;
      if ((now[column - 1] ?? 0) + 1 < value) value = (now[column - 1] ?? 0) + 1;
      const swapped =
        row > 1 &&
        column > 1 &&
        letter === other.charCodeAt(column - 2) &&
        one.charCodeAt(row - 2) === other.charCodeAt(column - 1);
      if (swapped && (beforeLast[column - 2] ?? 0) + 1 < value) value = (beforeLast[column - 2] ?? 0) + 1;
      now[column] = value;
      if (value < least) least = value;
    }
    if (least > most) return most + 1;
    [beforeLast, last, now] = [last, now, beforeLast];
  }
  return last[other.length] ?? most + 1;
}
