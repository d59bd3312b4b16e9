// Owns which rows of each class of data are over at an instant, counting them and letting them go. Terms are src/core/retention.ts's.
import type { TableClass } from '../src/core/retention.ts';
import {
  and,
  asc,
  count,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  or,
  type SQL,
  sql,
} from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

/** Rows of one table that are over; `change` instead of deleting them. */
type Part = { table: keyof Tables; which: SQL | undefined; change?: Record<string, unknown> };

/** So many rows go in one statement, so that no answer to a resident waits for it. */
const rowsAStatement = 1000;

const nobody = 'past:';

/** The parts of each class; what still waits, is open or stands is never among them. */
function partsOf({ t, s }: At, name: TableClass, before: number): Part[] {
  switch (name) {
    case 'talks': {
      const settled = and(isNotNull(t.delivery.body), isNotNull(t.delivery.settledAt));
      return [
        { table: 'conversation', which: lt(t.conversation.updatedAt, before) },
        { table: 'delivery', which: and(settled, lt(t.delivery.createdAt, before)), change: { body: null } },
      ];
    }
    case 'questions': {
      const over = or(isNotNull(t.question.answeredAt), isNotNull(t.question.cancelledAt));
      return [{ table: 'question', which: and(over, lt(t.question.askedAt, before)) }];
    }
    case 'unanswered': {
      const asked = s.select({ subject: sql<string>`'asked:' || ${t.unanswered.key}` }).from(t.unanswered);
      return [
        { table: 'unanswered', which: lt(t.unanswered.lastAt, before) },
        {
          table: 'turnout',
          which: and(sql`${t.turnout.subject} like 'asked:%'`, notInArray(t.turnout.subject, asked)),
        },
      ];
    }
    case 'events':
      return [{ table: 'inbox', which: lt(t.inbox.at, before) }];
    case 'unproven':
      return [
        { table: 'optIn', which: and(isNull(t.optIn.confirmedAt), lt(t.optIn.expiresAt, before)) },
        { table: 'address', which: and(eq(t.address.state, 'unproven'), lt(t.address.createdAt, before)) },
      ];
    case 'drafts':
      return [{ table: 'draft', which: lte(t.draft.updatedAt, before) }];
    case 'seats': {
      const old = s.select({ id: t.event.id }).from(t.event).where(lt(t.event.startsAt, before));
      return [{ table: 'seat', which: inArray(t.seat.eventId, old) }];
    }
    case 'ledger':
      return ledgerParts(t, before);
    case 'returns':
      return [{ table: 'mailReturn', which: lt(t.mailReturn.at, before) }];
    case 'signIns':
      return [
        { table: 'signIn', which: lt(t.signIn.expiresAt, before) },
        { table: 'session', which: lt(t.session.expiresAt, before) },
      ];
    case 'audit':
      return [{ table: 'audit', which: lt(t.audit.at, before) }];
    case 'alarms':
      return [{ table: 'alarm', which: and(isNotNull(t.alarm.clearedAt), lt(t.alarm.clearedAt, before)) }];
  }
}

/** Answers go; rows of broadcasts stay to be counted, for nobody. */
function ledgerParts({ delivery }: Tables, before: number): Part[] {
  const over = and(isNotNull(delivery.settledAt), lt(delivery.createdAt, before));
  const named = sql`${delivery.personId} not like ${`${nobody}%`}`;
  return [
    { table: 'delivery', which: and(isNull(delivery.broadcastId), over) },
    {
      table: 'delivery',
      which: and(isNotNull(delivery.broadcastId), over, named),
      change: { personId: sql`${nobody} || ${delivery.id}`, addressId: null, body: null, providerId: null },
    },
  ];
}

/** Rows of the ledger that are looked at in one go, so that no answer to a resident waits for a count. */
const rowsALook = 2_000;

/** How many rows of a class are over: what was last used or settled before an instant. The ledger is counted piece by piece. */
export async function countOver(at: At, name: TableClass, before: number): Promise<number> {
  let rows = 0;
  for (const part of partsOf(at, name, before))
    rows += part.table === 'delivery' ? await countLedger(at, part.which) : await countPart(at, part);
  return rows;
}

async function countPart({ t, s }: At, { table, which }: Part): Promise<number> {
  const found = await s
    .select({ n: count() })
    .from(t[table] as Tables['delivery'])
    .where(which);
  return found[0]?.n ?? 0;
}

async function countLedger({ t, s }: At, which: SQL | undefined): Promise<number> {
  const { delivery } = t;
  let rows = 0;
  for (let after = ''; ; ) {
    const end = await s
      .select({ id: delivery.id })
      .from(delivery)
      .where(gt(delivery.id, after))
      .orderBy(asc(delivery.id))
      .offset(rowsALook - 1)
      .limit(1);
    const last = end[0]?.id;
    const within = last === undefined ? undefined : lte(delivery.id, last);
    const found = await s
      .select({ n: count() })
      .from(delivery)
      .where(and(which, gt(delivery.id, after), within));
    rows += found[0]?.n ?? 0;
    if (last === undefined) return rows;
    after = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets some rows of a class go; returns how many, 0 where none is left. */
export async function endOver(at: At, name: TableClass, before: number): Promise<number> {
  let rows = 0;
  for (const part of partsOf(at, name, before)) rows += await endSome(at, part);
  return rows;
}

async function endSome({ t, s }: At, { table: name, which, change }: Part): Promise<number> {
  if (change) {
    const some = s.select({ id: t.delivery.id }).from(t.delivery).where(which).limit(rowsAStatement);
    const changed = await s
      .update(t.delivery)
      .set(change)
      .where(inArray(t.delivery.id, some))
      .returning({ id: t.delivery.id });
    return changed.length;
  }
  // Every table names its rows by other columns: all of a class that are over go in one statement.
  const gone = await s.delete(t[name]).where(which).returning({ one: sql<number>`1` });
  return gone.length;
}
