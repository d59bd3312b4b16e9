// Owns the queries about events, seats at them, polls, and answers without identities; the rows of a plan's events are plans.ts's.
import type { SeatState } from '../src/core/event.ts';
import type { CityEvent } from '../src/core/occurrences/occurrence.ts';
import { and, asc, count, eq, gt, inArray, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type SeatRow = Tables['seat']['$inferSelect'];
export type PollRow = Tables['poll']['$inferSelect'];

export async function findEvent({ t, s }: At, id: string): Promise<CityEvent | null> {
  return (await s.select().from(t.event).where(eq(t.event.id, id)))[0] ?? null;
}

export async function changeEvent(
  { t, s }: At,
  id: string,
  change: Partial<Tables['event']['$inferInsert']>,
): Promise<void> {
  await s.update(t.event).set(change).where(eq(t.event.id, id));
}

/**
 * Holds the event until the end of this write: whoever counts its seats after this counts them alone, also where
 * several writers are at work at once.
 */
export async function holdEvent({ t, s }: At, id: string): Promise<CityEvent | null> {
  const held = await s
    .update(t.event)
    .set({ capacity: sql`${t.event.capacity}` })
    .where(eq(t.event.id, id))
    .returning();
  return held[0] ?? null;
}

export type Taken = { going: number; waiting: number };

/** How many people have a seat and how many wait for one, by event; events without either are left out. */
export async function seatsTaken(
  { t, s }: At,
  events: readonly string[] | null = null,
): Promise<Map<string, Taken>> {
  const rows = await s
    .select({ event: t.seat.eventId, state: t.seat.state, people: count() })
    .from(t.seat)
    .where(events === null ? undefined : inArray(t.seat.eventId, [...events]))
    .groupBy(t.seat.eventId, t.seat.state);
  const taken = new Map<string, Taken>();
  for (const { event, state, people } of rows) {
    const one = taken.get(event) ?? { going: 0, waiting: 0 };
    if (state === 'going') one.going = Number(people);
    if (state === 'waiting') one.waiting = Number(people);
    taken.set(event, one);
  }
  return taken;
}

export async function takenAt(at: At, event: string): Promise<Taken> {
  return (await seatsTaken(at, [event])).get(event) ?? { going: 0, waiting: 0 };
}

export async function seatsOfPerson({ t, s }: At, personId: string): Promise<SeatRow[]> {
  return await s
    .select()
    .from(t.seat)
    .where(eq(t.seat.personId, personId))
    .orderBy(asc(t.seat.at), asc(t.seat.eventId));
}

/** Puts a seat into a state; its instant is the place in the queue. */
export async function putSeat({ t, s }: At, seat: SeatRow): Promise<void> {
  await s
    .insert(t.seat)
    .values(seat)
    .onConflictDoUpdate({
      target: [t.seat.eventId, t.seat.personId],
      set: { state: seat.state, at: seat.at },
    });
}

/**
 * Who has waited longest for a seat and can be told of one: people who took back their consent to hear of events keep
 * their place and are passed over.
 */
export async function firstWaiting({ t, s }: At, event: Pick<CityEvent, 'id' | 'contest'>) {
  const hears = sql`exists (select 1 from ${t.standing} g where g.person_id = ${t.seat.personId}
    and g.purpose = 'events' and g.contest in (${event.contest}, 'any') and g.granted = true)`;
  const rows = await s
    .select()
    .from(t.seat)
    .where(and(eq(t.seat.eventId, event.id), eq(t.seat.state, 'waiting'), hears))
    .orderBy(asc(t.seat.at), asc(t.seat.personId))
    .limit(1);
  return rows[0] ?? null;
}

/** Events to come at which somebody waits for a seat. */
export async function eventsWithQueue({ t, s }: At, now: number): Promise<CityEvent[]> {
  const waiting: SeatState = 'waiting';
  return await s
    .select()
    .from(t.event)
    .where(
      and(
        gt(t.event.startsAt, now),
        sql`${t.event.cancelledAt} is null`,
        sql`exists (select 1 from ${t.seat} w where w.event_id = ${t.event.id} and w.state = ${waiting})`,
      ),
    )
    .orderBy(asc(t.event.startsAt), asc(t.event.id));
}

export async function addPoll({ t, s }: At, poll: PollRow): Promise<void> {
  await s.insert(t.poll).values(poll);
}

export async function listPolls({ t, s }: At): Promise<PollRow[]> {
  return await s.select().from(t.poll).orderBy(asc(t.poll.opensAt), asc(t.poll.id));
}

export async function findPoll({ t, s }: At, id: string): Promise<PollRow | null> {
  return (await s.select().from(t.poll).where(eq(t.poll.id, id)))[0] ?? null;
}

export async function changePoll({ t, s }: At, id: string, change: Partial<PollRow>): Promise<void> {
  await s.update(t.poll).set(change).where(eq(t.poll.id, id));
}

/**
 * Counts an answer once: `who` is a keyed hash of subject and person. Returns false where they have answered before;
 * then nothing changes.
 */
export async function countAnswer(
  { t, s }: At,
  of: { subject: string; who: string; option: number },
): Promise<boolean> {
  const { subject, who, option } = of;
  const first = await s
    .insert(t.turnout)
    .values({ subject, who })
    .onConflictDoNothing()
    .returning({ who: t.turnout.who });
  if (first.length === 0) return false;
  await s
    .insert(t.tally)
    .values({ subject, option, n: 1 })
    .onConflictDoUpdate({ target: [t.tally.subject, t.tally.option], set: { n: sql`${t.tally.n} + 1` } });
  return true;
}

/** Which of these answers were given, by subject. */
export async function answeredOf(
  { t, s }: At,
  asked: readonly { subject: string; who: string }[],
): Promise<Set<string>> {
  if (asked.length === 0) return new Set();
  const rows = await s
    .select()
    .from(t.turnout)
    .where(
      inArray(
        t.turnout.who,
        asked.map(({ who }) => who),
      ),
    );
  return new Set(rows.map(({ subject }) => subject));
}

/** Counts by option of one subject; options that nobody chose are left out. */
export async function tallyOf({ t, s }: At, subject: string): Promise<Map<number, number>> {
  const rows = await s
    .select()
    .from(t.tally)
    .where(eq(t.tally.subject, subject))
    .orderBy(asc(t.tally.option));
  return new Map(rows.map(({ option, n }) => [option, n]));
}

/** Everything about which somebody has answered anything. */
export async function answeredSubjects({ t, s }: At): Promise<string[]> {
  const rows = await s
    .selectDistinct({ subject: t.turnout.subject })
    .from(t.turnout)
    .orderBy(asc(t.turnout.subject));
  return rows.map(({ subject }) => subject);
}

/** Forgets that somebody answered; what was counted stays, because nobody knows which of it was theirs. */
export async function dropTurnout({ t, s }: At, who: readonly string[]): Promise<string[]> {
  if (who.length === 0) return [];
  const gone = await s
    .delete(t.turnout)
    .where(inArray(t.turnout.who, [...who]))
    .returning({ subject: t.turnout.subject });
  return gone.map(({ subject }) => subject);
}

export async function addTurnout({ t, s }: At, rows: readonly Tables['turnout']['$inferInsert'][]) {
  if (rows.length > 0)
    await s
      .insert(t.turnout)
      .values([...rows])
      .onConflictDoNothing();
}
