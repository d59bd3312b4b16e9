// Owns the working time of the people who answer residents: when they are there, and until when an answer can be promised.
import { addDays, hourMs, inKyiv, kyivInstant, localDate } from './time.ts';
import type { SpecialDay } from './workdays.ts';

/** Days of the week (1 is Monday) and local times `HH:MM` between which somebody answers. */
export type DeskHours = { days: readonly number[]; from: string; to: string };

/** When a desk works: its hours, and the days off and moved working days that staff entered. */
export type DeskCalendar = { hours: DeskHours; special: readonly SpecialDay[] };

/** What terms inside the house are counted by where the city has named no hours; never said to a resident. */
export const usualHours: DeskHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

/** Nobody closes for longer; a calendar of nothing but days off ends the search. */
const mostDays = 400;

/** Whether anybody works on a local date. */
export function isDeskDay(date: string, { hours, special }: DeskCalendar): boolean {
  const entered = special.find((day) => day.date === date);
  return entered ? entered.working : hours.days.includes(Temporal.PlainDate.from(date).dayOfWeek);
}

/** Whether somebody is there at an instant. */
export function isDeskOpen(at: number, calendar: DeskCalendar): boolean {
  const time = inKyiv(at).toPlainTime().toString().slice(0, 5);
  const { from, to } = calendar.hours;
  return isDeskDay(localDate(at), calendar) && from <= time && time < to;
}

/** The first instant at or after `at` when somebody is there. */
export function nextOpening(at: number, calendar: DeskCalendar): number {
  if (isDeskOpen(at, calendar)) return at;
  const { from } = calendar.hours;
  let date = localDate(at);
  for (let tried = 0; tried < mostDays; tried += 1) {
    const opens = kyivInstant(date, from);
    if (isDeskDay(date, calendar) && opens >= at) return opens;
    date = addDays(date, 1);
  }
  return at;
}

/**
 * Until when an answer is promised: the closing of the last of so many working days, the first counted being the one
 * after the day on which somebody first sees the question.
 */
export function promisedUntil(at: number, days: number, calendar: DeskCalendar): number {
  let date = localDate(nextOpening(at, calendar));
  let left = days;
  for (let tried = 0; left > 0 && tried < mostDays; tried += 1) {
    date = addDays(date, 1);
    if (isDeskDay(date, calendar)) left -= 1;
  }
  return kyivInstant(date, calendar.hours.to);
}

/** The instant at which so many working hours have passed since `at`. */
export function afterDeskHours(at: number, hours: number, calendar: DeskCalendar): number {
  let now = nextOpening(at, calendar);
  let left = hours * hourMs;
  for (let tried = 0; tried < mostDays; tried += 1) {
    const closes = kyivInstant(localDate(now), calendar.hours.to);
    if (now + left <= closes) return now + left;
    left -= Math.max(0, closes - now);
    now = nextOpening(closes, calendar);
  }
  return now;
}
