// Both engines hold the same tables: columns, what may be empty, keys and unique indexes; and an old database comes up to date.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { betterSqlite, nodePostgres, nodePostgresMigrator, sqliteMigrator } from '../../db/drizzle.ts';
import { openPlace } from '../../db/engine.ts';
import { migratePostgres } from '../../db/postgres.ts';
import { connected } from '../../db/postgres-connect.ts';
import { migrateSqlite } from '../../db/sqlite.ts';
import { freshPostgres } from '../support/world-database.ts';

type Column = { table: string; column: string; required: boolean };
type Key = { table: string; columns: string };

const folder = path.join(import.meta.dirname, '..', '..', 'db', 'migrations');
const noneOfOurs = ['__drizzle_migrations', 'sqlite_sequence'];

function emptyFolder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'uchast-schema-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function inSqlite(file: string): { columns: Column[]; unique: Key[] } {
  const connection = new SqliteFile(file, { readonly: true });
  const rows = <Row>(text: string, ...values: string[]) =>
    connection.prepare<string[], Row>(text).all(...values);
  const tables = rows<{ name: string }>("select name from sqlite_master where type = 'table'")
    .map(({ name }) => name)
    .filter((name) => !noneOfOurs.includes(name));
  const columns = tables.flatMap((table) =>
    rows<{ name: string; notnull: number; pk: number }>('select * from pragma_table_info(?)', table).map(
      ({ name, notnull, pk }) => ({ table, column: name, required: notnull === 1 || pk > 0 }),
    ),
  );
  const unique = tables.flatMap((table) =>
    rows<{ name: string }>('select name from pragma_index_list(?) where "unique" = 1', table).map(
      ({ name }) => ({
        table,
        columns: rows<{ name: string }>('select name from pragma_index_info(?)', name)
          .map((row) => row.name)
          .join(),
      }),
    ),
  );
  connection.close();
  return { columns, unique };
}

async function inPostgres(url: string): Promise<{ columns: Column[]; unique: Key[] }> {
  return await connected(url, async (client) => {
    const columns = await client.query<Column>(`select table_name as table, column_name as column,
      is_nullable = 'NO' as required from information_schema.columns where table_schema = 'public'`);
    const unique =
      await client.query<Key>(`select c.relname as table, (select string_agg(a.attname, ',' order by k.place)
        from unnest(i.indkey::integer[]) with ordinality as k(number, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
      where i.indisunique and n.nspname = 'public'`);
    return { columns: columns.rows, unique: unique.rows };
  });
}

const lines = (rows: readonly object[]) =>
  rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();

test('both engines have the same tables, columns, empty values and unique keys', async () => {
  const file = path.join(emptyFolder(), 'uchast.sqlite');
  migrateSqlite(file);
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  const [lite, pg] = [inSqlite(file), await inPostgres(url)];
  expect(lines(pg.columns)).toEqual(lines(lite.columns));
  // A key of one text column is the table itself on neither engine: both keep an index for it.
  expect(lines(pg.unique)).toEqual(lines(lite.unique));
});

test('texts are ordered by their bytes on PostgreSQL too, whatever the language of the server', async () => {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  const others = await connected(url, (client) =>
    client.query(`select table_name, column_name from information_schema.columns
      where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`),
  );
  expect(others.rows).toEqual([]);
});

/** A folder with only the first migration of an engine. */
function firstOnly(engine: 'sqlite' | 'postgres'): string {
  const made = path.join(emptyFolder(), engine);
  cpSync(path.join(folder, engine), made, { recursive: true });
  const file = path.join(made, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }));
  return made;
}

const person = `insert into person (id, created_at, contest, source) values ('p1', 1, 'city', 'плакат')`;
const address = `insert into address (id, person_id, channel, address, state, created_at) values ('a1', 'p1', 'telegram', '7', 'active', 1)`;

test('a SQLite file of the first version comes up to the newest with its rows', async () => {
  const file = path.join(emptyFolder(), 'uchast.sqlite');
  const old = new SqliteFile(file);
  sqliteMigrator().migrate(betterSqlite().drizzle(old), { migrationsFolder: firstOnly('sqlite') });
  old.exec(person);
  old.exec(address);
  old.close();
  migrateSqlite(file);
  await hasTheRows({ kind: 'sqlite', file });
});

test('a PostgreSQL database of the first version comes up to the newest with its rows, and a copy of it is kept', async () => {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  await connected(url, async (client) => {
    await client.query('drop schema public cascade; create schema public; drop schema drizzle cascade');
    const migrationsFolder = firstOnly('postgres');
    await nodePostgresMigrator().migrate(nodePostgres().drizzle(client), { migrationsFolder });
    await client.query(person);
    await client.query(address);
  });
  const kept = await migratePostgres(url, new Date('2027-01-02T03:04:05Z'));
  expect(kept).toBe('before_migration_20270102030405');
  await hasTheRows({ kind: 'postgres', url });
  const copied = await connected(url, (client) => client.query(`select id from "${kept}".person`));
  expect(copied.rows).toEqual([{ id: 'p1' }]);
});

async function hasTheRows(place: Parameters<typeof openPlace>[0]): Promise<void> {
  const db = openPlace(place);
  onTestFinished(() => db.close());
  const { person: people, address: addresses } = db.tables;
  expect(await db.read.select().from(people)).toMatchObject([{ id: 'p1', source: 'плакат', pace: null }]);
  expect(await db.read.select().from(addresses)).toMatchObject([{ id: 'a1', provenAt: null }]);
}

test('a sum of money above 21 million hryvnias fits on PostgreSQL too', async () => {
  const { url, drop } = freshPostgres();
  onTestFinished(drop);
  const narrow = await connected(url, (client) =>
    client.query(`select table_name, column_name from information_schema.columns
      where column_name in ('budget_plan', 'budget_fact', 'kopecks') and data_type <> 'bigint'`),
  );
  expect(narrow.rows).toEqual([]);
});
