// Owns reading sums and percentages as Ukrainian documents print them, into integer kopecks and hundredths of a percent.
// Which column a sum stands in belongs to header.ts; what pays for a line to funding.ts.

import { fold, squeeze } from './text.ts';

/** `dash`: not funded. `empty`: nothing is written. `unclear`: something that is no single sum. */
export type MoneyReading =
  | { kind: 'sum'; kopecks: number }
  | { kind: 'dash' }
  | { kind: 'empty' }
  | { kind: 'unclear' };

const currency = '(?:гривень|гривні|гривня|грн|uah|₴|рублей|рубля|рубль|руб|р)';
const scale =
  '(?:тисяча|тисячі|тисяч|тис|тысяча|тысячи|тысяч|тыс|мільйонів|мільйони|мільйон|миллионов|миллиона|миллион|млн|мільярд|млрд)';
const sumPattern = new RegExp(
  `^(?<whole>\\d[\\d ']*)(?:(?<mark>[.,]) ?(?<part>\\d{1,5}))?(?:-(?<coins>\\d{2})|=(?:\\d{2})?)?` +
    ` ?(?:(?<scale>${scale})\\.?)? ?(?:${currency}\\.?)?(?: ?(?<kopecks>\\d{1,2}) ?(?:копійок|копійки|копійка|коп|копеек)\\.?)?$`,
);

function scaleOf(word: string | undefined): number {
  if (!word) return 1;
  if (/^(тис|тыс)/.test(word)) return 1000;
  return word === 'мільярд' || word === 'млрд' ? 1_000_000_000 : 1_000_000;
}

/** Groups of three after the first, or no groups: `180 000`, `1 640 000`, `36000`; not `18 00`. */
function wholeOf(text: string): number | null {
  const groups = text.trim().split(/[ ']/);
  const regular = groups.every((group, index) => (index === 0 ? group.length > 0 : group.length === 3));
  const short = groups.length === 1 || (groups[0]?.length ?? 0) <= 3;
  return regular && short ? Number(groups.join('')) : null;
}

/** Thousands written with dots or commas and the other mark for kopecks: `1.640.000,00`, `1,640,000.00`. */
function regroup(text: string): string {
  return text
    .replace(/^(\d{1,3}(?:\.\d{3})+),(?= ?\d)/, (whole) => whole.replace(/\./g, ''))
    .replace(/^(\d{1,3}(?:,\d{3})+)\.(?=\d)/, (whole) => `${whole.slice(0, -1).replace(/,/g, '')}.`)
    .replace(/^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+(?=\D|$)/, (whole) => whole.replace(/[.,]/g, ''));
}

function kopecksOf(groups: Record<string, string | undefined>, unit: number): number | null {
  const whole = wholeOf(groups.whole ?? '');
  if (whole === null) return null;
  const factor = scaleOf(groups.scale) * (groups.scale ? 1 : unit) * 100;
  const part = groups.part ?? '';
  // Without thousands three digits after a mark may be a group or a fraction: nobody can tell 180.000 from 180,000.
  if (part.length > 2 && factor === 100) return null;
  const fraction = part === '' ? 0 : (Number(part) * factor) / 10 ** part.length;
  const coins = Number(groups.coins ?? groups.kopecks ?? 0);
  const total = whole * factor + fraction + coins;
  const exact = Math.round(total);
  return Math.abs(total - exact) < 1e-6 && Number.isSafeInteger(exact) ? exact : null;
}

/** `1 млн 200 тис. грн` as its two parts; anything else as one. */
function scaledParts(text: string): string[] {
  const match = /^(\d+(?:[.,]\d+)? ?млн\.?) (\d{1,3}(?:[.,]\d+)? ?ти[сc]\.?.*)$/.exec(text);
  return match?.[1] && match[2] ? [match[1], match[2]] : [text];
}

/**
 * Reads one sum. `unit` is what the column's heading says a number counts (1000 for «тис. грн»); a scale in the cell
 * itself wins. Whatever is not exactly one sum («близько 5000», «5000–7000») is unclear, never a guess.
 */
export function readMoney(text: string, unit = 1): MoneyReading {
  const folded = fold(text).replace(/^(всього|усього|разом|итого|всего|сума|сумма):? */, '');
  if (folded === '') return { kind: 'empty' };
  if (/^-+$/.test(folded) || folded === 'х') return { kind: 'dash' };
  const leading = /^(?:(тис)\.? ?)?(?:₴|грн\.?|uah) ?(?=\d)/.exec(folded);
  const bare = folded
    .slice(leading?.[0].length ?? 0)
    .replace(/ ?\([а-яіїєґ' -]+\)/g, '')
    .replace(/,-$| \.$/, '');
  const counted = leading?.[1] ? 1000 : unit;
  const parts = scaledParts(bare).map((part) => sumPattern.exec(regroup(part))?.groups);
  const kopecks = parts.map((groups) => (groups ? kopecksOf(groups, counted) : null));
  if (kopecks.some((sum) => sum === null)) return { kind: 'unclear' };
  return { kind: 'sum', kopecks: kopecks.reduce<number>((total, sum) => total + (sum ?? 0), 0) };
}

const sumsInText = new RegExp(
  `\\d[\\d ']*(?:[.,] ?\\d{1,5})? ?(?:${scale}\\.? ?${currency}|${scale}|${currency})(?![а-яіїєґ])\\.?`,
  'g',
);

/** Sums with a currency or a scale inside a longer text, each with its literal text folded. */
export function sumsWithin(text: string): { text: string; kopecks: number }[] {
  return [...fold(text).matchAll(sumsInText)].flatMap((match) => {
    const reading = readMoney(match[0]);
    return reading.kind === 'sum' ? [{ text: squeeze(match[0]), kopecks: reading.kopecks }] : [];
  });
}

/** A printed percentage: its value and how many decimals it shows; null when it is none. */
export function readPercent(text: string): { value: number; decimals: number } | null {
  const match = /^(\d{1,4})(?:[.,] ?(\d{1,4}))? ?%?$/.exec(fold(text));
  if (!match?.[1]) return null;
  const decimals = match[2] ?? '';
  return { value: Number(`${match[1]}.${decimals || '0'}`), decimals: decimals.length };
}

export type PercentCheck = { verdict: 'exact' | 'rounded' | 'wrong'; computed: number };

/**
 * Compares a printed share with the sums it stands beside. Rounded and cut values are told from wrong ones by the last
 * digit printed. `computed` is in hundredths of a percent.
 */
export function checkPercent(
  printed: { value: number; decimals: number },
  planned: number,
  actual: number,
): PercentCheck {
  const share = planned === 0 ? 0 : (actual / planned) * 100;
  const difference = Math.abs(share - printed.value);
  const verdict = difference < 1e-9 ? 'exact' : difference < 10 ** -printed.decimals ? 'rounded' : 'wrong';
  return { verdict, computed: Math.round(share * 100) };
}
