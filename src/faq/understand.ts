// Owns putting the parts together: one function from a message and its context to a verdict; the parts know their own business.
import type { FaqForMatching, Understand, Words } from '../core/understanding.ts';
import { inContext } from './context.ts';
import { decide } from './decide.ts';
import { createMatch } from './match.ts';

/**
 * Builds the index over the FAQ's phrasings and the words of the language (some tenths of a second for thousands of
 * phrasings, once), then understands messages offline and always the same way. Throws only on unusable content.
 */
export function createUnderstand(entries: readonly FaqForMatching[], words: Words): Understand {
  const match = createMatch(entries, words);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return (text, context) => {
    const ranked = match(text);
    return decide(ranked, inContext(ranked.chances, ranked.tokens, { context, entries: byId }));
  };
}
