// Owns the cleaning of residents' words: case, apostrophes, look-alike letters, spelling habits; meaning is left to the rest of src/faq.

const apostrophes = /['’‘`´ʼʹ′]/g;
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]|\u0301/g;

/** Latin letters that look like Cyrillic ones, as they slip into words from other keyboards or copied texts. */
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  i: 'і',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
  ï: 'ї',
};

/** Letters that people swap freely between Ukrainian, Russian and their mixtures. */
const folded: Readonly<Record<string, string>> = {
  ё: 'е',
  є: 'е',
  э: 'е',
  і: 'и',
  ї: 'и',
  ы: 'и',
  й: 'и',
  ґ: 'г',
  ь: '',
  ъ: '',
  '’': '',
  "'": '',
};

/**
 * Lower case, one Unicode form, no apostrophes or invisible marks, look-alike letters put right. Keeps punctuation,
 * because on a wrong keyboard layout it stands for letters. Accepts any string, never throws.
 */
export function clean(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replace(invisible, '').normalize('NFC');
  return isOfTwoScripts(plain) ? plain.replace(/[\p{L}\d]+/gu, withoutLookAlikes) : plain;
}

/** A word's skeleton for comparing: и/і/ї/ы/й and е/є/э/ё are one, soft signs gone, doubled letters single. */
export function fold(word: string): string {
  const before = remembered.get(word);
  if (before !== undefined) return before;
  const skeleton = skeletonOf(word);
  if (remembered.size < mostRemembered) remembered.set(word, skeleton);
  return skeleton;
}

/** The same few thousand words are folded over and over while the index is made. */
const remembered = new Map<string, string>();
const mostRemembered = 20_000;

function skeletonOf(word: string): string {
  let skeleton = '';
  let last = '';
  for (const sign of word) {
    const letter = folded[sign] ?? sign;
    if (letter === '' || (letter === last && !isDigit(letter))) continue;
    skeleton += letter;
    last = letter;
  }
  return skeleton;
}

function isDigit(sign: string): boolean {
  return sign >= '0' && sign <= '9';
}

/** The words of a cleaned text, in order, apostrophes dropped; digits are words of their own, punctuation is none. */
export function wordsOf(cleaned: string): string[] {
  return cleaned.replace(apostrophes, '').match(/\p{L}+|\d+/gu) ?? [];
}

/** The whole message as a comparable phrase: folded words with single blanks. */
export function phraseKey(text: string): string {
  return wordsOf(clean(text)).map(fold).join(' ');
}

function withoutLookAlikes(word: string): string {
  if (!isOfTwoScripts(word)) return word;
  return word.replace(/[a-zï]/g, (letter) => lookAlikes[letter] ?? letter);
}

function isOfTwoScripts(text: string): boolean {
  return /[a-zï]/.test(text) && /[а-яёєіїґ]/.test(text);
}
