// Owns the keys of lines: stable across re-imports and file forms, so that what staff confirmed finds its line again.

import { createHash } from 'node:crypto';
import { bareFold } from './text.ts';

export type Keyed = { number: string | null; section: string | null; what: string };

function hashed(line: Keyed): string {
  const text = `${bareFold(line.section ?? '')}|${bareFold(line.what)}`;
  return `h${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
}

/** One key a line, in order: its number where no other line has it, else a hash of section and name. */
export function keysOf(lines: readonly Keyed[]): string[] {
  const numbers = new Map<string, number>();
  for (const { number } of lines) if (number) numbers.set(number, (numbers.get(number) ?? 0) + 1);
  const used = new Map<string, number>();
  return lines.map((line) => {
    const key = line.number && numbers.get(line.number) === 1 ? line.number : hashed(line);
    const before = used.get(key) ?? 0;
    used.set(key, before + 1);
    return before === 0 ? key : `${key}-${before + 1}`;
  });
}
