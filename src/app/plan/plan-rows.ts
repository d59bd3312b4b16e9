// Owns how a stored row of a plan is shown to staff, and what it can't be confirmed without.
import type { PlanRowStored } from '../../../db/plans.ts';
import { type CityEvent, carriageOf } from '../../core/occurrences/occurrence.ts';
import type { PlanRow } from './plan-view.ts';

/** A stored row as staff see it. */
export function rowOf(line: PlanRowStored, events: readonly CityEvent[]): PlanRow {
  return {
    line: line.body,
    settings: line.settings,
    confirmedAt: line.confirmedAt,
    confirmedBy: line.confirmedBy,
    dropped: line.dropped,
    original: line.original,
    change: line.change,
    reason: line.reason,
    carriage: carriageOf(line.body),
    needs: needsOf(line, events),
  };
}

/** What a row can't be confirmed without: nothing is guessed, staff are asked. */
export function needsOf(line: PlanRowStored, events: readonly CityEvent[]): PlanRow['needs'] {
  const carriage = carriageOf(line.body);
  const invited = events.some((event) => event.planId === line.planId && event.line === line.key);
  if (carriage === 'invitations') return invited ? [] : ['event'];
  // The bot's stage messages and the letters have a default of their own, whatever the period says.
  if (carriage !== null) return [];
  const { kind, offsetDays, anchor } = line.body.period;
  if (kind === 'stageBound' && anchor === null && line.settings.stages === null) return ['stages'];
  if (kind === 'missing' || kind === 'notAPeriod') return ['period'];
  return kind === 'relative' && offsetDays === null ? ['period'] : [];
}
