// Owns watching the ground that an instance stands on: its database, whatever is thrown by it, and the disk. What is
// wrong is db/trouble.ts's to tell; the words for the administrator stand in content/cli.yaml.
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Database, Place } from '../../../db/database.ts';
import { putSetting } from '../../../db/desk.ts';
import { type Trouble, troubleOf } from '../../../db/trouble.ts';
import { adviceOf, type Log } from '../../core/log.ts';

/** Whether a part works, in words for the administrator; `code` is for machines. */
export type PartState = { ready: boolean; detail: string; code?: string };

export type Storage = {
  /** The database, with every failed write noted. */
  db: Database;
  /** Notes an error that came up elsewhere; whether it is a trouble of the database rather than a fault of ours. */
  note: (error: unknown) => boolean;
  /** Whether the database answers, takes writes, and is the one that was opened. */
  database: () => Promise<PartState>;
  /** Whether the disk has room, and how much: bytes free of all; null where nobody can say. */
  disk: () => Promise<{ state: PartState; free: number | null }>;
};

export type StorageOptions = {
  db: Database;
  place: Place;
  dataDir: string;
  log: Log;
  /** Fills a text of content/cli.yaml. */
  word: (key: string, values: Readonly<Record<string, string | number>>) => string;
};

/**
 * So much is written before a full database counts as usable again: less may find a place in the file. Otherwise a sign
 * is enough.
 */
const roomBytes = 128 * 1024;
const probeKey = 'probe';
/** Looking costs a write, so many who ask within this time share one look. */
const lookEveryMs = 3_000;
const longestLookMs = 4_000;
const lookAgainMs = 5_000;
/** Below this the disk is as good as full; on a small one a twentieth of it. */
const leastFreeBytes = 200 * 1024 * 1024;
const leastFreeShare = 0.05;

/** Starts watching a database that is open. */
export function watchStorage(options: StorageOptions): Storage {
  const { db, place, log, word } = options;
  const name = nameOf(place);
  // /readyz is open to whoever reaches it: it names the file, and only the journal tells where it lies.
  const shown = path.basename(name);
  const file = place.kind === 'sqlite' ? watchFile(place.file) : null;
  let trouble: Trouble | null = null;
  let again: NodeJS.Timeout | null = null;
  let look: { at: number; state: Promise<PartState> } | null = null;

  function note(error: unknown): boolean {
    const found = troubleOf(error);
    if (!found) return false;
    if (found !== trouble)
      log.error(
        {
          part: 'database',
          code: found,
          error,
          advice: adviceOf(word(`cli.storage.${found}`, { file: name })),
        },
        'the database is in trouble',
      );
    trouble = found;
    look = null;
    lookAgain();
    return true;
  }
  /** Whoever asks or not: that it works again is noticed, and told in the journal. */
  function lookAgain(): void {
    if (again) return;
    again = setTimeout(() => {
      again = null;
      void lookNow().then(() => {
        if (trouble !== null) lookAgain();
      });
    }, lookAgainMs).unref();
  }
  function proven(): void {
    if (trouble === null) return;
    trouble = null;
    // As loud as the trouble was: whoever read of it reads of its end.
    log.warn(
      { part: 'database', advice: adviceOf(word('cli.storage.again', { file: name })) },
      'the database works again',
    );
  }
  async function lookNow(): Promise<PartState> {
    const moved = file?.() ?? null;
    if (moved) return { ready: false, code: moved, detail: word(`cli.storage.${moved}`, { file: shown }) };
    try {
      await inTime(db.read.select({ key: db.tables.meta.key }).from(db.tables.meta).limit(1));
      await inTime(tryToWrite(db, trouble === 'full'));
      proven();
      return { ready: true, detail: word('cli.storage.good', { file: shown }) };
    } catch (error) {
      const code = error instanceof TooLong ? 'busy' : (troubleOf(error) ?? 'unreachable');
      note(error);
      return { ready: false, code, detail: word(`cli.storage.${code}`, { file: shown }) };
    }
  }
  return {
    db: {
      ...db,
      write: async (work) => {
        try {
          return await db.write(work);
        } catch (error) {
          note(error);
          throw error;
        }
      },
    },
    note,
    database: () => {
      const now = performance.now();
      if (!look || now - look.at > lookEveryMs) look = { at: now, state: lookNow() };
      return look.state;
    },
    disk: () => lookAtDisk(options),
  };
}

/** The database in words: the file, or the server and its database without a password. */
function nameOf(place: Place): string {
  if (place.kind === 'sqlite') return place.file;
  const { host, pathname } = new URL(place.url);
  return `${host}${pathname}`;
}

class TooLong extends Error {}
/** A database whose server hangs is as good as none. */
async function inTime<T>(work: PromiseLike<T>): Promise<T> {
  let timer: NodeJS.Timeout | null = null;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLong('too long')), longestLookMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (timer) clearTimeout(timer);
  }
}

/** Writes and commits: only a commit reaches the disk. `room`: what needs some room, which is then given back. */
async function tryToWrite(db: Database, room: boolean): Promise<void> {
  const write = (value: string) =>
    db.write((session) => putSetting({ t: db.tables, s: session }, probeKey, value));
  if (room) await write('x'.repeat(roomBytes));
  await write('');
}

/**
 * Watches that the open file is still the one at its path, and that its journal of changes is there: a process goes on
 * with files that were deleted or replaced under it, and what it writes then is lost.
 */
function watchFile(file: string): () => 'moved' | 'noJournal' | null {
  const first = inodeOf(file);
  return () => {
    if (inodeOf(file) !== first) return 'moved';
    return existsSync(`${file}-wal`) ? null : 'noJournal';
  };
}

function inodeOf(file: string): bigint | null {
  return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

async function lookAtDisk({
  dataDir,
  word,
}: StorageOptions): Promise<{ state: PartState; free: number | null }> {
  try {
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const ready = free >= Math.min(leastFreeBytes, blocks * bsize * leastFreeShare);
    const values = { folder: path.basename(dataDir), free: Math.floor(free / 1024 / 1024) };
    const detail = word(ready ? 'cli.storage.disk' : 'cli.storage.diskFull', values);
    return { free, state: { ready, detail, ...(ready ? {} : { code: 'full' }) } };
  } catch {
    const detail = word('cli.storage.noFolder', { folder: path.basename(dataDir) });
    return { free: null, state: { ready: false, code: 'unreachable', detail } };
  }
}
