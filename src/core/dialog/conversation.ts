// Owns what the bot remembers of a chat between two messages: what it offered last and what it waits for.
import type { Pace, Topic } from '../broadcast.ts';
import type { Purpose } from '../consent.ts';
import type { ContestId, Role } from '../contest.ts';
import type { DraftEffect } from '../drafts/draft.ts';
import type { EventEffect } from '../event.ts';
import type { ProjectEffect } from '../project.ts';
import { dayMs, minuteMs } from '../time.ts';

/** A choice that was shown, so that typing its label or its number does the same as pressing it. */
export type Offer = { label: string; value: string };

export type Conversation = {
  offers: readonly Offer[];
  /** A question for the staff, a code that links another chat, words to search projects by, a field of the draft. */
  awaiting: 'question' | 'code' | 'search' | 'draft' | null;
  /** The last question that was not understood: what a hand-over offers to pass on. */
  unanswered: string | null;
  /** The answer that was given last, by its id: what «а до якого числа?» is about. */
  topic: string | null;
  /** Answers that were shown and that nobody has said of whether they helped, the newest last. */
  shown: readonly string[];
  /** Whether instructions are wanted in few words; null: nothing was said about it in this turn, or ever. */
  short: boolean | null;
};

export const freshConversation: Conversation = {
  offers: [],
  awaiting: null,
  unanswered: null,
  topic: null,
  shown: [],
  short: null,
};

/** A follow-up comes soon; whoever writes after half an hour begins anew. */
const topicLifeMs = 30 * minuteMs;
/** After this nothing is kept of a chat but how long its instructions shall be. */
export const talkLifeMs = dayMs;

/** What is still remembered of a chat that was silent for `ageMs`. */
export function recalled(conversation: Conversation, ageMs: number): Conversation {
  if (ageMs >= talkLifeMs) return { ...freshConversation, short: conversation.short };
  return ageMs >= topicLifeMs ? { ...conversation, topic: null } : conversation;
}

/** What the dialog knows of the person. */
export type Resident = {
  contest: ContestId | null;
  role: Role | null;
  source: string | null;
  reminders: readonly (ContestId | 'any')[];
  /** Channels on which the person is reachable, by name, with a title for people. */
  channels: readonly string[];
  since: number | null;
  /** Where the person can be written to now. */
  reachable: readonly Reachable[];
  /** The channel that the person chose for what we begin. */
  prefers: string | null;
  pace: Pace | null;
  /** Kinds of messages that the person refused. */
  muted: readonly Topic[];
  /** Contests in whose running cycle the person said that they have voted. */
  voted: readonly ContestId[];
};

/** A channel of a person; `waits` means that messages lie there until the person comes. */
export type Reachable = { channel: string; waits: boolean };

/**
 * What is known about linking when a turn speaks of it: `newCode` is one that nobody has, to be shown; `tried` says
 * what became of the code that was typed.
 */
export type Linking = {
  newCode: string | null;
  tried:
    | { kind: 'match'; reachable: readonly Reachable[] }
    /** The person's own code; `linked` where they have another chat already. */
    | { kind: 'own'; linked: boolean }
    | { kind: 'wrong' | 'tooMany' }
    | null;
};
export const noLinking: Linking = { newCode: null, tried: null };

/** Why a message came that we began: on what consent or ground, about what. */
export type Reason = {
  topic: Topic | null;
  digest: boolean;
  /** It corrects or recalls what the person got before. */
  amends: boolean;
  basis:
    | {
        kind: 'consent';
        purpose: Exclude<Purpose, 'official'>;
        scope: ContestId | 'any';
        at: number;
        channel: string;
      }
    | { kind: 'official' }
    | null;
  /** The consent was withdrawn since. */
  withdrawn: boolean;
};

/** none: nothing was begun in this chat · unknown: this person never got the message that they ask about. */
export type Asked = { kind: 'none' } | { kind: 'unknown' } | { kind: 'found'; reason: Reason };

/** What saying something changes; carried out in the same write as the replies. */
export type Effect =
  | { kind: 'setContest'; contest: ContestId }
  | { kind: 'setRole'; role: Role }
  | { kind: 'visit'; source: string }
  | { kind: 'subscribe'; contest: ContestId | 'any'; wording: string }
  | { kind: 'unsubscribe' }
  | { kind: 'requestEmail'; address: string; wording: string }
  | { kind: 'handOver'; text: string; wording: string; topic: string | null }
  | { kind: 'cancelQuestion'; question: string }
  /** An answer was shown (`yes` null), or the person said whether it helped. */
  | { kind: 'helped'; answer: string; yes: boolean | null }
  /** Nobody could answer; personal data is masked already. */
  | { kind: 'unanswered'; text: string }
  | { kind: 'makeLinkCode'; code: string }
  | { kind: 'linkChats'; code: string }
  | { kind: 'missLinkCode' }
  | { kind: 'setPrefers'; channel: string | null }
  | { kind: 'setPace'; pace: Pace | null }
  | { kind: 'mute' | 'unmute'; topic: Topic }
  | { kind: 'vote' | 'unvote'; contest: ContestId; cycle: string }
  | { kind: 'erase' }
  | { kind: 'gap'; rules: readonly string[] }
  | ProjectEffect
  | EventEffect
  | DraftEffect;
