// Owns how the console writes a table as CSV: no cell is a formula, and its encoding is marked.
import { cell } from '../../app/list-export.ts';
import type { Download } from './visit.ts';

/** A file of rows; semicolons divide cells, as table programs here expect. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): Download {
  const text = rows.map((cells) => `${cells.map(cell).join(';')}\r\n`).join('');
  return {
    file: { name, type: 'text/csv; charset=utf-8', bytes: new TextEncoder().encode(`\ufeff${text}`) },
  };
}

/** A cell always in quotes, and never a formula. */
export function quotedCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
