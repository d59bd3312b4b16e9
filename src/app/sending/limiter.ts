// Owns the pace of one channel account: calls evenly spaced, each slot free again a second after its call was counted.

export type Limiter = {
  /** How many calls may begin at this moment, at most `most`. */
  free: (most: number) => number;
  /**
   * A call begins; the function that it returns is called when the answer is there, and says from which instant of
   * `now` on the call's slot serves again.
   */
  begin: () => () => number;
  /** Milliseconds until another call may begin; infinite while that depends on an answer under way. */
  waitMs: () => number;
  /** Nothing leaves for this many milliseconds: a platform said so. */
  pauseFor: (ms: number) => void;
};

/** Counted so precisely by neither side: what is kept away from the edge of a platform's second. */
const marginMs = 2;
/** The shortest round trip is believed only after so many answers, and forgotten after a while. */
const fewestTrips = 10;
const tripsLastMs = 30_000;

/**
 * A platform that counts calls in any trailing second sees at most `perSecond` of them, whatever the jitter. When a
 * call was counted is only known to lie between its start and its answer; the shortest round trip bounds the way there
 * and back together, so a slot is free again 1,000 ms after the answer less that trip. Even spacing keeps bursts away.
 * `now` is a monotonic clock in milliseconds: a jump of the wall clock neither bursts nor stops the lane.
 */
export function createLimiter(options: { perSecond: number; now: () => number }): Limiter {
  const { perSecond, now } = options;
  const unlimited = perSecond === Number.POSITIVE_INFINITY;
  const spacing = unlimited ? 0 : 1000 / perSecond;
  const slots = unlimited ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(perSecond));
  // Timers are exact to about 10 ms: a fast lane begins what belongs to one such moment at once.
  const burst = Math.max(1, Math.round(perSecond / 100));
  const trips = createShortest(now);
  const cooling: number[] = [];
  let underWay = 0;
  let nextAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function slotsFree(at: number): number {
    while (cooling.length > 0 && (cooling[0] ?? 0) <= at) cooling.shift();
    return slots - underWay - cooling.length;
  }

  return {
    free: (most) => {
      const at = now();
      if (at < pausedUntil) return 0;
      if (unlimited) return most;
      if (at < nextAt) return 0;
      return Math.max(0, Math.min(most, burst, slotsFree(at)));
    },
    begin: () => {
      const begun = now();
      underWay += 1;
      // A timer that rang late may catch up by half a step, never by more.
      nextAt = Math.max(nextAt, begun - spacing * (burst - 0.5)) + spacing;
      return () => {
        const answered = now();
        underWay -= 1;
        if (unlimited) return answered;
        const free = answered - trips.note(answered - begun) + 1000 + marginMs;
        cooling.push(free);
        return free;
      };
    },
    waitMs: () => {
      const at = now();
      const slot = unlimited || slotsFree(at) > 0 ? at : (cooling[0] ?? Number.POSITIVE_INFINITY);
      return Math.max(0, Math.max(pausedUntil, unlimited ? at : nextAt, slot) - at);
    },
    pauseFor: (ms) => {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
  };
}

/** The shortest round trip of late; 0 as long as there are too few of them to believe. */
function createShortest(now: () => number) {
  let before = { shortest: Number.POSITIVE_INFINITY, count: 0 };
  let current = { shortest: Number.POSITIVE_INFINITY, count: 0, since: now() };
  return {
    note: (trip: number): number => {
      if (now() - current.since > tripsLastMs) {
        before = current;
        current = { shortest: Number.POSITIVE_INFINITY, count: 0, since: now() };
      }
      current.shortest = Math.min(current.shortest, trip);
      current.count += 1;
      const enough = before.count + current.count >= fewestTrips;
      return enough ? Math.min(before.shortest, current.shortest) : 0;
    },
  };
}
