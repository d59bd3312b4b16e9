// Owns how figures are shown and kept: tables on standard output, one file with the last figures of every group.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';

export type Cell = string | number | null;
export type Table = { title: string; rows: Record<string, Cell>[]; notes: string[] };

const file = path.join(import.meta.dirname, 'results.json');

/** One table as aligned text; a cell without a figure is a dash. */
export function shown({ title, rows, notes }: Table): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '–')))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join('  '),
  );
  return [`\n${title}`, ...aligned, ...notes.map((note) => `  ${note}`), ''].join('\n');
}

/** Keeps the tables of a group in the file of results, beside those of groups that did not run now. */
export function keep(group: string, tables: readonly Table[], calibrationMs: number): void {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const groups = typeof kept.groups === 'object' && kept.groups !== null ? kept.groups : {};
  const of = {
    date: new Date().toISOString().slice(0, 16),
    runtime: `node ${process.versions.node}, ${process.platform} ${process.arch}`,
    calibrationMs: rounded(calibrationMs, 1),
    load: rounded(loadavg()[0] ?? 0, 1),
    tables: tables.map((table) => ({ ...table, notes: table.notes.join(' ') })),
  };
  writeFileSync(file, `${JSON.stringify({ groups: { ...groups, [group]: of } }, null, 2)}\n`);
}

export function rounded(value: number, digits = 0): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
