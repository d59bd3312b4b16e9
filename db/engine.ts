// Owns the choice between the two engines by where a database lives; everybody else is handed a Database.
import type { Database, Place } from './database.ts';
import { openPostgres, postgresNeedsMigration } from './postgres.ts';
import { openSqlite, needsMigration as sqliteNeedsMigration } from './sqlite.ts';

/** Opens a database that is already migrated. */
export function openPlace(place: Place): Database {
  return place.kind === 'sqlite' ? openSqlite(place.file) : openPostgres(place.url);
}

/** Whether migrations wait to be applied: a new database, or one of an older version. */
export async function needsMigration(place: Place): Promise<boolean> {
  return place.kind === 'sqlite' ? sqliteNeedsMigration(place.file) : await postgresNeedsMigration(place.url);
}
