// Owns how what was understood of a plan's row is said to staff: period, money, responsible, confidence.
import type { PlanAnchor, PlanFunding, PlanLine, PlanPeriod } from '../../../core/plan/plan.ts';
import { type PlanParty, planEvents } from '../../../core/plan/plan.ts';
import { longDate } from '../../../core/ukrainian.ts';
import { kopecks, type Tone } from '../show.ts';
import type { Say } from '../words.ts';

/** A period in words: its kind, dates, repetition and what it hangs on. */
export function periodWords(say: Say, period: PlanPeriod): string {
  const parts = [
    say(`period.${period.kind}`),
    period.from && period.to && period.from === period.to ? longDate(period.from) : span(say, period),
    period.every && everyWords(say, period.every),
    period.dueDay !== null && say('period.dueDay', { day: String(period.dueDay) }),
    anchorWords(say, period),
  ];
  return parts.filter(Boolean).join('; ');
}

function span(say: Say, { from, to }: PlanPeriod): string {
  if (from && to) return say('period.span', { from: longDate(from), to: longDate(to) });
  if (from) return say('period.since', { from: longDate(from) });
  return to ? say('period.until', { to: longDate(to) }) : '';
}

/** An ISO 8601 duration of one unit, `P3M`; any other one is shown as the document's own text beside it. */
export function everyWords(say: Say, every: string): string {
  const [, count, unit] = /^P(\d+)([DWMY])$/.exec(every) ?? [];
  return count && unit ? say(`period.every.${unit}`, { n: Number(count) }) : every;
}

function anchorWords(say: Say, { anchor, edge, offsetDays, dayCount }: PlanPeriod): string {
  if (!anchor) return '';
  const named = anchorName(say, anchor);
  const name = edge ? say(`period.edge.${edge}`, { name: named }) : named;
  if (offsetDays === null) return say('period.anchor', { name });
  const direction = offsetDays < 0 ? 'before' : 'after';
  const days = dayCount === 'working' ? 'workingDays' : 'days';
  return say(`period.${direction}.${days}`, { n: Math.abs(offsetDays), name });
}

function anchorName(say: Say, anchor: PlanAnchor): string {
  const event = planEvents.find((known) => known === anchor);
  return event ? say(`event.${event}`) : say(`stage.${anchor}`);
}

/** Whether money is foreseen and how much in each year; the printed share stays in the literal text. */
export function fundingWords(say: Say, funding: PlanFunding): string {
  const amounts = funding.amounts.map(({ year, planned, actual }) => {
    const sums = [
      planned !== null && say('funding.planned', { sum: kopecks(planned) }),
      actual !== null && say('funding.actual', { sum: kopecks(actual) }),
    ].filter((sum) => typeof sum === 'string');
    const said = sums.length > 0 ? sums.join(', ') : say('funding.nothing');
    return year === null ? said : say('funding.inYear', { year: String(year), sums: said });
  });
  const years = funding.years.length > 0 ? [say('funding.years', { years: funding.years.join(', ') })] : [];
  return [say(`funding.${funding.kind}`), ...years, ...amounts].join('; ');
}

export function responsibleWords(say: Say, parties: readonly PlanParty[]): string {
  return parties.map(({ name, role }) => say(`party.${role}`, { name })).join('\n');
}

/** How sure the reading is, in words and as a number. */
export function confidenceWords(say: Say, confidence: number): { text: string; tone: Tone } {
  const level = confidence >= 0.85 ? 'high' : confidence >= 0.6 ? 'middle' : 'low';
  const tones = { high: 'done', middle: 'note', low: 'problem' } as const;
  return {
    text: say(`confidence.${level}`, { percent: Math.round(confidence * 100) }),
    tone: tones[level],
  };
}

export function lineTitle(line: PlanLine): string {
  return line.number ? `${line.number}. ${line.what}` : line.what;
}

/** The way to the page of a row. */
export function editPath(plan: { id: string }, key: string): string {
  return `/plans/${encodeURIComponent(plan.id)}/row/${encodeURIComponent(key)}`;
}
