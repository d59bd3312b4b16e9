// Owns the two kits of column builders, one a database engine, of the same shape: a table is written once, for a kit.
import { is, postgresCore, type SQL, type SQLWrapper, sql, sqliteCore } from './drizzle.ts';

/**
 * PostgreSQL's kit gives the types for both; instants are milliseconds. Texts are ordered by their bytes as on SQLite,
 * whatever the server's language; json is kept as it was written, because contents are hashed.
 */
export function postgresKit() {
  const pg = postgresCore();
  const bytewise = pg.customType<{ data: string; driverData: string }>({
    dataType: () => 'text collate "C"',
  });
  return {
    table: pg.pgTable,
    text: () => bytewise(),
    integer: () => pg.integer(),
    real: () => pg.doublePrecision(),
    boolean: () => pg.boolean(),
    instant: () => pg.bigint({ mode: 'number' }),
    // More than 21 million hryvnias do not fit an integer of PostgreSQL.
    kopecks: () => pg.bigint({ mode: 'number' }),
    json: <T>() => pg.json().$type<T>(),
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
    kopecks: () => lite.integer(),
    json: <T>() => lite.text({ mode: 'json' }).$type<T>(),
    index: lite.index,
    uniqueIndex: lite.uniqueIndex,
    primaryKey: lite.primaryKey,
  } as unknown as Kit;
}

/** The number of a row in a result as eight hexadecimal digits, in the words of the engine of these tables. */
export function rowNumberHex(table: object) {
  return is(table, sqliteCore().SQLiteTable)
    ? sql<string>`printf('%08x', row_number() over ())`
    : sql<string>`lpad(to_hex(row_number() over ()), 8, '0')`;
}

/** A value in the list of a `select`: PostgreSQL takes one that stands there alone for a text. */
export function instantOf(value: SQLWrapper | number | null) {
  return sql<number>`cast(${value} as bigint)`;
}

/** What a json column holds, as it was written: PostgreSQL compares no json. */
export function written(column: SQLWrapper) {
  return sql<string>`cast(${column} as text)`;
}

/** A JSON array as rows: of texts (column `value`), or of objects whose fields become columns of these types. */
export function jsonRows(table: object, json: SQL, fields: Readonly<Record<string, 'text' | 'real'>> = {}) {
  const names = Object.entries(fields);
  if (is(table, sqliteCore().SQLiteTable)) {
    const columns = names.map(([name]) => sql.raw(`value ->> '${name}' as ${name}`));
    return names.length === 0
      ? sql`(select value from json_each(${json}))`
      : sql`(select ${sql.join(columns, sql`, `)} from json_each(${json}))`;
  }
  const columns = names.map(([name, type]) =>
    sql.raw(`${name} ${type === 'real' ? 'double precision' : type}`),
  );
  return names.length === 0
    ? sql`(select value from jsonb_array_elements_text(${json}::jsonb))`
    : sql`(select * from jsonb_to_recordset(${json}::jsonb) as listed(${sql.join(columns, sql`, `)}))`;
}
