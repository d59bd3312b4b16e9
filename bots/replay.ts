// Owns how old an event of a platform may be when its webhook brings it: what is older was recorded and is played again,
// or answers nobody any more. An event that was seen before is the application's to know, whatever its age.
import type { Inbound } from '../src/core/inbound.ts';

const hour = 3_600_000;

/**
 * Telegram keeps an update that it couldn't deliver for 24 hours (https://core.telegram.org/bots/api#getting-updates);
 * one hour more for clocks that differ.
 */
export const telegramWindowMs = 25 * hour;

/**
 * Viber repeats a callback for about an hour (https://developers.viber.com/docs/faq/); one more for clocks that differ.
 */
export const viberWindowMs = 2 * hour;

/** There were no bots on either platform before it: an older instant is none, and no recording can carry it. */
const beforeBots = Date.UTC(2015, 0, 1);

/**
 * Whether an event is too old to be genuine. `now`: the application's clock, which a training may have set; the real
 * one counts, too, so that an event is late only by both.
 */
export function isReplayed(
  { at, kind }: Inbound,
  { windowMs, now, real = Date.now() }: { windowMs: number; now: number; real?: number },
): boolean {
  // A receipt says what became of our own message; telling it twice changes nothing.
  if (kind === 'receipt' || at < beforeBots) return false;
  return at + windowMs < Math.min(now, real);
}
