// Owns the purposes for which a person can be written to unasked; the ledger of consents keeps each grant and withdrawal.
import type { ContestId } from './contest.ts';

/**
 * reminders: stages of a contest, by the person's own channels · letters: the city's campaign letters by e-mail ·
 * official: official information only, to an unconfirmed address of an earlier cycle: a legal ground, no consent ·
 * projects: news of the projects that the person follows · events: of the events that the person signed up for.
 */
export const purposes = ['reminders', 'letters', 'official', 'projects', 'events'] as const;
export type Purpose = (typeof purposes)[number];

/** Which contest a consent is for; `any` is both. */
export type ConsentScope = ContestId | 'any';

export type Consent = {
  purpose: Purpose;
  contest: ConsentScope;
  granted: boolean;
  at: number;
  channel: string;
  /** The wording that was shown, whole. */
  wording: string;
  ground: string;
};
