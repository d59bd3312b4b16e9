// Owns reading a cleaned message into tokens with the words that are known: the reading is chosen, slips are put right.
import type { Lexicon } from './lexicon.ts';
import { chooseReading, vocabularyOf } from './readings.ts';
import { createCorrect, type KnownWord } from './spelling.ts';
import { createTokenise, type Token } from './tokens.ts';

export type Read = (cleaned: string) => Token[];

/** Makes a reader that knows the words of a lexicon and those that were met in messages. */
export function createReader(
  lexicon: Lexicon,
  met: { words: ReadonlyMap<string, KnownWord>; latin: readonly string[] },
): Read {
  const vocabulary = vocabularyOf(met.words.keys(), [...lexicon.known, ...met.latin]);
  const tokenise = createTokenise(lexicon, {
    isKnown: (folded) => vocabulary.words.has(folded),
    correct: createCorrect(met.words),
  });
  return (cleaned) => tokenise(chooseReading(cleaned, vocabulary));
}
