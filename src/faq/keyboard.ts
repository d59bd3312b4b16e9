// Owns words that came through a wrong keyboard layout or in Latin letters: every way to read them; choosing one is left to vocabulary.ts.

const latinKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`\\";
const ukrainianKeys = 'йцукенгшщзхїфівапролджєячсмитьбю’ґ';
const russianKeys = 'йцукенгшщзхъфывапролджэячсмитьбюё\\';

const toUkrainian = table(latinKeys, ukrainianKeys);
const toRussian = table(latinKeys, russianKeys);
const toLatin = new Map([...table(ukrainianKeys, latinKeys), ...table(russianKeys, latinKeys)]);

/** Reads what was typed on a Latin layout as if the Ukrainian or the Russian one had been on (`ujkjc` → `голос`). */
export function fromLatinLayout(text: string, layout: 'uk' | 'ru'): string {
  return through(text, layout === 'uk' ? toUkrainian : toRussian);
}

/** Reads what was typed on a Cyrillic layout as if the Latin one had been on (`мшиук` → `viber`). */
export function fromCyrillicLayout(text: string): string {
  return through(text, toLatin);
}

/** Letter groups of the official and the homely romanisations, the longest first. */
const groups: readonly (readonly [RegExp, string])[] = [
  [/shch|sch/g, 'щ'],
  [/zgh/g, 'зг'],
  [/zh/g, 'ж'],
  [/kh/g, 'х'],
  [/ts|tz/g, 'ц'],
  [/ch/g, 'ч'],
  [/sh/g, 'ш'],
  [/(?:yu|iu|ju)/g, 'ю'],
  [/(?:ya|ia|ja)/g, 'я'],
  [/(?:ye|ie|je)/g, 'є'],
  [/(?:yi|ji)/g, 'ї'],
  [/(?:yo|jo)/g, 'йо'],
  [/(?:yj|iy|yy|ij|yi)/g, 'ий'],
];

const single: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'б',
  c: 'ц',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'г',
  h: 'г',
  i: 'і',
  j: 'й',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  o: 'о',
  p: 'п',
  q: 'к',
  r: 'р',
  s: 'с',
  t: 'т',
  u: 'у',
  v: 'в',
  w: 'в',
  x: 'х',
  y: 'и',
  z: 'з',
};

/** The ways to read a romanised word in Cyrillic; `h` may stand for г or х, `c` for ц, с or к, `w` for ш. */
export function fromRomanised(word: string): string[] {
  const grouped = groups.reduce((said, [group, letter]) => said.replace(group, letter), word);
  const plain = spell(grouped);
  const homely = spell(
    grouped.replace(/h/g, 'х').replace(/c/g, 'с').replace(/w/g, 'ш').replace(/4/g, 'ч').replace(/6/g, 'ш'),
  );
  const hard = spell(grouped.replace(/h/g, 'х').replace(/c/g, 'к'));
  return [...new Set([plain, homely, hard])];
}

function spell(text: string): string {
  return text.replace(/[a-z]/g, (letter) => single[letter] ?? letter);
}

function through(text: string, map: ReadonlyMap<string, string>): string {
  return [...text].map((sign) => map.get(sign) ?? sign).join('');
}

function table(from: string, to: string): Map<string, string> {
  const signs = [...to];
  return new Map([...from].map((sign, index) => [sign, signs[index] ?? sign]));
}
