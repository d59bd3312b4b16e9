// Owns how a document's text is cleaned for reading and folded for comparing; what the words mean belongs to the grammars.

/** Characters that Word hides or that only steer a line break: soft hyphen, zero-width marks, direction marks. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060\uFEFF]/g;

/** One line without invisible marks, every run of white space (also NBSP) collapsed into a single space. */
export function squeeze(text: string): string {
  return text.replace(invisible, '').replace(/\s+/g, ' ').trim();
}

/** Lines of a paragraph or a cell, squeezed, the empty ones dropped. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(squeeze)
    .filter((line) => line !== '');
}

const apostrophes = /['`´ʼ‘’′ʹ]/g;
const dashes = /[‐‑‒–—―−]/g;

/** Latin letters that look like Cyrillic ones: typed by mistake inside Cyrillic words, and in Roman numerals. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  o: 'о',
  p: 'р',
  x: 'х',
  y: 'у',
};

function cyrillise(word: string): string {
  return /[а-яєіїґ]/.test(word)
    ? word.replace(/[aceiopxy]/g, (letter) => lookAlikes[letter] ?? letter)
    : word;
}

/**
 * The text as the grammars compare it: squeezed, lower case, one kind of apostrophe and dash, no combining stress
 * marks, ё as е, Latin look-alikes inside Cyrillic words as Cyrillic.
 */
export function fold(text: string): string {
  return squeeze(text)
    .normalize('NFC')
    .toLowerCase()
    .replace(/\u0301/g, '')
    .replace(/ё/g, 'е')
    .replace(apostrophes, "'")
    .replace(dashes, '-')
    .replace(/[a-zа-яєіїґ']+/g, cyrillise);
}

/** Like `fold`, but only letters and digits count: to ask whether two cells say the same. */
export function bareFold(text: string): string {
  return fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
}
