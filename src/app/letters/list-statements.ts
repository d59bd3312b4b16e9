// Owns the statements of an import, prepared once a session: building them for each row takes ten times as long as the
// rows themselves. What is imported is list-import.ts's to decide.
import { jsonRows } from '../../../db/columns.ts';
import { and, eq, sql } from '../../../db/drizzle.ts';
import type { At } from '../../../db/people.ts';

/** Rows that an import adds. */
export type ListRows = {
  people: At['t']['person']['$inferInsert'][];
  addresses: At['t']['address']['$inferInsert'][];
  consents: At['t']['consent']['$inferInsert'][];
  standings: At['t']['standing']['$inferInsert'][];
};

type Statements = ReturnType<typeof prepare>;
const known = new WeakMap<At['s'], Statements>();

/** The statements of this session. Lists are handed in as JSON, rows by the names of their columns. */
export function listStatements(at: At): Statements {
  const found = known.get(at.s) ?? prepare(at);
  known.set(at.s, found);
  return found;
}

function prepare({ t, s }: At) {
  const value = sql.placeholder;
  const json = sql`${value('json')}`;
  return {
    suppressed: s
      .select({ hash: t.suppression.hash })
      .from(t.suppression)
      .where(sql`${t.suppression.hash} in ${jsonRows(t.suppression, json)}`)
      .prepare('suppressed'),
    found: s
      .select({ email: t.address.address, personId: t.address.personId })
      .from(t.address)
      .where(
        and(
          eq(t.address.channel, value('channel')),
          sql`${t.address.address} in ${jsonRows(t.address, json)}`,
        ),
      )
      .prepare('found'),
    standings: s
      .select({ person: t.standing.personId, purpose: t.standing.purpose })
      .from(t.standing)
      .where(sql`${t.standing.personId} in ${jsonRows(t.standing, json)}`)
      .prepare('standings'),
    ...prepareInserts({ t, s }),
  };
}

function prepareInserts({ t, s }: At) {
  const value = sql.placeholder;
  const standing = {
    personId: value('personId'),
    purpose: value('purpose'),
    contest: value('contest'),
    granted: true,
    at: value('at'),
  };
  const nothing = { role: null, source: null, prefers: null, pace: null };
  const person = { id: value('id'), createdAt: value('createdAt'), contest: value('contest'), ...nothing };
  const address = {
    id: value('id'),
    personId: value('personId'),
    channel: value('channel'),
    address: value('address'),
    state: 'active' as const,
    createdAt: value('createdAt'),
    wroteAt: null,
    sessionAt: null,
    provenAt: null,
    listSource: value('listSource'),
    listGround: value('listGround'),
  };
  const said = { channel: value('channel'), wording: value('wording'), ground: value('ground') };
  return {
    person: s.insert(t.person).values(person).prepare('person'),
    address: s.insert(t.address).values(address).prepare('address'),
    consent: s
      .insert(t.consent)
      .values({ id: value('id'), ...standing, ...said })
      .prepare('consent'),
    standing: s.insert(t.standing).values(standing).prepare('standing'),
  };
}
