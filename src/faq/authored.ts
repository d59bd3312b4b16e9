// Owns the messages that people wrote for the matcher to learn from: phrasings of the FAQ, small talk and negatives, with their labels.
import type { FaqForMatching, Words } from '../core/understanding.ts';
import { fold, phraseKey, wordsOf } from './normalise.ts';
import type { KnownWord } from './spelling.ts';
import type { Token } from './tokens.ts';

/** Labels beside the FAQ ids: `none` gathers what is not about the budget, `small.*` is small talk. */
export const outsideLabel = 'none';
export const smallPrefix = 'small.';

/** True for the labels beside the FAQ. */
export function isAside(label: string): boolean {
  return label === outsideLabel || label.startsWith(smallPrefix);
}

export type Authored = { text: string; label: string };

/** Every authored message with its label, in the order of the content. */
export function authoredMessages(entries: readonly FaqForMatching[], words: Words): Authored[] {
  const asked = entries.flatMap((entry) =>
    [entry.question, ...entry.phrasings].map((text) => ({ text, label: entry.id })),
  );
  const small = Object.entries(words.smalltalk).flatMap(([kind, texts]) =>
    texts.map((text) => ({ text, label: smallPrefix + kind })),
  );
  return [...asked, ...small, ...words.negatives.map((text) => ({ text, label: outsideLabel }))];
}

/** The label of each message by its comparable phrase; null where it was written for two labels. */
export function sameMessages(authored: readonly Authored[]): Map<string, string | null> {
  const same = new Map<string, string | null>();
  for (const { text, label } of authored) {
    const key = phraseKey(text);
    const before = same.get(key);
    same.set(key, before === undefined || before === label ? label : null);
  }
  return same;
}

/** The stems that occur in questions about the budget; words of the negatives and of small talk are foreign to it. */
export function topicalStems(
  messages: readonly (readonly Token[])[],
  authored: readonly Authored[],
): Set<string> {
  const asked = messages.filter((_tokens, index) => !isAside(authored[index]?.label ?? ''));
  return new Set(asked.flatMap((tokens) => tokens.map((token) => token.stem)));
}

/** The words of Cyrillic messages with how often they occur: what a misspelt word may become. */
export function countedWords(cleaned: readonly string[]): Map<string, KnownWord> {
  const known = new Map<string, KnownWord>();
  for (const text of cleaned) {
    for (const written of wordsOf(text)) {
      const folded = fold(written);
      known.set(folded, { written, seen: (known.get(folded)?.seen ?? 0) + 1 });
    }
  }
  return known;
}

/** True where no Latin letter needs another reading. */
export function isCyrillic(text: string): boolean {
  return !/[a-z]/.test(text);
}

/** Latin words inside Cyrillic phrasings are rightly Latin: names of services and formats. */
export function latinNames(cleaned: readonly string[]): string[] {
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
