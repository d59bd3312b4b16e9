// Owns what a rehearsal must know of people beside who may be addressed: what they refused, told and were sent already.
import type { Topic } from '../src/core/broadcast.ts';
import type { ContestId } from '../src/core/contest.ts';
import { priority } from '../src/core/delivery.ts';
import { and, eq, gt, gte, inArray, isNull, or, type SQL } from './drizzle.ts';
import type { At } from './people.ts';

/** What single people chose or told: everyone who is not named here gets single notices of every kind. */
export type Choices = {
  weekly: ReadonlySet<string>;
  muted: (topic: Topic) => ReadonlySet<string>;
  voted: (contest: ContestId | null, cycle: string) => ReadonlySet<string>;
};

/** Reads all choices at once: they are few beside the people. */
export async function choices({ t, s }: At): Promise<Choices> {
  const weekly = await s.select({ id: t.person.id }).from(t.person).where(eq(t.person.pace, 'weekly'));
  const mutes = Map.groupBy(await s.select().from(t.mute), (row) => row.topic);
  const votes = Map.groupBy(await s.select().from(t.voted), (row) => `${row.contest} ${row.cycle}`);
  const people = (rows: readonly { personId: string }[] | undefined) =>
    new Set(rows?.map((row) => row.personId));
  const muted = new Map([...mutes].map(([topic, rows]) => [topic, people(rows)]));
  const voted = new Map([...votes].map(([name, rows]) => [name, people(rows)]));
  return {
    weekly: new Set(weekly.map((row) => row.id)),
    muted: (topic) => muted.get(topic) ?? new Set(),
    voted: (contest, cycle) => voted.get(`${contest} ${cycle}`) ?? new Set(),
  };
}

/** A message that we began: the key of its broadcast, to whom, when its row was made. */
export type Begun = { key: string; personId: string; at: number };

/**
 * Messages that we began since an instant (excluded) and that went out or will, answers and corrections apart. With
 * `people` only theirs, however far back; without, those of broadcasts that were not done before it.
 */
export async function begunSince(
  { t, s }: At,
  since: number,
  people: readonly string[] | null,
): Promise<Begun[]> {
  const counted = [
    gt(t.delivery.createdAt, since),
    gte(t.delivery.priority, priority.reminder),
    inArray(t.delivery.state, ['pending', 'claimed', 'calling', 'sent', 'delivered', 'unknown']),
  ];
  const rows = (...narrowed: (SQL | undefined)[]) =>
    s
      .select({ key: t.broadcast.key, personId: t.delivery.personId, at: t.delivery.createdAt })
      .from(t.broadcast)
      .innerJoin(t.delivery, eq(t.delivery.broadcastId, t.broadcast.id))
      .where(and(...counted, ...narrowed));
  if (people === null) return await rows(or(isNull(t.broadcast.doneAt), gt(t.broadcast.doneAt, since)));
  const found: Begun[] = [];
  for (let from = 0; from < people.length; from += 500)
    found.push(...(await rows(inArray(t.delivery.personId, people.slice(from, from + 500)))));
  return found;
}
