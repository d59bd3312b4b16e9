// Owns the places on the wire that are kept for replies while they are being written: such a reply is written as being
// called, and its call begins right after the commit. Whatever finds no place waits in the ledger for the sender's look.
import type { Called } from '../../../db/sending.ts';

/** A place that is kept. Exactly one of the two is called: `go` once the row is stored, `leave` where it was not. */
export type Place = { go: (row: Called) => void; leave: () => void };

/** `free`: how many calls could begin now, kept places not counted. `call` makes one; `ring` tells that one was given up. */
type Of = { free: () => number; call: (row: Called) => void; ring: () => void };

/**
 * The places of one sender. While replies may wait in the ledger none is given, so that nobody's later answer overtakes
 * an earlier one: it begins so, and is so again once a place was refused, until a look has found all that waited.
 */
export function createPlaces({ free, call, ring }: Of) {
  let kept = 0;
  let refused = 0;
  let behind = true;
  return {
    /** A place for one reply, asked for inside the write that stores it; null: it has to wait. */
    give: (): Place | null => {
      if (behind || free() <= kept) {
        behind = true;
        refused += 1;
        return null;
      }
      kept += 1;
      return {
        go: (row) => {
          kept -= 1;
          call(row);
        },
        leave: () => {
          kept -= 1;
          ring();
        },
      };
    },
    kept: () => kept,
    /**
     * Called inside a write that looks for what waits; what it returns is called after the commit where everything was
     * found. Whoever was refused in a later write still waits.
     */
    look: () => {
      const before = refused;
      return (): void => {
        if (refused === before) behind = false;
      };
    },
  };
}
