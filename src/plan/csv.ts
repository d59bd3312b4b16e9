// Owns reading comma-, semicolon- or tab-separated text into the grid. Which encoding it was belongs to decode.ts.

import { parse } from 'csv-parse/sync';
import { type GridTable, layOut, type PlanGrid, plainCell } from './grid.ts';
import { findHeader } from './header.ts';

/** Characters of one row; beyond that no row is one. */
const mostRecordCharacters = 200_000;

const delimiters = [';', ',', '\t'] as const;
export type CsvDelimiter = (typeof delimiters)[number];

type Quotes = 'strict' | 'relaxed' | 'plain';

/** Rows of a text, null where its quotes don't fit: then another delimiter or a looser reading is tried. */
function rowsOf(text: string, delimiter: CsvDelimiter, quotes: Quotes): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: quotes === 'relaxed',
      skip_empty_lines: true,
      max_record_size: mostRecordCharacters,
      quote: quotes === 'plain' ? null : '"',
    }) as string[][];
  } catch {
    return null;
  }
}

type CsvReading = { table: GridTable; named: number; even: number };

/** How well a delimiter explains the text: columns whose headings mean something, then rows of one width. */
function judge(rows: readonly string[][], delimiter: CsvDelimiter): CsvReading {
  const table: GridTable = { rows: rows.map((row) => row.map(plainCell)) };
  const header = findHeader(layOut({ rows: table.rows.slice(0, 100) }));
  const foreign = delimiters.filter((other) => other !== delimiter && other !== ',');
  const columns = header?.columns ?? [];
  const mixed = columns.some((column) => foreign.some((other) => column.heading.includes(other)));
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  const even = Math.max(
    0,
    ...[...widths].map(([width, count]) => (width > 1 ? Math.min(width, 12) * count : 0)),
  );
  const named = mixed ? 0 : columns.filter((column) => column.role !== 'unknown').length;
  return { table, named, even };
}

/**
 * Rows of the likeliest delimiter. Quotes count strictly as long as one delimiter can be read so; a file with broken
 * quotes is read with looser ones, at last with quotes as plain characters.
 */
export function readCsv(text: string): PlanGrid | null {
  for (const quotes of ['strict', 'relaxed', 'plain'] as const) {
    const readings = delimiters.flatMap((delimiter) => {
      const rows = rowsOf(text, delimiter, quotes);
      return rows ? [judge(rows, delimiter)] : [];
    });
    const useful = readings.filter((reading) => reading.even > 0);
    const [first, ...others] = useful;
    if (!first) continue;
    const better = (a: CsvReading, b: CsvReading): boolean =>
      b.named > a.named || (b.named === a.named && b.even > a.even);
    const best = others.reduce((chosen, other) => (better(chosen, other) ? other : chosen), first);
    return { blocks: [{ kind: 'table', table: best.table }], footnotes: [] };
  }
  return null;
}
