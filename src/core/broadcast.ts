// Owns what a broadcast is: a text for an audience at an instant, its states, and the hash that an approval is bound to.
import { createHash } from 'node:crypto';
import type { Purpose } from './consent.ts';
import type { ContestId, Role, StageId } from './contest.ts';
import type { Choice } from './reply.ts';

export const broadcastKinds = [
  'notice',
  'letter',
  'invitation',
  'digest',
  'event',
  'project',
  'own',
  'correction',
  'recall',
] as const;
/**
 * notice: a stage reminder · letter: the e-mail campaign · invitation: to an event · digest: a week's notices in one ·
 * event: to those who signed up for one · project: news to those who follow one · own: written by staff · correction, recall: of another broadcast, to exactly those who got it.
 */
export type BroadcastKind = (typeof broadcastKinds)[number];

/** What a message is about, as far as a person can refuse one kind and keep the others. */
export type Topic = `stage.${StageId}` | 'events' | 'news';

/** Stage notices one by one (null where it is stored), or one digest a week. */
export type Pace = 'weekly';

/** People whom a message would cost money: it is paid (null where it is stored), or it waits for their next visit. */
export type Payment = 'wait';

/** Official information may go to unconfirmed legacy addresses, agitation only to people who consented. */
export type Nature = 'official' | 'agitation';

export const broadcastStates = [
  'draft',
  'waiting',
  'approved',
  'expanding',
  'sending',
  'paused',
  'cancelled',
  'missed',
  'done',
] as const;
/**
 * draft: being written · waiting: for a second person · approved: for its hour · expanding: rows are being made ·
 * sending · paused: by staff or a breaker, with a reason · cancelled · missed: its last useful moment passed before it began · done.
 */
export type BroadcastState = (typeof broadcastStates)[number];

/**
 * Who gets it: people with a standing consent for one of `purposes` (a reminder's consent opens every channel of the
 * person, a letter's only their letter box; `official` is no consent but lets official letters reach unconfirmed
 * addresses of earlier cycles). `unlessReminded` leaves out who gets the same news as a reminder.
 */
export type Audience = {
  purposes: readonly Purpose[];
  contest: ContestId | null;
  role: Role | null;
  source: string | null;
  unlessReminded: boolean;
  /** Left out are people who refused this kind of message; null: it can't be refused. */
  topic: Topic | null;
  /** Left out are people who said that they have voted in this cycle of the contest; null: nobody. */
  unlessVoted: string | null;
  /** each: people who want single notices · weekly: who want the digest · null: both. */
  pace: 'each' | 'weekly' | null;
  /** Only people who follow this project, by its uid. */
  follows?: string;
  /** Only people who follow some project on the ballot of this cycle of the contest. */
  followsIn?: string;
  /** Only people who have a seat at this event. */
  attends?: string;
  /** Only this person, by their id. */
  only?: string;
};

/** An audience rule with the narrowing that is not given left open. */
export function audienceOf(rule: Partial<Audience> & Pick<Audience, 'purposes'>): Audience {
  return {
    contest: null,
    role: null,
    source: null,
    unlessReminded: false,
    topic: null,
    unlessVoted: null,
    pace: null,
    ...rule,
  };
}

export type BroadcastBody = {
  text: string;
  choices: readonly Choice[];
  subject: string | null;
  preheader: string | null;
  /** What a letter says where it says more than the chat; null: the same text. */
  letterText: string | null;
  /** Of a correction: what it says without the words that introduce it, for messages that are changed in place. */
  corrected?: { text: string; subject: string | null };
  picture?: { url: string; alt: string } | null;
};

/** One occurrence that should exist: found again by every sweep under the same key. */
export type Occurrence = {
  key: string;
  planId: string | null;
  line: string | null;
  kind: BroadcastKind;
  nature: Nature;
  contest: ContestId | null;
  stage: StageId | null;
  at: number;
  lastUsefulAt: number;
  audience: Audience;
  channels: readonly string[];
  body: BroadcastBody;
  /** Who of the staff wrote its text in place of the city's: a second person must approve it. */
  editedBy?: string | null;
};

/** The hash of what a person approves: text, audience rule, channels and times. Any edit makes another hash. */
export function contentHash(
  of: Pick<Occurrence, 'body' | 'audience' | 'channels' | 'at' | 'lastUsefulAt' | 'nature'>,
): string {
  const { body, audience, channels, at, lastUsefulAt, nature } = of;
  const parts = [
    [body.text, body.choices, body.subject, body.preheader, body.letterText, body.picture ?? null],
    Object.entries(audience).sort(([a], [b]) => (a < b ? -1 : 1)),
    [...channels].sort(),
    [at, lastUsefulAt, nature],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Counts of a broadcast's rows; a partition of `total`. */
export type Counts = {
  total: number;
  pending: number;
  claimed: number;
  sent: number;
  delivered: number;
  failed: number;
  gone: number;
  unknown: number;
  expired: number;
  skipped: number;
};

export const noCounts: Counts = {
  total: 0,
  pending: 0,
  claimed: 0,
  sent: 0,
  delivered: 0,
  failed: 0,
  gone: 0,
  unknown: 0,
  expired: 0,
  skipped: 0,
};
