// Owns the commands `backup` and `restore`; what a restored copy must be brought up to is src/app/running/restore.ts's.
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyPlace } from '../../db/copy.ts';
import type { Database } from '../../db/database.ts';
import { needsMigration, openPlace } from '../../db/engine.ts';
import { othersConnected } from '../../db/postgres-connect.ts';
import { migrateSqlite, takeServeLock } from '../../db/sqlite.ts';
import { dropAside, namedAmong, putInPlace, sealCopy, takeAside } from '../../db/sqlite-copy.ts';
import { bringUpToDate, type Restored } from '../app/running/restore.ts';
import { noteAct } from '../app/staff/audit.ts';
import { assemble, migrateWithBackup } from '../assemble.ts';
import type { Config } from '../config.ts';
import { isoInKyiv } from '../core/time.ts';
import { type Command, done, option, type Setting, wants, wrong } from './command.ts';

/** `backup FILE [--by EMAIL]` */
export const backup: Command = async (setting, given) => {
  const [file] = given.words;
  const { console } = setting;
  if (!file) return wrong(setting, 'backup.usage');
  if (existsSync(file)) return wrong(setting, 'backup.exists', { file });
  const { app } = await setting.open();
  const part = `${file}.part`;
  try {
    // Before it: the copy tells of itself, and by that knows until when it knows everything.
    const actor = option(given, 'by') ?? 'cli';
    await noteAct(app, { actor, act: 'backup.make', object: path.basename(file) });
    await copyInto(app.db, setting.config.database, part);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    return { code: 1, message: console.word('cli.backup.failed', { file, detail: String(error) }) };
  }
  console.tell(console.word('cli.backup.done', { file }));
  return done;
};

/** A copy is a SQLite file whatever the engine, sealed when it is whole. */
async function copyInto(db: Database, place: Config['database'], file: string): Promise<void> {
  if (place.kind === 'sqlite') await db.backup(file);
  else {
    migrateSqlite(file);
    await copyPlace(place, { kind: 'sqlite', file });
  }
  sealCopy(file);
}

/** `restore FILE [--by EMAIL] [--json]` */
export const restore: Command = async (setting, given) => {
  const [file] = given.words;
  const { config, console } = setting;
  const { database } = config;
  if (!file) return wrong(setting, 'restore.usage');
  if (!existsSync(file)) return wrong(setting, 'restore.missing', { file });
  const unlock = await takeAlone(database);
  if (!unlock) return { code: 1, message: console.word('cli.restore.running') };
  try {
    const aside = takeAside(file, database.kind === 'sqlite' ? path.dirname(database.file) : config.dataDir);
    if (!aside) return wrong(setting, 'restore.broken', { file });
    try {
      const by = option(given, 'by') ?? 'cli';
      const restored = await prepare(setting, aside, { file: path.basename(file), by });
      const kept = await replaceBy(aside, config);
      tell(setting, { restored, kept, file, json: wants(given, 'json') });
    } finally {
      dropAside(aside);
    }
  } finally {
    unlock();
  }
  return done;
};

/** Nobody may use the database meanwhile. Returns what gives it free again, or null where somebody does. */
async function takeAlone(database: Config['database']): Promise<(() => void) | null> {
  if (database.kind === 'sqlite') return takeServeLock(database.file);
  return (await othersConnected(database.url)) > 0 ? null : () => undefined;
}

/** Puts the copy in the place of the database, which is kept among the backups. Returns where; null: there was none. */
async function replaceBy(aside: string, config: Config): Promise<string | null> {
  const { database } = config;
  const backups = path.join(config.dataDir, 'backups');
  if (database.kind === 'sqlite') return putInPlace(aside, { file: database.file, backups });
  if (await needsMigration(database)) await migrateWithBackup(config);
  const kept = namedAmong(backups);
  migrateSqlite(kept);
  await copyPlace(database, { kind: 'sqlite', file: kept });
  sealCopy(kept);
  await copyPlace({ kind: 'sqlite', file: aside }, database, { replace: true });
  return kept;
}

/** Brings the copy up to date while it still stands aside: a crash leaves the database as it was. */
async function prepare(
  { config, content, log }: Setting,
  aside: string,
  of: { file: string; by: string },
): Promise<Restored> {
  migrateSqlite(aside);
  const standing: Config = { ...config, database: { kind: 'sqlite', file: aside } };
  const { app } = await assemble({ config: standing, content, log });
  const replaced = await openReplaced(config.database);
  try {
    return await bringUpToDate(app, { ...of, replaced });
  } finally {
    await replaced?.close();
    await app.db.close();
  }
}

/** The database that is to be replaced, where it can still be read: it knows what people refused since. */
async function openReplaced(database: Config['database']): Promise<Database | null> {
  if (database.kind === 'sqlite' && !existsSync(database.file)) return null;
  try {
    if (await needsMigration(database)) return null;
    const opened = openPlace(database);
    await opened.read.select().from(opened.tables.erasure).limit(1);
    return opened;
  } catch {
    return null;
  }
}

type Telling = { restored: Restored; kept: string | null; file: string; json: boolean };

function tell({ console }: Setting, { restored, kept, file, json }: Telling): void {
  const { from, to, ...counts } = restored;
  if (json) console.json({ from: isoInKyiv(from), to: isoInKyiv(to), ...counts, kept });
  console.tell(console.word('cli.restore.done', { file }));
  if (kept) console.tell(console.word('cli.restore.kept', { file: kept }));
  console.tell(console.word('cli.restore.lost', { from: isoInKyiv(from), to: isoInKyiv(to) }));
  for (const count of ['unknown', 'replies', 'erased', 'withdrawn'] as const)
    if (counts[count] > 0) console.tell(console.word(`cli.restore.${count}`, { n: counts[count] }));
  if (kept && !counts.carried) console.tell(console.word('cli.restore.refusals'));
}
