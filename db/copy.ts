// Owns copying a whole database from one engine to the other or to its own: all tables of one moment, counted afterwards.

import { postgresSource, postgresTarget } from './copy-postgres.ts';
import { type Row, type TableShape, tableShapes } from './copy-shape.ts';
import { sqliteSource, sqliteTarget } from './copy-sqlite.ts';
import type { Place } from './database.ts';

/** One state of all tables, read in pages. */
export type Source = {
  pages: (table: TableShape, most: number) => AsyncIterable<Row[]> | Iterable<Row[]>;
  close: () => Promise<void>;
};

/** Where rows go: nothing of them shows before `keep`, and after `abandon` nothing is left of them. */
export type Target = {
  put: (table: TableShape, rows: readonly Row[]) => Promise<void>;
  count: (table: TableShape) => Promise<number>;
  keep: () => Promise<void>;
  abandon: () => Promise<void>;
};

/** Rows by table, and how many characters were left out that PostgreSQL refuses in a text (U+0000). */
export type Copied = { tables: Readonly<Record<string, number>>; rows: number; leftOut: number };

const rowsAPage = 1000;

/**
 * Copies every table of a database into a migrated one. `replace` empties the target in the same step; otherwise it must
 * be empty already, which `whatIsIn` tells. It is all there afterwards or, where anything fails, nothing of it: then this
 * throws, and the target is as it was.
 */
export async function copyPlace(from: Place, to: Place, { replace = false } = {}): Promise<Copied> {
  const source = from.kind === 'sqlite' ? sqliteSource(from.file) : await postgresSource(from.url);
  try {
    const target =
      to.kind === 'sqlite' ? sqliteTarget(to.file, { replace }) : await postgresTarget(to.url, { replace });
    try {
      const copied = await copyTables(source, target);
      await target.keep();
      return copied;
    } catch (error) {
      await target.abandon();
      throw error;
    }
  } finally {
    await source.close();
  }
}

async function copyTables(source: Source, target: Target): Promise<Copied> {
  const tables: Record<string, number> = {};
  let leftOut = 0;
  for (const table of tableShapes()) {
    let rows = 0;
    for await (const page of source.pages(table, rowsAPage)) {
      leftOut += page.reduce((sum, row) => sum + refusedIn(row), 0);
      await target.put(table, page.map(withoutRefused));
      rows += page.length;
    }
    const arrived = await target.count(table);
    if (arrived !== rows) throw new Error(`${table.name}: ${rows} rows were read, ${arrived} arrived`);
    tables[table.name] = rows;
  }
  return { tables, rows: Object.values(tables).reduce((sum, one) => sum + one, 0), leftOut };
}

/** No person can type it, and since it is refused at the door only old rows may hold it. */
const nul = '\0';

function refusedIn(row: Row): number {
  return row.reduce<number>(
    (sum, cell) => sum + (typeof cell === 'string' ? cell.split(nul).length - 1 : 0),
    0,
  );
}

function withoutRefused(row: Row): Row {
  if (!row.some((cell) => typeof cell === 'string' && cell.includes(nul))) return row;
  return row.map((cell) => (typeof cell === 'string' ? cell.replaceAll(nul, '') : cell));
}

/** The tables of a database that hold rows; empty: another one may be copied into it. */
export async function whatIsIn(place: Place): Promise<string[]> {
  const source = place.kind === 'sqlite' ? sqliteSource(place.file) : await postgresSource(place.url);
  try {
    const filled: string[] = [];
    for (const table of tableShapes()) {
      for await (const page of source.pages(table, 1)) {
        if (page.length > 0) filled.push(table.name);
        break;
      }
    }
    return filled;
  } finally {
    await source.close();
  }
}
