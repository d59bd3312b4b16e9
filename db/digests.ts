// Owns the query of who wants one digest a week in place of single notices.
import { type ContestId, contestIds } from '../src/core/contest.ts';
import { and, eq } from './drizzle.ts';
import type { At } from './people.ts';

/** The contests whose reminders at least one person wants as a weekly digest. */
export async function digestContests({ t, s }: At): Promise<ContestId[]> {
  const rows = await s
    .selectDistinct({ contest: t.standing.contest })
    .from(t.person)
    .innerJoin(t.standing, eq(t.standing.personId, t.person.id))
    .where(
      and(eq(t.person.pace, 'weekly'), eq(t.standing.purpose, 'reminders'), eq(t.standing.granted, true)),
    );
  const wanted = new Set(rows.map((row) => row.contest));
  return contestIds.filter((id) => wanted.has(id) || wanted.has('any'));
}
