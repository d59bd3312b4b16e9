// Prepared statements on SQLite give what drizzle itself gives: the same rows, the same nulls, the same refusals.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Session } from '../../db/database.ts';
import { asc, betterSqlite, eq, sql } from '../../db/drizzle.ts';
import { migrateSqlite, openSqlite } from '../../db/sqlite.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'uchast-statement-'));
const file = path.join(folder, 'one.sqlite');
migrateSqlite(file);
const db = openSqlite(file);
const { tables: t } = db;
const plainFile = new SqliteFile(file);
const plain = betterSqlite().drizzle(plainFile, { casing: 'snake_case' }) as unknown as Session;
const value = sql.placeholder;

afterAll(async () => {
  plainFile.close();
  await db.close();
  rmSync(folder, { recursive: true });
});

/** Chats with what is kept of their talk, as the hot path asks for them. */
function chats(s: Session) {
  return s
    .select({ address: t.address, person: t.person, talk: t.conversation, twice: sql<number>`1 + 1` })
    .from(t.address)
    .innerJoin(t.person, eq(t.person.id, t.address.personId))
    .leftJoin(t.conversation, eq(t.conversation.addressId, t.address.id))
    .where(eq(t.address.channel, value('channel')))
    .orderBy(asc(t.address.id))
    .prepare('chats');
}

/** Standings, which hold a boolean, in flat rows. */
function standings(s: Session) {
  return s
    .select()
    .from(t.standing)
    .where(eq(t.standing.personId, value('person')))
    .prepare('standings');
}

async function fill(
  given: { talks: boolean; role: string | null; granted: boolean; words: string },
  n: number,
) {
  const [person, address] = [`person-${n}`, `address-${n}`];
  await db.write(async (s) => {
    await s.insert(t.person).values({ id: person, createdAt: n, role: given.role as never });
    await s.insert(t.address).values({
      id: address,
      personId: person,
      channel: `channel-${n}`,
      address: given.words,
      state: 'active',
      createdAt: n,
    });
    await s
      .insert(t.standing)
      .values({ personId: person, purpose: 'reminders', contest: 'city', granted: given.granted, at: n });
    if (given.talks)
      await s
        .insert(t.conversation)
        .values({ addressId: address, state: { said: given.words } as never, updatedAt: n });
  });
  return { person, channel: `channel-${n}` };
}

describe('a prepared statement', () => {
  const [ours, theirs] = [chats(db.read), chats(plain)];
  const [oursFlat, theirsFlat] = [standings(db.read), standings(plain)];

  test('reads what drizzle reads: joined, missing, json, booleans and nulls', async () => {
    let n = 0;
    const given = fc.record({
      talks: fc.boolean(),
      role: fc.option(fc.constantFrom('author', 'voter')),
      granted: fc.boolean(),
      words: fc.string({ unit: 'grapheme' }),
    });
    await fc.assert(
      fc.asyncProperty(given, async (one) => {
        n += 1;
        const { person, channel } = await fill(one, n);
        const rows = await ours.execute({ channel });
        expect(rows).toEqual(await theirs.execute({ channel }));
        expect(rows[0]?.talk === null).toBe(!one.talks);
        expect(await oursFlat.execute({ person })).toEqual(await theirsFlat.execute({ person }));
      }),
      { numRuns: 60 },
    );
  });

  test('finds nothing where there is nothing', async () => {
    expect(await ours.execute({ channel: 'nobody' })).toEqual([]);
  });

  test('refuses to run without one of its values, in words', async () => {
    await expect(ours.execute({})).rejects.toThrow('No value for placeholder "channel"');
  });

  test('tells of rows that it wrote, and keeps json as it was handed in', async () => {
    const welcome = { text: 'Добрий день', choices: [] };
    const event = { channel: 'statement', eventId: 'one', now: 5, welcome };
    const add = (s: Session) =>
      s
        .insert(t.inbox)
        .values({
          channel: value('channel'),
          eventId: value('eventId'),
          at: value('now'),
          welcome: value('welcome'),
        })
        .onConflictDoNothing()
        .returning({ eventId: t.inbox.eventId })
        .prepare('add')
        .execute(event);
    expect(await db.write(add)).toEqual([{ eventId: 'one' }]);
    expect(await db.write(add)).toEqual([]);
    const kept = await db.read.select().from(t.inbox).where(eq(t.inbox.channel, 'statement'));
    expect(kept).toEqual([{ channel: 'statement', eventId: 'one', at: 5, welcome }]);
  });

  test('passes on the error of a rule that is broken', async () => {
    const twice = () =>
      db.write((s) =>
        s
          .insert(t.person)
          .values({ id: value('id'), createdAt: 1 })
          .prepare('twice')
          .execute({ id: 'twice' }),
      );
    await expect(twice()).resolves.toBeDefined();
    await expect(twice()).rejects.toThrow('UNIQUE');
  });
});
