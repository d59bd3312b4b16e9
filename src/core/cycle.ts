// Owns how dates move from one cycle to the next: stages keep their weekday, the plan's own dates keep their place in
// the month. Pure; what is written belongs to whoever asks.
import type { Stage } from './contest.ts';
import type { ParsedPlan, PlanAmount, PlanLine, PlanSpan } from './plan/plan.ts';
import { inKyiv, zone } from './time.ts';

/** Reads a shift of the command line: whole years, months, weeks or days, `1y`, `6m`, `52w`, `364d`; else null. */
export function readShift(text: string): Temporal.Duration | null {
  const [, count, unit] = /^([1-9]\d{0,3})([ymwd])$/.exec(text.trim()) ?? [];
  const n = Number(count);
  switch (unit) {
    case 'y':
      return Temporal.Duration.from({ years: n });
    case 'm':
      return Temporal.Duration.from({ months: n });
    case 'w':
      return Temporal.Duration.from({ weeks: n });
    case 'd':
      return Temporal.Duration.from({ days: n });
    default:
      return null;
  }
}

/** A stage moved on: the same time of day, on the nearest day that has the same weekday. */
export function shiftedStage(stage: Stage, shift: Temporal.Duration): Pick<Stage, 'opens' | 'closes'> {
  const moved = (instant: number) => {
    const at = inKyiv(instant);
    const date = sameWeekday(at.toPlainDate(), at.toPlainDate().add(shift));
    return date.toZonedDateTime({ timeZone: zone, plainTime: at.toPlainTime() }).toInstant()
      .epochMilliseconds;
  };
  return { opens: moved(stage.opens), closes: moved(stage.closes) };
}

function sameWeekday(before: Temporal.PlainDate, after: Temporal.PlainDate): Temporal.PlainDate {
  const ahead = (before.dayOfWeek - after.dayOfWeek + 7) % 7;
  return after.add({ days: ahead > 3 ? ahead - 7 : ahead });
}

/** A plan's date moved on; the last day of a month stays the last day. */
export function shiftedDate(date: string, shift: Temporal.Duration): string {
  const before = Temporal.PlainDate.from(date);
  const after = before.add(shift);
  const whole = shift.weeks === 0 && shift.days === 0;
  const last = before.day === before.daysInMonth;
  return (whole && last ? after.with({ day: after.daysInMonth }) : after).toString();
}

function shiftedSpan(span: PlanSpan | null, shift: Temporal.Duration): PlanSpan | null {
  return span && { from: shiftedDate(span.from, shift), to: shiftedDate(span.to, shift) };
}

/**
 * A plan for the next cycle: its lines with their dates moved, nothing paid and nothing reported yet. Words of the old
 * document stay as they are for staff to look at; no body has decided on the new one.
 */
export function nextPlan(plan: ParsedPlan, of: { name: string; shift: Temporal.Duration }): ParsedPlan {
  const lines = plan.lines.map((line) => nextLine(line, of.shift));
  return {
    ...plan,
    title: `${plan.title} (${of.name})`,
    status: 'unknown',
    decision: null,
    period: shiftedSpan(plan.period, of.shift),
    reportPeriod: null,
    lines,
    totals: { planned: plan.totals.planned, actual: null },
    warnings: [],
  };
}

function nextLine(line: PlanLine, shift: Temporal.Duration): PlanLine {
  const moved = (date: string | null) => date && shiftedDate(date, shift);
  const { period, funding } = line;
  const amounts = funding.amounts.map((amount) => nextAmount(amount, shift));
  const years = funding.years.map((year) => year + shift.years);
  return {
    ...line,
    period: { ...period, from: moved(period.from), to: moved(period.to) },
    funding: { ...funding, amounts, years, share: null },
    result: null,
  };
}

function nextAmount(amount: PlanAmount, { years }: Temporal.Duration): PlanAmount {
  return { ...amount, year: amount.year === null ? null : amount.year + years, actual: null };
}
