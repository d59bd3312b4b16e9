// Owns how old an event of Viber may be when its webhook brings it. An event that was seen before is the application's to know.
import type { Inbound } from '../src/core/inbound.ts';
import { termOf } from '../src/core/retention.ts';
import { dayMs } from '../src/core/time.ts';

/**
 * As long as the application remembers events by their hashes, whatever is played again is known by its hash. Only what
 * is older could pass for new. A shorter window would gain nothing and might refuse what a platform brings late: a
 * clock that is wrong must not make residents unheard. Telegram needs none: its updates carry no signature, so whoever
 * could play one again could as well write a new one.
 */
export const windowMs = termOf('events', {}) * dayMs;

/** Viber opened its bots to everybody late in 2016: an older instant is none, and no recording can carry it. */
const beforeBots = Date.UTC(2017, 0, 1);

/**
 * Whether an event is too old to be recognised. `now`: the application's clock, which a training may have set; the real
 * one counts, too, so that an event is late only by both.
 */
export function isReplayed(
  { at, kind }: Inbound,
  { now, real = Date.now() }: { now: number; real?: number },
): boolean {
  // A receipt says what became of our own message; telling it twice changes nothing.
  if (kind === 'receipt' || at < beforeBots) return false;
  return at + windowMs < Math.min(now, real);
}
