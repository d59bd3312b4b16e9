// Owns the queries of the open data: what kept sums say of broadcasts by line, month and channel. Nobody's row is read.
import { and, eq, inArray, isNotNull, isNull, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** States of rows that went out. */
const out = ['sent', 'delivered'];

/** Kept counts of what went out for lines of plans, by broadcast. */
export async function sentForLines({ t, s }: At) {
  const { broadcast, broadcastSum } = t;
  return await s
    .select({
      planId: sql<string>`${broadcast.planId}`,
      line: sql<string>`${broadcast.line}`,
      id: broadcast.id,
      at: broadcast.at,
      state: broadcastSum.state,
      n: sql<number>`sum(${broadcastSum.n})`.mapWith(Number),
    })
    .from(broadcastSum)
    .innerJoin(broadcast, eq(broadcast.id, broadcastSum.broadcastId))
    .where(and(isNotNull(broadcast.planId), isNotNull(broadcast.line), inArray(broadcastSum.state, [...out])))
    .groupBy(broadcast.planId, broadcast.line, broadcast.id, broadcast.at, broadcastSum.state);
}

/** Kept counts of everything that went out to many, by broadcast and channel; what puts another one right is not one more. */
export async function sentByChannel({ t, s }: At) {
  const { broadcast, broadcastSum } = t;
  const { id, at, amends } = broadcast;
  const { channel, state, n } = broadcastSum;
  return await s
    .select({ id, at, amends, channel, state, n })
    .from(broadcastSum)
    .innerJoin(broadcast, eq(broadcast.id, broadcastSum.broadcastId))
    .where(
      and(inArray(state, [...out]), isNull(amends), sql`coalesce(${broadcast.audience} ->> 'only', '') = ''`),
    );
}
