// Owns counting the people whom an audience rule would mean but for their own choices, or whom no channel reaches.
import type { Audience } from '../src/core/broadcast.ts';
import { chosenAddress, meant } from './audience.ts';
import { and, count, gt, lte, type SQL, sql } from './drizzle.ts';
import type { Addressing, Range } from './expansion.ts';
import type { At } from './people.ts';

/** muted: they refused this topic · voted: they said so · unreachable: none of the channels leads to them. */
export const apartReasons = ['muted', 'voted', 'unreachable'] as const;
export type ApartReason = (typeof apartReasons)[number];

/** How many people of a range stay apart, by why; each is counted once, by the first reason. */
export async function countApart(at: At, rule: Addressing, range: Range): Promise<Map<ApartReason, number>> {
  const { t, s } = at;
  const { audience } = rule;
  const why = reasonOf(at, rule);
  const each = s
    .select({ why: why.as('why') })
    .from(t.person)
    .where(
      and(
        gt(t.person.id, range.after),
        ...(range.upTo === null ? [] : [lte(t.person.id, range.upTo)]),
        ...meant(at, { ...audience, topic: null, unlessVoted: null }),
      ),
    )
    .as('each_one');
  const rows = await s.select({ why: each.why, people: count() }).from(each).groupBy(each.why);
  return new Map(
    apartReasons.map((reason) => [reason, rows.find((row) => row.why === reason)?.people ?? 0] as const),
  );
}

function reasonOf(at: At, rule: Addressing): SQL<string | null> {
  const { t } = at;
  const { topic, unlessVoted, contest }: Audience = rule.audience;
  const cases: SQL[] = [];
  if (topic !== null)
    cases.push(sql`when exists (select 1 from ${t.mute} m where m.person_id = ${t.person.id}
      and m.topic = ${topic}) then 'muted'`);
  if (unlessVoted !== null)
    cases.push(sql`when exists (select 1 from ${t.voted} v where v.person_id = ${t.person.id}
      and v.contest = ${contest} and v.cycle = ${unlessVoted}) then 'voted'`);
  cases.push(sql`when ${chosenAddress(at, rule)} is null then 'unreachable'`);
  return sql<string | null>`case ${sql.join(cases, sql` `)} else null end`;
}
