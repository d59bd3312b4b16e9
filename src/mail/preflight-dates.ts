// Owns finding dates in a letter that contradict the city's calendar. The words by which it knows stages are content's.
import type { Stage } from '../core/contest.ts';
import { lastDay, localDate } from '../core/time.ts';
import { longDate, shortDate } from '../core/ukrainian.ts';

/** The words of the language that dates and stages are known by: the phrases `mail.preflight.words.*`. */
export type DateWords = {
  /** Beginnings of words that name a stage, by its id. */
  stages: Readonly<Record<string, readonly string[]>>;
  /** Words before the first and before the last day. */
  from: readonly string[];
  to: readonly string[];
};

/** A date that is not what the calendar says; `written` as it stands in the letter, `right` in words. */
export type WrongDate = { stage: string; written: string; right: string };

type Day = { day: number; month: number; year: number | null };
type Found = { side: 'opens' | 'closes'; written: string } & Day;

const months = Array.from({ length: 12 }, (_, index) =>
  shortDate(`2026-${String(index + 1).padStart(2, '0')}-01`).slice(2),
);

/**
 * Looks at each sentence that names exactly one stage, and in it at the days after «from» and «to». A day is wrong
 * where no stage of that name, in the contests handed in, opens or closes on it. Days without such a word say nothing
 * of a stage and are left alone.
 */
export function wrongDates(text: string, stages: readonly Stage[], words: DateWords): WrongDate[] {
  const wrong = sentences(text).flatMap((sentence) => {
    const [named, ...more] = stagesNamed(sentence, words);
    if (named === undefined || more.length > 0) return [];
    const meant = stages.filter(({ id }) => id === named);
    return meant.length === 0 ? [] : datesIn(sentence, words).flatMap((found) => contradiction(found, meant));
  });
  return [...new Map(wrong.map((one) => [`${one.stage} ${one.written}`, one])).values()];
}

function sentences(text: string): string[] {
  // A full stop ends a sentence only before a capital letter, so that «29.11.2026» and «10 р. на» stay whole.
  return text.replaceAll('**', '').split(/\n+|(?<=[.!?…])\s+(?=\p{Lu})/u);
}

function stagesNamed(sentence: string, { stages }: DateWords): string[] {
  const lower = sentence.toLowerCase();
  return Object.entries(stages).flatMap(([id, stems]) =>
    stems.some((stem) => new RegExp(`(?<!\\p{L})${RegExp.escape(stem)}`, 'u').test(lower)) ? [id] : [],
  );
}

function datesIn(sentence: string, { from, to }: DateWords): Found[] {
  const lead = [...from, ...to].map((word) => RegExp.escape(word)).join('|');
  const pattern = new RegExp(
    `(?<!\\p{L})(${lead})\\s+(\\d{1,2})(?:\\s+(${months.join('|')})(?:\\s+(20\\d\\d))?|\\.(\\d{1,2})(?:\\.(20\\d\\d))?(?!\\d))`,
    'giu',
  );
  return [...sentence.matchAll(pattern)].map((match) => {
    const [whole, word = '', day, name, year, number, numberYear] = match;
    const said = year ?? numberYear;
    return {
      side: from.includes(word.toLowerCase()) ? 'opens' : 'closes',
      written: whole.slice(word.length).trim(),
      day: Number(day),
      month: name === undefined ? Number(number) : months.indexOf(name.toLowerCase()) + 1,
      year: said === undefined ? null : Number(said),
    };
  });
}

function contradiction(found: Found, meant: readonly Stage[]): WrongDate[] {
  const days = meant.map((stage) => ({
    stage,
    date: found.side === 'opens' ? localDate(stage.opens) : lastDay(stage.closes),
  }));
  const [first] = days;
  if (!first || days.some(({ date }) => isDay(found, date))) return [];
  const right = [...new Set(days.map(({ date }) => longDate(date)))].join(' / ');
  return [{ stage: first.stage.title, written: found.written, right }];
}

function isDay({ day, month, year }: Day, date: string): boolean {
  const is = Temporal.PlainDate.from(date);
  return is.day === day && is.month === month && (year === null || is.year === year);
}
