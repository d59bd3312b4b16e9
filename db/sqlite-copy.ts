// Owns copies of the database as files: a seal that tells whether one is whole, and putting one in the place of a database.
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import SqliteFile from 'better-sqlite3';
import { markSuffix } from './journal-mark.ts';
import { copySqlite, isDatabase } from './sqlite.ts';

/** Where a SQLite file keeps the number of the application that made it, 4 bytes (sqlite.org/fileformat.html 1.3). */
const sealAt = 68;
const sealBytes = 4;
const chunkBytes = 1 << 20;

/** Nobody else on the machine may read a copy: it holds people's data. */
const ownerOnly = 0o600;

/** The CRC-32 of a whole file but its seal; never 0, which stands for no seal. */
function checksumOf(descriptor: number): number {
  const chunk = Buffer.alloc(chunkBytes);
  let sum = 0;
  for (let at = 0; ; ) {
    const read = readSync(descriptor, chunk, 0, chunkBytes, at);
    if (read === 0) return sum === 0 ? 1 : sum;
    if (at === 0) chunk.fill(0, sealAt, sealAt + sealBytes);
    sum = crc32(chunk.subarray(0, read), sum);
    at += read;
  }
}

/** Seals a finished copy: whatever is changed in it afterwards shows. Nobody but its owner may read it. */
export function sealCopy(file: string): void {
  chmodSync(file, ownerOnly);
  const descriptor = openSync(file, 'r+');
  try {
    const seal = Buffer.alloc(sealBytes);
    seal.writeUInt32BE(checksumOf(descriptor));
    writeSync(descriptor, seal, 0, sealBytes, sealAt);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a file is whole, as far as its seal tells; one without a seal was not made by `sealCopy`. */
function isUnharmed(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const seal = Buffer.alloc(sealBytes);
    readSync(descriptor, seal, 0, sealBytes, sealAt);
    return seal.readUInt32BE() === 0 || seal.readUInt32BE() === checksumOf(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Copies a copy beside the database that it is to replace and takes its seal off. Returns the path, or null where it is
 * no database of ours or is damaged; then nothing is left behind.
 */
export function takeAside(copy: string, folder: string): string | null {
  mkdirSync(folder, { recursive: true });
  const aside = path.join(folder, `restoring-${process.pid}-${Date.now()}.sqlite`);
  copyFileSync(copy, aside);
  chmodSync(aside, ownerOnly);
  if (!isUnharmed(aside) || !isDatabase(aside) || !isConsistent(aside)) {
    dropAside(aside);
    return null;
  }
  const connection = new SqliteFile(aside);
  connection.pragma('application_id = 0');
  connection.close();
  return aside;
}

/** Every page, row and index of it agree; looked at in full, because it is to be lived with. */
function isConsistent(file: string): boolean {
  const connection = new SqliteFile(file, { readonly: true });
  try {
    return connection.pragma('integrity_check', { simple: true }) === 'ok';
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

/** Removes a copy that is not to be put in place after all. */
export function dropAside(aside: string): void {
  for (const suffix of ['', '-wal', '-shm', markSuffix]) rmSync(`${aside}${suffix}`, { force: true });
}

/**
 * Puts a closed copy in the place of a database; what was there is kept in `backups`. Returns where, or null where
 * nothing was there. A crash in between leaves either the old one or the new one.
 */
export function putInPlace(aside: string, of: { file: string; backups: string }): string | null {
  mkdirSync(path.dirname(of.file), { recursive: true });
  const kept = existsSync(of.file) ? keep(of.file, of.backups) : null;
  for (const suffix of ['-wal', '-shm', markSuffix]) rmSync(`${of.file}${suffix}`, { force: true });
  renameSync(aside, of.file);
  dropAside(aside);
  return kept;
}

/** A new name among the backups for a database that is replaced. */
export function namedAmong(backups: string): string {
  mkdirSync(backups, { recursive: true });
  return path.join(backups, `before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}.sqlite`);
}

function keep(file: string, backups: string): string {
  const kept = namedAmong(backups);
  try {
    copySqlite(file, kept);
  } catch {
    // It may be damaged, and that may be why somebody restores: then it is kept as it is.
    copyFileSync(file, kept);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${kept}-wal`);
  }
  chmodSync(kept, ownerOnly);
  return kept;
}
