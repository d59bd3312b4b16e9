// Owns turning tokens into numbers that can be weighed: which traits are known, how rare they are, how much each counts.
import { ln } from './exact.ts';
import type { Token } from './tokens.ts';
import { families, familyOf, traitsOf } from './traits.ts';

/** A message as numbers: places of its known traits and their weights; the whole vector has length one. */
export type Features = { places: Int32Array; weights: Float32Array };

/** The traits that count, sorted, with how rare each is among the messages that were learnt. */
export type Dictionary = { traits: Uint32Array; rarities: Float32Array };

/** The share of each family in a message, and how often a trait must be seen to count; found by cross-validation. */
const settings: Readonly<Record<(typeof families)[number], { share: number; leastSeen: number }>> = {
  stem: { share: 1, leastSeen: 1 },
  concept: { share: 0.7, leastSeen: 1 },
  next: { share: 1, leastSeen: 2 },
  three: { share: 0.8, leastSeen: 2 },
  four: { share: 1.1, leastSeen: 2 },
};
const shares = families.map((family) => settings[family].share);
const leastSeen = families.map((family) => settings[family].leastSeen);

/** Learns which traits the messages have and how rare each is. */
export function learnDictionary(messages: readonly ReadonlySet<number>[]): Dictionary {
  const seen = new Map<number, number>();
  for (const traits of messages) for (const trait of traits) seen.set(trait, (seen.get(trait) ?? 0) + 1);
  const kept = [...seen].filter(([trait, count]) => count >= (leastSeen[familyOf(trait)] ?? 1));
  const traits = Uint32Array.from(kept.map(([trait]) => trait)).sort();
  const rarities = new Float32Array(traits.length);
  for (const [at, trait] of traits.entries()) rarities[at] = ln(1 + messages.length / (seen.get(trait) ?? 1));
  return { traits, rarities };
}

/** The vector of a message; traits that the dictionary lacks are left out. */
export function featuresOf(tokens: readonly Token[], dictionary: Dictionary): Features {
  return weigh(traitsOf(tokens), dictionary);
}

/** Every family gets its share of the length, within it the rare traits weigh more. */
export function weigh(traits: ReadonlySet<number>, dictionary: Dictionary): Features {
  const places: number[] = [];
  const families: number[] = [];
  const squares = new Float64Array(shares.length);
  for (const trait of traits) {
    const place = placeOf(trait, dictionary.traits);
    if (place < 0) continue;
    const family = familyOf(trait);
    places.push(place);
    families.push(family);
    const rarity = dictionary.rarities[place] ?? 0;
    squares[family] = (squares[family] ?? 0) + rarity * rarity;
  }
  let present = 0;
  for (const [family, share] of shares.entries()) if ((squares[family] ?? 0) > 0) present += share * share;
  const weights = new Float32Array(places.length);
  for (const [at, place] of places.entries()) {
    const family = families[at] ?? 0;
    weights[at] =
      ((dictionary.rarities[place] ?? 0) * (shares[family] ?? 0)) /
      Math.sqrt((squares[family] ?? 1) * present);
  }
  return { places: Int32Array.from(places), weights };
}

/** The place of a number in a sorted list, -1 where it is not in it. */
export function placeOf(wanted: number, sorted: Uint32Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? 0;
    if (found === wanted) return middle;
    if (found < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
