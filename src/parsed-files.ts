// Owns remembering what files of texts say: the start reads hundreds of kilobytes of YAML that rarely change. What is kept is
// known by the hash of the text that it was read from, so that nothing stale is ever believed.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ParsedFiles } from './content.ts';

/** Opens what is kept in a file; where that is missing or broken, everything is read anew. */
export function openParsedFiles(file: string): ParsedFiles {
  const known = readKept(file);
  const used = new Map<string, unknown>();
  let added = false;
  return {
    read: (text, parse) => {
      const key = createHash('sha256').update(text).digest('base64url');
      const kept = known[key];
      const value = kept === undefined ? parse(text) : kept;
      added ||= kept === undefined;
      used.set(key, value);
      return value;
    },
    keep: () => {
      if (!added && used.size === Object.keys(known).length) return;
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(used)));
        renameSync(`${file}.new`, file);
      } catch {
        // The texts are read already; only the next start takes longer.
      }
    },
  };
}

function readKept(file: string): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch {
    return {};
  }
}
