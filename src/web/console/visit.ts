// Owns what a page of the console gets and gives: a checked visit goes in, a page or a way to another page comes out.

import type { StaffRole } from '../../../db/tables.ts';
import type { Desk, StaffMember } from '../../app/desk.ts';
import type { PackFile } from '../../app/plan/pack.ts';
import type { Flash, Html } from '../layout.ts';
import type { Form } from './form.ts';
import type { Say } from './words.ts';

/** One request of a signed-in person whose role and form token have been checked. */
export type Visit = {
  desk: Desk;
  member: StaffMember;
  /** The token that every form of this session carries. */
  csrf: string;
  /** The token of this session, never shown: only to tell it from the person's others. */
  session: string;
  /** Milliseconds of the application's clock. */
  now: number;
  /** Scheme and host as the person sees them, for links that are to be passed on. */
  origin: string;
  say: Say;
  /** A named part of the path; empty where the route has none of this name. */
  param: (name: string) => string;
  query: (name: string) => string | null;
  form: Form;
  /** Aborted once the reader's connection is gone. */
  left: AbortSignal;
  /** Whether the session still stands, asked anew: a page that goes on by itself ends with it. */
  stillHere: () => Promise<boolean>;
};

/** `refresh`: the browser asks for the page again after so many seconds, also where it runs no scripts. */
export type Shown = {
  title: string;
  body: Html;
  flash?: Flash;
  status?: 200 | 404 | 409 | 413 | 422;
  refresh?: number;
};
export type Away = { to: string };
/** A file to keep, instead of a page. */
export type Download = { file: PackFile };
/** A file that is written while it is read on the other side, so that its length costs no memory. */
export type Stream = { stream: { name: string; type: string; parts: AsyncIterable<Uint8Array> } };
/** The HTML of a letter, to be shown in a frame that runs and loads nothing. */
export type LetterShown = { letter: string };
/** Server-sent events, as long as the stream goes on. */
export type Live = { live: ReadableStream<Uint8Array> };
export type Answer = Shown | Away | Download | Stream | LetterShown | Live;

/** A page of the console: who may see it (or do it), and what it answers. */
export type ConsoleRoute = {
  method: 'GET' | 'POST';
  /** Under /console, in the router's notation. */
  path: string;
  who: readonly StaffRole[];
  answer: (visit: Visit) => Promise<Answer> | Answer;
};

export const everyone: readonly StaffRole[] = ['editor', 'approver', 'admin'];
export const approvers: readonly StaffRole[] = ['approver', 'admin'];
export const admins: readonly StaffRole[] = ['admin'];

/** What can be said after a redirect, as `?done=`; anything else in the address is not repeated to the reader. */
export const doneKeys = [
  'projectsBroughtIn',
  'projectStepAdded',
  'imported',
  'confirmed',
  'confirmedAll',
  'unconfirmed',
  'dropped',
  'eventAdded',
  'calendarSaved',
  'eventChanged',
  'eventCancelled',
  'eventRecorded',
  'pollAdded',
  'pollClosed',
  'created',
  'approve',
  'pause',
  'resume',
  'cancel',
  'retried',
  'edited',
  'tested',
  'corrected',
  'correctedAtOnce',
  'recalled',
  'recallWaits',
  'answered',
  'sourceAdded',
  'stopAdded',
  'registerOn',
  'registerOff',
  'registerHidden',
  'registerShown',
  'rowEdited',
  'compared',
  'versionApplied',
  'taskDone',
  'taskDropped',
  'happeningAdded',
  'holidayAdded',
  'holidayRemoved',
  'unknownResent',
  'unknownLeft',
  'draftDown',
  'sessionEnded',
  'sessionsEnded',
  'passwordRemoved',
  'roleChanged',
  'staffDisabled',
  'questionTaken',
  'questionLeft',
  'dutySaved',
  'unansweredClosed',
  'entryProposed',
  'entryApproved',
  'entryWithdrawn',
  'entryUndone',
  'textApproved',
  'retentionCounted',
  'openDataOn',
  'openDataOff',
] as const;
export type DoneKey = (typeof doneKeys)[number];

/** Sends the reader on after an act, with a sentence about it; `place` is the id of the part of the page to look at, `page` of a long list. */
export function done(
  path: string,
  key: DoneKey,
  more: { count?: number; place?: string; page?: number } = {},
): Away {
  const page = more.page === undefined || more.page === 1 ? '' : `&page=${more.page}`;
  const count = more.count === undefined ? '' : `&n=${more.count}`;
  const place = more.place ? `#${more.place}` : '';
  return { to: `/console${path}?done=${key}${count}${page}${place}` };
}

/** The sentence of `?done=…`, or null where the address has none that we know. */
export function doneFlash(visit: Pick<Visit, 'say' | 'query'>): Flash | null {
  const key = doneKeys.find((known) => known === visit.query('done'));
  if (!key) return null;
  const count = visit.query('n') ?? '';
  return {
    kind: 'done',
    text: visit.say(`done.${key}`, { n: /^\d{1,9}$/.test(count) ? Number(count) : 0 }),
  };
}

/** The page for what does not exist (any more). */
export function missing({ say }: Visit, body: Html): Shown {
  return { title: say('missing.title'), body, status: 404 };
}

/** A problem said above the page. */
export function problem(text: string): Flash {
  return { kind: 'problem', text };
}
