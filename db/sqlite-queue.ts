// Owns the one way to write to SQLite: works on a connection that nobody else uses. Those that wait at the same moment share
// a transaction, because beginning and committing costs more than most of them.
import { setImmediate } from 'node:timers';
import type SqliteFile from 'better-sqlite3';
import type { Database, Session } from './database.ts';
import { longestMs, mostShared, openWriteQueue, type Waiting } from './write-queue.ts';

/**
 * better-sqlite3 refuses asynchronous transaction bodies, so a write is begin, works, commit. A work that throws takes
 * back only what it did itself; a commit that fails fails all of them.
 */
export function writeQueue(connection: SqliteFile.Database, session: Session): Database['write'] {
  // What a savepoint may have to take back is kept in memory.
  connection.pragma('temp_store = memory');
  const say = (sql: string) => connection.prepare(sql);
  const words = {
    begin: say('begin immediate'),
    commit: say('commit'),
    rollBack: say('rollback'),
    savepoint: say('savepoint work'),
    release: say('release work'),
    takeBack: say('rollback to work'),
  };

  /** One transaction: its first work, and those that wait meanwhile. */
  async function share(first: Waiting, waiting: Waiting[]): Promise<void> {
    const shared: { work: Waiting; done: () => void }[] = [];
    const began = performance.now();
    let work: Waiting | undefined = first;
    try {
      words.begin.run();
      while (work) {
        const done = shared.length === 0 ? await work.run() : await beside(work);
        if (done) shared.push({ work, done });
        const full = shared.length >= mostShared || performance.now() - began > longestMs;
        work = full ? undefined : waiting.shift();
      }
      words.commit.run();
    } catch (error) {
      if (connection.inTransaction) words.rollBack.run();
      work?.failed(error);
      for (const one of shared) if (one.work !== work) one.work.failed(error);
      return;
    }
    for (const { done } of shared) done();
  }

  /** Runs a work so that it alone is taken back if it throws; null: it was, and has been told. */
  async function beside(work: Waiting): Promise<(() => void) | null> {
    words.savepoint.run();
    try {
      const done = await work.run();
      words.release.run();
      return done;
    } catch (error) {
      // Where the disk is full or broken SQLite has rolled back everything, and everybody has to know.
      if (!connection.inTransaction) throw error;
      words.takeBack.run();
      words.release.run();
      work.failed(error);
      return null;
    }
  }

  // Whatever arrives in the same turn of the event loop is written together.
  return openWriteQueue(session, { share, wake: (begin) => setImmediate(begin) });
}
