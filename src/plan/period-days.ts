// Owns the periods that speak of days, months, quarters and halves of a year: deadlines and windows. Where a year isn't
// written it is taken only if the plan leaves a single choice.

import type { PlanSpan } from '../core/plan/plan.ts';
import { dayOf, monthsSpan, onlyYear } from './calendar-days.ts';
import { incomplete, type RuleAnswer, understood } from './timing.ts';

/** A piece of a year: which days it has in a given one, null where the calendar has no such day. */
type Piece = { year: number | null; within: (year: number) => PlanSpan | null };

const within = '(?:протягом|упродовж|впродовж|на протязі|в течени[еи]|у|в|во|за|на|з|із)';
const until =
  '(?:до|не пізніше(?: ніж)?|не позднее(?: чем)?|к|у (?:термін|строк) до|в (?:термін|строк|срок) до|(?:термін|строк|срок) до|крайній термін|по)';

function dayPiece(year: string, month: string, day: string): Piece {
  return {
    year: year === '?' ? null : Number(year),
    within: (in_) => {
      const date = dayOf(in_, Number(month), Number(day));
      return date === null ? null : { from: date, to: date };
    },
  };
}

function monthsPiece(year: string | undefined, from: number, to: number): Piece {
  return {
    year: year === undefined || year === '?' ? null : Number(year),
    within: (in_) => (from >= 1 && from <= to && to <= 12 ? monthsSpan(in_, from, to) : null),
  };
}

/** Numbers in `Q[…]` or `H[…]` as months of the year; null where they don't follow each other. */
function partMonths(letter: string, list: string): [number, number] | null {
  const size = letter === 'Q' ? 3 : 6;
  const numbers = list.split(/[-,]/).map(Number);
  const first = numbers[0] ?? 0;
  const last = numbers.at(-1) ?? 0;
  const chain = list.includes('-')
    ? last > first
    : numbers.every((number, index) => number === first + index);
  const known = first >= 1 && last * size <= 12;
  return chain && known ? [(first - 1) * size + 1, last * size] : null;
}

function halfPiece(year: string, month: string, first: boolean): Piece {
  return {
    year: year === '?' ? null : Number(year),
    within: (in_) => {
      const { from, to } = monthsSpan(in_, Number(month), Number(month));
      return first ? { from, to: `${from.slice(0, 8)}15` } : { from: `${from.slice(0, 8)}16`, to };
    },
  };
}

type Window = { piece: Piece; quarters: number };

/** One token (with a year after it) as a window; null when it is none. */
function windowOf(text: string): Window | null {
  const day = /^<(\?|\d{4})-(\d\d)-(\d\d)>$/.exec(text);
  if (day?.[1] && day[2] && day[3]) return { piece: dayPiece(day[1], day[2], day[3]), quarters: 0 };
  const month = /^\{(\?|\d{4})-(\d\d)\}$/.exec(text);
  if (month?.[1] && month[2])
    return { piece: monthsPiece(month[1], Number(month[2]), Number(month[2])), quarters: 0 };
  const part = /^([QH])\[([\d,-]+)\](?:,? (20\d\d))?$/.exec(text);
  const months = part?.[1] && part[2] ? partMonths(part[1], part[2]) : null;
  if (part && months) {
    const quarters = part[1] === 'Q' ? (months[1] - months[0] + 1) / 3 : 0;
    return { piece: monthsPiece(part[3], months[0], months[1]), quarters };
  }
  const half =
    /^([12]|перша|друга|першій|другій|першу|другу|первая|вторая) (?:половин[а-яіїє]+) \{(\?|\d{4})-(\d\d)\}$/.exec(
      text,
    );
  if (half?.[1] && half[2] && half[3])
    return { piece: halfPiece(half[2], half[3], /^(1|пер)/.test(half[1])), quarters: 0 };
  const first = /^(?:перші )?([1-9]|1[0-2]) (?:місяці|місяців|місяця|месяца|месяцев)(?: (20\d\d))?$/.exec(
    text,
  );
  if (first?.[1]) return { piece: monthsPiece(first[2], 1, Number(first[1])), quarters: 0 };
  return null;
}

type Resolved = { span: PlanSpan; quarters: number } | 'impossible' | 'yearless';

function resolve(window: Window, span: PlanSpan | null, hint: number | null): Resolved {
  const { piece, quarters } = window;
  const year = piece.year ?? hint ?? onlyYear(span, piece.within);
  // 2024 is a leap year: a day that it doesn't have, no year has.
  if (year === null) return piece.within(2024) === null ? 'impossible' : 'yearless';
  const found = piece.within(year);
  return found === null ? 'impossible' : { span: found, quarters };
}

function windowAnswer(resolved: Resolved): RuleAnswer {
  if (resolved === 'impossible') return resolved;
  if (resolved === 'yearless') return incomplete('dateRange');
  const kind = resolved.quarters === 0 ? 'dateRange' : resolved.quarters === 1 ? 'quarter' : 'quarterRange';
  return understood(kind, resolved.span);
}

