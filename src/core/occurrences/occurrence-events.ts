// Owns the messages to people who signed up for an event: reminder, link, change, cancellation, recording, questions. Pure.
import { audienceOf, type Occurrence } from '../broadcast.ts';
import { endOf, isCancelled, linkLifeMs, linkMoment, ratings } from '../event.ts';
import { factsFor } from '../facts.ts';
import type { Choice } from '../reply.ts';
import type { Fact, Facts } from '../template.ts';
import type { Content } from '../texts.ts';
import { addDays, afterQuiet, hourMs, inKyiv, kyivInstant, localDate, type QuietHours } from '../time.ts';
import { longMoment, quoted } from '../ukrainian.ts';
import { bodyOf, type ChannelNames, type CityEvent, morning, newsLifeMs } from './occurrence-parts.ts';

type Sources = {
  content: Content;
  events: readonly CityEvent[];
  channels: ChannelNames;
  publicUrl?: string;
};

/** The questions come when people are home again. */
const questionsAfterMs = 2 * hourMs;

/** Every message to those who have a seat at an event; a cancelled one has a single message left. */
export function eventOccurrences(sources: Sources): Occurrence[] {
  return sources.events.flatMap((event) => {
    const of = { ...sources, event };
    const all = isCancelled(event)
      ? [cancelled(of)]
      : [reminder(of), link(of), changed(of), recording(of), questions(of)];
    return all.filter((one) => one !== null);
  });
}

type Of = Sources & { event: CityEvent };

function reminder(of: Of): Occurrence | null {
  const { content, event } = of;
  const day = kyivInstant(addDays(localDate(event.startsAt), -1), morning);
  const at = afterQuiet(day, content.city.quietHours);
  // Whoever signed up or was told of a change after this hour has just read when it is.
  if (at <= Math.max(event.createdAt, event.changedAt ?? 0)) return null;
  const key = event.link === null ? 'event.reminder' : 'event.reminder.online';
  return message(of, { name: `reminder@${localDate(event.startsAt)}`, key, at, choices: leaving(of) });
}

function link(of: Of): Occurrence | null {
  const { content, event } = of;
  if (event.link === null) return null;
  const at = linkMoment(event, content.city.quietHours);
  const moment = inKyiv(event.startsAt).toPlainDateTime().toString({ smallestUnit: 'minute' });
  const until = event.startsAt + linkLifeMs;
  return message(of, { name: `link@${moment}`, key: 'event.link', at, until });
}

function changed(of: Of): Occurrence | null {
  const { content, event } = of;
  const changedAt = event.changedAt ?? null;
  if (changedAt === null) return null;
  const at = newsMoment(event, changedAt, content.city.quietHours);
  const key = isLinkOut(of, at) ? 'event.changed.online' : 'event.changed';
  return message(of, { name: `changed@${changedAt}`, key, at, choices: leaving(of) });
}

function cancelled(of: Of): Occurrence | null {
  const { content, event } = of;
  const at = newsMoment(event, event.cancelledAt ?? 0, content.city.quietHours);
  return message(of, { name: `cancelled@${localDate(event.startsAt)}`, key: 'event.cancelled', at });
}

/**
 * When people hear that an event is changed or cancelled. Nobody is woken for it: what happens in the quiet hours is told
 * at their end, unless the event begins before: then it is told at once, or people would come in vain.
 */
function newsMoment({ startsAt }: CityEvent, happenedAt: number, quiet: QuietHours): number {
  const tellAt = afterQuiet(happenedAt, quiet);
  return tellAt < startsAt ? tellAt : happenedAt;
}

/** Whether a message goes out in the quiet hours, which end at `quietEnds`: at their end it would be too late. */
export function isNightNews(
  { kind, key, lastUsefulAt }: Pick<Occurrence, 'key' | 'lastUsefulAt'> & { kind: string },
  quietEnds: number,
): boolean {
  return kind === 'event' && /:(?:changed|cancelled)@/.test(key) && lastUsefulAt <= quietEnds;
}

function recording(of: Of): Occurrence | null {
  const { content, event } = of;
  if (!event.recordingUrl) return null;
  const at = afterQuiet(Math.max(endOf(event), event.recordedAt ?? 0), content.city.quietHours);
  return message(of, { name: 'recording', key: 'event.recording', at, until: at + newsLifeMs });
}

