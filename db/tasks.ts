// Owns the queries about work for people, what happened in the city, and days that are not what their weekday says.
import type { SpecialDay } from '../src/core/workdays.ts';
import { and, asc, eq, inArray } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables, TaskState } from './tables.ts';

export type TaskRow = Tables['task']['$inferSelect'];
export type HappeningRow = Tables['happening']['$inferSelect'];

/** Adds a task once: a second one with its key changes nothing. */
export async function addTask({ t, s }: At, row: TaskRow): Promise<void> {
  await s.insert(t.task).values(row).onConflictDoNothing();
}

/** Tasks in these states (all of them where none is named), the first due first. */
export async function listTasks({ t, s }: At, states: readonly TaskState[] = []): Promise<TaskRow[]> {
  return await s
    .select()
    .from(t.task)
    .where(states.length === 0 ? undefined : inArray(t.task.state, [...states]))
    .orderBy(asc(t.task.dueOn), asc(t.task.key));
}

export async function findTask({ t, s }: At, id: string): Promise<TaskRow | null> {
  return (await s.select().from(t.task).where(eq(t.task.id, id)))[0] ?? null;
}

/** Changes a task that is still in the state named; false where somebody was faster. */
export async function changeTask(
  { t, s }: At,
  of: { id: string; from: TaskState },
  change: Partial<TaskRow>,
): Promise<boolean> {
  const changed = await s
    .update(t.task)
    .set(change)
    .where(and(eq(t.task.id, of.id), eq(t.task.state, of.from)))
    .returning();
  return changed.length > 0;
}

export async function addHappening({ t, s }: At, row: HappeningRow): Promise<void> {
  await s.insert(t.happening).values(row);
}

export async function listHappenings({ t, s }: At): Promise<HappeningRow[]> {
  return await s.select().from(t.happening).orderBy(asc(t.happening.on), asc(t.happening.id));
}

export async function putHoliday({ t, s }: At, row: SpecialDay): Promise<void> {
  await s.insert(t.holiday).values(row).onConflictDoUpdate({ target: t.holiday.date, set: row });
}

/** Whether there was such a day to remove. */
export async function removeHoliday({ t, s }: At, date: string): Promise<boolean> {
  return (await s.delete(t.holiday).where(eq(t.holiday.date, date)).returning()).length > 0;
}

export async function listHolidays({ t, s }: At): Promise<SpecialDay[]> {
  return await s.select().from(t.holiday).orderBy(asc(t.holiday.date));
}
