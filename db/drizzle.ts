// Owns how drizzle-orm is loaded: through require, because its ES modules cost half a second and 170 MB at the start.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const core = require('drizzle-orm') as typeof import('drizzle-orm');
export const {
  Column,
  Param,
  Placeholder,
  SQL,
  Subquery,
  and,
  asc,
  count,
  desc,
  eq,
  getTableColumns,
  getTableName,
  gt,
  gte,
  inArray,
  is,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  ne,
  not,
  notInArray,
  or,
  sql,
  sum,
} = core;

export type SQL<T = unknown> = import('drizzle-orm').SQL<T>;
export type SQLWrapper = import('drizzle-orm').SQLWrapper;

export function sqliteCore(): typeof import('drizzle-orm/sqlite-core') {
  return require('drizzle-orm/sqlite-core');
}

export function postgresCore(): typeof import('drizzle-orm/pg-core') {
  return require('drizzle-orm/pg-core');
}

export function betterSqlite(): typeof import('drizzle-orm/better-sqlite3') {
  return require('drizzle-orm/better-sqlite3');
}

export function sqliteMigrator(): typeof import('drizzle-orm/better-sqlite3/migrator') {
  return require('drizzle-orm/better-sqlite3/migrator');
}

export function nodePostgres(): typeof import('drizzle-orm/node-postgres') {
  return require('drizzle-orm/node-postgres');
}

export function nodePostgresMigrator(): typeof import('drizzle-orm/node-postgres/migrator') {
  return require('drizzle-orm/node-postgres/migrator');
}
