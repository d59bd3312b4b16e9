// Owns who gets a broadcast, as one query: consent, choice, reachability, one person one copy, limits, training. The rows
// of an expansion, head counts and the rehearsal all read it, so that they cannot differ.
import type { Audience } from '../src/core/broadcast.ts';
import { priority } from '../src/core/delivery.ts';
import { chosenAddress, granted, list, meant } from './audience.ts';
import type { BroadcastRow } from './broadcasts.ts';
import { instantOf, rowNumberHex } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, count, eq, getTableColumns, gt, lte, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';

/** Why a person of the audience gets nothing; their row says so. */
export const skips = ['merged', 'legacyCap', 'weeklyLimit', 'training'] as const;
export type Skip = (typeof skips)[number];

/** What addressing needs to know beside the people. Instants in milliseconds. */
export type Addressing = {
  /** The broadcast whose own rows do not count against the limits; null: it does not exist yet. */
  broadcastId: string | null;
  audience: Audience;
  channels: readonly string[];
  /** Channels that carry letters: where consent to letters, or a legal ground, leads. */
  letters: readonly string[];
  at: number;
  /** Messages that we begin to one person in any seven days; null: no limit. */
  weeklyLimit: number | null;
  /** Letters to one unconfirmed address of an earlier cycle in a year. */
  legacyLimit: number;
  /** Who may receive: everybody, or the addresses listed. */
  only: readonly string[] | null;
  /** Channels that cost, with the instant after which a person's session must have begun to be free. */
  paid: Readonly<Record<string, number>>;
  /** Broadcasts of the same hour that carry this one's text along, on these channels. */
  merge: { into: readonly string[]; channels: readonly string[] } | null;
};

/** People in order of their ids: after `after`, up to and including `upTo` (null: to the end). */
export type Range = { after: string; upTo: string | null };

/** Seven days less an hour: a message at the same hour of the next week, some seconds earlier or later, is not of this one. */
export const weekMs = 7 * 86_400_000 - 3_600_000;
const cycleMs = 365 * 86_400_000;

/** The id of the person who ends a page of `most` people after this one; null: there are no more than a page. */
export async function pageEnd({ t, s }: At, after: string, most: number): Promise<string | null> {
  const rows = await s
    .select({ id: t.person.id })
    .from(t.person)
    .where(gt(t.person.id, after))
    .orderBy(asc(t.person.id))
    .limit(1)
    .offset(most - 1);
  return rows[0]?.id ?? null;
}

/** The cursor of a broadcast all of whose rows are made: after every id. */
export const allMade = '~';

/** One slice of an expansion. `idStart` is its own: ids that follow one another keep a million rows quick. */
export type Slice = { after: string; most: number; idStart: string; now: number };

/**
 * Makes the rows of a broadcast slice by slice, each person at most once, and moves its cursor on. A slice returns the
 * range that it covered, or null where the broadcast was paused or cancelled meanwhile: then nothing was made.
 */
export function slicer(of: { rule: Addressing; broadcast: BroadcastRow }) {
  const prepared = new WeakMap<Session, ReturnType<typeof prepareSlice>>();
  return async (at: At, slice: Slice): Promise<{ after: string; upTo: string } | null> => {
    const statements = prepared.get(at.s) ?? prepareSlice(at, of);
    prepared.set(at.s, statements);
    const [broadcast] = await statements.state.execute();
    if (broadcast?.state !== 'expanding') return null;
    const [end] = await statements.end.execute({ after: slice.after, skipped: slice.most - 1 });
    const range = { after: slice.after, upTo: end?.id ?? allMade };
    await statements.rows.execute({ ...range, idStart: slice.idStart, now: slice.now });
    await statements.cursor.execute({ cursor: range.upTo });
    return range;
  };
}

function prepareSlice(at: At, { rule, broadcast }: { rule: Addressing; broadcast: BroadcastRow }) {
  const { t, s } = at;
  const value = sql.placeholder;
  const { join, where, fields } = addressed(at, rule, {
    after: sql`${value('after')}`,
    upTo: sql`${value('upTo')}`,
  });
  // The limit is never reached: it keeps the inner query whole, so that why a person is left out is asked once.
  const rows = sql`select ${newRow(at, broadcast)}
    from (select ${t.person.id} as person, ${t.address.id} as address, ${t.address.channel} as channel,
        ${fields.skip} as skip
      from ${t.person} inner join ${t.address} on ${join} where ${where} limit 1000000000) as found
    where true`;
  return {
    state: s
      .select({ state: t.broadcast.state })
      .from(t.broadcast)
      .where(eq(t.broadcast.id, broadcast.id))
      .prepare('state'),
    end: s
      .select({ id: t.person.id })
      .from(t.person)
      .where(gt(t.person.id, value('after')))
      .orderBy(asc(t.person.id))
      .limit(1)
      .offset(value('skipped'))
      .prepare('end'),
    rows: s.insert(t.delivery).select(rows).onConflictDoNothing().prepare('rows'),
    cursor: s
      .update(t.broadcast)
      .set({ cursor: sql`${value('cursor')}` })
      .where(eq(t.broadcast.id, broadcast.id))
      .prepare('cursor'),
  };
}

