// Owns turning a cleaned reading into tokens: fillers out, foreign words translated, stems and concepts found.
import type { Lexicon } from './lexicon.ts';
import { fold, wordsOf } from './normalise.ts';
import type { Correct } from './spelling.ts';
import { stem } from './stem.ts';

/** A word as the matcher sees it: its folded form, its stem, the concepts that it may stand for. */
export type Token = { word: string; stem: string; concepts: readonly string[] };

export type Spelling = { isKnown: (folded: string) => boolean; correct: Correct };

export type Tokenise = (cleaned: string) => Token[];

/**
 * Makes a tokeniser that remembers words: the same words come again and again. `isKnown` and `correct` work on folded
 * words; a word that is neither known nor in the lexicon is put right where a known one is near.
 */
export function createTokenise(lexicon: Lexicon, spelling: Spelling): Tokenise {
  const remembered = new Map<string, readonly Token[]>();
  const tokensOf = (word: string): readonly Token[] => {
    const before = remembered.get(word);
    if (before) return before;
    const now = read(word, lexicon, spelling);
    if (remembered.size < 20_000) remembered.set(word, now);
    return now;
  };
  return (cleaned) => withoutFillers(wordsOf(cleaned), lexicon).flatMap(tokensOf);
}

/** Leaves out polite words without content, unless nothing else is there. */
function withoutFillers(words: readonly string[], lexicon: Lexicon): readonly string[] {
  const folded = words.map(fold);
  const kept: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = lexicon.fillerAt(folded, at);
    if (length === 0) kept.push(words[at] ?? '');
    at += Math.max(length, 1);
  }
  return kept.length > 0 ? kept : words;
}

function read(word: string, lexicon: Lexicon, spelling: Spelling): Token[] {
  if (/^\d+$/.test(word)) return [{ word: numberClass(word), stem: numberClass(word), concepts: [] }];
  const folded = fold(word);
  const said = lexicon.translate(folded);
  if (said) return said.map((plain) => tokenOf(plain, lexicon));
  if (spelling.isKnown(folded) || lexicon.conceptsOf(folded).length > 0) return [tokenOf(word, lexicon)];
  const right = spelling.correct(folded);
  if (right === null) return [tokenOf(word, lexicon)];
  return (lexicon.translate(fold(right)) ?? [right]).map((plain) => tokenOf(plain, lexicon));
}

function tokenOf(word: string, lexicon: Lexicon): Token {
  const folded = fold(word);
  return { word: folded, stem: stem(word), concepts: lexicon.conceptsOf(folded) };
}

/** Numbers matter by size: a class or a count of projects, an age or a number on the ballot, a sum. */
function numberClass(digits: string): string {
  if (digits.length === 1) return '#1';
  return digits.length === 2 ? '#2' : '#3';
}
