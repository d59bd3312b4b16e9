// Owns what a copy of a database must know of each table: its columns as both engines call them, and an order that never ends in a tie.
import { createRequire } from 'node:module';
import { postgresKit } from './columns.ts';
import { getTableColumns, getTableName, postgresCore } from './drizzle.ts';
import { tablesFor } from './tables.ts';

export type ColumnShape = { name: string; kind: 'text' | 'integer' | 'bigint' | 'real' | 'boolean' | 'json' };
/** `order`: the columns of the primary key; a table without one is read as it lies. */
export type TableShape = { name: string; columns: readonly ColumnShape[]; order: readonly string[] };

/** A value as it travels: whole numbers and instants as numbers, json as it was written. */
export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

const kinds: Readonly<Record<string, ColumnShape['kind']>> = {
  integer: 'integer',
  bigint: 'bigint',
  'double precision': 'real',
  boolean: 'boolean',
  json: 'json',
};

/** Every table of ours, in the order of their names. */
export function tableShapes(): TableShape[] {
  const { toSnakeCase } = createRequire(import.meta.url)('drizzle-orm/casing') as {
    toSnakeCase: (name: string) => string;
  };
  const { getTableConfig } = postgresCore();
  const shapes = Object.values(tablesFor(postgresKit())).map((table) => {
    const columns = Object.entries(getTableColumns(table)).map(([key, column]) => ({
      name: toSnakeCase(key),
      kind: kinds[column.getSQLType()] ?? ('text' as const),
      primary: column.primary,
    }));
    const [key] = getTableConfig(table as never).primaryKeys;
    const order = key
      ? key.columns.map((column) => toSnakeCase(column.name))
      : columns.filter(({ primary }) => primary).map(({ name }) => name);
    return {
      name: getTableName(table),
      columns: columns.map(({ name, kind }) => ({ name, kind })),
      order,
    };
  });
  return shapes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
