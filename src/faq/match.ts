// Owns ranking the FAQ for a message: the index made at load and the evidence for every entry; deciding is left to decide.ts.
import type { FaqForMatching, Words } from '../core/understanding.ts';
import { type Features, learnDictionary } from './features.ts';
import { compileLexicon } from './lexicon.ts';
import { type Example, learnLinear, softmax } from './linear.ts';
import { createNearest } from './nearest.ts';
import { clean, fold, phraseKey, wordsOf } from './normalise.ts';
import { chooseReading, type Vocabulary, vocabularyOf } from './readings.ts';
import { createCorrect, type KnownWord } from './spelling.ts';
import { createTokenise, type Spelling, type Token } from './tokens.ts';

/** Labels beside the FAQ ids: `none` gathers what is not about the budget, `small.*` is small talk. */
export const outsideLabel = 'none';
export const smallPrefix = 'small.';

export type Ranked = {
  /** Chances by label, summing to one, before any context. */
  chances: ReadonlyMap<string, number>;
  /** How similar the nearest authored phrasing is, 0..1. */
  similarity: number;
  /** The share of the message's letters in words that people use when they ask about the budget, 0..1. */
  familiarity: number;
  /** The tokens of the chosen reading. */
  tokens: readonly Token[];
  /** The label of an authored phrasing that is the same message, if there is exactly one. */
  same: string | null;
};

/** True for the labels beside the FAQ. */
export function isAside(label: string): boolean {
  return label === outsideLabel || label.startsWith(smallPrefix);
}

export type Match = (text: string) => Ranked;

/** The longest part of a message that is read; residents' stories are shorter. */
const longestText = 1_000;

/** The share of the nearest phrasings in the mixture; the rest is the linear classifier's. */
const nearestShare = 0.35;

/** Builds the index: reads every phrasing, learns the traits and the classifier. Throws only on an empty FAQ. */
export function createMatch(entries: readonly FaqForMatching[], words: Words): Match {
  const lexicon = compileLexicon(words);
  const authored = authoredMessages(entries, words);
  const cleaned = authored.map((message) => clean(message.text));
  const vocabulary = vocabularyOf(cleaned.filter(isCyrillic), [...lexicon.known, ...latinNames(cleaned)]);
  const tokenise = createTokenise(lexicon, spellingOf(cleaned.filter(isCyrillic), vocabulary));
  const messages = cleaned.map((text) => tokenise(chooseReading(text, vocabulary)));
  const dictionary = learnDictionary(messages);
  const labels = [...new Set(authored.map((message) => message.label))];
  const examples = dictionary.learnt.map(
    (features, index): Example => ({
      features,
      label: labels.indexOf(authored[index]?.label ?? ''),
    }),
  );
  const scoreLinear = learnLinear(examples, { labels: labels.length, traits: dictionary.size });
  const nearest = createNearest(examples, { labels: labels.length, traits: dictionary.size });
  const same = sameMessages(authored);
  const topical = topicalStems(messages, authored);
  return (text) => {
    const reading = chooseReading(clean(text.slice(0, longestText)), vocabulary);
    const tokens = tokenise(reading);
    const features = dictionary.vectorOf(tokens);
    const scores = scoreLinear(features);
    softmax(scores);
    const near = nearest(features);
    const chances = new Map(
      labels.map((label, at) => [label, mixed(scores[at] ?? 0, near.shares[at] ?? 0, features)]),
    );
    return {
      chances,
      similarity: near.best,
      familiarity: shareOf(tokens, topical),
      tokens,
      same: same.get(phraseKey(text)) ?? null,
    };
  };
}

function mixed(linear: number, near: number, features: Features): number {
  if (features.ids.length === 0) return linear;
  return (1 - nearestShare) * linear + nearestShare * near;
}

type Authored = { text: string; label: string };

function authoredMessages(entries: readonly FaqForMatching[], words: Words): Authored[] {
  const asked = entries.flatMap((entry) =>
    [entry.question, ...entry.phrasings].map((text) => ({ text, label: entry.id })),
  );
  const small = Object.entries(words.smalltalk).flatMap(([kind, texts]) =>
    texts.map((text) => ({ text, label: smallPrefix + kind })),
  );
  return [...asked, ...small, ...words.negatives.map((text) => ({ text, label: outsideLabel }))];
}

function sameMessages(authored: readonly Authored[]): Map<string, string | null> {
  const same = new Map<string, string | null>();
  for (const { text, label } of authored) {
    const key = phraseKey(text);
    const before = same.get(key);
    same.set(key, before === undefined || before === label ? label : null);
  }
  return same;
}

/** The stems that occur in questions about the budget; words of the negatives and of small talk are foreign to it. */
function topicalStems(messages: readonly (readonly Token[])[], authored: readonly Authored[]): Set<string> {
  const asked = messages.filter((_tokens, index) => !isAside(authored[index]?.label ?? ''));
  return new Set(asked.flatMap((tokens) => tokens.map((token) => token.stem)));
}

function shareOf(tokens: readonly Token[], topical: ReadonlySet<string>): number {
  let all = 0;
  let known = 0;
  for (const token of tokens) {
    all += token.word.length;
    if (topical.has(token.stem)) known += token.word.length;
  }
  return all === 0 ? 0 : known / all;
}

/** Words that people wrote in at least two phrasings are what a misspelt word may become. */
function spellingOf(cleaned: readonly string[], vocabulary: Vocabulary): Spelling {
  const known = new Map<string, KnownWord>();
  for (const text of cleaned) {
    for (const written of wordsOf(text)) {
      const folded = fold(written);
      known.set(folded, { written, seen: (known.get(folded)?.seen ?? 0) + 1 });
    }
  }
  return { isKnown: (folded) => vocabulary.words.has(folded), correct: createCorrect(known) };
}

function isCyrillic(text: string): boolean {
  return !/[a-z]/.test(text);
}

/** Latin words inside Cyrillic phrasings are rightly Latin: names of services and formats. */
function latinNames(cleaned: readonly string[]): string[] {
  const mixedTexts = cleaned.filter((text) => /[a-z]/.test(text) && /[а-яєіїґ]/.test(text));
  return [
    ...new Set(
      mixedTexts
        .flatMap(wordsOf)
        .filter((word) => /^[a-z]+$/.test(word))
        .map(fold),
    ),
  ];
}
