// Owns which three letters may follow each other in known words: one bit each, for telling words from gibberish.

/** A bit for every run of three letters; words begin and end with an edge. */
export type Triples = Uint8Array;

const letterBits = 6;
const edge = 0;

/** Marks the triples of all words. */
export function triplesOf(words: Iterable<string>): Triples {
  const triples = new Uint8Array(2 ** (3 * letterBits - 3));
  for (const word of words) {
    for (let at = 0; at < word.length; at += 1) {
      const triple = tripleAt(word, at);
      triples[triple >> 3] = (triples[triple >> 3] ?? 0) | (1 << (triple & 7));
    }
  }
  return triples;
}

/** How many of a word's triples are known. */
export function countTriples(word: string, triples: Triples): { seen: number; all: number } {
  let seen = 0;
  for (let at = 0; at < word.length; at += 1) {
    const triple = tripleAt(word, at);
    if ((triples[triple >> 3] ?? 0) & (1 << (triple & 7))) seen += 1;
  }
  return { seen, all: word.length };
}

/** The triple around a letter. */
function tripleAt(word: string, at: number): number {
  return (
    (letterAt(word, at - 1) << (2 * letterBits)) | (letterAt(word, at) << letterBits) | letterAt(word, at + 1)
  );
}

/** Folded Cyrillic letters have numbers of their own; other signs share what is left. */
function letterAt(word: string, at: number): number {
  if (at < 0 || at >= word.length) return edge;
  const code = word.charCodeAt(at) - 0x42f;
  return code > 0 && code < 2 ** letterBits - 1 ? code : 2 ** letterBits - 1;
}
