// Owns the queries for figures that need no kept sums: which broadcasts have begun, and how far each plan has come.
import { and, asc, count, desc, inArray, isNotNull, isNull, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** States of broadcasts of which something has gone out, or could have. */
const begun = ['sending', 'paused', 'done', 'cancelled'] as const;

/** The last broadcasts that have begun, the newest first. */
export async function broadcastsShown({ t, s }: At, most: number) {
  const { broadcast } = t;
  const { id, at, kind, contest, body } = broadcast;
  const rows = sql`exists (select 1 from ${t.broadcastSum} k where k.broadcast_id = ${broadcast.id})`;
  return await s
    .select({ id, at, kind, contest, body })
    .from(broadcast)
    .where(and(inArray(broadcast.state, [...begun]), isNull(broadcast.amends), rows))
    .orderBy(desc(broadcast.at), desc(broadcast.id))
    .limit(most);
}

/** Each plan in use: its rows, those that staff confirmed, and its messages sent, still ahead and missed. */
export async function plansShown({ t, s }: At) {
  const { plan, planLine, broadcast } = t;
  const plans = await s
    .select({ id: plan.id, title: plan.title })
    .from(plan)
    .where(isNull(plan.droppedAt))
    .orderBy(asc(plan.title), asc(plan.id));
  const lines = await s
    .select({ id: planLine.planId, rows: count(), confirmed: count(planLine.confirmedAt) })
    .from(planLine)
    .where(isNull(planLine.dropped))
    .groupBy(planLine.planId);
  const messages = await s
    .select({ id: broadcast.planId, state: broadcast.state, n: count() })
    .from(broadcast)
    .where(and(isNotNull(broadcast.planId), isNull(broadcast.amends)))
    .groupBy(broadcast.planId, broadcast.state);
  const sum = (id: string, states: readonly string[]) =>
    messages.reduce((all, one) => (one.id === id && states.includes(one.state) ? all + one.n : all), 0);
  return plans.map(({ id, title }) => {
    const line = lines.find((one) => one.id === id);
    return {
      id,
      title,
      rows: line?.rows ?? 0,
      confirmed: line?.confirmed ?? 0,
      sent: sum(id, ['done']),
      ahead: sum(id, ['draft', 'waiting', 'approved', 'expanding', 'sending', 'paused']),
      missed: sum(id, ['missed', 'cancelled']),
    };
  });
}

/** Addresses on the stop list by why, the most first. */
export async function stopCounts({ t, s }: At): Promise<{ reason: string; addresses: number }[]> {
  return await s
    .select({ reason: t.suppression.reason, addresses: count() })
    .from(t.suppression)
    .groupBy(t.suppression.reason)
    .orderBy(desc(count()), asc(t.suppression.reason));
}
