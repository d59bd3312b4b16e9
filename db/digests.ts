// Owns the query of who wants one digest a week in place of single notices.
import { type ContestId, contestIds } from '../src/core/contest.ts';
import { and, eq, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** The contests whose reminders at least one person wants as a weekly digest. */
export async function digestContests({ t, s }: At): Promise<ContestId[]> {
  // Every sweep asks: from the few who want digests to their consents, and no further than the first.
  const weekly = eq(t.person.pace, 'weekly');
  const [anybody] = await s.select({ id: t.person.id }).from(t.person).where(weekly).limit(1);
  if (!anybody) return [];
  const found: ContestId[] = [];
  for (const contest of contestIds) {
    const reminded = sql`exists (select 1 from ${t.standing} g where g.person_id = ${t.person.id}
      and g.purpose = 'reminders' and g.contest in (${contest}, 'any') and g.granted = true)`;
    const [one] = await s.select({ id: t.person.id }).from(t.person).where(and(weekly, reminded)).limit(1);
    if (one) found.push(contest);
  }
  return found;
}
