// Owns the session over one SQLite connection: how drizzle speaks to it.
import type SqliteFile from 'better-sqlite3';
import type { Session } from './database.ts';
import { betterSqlite } from './drizzle.ts';

/** The part of drizzle that writes SQL for SQLite; its types leave it out. */
type Speaking = { dialect: { escapeParam: () => string } };

/**
 * A session over a connection. Values stand in SQL as `+?`, which means the same as `?`: where a bare `?` is compared in
 * a join or limits one, SQLite looks at its value while it plans, and so plans anew at every run (measured on 3.54: 34 µs
 * instead of 5 for a join of two tables by their keys).
 */
export function sessionOver(connection: SqliteFile.Database): Session {
  const db = betterSqlite().drizzle(connection, { casing: 'snake_case' });
  (db as unknown as Speaking).dialect.escapeParam = () => '+?';
  return db as unknown as Session;
}
