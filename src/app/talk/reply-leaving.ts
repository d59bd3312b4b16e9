// Owns how the replies of a turn leave right after its commit: written as being called where the sender has places for
// them, and handed to it once they are stored. After a crash between the two they are sent like all replies in a call.
import type { DeliveryRow } from '../../../db/ledger.ts';
import type { AddressRow } from '../../../db/people.ts';
import type { App } from '../app.ts';
import type { Place } from '../sending/dispatch-places.ts';

export type Leaving = ReturnType<typeof createLeaving>;

/** The replies of one turn that have a place on the wire. */
export function createLeaving(app: Pick<App, 'place'>) {
  const kept: { place: Place; go: () => void }[] = [];
  return {
    /** The row as it is to be written: in a call where it has a place, else as it was handed in. */
    hold: (row: DeliveryRow, { address, sessionAt }: AddressRow): DeliveryRow => {
      const place = app.place?.(row.channel);
      if (!place) return row;
      kept.push({ place, go: () => place.go({ ...row, address, sessionAt }) });
      return { ...row, state: 'calling', attempts: row.attempts + 1 };
    },
    /** Lets the replies go once they are stored, or gives their places up where they were not. */
    after: async <T>(written: Promise<T>): Promise<T> => {
      try {
        const value = await written;
        for (const { go } of kept) go();
        return value;
      } catch (error) {
        for (const { place } of kept) place.leave();
        throw error;
      }
    },
  };
}
