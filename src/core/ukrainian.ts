// Owns how numbers, money and dates are written in Ukrainian; words of its own it has only those of the calendar.
import { closingTime, inKyiv, lastDay } from './time.ts';

const plurals = new Intl.PluralRules('uk');
const months = [
  'січня',
  'лютого',
  'березня',
  'квітня',
  'травня',
  'червня',
  'липня',
  'серпня',
  'вересня',
  'жовтня',
  'листопада',
  'грудня',
];
const weekdays = ['понеділок', 'вівторок', 'середа', 'четвер', 'п’ятниця', 'субота', 'неділя'];

/** Picks the form for a whole number: `['день', 'дні', 'днів']` → one, few, many. */
export function pluralForm(count: number, forms: readonly [string, string, string]): string {
  const rule = plurals.select(Math.abs(count));
  return rule === 'one' ? forms[0] : rule === 'few' ? forms[1] : forms[2];
}

/** `21` and the forms → `21 день`. */
export function counted(count: number, forms: readonly [string, string, string]): string {
  return `${grouped(count)} ${pluralForm(count, forms)}`;
}

/** A number with thousands kept together by a no-break space: `400 000`. */
export function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  return fraction === undefined ? spaced : `${spaced},${fraction}`;
}

/** How the currency is written behind a sum. */
export const currency = 'грн';

/** Whole hryvnias as people read them: `400 000 грн`. */
export function hryvnias(value: number): string {
  return `${grouped(value)} ${currency}`;
}

/** `2026-11-29` → `29 листопада 2026 року` (genitive, for «до …», «з …»). */
export function longDate(date: string): string {
  const { day, month, year } = Temporal.PlainDate.from(date);
  return `${day} ${months[month - 1]} ${year} року`;
}

/** `2026-11-29` → `29 листопада`. */
export function shortDate(date: string): string {
  const { day, month } = Temporal.PlainDate.from(date);
  return `${day} ${months[month - 1]}`;
}

/** `2026-11-29` → `неділя, 29 листопада`. */
export function dayInWords(date: string): string {
  return `${weekdays[Temporal.PlainDate.from(date).dayOfWeek - 1]}, ${shortDate(date)}`;
}

/** An instant → `29 листопада 2026 року, 10:00`. */
export function longMoment(instant: number): string {
  const at = inKyiv(instant);
  return `${longDate(at.toPlainDate().toString())}, ${at.toPlainTime().toString().slice(0, 5)}`;
}

/** The last day and time of a period, as said to residents: `29 листопада 2026 року, 23:59`. */
export function closingMoment(closes: number): string {
  return `${longDate(lastDay(closes))}, ${closingTime(closes)}`;
}

/** A title in quotation marks; those inside it are of the other kind. */
export function quoted(title: string): string {
  return `«${title.replaceAll('«', '„').replaceAll('»', '“')}»`;
}

/** Words of a text in the spelling that ended in 2019 («проект»), each once as it stands; «проектор» and its kin are right. */
export function oldSpellingsIn(text: string): string[] {
  return [...new Set(text.match(/(?<!\p{L})проект(?!ор|ив|ув)\p{L}*/giu) ?? [])];
}

const dateInText = new RegExp(
  `(?<![\\d.])(\\d{1,2})(?:\\.(\\d{1,2})\\.(\\d{4})(?!\\d)|\\s+(${months.join('|')})(?!\\p{L})(?:\\s+(\\d{4}))?)`,
  'giu',
);

/** Dates that a text names (`8 березня 2027`, `8 березня`, `08.03.2027`), as they stand and as numbers; a year may be missing. */
export function datesIn(text: string): { said: string; day: number; month: number; year: number | null }[] {
  return [...text.matchAll(dateInText)].map(([said, day, number, numberYear, month, monthYear]) => ({
    said: said.replace(/\s+/g, ' '),
    day: Number(day),
    month: month ? months.indexOf(month.toLowerCase()) + 1 : Number(number),
    year: numberYear || monthYear ? Number(numberYear ?? monthYear) : null,
  }));
}

/** A sum as people write it, without its currency: `400 000 грн.` → `400 000`. */
export function withoutCurrency(text: string): string {
  return text.replace(/\s*(?:грн\.?|гривень|гривні|гривня|₴)$/iu, '');
}
