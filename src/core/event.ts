// Owns what an event and a poll of the city are to a resident: seats, times, questions afterwards, answers without identities.
import type { ContestId } from './contest.ts';
import type { CityEvent } from './occurrences/occurrence-parts.ts';
import { afterQuiet, hourMs, isQuiet, minuteMs, type QuietHours } from './time.ts';

export type SeatState = 'going' | 'waiting' | 'left';

/** An event as one person sees it. `seatsLeft` null: it has no limit. `rated`: which of the two questions they answered. */
export type EventLook = {
  event: CityEvent;
  seatsLeft: number | null;
  mine: SeatState | null;
  rated: readonly (1 | 2)[];
};

export type Poll = {
  id: string;
  question: string;
  options: readonly string[];
  /** Whose residents are asked; null: everybody. */
  contest: ContestId | null;
  opensAt: number;
  closesAt: number;
};
/** A poll as one person sees it; `answered` says that they did, never what. `counts` only once it is over. */
export type PollLook = { poll: Poll; answered: boolean; counts: readonly number[] | null };

/** What a turn about events or polls knows: those to come and those of the last weeks, in order of time. */
export type EventsLook = {
  events: readonly EventLook[];
  polls: readonly PollLook[];
  /** Contests of whose events the person agreed to hear. */
  hears: readonly (ContestId | 'any')[];
  /** Where the pages of events are, without a slash at the end. */
  publicUrl: string;
};

/** What a turn about events or polls changes. */
export type EventEffect =
  | { kind: 'takeSeat'; event: string; wording: string }
  | { kind: 'leaveSeat'; event: string }
  | { kind: 'rate'; event: string; question: 1 | 2; value: number }
  | { kind: 'answerPoll'; poll: string; option: number };

/** How many answers each of the two questions after an event has. */
export const ratings = { 1: 5, 2: 3 } as const;

/** A poll has at least two answers, and no more than people read. */
export const fewestOptions = 2;
export const mostOptions = 6;

/** Where nobody said how long an event lasts, its questions wait as if it took two hours. */
const usualLengthMs = 2 * hourMs;
/** People get the link this long before the start, and until this long after it. */
const linkAheadMs = 30 * minuteMs;
export const linkLifeMs = 15 * minuteMs;
/** Later than this before the start a link is no good any more. */
const linkNeededMs = 5 * minuteMs;

/** When an event is over; an instant in milliseconds. */
export function endOf(event: Pick<CityEvent, 'startsAt' | 'endsAt'>): number {
  return event.endsAt ?? event.startsAt + usualLengthMs;
}

export function isCancelled(event: Pick<CityEvent, 'cancelledAt'>): boolean {
  return (event.cancelledAt ?? null) !== null;
}

/**
 * When the link to an online event goes out: half an hour before the start. Nobody is woken for it: in the quiet hours it
 * waits for their end where that is early enough, else it came half an hour before they began.
 */
export function linkMoment(event: Pick<CityEvent, 'startsAt'>, quiet: QuietHours): number {
  const at = event.startsAt - linkAheadMs;
  if (!isQuiet(at, quiet)) return at;
  const morning = afterQuiet(at, quiet);
  return morning <= event.startsAt - linkNeededMs ? morning : eveningBefore(at, quiet) - linkAheadMs;
}

/** The instant at which the quiet hours began in which `at` lies. */
function eveningBefore(at: number, quiet: QuietHours): number {
  let began = at - (at % minuteMs);
  while (isQuiet(began - minuteMs, quiet)) began -= minuteMs;
  return began;
}

/** Free seats for somebody who comes now: who waits goes first. Null: as many as come. */
export function seatsLeft(capacity: number | null, taken: { going: number; waiting: number }): number | null {
  if (capacity === null) return null;
  return taken.waiting > 0 ? 0 : Math.max(0, capacity - taken.going);
}

/** Whether a poll can be answered at an instant. */
export function isAsked(poll: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): boolean {
  return poll.opensAt <= now && now < poll.closesAt;
}
