// Owns a small file beside a SQLite database that says that somebody had it open: whoever ended properly took it away, so
// that a journal of changes that was lost after a sudden end is noticed.
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** What is added to the name of the database. */
export const markSuffix = '.open';

/**
 * Whether the last process ended suddenly and the journal with its last changes is gone since: somebody deleted it, or
 * copied the database without it. To be asked before anything opens the database.
 */
export function isJournalLost(file: string): boolean {
  return existsSync(`${file}${markSuffix}`) && existsSync(file) && !existsSync(`${file}-wal`);
}

/** Notes that the database is open. A disk that has no room for it is told elsewhere. */
export function markOpen(file: string): void {
  try {
    writeFileSync(`${file}${markSuffix}`, '');
  } catch {
    // The next sudden end with a lost journal goes unnoticed then.
  }
}

/** Takes the note away once the database was closed; while another process has it open, its journal stands and so does the note. */
export function unmarkOpen(file: string): void {
  if (existsSync(`${file}-wal`)) return;
  try {
    rmSync(`${file}${markSuffix}`, { force: true });
  } catch {
    // Only a read-only folder refuses; the note is then looked at once more.
  }
}
