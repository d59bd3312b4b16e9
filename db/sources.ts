// Owns the counts of visits by source; registering sources and noting a visit is people.ts's.
import { and, count, gte, isNotNull, lt, sql } from './drizzle.ts';
import type { At } from './people.ts';

export type HourOfVisits = { source: string; channel: string; hour: number; visits: number };

const hourMs = 3_600_000;

/** Visits of a span (milliseconds, the end excluded) by source, channel and hour since the epoch; days are the caller's. */
export async function visitsByHour(
  { t, s }: At,
  { from, to }: { from: number; to: number },
): Promise<HourOfVisits[]> {
  const { source, channel, at } = t.visit;
  const hour = sql<number>`cast(${at} / ${sql.raw(String(hourMs))} as integer)`;
  const rows = await s
    .select({ source, channel, hour, visits: count() })
    .from(t.visit)
    .where(and(gte(at, from), lt(at, to)))
    .groupBy(source, channel, hour);
  return rows.map((row) => ({ ...row, hour: Number(row.hour) }));
}

/** How many people came to the bot first by each source, since the beginning. */
export async function peopleBySource({ t, s }: At): Promise<Record<string, number>> {
  const rows = await s
    .select({ source: t.person.source, people: count() })
    .from(t.person)
    .where(isNotNull(t.person.source))
    .groupBy(t.person.source);
  return Object.fromEntries(rows.map(({ source, people }) => [source ?? '', people]));
}
