// Owns answering new phrasings word for word, as long as no model has learnt them.
import type { FaqForMatching, Understand } from '../core/understanding.ts';
import { decideFor } from './decide.ts';
import { phraseKey } from './normalise.ts';

const atMost = 3;
const sureOfWords = 0.95;

/** Answers messages that are a phrasing of exactly one entry with that entry, all others as `otherwise` does. */
export function exactly(entries: readonly FaqForMatching[], otherwise: Understand): Understand {
  let known: Map<string, string | null> | null = null;
  return (text, context) => {
    known ??= phrasingsOf(entries);
    const verdict = otherwise(text, context);
    const id = known.get(phraseKey(text)) ?? null;
    // What the old model is sure of was decided in the light of stage and contest.
    if (id === null || verdict.alternatives[0] === id || verdict.kind === 'answer') return verdict;
    const alternatives = [id, ...verdict.alternatives.filter((other) => other !== id)].slice(0, atMost);
    return { kind: decideFor(id), answer: id, alternatives, confidence: sureOfWords };
  };
}

function phrasingsOf(entries: readonly FaqForMatching[]): Map<string, string | null> {
  const known = new Map<string, string | null>();
  for (const { id, question, phrasings } of entries) {
    for (const text of [question, ...phrasings]) {
      const key = phraseKey(text);
      const before = known.get(key);
      known.set(key, before === undefined || before === id ? id : null);
    }
  }
  return known;
}
