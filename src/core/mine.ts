// Owns what «мої дані» says: the short lines of the chat and the fuller parts of the page. Looking it up is the application's.
import { phrase } from './answer.ts';
import type { ConsentScope, Purpose } from './consent.ts';
import type { Resident } from './dialog/conversation.ts';
import type { DraftField } from './drafts/draft.ts';
import type { SeatState } from './event.ts';
import type { Facts } from './template.ts';
import type { Content } from './texts.ts';
import { localDate } from './time.ts';
import { longDate, longMoment, quoted } from './ukrainian.ts';

/** A letter address; `proven`: its owner has confirmed it, or it came with a list of earlier cycles, named by `source`. */
export type MyAddress = { address: string; proven: boolean; source: string | null };
/** What the ledger of consents says last of one purpose and scope. */
export type MyConsent = {
  purpose: Purpose;
  contest: ConsentScope;
  granted: boolean;
  at: number;
  channel: string;
  wording: string;
};
export type MyQuestion = {
  text: string;
  askedAt: number;
  answer: string | null;
  answeredAt: number | null;
  cancelledAt: number | null;
};

/** Everything that is stored about a person beside what the dialog knows of everybody. Instants in milliseconds. */
export type MineLook = {
  /** The page with all of it, open for an hour. */
  link: string;
  letters: readonly MyAddress[];
  consents: readonly MyConsent[];
  follows: readonly { number: string | null; title: string }[];
  seats: readonly { title: string; startsAt: number; state: SeatState }[];
  draft: { values: Partial<Record<DraftField, string>>; updatedAt: number; shared: boolean } | null;
  questions: readonly MyQuestion[];
  /** Messages of ours to this person that are still in the ledger. */
  messages: number;
};
export const nothingStored: MineLook = {
  link: '',
  letters: [],
  consents: [],
  follows: [],
  seats: [],
  draft: null,
  questions: [],
  messages: 0,
};

/** What the lines are made from: the texts with their values, the person, and what was looked up. */
export type Mine = {
  content: Content;
  facts: Facts;
  resident: Resident;
  mine: MineLook;
  channelTitle: (channel: string) => string;
};

/** How many titles stand in one line before the rest is only counted. */
const mostTitles = 5;

type Say = (key: string, extra?: Record<string, string>) => string;

function sayer({ content, facts }: Mine): Say {
  return (key, extra = {}) => phrase(content, key, facts, extra);
}

/** What is stored, in plain words, one line each; nothing of it names a person. */
export function mineLines(of: Mine): string[] {
  const { resident, content } = of;
  const say = sayer(of);
  const row = (key: string, value: string | null) => say(key, { value: value ?? say('data.none') });
  const scopes = (ids: readonly ConsentScope[]) => ids.map((id) => say(`scope.${id}`)).join(', ');
  const reminders = scopes(resident.reminders);
  return [
    row('data.contest', resident.contest && content.contests[resident.contest].short),
    row('data.role', resident.role && say(`role.${resident.role}`)),
    row('data.channels', [...new Set(resident.channels.map(of.channelTitle))].join(', ')),
    ...of.mine.letters.map((one) => addressLine(of, one)),
    ...(resident.prefers ? [row('data.prefers', of.channelTitle(resident.prefers))] : []),
    row('data.reminders', reminders === '' ? say('data.off') : reminders),
    ...(resident.pace === 'weekly' ? [say('data.pace')] : []),
    ...(resident.muted.length > 0 ? [row('data.muted', topics(of))] : []),
    ...(resident.voted.length > 0 ? [row('data.voted', scopes(resident.voted))] : []),
    ...ownLines(of, say),
    ...consentLines(of),
    ...(resident.source === null ? [] : [row('data.source', resident.source)]),
    row('data.since', resident.since === null ? null : longDate(localDate(resident.since))),
  ];
}

/** What the person made here: followed projects, seats at events, a draft, questions to staff. */
function ownLines({ mine }: Mine, say: Say): string[] {
  const { follows, seats, draft, questions } = mine;
  const waiting = questions.filter((one) => one.answeredAt === null && one.cancelledAt === null).length;
  const answered = questions.filter((one) => one.answeredAt !== null).length;
  return [
    ...(follows.length > 0 ? [say('mydata.follows', { value: listed(follows.map(projectTitle), say) })] : []),
    ...(seats.length > 0
      ? [
          say('mydata.seats', {
            value: listed(
              seats.map((seat) => seatTitle(seat, say)),
              say,
            ),
          }),
        ]
      : []),
    ...(draft ? [say('mydata.draft', { value: longDate(localDate(draft.updatedAt)) })] : []),
    ...(questions.length > 0
      ? [say('mydata.questions', { value: String(waiting), name: String(answered) })]
      : []),
  ];
}

