// Owns how a statement that drizzle has prepared is run on SQLite again and again: what drizzle looks up anew at every run
// (kinds of parameters, decoders of columns, paths of fields) is looked up once. The SQL itself stays drizzle's.
import type SqliteFile from 'better-sqlite3';
import { Column, getTableName, is, Param, Placeholder, SQL, Subquery } from './drizzle.ts';

type Decoder = { mapFromDriverValue: (value: unknown) => unknown };
type Field = { path: readonly string[]; field: unknown };
type Values = Readonly<Record<string, unknown>>;

/** What is used of drizzle's prepared statement; its types leave most of it out. */
export type Drizzled = {
  stmt: SqliteFile.Statement;
  query: { params: readonly unknown[] };
  executeMethod: 'run' | 'all' | 'get';
  fields?: readonly Field[];
  /** Of joined tables, by their names: whether a row of them is there in any case. */
  joinsNotNullableMap?: Readonly<Record<string, boolean>>;
  customResultMapper?: unknown;
  execute: (values?: Values) => PromiseLike<unknown>;
};

type Fill = (values: Values) => unknown;
type Put = (target: Record<string, unknown>, row: readonly unknown[]) => void;

/** Lets a prepared statement run by a plan, made at its first run; what is rarer than rows of fields stays drizzle's. */
export function runByPlan(prepared: Drizzled): Drizzled {
  const drizzles = prepared.execute.bind(prepared);
  let run: ((values: Values) => unknown) | null = null;
  prepared.execute = async (values = {}) => {
    run ??= planOf(prepared) ?? drizzles;
    return run(values);
  };
  return prepared;
}

function planOf(prepared: Drizzled): ((values: Values) => unknown) | null {
  const { stmt, fields, executeMethod, customResultMapper } = prepared;
  if (customResultMapper) return null;
  const params = paramsOf(prepared.query.params);
  if (executeMethod === 'run') return (values) => stmt.run(params(values));
  if (executeMethod !== 'all' || !fields) return null;
  const put = putting(fields, prepared.joinsNotNullableMap);
  stmt.raw(true);
  return (values) => (stmt.all(params(values)) as unknown[][]).map((row) => rowOf(put, row));
}

function rowOf(put: readonly Put[], row: readonly unknown[]) {
  const made: Record<string, unknown> = {};
  for (const one of put) one(made, row);
  return made;
}

function paramsOf(params: readonly unknown[]): (values: Values) => unknown[] {
  const fills = params.map(fillOf);
  return (values) => fills.map((fill) => fill(values));
}

function fillOf(param: unknown): Fill {
  if (is(param, Placeholder)) return (values) => given(values, param.name);
  if (!is(param, Param) || !is(param.value, Placeholder)) return () => param;
  const { encoder, value } = param;
  return (values) => encoder.mapToDriverValue(given(values, value.name));
}

function given(values: Values, name: string): unknown {
  const value = values[name];
  if (value === undefined && !(name in values))
    throw new Error(`No value for placeholder "${name}" was provided`);
  return value;
}

/** How the columns of a row become its fields: flat ones as they are, those of joined tables in objects of their own. */
function putting(fields: readonly Field[], joins: Drizzled['joinsNotNullableMap']): Put[] {
  const groups = new Map<string, { field: Field; at: number }[]>();
  const put: Put[] = [];
  fields.forEach((field, at) => {
    const [name = '', inner] = field.path;
    if (inner === undefined) put.push(single(name, at, decoderOf(field.field)));
    else if (field.path.length > 2) throw new Error(`a field deeper than two names: ${field.path.join('.')}`);
    else if (groups.has(name)) groups.get(name)?.push({ field, at });
    else {
      groups.set(name, [{ field, at }]);
      put.push((target, row) => joined.get(name)?.(target, row));
    }
  });
  const joined = new Map([...groups].map(([name, columns]) => [name, group(name, columns, joins)]));
  return put;
}

function single(name: string, at: number, decode: Decoder | null): Put {
  return (target, row) => {
    const value = row[at];
    target[name] = value === null || decode === null ? value : decode.mapFromDriverValue(value);
  };
}

/** A joined table whose first column is null was not there: null, as drizzle has it. */
function group(
  name: string,
  columns: readonly { field: Field; at: number }[],
  joins: Drizzled['joinsNotNullableMap'],
): Put {
  const put = columns.map(({ field, at }) => single(field.path[1] ?? '', at, decoderOf(field.field)));
  const tables = columns.flatMap(({ field, at }) =>
    is(field.field, Column) ? [{ table: getTableName(field.field.table), at }] : [],
  );
  const [first] = tables;
  const may = first && joins && !joins[first.table] && tables.every(({ table }) => table === first.table);
  return (target, row) => {
    if (may && row[first.at] === null) target[name] = null;
    else {
      const inner: Record<string, unknown> = {};
      for (const one of put) one(inner, row);
      target[name] = inner;
    }
  };
}

/** Null: the value stands as it comes. */
function decoderOf(field: unknown): Decoder | null {
  const decoder = is(field, Column) ? field : plainDecoder(field);
  return decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue ? null : decoder;
}

/** Drizzle's own fields of its expressions, as its reader of rows asks them. */
function plainDecoder(field: unknown): Decoder {
  const of = field as { decoder: Decoder; sql: { decoder: Decoder }; _: { sql: { decoder: Decoder } } };
  if (is(field, SQL)) return of.decoder;
  return is(field, Subquery) ? of._.sql.decoder : of.sql.decoder;
}
