// Owns what lies between a copy of the database and its restoring: which of that time could have let a message out.
import { isQuiet, kyivInstant, localDate, type QuietHours } from './time.ts';

/** From the last instant of which the copy knows to the instant at which it is put back, in milliseconds. */
export type Lost = { from: number; to: number };

/** The last instant of the lost time at which something unasked could leave; null where all of it lies in one night. */
export function lastLoud({ from, to }: Lost, quiet: QuietHours): number | null {
  if (!isQuiet(to, quiet)) return to;
  const evening = nightBegan(to, quiet) - 1;
  return evening >= from ? evening : null;
}

/** When the night began in which an instant lies. */
function nightBegan(instant: number, quiet: QuietHours): number {
  const sameDay = kyivInstant(localDate(instant), quiet.from);
  if (sameDay <= instant) return sameDay;
  const dayBefore = Temporal.PlainDate.from(localDate(instant)).subtract({ days: 1 }).toString();
  return kyivInstant(dayBefore, quiet.from);
}
