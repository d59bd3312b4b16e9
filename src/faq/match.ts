// Owns ranking the FAQ for a message: the index made at load and the evidence for every entry; deciding is left to decide.ts.
import type { FaqForMatching, Words } from '../core/understanding.ts';
import {
  authoredMessages,
  countedWords,
  isCyrillic,
  latinNames,
  sameMessages,
  topicalStems,
} from './authored.ts';
import { learnDictionary } from './features.ts';
import { compileLexicon } from './lexicon.ts';
import { type Example, learnLinear, softmax } from './linear.ts';
import { createNearest } from './nearest.ts';
import { clean, phraseKey } from './normalise.ts';
import { chooseReading, vocabularyOf } from './readings.ts';
import { createCorrect } from './spelling.ts';
import { createTokenise, type Token } from './tokens.ts';

export type Ranked = {
  /** Chances by label, summing to one, before any context. */
  chances: ReadonlyMap<string, number>;
  /** The share of the message's letters in words that people use when they ask about the budget, 0..1. */
  familiarity: number;
  /** The tokens of the chosen reading. */
  tokens: readonly Token[];
  /** The label of an authored phrasing that is the same message, if there is exactly one. */
  same: string | null;
};

export type Match = (text: string) => Ranked;

/** The longest part of a message that is read; residents' stories are shorter. */
const longestText = 1_000;

/** The share of the nearest phrasings in the mixture; the rest is the linear classifier's. */
const nearestShare = 0.35;

/** How much the author of a phrasing decides when a message is that very phrasing. */
const authorsShare = 0.6;

/** Builds the index: reads every phrasing, learns the traits and the classifier. Throws only on an empty FAQ. */
export function createMatch(entries: readonly FaqForMatching[], words: Words): Match {
  const { authored, read, messages } = readAll(entries, words);
  const labels = [...new Set(authored.map((message) => message.label))];
  const dictionary = learnDictionary(messages);
  const examples = dictionary.learnt.map(
    (features, index): Example => ({ features, label: labels.indexOf(authored[index]?.label ?? '') }),
  );
  const shape = { labels: labels.length, traits: dictionary.size };
  const scoreLinear = learnLinear(examples, shape);
  const nearest = createNearest(examples, shape);
  const same = sameMessages(authored);
  const topical = topicalStems(messages, authored);
  return (whole) => {
    const text = whole.slice(0, longestText);
    const tokens = read(text);
    const features = dictionary.vectorOf(tokens);
    const linear = scoreLinear(features);
    softmax(linear);
    const near = nearest(features);
    const authoredAs = same.get(phraseKey(text)) ?? null;
    const chances = new Map<string, number>();
    for (const [at, label] of labels.entries()) {
      const learned = (1 - nearestShare) * (linear[at] ?? 0) + nearestShare * (near[at] ?? 0);
      chances.set(label, authoredAs === null ? learned : withAuthor(learned, label === authoredAs));
    }
    return { chances, familiarity: shareOf(tokens, topical), tokens, same: authoredAs };
  };
}

/** Reads the authored messages twice: first for the words that occur at all, then with them as the vocabulary. */
function readAll(entries: readonly FaqForMatching[], words: Words) {
  const lexicon = compileLexicon(words);
  const authored = authoredMessages(entries, words);
  const cleaned = authored.map((message) => clean(message.text));
  const cyrillic = cleaned.filter(isCyrillic);
  const vocabulary = vocabularyOf(cyrillic, [...lexicon.known, ...latinNames(cleaned)]);
  const tokenise = createTokenise(lexicon, {
    isKnown: (folded) => vocabulary.words.has(folded),
    correct: createCorrect(countedWords(cyrillic)),
  });
  const readCleaned = (text: string) => tokenise(chooseReading(text, vocabulary));
  const read = (text: string): Token[] => readCleaned(clean(text));
  return { authored, read, messages: cleaned.map(readCleaned) };
}

/** Who wrote this very phrasing for an entry should find it, whatever the classifier thinks. */
function withAuthor(learned: number, isAuthored: boolean): number {
  return (1 - authorsShare) * learned + (isAuthored ? authorsShare : 0);
}

/** The share of the letters in words that are topical, 0..1. */
function shareOf(tokens: readonly Token[], topical: ReadonlySet<string>): number {
  let all = 0;
  let known = 0;
  for (const token of tokens) {
    all += token.word.length;
    if (topical.has(token.stem)) known += token.word.length;
  }
  return all === 0 ? 0 : known / all;
}
