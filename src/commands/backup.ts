// Owns the commands `backup` and `restore`; what a restored copy must be brought up to is src/app/restore.ts's.
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../db/database.ts';
import { needsMigration, openPlace } from '../../db/engine.ts';
import { migrateSqlite, takeServeLock } from '../../db/sqlite.ts';
import { dropAside, putInPlace, sealCopy, takeAside } from '../../db/sqlite-copy.ts';
import { noteAct } from '../app/audit.ts';
import { bringUpToDate, type Restored } from '../app/restore.ts';
import { assemble } from '../assemble.ts';
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
    await app.db.backup(part);
    sealCopy(part);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    return { code: 1, message: console.word('cli.backup.failed', { file, detail: String(error) }) };
  }
  console.tell(console.word('cli.backup.done', { file }));
  return done;
};

/** `restore FILE [--by EMAIL] [--json]` */
export const restore: Command = async (setting, given) => {
  const [file] = given.words;
  const { config, console } = setting;
  const { database } = config;
  if (!file) return wrong(setting, 'restore.usage');
  if (!existsSync(file)) return wrong(setting, 'restore.missing', { file });
  if (database.kind === 'postgres') return wrong(setting, 'restore.postgres');
  const unlock = takeServeLock(database.file);
  if (!unlock) return { code: 1, message: console.word('cli.restore.running') };
  try {
    const aside = takeAside(file, path.dirname(database.file));
    if (!aside) return wrong(setting, 'restore.broken', { file });
    try {
      const by = option(given, 'by') ?? 'cli';
      const restored = await prepare(setting, aside, { file: path.basename(file), by });
      const kept = putInPlace(aside, { file: database.file, backups: path.join(config.dataDir, 'backups') });
      tell(setting, { restored, kept, file, json: wants(given, 'json') });
    } finally {
      dropAside(aside);
    }
  } finally {
    unlock();
  }
  return done;
};

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
