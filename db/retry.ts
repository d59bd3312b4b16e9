// Owns the queries of a retry: which settled rows of a broadcast may be tried again, and who has none yet.
import type { DeliveryState } from '../src/core/delivery.ts';
import type { BroadcastRow } from './broadcasts.ts';
import { and, count, eq, inArray, isNull, ne, or, sql } from './drizzle.ts';
import type { At } from './people.ts';

type Retried = Pick<BroadcastRow, 'id' | 'audience'>;

/**
 * Rows in these states that staff have not decided to leave, of people who can still be reached there and still agree:
 * whoever left, refused this kind or has voted since gets nothing more.
 */
function retriable(at: At, { id, audience }: Retried, states: readonly DeliveryState[]) {
  const { t, s } = at;
  // Asked of each row: few rows are left over, and lists of everybody who agrees are long.
  const reachable = s
    .select({ id: t.address.id })
    .from(t.address)
    .where(and(eq(t.address.id, t.delivery.addressId), eq(t.address.state, 'active')));
  const person = and(
    sql`exists ${reachable}`,
    sql`exists ${agreeing(at, audience)}`,
    ...refusals(at, audience).map((refused) => sql`not exists ${refused}`),
  );
  // A public place of the city is no person and agrees to everything.
  const outlet = sql`${t.delivery.personId} like 'outlet:%'`;
  return and(
    eq(t.delivery.broadcastId, id),
    inArray(t.delivery.state, [...states]),
    // A decision is about an unknown outcome; what failed after one can be tried like any other.
    or(ne(t.delivery.state, 'unknown'), isNull(t.delivery.decidedBy)),
    or(person, outlet),
  );
}

function agreeing({ t, s }: At, { purposes, contest }: Retried['audience']) {
  return s
    .select({ id: t.standing.personId })
    .from(t.standing)
    .where(
      and(
        eq(t.standing.personId, t.delivery.personId),
        inArray(t.standing.purpose, [...purposes]),
        eq(t.standing.granted, true),
        ...(contest ? [inArray(t.standing.contest, [contest, 'any'])] : []),
      ),
    );
}

function refusals({ t, s }: At, { topic, contest, unlessVoted }: Retried['audience']) {
  const muted = topic
    ? [
        s
          .select({ id: t.mute.personId })
          .from(t.mute)
          .where(and(eq(t.mute.personId, t.delivery.personId), eq(t.mute.topic, topic))),
      ]
    : [];
  const voted =
    unlessVoted && contest
      ? [
          s
            .select({ id: t.voted.personId })
            .from(t.voted)
            .where(
              and(
                eq(t.voted.personId, t.delivery.personId),
                eq(t.voted.contest, contest),
                eq(t.voted.cycle, unlessVoted),
              ),
            ),
        ]
      : [];
  return [...muted, ...voted];
}

/** How many rows a retry of these states would open, by channel. */
export async function retriableByChannel(
  at: At,
  of: Retried,
  states: readonly DeliveryState[],
): Promise<Record<string, number>> {
  const { t, s } = at;
  const rows = await s
    .select({ channel: t.delivery.channel, rows: count() })
    .from(t.delivery)
    .where(retriable(at, of, states))
    .groupBy(t.delivery.channel);
  return Object.fromEntries(rows.map((row) => [row.channel, row.rows]));
}

/**
 * Puts exactly those rows back to pending, due now; returns how many. `row`: only that one. `decidedBy`: a rule that
 * tries them this once, so that the same outcome again is for nobody to decide.
 */
export async function openRetriable(
  at: At,
  of: Retried,
  how: { states: readonly DeliveryState[]; now: number; row?: string | null; decidedBy?: string },
): Promise<number> {
  const { t, s } = at;
  const { states, now, row = null, decidedBy = null } = how;
  const rows = await s
    .update(t.delivery)
    .set({ state: 'pending', dueAt: now, reason: 'retry', attempts: 0, settledAt: null, decidedBy })
    .where(and(retriable(at, of, states), ...(row === null ? [] : [eq(t.delivery.id, row)])))
    .returning({ id: t.delivery.id });
  return rows.length;
}

/** Those of these people who have a row of the broadcast already. */
export async function withRow({ t, s }: At, id: string, people: readonly string[]): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const rows = await s
    .select({ id: t.delivery.personId })
    .from(t.delivery)
    .where(and(eq(t.delivery.broadcastId, id), inArray(t.delivery.personId, [...people])));
  return new Set(rows.map((row) => row.id));
}
