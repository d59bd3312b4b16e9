// Owns what the bot remembers of a chat between two messages: what it offered last and what it waits for.
import type { ContestId, Role } from './contest.ts';

/** A choice that was shown, so that typing its label or its number does the same as pressing it. */
export type Offer = { label: string; value: string };

export type Conversation = {
  offers: readonly Offer[];
  awaiting: 'question' | null;
  /** The last question that was not understood: what a hand-over offers to pass on. */
  unanswered: string | null;
};

export const freshConversation: Conversation = { offers: [], awaiting: null, unanswered: null };

/** What the dialog knows of the person. */
export type Resident = {
  contest: ContestId | null;
  role: Role | null;
  source: string | null;
  reminders: readonly (ContestId | 'any')[];
  /** Channels on which the person is reachable, by name, with a title for people. */
  channels: readonly string[];
  since: number | null;
};

export const stranger: Resident = {
  contest: null,
  role: null,
  source: null,
  reminders: [],
  channels: [],
  since: null,
};

/** What saying something changes; carried out in the same write as the replies. */
export type Effect =
  | { kind: 'setContest'; contest: ContestId }
  | { kind: 'setRole'; role: Role }
  | { kind: 'visit'; source: string }
  | { kind: 'subscribe'; contest: ContestId | 'any'; wording: string }
  | { kind: 'unsubscribe' }
  | { kind: 'requestEmail'; address: string; wording: string }
  | { kind: 'handOver'; text: string }
  | { kind: 'erase' }
  | { kind: 'gap'; rules: readonly string[] };
