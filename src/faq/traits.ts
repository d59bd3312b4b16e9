// Owns which traits of a message count: stems, concepts, neighbours, and pieces of words, each as a number.
import type { Token } from './tokens.ts';

/** The families of traits; a trait's family stands in the top three bits of its number. */
export const families = ['stem', 'concept', 'next', 'three', 'four'] as const;
export type Family = (typeof families)[number];

const familyBits = 29;
const hashMask = 2 ** familyBits - 1;

/** The place of a trait's family in `families`. */
export function familyOf(trait: number): number {
  return trait >>> familyBits;
}

/** The number of a word as a trait of its own. */
export function stemTrait(stem: string): number {
  return traitOf(0, hashOf(stem));
}

/** The distinct traits of a message as numbers below 2^32, in no particular order. */
export function traitsOf(tokens: readonly Token[]): Set<number> {
  const traits = new Set<number>();
  let before = beginning;
  for (const token of tokens) {
    traits.add(stemTrait(token.stem));
    for (const concept of token.concepts) traits.add(traitOf(1, hashOf(concept)));
    const word = hashOf(token.concepts[0] ?? token.stem);
    traits.add(traitOf(2, joined(before, word)));
    before = word;
    addPieces(token.word, 3, traits);
    addPieces(token.word, 4, traits);
  }
  return traits;
}

const beginning = hashOf('^');

/** Pieces of three or four letters, edges marked: they survive typos and unknown endings; their family is their length. */
function addPieces(word: string, length: 3 | 4, into: Set<number>): void {
  const edged = `^${word}$`;
  for (let at = 0; at + length <= edged.length; at += 1)
    into.add(traitOf(length, hashOf(edged.slice(at, at + length))));
}

function traitOf(family: number, hash: number): number {
  return ((family << familyBits) | (hash & hashMask)) >>> 0;
}

function joined(one: number, other: number): number {
  return mixed(Math.imul(one, 31) ^ mixed(other));
}

/** FNV-1a over the letters with a final mix: the same on every machine. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mixed(hash);
}

function mixed(hash: number): number {
  let value = hash ^ (hash >>> 16);
  value = Math.imul(value, 0x7feb352d);
  value ^= value >>> 15;
  value = Math.imul(value, 0x846ca68b);
  return (value ^ (value >>> 16)) >>> 0;
}
