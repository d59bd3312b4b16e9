// Owns putting the parts together: one function from a message and its context to a verdict; the parts know their own business.
import type { FaqForMatching, Understand, Words } from '../core/understanding.ts';
import { inContext } from './context.ts';
import { decide } from './decide.ts';
import { learnModel } from './learn.ts';
import { createMatch } from './match.ts';
import type { Model } from './model.ts';

/** Learns from the texts at once (some seconds), then understands; what a running city does is in open.ts. */
export function createUnderstand(entries: readonly FaqForMatching[], words: Words): Understand {
  return understandWith(learnModel(entries, words), entries, words);
}

/**
 * Understands messages offline and always the same way, with a model that was learnt before. `entries` may differ from
 * those of the model: what they lack is never offered.
 */
export function understandWith(model: Model, entries: readonly FaqForMatching[], words: Words): Understand {
  const match = createMatch(model, words);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return (text, context) => {
    const ranked = match(text);
    return decide(ranked, inContext(ranked.chances, ranked.tokens, { context, entries: byId }));
  };
}
