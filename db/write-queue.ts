// Owns how writes wait for their turn, whatever the engine: one after another, never one inside another. How those that wait
// at the same moment share a transaction is each engine's own.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Session } from './database.ts';

/** A transaction takes no further work after so many, or after so long: somebody waits for its commit. */
export const mostShared = 64;
export const longestMs = 10;

/** A work that waits for its turn; exactly one of the two is called, `done` after the commit. */
export type Waiting = { run: () => Promise<() => void>; failed: (error: unknown) => void };

/**
 * Works given to `write` wait in order. `share` makes one transaction of the first and of as many behind it as it takes
 * off `waiting`, and tells each of them; `wake` says when to begin where nothing is under way.
 */
export function openWriteQueue(
  session: Session,
  of: {
    share: (first: Waiting, waiting: Waiting[]) => Promise<void>;
    wake: (begin: () => void) => void;
  },
): Database['write'] {
  const inside = new AsyncLocalStorage<true>();
  const waiting: Waiting[] = [];
  let awake = false;

  async function drain(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await of.share(next, waiting);
    awake = false;
  }

  return (work) => {
    if (inside.getStore())
      return Promise.reject(new Error('a write inside a write: pass the session on instead'));
    return new Promise((resolve, reject) => {
      const run = AsyncLocalStorage.bind(async () => {
        const value = await inside.run(true, () => work(session));
        return () => resolve(value);
      });
      waiting.push({ run, failed: reject });
      if (awake) return;
      awake = true;
      of.wake(() => void drain());
    });
  };
}
