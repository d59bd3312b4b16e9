// Owns how the console writes a table as CSV: no cell is a formula, and its encoding is marked.
import { cell } from '../../app/letters/list-export.ts';
import type { Download, Stream } from './visit.ts';

/** A file of rows; semicolons divide cells, as table programs here expect. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): Download {
  return { file: { name, type, bytes: encoded(`\ufeff${linesOf(rows)}`) } };
}

/** The same of any length: each page of rows is written as soon as it is read. */
export function csvStream(name: string, pages: AsyncIterable<readonly (readonly string[])[]>): Stream {
  async function* parts() {
    yield encoded('\ufeff');
    for await (const rows of pages) yield encoded(linesOf(rows));
  }
  return { stream: { name, type, parts: parts() } };
}

const type = 'text/csv; charset=utf-8';
const encoded = (text: string) => new TextEncoder().encode(text);

function linesOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cell).join(';')}\r\n`).join('');
}

/** A cell always in quotes, and never a formula. */
export function quotedCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
