// Owns which traits of a message count and how much: stems, concepts, their neighbours and pairs, and pieces of words.
import type { Token } from './tokens.ts';

/** A message as numbers: trait ids with their weights; the whole vector has length one. */
export type Features = { ids: Int32Array; weights: Float32Array };

/** The share of each family of traits in a message, found by cross-validation; pairs and neighbours count if seen twice. */
const families = [
  { name: 'stem', share: 1, leastSeen: 1 },
  { name: 'concept', share: 0.7, leastSeen: 1 },
  { name: 'next', share: 0.8, leastSeen: 2 },
  { name: 'pair', share: 0.6, leastSeen: 2 },
  { name: 'piece', share: 1.3, leastSeen: 1 },
] as const;
const stemFamily = 0;
const conceptFamily = 1;
const nextFamily = 2;
const pairFamily = 3;
const pieceFamily = 4;

/** Pairs are made of at most so many words, so that a long story stays cheap. */
const pairedWords = 8;
const pieceLength = 3;

export type Dictionary = {
  /** The vectors of the messages that the dictionary was learnt from, in their order. */
  learnt: readonly Features[];
  /** The vector of a new message; traits that were never seen are left out. */
  vectorOf: (tokens: readonly Token[]) => Features;
  size: number;
};

/** Learns the traits of all messages and how rare each is. Traits seen too seldom are dropped, the rest numbered anew. */
export function learnDictionary(messages: readonly (readonly Token[])[]): Dictionary {
  const traits = createTraits();
  const ofMessages = messages.map((tokens) => traits.idsOf(tokens, true));
  const seen = new Int32Array(traits.size());
  for (const ids of ofMessages) for (const id of ids) seen[id] = (seen[id] ?? 0) + 1;
  const kept: Kept = { ids: new Int32Array(seen.length).fill(-1), families: [], rarities: [] };
  for (const [id, count] of seen.entries()) {
    const family = traits.familyOf(id);
    if (count < (families[family]?.leastSeen ?? 1)) continue;
    kept.ids[id] = kept.families.length;
    kept.families.push(family);
    kept.rarities.push(Math.log(1 + messages.length / count));
  }
  return {
    learnt: ofMessages.map((ids) => weigh(ids, kept)),
    vectorOf: (tokens) => weigh(traits.idsOf(tokens, false), kept),
    size: kept.families.length,
  };
}

/** The traits that count: their new ids by the old ones (-1 for dropped), and family and rarity by the new ids. */
type Kept = { ids: Int32Array; families: number[]; rarities: number[] };

/** Every family gets its share of the length, within it the rare traits weigh more. */
function weigh(traits: readonly number[], kept: Kept): Features {
  const squares = new Float64Array(families.length);
  const ids: number[] = [];
  for (const trait of traits) {
    const id = kept.ids[trait] ?? -1;
    if (id < 0) continue;
    ids.push(id);
    const family = kept.families[id] ?? 0;
    squares[family] = (squares[family] ?? 0) + (kept.rarities[id] ?? 0) ** 2;
  }
  let present = 0;
  families.forEach(({ share }, at) => {
    if ((squares[at] ?? 0) > 0) present += share ** 2;
  });
  const weights = new Float32Array(ids.length);
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0;
    const family = kept.families[id] ?? 0;
    const share = families[family]?.share ?? 0;
    weights[at] = ((kept.rarities[id] ?? 0) * share) / Math.sqrt((squares[family] ?? 1) * present);
  }
  return { ids: Int32Array.from(ids), weights };
}

type Traits = {
  /** The distinct traits of a message; unknown ones get a new id if the table may grow, else are left out. */
  idsOf: (tokens: readonly Token[], grow: boolean) => number[];
  familyOf: (id: number) => number;
  size: () => number;
};

/** Finds the id of a trait by its key, or numbers it if the table may grow; -1 for an unknown one. */
type Numbering<Key> = (key: Key, grow: boolean) => number;

/** Numbers the traits. Neighbours and pairs are keyed by the numbers of their words, which is much faster than by text. */
function createTraits(): Traits {
  const family: number[] = [];
  const stems = numbering<string>(family, stemFamily);
  const concepts = numbering<string>(family, conceptFamily);
  const nexts = numbering<number>(family, nextFamily);
  const pairs = numbering<number>(family, pairFamily);
  const pieces = piecesOfWords(numbering<string>(family, pieceFamily));
  const keys = numberingOfWords();
  const stamps: number[] = [];
  let stamp = 0;
  return {
    idsOf: (tokens, grow) => {
      const ids: number[] = [];
      stamp += 1;
      const add = (id: number) => {
        if (id < 0 || stamps[id] === stamp) return;
        stamps[id] = stamp;
        ids.push(id);
      };
      const ofWords = tokens.map((token) => keys(token.concepts[0] ?? token.stem, grow));
      for (const [at, token] of tokens.entries()) {
        add(stems(token.stem, grow));
        for (const concept of token.concepts) add(concepts(concept, grow));
        add(nexts(joined(ofWords[at - 1] ?? beginning, ofWords[at] ?? unknownWord), grow));
        for (const piece of pieces(token.word, grow)) add(piece);
      }
      eachPair(ofWords, (one, two) => add(pairs(joined(Math.min(one, two), Math.max(one, two)), grow)));
      return ids;
    },
    familyOf: (id) => family[id] ?? stemFamily,
    size: () => family.length,
  };
}

function numbering<Key extends string | number>(family: number[], of: number): Numbering<Key> {
  const ids = new Map<Key, number>();
  return (key, grow) => {
    const id = ids.get(key);
    if (id !== undefined || !grow) return id ?? -1;
    ids.set(key, family.length);
    return family.push(of) - 1;
  };
}

/** Words get small numbers, so that two of them fit one small integer. */
const wordBits = 15;
const beginning = 0;
const unknownWord = 2 ** wordBits - 1;

function numberingOfWords(): Numbering<string> {
  const numbers = new Map<string, number>();
  return (word, grow) => {
    const number = numbers.get(word);
    if (number !== undefined || !grow || numbers.size + 1 >= unknownWord) return number ?? unknownWord;
    numbers.set(word, numbers.size + 1);
    return numbers.size;
  };
}

function joined(first: number, second: number): number {
  return (first << wordBits) | second;
}

function eachPair(ofWords: readonly number[], visit: (one: number, two: number) => void): void {
  const distinct = [...new Set(ofWords)].slice(0, pairedWords);
  for (let one = 0; one < distinct.length; one += 1) {
    for (let two = one + 1; two < distinct.length; two += 1) visit(distinct[one] ?? 0, distinct[two] ?? 0);
  }
}

/** The pieces of a word; words come again, so their pieces are kept. */
function piecesOfWords(idOf: Numbering<string>): (word: string, grow: boolean) => readonly number[] {
  const kept = new Map<string, readonly number[]>();
  return (word, grow) => {
    const before = kept.get(word);
    if (before) return before;
    const now = cut(word).map((piece) => idOf(piece, grow));
    if (grow) kept.set(word, now);
    return now;
  };
}

/** Pieces of three letters, edges marked: they survive typos and unknown endings. */
function cut(word: string): string[] {
  const edged = `^${word}$`;
  const pieces: string[] = [];
  for (let at = 0; at + pieceLength <= edged.length; at += 1) pieces.push(edged.slice(at, at + pieceLength));
  return pieces;
}