function addressLine(of: Mine, { address, proven, source }: MyAddress): string {
  const value = of.resident.contest === 'kids' ? masked(address) : address;
  if (!proven) return sayer(of)('mydata.email.unproven', { value });
  return source === null
    ? sayer(of)('mydata.email', { value })
    : sayer(of)('mydata.email.listed', { value, name: source });
}

/** A child's address is not written out anywhere: `petryk@example.com` → `p…@example.com`. */
export function masked(address: string): string {
  const [name = '', domain = ''] = address.split('@');
  return `${name.slice(0, 1)}…@${domain}`;
}

function consentLines(of: Mine): string[] {
  return of.mine.consents.map((one) => consentLine(of, one));
}

function consentLine(of: Mine, one: MyConsent): string {
  const say = sayer(of);
  const basis = one.purpose === 'official' ? 'official' : 'consent';
  return say(`mydata.${basis}.${one.granted ? 'given' : 'withdrawn'}`, {
    name: say(`mydata.purpose.${one.purpose}`),
    scope: say(`scope.${one.contest}`),
    start: longDate(localDate(one.at)),
    value: of.channelTitle(one.channel),
  });
}

function topics({ resident, ...of }: Mine): string {
  const say = sayer({ resident, ...of });
  return resident.muted
    .map((topic) =>
      topic === 'events' || topic === 'news'
        ? say(`topic.${topic}`)
        : say('topic.stage', { name: say(topic) }),
    )
    .join(', ');
}

function projectTitle({ number, title }: { number: string | null; title: string }): string {
  return number === null ? quoted(title) : `№ ${number} ${quoted(title)}`;
}

function seatTitle({ title, startsAt, state }: MineLook['seats'][number], say: Say): string {
  return say(`mydata.seat.${state}`, { name: title, start: longDate(localDate(startsAt)) });
}

function listed(titles: readonly string[], say: Say): string {
  const shown = titles.slice(0, mostTitles).join('; ');
  const more = titles.length - mostTitles;
  return more > 0 ? `${shown}; ${say('mydata.more', { value: String(more) })}` : shown;
}

/** A part of the page: its heading and lines. */
export type MinePart = { title: string; lines: string[] };

/** The page's parts, those with nothing in them left out. */
export function mineParts(of: Mine): MinePart[] {
  const { mine } = of;
  const say = sayer(of);
  const part = (key: string, lines: string[]): MinePart => ({ title: say(`mydata.part.${key}`), lines });
  const draft = Object.entries(mine.draft?.values ?? {});
  return [
    part('short', mineLines(of)),
    part(
      'consents',
      mine.consents.map((one) => `${consentLine(of, one)} ${wordsOf(one, say)}`.trim()),
    ),
    part('follows', mine.follows.map(projectTitle)),
    part(
      'seats',
      mine.seats.map((seat) => seatTitle(seat, say)),
    ),
    part('draft', [
      ...draft.map(([field, value]) =>
        say('mydata.draft.field', { name: say(`draft.field.${field}`), value }),
      ),
      ...(mine.draft?.shared ? [say('mydata.draft.shared')] : []),
    ]),
    part(
      'questions',
      mine.questions.map((one) => questionLine(one, say)),
    ),
    part('messages', mine.messages > 0 ? [say('mydata.messages', { value: String(mine.messages) })] : []),
  ].filter(({ lines }) => lines.length > 0);
}

/** The wording of a consent, where one was shown: «стоп» and links have none. */
function wordsOf({ wording, granted }: MyConsent, say: Say): string {
  return granted && wording.includes(' ') ? say('mydata.wording', { wording }) : '';
}

function questionLine({ text, askedAt, answer, answeredAt, cancelledAt }: MyQuestion, say: Say): string {
  const asked = say('mydata.question', { start: longMoment(askedAt), value: text });
  if (answer !== null && answeredAt !== null)
    return `${asked} ${say('mydata.answer', { start: longMoment(answeredAt), value: answer })}`;
  return `${asked} ${say(cancelledAt === null ? 'mydata.waiting' : 'mydata.cancelled')}`;
}
