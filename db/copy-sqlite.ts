// Owns reading all tables of a SQLite file and filling one, for copies; what is copied is copy.ts's.
import SqliteFile from 'better-sqlite3';
import type { Source, Target } from './copy.ts';
import { type Cell, type ColumnShape, quoted, type Row, type TableShape } from './copy-shape.ts';

/** Reads a file in one transaction, while others may write; a page is as much as memory ever holds of it. */
export function sqliteSource(file: string): Source {
  const connection = new SqliteFile(file, { readonly: true, fileMustExist: true });
  connection.exec('begin');
  return {
    pages: (table, most) => pagesOf(connection, table, most),
    close: async () => {
      connection.close();
    },
  };
}

function* pagesOf(connection: SqliteFile.Database, table: TableShape, most: number): Generator<Row[]> {
  const { name, columns, order } = table;
  const names = quoted(columns.map((column) => column.name));
  const sorted = order.length > 0 ? ` order by ${quoted(order)}` : '';
  const statement = connection.prepare<[], Cell[]>(`select ${names} from "${name}"${sorted}`).raw();
  let page: Row[] = [];
  for (const row of statement.iterate()) {
    page.push(row.map((cell, index) => travelling(cell, columns[index])));
    if (page.length === most) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

function travelling(cell: Cell, column: ColumnShape | undefined): Cell {
  return cell !== null && column?.kind === 'boolean' ? cell !== 0 : cell;
}

function lying(cell: Cell): Cell {
  return typeof cell === 'boolean' ? Number(cell) : cell;
}

/**
 * Fills a migrated file in one transaction. The triggers that keep the sums are away meanwhile: sums are copied as they
 * are, and would be counted twice.
 */
export function sqliteTarget(file: string, { replace }: { replace: boolean }): Target {
  const connection = new SqliteFile(file, { fileMustExist: true });
  connection.pragma('synchronous = NORMAL');
  connection.exec('begin immediate');
  const triggers = connection
    .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_master where type = 'trigger'")
    .all();
  for (const { name } of triggers) connection.exec(`drop trigger "${name}"`);
  const emptied = new Set<string>();
  const inserts = new Map<string, SqliteFile.Statement>();
  const insertFor = (table: TableShape) => {
    const known = inserts.get(table.name);
    if (known) return known;
    const names = table.columns.map((column) => column.name);
    const places = names.map(() => '?').join(', ');
    const made = connection.prepare(`insert into "${table.name}" (${quoted(names)}) values (${places})`);
    inserts.set(table.name, made);
    return made;
  };
  const emptyOnce = ({ name }: TableShape) => {
    if (replace && !emptied.has(name)) connection.exec(`delete from "${name}"`);
    emptied.add(name);
  };
  return {
    put: async (table, rows) => {
      emptyOnce(table);
      const insert = insertFor(table);
      for (const row of rows) insert.run(row.map(lying));
    },
    count: async (table) => {
      emptyOnce(table);
      const row = connection.prepare<[], { n: number }>(`select count(*) as n from "${table.name}"`).get();
      return row?.n ?? 0;
    },
    keep: async () => {
      for (const { sql } of triggers) connection.exec(sql);
      connection.exec('commit');
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
    abandon: async () => {
      if (connection.open && connection.inTransaction) connection.exec('rollback');
      connection.close();
    },
  };
}
