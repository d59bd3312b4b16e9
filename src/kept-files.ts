// Owns the files that are kept for a time beside the database: copies of it, and letters where there is no mail server.
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileClass, KeptFiles } from './core/retention.ts';

const folders: Readonly<Record<FileClass, string>> = { backups: 'backups', mailFiles: 'mail' };

/** The kept files of a folder of data; what a person put elsewhere is theirs to keep. */
export function openKeptFiles(dataDir: string): KeptFiles {
  const olderThan = async (name: FileClass, before: number): Promise<string[]> => {
    const folder = path.join(dataDir, folders[name]);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(folder, entry.name));
    const old = await Promise.all(files.map(async (file) => (await writtenAt(file)) < before));
    return files.filter((_, index) => old[index]);
  };
  return {
    count: async (name, before) => (await olderThan(name, before)).length,
    remove: async (name, before) => {
      const files = await olderThan(name, before);
      for (const file of files) await rm(file, { force: true });
      return files.length;
    },
  };
}

/** A file that went meanwhile is not old. */
async function writtenAt(file: string): Promise<number> {
  return await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
}
