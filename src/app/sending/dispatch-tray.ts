// Owns what a sender has in its hands between two writes: calls under way, and answers that are not written yet. What is
// on the tray leaves it only once a write has surely stored it.
import type { Called } from '../../../db/sending.ts';
import type { Brought, Freed } from './dispatch-hand.ts';
import type { Answered } from './dispatch-settle.ts';

/** Everything that the next write has to store. */
export type Full = Omit<Brought, 'wants'> & { answered: readonly Answered[] };

type One = { rows: readonly Called[]; slot: number | null };

export function createTray() {
  const underWay = new Set<One>();
  let answered: Answered[] = [];
  let freed: Freed[] = [];
  let uncalled: string[] = [];
  let pausedUntil = 0;
  let doubtful = false;

  const drop = (one: One, freeAt: number) => {
    underWay.delete(one);
    if (one.slot !== null) freed.push({ slot: one.slot, freeAt });
  };

  /** The rows and slots that are known to be in these hands: whatever else the tables say is ours was marked in vain. */
  function inHand() {
    const slots = [...underWay].flatMap(({ slot }) => (slot === null ? [] : [slot]));
    const rows = [...underWay].flatMap((one) => one.rows.map(({ id }) => id));
    return {
      rows: new Set([...rows, ...answered.map(({ row }) => row.id)]),
      slots: new Set([...slots, ...freed.map(({ slot }) => slot)]),
    };
  }

  return {
    /** Answers and rows that wait to be written. */
    size: () => answered.length + uncalled.length,
    begin: (one: One) => {
      underWay.add(one);
    },
    /** A call was answered; its slot serves again at `freeAt`. */
    put: (one: One, of: { answered: readonly Answered[]; freeAt: number; pauseMs: number }) => {
      drop(one, of.freeAt);
      answered.push(...of.answered);
      if (of.pauseMs > 0) pausedUntil = Math.max(pausedUntil, performance.now() + of.pauseMs);
    },
    /** Rows that were marked and shall not be called. */
    leave: (one: One, freeAt: number) => {
      drop(one, freeAt);
      uncalled.push(...one.rows.map(({ id }) => id));
    },
    /** A write failed, and may have been stored all the same. */
    doubt: () => {
      doubtful = true;
    },
    look: (): Full => ({
      answered: [...answered],
      freed: [...freed],
      uncalled: [...uncalled],
      pauseMs: Math.max(0, pausedUntil - performance.now()),
      unsure: doubtful ? inHand() : null,
    }),
    /** What was looked at has been stored; what came meanwhile stays. */
    empty: (full: Full) => {
      answered = answered.slice(full.answered.length);
      freed = freed.slice(full.freed.length);
      uncalled = uncalled.slice(full.uncalled.length);
      if (full.unsure) doubtful = false;
    },
  };
}
