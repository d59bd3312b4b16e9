// Owns reading comma-, semicolon- or tab-separated text into the grid. Which encoding it was belongs to decode.ts.

import { parse } from 'csv-parse/sync';
import { type PlanGrid, plainCell } from './grid.ts';

const delimiters = [';', ',', '\t'] as const;
export type CsvDelimiter = (typeof delimiters)[number];

function rowsOf(text: string, delimiter: CsvDelimiter, quoted: boolean): string[][] | null {
  try {
    const options = {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      quote: quoted ? '"' : null,
    };
    return parse(text, options) as string[][];
  } catch {
    return null;
  }
}

/** How well a delimiter explains the text: the width that most rows share, times how many share it. */
function scoreOf(rows: readonly string[][]): number {
  const widths = new Map<number, number>();
  for (const row of rows) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  const wide = [...widths].filter(([width]) => width > 1);
  return Math.max(0, ...wide.map(([width, count]) => Math.min(width, 12) * count));
}

/** Rows of the likeliest delimiter; a file with broken quotes is read with the quotes as plain characters. */
export function readCsv(text: string): PlanGrid | null {
  const readings = delimiters.map((delimiter) => {
    const rows = rowsOf(text, delimiter, true) ?? rowsOf(text, delimiter, false) ?? [];
    return { rows, score: scoreOf(rows) };
  });
  const best = readings.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.score === 0) return null;
  return {
    blocks: [{ kind: 'table', table: { rows: best.rows.map((row) => row.map(plainCell)) } }],
    footnotes: [],
  };
}
