// Owns turning a cleaned reading into tokens: fillers out, foreign words translated, stems and concepts found.
import type { Lexicon } from './lexicon.ts';
import { fold, wordsOf } from './normalise.ts';
import { stem } from './stem.ts';

/** A word as the matcher sees it: its folded form, its stem, the concepts that it may stand for. */
export type Token = { word: string; stem: string; concepts: readonly string[] };

export type Tokenise = (cleaned: string) => Token[];

/** Makes a tokeniser that remembers words: the same words come again and again. */
export function createTokenise(lexicon: Lexicon): Tokenise {
  const remembered = new Map<string, readonly Token[]>();
  const tokensOf = (word: string): readonly Token[] => {
    const before = remembered.get(word);
    if (before) return before;
    const now = read(word, lexicon);
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

function read(word: string, lexicon: Lexicon): Token[] {
  if (/^\d+$/.test(word)) return [{ word: numberClass(word), stem: numberClass(word), concepts: [] }];
  const said = lexicon.translate(fold(word)) ?? [word];
  return said.map((plain) => {
    const key = fold(plain);
    return { word: key, stem: stem(plain), concepts: lexicon.conceptsOf(key) };
  });
}

/** Numbers matter by size: a class or a count of projects, an age or a number on the ballot, a sum. */
function numberClass(digits: string): string {
  if (digits.length === 1) return '#1';
  return digits.length === 2 ? '#2' : '#3';
}
