// Owns the one way to write to PostgreSQL: one writer at a time among all processes of a city, as on SQLite, so that a use
// case reads, decides and writes undisturbed. Works that wait at the same moment share a transaction, because asking for
// the lock and waiting for the disk cost more than most of them.
import type { Database, Session } from './database.ts';
import type { Writer } from './postgres-writer.ts';
import { longestMs, mostShared, openWriteQueue, type Waiting } from './write-queue.ts';

const savepoint = 'work';

/** A work that throws takes back only what it did itself; a commit that fails fails all of its transaction. */
export function writeQueue(writer: Writer, session: Session): Database['write'] {
  /** One transaction: its first work, and those that wait meanwhile. */
  async function share(first: Waiting, waiting: Waiting[]): Promise<void> {
    const stored: { work: Waiting; done: () => void }[] = [];
    let untold: Waiting | undefined = first;
    try {
      await writer.begin();
    } catch (error) {
      // Where nobody can be reached, those that wait behind would each wait in vain as long as this one.
      for (const one of [first, ...waiting.splice(0)]) one.failed(error);
      return;
    }
    try {
      let done: (() => void) | null = await first.run();
      // Not before: until then it may have waited for the lock.
      const began = performance.now();
      for (let work: Waiting | undefined = first; work; work = untold) {
        if (done) stored.push({ work, done });
        untold = undefined;
        if (stored.length >= mostShared || performance.now() - began > longestMs || waiting.length === 0)
          break;
        // What a work left unsaid must not be said of the next one.
        await writer.settled();
        untold = waiting.shift();
        if (untold) done = await beside(untold);
      }
      await writer.commit();
    } catch (error) {
      await writer.rollBack();
      for (const { work } of stored) work.failed(error);
      untold?.failed(error);
      return;
    }
    for (const { done } of stored) done();
  }

  /** Runs a work so that it alone is taken back if it throws; null: it was, and has been told. */
  async function beside(work: Waiting): Promise<(() => void) | null> {
    writer.say(`savepoint ${savepoint}`);
    try {
      const done = await work.run();
      await writer.settled();
      writer.say(`release ${savepoint}`);
      return done;
    } catch (error) {
      if (!(await writer.takeBack(savepoint))) throw error;
      writer.say(`release ${savepoint}`);
      work.failed(error);
      return null;
    }
  }

  return openWriteQueue(session, { share, wake: (begin) => begin() });
}
