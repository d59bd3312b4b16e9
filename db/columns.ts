// Owns the two kits of column builders, one a database engine, of the same shape: a table is written once, for a kit.
import { is, postgresCore, sql, sqliteCore } from './drizzle.ts';

/** PostgreSQL's kit gives the types for both; instants are milliseconds, json is stored whole. */
export function postgresKit() {
  const pg = postgresCore();
  return {
    table: pg.pgTable,
    text: () => pg.text(),
    integer: () => pg.integer(),
    real: () => pg.doublePrecision(),
    boolean: () => pg.boolean(),
    instant: () => pg.bigint({ mode: 'number' }),
    json: <T>() => pg.jsonb().$type<T>(),
    index: pg.index,
    uniqueIndex: pg.uniqueIndex,
    primaryKey: pg.primaryKey,
  };
}

export type Kit = ReturnType<typeof postgresKit>;

/** SQLite's kit, with the types of PostgreSQL's: the one cast that lets every query be written once. */
export function sqliteKit(): Kit {
  const lite = sqliteCore();
  return {
    table: lite.sqliteTable,
    text: () => lite.text(),
    integer: () => lite.integer(),
    real: () => lite.real(),
    boolean: () => lite.integer({ mode: 'boolean' }),
    instant: () => lite.integer(),
    json: <T>() => lite.text({ mode: 'json' }).$type<T>(),
    index: lite.index,
    uniqueIndex: lite.uniqueIndex,
    primaryKey: lite.primaryKey,
  } as unknown as Kit;
}

/** The number of a row in a result as twelve hexadecimal digits, in the words of the engine of these tables. */
export function rowNumberHex(table: object) {
  return is(table, sqliteCore().SQLiteTable)
    ? sql<string>`printf('%012x', row_number() over ())`
    : sql<string>`lpad(to_hex(row_number() over ()), 12, '0')`;
}
