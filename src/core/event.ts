// Owns what an event and a poll of the city are to a resident: seats, questions afterwards, answers without identities.
import type { CityEvent } from './occurrence-parts.ts';

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
  opensAt: number;
  closesAt: number;
};
/** A poll as one person sees it; `answered` says that they did, never what. */
export type PollLook = { poll: Poll; answered: boolean };

/** What a turn about events or polls knows: those to come and those of the last weeks, in order of time. */
export type EventsLook = { events: readonly EventLook[]; polls: readonly PollLook[] };

/** What a turn about events or polls changes. */
export type EventEffect =
  | { kind: 'takeSeat'; event: string; wording: string }
  | { kind: 'leaveSeat'; event: string }
  | { kind: 'rate'; event: string; question: 1 | 2; value: number }
  | { kind: 'answerPoll'; poll: string; option: number };
