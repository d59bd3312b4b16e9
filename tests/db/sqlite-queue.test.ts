// The one writer of SQLite: works that wait together are committed together, each is taken back alone, in their order.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Session } from '../../db/database.ts';
import { writeQueue } from '../../db/sqlite-queue.ts';

/** A queue over a small file; what it says to SQLite, and what another connection sees of it. */
function openQueue() {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-queue-'));
  const file = path.join(folder, 'queue.sqlite');
  const said: string[] = [];
  const connection = new SqliteFile(file, { verbose: (sql) => said.push(String(sql)) });
  connection.pragma('journal_mode = WAL');
  connection.pragma('foreign_keys = ON');
  connection.exec(`create table row (n integer);
    create table parent (id integer primary key);
    create table child (parent integer references parent (id) deferrable initially deferred)`);
  const other = new SqliteFile(file, { readonly: true });
  onTestFinished(() => {
    connection.close();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const insert = connection.prepare('insert into row (n) values (?)');
  return {
    connection,
    write: writeQueue(connection, {} as Session),
    put: (n: number) => insert.run(n),
    orphan: () => connection.exec('insert into child (parent) values (7)'),
    kept: () => other.prepare('select n from row order by rowid').pluck().all() as number[],
    commits: () => said.filter((sql) => sql === 'commit').length,
  };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const settled = async (all: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map(({ status }) => status);

describe('works that wait together', () => {
  test('share one commit, and are told after it: what they wrote is there for everybody', async () => {
    const { write, put, kept, commits } = openQueue();
    const seen: number[] = [];
    const works = [1, 2, 3, 4, 5].map(async (n) => {
      await write(async () => put(n));
      seen.push(kept().length);
    });
    expect(kept()).toEqual([]);
    await Promise.all(works);
    expect(commits()).toBe(1);
    expect(seen).toEqual([5, 5, 5, 5, 5]);
  });

  test('are at most 64 in one commit, so that nobody waits for a crowd', async () => {
    const { write, put, kept, commits } = openQueue();
    const numbers = Array.from({ length: 130 }, (_, n) => n);
    await Promise.all(numbers.map((n) => write(async () => put(n))));
    expect(commits()).toBeGreaterThanOrEqual(3);
    expect(kept()).toEqual(numbers);
  });

  test('run and answer in the order in which they were asked, however long one takes', async () => {
    const { write, put, kept } = openQueue();
    const order: string[] = [];
    const one = async (n: number, turns: number) => {
      await write(async () => {
        for (let left = turns; left > 0; left -= 1) await turn();
        order.push(`run ${n}`);
        put(n);
      });
      order.push(`told ${n}`);
    };
    await Promise.all([one(1, 3), one(2, 0), one(3, 1)]);
    expect(order.filter((what) => what.startsWith('run'))).toEqual(['run 1', 'run 2', 'run 3']);
    expect(order.filter((what) => what.startsWith('told'))).toEqual(['told 1', 'told 2', 'told 3']);
    expect(kept()).toEqual([1, 2, 3]);
  });

  test('give back what each returned', async () => {
    const { write } = openQueue();
    expect(await Promise.all(['a', 'b', 'c'].map((value) => write(async () => value)))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

describe('a work that fails', () => {
  for (const [place, at] of [
    ['first', 0],
    ['in the middle', 1],
    ['last', 2],
  ] as const) {
    test(`${place} takes back only what it did itself`, async () => {
      const { write, put, kept } = openQueue();
      const works = [10, 20, 30].map((n, index) =>
        write(async () => {
          put(n);
          await turn();
          put(n + 1);
          if (index === at) throw new Error(`no ${n}`);
        }),
      );
      expect(await settled(works)).toEqual([0, 1, 2].map((n) => (n === at ? 'rejected' : 'fulfilled')));
      await expect(works[at]).rejects.toThrow(`no ${(at + 1) * 10}`);
      const others = [10, 20, 30].filter((_, index) => index !== at);
      expect(kept()).toEqual(others.flatMap((n) => [n, n + 1]));
    });
  }

  test('at the commit fails everybody who shared it, and the next ones go on', async () => {
    const { write, put, orphan, kept } = openQueue();
    const works = [write(async () => put(1)), write(async () => orphan()), write(async () => put(2))];
    expect(await settled(works)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kept()).toEqual([]);
    await write(async () => put(3));
    expect(kept()).toEqual([3]);
  });

  test('is a write inside a write: it is refused at once, and the outer one goes on', async () => {
    const { write, put, kept } = openQueue();
    await write(async () => {
      await expect(write(async () => put(1))).rejects.toThrow('a write inside a write');
      put(2);
    });
    expect(kept()).toEqual([2]);
  });
});

describe('a connection that is closed', () => {
  test('before the works begin refuses each of them, and none hangs', async () => {
    const { connection, write, put } = openQueue();
    const works = [write(async () => put(1)), write(async () => put(2))];
    connection.close();
    expect(await settled(works)).toEqual(['rejected', 'rejected']);
  });

  test('in the middle of a write leaves nothing of it, refuses it and those behind it', async () => {
    const { connection, write, put, kept } = openQueue();
    const works = [
      write(async () => put(1)),
      write(async () => {
        put(2);
        await turn();
        connection.close();
      }),
      write(async () => put(3)),
    ];
    expect(await settled(works)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kept()).toEqual([]);
  });
});

test('whatever comes at whatever moment, what is kept is what succeeded, whole and in order', async () => {
  const work = fc.record({ rows: fc.nat(3), turns: fc.nat(2), fails: fc.boolean(), later: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(work, { maxLength: 30 }), async (works) => {
      const { write, put, kept } = openQueue();
      const asked: Promise<void>[] = [];
      for (const [n, { rows, turns, fails, later }] of works.entries()) {
        if (later) await turn();
        const one = write(async () => {
          for (let row = 0; row < rows; row += 1) put(n * 10 + row);
          for (let left = turns; left > 0; left -= 1) await turn();
          if (fails) throw new Error('on purpose');
        });
        one.catch(() => undefined);
        asked.push(one);
      }
      expect(await settled(asked)).toEqual(works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
      expect(kept()).toEqual(
        works.flatMap(({ rows, fails }, n) =>
          fails ? [] : Array.from({ length: rows }, (_, row) => n * 10 + row),
        ),
      );
    }),
    { numRuns: 40 },
  );
});