/** From one window's first day to another's last; a year written once counts for both, over New Year too. */
function rangeAnswer(first: Window, last: Window, span: PlanSpan | null): RuleAnswer {
  const end = resolve(last, span, first.piece.year);
  if (end === 'impossible' || end === 'yearless') {
    const unknown = resolve(first, span, null) === 'impossible' || end === 'impossible';
    return unknown ? 'impossible' : incomplete('dateRange');
  }
  const endYear = Number(end.span.from.slice(0, 4));
  const start = resolve(first, span, endYear);
  if (start === 'impossible' || start === 'yearless')
    return start === 'impossible' ? start : incomplete('dateRange');
  const kind = start.quarters > 0 && end.quarters > 0 ? 'quarterRange' : 'dateRange';
  if (start.span.from <= end.span.to) return understood(kind, { from: start.span.from, to: end.span.to });
  // «листопад – січень»: with no year of its own the beginning lies in the year before. Staff confirm it.
  const earlier = first.piece.year === null ? resolve(first, null, endYear - 1) : null;
  if (earlier === null || earlier === 'impossible' || earlier === 'yearless') return 'impossible';
  return incomplete(kind, { from: earlier.span.from, to: end.span.to });
}

const joint = / ?(?:-|\bдо\b|по|до|і до) ?/;

/** `1-<2023-09-15>`: a day that borrows month and year from the next one. */
function borrowDay(text: string, lender: string): string {
  const date = /^<(\?|\d{4})-(\d\d)-\d\d>$/.exec(lender);
  return date && /^\d{1,2}$/.test(text) ? `<${date[1]}-${date[2]}-${text.padStart(2, '0')}>` : text;
}

/** Two windows joined by a dash or «з … по …»; null when the text isn't that. */
function readRange(body: string, span: PlanSpan | null): RuleAnswer {
  for (const match of body.matchAll(new RegExp(joint, 'g'))) {
    const right = body.slice(match.index + match[0].length);
    const left = borrowDay(body.slice(0, match.index).trim(), right);
    const first = windowOf(left);
    const last = windowOf(right);
    if (first && last) return rangeAnswer(first, last, span);
  }
  return null;
}

/** Windows in a list: «червень, вересень 2023» is from the first to the last, staff say which days count. */
function readList(body: string, span: PlanSpan | null): RuleAnswer {
  const windows = body.split(/, ?| та | і | и /).map((item) => windowOf(item.trim()));
  const [first] = windows;
  const last = windows.at(-1);
  if (windows.length < 2 || windows.some((window) => window === null) || !first || !last) return null;
  const answer = rangeAnswer(first, last, span);
  return answer === null || answer === 'impossible' ? answer : { ...answer, incomplete: true };
}

function readDeadline(body: string, span: PlanSpan | null): RuleAnswer {
  const rest = new RegExp(`^${until} (.+)$`).exec(body)?.[1];
  if (rest === undefined) return null;
  const endOf = /^(?:кінця|кінець|завершення|закінчення|конца|окончания) (.+)$/.exec(rest)?.[1];
  const year = /^(20\d\d)$/.exec(endOf ?? '')?.[1];
  if (year) return understood('deadline', { to: `${year}-12-31` });
  if (endOf && /^(?:поточного |бюджетного |текущего |календарного )?(?:року|года)$/.test(endOf)) {
    const only = span && span.from.slice(0, 4) === span.to.slice(0, 4) ? span.to.slice(0, 4) : null;
    return only ? understood('deadline', { to: `${only}-12-31` }) : incomplete('deadline');
  }
  const window = windowOf(endOf ?? rest);
  if (!window) return null;
  const resolved = resolve(window, span, null);
  if (resolved === 'impossible') return resolved;
  if (resolved === 'yearless') return incomplete('deadline');
  const single = resolved.span.from === resolved.span.to;
  if (single || endOf !== undefined) return understood('deadline', { to: resolved.span.to });
  // «до липня»: nobody can tell whether July itself still counts.
  return incomplete('deadline');
}

/** What opens a window without saying when it closes. */
const openingWord = /^(?:починаючи |начиная )?(?:з|із|від|с|от|не раніше(?: ніж)?|не ранее|після|после) /;

/** Deadlines, windows and lists of days, months, quarters and halves; null for everything else. */
export function readDayPeriod(tokens: string, span: PlanSpan | null): RuleAnswer {
  const body = tokens.replace(/ (?:включно|включительно)$/, '');
  const deadline = readDeadline(body, span);
  if (deadline !== null) return deadline;
  const bare = body.replace(openingWord, '').replace(new RegExp(`^${within} `), '');
  const window = windowOf(bare);
  const opening = window && openingWord.test(body);
  if (window && opening) {
    const start = resolve(window, span, null);
    return typeof start === 'string'
      ? windowAnswer(start)
      : incomplete('dateRange', { from: start.span.from });
  }
  if (window) return windowAnswer(resolve(window, span, null));
  return readRange(bare, span) ?? readList(bare, span);
}