function questions(of: Of): Occurrence | null {
  const { content, channels, event } = of;
  const at = afterQuiet(endOf(event) + questionsAfterMs, content.city.quietHours);
  const one = message(of, {
    name: `questions@${localDate(event.startsAt)}`,
    key: 'event.questions',
    at,
    until: at + newsLifeMs,
    choices: ratingChoices(content, event.id, 1),
  });
  // A letter has nothing to press: who is reached only there is not asked.
  return { ...one, channels: [...channels.chats] };
}

/** The answers to one of the two questions after an event, in their order: the number of each is its value. */
export function ratingChoices(content: Content, event: string, question: 1 | 2): Choice[] {
  return Array.from({ length: ratings[question] }, (_, index) => ({
    label: content.phrases[`button.rate.${question}.${index + 1}`] ?? '',
    value: `/rate ${event} ${question} ${index + 1}`,
  }));
}

/** A seat came free for somebody who waited: one message to this person alone, made when it happens. */
export function seatFreed(
  sources: Omit<Sources, 'events'> & { event: CityEvent },
  of: { person: string; at: number },
): Occurrence {
  const whole = { ...sources, events: [] };
  const key = isLinkOut(whole, of.at) ? 'event.freed.online' : 'event.freed';
  const name = `${seatMark}${of.at}:${of.person}`;
  const one = message(whole, { name, key, at: of.at, choices: leaving(whole) });
  return { ...one, audience: { ...one.audience, only: of.person } };
}

const seatMark = 'seat@';

/** Messages of kind *event* that no sweep derives again, because they tell what happened to one person. */
export function isSeatMessage(key: string): boolean {
  return key.startsWith('event:') && key.includes(`:${seatMark}`);
}

function leaving({ content, event }: Pick<Of, 'content' | 'event'>): Choice[] {
  return [{ label: content.phrases['button.event.leave'] ?? '', value: `/event ${event.id} leave` }];
}

function isLinkOut({ content, event }: Pick<Of, 'content' | 'event'>, at: number): boolean {
  return event.link !== null && linkMoment(event, content.city.quietHours) <= at;
}

type Message = { name: string; key: string; at: number; until?: number; choices?: readonly Choice[] };

function message(of: Of, { name, key, at, until, choices = [] }: Message): Occurrence {
  const { content, channels, event } = of;
  const facts = { ...factsFor(content, { contest: event.contest, now: at }), ...eventFacts(of) };
  return {
    key: `event:${event.id}:${name}`,
    planId: event.planId,
    line: event.line,
    kind: 'event',
    nature: 'official',
    contest: event.contest,
    stage: event.stage,
    at,
    lastUsefulAt: until ?? event.startsAt,
    audience: audienceOf({ purposes: ['events'], contest: event.contest, attends: event.id }),
    channels: [...channels.chats, ...channels.letters],
    body: words(content, facts, { key, choices }),
  };
}

/** A letter has no button to leave by: it says where that is. */
function words(content: Content, facts: Facts, of: { key: string; choices: readonly Choice[] }) {
  const text = content.phrases[of.key] ?? '';
  return bodyOf(content, facts, {
    text,
    ...(of.choices.length > 0 ? { letterText: `${text}\n\n${content.phrases['event.letter'] ?? ''}` } : {}),
    subject: content.phrases[`${of.key.replace(/\.online$/, '')}.subject`],
    choices: of.choices,
  });
}

/** What templates may say of an event. `event.link` is its page; `link` opens it for those who signed up. */
export function eventFacts({ event, publicUrl }: Pick<Of, 'event' | 'publicUrl'>): Record<string, Fact> {
  const fact = (value: string | null): Fact => ({ label: 'event', kind: 'text', value });
  return {
    'event.title': fact(event.title),
    'event.quoted': fact(quoted(event.title)),
    'event.when': fact(whenInWords(event)),
    'event.where': fact(event.place),
    'event.link': fact(publicUrl === undefined ? event.place : `${publicUrl}/event/${event.id}`),
    link: fact(event.link),
    value: fact(event.recordingUrl ?? null),
  };
}

/** `10 березня 2027 року, 18:00–19:30`; an end on another day is said whole. */
export function whenInWords({ startsAt, endsAt }: Pick<CityEvent, 'startsAt' | 'endsAt'>): string {
  if (!endsAt) return longMoment(startsAt);
  const sameDay = localDate(startsAt) === localDate(endsAt);
  const end = sameDay ? inKyiv(endsAt).toPlainTime().toString().slice(0, 5) : longMoment(endsAt);
  return sameDay ? `${longMoment(startsAt)}–${end}` : `${longMoment(startsAt)} — ${end}`;
}
