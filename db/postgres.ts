// Owns the PostgreSQL engine: one connection that writes, some that read, the lock that makes one writer of all processes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client, Pool, QueryConfig, QueryResult } from 'pg';
import { postgresKit } from './columns.ts';
import type { Database, Session } from './database.ts';
import { nodePostgres, nodePostgresMigrator } from './drizzle.ts';
import { connected, connectionOf, driver } from './postgres-connect.ts';
import { migrationLock } from './postgres-locks.ts';
import { writeQueue } from './postgres-queue.ts';
import { openWriter } from './postgres-writer.ts';
import { tablesFor } from './tables.ts';

const migrationsFolder = path.join(import.meta.dirname, 'migrations', 'postgres');

const readers = 4;
/**
 * A process that stands still in the middle of a write (stopped, or its machine is gone without a word) lets the others
 * go on after this time. One that dies is noticed at once: its connection is closed by the system. Between two statements
 * of a write only our own work lies, which takes milliseconds.
 */
const idleInWriteMs = 10_000;
/** So often PostgreSQL looks, while it works or waits for the lock, whether whoever asked is still there. */
const lookForClientMs = 2_000;

type Query = Pick<Client, 'query'>;

/** Opens a database that is already migrated. Connects at the first query; a connection that was lost is made anew. */
export function openPostgres(url: string, of: { idleInWriteMs?: number } = {}): Database {
  const pg = driver();
  const pool: Pool = new pg.Pool({ ...connectionOf(url), max: readers });
  // A connection that breaks while nobody uses it is no news: the next query has another one.
  pool.on('error', () => undefined);
  const pipelined = { ...connectionOf(url), pipeline: true };
  const writer = openWriter(
    () => new pg.Client(pipelined),
    (client) => limitWrites(client, of.idleInWriteMs ?? idleInWriteMs),
  );
  const tables = tablesFor(postgresKit());
  return {
    kind: 'postgres',
    tables,
    read: sessionOver(named(pool)),
    write: writeQueue(writer, sessionOver(named(writer as unknown as Query))),
    snapshot: (work) =>
      connected(url, async (client) => {
        await client.query('begin isolation level repeatable read, read only');
        return await work(sessionOver(named(client)));
      }),
    backup: (file) => backupInto(url, file),
    scrub: async () => undefined,
    close: async () => {
      await pool.end();
      await writer.end();
    },
  };
}

/** A copy of PostgreSQL is a SQLite file, as every other copy: whichever engine the city has then can take it back. */
async function backupInto(url: string, file: string): Promise<void> {
  const { copyPlace } = await import('./copy.ts');
  const { migrateSqlite } = await import('./sqlite.ts');
  migrateSqlite(file);
  await copyPlace({ kind: 'postgres', url }, { kind: 'sqlite', file });
}

async function limitWrites(client: Client, idleMs: number): Promise<void> {
  await client.query(`set idle_in_transaction_session_timeout = ${idleMs}`);
  // Not every system that PostgreSQL runs on can look; there it notices with the next answer.
  await client.query(`set client_connection_check_interval = ${lookForClientMs}`).catch(() => undefined);
}

function sessionOver(client: Query): Session {
  return nodePostgres().drizzle(client as Client, { casing: 'snake_case' }) as unknown as Session;
}

/**
 * Gives every prepared statement a name of its own, made of its text: a connection refuses two texts under one name.
 * Whole numbers arrive as numbers: counts and instants in milliseconds stay far below what a number can hold.
 */
function named(client: Query): Query {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const known = names.get(text);
    if (known) return known;
    const name = `uchast_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
  const query = (config: QueryConfig, values?: unknown[]): Promise<QueryResult> => {
    const { name, types } = config;
    const parserOf = (oid: number, format?: 'text') =>
      wholeNumbers.includes(oid) ? Number : types?.getTypeParser(oid, format);
    const own = { getTypeParser: parserOf } as QueryConfig['types'];
    return client.query({ ...config, ...(name && { name: nameOf(config.text) }), types: own }, values);
  };
  return { query } as unknown as Query;
}

/** PostgreSQL's bigint and numeric. */
const wholeNumbers: readonly number[] = [20, 1700];

/** Whether migrations wait to be applied. */
export async function postgresNeedsMigration(url: string): Promise<boolean> {
  return await connected(url, migrationsWait);
}

async function migrationsWait(client: Client): Promise<boolean> {
  const table = await client.query(`select to_regclass('drizzle.__drizzle_migrations') as name`);
  if (table.rows[0]?.name === null) return true;
  const { rows } = await client.query('select count(*)::integer as n from drizzle.__drizzle_migrations');
  return rows[0].n < migrationCount();
}

function migrationCount(): number {
  const journal = JSON.parse(readFileSync(path.join(migrationsFolder, 'meta', '_journal.json'), 'utf8'));
  return (journal as { entries: unknown[] }).entries.length;
}

/**
 * Applies the migrations that wait; of several processes that start at once, one does it and the others wait. Tables that
 * hold data are copied first, in the same database, into a schema whose name is returned; the copy before that one goes.
 */
export async function migratePostgres(url: string, now: Date = new Date()): Promise<string | null> {
  return await connected(url, async (client) => {
    await client.query(`select pg_advisory_lock(${migrationLock})`);
    // Who waited here for another one finds it done, and must not replace its copy by one of what it has made.
    if (!(await migrationsWait(client))) return null;
    const kept = await keepTables(
      client,
      `${keptSchema}${now.toISOString().replace(/\D/g, '').slice(0, 14)}`,
    );
    const db = nodePostgres().drizzle(client, { casing: 'snake_case' });
    await nodePostgresMigrator().migrate(db, { migrationsFolder });
    return kept;
  });
}

/** How the names of schemas begin that hold a copy from before a migration. */
export const keptSchema = 'before_migration_';

async function keepTables(client: Client, schema: string): Promise<string | null> {
  const tables = await client.query(
    "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
  );
  if (tables.rows.length === 0) return null;
  const older = await client.query('select nspname as name from pg_namespace where nspname like $1', [
    `${keptSchema.replaceAll('_', '\\_')}%`,
  ]);
  await client.query('begin');
  for (const { name } of older.rows) await client.query(`drop schema "${name}" cascade`);
  await client.query(`create schema "${schema}"`);
  for (const { name } of tables.rows)
    await client.query(`create table "${schema}"."${name}" as table public."${name}"`);
  await client.query('commit');
  return schema;
}