/** What stands in each column of a new row, in the order in which an insert takes them. */
function newRow({ t }: At, broadcast: BroadcastRow): SQL {
  const now = instantOf(sql.placeholder('now'));
  const noText = sql`cast(null as text)`;
  const noJson = sql`cast(null as json)`;
  const columns: Record<keyof typeof t.delivery.$inferInsert, SQL> = {
    id: sql`${sql.placeholder('idStart')} || ${rowNumberHex(t.delivery)}`,
    broadcastId: sql`${broadcast.id}`,
    personId: sql`person`,
    addressId: sql`address`,
    channel: sql`channel`,
    priority: sql`cast(${broadcast.priority} as integer)`,
    state: sql`case when skip is null then 'pending' else 'skipped' end`,
    dueAt: instantOf(dueAtOnce),
    expiresAt: instantOf(broadcast.lastUsefulAt),
    attempts: sql`0`,
    body: noJson,
    reason: sql`skip`,
    providerId: noText,
    priceEur: sql`0`,
    createdAt: now,
    settledAt: sql`case when skip is null then ${instantOf(null)} else ${now} end`,
    amends: noText,
    also: noJson,
    decidedBy: noText,
    caller: noText,
  };
  const order = Object.keys(getTableColumns(t.delivery)) as (keyof typeof columns)[];
  return sql.join(
    order.map((name) => columns[name]),
    sql`, `,
  );
}

/** Waiting rows are due whatever becomes of the wall clock. */
const dueAtOnce = 0;

/** How many people of a range get it, by channel, by whether it costs, and by why not. */
export async function countAddressed(at: At, rule: Addressing, range: Range) {
  const { t, s } = at;
  const { join, where, fields } = addressed(at, rule, range);
  const each = s
    .select({ channel: t.address.channel, skip: fields.skip.as('skip'), paid: fields.paid.as('paid') })
    .from(t.person)
    .innerJoin(t.address, join)
    .where(where)
    .as('each_one');
  return await s
    .select({ channel: each.channel, skip: each.skip, paid: each.paid, people: count() })
    .from(each)
    .groupBy(each.channel, each.skip, each.paid);
}

/** Everybody whom it reaches in a range, in order of their ids: for the rehearsal and for one person. */
export async function listAddressed(at: At, rule: Addressing, range: Range) {
  const { t, s } = at;
  const { join, where, fields } = addressed(at, rule, range);
  return await s
    .select({
      personId: t.person.id,
      addressId: t.address.id,
      channel: t.address.channel,
      skip: fields.skip.as('skip'),
      paid: fields.paid.as('paid'),
      legacy: fields.legacy.as('legacy'),
    })
    .from(t.person)
    .innerJoin(t.address, join)
    .where(where)
    .orderBy(asc(t.person.id));
}

function addressed(at: At, rule: Addressing, { after, upTo }: Range | { after: SQL; upTo: SQL }) {
  const { t } = at;
  return {
    join: eq(t.address.id, chosenAddress(at, rule)),
    where: and(
      gt(t.person.id, after),
      ...(upTo === null ? [] : [lte(t.person.id, upTo)]),
      ...meant(at, rule.audience),
    ),
    fields: { skip: skipOf(at, rule), paid: paidOf(at, rule), legacy: legacyOf(at, rule) },
  };
}

/** Rows that a person has been sent or will be, apart from answers and corrections. */
function messagesSince({ t }: At, since: number, broadcastId: string | null): SQL<number> {
  return sql<number>`(select count(*) from ${t.delivery} w where w.person_id = ${t.person.id}
    and w.created_at > ${since} and w.priority >= ${priority.reminder} and w.broadcast_id is not null
    and w.broadcast_id <> ${broadcastId ?? ''}
    and w.state in ('pending', 'claimed', 'calling', 'sent', 'delivered', 'unknown'))`;
}

/** Reached on a legal ground only, without any consent. */
function legacyOf(at: At, { audience }: Addressing): SQL<boolean> {
  if (!audience.purposes.includes('official')) return sql<boolean>`(1 = 0)`;
  return sql<boolean>`(not ${granted(at, ['reminders', 'letters'], audience.contest)})`;
}

function skipOf(at: At, rule: Addressing): SQL<Skip | null> {
  const { t } = at;
  const { audience, merge, weeklyLimit, legacyLimit, broadcastId, only } = rule;
  const cases: SQL[] = [];
  if (merge && merge.into.length > 0) {
    cases.push(sql`when ${t.address.channel} in ${list(merge.channels)} and exists (
      select 1 from ${t.delivery} a where a.person_id = ${t.person.id} and a.broadcast_id in ${list(merge.into)}
      and a.state = 'pending' and a.address_id = ${t.address.id}) then 'merged'`);
  }
  if (audience.purposes.includes('official')) {
    const letters = messagesSince(at, rule.at - cycleMs, broadcastId);
    cases.push(sql`when ${legacyOf(at, rule)} and ${letters} >= ${legacyLimit} then 'legacyCap'`);
  }
  if (weeklyLimit !== null) {
    const messages = messagesSince(at, rule.at - weekMs, broadcastId);
    cases.push(sql`when ${messages} >= ${weeklyLimit} then 'weeklyLimit'`);
  }
  if (only?.length === 0) cases.push(sql`when 1 = 1 then 'training'`);
  else if (only) {
    cases.push(sql`when lower(${t.address.address}) not in ${list(only)}
      and ${t.address.address} not in ${list(only)} then 'training'`);
  }
  if (cases.length === 0) return sql<Skip | null>`null`;
  return sql<Skip | null>`case ${sql.join(cases, sql` `)} else null end`;
}

function paidOf({ t }: At, { paid }: Addressing): SQL<number> {
  const cases = Object.entries(paid).map(
    ([channel, since]) =>
      sql`when ${t.address.channel} = ${channel} and coalesce(${t.address.sessionAt}, 0) <= ${since} then 1`,
  );
  return cases.length === 0 ? sql<number>`0` : sql<number>`case ${sql.join(cases, sql` `)} else 0 end`;
}
