// Owns the queries of the public register: broadcasts to many people that have gone out, the newest first.
import { and, count, desc, eq, inArray, isNull, notInArray, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Kinds that everybody may read: what goes to those who have a seat at an event may hold the link to join it. */
const kinds = ['notice', 'letter', 'invitation', 'digest', 'own', 'project'] as const;

/** Gone out, at least to some: of a broadcast that was stopped or is under way too. To one named person alone: never. */
function goneOut({ t }: At, without: readonly string[]) {
  const { broadcast, broadcastSum } = t;
  const some = sql`exists (select 1 from ${broadcastSum} k where k.broadcast_id = ${broadcast.id}
    and k.state in ('sent', 'delivered', 'gone', 'failed', 'unknown'))`;
  return and(
    inArray(broadcast.state, ['sending', 'paused', 'done', 'cancelled']),
    inArray(broadcast.kind, [...kinds]),
    isNull(broadcast.amends),
    sql`coalesce(${broadcast.audience} ->> 'only', '') = ''`,
    without.length === 0 ? undefined : notInArray(broadcast.id, [...without]),
    some,
  );
}

export async function registeredCount(at: At, without: readonly string[]): Promise<number> {
  const rows = await at.s.select({ n: count() }).from(at.t.broadcast).where(goneOut(at, without));
  return rows[0]?.n ?? 0;
}

/** One page of it; `without`: those that were taken out. */
export async function registered(at: At, of: { without: readonly string[]; from: number; most: number }) {
  const { id, at: when, body, channels } = at.t.broadcast;
  return await at.s
    .select({ id, at: when, body, channels })
    .from(at.t.broadcast)
    .where(goneOut(at, of.without))
    .orderBy(desc(when), desc(id))
    .limit(of.most)
    .offset(of.from);
}

/** Corrections and recalls of these broadcasts that were approved and have begun. */
export async function amendedOf({ t, s }: At, ids: readonly string[]) {
  const { broadcast } = t;
  if (ids.length === 0) return [];
  return await s
    .select({ amends: broadcast.amends, kind: broadcast.kind })
    .from(broadcast)
    .where(
      and(
        inArray(broadcast.amends, [...ids]),
        inArray(broadcast.state, ['expanding', 'sending', 'paused', 'done']),
      ),
    )
    .orderBy(desc(eq(broadcast.kind, 'correction')));
}
