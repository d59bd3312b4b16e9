// Owns what a database is to the application: the tables, a session to read with, and the one way to write.
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Tables } from './tables.ts';

/** Queries are written against this one type and always awaited, whichever engine answers. */
export type Session = Omit<PgDatabase<PgQueryResultHKT>, 'transaction' | 'execute'>;

/** Where a database lives. */
export type Place = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };

export type Database = {
  kind: 'sqlite' | 'postgres';
  tables: Tables;
  /** Reads see what is committed. */
  read: Session;
  /** Runs `work` in one transaction, one writer at a time; what it throws rolls back. A write inside a write is refused. */
  write: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /** Reads one state of all tables, however long it takes, while others write. */
  snapshot: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /** Copies the whole database into a new SQLite file while it is in use. */
  backup: (file: string) => Promise<void>;
  /** Makes erased values leave the files. */
  scrub: () => Promise<void>;
  close: () => Promise<void>;
};
