// Owns the compiled words of content/words.yaml: pairs, concepts and fillers by folded word; reading messages is left to tokens.ts.
import type { Words } from '../core/understanding.ts';
import { clean, fold, wordsOf } from './normalise.ts';

/** Values by exact word or by beginning (`*` in the file); the longest beginning wins. */
type Patterns<Value> = {
  exact: ReadonlyMap<string, Value>;
  prefixes: ReadonlyMap<string, Value>;
  longest: number;
};

export type Lexicon = {
  /** The Ukrainian words for a folded Russian, surzhyk or short one; null where it needs none. */
  translate: (word: string) => readonly string[] | null;
  /** The concepts of a folded word, perhaps none. */
  conceptsOf: (word: string) => readonly string[];
  /** How many words from `at` on are a filler; 0 where none is. */
  fillerAt: (words: readonly string[], at: number) => number;
  /** Every folded word that the file names, for telling words from gibberish. */
  known: ReadonlySet<string>;
};

/** Compiles the file; patterns are folded here, so people may write them as they like. */
export function compileLexicon(words: Words): Lexicon {
  const pairs = compile(Object.entries(words.pairs).map(([from, to]) => [from, wordsOf(clean(to))]));
  const concepts = compile(gather(words.synonyms));
  const fillers = new Map<string, string[][]>();
  for (const filler of words.fillers) {
    const parts = wordsOf(clean(filler)).map(fold);
    const [head] = parts;
    if (head !== undefined) fillers.set(head, [...(fillers.get(head) ?? []), parts]);
  }
  return {
    translate: (word) => find(pairs, word),
    conceptsOf: (word) => find(concepts, word) ?? [],
    fillerAt: (said, at) => longestFiller(fillers.get(said[at] ?? '') ?? [], said, at),
    known: new Set([
      ...[...pairs.exact.keys(), ...concepts.exact.keys()],
      ...[...pairs.exact.values()].flat().map(fold),
      ...[...fillers.values()].flat(2),
    ]),
  };
}

/** A pattern may belong to several concepts: they are gathered by pattern. */
function gather(synonyms: Words['synonyms']): [string, readonly string[]][] {
  const byPattern = new Map<string, string[]>();
  for (const [concept, patterns] of Object.entries(synonyms)) {
    for (const pattern of patterns) {
      byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), concept]);
    }
  }
  return [...byPattern];
}

function compile(entries: readonly (readonly [string, readonly string[]])[]): Patterns<readonly string[]> {
  const exact = new Map<string, readonly string[]>();
  const prefixes = new Map<string, readonly string[]>();
  let longest = 0;
  for (const [pattern, value] of entries) {
    const open = pattern.endsWith('*');
    const key = fold(clean(open ? pattern.slice(0, -1) : pattern));
    const into = open ? prefixes : exact;
    into.set(key, [...new Set([...(into.get(key) ?? []), ...value])]);
    if (open) longest = Math.max(longest, key.length);
  }
  return { exact, prefixes, longest };
}

function find(patterns: Patterns<readonly string[]>, word: string): readonly string[] | null {
  const whole = patterns.exact.get(word);
  if (whole) return whole;
  for (let length = Math.min(word.length, patterns.longest); length > 0; length -= 1) {
    const value = patterns.prefixes.get(word.slice(0, length));
    if (value) return value;
  }
  return null;
}

function longestFiller(candidates: readonly string[][], said: readonly string[], at: number): number {
  let longest = 0;
  for (const parts of candidates) {
    const fits = parts.every((part, offset) => said[at + offset] === part);
    if (fits && parts.length > longest) longest = parts.length;
  }
  return longest;
}
