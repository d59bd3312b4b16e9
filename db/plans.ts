// Owns the queries about plans, their lines, events and the stage dates that staff changed.
import type { LineSettings } from '../src/core/occurrences/occurrence.ts';
import type { ParsedPlan } from '../src/core/plan/plan.ts';
import { and, asc, desc, eq, isNotNull, isNull } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type PlanRowStored = Tables['planLine']['$inferSelect'];

export async function addPlan(
  { t, s }: At,
  of: { id: string; plan: ParsedPlan; fileName: string; now: number },
) {
  const { lines, ...head } = of.plan;
  const { id, fileName, now } = of;
  await s
    .insert(t.plan)
    .values({ id, title: head.title, status: head.status, head, fileName, importedAt: now });
  const settings: LineSettings = { stages: null };
  for (const [position, body] of lines.entries()) {
    await s.insert(t.planLine).values({ planId: id, key: body.key, position, body, settings });
  }
}

export async function listPlans({ t, s }: At) {
  const plans = await s.select().from(t.plan).orderBy(desc(t.plan.importedAt), asc(t.plan.id));
  const lines = await s.select().from(t.planLine).orderBy(asc(t.planLine.planId), asc(t.planLine.position));
  return plans.map((plan) => ({ plan, lines: lines.filter((line) => line.planId === plan.id) }));
}

export async function findPlan({ t, s }: At, id: string) {
  const plan = (await s.select().from(t.plan).where(eq(t.plan.id, id)))[0];
  if (!plan) return null;
  const lines = await s
    .select()
    .from(t.planLine)
    .where(eq(t.planLine.planId, id))
    .orderBy(asc(t.planLine.position));
  return { plan, lines };
}

export async function changeLine(
  { t, s }: At,
  of: { planId: string; key: string },
  change: Partial<PlanRowStored>,
) {
  await s
    .update(t.planLine)
    .set(change)
    .where(and(eq(t.planLine.planId, of.planId), eq(t.planLine.key, of.key)));
}

export async function changePlan(
  { t, s }: At,
  id: string,
  change: Partial<Tables['plan']['$inferSelect']>,
): Promise<void> {
  await s.update(t.plan).set(change).where(eq(t.plan.id, id));
}

export async function dropPlan({ t, s }: At, id: string, now: number): Promise<void> {
  await s.update(t.plan).set({ droppedAt: now }).where(eq(t.plan.id, id));
}

/** Confirmed, undropped lines of undropped plans that are no drafts: only these become work. */
export async function confirmedLines({ t, s }: At) {
  const rows = await s
    .select({ line: t.planLine, status: t.plan.status })
    .from(t.planLine)
    .innerJoin(t.plan, eq(t.plan.id, t.planLine.planId))
    .where(and(isNotNull(t.planLine.confirmedAt), isNull(t.planLine.dropped), isNull(t.plan.droppedAt)))
    .orderBy(asc(t.plan.importedAt), asc(t.planLine.position));
  return rows
    .filter((row) => row.status !== 'draft')
    .map(({ line }) => ({ planId: line.planId, line: line.body, settings: line.settings }));
}

export async function addEvent({ t, s }: At, event: Tables['event']['$inferInsert']): Promise<void> {
  await s.insert(t.event).values(event);
}

export async function listEvents({ t, s }: At) {
  return await s.select().from(t.event).orderBy(asc(t.event.startsAt), asc(t.event.id));
}

export async function stageDates({ t, s }: At) {
  return await s.select().from(t.stageDate).orderBy(asc(t.stageDate.contest), asc(t.stageDate.stage));
}

export async function setStageDate({ t, s }: At, row: Tables['stageDate']['$inferSelect']): Promise<void> {
  await s
    .insert(t.stageDate)
    .values(row)
    .onConflictDoUpdate({ target: [t.stageDate.contest, t.stageDate.stage], set: row });
}
