// Owns what everybody may know of an event on its public page: the event and how many seats are left, never who has them.
import { findEvent, takenAt } from '../../../db/events.ts';
import { seatsLeft } from '../../core/event.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import { type App, reading } from '../app.ts';

export type EventPages = {
  find: (id: string) => Promise<{ event: CityEvent; seatsLeft: number | null } | null>;
};

/** Looks events up for their pages. */
export function eventPages(app: App): EventPages {
  return {
    find: async (id) => {
      const event = await findEvent(reading(app), id);
      if (!event) return null;
      return { event, seatsLeft: seatsLeft(event.capacity ?? null, await takenAt(reading(app), id)) };
    },
  };
}
