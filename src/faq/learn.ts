// Owns learning: from the texts that people wrote to a model; nothing but the texts goes in, so the same texts give the same model.
import type { FaqForMatching, Words } from '../core/understanding.ts';
import {
  type Authored,
  authoredMessages,
  countedWords,
  isAside,
  isCyrillic,
  latinNames,
} from './authored.ts';
import { type Dictionary, learnDictionary, placeOf, weigh } from './features.ts';
import { keyOfTexts } from './key.ts';
import { compileLexicon } from './lexicon.ts';
import { learnLinear } from './linear.ts';
import { ambiguous, type Model } from './model.ts';
import { clean, phraseKey } from './normalise.ts';
import { createReader } from './reader.ts';
import type { Token } from './tokens.ts';
import { hashOf, stemTrait, traitsOf } from './traits.ts';

/** Learns from the city's entries and words (some seconds for ten thousand messages). */
export function learnModel(entries: readonly FaqForMatching[], words: Words): Model {
  return learnFrom(authoredMessages(entries, words), words, keyOfTexts(entries, words));
}

/** Learns from messages with their labels; the words give the language. */
export function learnFrom(authored: readonly Authored[], words: Words, key: string): Model {
  const cleaned = authored.map((message) => clean(message.text));
  const known = countedWords(cleaned.filter(isCyrillic));
  const latin = latinNames(cleaned);
  const read = createReader(compileLexicon(words), { words: known, latin });
  const messages = cleaned.map(read);
  const traits = messages.map(traitsOf);
  const dictionary = learnDictionary(traits);
  const labels = [...new Set(authored.map((message) => message.label))];
  const places = new Map(labels.map((label, at) => [label, at]));
  const examples = traits.map((own, at) => ({
    features: weigh(own, dictionary),
    label: places.get(authored[at]?.label ?? '') ?? 0,
  }));
  const linear = learnLinear(examples, { labels: labels.length, traits: dictionary.traits.length });
  const topical = topicalTraits(messages, authored, dictionary);
  const same = sameMessages(authored, places);
  return { key, labels, dictionary, linear, topical, same, words: known, latin };
}

/** Marks the words that occur in questions about the budget; words of the negatives and of small talk are foreign to it. */
function topicalTraits(
  messages: readonly (readonly Token[])[],
  authored: readonly Authored[],
  dictionary: Dictionary,
): Uint8Array {
  const marks = new Uint8Array(dictionary.traits.length);
  for (const [at, tokens] of messages.entries()) {
    if (isAside(authored[at]?.label ?? '')) continue;
    for (const { stem } of tokens) {
      const place = placeOf(stemTrait(stem), dictionary.traits);
      if (place >= 0) marks[place] = 1;
    }
  }
  return marks;
}

/** The label of each message by the hash of its comparable phrase. */
function sameMessages(authored: readonly Authored[], places: ReadonlyMap<string, number>): Model['same'] {
  const same = new Map<number, number>();
  for (const { text, label } of authored) {
    const hash = hashOf(phraseKey(text));
    const place = places.get(label) ?? ambiguous;
    const before = same.get(hash);
    same.set(hash, before === undefined || before === place ? place : ambiguous);
  }
  const hashes = Uint32Array.from(same.keys()).sort();
  return { hashes, labels: Uint16Array.from(hashes, (hash) => same.get(hash) ?? ambiguous) };
}
