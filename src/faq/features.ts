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
const pairedWords = 12;
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
  for (const [at, { share }] of families.entries()) if ((squares[at] ?? 0) > 0) present += share ** 2;
  const weights = new Float32Array(ids.length);
  for (const [at, id] of ids.entries()) {
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

/** Numbers the traits. Neighbours and pairs are keyed by the numbers of their words, which is much faster than by text. */
function createTraits(): Traits {
  const named = new Map<string, number>();
  const joined = new Map<number, number>();
  const keys = new Map<string, number>();
  const family: number[] = [];
  const pieces = new Map<string, readonly number[]>();
  const fresh = (of: number) => family.push(of) - 1;
  const byName = (name: string, of: number, grow: boolean) => {
    const id = named.get(name);
    if (id !== undefined || !grow) return id ?? -1;
    named.set(name, family.length);
    return fresh(of);
  };
  const byKeys = (key: number, of: number, grow: boolean) => {
    const id = joined.get(key);
    if (id !== undefined || !grow) return id ?? -1;
    joined.set(key, family.length);
    return fresh(of);
  };
  const keyOf = (token: Token, grow: boolean) => {
    const text = token.concepts[0] ?? token.stem;
    const known = keys.get(text);
    if (known !== undefined || !grow) return known ?? unknownKey;
    keys.set(text, keys.size + 1);
    return keys.size;
  };
  const piecesOf = (word: string, grow: boolean): readonly number[] => {
    const before = pieces.get(word);
    if (before) return before;
    const now = cut(word).map((piece) => byName(`p${piece}`, pieceFamily, grow));
    if (grow) pieces.set(word, now);
    return now;
  };
  return {
    idsOf: (tokens, grow) => {
      const ids = new Set<number>();
      const ofWords = tokens.map((token) => keyOf(token, grow));
      for (const [at, token] of tokens.entries()) {
        ids.add(byName(`s${token.stem}`, stemFamily, grow));
        for (const concept of token.concepts) ids.add(byName(`c${concept}`, conceptFamily, grow));
        ids.add(byKeys(joinedKey(ofWords[at - 1] ?? 0, ofWords[at] ?? 0, 0), nextFamily, grow));
        for (const piece of piecesOf(token.word, grow)) ids.add(piece);
      }
      for (const pair of pairsOf(ofWords)) ids.add(byKeys(pair, pairFamily, grow));
      ids.delete(-1);
      return [...ids];
    },
    familyOf: (id) => family[id] ?? stemFamily,
    size: () => family.length,
  };
}

/** Key of a word that was never seen; real keys start at 1, and 0 is the beginning of a message. */
const unknownKey = 65_535;

function joinedKey(first: number, second: number, kind: 0 | 1): number {
  return (first * 65_536 + second) * 2 + kind;
}

function pairsOf(ofWords: readonly number[]): number[] {
  const distinct = [...new Set(ofWords)].slice(0, pairedWords);
  return distinct.flatMap((one, at) =>
    distinct.slice(at + 1).map((two) => joinedKey(Math.min(one, two), Math.max(one, two), 1)),
  );
}

/** Pieces of three letters, edges marked: they survive typos and unknown endings. */
function cut(word: string): string[] {
  const edged = `^${word}$`;
  const count = Math.max(0, edged.length - pieceLength + 1);
  return Array.from({ length: count }, (_none, at) => edged.slice(at, at + pieceLength));
}
