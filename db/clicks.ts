// Owns the queries about what people do with letters: visits of links, and leaving; whose doing a visit is, is src/app/letters/clicks.ts's.
import { and, count, eq, gt, inArray, isNull, ne, or, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

/** A visit of one link: `visitor` is a hash of the letter, `near` all broadcasts whose links that letter holds. */
export type Visit = {
  broadcastId: string;
  link: number;
  visitor: string;
  human: boolean;
  now: number;
  near: readonly string[];
  /** Different links of one letter within so many milliseconds were not opened by a person. */
  burstMs: number;
};

/**
 * Counts a visit once a letter and link. A visit that is no person's may become one later; a person's stays one,
 * unless another link of the letter is visited right after it: then neither was.
 */
export async function noteVisit({ t, s }: At, visit: Visit): Promise<void> {
  const { broadcastId, link, visitor, now } = visit;
  const others = and(
    inArray(t.click.broadcastId, [...visit.near]),
    eq(t.click.visitor, visitor),
    gt(t.click.at, now - visit.burstMs),
    or(ne(t.click.broadcastId, broadcastId), ne(t.click.link, link)),
  );
  const burst = await s.update(t.click).set({ human: false }).where(others).returning({ link: t.click.link });
  const human = visit.human && burst.length === 0;
  await s
    .insert(t.click)
    .values({ broadcastId, link, visitor, human, at: now })
    .onConflictDoUpdate({
      target: [t.click.broadcastId, t.click.link, t.click.visitor],
      set: { human, at: now },
      setWhere: eq(t.click.human, false),
    });
}

const people = sql<number>`coalesce(sum(case when human then 1 else 0 end), 0)`;

/** Visits of each link of a broadcast: letters whose link a person opened, and letters whose link anything opened. */
export async function visitsOf({ t, s }: At, broadcastId: string) {
  return await s
    .select({ link: t.click.link, people: people.mapWith(Number), all: count() })
    .from(t.click)
    .where(eq(t.click.broadcastId, broadcastId))
    .groupBy(t.click.link)
    .orderBy(t.click.link);
}

/** Letters of a broadcast in which a person opened any link. */
export async function clickedBy({ t, s }: At, broadcastId: string): Promise<number> {
  const rows = await s
    .select({ people: sql<number>`count(distinct ${t.click.visitor})`.mapWith(Number) })
    .from(t.click)
    .where(and(eq(t.click.broadcastId, broadcastId), eq(t.click.human, true)));
  return rows[0]?.people ?? 0;
}

/** Counts that somebody left, without saying who. */
export async function addLeaving({ t, s }: At, row: Tables['leaving']['$inferSelect']): Promise<void> {
  await s.insert(t.leaving).values(row);
}

/** Who comes back has not left. */
export async function dropLeaving({ t, s }: At, id: string): Promise<void> {
  await s.delete(t.leaving).where(eq(t.leaving.id, id));
}

/** Notes why somebody left, once; returns whether such a leaving is known. */
export async function giveReason({ t, s }: At, id: string, reason: string): Promise<boolean> {
  const open = and(eq(t.leaving.id, id), isNull(t.leaving.reason));
  await s.update(t.leaving).set({ reason }).where(open);
  return (await s.select({ id: t.leaving.id }).from(t.leaving).where(eq(t.leaving.id, id))).length > 0;
}

/** How many left by a link of this broadcast's letters, by the reason that they gave (null: none). */
export async function leavingsOf({ t, s }: At, broadcastId: string) {
  return await s
    .select({ reason: t.leaving.reason, people: count() })
    .from(t.leaving)
    .where(eq(t.leaving.broadcastId, broadcastId))
    .groupBy(t.leaving.reason);
}
