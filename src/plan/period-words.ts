// Owns the vocabulary of dates: month names, ordinals, Roman numerals and years in Ukrainian and Russian become tokens that
// the period grammar (period.ts) can match. What a period means is decided there.

import { fold } from './text.ts';

/** Beginnings of month names in both languages; each is followed by a case ending. */
const months: readonly (readonly [RegExp, number])[] = [
  [/^(січ(ень|ня|ні|нем|\.)|янв(арь|аря|аре|\.))$/, 1],
  [/^(лют(ий|ого|ому|им|\.)|фев(раль|раля|рале|р?\.))$/, 2],
  [/^(берез(ень|ня|ні|нем|\.)|март(а|е)?)$/, 3],
  [/^(квіт(ень|ня|ні|нем|\.)|апр(ель|еля|еле|\.))$/, 4],
  [/^(трав(ень|ня|ні|нем|\.)|ма[йяе])$/, 5],
  [/^(черв(ень|ня|ні|нем|\.)|июн[ьяе])$/, 6],
  [/^(лип(ень|ня|ні|нем|\.)|июл[ьяе])$/, 7],
  [/^(серп(ень|ня|ні|нем|\.)|август(а|е)?)$/, 8],
  [/^(верес(ень|ня|ні|нем|\.)|сент(ябрь|ября|ябре|\.))$/, 9],
  [/^(жовт(ень|ня|ні|нем|\.)|окт(ябрь|ября|ябре|\.))$/, 10],
  [/^(листопад(а|і|ом)?|нояб?(рь|ря|ре|\.))$/, 11],
  [/^(груд(ень|ня|ні|нем|\.)|дек(абрь|абря|абре|\.))$/, 12],
];

