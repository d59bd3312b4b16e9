// Owns who has a seat: taking one, giving it back, and moving up who waits, never more people than there are seats.
import { addBroadcast } from '../../../db/broadcasts.ts';
import {
  eventsWithQueue,
  firstWaiting,
  holdEvent,
  putSeat,
  seatsOfPerson,
  takenAt,
} from '../../../db/events.ts';
import type { At } from '../../../db/people.ts';
import { isCancelled, seatsLeft } from '../../core/event.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import { seatFreed } from '../../core/occurrences/occurrence-events.ts';
import { afterQuiet } from '../../core/time.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { rowOf } from '../plan/reconcile.ts';

/**
 * Gives a person a seat, or a place in the queue where none is free. Who has either keeps it. Returns false where the
 * event is none, is cancelled or has begun.
 */
export async function takeSeat(
  at: At,
  app: Pick<App, 'clock'>,
  of: { event: string; personId: string },
): Promise<boolean> {
  const event = await holdEvent(at, of.event);
  const now = app.clock.now();
  if (!event || isCancelled(event) || event.startsAt <= now) return false;
  const mine = await stateOf(at, of);
  if (mine === 'going' || mine === 'waiting') return true;
  const left = seatsLeft(event.capacity ?? null, await takenAt(at, event.id));
  const state = left === null || left > 0 ? 'going' : 'waiting';
  await putSeat(at, { eventId: event.id, personId: of.personId, state, at: now });
  return true;
}

/** Gives a seat or a place in the queue back; who waits longest moves up. */
export async function leaveSeat(at: At, app: App, of: { event: string; personId: string }): Promise<void> {
  const event = await holdEvent(at, of.event);
  const mine = await stateOf(at, of);
  if (!event || mine === null || mine === 'left') return;
  await putSeat(at, { eventId: event.id, personId: of.personId, state: 'left', at: app.clock.now() });
  await fillSeats(at, app, event.id);
}

async function stateOf(at: At, of: { event: string; personId: string }) {
  return (await seatsOfPerson(at, of.personId)).find((row) => row.eventId === of.event)?.state ?? null;
}

/**
 * Moves people up from the queue while seats are free, and makes a message to each. Nobody moves up who could be told only
 * after the start. Returns how many moved up.
 */
export async function fillSeats(at: At, app: App, eventId: string): Promise<number> {
  const event = await holdEvent(at, eventId);
  const now = app.clock.now();
  const tellAt = afterQuiet(now, app.files.city.quietHours);
  if (!event || isCancelled(event) || event.startsAt <= tellAt) return 0;
  let moved = 0;
  for (;;) {
    const { going } = await takenAt(at, event.id);
    const capacity = event.capacity ?? null;
    if (capacity !== null && going >= capacity) return moved;
    const next = await firstWaiting(at, event);
    if (!next) return moved;
    await putSeat(at, { ...next, state: 'going', at: now });
    await tellSeat(at, app, { event, person: next.personId, tellAt });
    moved += 1;
  }
}

async function tellSeat(
  at: At,
  app: App,
  of: { event: CityEvent; person: string; tellAt: number },
): Promise<void> {
  const content = await currentContent(app, at);
  const { event, person, tellAt } = of;
  const sources = { content, event, channels: channelNames(app), publicUrl: app.publicUrl };
  await addBroadcast(at, rowOf(app, seatFreed(sources, { person, at: tellAt }), null));
}

/** Fills what came free by an erasure, by two chats becoming one person, or by more seats. */
export async function sweepSeats(app: App): Promise<void> {
  const queued = await eventsWithQueue(reading(app), app.clock.now());
  for (const { id } of queued) await writing(app, (at) => fillSeats(at, app, id));
}
