// Owns the command that moves a city from one database to another; the rows are db/copy.ts's.
import { existsSync } from 'node:fs';
import { type Copied, copyPlace, whatIsIn } from '../../db/copy.ts';
import type { Place } from '../../db/database.ts';
import { needsMigration, openPlace } from '../../db/engine.ts';
import { migratePostgres } from '../../db/postgres.ts';
import { othersConnected } from '../../db/postgres-connect.ts';
import { migrateSqlite, takeServeLock } from '../../db/sqlite.ts';
import { checkSums } from '../app/running/sums.ts';
import { nameOfDatabase } from '../assemble.ts';
import { databaseAt } from '../config.ts';
import { type Command, done, type Exit, option, type Setting, wants, wrong } from './command.ts';

/** `db copy --to URL [--json]` */
export const db: Command = async (setting, given) => {
  const { config } = setting;
  const to = databaseAt(option(given, 'to') ?? '');
  if (given.words[0] !== 'copy' || !to) return wrong(setting, 'db.usage');
  const from = config.database;
  const refusal = await refusalFor(setting, from, to);
  if (refusal) return refusal;
  return await alone(setting, [from, to], async () => {
    await migrate(to);
    const filled = await whatIsIn(to);
    if (filled.length > 0)
      return wrong(setting, 'db.filled', { to: nameOfDatabase(to), tables: filled.slice(0, 5).join(', ') });
    return await copy(setting, { from, to, json: wants(given, 'json') });
  });
};

async function refusalFor(setting: Setting, from: Place, to: Place): Promise<Exit | null> {
  const names = { from: nameOfDatabase(from), to: nameOfDatabase(to) };
  if (names.from === names.to) return wrong(setting, 'db.same');
  if (from.kind === 'sqlite' && !existsSync(from.file)) return wrong(setting, 'db.none', names);
  if (await needsMigration(from)) return wrong(setting, 'db.older', names);
  return null;
}

/** Runs `work` while nobody serves any of these databases. */
async function alone(setting: Setting, places: readonly Place[], work: () => Promise<Exit>): Promise<Exit> {
  const [place, ...others] = places;
  if (!place) return await work();
  const release = await takeAlone(place);
  if (!release) return wrong(setting, 'db.running', { name: nameOfDatabase(place) });
  try {
    return await alone(setting, others, work);
  } finally {
    release();
  }
}

async function takeAlone(place: Place): Promise<(() => void) | null> {
  if (place.kind === 'sqlite') return takeServeLock(place.file);
  return (await othersConnected(place.url)) > 0 ? null : () => undefined;
}

/** A place that is new gets its tables. */
async function migrate(place: Place): Promise<void> {
  if (!(await needsMigration(place))) return;
  if (place.kind === 'sqlite') migrateSqlite(place.file);
  else await migratePostgres(place.url);
}

type Copying = { from: Place; to: Place; json: boolean };

async function copy(setting: Setting, { from, to, json }: Copying): Promise<Exit> {
  const { console } = setting;
  const began = performance.now();
  let copied: Copied;
  try {
    copied = await copyPlace(from, to);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { code: 1, message: console.word('cli.db.failed', { detail }) };
  }
  const seconds = (performance.now() - began) / 1000;
  const { rows, tables, leftOut } = copied;
  const speed = Math.round(rows / Math.max(seconds, 0.001));
  const differences = await differingSums(to);
  if (json) console.json({ rows, tables, leftOut, seconds, differences });
  const counts = { rows, tables: Object.keys(tables).length, seconds: seconds.toFixed(1), speed };
  console.tell(console.word('cli.db.done', counts));
  if (leftOut > 0) console.tell(console.word('cli.db.leftOut', { n: leftOut }));
  if (differences > 0) return { code: 1, message: console.word('cli.db.sums', { n: differences }) };
  console.tell(console.word('cli.db.next', { to: nameOfDatabase(to) }));
  return done;
}

/** The sums were copied as they are, so they must hold against the rows that were copied. */
async function differingSums(place: Place): Promise<number> {
  const opened = openPlace(place);
  try {
    return (await checkSums({ db: opened }, { rebuild: false })).differences.length;
  } finally {
    await opened.close();
  }
}
