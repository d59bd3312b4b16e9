// Owns what is known of a person's questions to staff in a turn of the dialog, and when the desk answers; storing them is the application's.
import {
  type DeskCalendar,
  type DeskHours,
  isDeskOpen,
  nextOpening,
  promisedUntil,
  usualHours,
} from './desk-hours.ts';
import type { Content } from './texts.ts';
import { dayMs } from './time.ts';
import type { SpecialDay } from './workdays.ts';

/** A question that waits for an answer; `promisedAt` null: no term was promised. */
export type WaitingQuestion = { id: string; text: string; askedAt: number; promisedAt: number | null };
export type AnsweredQuestion = { id: string; text: string; answeredAt: number };

/** What a promise to the person is made of; null where the city has not said it. */
export type Promised = {
  /** When the desk opens next, where its hours are known and it is closed. */
  opensAt: number | null;
  /** Until when an answer is promised. */
  until: number | null;
};

/** The person's own questions, the newest first, and what can be promised now. */
export type QuestionsLook = {
  waiting: readonly WaitingQuestion[];
  answered: readonly AnsweredQuestion[];
  promised: Promised;
};
export const noQuestions: QuestionsLook = {
  waiting: [],
  answered: [],
  promised: { opensAt: null, until: null },
};

/** Questions of one person that may wait at once. */
export const mostWaiting = 3;
/** Characters of a question: a page of text. */
export const longestQuestion = 2000;
/** An answer that is older than this is no longer what somebody asks more about. */
export const threadMs = 14 * dayMs;

/** The working time of the desk; without the city's own hours the usual ones, which nobody is promised. */
export function deskCalendar(
  content: Pick<Content, 'city'>,
  special: readonly SpecialDay[],
): DeskCalendar & { known: boolean } {
  const hours: DeskHours | null = content.city.deskHours ?? null;
  return { hours: hours ?? usualHours, special, known: hours !== null };
}

/** What can be promised to somebody who asks at `now`: by the rule `deskAnswerDays` and the hours of the desk. */
export function promiseAt(
  content: Pick<Content, 'city' | 'rules'>,
  now: number,
  special: readonly SpecialDay[],
): Promised {
  const calendar = deskCalendar(content, special);
  const days = content.rules.deskAnswerDays?.value;
  return {
    opensAt: calendar.known && !isDeskOpen(now, calendar) ? nextOpening(now, calendar) : null,
    until: typeof days === 'number' && days > 0 ? promisedUntil(now, days, calendar) : null,
  };
}

/** The question whose answer came lately: what somebody asks more about. */
export function previousOf(answered: readonly AnsweredQuestion[], now: number): AnsweredQuestion | null {
  return answered.find((one) => one.answeredAt > now - threadMs) ?? null;
}

/** Whether two questions say the same, whatever their capitals, blanks and marks. */
export function sameWords(a: string, b: string): boolean {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  return bare(a) === bare(b);
}

/** The first words of a question, for quoting it: at most so many characters, cut between words. */
export function firstWords(text: string, most = 80): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most + 1);
  const blank = cut.lastIndexOf(' ');
  return `${cut.slice(0, blank > most / 2 ? blank : most).replace(/[\s,;:–—-]+$/u, '')}…`;
}
