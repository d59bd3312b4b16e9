// Writing to PostgreSQL: statements that are sent ahead of their answers, works that share a transaction, and writers of
// several processes, one at a time.
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Session } from '../../db/database.ts';
import { asc, eq, sql } from '../../db/drizzle.ts';
import { keptSchema, migratePostgres, openPostgres } from '../../db/postgres.ts';
import { connected } from '../../db/postgres-connect.ts';
import { troubleOf } from '../../db/trouble.ts';
import { freePort } from '../support/process.ts';
import { freshPostgres } from '../support/world-database.ts';

function openTwo(of: { idleInWriteMs?: number } = {}): { url: string; first: Database; second: Database } {
  const { url, drop } = freshPostgres();
  const first = openPostgres(url, of);
  const second = openPostgres(url);
  onTestFinished(async () => {
    for (const one of [first, second]) await one.close();
    drop();
  });
  return { url, first, second };
}

const put = ({ tables }: Database, s: Session, name: string) =>
  s.insert(tables.source).values({ name, target: null, createdAt: 1 });

async function names({ tables, read }: Database): Promise<string[]> {
  const rows = await read.select().from(tables.source).orderBy(asc(tables.source.name));
  return rows.map(({ name }) => name);
}

const own = async (s: Session) =>
  (await s.select({ pid: sql<number>`pg_backend_pid()` }).from(sql`(select 1) as one`))[0]?.pid ?? 0;

test('a statement that answers nothing and fails fails its whole write', async () => {
  const { first: db } = openTwo();
  await db.write((s) => put(db, s, 'a'));
  const write = db.write(async (s) => {
    await put(db, s, 'b');
    await put(db, s, 'a');
    return 'done';
  });
  await expect(write).rejects.toMatchObject({ code: '23505' });
  expect(await names(db)).toEqual(['a']);
});

test('what failed first is told, not what the database says of everything after it', async () => {
  const { first: db } = openTwo();
  await db.write((s) => put(db, s, 'a'));
  const write = db.write(async (s) => {
    await put(db, s, 'a');
    await s.select().from(db.tables.source);
  });
  await expect(write).rejects.toMatchObject({ cause: { code: '23505' } });
});

test('a write sees what it has written, also in many statements', async () => {
  const { first: db } = openTwo();
  const seen = await db.write(async (s) => {
    for (let n = 0; n < 100; n += 1) await put(db, s, `n${n}`);
    return (await s.select().from(db.tables.source)).length;
  });
  expect(seen).toBe(100);
  expect(await names(db)).toHaveLength(100);
});

type Work = { put: string; end: 'ends' | 'throws' | 'repeats' | 'looks' };

test('works that wait together: each is stored or taken back alone, in order, as if each had a transaction', async () => {
  const { first: db } = openTwo();
  const work = fc.record<Work>({
    put: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    end: fc.constantFrom('ends', 'ends', 'throws', 'repeats', 'looks'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 12 }), async (works) => {
      await db.write((s) => s.delete(db.tables.source));
      const told: string[] = [];
      const done = works.map((one, at) =>
        db
          .write(async (s) => {
            const before = one.end === 'looks' ? (await s.select().from(db.tables.source)).length : null;
            await put(db, s, one.put);
            if (one.end === 'repeats') await put(db, s, one.put);
            if (one.end === 'throws') throw new Error('no');
            return before;
          })
          .then(
            (before) => told.push(`${at} ${before}`),
            () => told.push(`${at} failed`),
          ),
      );
      await Promise.all(done);
      const stored = new Set<string>();
      const expected = works.map((one, at) => {
        if (one.end === 'throws' || one.end === 'repeats' || stored.has(one.put)) return `${at} failed`;
        const before = one.end === 'looks' ? stored.size : null;
        stored.add(one.put);
        return `${at} ${before}`;
      });
      expect(told.toSorted()).toEqual(expected.toSorted());
      expect(await names(db)).toEqual([...stored].sort());
    }),
    { numRuns: 60 },
  );
});

test('a write inside a write is refused, and the outer one goes on', async () => {
  const { first: db } = openTwo();
  await db.write(async (s) => {
    await expect(db.write(async () => undefined)).rejects.toThrow('inside a write');
    await put(db, s, 'a');
  });
  expect(await names(db)).toEqual(['a']);
});

