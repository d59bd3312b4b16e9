// Owns looking up what a turn about events or polls speaks of.
import { holdEvent, listPolls, seatsOfPerson, seatsTaken } from '../../../db/events.ts';
import { type At, grantedScopes } from '../../../db/people.ts';
import { listEvents } from '../../../db/plans.ts';
import type { Command } from '../../core/dialog/command.ts';
import { type EventLook, type EventsLook, type Poll, type PollLook, seatsLeft } from '../../core/event.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import { dayMs } from '../../core/time.ts';
import type { App } from '../app.ts';
import { answeredBy, countsOf, type Subject } from '../events/event-answers.ts';
import type { Looking } from './look-projects.ts';

/** Events and polls that are over stay in sight this long: for their recordings, questions and results. */
const lookBackMs = 30 * dayMs;

type Of = Pick<Looking, 'meant' | 'person'> & {
  /** The event on which a deep link lands; null or not said: on none. */
  landing?: string | null;
};

/** Events and polls as this person sees them; null where the turn is not about them. */
export async function lookAtEvents(at: At, app: App, of: Of): Promise<EventsLook | null> {
  const { meant, landing = null } = of;
  if (!speaksOfEvents(meant) && landing === null) return null;
  // Whoever signs up is told of their seat before it is written: nobody else may take it in between.
  if (meant?.kind === 'event' && meant.act !== 'show') await holdEvent(at, meant.id);
  return await eventsOf(at, app, of.person.id);
}

/** The same, whatever the turn is about. */
export async function eventsOf(at: At, app: App, personId: string): Promise<EventsLook> {
  return {
    events: await eventsSeen(at, app, personId),
    polls: await pollsSeen(at, app, personId),
    hears: await grantedScopes(at, personId, 'events'),
    publicUrl: app.publicUrl,
  };
}

function speaksOfEvents(meant: Command | null): boolean {
  switch (meant?.kind) {
    case 'events':
    case 'event':
    case 'rate':
    case 'poll':
    case 'stop':
      return true;
    default:
      return false;
  }
}

async function eventsSeen(at: At, app: App, personId: string): Promise<EventLook[]> {
  const since = app.clock.now() - lookBackMs;
  const events: CityEvent[] = (await listEvents(at)).filter((event) => event.startsAt > since);
  const taken = await seatsTaken(at);
  const mine = new Map((await seatsOfPerson(at, personId)).map((row) => [row.eventId, row.state]));
  const subject = (event: CityEvent, question: 1 | 2): Subject => `event:${event.id}:${question}`;
  const subjects = events.flatMap((event) => [subject(event, 1), subject(event, 2)]);
  const answered = await answeredBy(at, app, { subjects, personId });
  return events.map((event) => ({
    event,
    seatsLeft: seatsLeft(event.capacity ?? null, taken.get(event.id) ?? { going: 0, waiting: 0 }),
    mine: mine.get(event.id) ?? null,
    rated: ([1, 2] as const).filter((question) => answered.has(subject(event, question))),
  }));
}

async function pollsSeen(at: At, app: App, personId: string): Promise<PollLook[]> {
  const now = app.clock.now();
  const polls = (await listPolls(at)).filter(
    (poll) => poll.opensAt <= now && poll.closesAt > now - lookBackMs,
  );
  const subject = (poll: { id: string }): Subject => `poll:${poll.id}`;
  const answered = await answeredBy(at, app, { subjects: polls.map(subject), personId });
  const seen: PollLook[] = [];
  for (const { createdAt: _, createdBy: __, ...poll } of polls) {
    const one: Poll = poll;
    const counts = now >= poll.closesAt ? await countsOf(at, subject(poll), poll.options.length) : null;
    seen.push({ poll: one, answered: answered.has(subject(poll)), counts });
  }
  return seen;
}
