// Owns the key of the texts: two sets of texts with the same key teach the same model.
import { createHash } from 'node:crypto';
import type { FaqForMatching, Words } from '../core/understanding.ts';
import { formatVersion } from './model.ts';

/** A hash over everything that is learnt from, and over the form of the code that learns; answers and stages don't count. */
export function keyOfTexts(entries: readonly FaqForMatching[], words: Words): string {
  const hash = createHash('sha256').update(`${formatVersion}\n`);
  for (const { id, question, phrasings } of entries) hash.update(JSON.stringify([id, question, phrasings]));
  const { fillers, pairs, synonyms, smalltalk, negatives, voices = [] } = words;
  hash.update(JSON.stringify([fillers, pairs, synonyms, smalltalk, negatives]));
  for (const { name, messages } of voices) hash.update(JSON.stringify([name, messages]));
  return hash.digest('hex').slice(0, 32);
}
