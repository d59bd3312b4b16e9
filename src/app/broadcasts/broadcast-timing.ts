// Owns how long a broadcast takes: when its last message leaves, and whether that is soon enough to be of use.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import type { Content } from '../../core/texts.ts';
import { addDays, afterQuiet, kyivInstant, localDate, type QuietHours } from '../../core/time.ts';

/** When `seconds` of sending that may begin at `from` (an instant) are over, if nothing leaves in the quiet hours. */
export function lastLeaves(from: number, seconds: number, quiet: QuietHours): number {
  let at = afterQuiet(from, quiet);
  let left = seconds * 1000;
  for (;;) {
    const night = nextQuiet(at, quiet);
    if (at + left <= night) return at + left;
    left -= night - at;
    at = afterQuiet(night, quiet);
  }
}

/** The next instant at which the quiet hours begin. */
function nextQuiet(after: number, quiet: QuietHours): number {
  const tonight = kyivInstant(localDate(after), quiet.from);
  return tonight > after ? tonight : kyivInstant(addDays(localDate(after), 1), quiet.from);
}

type Timed = Pick<BroadcastRow, 'at' | 'lastUsefulAt' | 'contest' | 'stage'>;

/**
 * The end of the stage that it is about, else of its contest's cycle; null where that is over before it begins, since
 * then it speaks of what has been.
 */
export function closingOf(content: Content, { at, contest, stage }: Timed): number | null {
  if (contest === null) return null;
  const stages = content.contests[contest].cycle.stages.filter((one) => stage === null || one.id === stage);
  const closes = Math.max(...stages.map((one) => one.closes));
  return closes > at ? closes : null;
}

export type Ending = { endsAt: number; endsBeforeClosing: boolean };

/** When the last of its messages leaves from now on, and whether that is before its last use and the closing. */
export function endingOf(content: Content, row: Timed, of: { now: number; durationSeconds: number }): Ending {
  const endsAt = lastLeaves(Math.max(of.now, row.at), of.durationSeconds, content.city.quietHours);
  const closes = closingOf(content, row);
  return { endsAt, endsBeforeClosing: endsAt <= row.lastUsefulAt && (closes === null || endsAt <= closes) };
}
