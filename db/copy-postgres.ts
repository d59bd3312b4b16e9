// Owns reading all tables of a PostgreSQL database and filling one, for copies; what is copied is copy.ts's.
import type { Client, CustomTypesConfig } from 'pg';
import type { Source, Target } from './copy.ts';
import { type ColumnShape, quoted, type Row, type TableShape } from './copy-shape.ts';
import { connectionOf, driver } from './postgres-connect.ts';
import { writerLock } from './postgres-locks.ts';

/** Nobody shows these connections as one that serves. */
const copying = 'uchast copy';

async function connect(url: string): Promise<Client> {
  const { Client: Connection } = driver();
  const client = new Connection(connectionOf(url, copying));
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** PostgreSQL's bigint and json: whole numbers arrive as numbers, json as it was written. */
const types: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === 20) return Number;
    if (oid === 114) return (text: string) => text;
    return driver().types.getTypeParser(oid, format as 'text');
  },
};

/** Reads one moment of all tables, while others may write, by a cursor: a page is as much as memory ever holds. */
export async function postgresSource(url: string): Promise<Source> {
  const client = await connect(url);
  await client.query('begin isolation level repeatable read, read only');
  return { pages: (table, most) => pagesOf(client, table, most), close: () => client.end() };
}

async function* pagesOf(client: Client, table: TableShape, most: number): AsyncGenerator<Row[]> {
  const names = quoted(table.columns.map((column) => column.name));
  const sorted = table.order.length > 0 ? ` order by ${quoted(table.order)}` : '';
  await client.query(`declare page no scroll cursor for select ${names} from "${table.name}"${sorted}`);
  try {
    for (;;) {
      const { rows } = await client.query<Row>({
        text: `fetch ${most} from page`,
        rowMode: 'array',
        types,
      } as never);
      if (rows.length === 0) return;
      yield rows as unknown as Row[];
    }
  } finally {
    await client.query('close page');
  }
}

/**
 * Fills a migrated database in one transaction, under the lock of whoever writes. The triggers that keep the sums rest
 * meanwhile: sums are copied as they are, and would be counted twice.
 */
export async function postgresTarget(url: string, { replace }: { replace: boolean }): Promise<Target> {
  const client = await connect(url);
  await client.query('begin');
  await client.query(`select pg_advisory_xact_lock(${writerLock})`);
  const touched = new Set<string>();
  const prepareOnce = async ({ name }: TableShape) => {
    if (touched.has(name)) return;
    touched.add(name);
    await client.query(`alter table "${name}" disable trigger user`);
    if (replace) await client.query(`truncate "${name}"`);
  };
  return {
    put: async (table, rows) => {
      await prepareOnce(table);
      await client.query({ name: `put_${table.name}`, text: insertOf(table), values: [jsonOf(rows)] });
    },
    count: async (table) => {
      await prepareOnce(table);
      const { rows } = await client.query(`select count(*)::integer as n from "${table.name}"`);
      return rows[0].n;
    },
    keep: async () => {
      for (const name of touched) await client.query(`alter table "${name}" enable trigger user`);
      await client.query('commit');
      await client.query('analyze');
      await client.end();
    },
    /** A transaction that was not committed is none. */
    abandon: async () => {
      await client.end().catch(() => undefined);
    },
  };
}

const sqlTypes: Readonly<Record<ColumnShape['kind'], string>> = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  real: 'double precision',
  boolean: 'boolean',
  // Inside of a document json would be read and written anew: it travels as a text.
  json: 'text',
};

/** One document a page: quicker than a parameter a value, of which a statement has 65,535 at most. */
function insertOf({ name, columns }: TableShape): string {
  const names = quoted(columns.map((column) => column.name));
  const typed = columns.map(({ kind }, index) => `c${index} ${sqlTypes[kind]}`).join(', ');
  const read = columns
    .map(({ kind }, index) => (kind === 'json' ? `c${index}::json` : `c${index}`))
    .join(', ');
  return `insert into "${name}" (${names}) select ${read} from json_to_recordset($1::json) as listed(${typed})`;
}

function jsonOf(rows: readonly Row[]): string {
  return JSON.stringify(rows.map((row) => Object.fromEntries(row.map((cell, index) => [`c${index}`, cell]))));
}
