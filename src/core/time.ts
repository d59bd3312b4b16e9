// Owns time as the city lives it: instants in milliseconds, local dates in Kyiv, and nothing that reads a clock.

/** A clock that is handed in; milliseconds since the epoch. */
export type Clock = { now: () => number };

export const zone = 'Europe/Kyiv';
export const secondMs = 1000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** The instant as a date and time in Kyiv. */
export function inKyiv(instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(instant)).toZonedDateTimeISO(zone);
}

/** Local dates of hours asked for lately: a page that goes through a calendar asks for the same ones hundreds of times. */
const datesOfHours = new Map<number, string>();
const mostHours = 5000;

/** The local date in Kyiv, `YYYY-MM-DD`. */
export function localDate(instant: number): string {
  // Kyiv's midnights have been whole hours all along since 1970; before that nothing is remembered.
  const hour = Math.floor(instant / hourMs);
  const known = datesOfHours.get(hour);
  if (known !== undefined) return known;
  const date = inKyiv(instant).toPlainDate().toString();
  if (datesOfHours.size >= mostHours) datesOfHours.clear();
  if (hour >= 0) datesOfHours.set(hour, date);
  return date;
}

/** The instant of a local date and time in Kyiv; a time that the clock skips moves forward, a doubled one is the earlier. */
export function kyivInstant(date: string, time = '00:00'): number {
  return Temporal.PlainDate.from(date)
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
    .toInstant().epochMilliseconds;
}

/** `YYYY-MM-DD` plus a number of calendar days. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Calendar days from one local date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return (dayOf(to) - dayOf(from)) / dayMs;
}

/** A local date as the instant of its midnight in UTC, where every day has as many hours. */
function dayOf(date: string): number {
  const instant = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(instant)) throw new RangeError(`no date: ${date}`);
  return instant;
}

/** The last local day of a period that ends (exclusively) at `closes`: a midnight belongs to the day before it. */
export function lastDay(closes: number): string {
  return localDate(closes - 1);
}

/** The closing time as people say it, `HH:MM`: midnight and the last minute are both the end of the day, 23:59. */
export function closingTime(closes: number): string {
  const known = closingTimes.get(closes);
  if (known !== undefined) return known;
  const at = inKyiv(closes);
  const time = at.hour === 0 && at.minute === 0 ? '23:59' : at.toPlainTime().toString().slice(0, 5);
  if (closingTimes.size >= mostHours) closingTimes.clear();
  closingTimes.set(closes, time);
  return time;
}

/** Closings of stages are few, and every answer names some. */
const closingTimes = new Map<number, string>();

/** The instant written with its Kyiv offset, to the minute or second: for JSON and people alike. */
export function isoInKyiv(instant: number): string {
  return inKyiv(instant).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/**
 * Reads an ISO instant or a local Kyiv date and time (`2027-03-08T10:00`, `2027-03-08 10:00`, `2027-03-08`).
 * Returns milliseconds, or null where the text is neither.
 */
export function readInstant(text: string): number | null {
  const tidy = text.trim().replace(' ', 'T');
  try {
    if (/(Z|[+-]\d\d:?\d\d)$/i.test(tidy) && tidy.includes('T'))
      return Temporal.Instant.from(tidy).epochMilliseconds;
    return Temporal.PlainDateTime.from(tidy).toZonedDateTime(zone).toInstant().epochMilliseconds;
  } catch {
    return null;
  }
}

export type QuietHours = { from: string; to: string };

/** Whether the instant lies in the quiet hours (which may span midnight). */
export function isQuiet(instant: number, quiet: QuietHours): boolean {
  const time = inKyiv(instant).toPlainTime().toString().slice(0, 5);
  return quiet.from <= quiet.to
    ? quiet.from <= time && time < quiet.to
    : time >= quiet.from || time < quiet.to;
}

/** The first instant at or after `instant` that is outside the quiet hours. */
export function afterQuiet(instant: number, quiet: QuietHours): number {
  if (!isQuiet(instant, quiet)) return instant;
  const date = localDate(instant);
  const sameDay = kyivInstant(date, quiet.to);
  return sameDay > instant ? sameDay : kyivInstant(addDays(date, 1), quiet.to);
}
