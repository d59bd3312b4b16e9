// Owns the command `doctor`: everything that a running instance needs, looked at from outside, each with what to do. What
// the instance says of itself is src/app/running/readiness.ts's.
import { resolveTxt } from 'node:dns/promises';
import { constants, existsSync, statSync } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { needsMigration } from '../../db/engine.ts';
import { isJournalLost } from '../../db/journal-mark.ts';
import { isDatabase } from '../../db/sqlite.ts';
import { troubleOf } from '../../db/trouble.ts';
import { nameOfDatabase, publicUrlOf } from '../assemble.ts';
import { dayMs, isoInKyiv } from '../core/time.ts';
import { type Command, done, type Setting, wants } from './command.ts';

type Finding = { part: string; ready: boolean; detail: string };

/** Looks at everything; ends with 1 where something needs attention. */
export const doctor: Command = async (setting, given) => {
  const { config, console } = setting;
  const findings = [
    ...(await runningParts(setting)),
    ...(await databaseFindings(setting)),
    await folderFinding(setting),
    await copyFinding(setting),
    clockFinding(setting),
    ...(await mailRecords(config.mail.from, config.mail.dkim)),
  ];
  if (wants(given, 'json')) console.json(findings);
  for (const { part, ready, detail } of findings)
    console.tell(console.word(ready ? 'cli.doctor.good' : 'cli.doctor.bad', { part, detail }));
  return findings.every((finding) => finding.ready)
    ? done
    : { code: 1, message: console.word('cli.doctor.failed') };
};

async function runningParts({ config, console }: Setting): Promise<Finding[]> {
  const url = publicUrlOf({ ...config, publicUrl: null });
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(8000) });
    const { parts } = (await answer.json()) as { parts: Record<string, { ready: boolean; detail: string }> };
    return Object.entries(parts).map(([part, { ready, detail }]) => ({ part, ready, detail }));
  } catch {
    return [{ part: 'serve', ready: false, detail: console.word('cli.doctor.silent', { url }) }];
  }
}

/** Whether the database can be opened, is whole, and fits this version. The file is read page by page: it may take a while. */
async function databaseFindings({ config, console }: Setting): Promise<Finding[]> {
  const { database } = config;
  const file = nameOfDatabase(database);
  const part = database.kind === 'sqlite' ? 'database-file' : 'database-server';
  const bad = (key: string) => [{ part, ready: false, detail: console.word(key, { file }) }];
  if (database.kind === 'sqlite' && !existsSync(database.file))
    return [{ part, ready: true, detail: console.word('cli.doctor.noDatabase', { file }) }];
  if (database.kind === 'sqlite' && isJournalLost(database.file)) return bad('cli.storage.lostJournal');
  try {
    const waits = await needsMigration(database);
    if (database.kind === 'sqlite' && !isDatabase(database.file)) return bad('cli.storage.corrupt');
    if (waits) return bad('cli.doctor.old');
    const size = database.kind === 'sqlite' ? Math.ceil(statSync(database.file).size / 1024 / 1024) : 0;
    const key = database.kind === 'sqlite' ? 'cli.doctor.file' : 'cli.doctor.server';
    return [{ part, ready: true, detail: console.word(key, { file, size }) }];
  } catch (error) {
    return bad(`cli.storage.${troubleOf(error, 'opening') ?? 'unreachable'}`);
  }
}

/** Whether the folder of data is there, may be written, and has room for one more copy of the database. */
async function folderFinding({ config, console }: Setting): Promise<Finding> {
  const folder = config.dataDir;
  const part = 'data-folder';
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(folder);
    const { database } = config;
    const size = database.kind === 'sqlite' && existsSync(database.file) ? statSync(database.file).size : 0;
    const free = Math.floor((bavail * bsize) / 1024 / 1024);
    const needed = Math.ceil((2 * size) / 1024 / 1024) + 50;
    return free < needed
      ? { part, ready: false, detail: console.word('cli.doctor.room', { folder, free, needed }) }
      : { part, ready: true, detail: console.word('cli.storage.disk', { folder, free }) };
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    // The first start makes it.
    if (missing && !existsSync(folder) && existsSync(path.dirname(folder)))
      return { part, ready: true, detail: console.word('cli.doctor.noFolder', { folder }) };
    return { part, ready: false, detail: console.word('cli.storage.noFolder', { folder }) };
  }
}

/** A copy this old is worth a word. */
const oldCopyMs = 7 * dayMs;

/** When the last copy was put where `uchast` itself looks; copies elsewhere are the administrator's own. */
async function copyFinding({ config, console }: Setting): Promise<Finding> {
  const folder = path.join(config.dataDir, 'backups');
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  const last = Math.max(0, ...times);
  const key = last === 0 ? 'none' : Date.now() - last > oldCopyMs ? 'old' : 'fresh';
  const at = last === 0 ? '' : isoInKyiv(last);
  // A word and no alarm: nobody knows from here where else copies are kept.
  return { part: 'backups', ready: true, detail: console.word(`cli.doctor.copy.${key}`, { folder, at }) };
}

function clockFinding({ config, console }: Setting): Finding {
  const detail = config.clockStart
    ? console.word('cli.doctor.clock', { start: config.clockStart.text })
    : isoInKyiv(Date.now());
  return { part: 'clock', ready: config.clockStart === null, detail };
}

async function mailRecords(
  from: string,
  dkim: { domain: string; selector: string } | null,
): Promise<Finding[]> {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? '';
  if (domain === '' || domain === 'localhost') return [];
  const wanted: [string, string, RegExp][] = [
    ['SPF', domain, /^v=spf1/i],
    ['DMARC', `_dmarc.${domain}`, /^v=DMARC1/i],
    ...(dkim
      ? [['DKIM', `${dkim.selector}._domainkey.${dkim.domain}`, /p=/] as [string, string, RegExp]]
      : []),
  ];
  return await Promise.all(
    wanted.map(async ([part, name, shape]) => {
      const records = await resolveTxt(name).catch(() => []);
      const found = records.map((chunks) => chunks.join('')).find((text) => shape.test(text));
      return { part, ready: found !== undefined, detail: found ?? name };
    }),
  );
}
