// Owns the grammar of periods: what a cell such as «до 1 липня» or «ежеквартально» means within a plan's years. The words
// of dates belong to period-words.ts, events to anchors.ts; what becomes due when belongs to src/app.

import type { PlanPeriod, PlanSpan } from '../core/plan/plan.ts';
import { readDayPeriod } from './period-days.ts';
import { readEventPeriod } from './period-events.ts';
import { readRecurring } from './period-recurring.ts';
import { tokenise } from './period-words.ts';
import { readYearPeriod } from './period-years.ts';
import { fold, squeeze } from './text.ts';
import { type RuleAnswer, timing } from './timing.ts';

/**
 * What the grammar made of a text. `incomplete`: a number, a year or an event is missing; `impossible`: a day that the
 * calendar doesn't have; `several`: more than one period stands in the text.
 */
export type PeriodReading = {
  period: PlanPeriod;
  incomplete: boolean;
  impossible: boolean;
  several: boolean;
};

const approximate =
  /^(?:орієнтовно|приблизно|ориентовочно|примерно|заплановано на|планується на|попередньо) /;

/** One period's tokens, tried against every part of the grammar; null when none understands all of them. */
function readTokens(tokens: string, span: PlanSpan | null): RuleAnswer {
  if (approximate.test(tokens)) {
    const exact = readTokens(tokens.replace(approximate, ''), span);
    return exact === null || exact === 'impossible' ? exact : { ...exact, incomplete: true };
  }
  return (
    readYearPeriod(tokens, span) ??
    readRecurring(tokens, span, (window) => readTokens(window, span)) ??
    readEventPeriod(tokens) ??
    readDayPeriod(tokens, span)
  );
}

/** More words than a cell with several periods has; longer ones are prose. */
const mostWords = 24;

/** Whether a text holds two or more periods one after the other: every piece must be understood on its own. */
function holdsSeveral(text: string, span: PlanSpan | null): boolean {
  const understands = (part: string): boolean => readTokens(tokenise(part), span) !== null;
  const parts = text.split(/;| \/ |, (?=до |з |не |про)/).filter((part) => part.trim() !== '');
  if (parts.length > 1 && parts.every(understands)) return true;
  const words = fold(text).split(' ');
  if (words.length > mostWords) return false;
  // reachable[n]: the first n words are pieces that are all understood.
  const reachable = [true, ...words.map(() => false)];
  words.forEach((_, index) => {
    const end = index + 1;
    for (let start = end - 1; start >= 0 && !reachable[end]; start -= 1) {
      reachable[end] = reachable[start] === true && understands(words.slice(start, end).join(' '));
    }
  });
  return reachable.at(-1) === true;
}

/**
 * Reads a period within the plan's own span (null where the document names none). Never fails and never guesses: what
 * is not understood comes out as `notAPeriod`, an empty cell as `missing`, both with their text.
 */
export function readPeriod(text: string, span: PlanSpan | null): PeriodReading {
  const literal = squeeze(text);
  const reading = { incomplete: false, impossible: false, several: false };
  if (literal === '' || /^[-–—]+$/.test(literal)) {
    return { ...reading, period: { text: literal, ...timing('missing') } };
  }
  const answer = literal.length > 300 ? null : readTokens(tokenise(literal), span);
  if (answer !== null && answer !== 'impossible') {
    return { ...reading, incomplete: answer.incomplete, period: { text: literal, ...answer.timing } };
  }
  const several = answer === null && literal.length <= 300 && holdsSeveral(literal, span);
  const impossible = answer === 'impossible';
  return { ...reading, impossible, several, period: { text: literal, ...timing('notAPeriod') } };
}
