// Owns the pace of one channel account: calls evenly spaced, each slot free again a second after its answer.

export type Limiter = {
  /** Waits for a slot; the function that it resolves with frees the slot when the answer is there. */
  take: () => Promise<() => void>;
  /** Nothing leaves for this many milliseconds: a platform said so. */
  pauseFor: (ms: number) => void;
};

/**
 * A platform that counts calls in any trailing second sees at most `perSecond` of them, whatever the jitter: a slot
 * is taken again only 1,000 ms after its answer. Even spacing keeps bursts away. `now` is a monotonic
 * clock in milliseconds: a jump of the wall clock neither bursts nor stops the lane.
 */
export function createLimiter(options: {
  perSecond: number;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}): Limiter {
  const { perSecond, now, sleep } = options;
  const spacing = 1000 / perSecond;
  const slots: number[] = Array.from({ length: Math.max(1, Math.floor(perSecond)) }, () => 0);
  let nextAt = 0;
  let paused = 0;

  async function take(): Promise<() => void> {
    for (;;) {
      const at = now();
      const slot = slots.findIndex((free) => free <= at);
      const ready = Math.max(nextAt, paused, slot === -1 ? soonest(slots, at) : 0);
      if (slot !== -1 && ready <= at) {
        nextAt = Math.max(at, nextAt + spacing);
        slots[slot] = Number.POSITIVE_INFINITY;
        return () => {
          slots[slot] = now() + 1000;
        };
      }
      await sleep(Math.max(1, ready - at));
    }
  }

  return {
    take,
    pauseFor: (ms) => {
      paused = Math.max(paused, now() + ms);
    },
  };
}

/** When the next slot may be free: an answer under way is looked for again shortly. */
function soonest(slots: readonly number[], at: number): number {
  const known = Math.min(...slots);
  return Number.isFinite(known) ? known : at + 5;
}
