// Owns the queries about how many letters went to which receiving domain in which hour; the limits are src/app/sending/mail-pace.ts's.
import { instantOf, jsonRows } from './columns.ts';
import type { Session } from './database.ts';
import { and, asc, count, desc, eq, gt, gte, inArray, is, lt, lte, sql, sqliteCore } from './drizzle.ts';
import type { At } from './people.ts';

/** Stands for all domains together. */
export const everyDomain = '*';

type Statements = ReturnType<typeof prepare>;
const known = new WeakMap<Session, Statements>();

/** Made once: they run with every few letters. */
function statements(at: At): Statements {
  const found = known.get(at.s) ?? prepare(at);
  known.set(at.s, found);
  return found;
}

function prepare({ t, s }: At) {
  const { mailPace, delivery } = t;
  const value = sql.placeholder;
  const json = sql`${value('json')}`;
  const handed = jsonRows(mailPace, json, { domain: 'text', letters: 'real' });
  const held = jsonRows(delivery, json, { id: 'text', due: 'real' });
  return {
    since: s
      .select({ letters: sql<number>`coalesce(sum(${mailPace.letters}), 0)`.mapWith(Number) })
      .from(mailPace)
      .where(and(eq(mailPace.domain, value('domain')), gte(mailPace.hour, value('hour'))))
      .prepare('since'),
    count: s
      .insert(mailPace)
      .select(sql`select domain, ${instantOf(value('hour'))}, letters from ${handed} as one where true`)
      .onConflictDoUpdate({
        target: [mailPace.domain, mailPace.hour],
        set: { letters: sql`${mailPace.letters} + excluded.letters` },
      })
      .prepare('count'),
    putBack: s
      .update(delivery)
      .set({
        state: 'pending',
        dueAt: sql`one.due`,
        reason: paced,
        attempts: sql`${delivery.attempts} - 1`,
      })
      .from(sql`${held} as one`)
      .where(and(sql`${delivery.id} = one.id`, sql`${delivery.state} = 'calling'`))
      .prepare('putBack'),
  };
}

/** Why a row waits: its receiving domain, or a new sender's day, has had enough letters. */
export const paced = 'pace';

/** Letters handed over to a domain (or to all, `everyDomain`) since the hour that begins then. */
export async function lettersSince(at: At, of: { domain: string; hour: number }): Promise<number> {
  return (await statements(at).since.execute(of))[0]?.letters ?? 0;
}

/** Adds letters that are handed over in an hour, by domain. */
export async function countLetters(
  at: At,
  hour: number,
  letters: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...letters].map(([domain, number]) => ({ domain, letters: number }));
  if (rows.length > 0) await statements(at).count.execute({ hour, json: JSON.stringify(rows) });
}

/** The hours before `until` in which letters left, the newest first. */
export async function hoursSent({ t, s }: At, of: { until: number; most: number }): Promise<number[]> {
  const { mailPace } = t;
  const rows = await s
    .select({ hour: mailPace.hour })
    .from(mailPace)
    .where(and(eq(mailPace.domain, everyDomain), lt(mailPace.hour, of.until)))
    .orderBy(desc(mailPace.hour))
    .limit(of.most);
  return rows.map(({ hour }) => hour);
}

/** Rows that were just marked as being called wait on, each until its instant; that they were taken up counts for nothing. */
export async function putBack(at: At, rows: readonly { id: string; dueAt: number }[]): Promise<void> {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows.map(({ id, dueAt }) => ({ id, due: dueAt })));
  await statements(at).putBack.execute({ json });
}

/**
 * Rows of a broadcast that wait for a domain that has had enough (`everyDomain`: any) wait until then together, so that
 * nobody looks at each of them. Some at a time.
 */
export async function postponeDomain(
  { t, s }: At,
  of: { broadcastId: string; channel: string; domain: string; now: number; until: number; most: number },
): Promise<void> {
  const { delivery, address } = t;
  const waiting = s
    .select({ id: delivery.id })
    .from(delivery)
    .innerJoin(address, eq(address.id, delivery.addressId))
    .where(
      and(
        eq(delivery.broadcastId, of.broadcastId),
        sql`${delivery.state} = 'pending'`,
        eq(delivery.channel, of.channel),
        lte(delivery.dueAt, of.now),
        gt(delivery.expiresAt, of.now),
        ...(of.domain === everyDomain ? [] : [sql`${domainOf(address, address.address)} = ${of.domain}`]),
      ),
    )
    .orderBy(asc(delivery.dueAt))
    .limit(of.most);
  await s.update(delivery).set({ dueAt: of.until, reason: paced }).where(inArray(delivery.id, waiting));
}

/** How many active addresses of these channels there are, and how many at the domain that has the most. */
export async function domainShare(
  { t, s }: At,
  channels: readonly string[],
): Promise<{ all: number; largest: number }> {
  const { address } = t;
  const domain = domainOf(address, address.address);
  const rows = await s
    .select({ people: count() })
    .from(address)
    .where(and(inArray(address.channel, [...channels]), eq(address.state, 'active')))
    .groupBy(domain);
  const counts = rows.map(({ people }) => people);
  return { all: counts.reduce((sum, one) => sum + one, 0), largest: Math.max(0, ...counts) };
}

/** What stands after the @ of an address, in the words of the engine. */
function domainOf(table: object, address: At['t']['address']['address']) {
  return is(table, sqliteCore().SQLiteTable)
    ? sql`lower(substr(${address}, instr(${address}, '@') + 1))`
    : sql`lower(split_part(${address}, '@', 2))`;
}
