// Owns which traits of a message count and how much: stems, concepts, their neighbours and pairs, and pieces of words.
import type { Token } from './tokens.ts';

/** A message as numbers: ascending trait ids with their weights; the whole vector has length one. */
export type Features = { ids: Int32Array; weights: Float32Array };

/** The families of traits with their share in a message. */
const families = { stem: 1, concept: 0.7, next: 0.8, pair: 0.6, piece: 1.3 } as const;
type Family = keyof typeof families;

/** Pairs are made of at most so many words, so that a long story stays cheap. */
const pairedWords = 12;

export type Trait = { family: Family; name: string };

/** The traits of a message, repeats included. */
export function traitsOf(tokens: readonly Token[]): Trait[] {
  const traits: Trait[] = [];
  const keys = tokens.map((token) => token.concepts[0] ?? token.stem);
  for (const [at, token] of tokens.entries()) {
    traits.push({ family: 'stem', name: `s ${token.stem}` });
    for (const concept of token.concepts) traits.push({ family: 'concept', name: `c ${concept}` });
    traits.push({ family: 'next', name: `n ${keys[at - 1] ?? '^'} ${keys[at]}` });
    for (const piece of piecesOf(token.word)) traits.push({ family: 'piece', name: `p ${piece}` });
  }
  for (const pair of pairsOf(keys)) traits.push({ family: 'pair', name: pair });
  return traits;
}

function pairsOf(keys: readonly string[]): string[] {
  const distinct = [...new Set(keys)].slice(0, pairedWords);
  return distinct.flatMap((first, at) =>
    distinct
      .slice(at + 1)
      .map((second) => (first < second ? `& ${first} ${second}` : `& ${second} ${first}`)),
  );
}

/** Pieces of three and four letters, edges marked: they survive typos and unknown endings. */
function piecesOf(word: string): string[] {
  const edged = `^${word}$`;
  const pieces: string[] = [];
  for (const length of [3, 4]) {
    for (let at = 0; at + length <= edged.length; at += 1) pieces.push(edged.slice(at, at + length));
  }
  return pieces;
}

export type Dictionary = {
  /** The vector of a message; traits that were never seen are left out. */
  vectorOf: (tokens: readonly Token[]) => Features;
  size: number;
};

/** Learns the traits of all messages and how rare each is. Pairs and neighbours count only if seen twice. */
export function learnDictionary(messages: readonly (readonly Token[])[]): Dictionary {
  const seen = new Map<string, { family: Family; messages: number }>();
  for (const message of messages) {
    const own = new Map(traitsOf(message).map((trait) => [trait.name, trait.family]));
    for (const [name, family] of own) {
      const entry = seen.get(name);
      if (entry) entry.messages += 1;
      else seen.set(name, { family, messages: 1 });
    }
  }
  const ids = new Map<string, { id: number; rarity: number }>();
  for (const [name, entry] of seen) {
    if (entry.messages < 2 && (entry.family === 'pair' || entry.family === 'next')) continue;
    ids.set(name, { id: ids.size, rarity: Math.log(1 + messages.length / entry.messages) });
  }
  return { size: ids.size, vectorOf: (tokens) => vectorOf(tokens, ids) };
}

function vectorOf(
  tokens: readonly Token[],
  ids: ReadonlyMap<string, { id: number; rarity: number }>,
): Features {
  const byFamily = new Map<Family, Map<number, number>>();
  for (const { family, name } of traitsOf(tokens)) {
    const known = ids.get(name);
    if (!known) continue;
    const own = byFamily.get(family) ?? new Map<number, number>();
    own.set(known.id, known.rarity);
    byFamily.set(family, own);
  }
  const entries: [number, number][] = [];
  for (const [family, own] of byFamily) {
    const length = Math.hypot(...own.values());
    for (const [id, weight] of own) entries.push([id, (families[family] * weight) / length]);
  }
  entries.sort((a, b) => a[0] - b[0]);
  const whole = Math.hypot(...entries.map((entry) => entry[1])) || 1;
  return {
    ids: Int32Array.from(entries, (entry) => entry[0]),
    weights: Float32Array.from(entries, (entry) => entry[1] / whole),
  };
}
