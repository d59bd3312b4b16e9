// Owns counting what one comer does within a window of time, in this process's memory: a thin hand on the library, whose
// own entry would load a dozen of stores that nobody here needs.
import { createRequire } from 'node:module';
import type { RateLimiterMemory } from 'rate-limiter-flexible';

// The package types only its whole entry, so its one file is fetched by name.
const Library = createRequire(import.meta.url)(
  'rate-limiter-flexible/lib/RateLimiterMemory.js',
) as typeof RateLimiterMemory;

/** How often it has been now, this time included, and how long until counting begins anew. */
export type Count = { count: number; waitMs: number };

export type Counter = {
  most: number;
  /** Counts one more of `who`, or as many as it `costs`. */
  add: (who: string, costs?: number) => Promise<Count>;
};

/** `most` within `seconds`; who goes beyond is over it for `silence` more seconds, counted from then (absent: until the window ends). */
export function createCounter(of: { most: number; seconds: number; silence?: number }): Counter {
  const { most, seconds, silence = 0 } = of;
  const library = new Library({ points: most, duration: seconds, blockDuration: silence });
  return {
    most,
    add: async (who, costs = 1) => {
      try {
        return countOf(await library.consume(who, costs));
      } catch (refusal) {
        // One too many is a rejection with the same figures; an error is a fault.
        if (refusal instanceof Error) throw refusal;
        return countOf(refusal as Figures);
      }
    },
  };
}

type Figures = { consumedPoints: number; msBeforeNext: number };

function countOf({ consumedPoints, msBeforeNext }: Figures): Count {
  return { count: consumedPoints, waitMs: Math.max(0, msBeforeNext) };
}