function monthOf(word: string): number | null {
  return months.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

const two = (value: number | string): string => String(value).padStart(2, '0');

function fullYear(text: string): string {
  return text.length === 2 ? `20${text}` : text;
}

/** `(десяти)` after a number, and endings of numerals: `30-ти`, `4-й`, `1-го`. */
function plainNumerals(text: string): string {
  return text
    .replace(/(\d) ?\([а-яіїєґ' -]+\)/g, '$1')
    .replace(/(\d)-?(?:ти|ох|ьох|х|го|й|ий|му|ому|м|я|а|е|ма)(?![а-яіїєґ])/g, '$1');
}

/** Dates with digits: `20.03.2023`, `20/03/23`, `2023-03-20`, `16.10` → `<2023-03-20>`, `<?-10-16>`. */
function digitDates(text: string): string {
  return text
    .replace(/(?<![\d<])(20\d\d)-(\d\d)-(\d\d)(?!\d)/g, '<$1-$2-$3>')
    .replace(
      /(?<![\d.<-])(\d{1,2}) ?[./] ?(\d{1,2}) ?[./] ?(20\d\d|\d\d)(?![\d])/g,
      (_, day: string, month: string, year: string) => `<${fullYear(year)}-${two(month)}-${two(day)}>`,
    )
    .replace(
      /(?<=[-–])(\d{1,2})[./](\d{1,2})[./](20\d\d)(?!\d)/g,
      (_, day: string, month: string, year: string) => `<${year}-${two(month)}-${two(day)}>`,
    )
    .replace(
      /(?<![\d.<?])(?<!\d-)(\d{1,2})\.(0[1-9]|1[0-2])\.?(?![\d.])/g,
      (_, day: string, month: string) => `<?-${month}-${two(day)}>`,
    )
    .replace(
      /(\d{1,2})-(\d{1,2})\.(0[1-9]|1[0-2])\.?(?![\d.])/g,
      (_, from: string, day: string, month: string) => `${from}-<?-${month}-${two(day)}>`,
    );
}

/** Month names: `1 липня 2023` → `<2023-07-01>`, `червень 2023` → `{2023-06}`, `червень` → `{?-06}`. */
function namedMonths(text: string): string {
  return text
    .replace(/[а-яіїєґ]+\.?/g, (word) => {
      const month = monthOf(word) ?? monthOf(word.replace(/\.$/, ''));
      return month === null ? word : `{${two(month)}}`;
    })
    .replace(
      /(?<![\d<-])(\d{1,2}) \{(\d\d)\},? ?(20\d\d)(?!\d)/g,
      (_, d: string, m: string, y: string) => `<${y}-${m}-${two(d)}>`,
    )
    .replace(
      /(?<=[\d>]-)(\d{1,2}) \{(\d\d)\},? ?(20\d\d)(?!\d)/g,
      (_, d: string, m: string, y: string) => `<${y}-${m}-${two(d)}>`,
    )
    .replace(/(?<!\d)(\d{1,2}) \{(\d\d)\}/g, (_, d: string, m: string) => `<?-${m}-${two(d)}>`)
    .replace(/\{(\d\d)\},? ?(20\d\d)(?!\d)/g, '{$2-$1}')
    .replace(/\{(\d\d)\}/g, '{?-$1}');
}

const ordinals: readonly (readonly [RegExp, number])[] = [
  [/^(перш|перв)[а-яіїє]+$/, 1],
  [/^(друг|втор)[а-яіїє]+$/, 2],
  [/^(трет)[а-яіїє]+$/, 3],
  [/^(четверт)[а-яіїє]+$/, 4],
];

/** `II`, `ІІ`, `другий`, `2` as a number up to 4; null for anything else. */
function partNumber(word: string): number | null {
  if (/^[1-4]$/.test(word)) return Number(word);
  const latin = word.replace(/і/g, 'i').replace(/ѵ/g, 'v');
  const index = ['i', 'ii', 'iii', 'iv'].indexOf(latin);
  if (index >= 0) return index + 1;
  return ordinals.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

const part =
  '(?:[1-4]|[iі]{1,3}|[iі]v|перш[а-яіїє]+|друг[а-яіїє]+|треть?[а-яіїє]+|четверт[а-яіїє]+|перв[а-я]+|втор[а-я]+)';
const partList = new RegExp(
  `(?<![а-яіїєґ\\d.])(${part}(?:(?: ?- ?|, ?| та | і | и | й )${part})*) ?(?:-(?:й|го|му|ий))? ?(кварталами|кварталів|квартал[а-яіїє]*|кв\\.?|півріч[а-яіїє]*|полугоди[а-я]*)(?![а-яіїєґ])`,
  'g',
);

/** Quarters and halves: `ІІ-IV квартали` → `Q[2-4]`, `1, 2 кв.` → `Q[1,2]`, `перше півріччя` → `H[1]`. */
function yearParts(text: string): string {
  return text.replace(partList, (whole, list: string, noun: string) => {
    const ranged = list.includes('-');
    const numbers = list.split(/ ?- ?|, ?| та | і | и | й /).map(partNumber);
    if (numbers.some((number) => number === null)) return whole;
    const letter = /^(півріч|полугод)/.test(noun) ? 'H' : 'Q';
    return `${letter}[${numbers.join(ranged ? '-' : ',')}]`;
  });
}

/** Words for «year» after a year, and the mark of an abbreviation. */
function bareYears(text: string): string {
  return text.replace(
    /(20\d\d[>}]?) ?-?(?:ому|му|го|й|х|ий)? ?(?:рр|роках|років|року|роки|році|рік|р|годах|годов|годы|года|году|год|гг|г)(?![а-яіїєґ])\.?/g,
    '$1',
  );
}

/**
 * A period's text with its dates, months, quarters and years as tokens, folded, without a full stop at the end:
 * `<2023-06-15>` a day (`?` for a year that isn't written), `{2023-06}` a month, `Q[2-4]` quarters, `H[1]` halves.
 */
export function tokenise(text: string): string {
  const folded = fold(text).replace(/[«»"“”„]/g, '');
  const numbered = plainNumerals(folded).replace(/[()]/g, ' ');
  const tokens = yearParts(namedMonths(digitDates(bareYears(numbered))));
  return bareYears(tokens)
    .replace(/[;,.:\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
