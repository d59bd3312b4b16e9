// Owns reading what a person answers to a step of the draft: words, an option, a sum, a number of signatures.
// Nothing is guessed: what is unclear is asked for again.

import { maskPersonal, type PersonalKind } from '../personal.ts';
import { type DraftField, draftOptions, isOptionField, type OptionField } from './draft.ts';

/** `found`: kinds of personal data that were masked. short: no words in it · long: more than the form takes. */
export type DraftReading =
  | { ok: true; value: string; found: readonly PersonalKind[] }
  | { ok: false; why: 'short' | 'unclear' }
  | { ok: false; why: 'long'; length: number; most: number };

type Words = { phrases: Readonly<Record<string, string>>; categories: readonly string[] };

/** Characters that an answer in one's own words may have. */
export const longestAnswers: Readonly<Partial<Record<DraftField, number>>> = {
  title: 150,
  problem: 2000,
  idea: 3000,
  place: 300,
  who: 500,
};
/** More than any city gives to one project; beyond it a sum was mistyped. */
const mostHryvnias = 1_000_000_000;
const mostSupporters = 100_000;

/** Reads an answer to a step. The value is as the draft keeps it; a button of the step may give the option's id itself. */
export function readAnswer(field: DraftField, text: string, words: Words): DraftReading {
  if (isOptionField(field)) return asReading(optionIn(field, text, words));
  switch (field) {
    case 'category':
      return asReading(categoryIn(text, words));
    case 'cost':
      return asReading(hryvniasIn(text));
    case 'supporters':
      return asReading(countIn(text, words));
    default:
      return ownWords(field, text);
  }
}

function asReading(value: string | null): DraftReading {
  return value === null ? { ok: false, why: 'unclear' } : { ok: true, value, found: [] };
}

function ownWords(field: DraftField, given: string): DraftReading {
  const tidy = given
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
  const { text, found } = maskPersonal(field === 'title' ? tidy.replace(/\s*\n\s*/g, ' ') : tidy);
  if (!/\p{L}{2}/u.test(text)) return { ok: false, why: 'short' };
  const most = longestAnswers[field] ?? 0;
  return text.length > most
    ? { ok: false, why: 'long', length: text.length, most }
    : { ok: true, value: text, found };
}

/** An option by its id, its label, or the words that people say for it; of several the longest words count. */
function optionIn(field: OptionField, text: string, { phrases }: Words): string | null {
  const said = tidied(text);
  const options: readonly string[] = draftOptions[field];
  const exact = options.find(
    (option) => said === option || said === tidied(phrases[`draft.${field}.${option}`] ?? ''),
  );
  if (exact) return exact;
  const hits = options
    .map((option) => ({ option, length: longestHit(said, phrases[`draft.${field}.${option}.words`] ?? '') }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => b.length - a.length);
  const [best, second] = hits;
  return best && best.length !== second?.length ? best.option : null;
}

/** The length of the longest of the words that `|` divides and that stand in a text as whole words. */
function longestHit(said: string, words: string): number {
  const hits = words
    .split('|')
    .map(tidied)
    .filter((word) => word !== '' && ` ${said} `.includes(` ${word} `));
  return Math.max(0, ...hits.map((word) => word.length));
}

/** A category by its number in the list or by its name, whole or the beginning of it. */
function categoryIn(text: string, { categories }: Words): string | null {
  const number = /^\s*(\d{1,2})\s*[.)]?\s*$/.exec(text)?.[1];
  if (number) return categories[Number(number) - 1] ?? null;
  const said = tidied(text);
  if (said.length < 3) return null;
  const same = categories.find((one) => tidied(one) === said);
  const [first, ...more] = categories.filter(
    (one) => tidied(one).includes(said) || said.includes(tidied(one)),
  );
  return same ?? (first !== undefined && more.length === 0 ? first : null);
}

/** A sum in hryvnias: «350 000», «350 тис», «0,4 млн»; of two sums neither is taken. */
function hryvniasIn(text: string): string | null {
  const sums = [
    ...text
      .toLowerCase()
      .replace(/(?<!\p{L})пів\s?(?=тис|млн|міль)/u, '0,5 ')
      .replace(/(?<!\p{L})пол(?=милл)/u, '0,5 ')
      .matchAll(
        /(?<![\p{L}\d])(\d{1,3}(?:[\s\u00a0.']\d{3})+|\d+(?:[.,]\d+)?)\s*(тис|тыс|т\.|млн|міль|милл|мил)?/gu,
      ),
  ];
  const [only, ...more] = sums;
  if (!only || more.length > 0) return null;
  const [, digits = '', unit = ''] = only;
  const grouped = /^\d{1,3}(?:[\s\u00a0.']\d{3})+$/.test(digits);
  const number = Number(grouped ? digits.replace(/\D/g, '') : digits.replace(',', '.'));
  const times = unit.startsWith('т') ? 1000 : unit === '' ? 1 : 1_000_000;
  const value = Math.round(number * times);
  return value > 0 && value <= mostHryvnias ? String(value) : null;
}

function countIn(text: string, { phrases }: Words): string | null {
  const numbers = text.match(/\d+/g) ?? [];
  const [only, ...more] = numbers;
  if (only !== undefined)
    return more.length === 0 && Number(only) <= mostSupporters ? String(Number(only)) : null;
  return longestHit(tidied(text), phrases['draft.supporters.none.words'] ?? '') > 0 ? '0' : null;
}

function tidied(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’'`ʼ]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
