// Owns choosing how to read a message: as written, from a wrong keyboard layout or from Latin letters, by which words come out known.
import { fromCyrillicLayout, fromLatinLayout, fromRomanised } from './keyboard.ts';
import { fold, wordsOf } from './normalise.ts';
import { countTriples, type Triples, triplesOf } from './triples.ts';

/** The words and letter triples that are known to occur; `latin` holds words that are rightly written in Latin letters. */
export type Vocabulary = { words: ReadonlySet<string>; triples: Triples; latin: ReadonlySet<string> };

/** Gathers the vocabulary from folded words; those in Latin letters are names. */
export function vocabularyOf(met: Iterable<string>, more: Iterable<string>): Vocabulary {
  const words = new Set<string>(met);
  const latin = new Set<string>();
  for (const word of more) (/[a-z]/.test(word) ? latin : words).add(word);
  return { words, triples: triplesOf(words), latin };
}

/** Chooses the reading of a cleaned message whose words are known best; the message as written wins a tie. */
export function chooseReading(cleaned: string, vocabulary: Vocabulary): string {
  const written = /[а-яєіїґё]/.test(cleaned) ? withLatinNames(cleaned, vocabulary) : cleaned;
  if (!/[a-z]/.test(written)) return written;
  const candidates = [
    written,
    byChunk(written, vocabulary, (chunk) => [fromLatinLayout(chunk, 'uk')]),
    byChunk(written, vocabulary, (chunk) => [fromLatinLayout(chunk, 'ru')]),
    byChunk(written, vocabulary, (chunk) => fromRomanised(chunk)),
  ];
  let best = written;
  let bestFamiliarity = familiarity(written, vocabulary);
  for (const candidate of candidates) {
    const now = familiarity(candidate, vocabulary);
    if (now > bestFamiliarity + 1e-9) [best, bestFamiliarity] = [candidate, now];
  }
  return best;
}

/** Reads every chunk with Latin letters anew, except names that are rightly Latin (BankID, QR). */
function byChunk(text: string, vocabulary: Vocabulary, ways: (chunk: string) => string[]): string {
  return text.replace(/\S*[a-z]\S*/g, (chunk) => {
    if (wordsOf(chunk).every((word) => vocabulary.latin.has(fold(word)))) return chunk;
    let best = '';
    let most = -1;
    for (const way of ways(chunk)) {
      const now = familiarity(way, vocabulary);
      if (now > most) [best, most] = [way, now];
    }
    return best;
  });
}

/** A Latin name typed on a Cyrillic layout («ифтлшв») is put right where it is known. */
function withLatinNames(text: string, vocabulary: Vocabulary): string {
  return text.replace(/\p{L}{4,}/gu, (word) => {
    if (vocabulary.words.has(fold(word))) return word;
    const latin = fromCyrillicLayout(word);
    return vocabulary.latin.has(latin) ? latin : word;
  });
}

/** How familiar a text looks, 0..1: known words count whole, unknown ones by the share of their known letter triples. */
export function familiarity(text: string, vocabulary: Vocabulary): number {
  const words = wordsOf(text).map(fold);
  if (words.length === 0) return 0;
  let letters = 0;
  let familiar = 0;
  for (const word of words) {
    letters += word.length;
    familiar += word.length * familiarityOfWord(word, vocabulary);
  }
  return letters === 0 ? 0 : familiar / letters;
}

function familiarityOfWord(word: string, vocabulary: Vocabulary): number {
  if (vocabulary.words.has(word) || vocabulary.latin.has(word) || /^\d+$/.test(word)) return 1;
  if (/[a-z]/.test(word)) return 0;
  const { seen, all } = countTriples(word, vocabulary.triples);
  return all === 0 ? 0 : (0.7 * seen) / all;
}
