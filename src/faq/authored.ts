// Owns the messages that people wrote for the matcher to learn from: phrasings of the FAQ, voices, small talk and negatives, with their labels.
import type { FaqForMatching, Words } from '../core/understanding.ts';
import { fold, wordsOf } from './normalise.ts';
import type { KnownWord } from './spelling.ts';

/** Labels beside the FAQ ids: `none` gathers what is not about the budget, `small.*` is small talk. */
export const outsideLabel = 'none';
export const smallPrefix = 'small.';

/** The voice of content/faq and content/words.yaml themselves. */
export const baseVoice = 'faq';

/** True for the labels beside the FAQ. */
export function isAside(label: string): boolean {
  return label === outsideLabel || label.startsWith(smallPrefix);
}

export type Authored = { text: string; label: string; voice: string };

/** Every authored message with its label and its author, in the order of the content; ids that are no entry's are left out. */
export function authoredMessages(entries: readonly FaqForMatching[], words: Words): Authored[] {
  const base = (label: string) => (text: string) => ({ text, label, voice: baseVoice });
  const asked = entries.flatMap((entry) => [entry.question, ...entry.phrasings].map(base(entry.id)));
  const small = Object.entries(words.smalltalk).flatMap(([kind, texts]) =>
    texts.map(base(smallPrefix + kind)),
  );
  const known = new Set([
    ...entries.map((entry) => entry.id),
    outsideLabel,
    ...small.map((one) => one.label),
  ]);
  const voiced = (words.voices ?? []).flatMap(({ name: voice, messages }) =>
    Object.entries(messages).flatMap(([key, texts]) => {
      const label = key in words.smalltalk ? smallPrefix + key : key;
      return known.has(label) ? texts.map((text) => ({ text, label, voice })) : [];
    }),
  );
  return [...asked, ...small, ...words.negatives.map(base(outsideLabel)), ...voiced];
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
