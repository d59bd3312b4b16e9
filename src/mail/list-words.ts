// Owns the words by which a list's columns and values are known: the language of the files, not a text for anybody.
import type { ContestId } from '../core/contest.ts';

/** What a column of a list can mean for us; everything else in it is left unread. */
export type ColumnMeaning = 'address' | 'contest' | 'year' | 'consent';

const addressWords =
  /e-?mail|мейл|имейл|імейл|(?:^|[^а-яіїєґ])(?:ел|эл|електр|електронн[а-яії]*|электронн[а-я]*)[.\s-]*(?:адрес|пошт|почт|скриньк|ящик)|адрес[аи]?\s+(?:ел|эл)|скриньк|^(?:пошта|почта|mail)$/;
const postalWords = /індекс|индекс|поштов|почтов|проживан|реєстраці|регистрац/;
const contestWords = /конкурс|contest/;
const yearWords = /(?:^|[^а-яіїєґ])(?:рік|року|год|года|year|цикл[а-я]*|cycle)(?:$|[^а-яіїєґ])/;
const consentWords = /згод|соглас|consent/;
/** Names of columns that say nothing to us, yet show that a row is a heading and not a person. */
const otherWords =
  /^(?:№|#|n|no|id|номер|п\.?\s?і\.?\s?б|ф\.?\s?и\.?\s?о|прізвищ|фамил|ім.?я|имя|по.?батьков|тел|моб|phone|name|адрес|address|дата|date|школа|school|проєкт|проект|project|назва|контакт|contact|примітк|статус|учасни|участник|автор|author|підписни|мешкан|жител)/;

/** What a heading says of its column; null: nothing that we need. */
export function meaningOf(heading: string): ColumnMeaning | null {
  const text = fold(heading);
  if (text === '' || text.includes('@')) return null;
  if (consentWords.test(text)) return 'consent';
  if (addressWords.test(text) && !postalWords.test(text)) return 'address';
  if (contestWords.test(text)) return 'contest';
  return yearWords.test(text) ? 'year' : null;
}

/** Whether a cell reads like the name of some column. */
export function readsLikeHeading(cell: string): boolean {
  return meaningOf(cell) !== null || otherWords.test(fold(cell));
}

/** The contest that a cell names: null for none or both, 'unclear' for words that name neither. */
export function contestIn(cell: string): ContestId | null | 'unclear' {
  const text = fold(cell);
  if (text === '') return null;
  const city = /міст|город|доросл|взросл|city|adult/.test(text);
  const kids = /діт|дет|шкіл|школ|учн|учен|kids|child|school|pupil/.test(text);
  if (city && kids) return null;
  return city ? 'city' : kids ? 'kids' : 'unclear';
}

/** The year that a cell names; of a cycle «2023–2024» the first one. */
export function yearIn(cell: string): number | null | 'unclear' {
  if (cell.trim() === '') return null;
  const match = /(?:^|\D)(20\d\d)(?:\D|$)/.exec(cell);
  return match ? Number(match[1]) : 'unclear';
}

/** Whether a cell says that the person agreed. An empty cell says nothing. */
export function consentIn(cell: string): boolean | null | 'unclear' {
  const text = fold(cell);
  if (text === '') return null;
  if (/^(?:ні|нет|no|false|0|-|—|відмов|отказ|не\s|без\s)/.test(text)) return false;
  return /^(?:так|да|yes|true|1|\+|є|есть|нада|згод|соглас|погод|✓|✔)/.test(text) ? true : 'unclear';
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').replace(/ё/g, 'е').trim();
}
