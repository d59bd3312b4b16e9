// Owns the SQLite engine: two connections (one writes, one reads under WAL), migrations. The queue around the writer is sqlite-queue.ts's.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { sqliteKit } from './columns.ts';
import type { Database } from './database.ts';
import { betterSqlite, sqliteMigrator } from './drizzle.ts';
import { writeQueue } from './sqlite-queue.ts';
import { sessionOver } from './sqlite-session.ts';
import { tablesFor } from './tables.ts';
import { troubleOf } from './trouble.ts';

const migrationsFolder = path.join(import.meta.dirname, 'migrations', 'sqlite');

/** Another process on the same file (the command line beside `serve`) is waited for this long. */
const busyTimeoutMs = 10_000;

/**
 * What a busy hour writes to stays in memory: SQLite's own 2 MB are read anew again and again. Filled only as it is used.
 * The log of writes is copied into the file as often as SQLite does by itself: copying four times as seldom spares no
 * measurable work, and makes one turn in a hundred wait 15 ms longer for the disk.
 */
const writerCacheKb = 16_000;
function connect(file: string): SqliteFile.Database {
  const connection = new SqliteFile(file, { timeout: busyTimeoutMs });
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  // What is deleted is overwritten: erasure must erase.
  connection.pragma('secure_delete = ON');
  return connection;
}

/** Opens a database that is already migrated. `file` is created with its folder where it is missing. */
export function openSqlite(file: string): Database {
  mkdirSync(path.dirname(file), { recursive: true });
  const writer = connect(file);
  writer.pragma(`cache_size = -${writerCacheKb}`);
  const reader = connect(file);
  return {
    kind: 'sqlite',
    tables: tablesFor(sqliteKit()),
    read: sessionOver(reader),
    write: writeQueue(writer, sessionOver(writer)),
    snapshot: async (work) => {
      const connection = connect(file);
      try {
        connection.exec('begin');
        return await work(sessionOver(connection));
      } finally {
        connection.close();
      }
    },
    backup: async (target) => {
      const connection = connect(file);
      try {
        // One state of it from the first page to the last: without it, every write of others would begin the copy anew.
        connection.exec('begin');
        connection.prepare('select count(*) from sqlite_master').get();
        await connection.backup(target);
      } finally {
        connection.close();
      }
    },
    scrub: () => scrub(file),
    close: async () => {
      reader.close();
      writer.pragma('wal_checkpoint(TRUNCATE)');
      writer.close();
    },
  };
}

/** Writes go on meanwhile: a moment at which nobody writes or reads is looked for so often, and for so long. */
const scrubEveryMs = 20;
const scrubForMs = 5_000;

/**
 * Empties the write-ahead log, in which older states of pages stand. On a connection of its own that never waits: the
 * writer's is in the middle of somebody's write. Where no moment is found, closing the database does it.
 */
async function scrub(file: string): Promise<void> {
  const connection = new SqliteFile(file, { timeout: 0 });
  try {
    for (const until = performance.now() + scrubForMs; performance.now() < until; ) {
      if (connection.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, scrubEveryMs));
    }
  } finally {
    connection.close();
  }
}

/** Whether migrations wait to be applied: a new file, or one of an older version. */
export function needsMigration(file: string): boolean {
  if (!existsSync(file)) return true;
  const connection = new SqliteFile(file, { readonly: true });
  try {
    const table = connection.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
    if (!table) return true;
    const row = connection.prepare('select count(*) as n from __drizzle_migrations').get() as { n: number };
    return row.n < migrationCount();
  } finally {
    connection.close();
  }
}

function migrationCount(): number {
  const journal = JSON.parse(readFileSync(path.join(migrationsFolder, 'meta', '_journal.json'), 'utf8'));
  return (journal as { entries: unknown[] }).entries.length;
}

/** Applies the migrations that wait. The caller makes a backup first where the file holds data. */
export function migrateSqlite(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const connection = connect(file);
  try {
    const db = betterSqlite().drizzle(connection, { casing: 'snake_case' });
    sqliteMigrator().migrate(db, { migrationsFolder });
  } finally {
    connection.close();
  }
}

/**
 * Takes the right to serve a SQLite file: an exclusive lock of a small file beside it, which the system itself
 * releases when the process ends, however it ends. Returns a release, or null where another process holds it.
 */
export function takeServeLock(file: string): (() => void) | null {
  mkdirSync(path.dirname(file), { recursive: true });
  const lock = new SqliteFile(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return () => lock.close();
  } catch (error) {
    lock.close();
    if (troubleOf(error) === 'busy') return null;
    throw error;
  }
}

/** Whether a file is a whole SQLite database of ours. */
export function isDatabase(file: string): boolean {
  try {
    const connection = new SqliteFile(file, { readonly: true, fileMustExist: true });
    try {
      const sound = connection.pragma('quick_check', { simple: true }) === 'ok';
      return (
        sound && connection.prepare("select 1 from sqlite_master where name = 'delivery'").get() !== undefined
      );
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}

/** Copies a database that nobody writes to into a new file, with what still stands in its write-ahead log. */
export function copySqlite(file: string, target: string): void {
  const connection = new SqliteFile(file);
  try {
    connection.prepare('vacuum into ?').run(target);
  } finally {
    connection.close();
  }
}
