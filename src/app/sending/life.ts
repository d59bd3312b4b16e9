// Owns that a process which shares a city with others is seen to live: it says so every two seconds, and knows whether it
// has watched long enough to call others dead. What the dead leave behind is taken care of in dispatch-hand.ts.
import { endLife, noteLives } from '../../../db/lanes.ts';
import { type App, writing } from '../app.ts';

export type Life = {
  /** Begins a life of one sender: rows in a call and slots are kept under its id. */
  begin: () => Promise<string>;
  /** The orderly end of a sender's life, once nothing of it is in a call any more. */
  end: (id: string) => Promise<void>;
  /**
   * Whether who was not seen for `deadAfterMs` is dead: only where this process has seen and been seen without a gap for
   * as long. After an outage of the database everybody looks dead for a moment.
   */
  mayJudge: () => boolean;
  stop: () => Promise<void>;
};

/** Who was not seen for so long is dead: six beats. */
export const deadAfterMs = 12_000;
const beatMs = 2_000;
const gapMs = 5_000;

/** Starts to say that this process lives. `now`: a monotonic clock in milliseconds. */
export function startLife(app: App, now: () => number = () => performance.now()): Life {
  const ids = new Set<string>();
  let seenAt = Number.NEGATIVE_INFINITY;
  let steadySince = Number.POSITIVE_INFINITY;
  let beating: Promise<void> | null = null;

  async function beat(): Promise<void> {
    await writing(app, (at) => noteLives(at, [...ids]));
    const at = now();
    if (at - seenAt > gapMs) steadySince = at;
    seenAt = at;
  }
  const timer = setInterval(() => {
    if (ids.size === 0) return;
    beating ??= beat()
      .catch((error: unknown) => {
        app.log.warn({ error }, 'a beat was missed');
      })
      .finally(() => {
        beating = null;
      });
  }, beatMs);
  return {
    begin: async () => {
      const id = app.newId();
      await writing(app, (at) => noteLives(at, [id]));
      ids.add(id);
      return id;
    },
    end: async (id) => {
      ids.delete(id);
      await writing(app, (at) => endLife(at, id));
    },
    mayJudge: () => now() - seenAt <= gapMs && now() - steadySince >= deadAfterMs,
    stop: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}
