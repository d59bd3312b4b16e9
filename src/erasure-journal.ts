// Owns the file of the journal of erasures: appending so that a crash loses nothing, reading, and shortening it.
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ErasureJournal, ErasureLine } from './core/erasure.ts';

export const journalName = 'erasures.log';

const lineSchema = z.object({
  id: z.string(),
  at: z.number(),
  way: z.enum(['chat', 'page', 'staff']),
  classes: z.record(z.string(), z.number()),
  who: z.array(z.string()),
  suppressed: z.array(z.string()),
});

/** The journal in a folder of data; the file comes into being with its first line. */
export function openErasureJournal(dataDir: string): ErasureJournal {
  const file = path.join(dataDir, journalName);
  const read = async (): Promise<ErasureLine[]> => {
    if (!existsSync(file)) return [];
    return (await readFile(file, 'utf8')).split('\n').flatMap(lineOf);
  };
  return {
    append: (line) => appendLine(file, line),
    read,
    keepSince: async (instant) => {
      const all = await read();
      const kept = all.filter(({ at }) => at >= instant);
      if (kept.length < all.length) await replace(file, kept);
      return all.length - kept.length;
    },
  };
}

/** Nobody else on the machine may read it, though it names nobody. */
const ownerOnly = 0o600;

async function appendLine(file: string, line: ErasureLine): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const opened = await open(file, 'a', ownerOnly);
  try {
    // One write, after a line end of its own: what a crash cut short before it does not spoil it.
    await opened.appendFile(`\n${JSON.stringify(line)}\n`);
    await opened.sync();
  } finally {
    await opened.close();
  }
}

async function replace(file: string, lines: readonly ErasureLine[]): Promise<void> {
  const beside = `${file}.new`;
  await rm(beside, { force: true });
  const opened = await open(beside, 'wx', ownerOnly);
  try {
    await opened.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await opened.sync();
  } finally {
    await opened.close();
  }
  await rename(beside, file);
}

function lineOf(text: string): ErasureLine[] {
  if (text.trim() === '') return [];
  try {
    const read = lineSchema.safeParse(JSON.parse(text));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}
