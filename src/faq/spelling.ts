// Owns putting slips of the finger right: the known word that is one or two letters away from an unknown one.

/** A known word as it is written, and in how many messages it was seen. */
export type KnownWord = { written: string; seen: number };

export type Correct = (folded: string) => string | null;

/**
 * Makes a corrector over known words by their folded form. It finds the nearest word: one slip (a letter missing, added,
 * changed or two swapped) for short words, two for long ones; very short words only become very common ones, since
 * «тке» is surely «таке» but «сир» is not «сад». Returns null where nothing is near.
 */
export function createCorrect(known: ReadonlyMap<string, KnownWord>): Correct {
  const words = [...known].map(([folded, word]) => ({ folded, ...word, letters: lettersOf(folded) }));
  return (folded) => {
    const slips = allowedSlips(folded);
    if (slips === 0) return null;
    const letters = lettersOf(folded);
    const least = leastSeen(folded);
    let best: { written: string; rank: number } | null = null;
    for (const word of words) {
      if (word.seen < least || Math.abs(word.folded.length - folded.length) > slips) continue;
      if (bitsOf(word.letters ^ letters) > 2 * slips) continue;
      const distance = slipsBetween(folded, word.folded, slips);
      if (distance > slips) continue;
      const sameStart = word.folded[0] === folded[0] ? 0 : 0.6;
      const rank = distance + sameStart - 0.1 * Math.log(word.seen);
      if (best === null || rank < best.rank) best = { written: word.written, rank };
    }
    return best?.written ?? null;
  };
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

function bitsOf(value: number): number {
  let bits = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

/** Damerau's distance (optimal string alignment); gives up with `most + 1` once it must be larger. */
export function slipsBetween(one: string, other: string, most: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_none, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let value = Math.min(
        (last[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) value = Math.min(value, (beforeLast[column - 2] ?? 0) + 1);
      now.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return most + 1;
    [beforeLast, last] = [last, now];
  }
  return last[other.length] ?? most + 1;
}
