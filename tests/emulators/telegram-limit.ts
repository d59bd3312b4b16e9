// Owns the emulated Telegram's bulk limit: so many messages in any trailing second, and what comes of going over it.

export type Limit = {
  /** Null: accepted. Else seconds to wait, as `retry_after` says. */
  refuse: (now: number) => number | null;
  /** Most messages accepted in any one second, and how many were refused. */
  figures: () => { mostInASecond: number; refused: number };
};

/**
 * `perSecond` messages in any trailing second; beyond that `retryAfter` seconds. With `ban`, everything is refused
 * until they are over.
 */
export function slidingLimit(options: { perSecond: number; retryAfter: number; ban: boolean }): Limit {
  const recent: number[] = [];
  let bannedUntil = 0;
  let mostInASecond = 0;
  let refused = 0;
  const refuse = (until: number, now: number): number => {
    refused += 1;
    if (options.ban) bannedUntil = until;
    return Math.ceil((until - now) / 1000);
  };
  return {
    refuse: (now) => {
      if (now < bannedUntil) return refuse(bannedUntil, now);
      while (recent.length > 0 && (recent[0] ?? 0) <= now - 1000) recent.shift();
      if (recent.length >= options.perSecond) return refuse(now + options.retryAfter * 1000, now);
      recent.push(now);
      mostInASecond = Math.max(mostInASecond, recent.length);
      return null;
    },
    figures: () => ({ mostInASecond, refused }),
  };
}
