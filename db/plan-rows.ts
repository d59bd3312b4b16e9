// Owns keeping the rows of a plan after an edit: only what changed is written, in the order in which the rows stand.
import type { EditableRow } from '../src/core/plan/plan-edit.ts';
import { and, eq } from './drizzle.ts';
import type { At } from './people.ts';
import { changeLine, type PlanRowStored } from './plans.ts';

/** A stored row as the pure edits want it. */
export function editable({ planId: _, position: __, ...row }: PlanRowStored): EditableRow {
  return row;
}

/** Writes the rows as they are now: new ones inserted, changed ones updated, missing ones deleted. */
export async function keepRows(
  at: At,
  planId: string,
  of: { before: readonly PlanRowStored[]; rows: readonly EditableRow[] },
): Promise<void> {
  const { t, s } = at;
  const known = new Map(of.before.map((row) => [row.key, row]));
  const kept = new Set(of.rows.map((row) => row.key));
  for (const row of of.before) {
    if (kept.has(row.key)) continue;
    await s.delete(t.planLine).where(and(eq(t.planLine.planId, planId), eq(t.planLine.key, row.key)));
  }
  for (const [position, row] of of.rows.entries()) {
    const fresh: PlanRowStored = { ...row, planId, position };
    const old = known.get(row.key);
    if (!old) await s.insert(t.planLine).values(fresh);
    else if (!sameRow(old, fresh)) await changeLine(at, { planId, key: row.key }, fresh);
  }
}

function sameRow(a: PlanRowStored, b: PlanRowStored): boolean {
  const parts = (row: PlanRowStored) => [
    row.position,
    row.body,
    row.settings,
    row.confirmedAt,
    row.confirmedBy,
    row.dropped,
    row.original,
    row.change,
    row.reason,
  ];
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b));
}
