// Owns working days: weekends, and the days off and moved working days that staff enter.

/** A day that is not what its weekday says; `working` tells which. */
export type SpecialDay = { date: string; title: string; working: boolean };

/** Whether people work on a local date (`YYYY-MM-DD`). Under martial law only what staff entered differs from the weekday. */
export function isWorkingDay(date: string, special: readonly SpecialDay[]): boolean {
  const entered = special.find((day) => day.date === date);
  if (entered) return entered.working;
  return Temporal.PlainDate.from(date).dayOfWeek <= 5;
}

/**
 * The date that is `count` working days after `date`; the first day counted is the next one, as terms are counted.
 * Negative counts go back. Zero gives the date itself, or the next working day where it is none.
 */
export function addWorkingDays(date: string, count: number, special: readonly SpecialDay[]): string {
  const step = count < 0 ? -1 : 1;
  let day = Temporal.PlainDate.from(date);
  let left = Math.abs(Math.trunc(count));
  if (left === 0) {
    while (!isWorkingDay(day.toString(), special)) day = day.add({ days: 1 });
    return day.toString();
  }
  while (left > 0) {
    day = day.add({ days: step });
    if (isWorkingDay(day.toString(), special)) left -= 1;
  }
  return day.toString();
}