test('a process that stands still in a write is cut off after a while, and the others go on', async () => {
  const { first, second } = openTwo({ idleInWriteMs: 200 });
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const stopped = first.write(async (s) => {
    await own(s);
    await put(first, s, 'of the stopped one');
    await own(s);
    held.resolve();
    await released.promise;
    await own(s);
  });
  await held.promise;
  await second.write((s) => put(second, s, 'of the other'));
  released.resolve();
  const error = await stopped.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(troubleOf(error)).not.toBeNull();
  expect(await names(second)).toEqual(['of the other']);
  await first.write((s) => put(first, s, 'woken'));
  expect(await names(second)).toEqual(['of the other', 'woken']);
});

test('a connection that is lost in a write fails that write and those that share it, and no later one', async () => {
  const { url, first: db } = openTwo();
  const cut = (pid: number) =>
    connected(url, (client) => client.query('select pg_terminate_backend($1)', [pid]));
  const [before, lost, beside] = await Promise.allSettled([
    db.write((s) => put(db, s, 'before')),
    db.write(async (s) => {
      await put(db, s, 'lost');
      await cut(await own(s));
      await own(s);
    }),
    db.write((s) => put(db, s, 'beside')),
  ]);
  expect(lost.status).toBe('rejected');
  const stored = [before, beside].flatMap(({ status }, at) =>
    status === 'fulfilled' ? [['before', 'beside'][at]] : [],
  );
  expect(await names(db)).toEqual(stored.toSorted());
  await db.write((s) => put(db, s, 'later'));
  expect(await names(db)).toContain('later');
});

test('a process that ends does not wait for the lock of another one, and what it wanted to write is not stored', async () => {
  const { url, second } = openTwo();
  const first = openPostgres(url);
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = second.write(async (s) => {
    await own(s);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const waiting = first
    .write((s) => put(first, s, 'too late'))
    .then(
      () => 'stored',
      () => 'not stored',
    );
  while ((await waitingForLock(second)) === 0) await own(second.read);
  await first.close();
  expect(await waiting).toBe('not stored');
  released.resolve();
  await holding;
  expect(await names(second)).toEqual([]);
});

/** How many connections to this database wait for a lock. */
async function waitingForLock({ read }: Database): Promise<number> {
  const rows = await read
    .select({ n: sql<number>`count(*)` })
    .from(sql`pg_stat_activity`)
    .where(sql`wait_event_type = 'Lock' and datname = current_database()`);
  return rows[0]?.n ?? 0;
}

test('where nobody can be reached, everybody who wants to write is told at once, and again the next time', async () => {
  const db = openPostgres(`postgres://postgres:password@127.0.0.1:${await freePort()}/city`);
  onTestFinished(() => db.close());
  for (let time = 0; time < 2; time += 1) {
    const writes = await Promise.allSettled([1, 2, 3].map(() => db.write((s) => put(db, s, 'a'))));
    const reasons = writes.map((one) => (one.status === 'rejected' ? troubleOf(one.reason) : 'stored'));
    expect(reasons).toEqual(Array(3).fill('unreachable'));
  }
});

test('writers of two processes read, decide and write undisturbed', async () => {
  const { first, second } = openTwo();
  const { source } = first.tables;
  await first.write((s) => put(first, s, 'counter'));
  const raise = (db: Database) =>
    db.write(async (s) => {
      const [row] = await s.select().from(source).where(eq(source.name, 'counter'));
      await s
        .update(source)
        .set({ createdAt: (row?.createdAt ?? 0) + 1 })
        .where(eq(source.name, 'counter'));
    });
  await Promise.all(Array.from({ length: 60 }, (_, n) => raise(n % 2 === 0 ? first : second)));
  const [row] = await first.read.select().from(source);
  expect(row?.createdAt).toBe(61);
});

test('of processes that migrate an empty database at once, one does it, and nobody copies what it has made', async () => {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  await connected(url, async (client) => {
    await client.query('drop schema public cascade; create schema public; drop schema drizzle cascade');
  });
  expect(await Promise.all([1, 2, 3].map(() => migratePostgres(url)))).toEqual([null, null, null]);
  const kept = await connected(url, async (client) => {
    const { rows } = await client.query('select nspname from pg_namespace where nspname like $1', [
      `${keptSchema}%`,
    ]);
    return rows;
  });
  expect(kept).toEqual([]);
});
