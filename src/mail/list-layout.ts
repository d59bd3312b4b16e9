// Owns finding which column of a list means what, with a heading or without. Reading the rows by it is list-rows.ts's.
import type { ListRow } from './list-text.ts';
import { meaningOf, readsLikeHeading } from './list-words.ts';

/** Columns are counted from 0; `first` is the index of the first row that is a person; `headings` may be empty. */
export type ListLayout = {
  first: number;
  headings: readonly string[];
  addresses: readonly number[];
  contest: number | null;
  year: number | null;
  consent: number | null;
};

/** Titles and blank lines may stand above the heading, but not many. */
const headingWithin = 30;
/** Rows that are enough to tell what the columns mean. */
export const sampleRows = 500;

/** The layout of a sheet from its first `sampleRows` rows: by its headings, else by where the addresses stand; null: there are no addresses. */
export function findLayout(rows: readonly ListRow[]): ListLayout | null {
  return byHeadings(rows) ?? byContent(rows);
}

function byHeadings(rows: readonly ListRow[]): ListLayout | null {
  const index = rows
    .slice(0, headingWithin)
    .findIndex(({ cells }) => !cells.some(holdsAddress) && isHeadingRow(cells, rows));
  const headings = rows[index]?.cells;
  return headings ? layoutOf(index + 1, headings, columnsMeaning(headings, 'address')) : null;
}

/** A title such as «Список e-mail учасників» alone in its row is no heading, unless the addresses stand under it. */
function isHeadingRow(cells: readonly string[], rows: readonly ListRow[]): boolean {
  const columns = columnsMeaning(cells, 'address');
  return columns.some((column) =>
    rows.slice(0, sampleRows).some((row) => holdsAddress(row.cells[column] ?? '')),
  );
}

function byContent(rows: readonly ListRow[]): ListLayout | null {
  const sample = rows.slice(0, sampleRows);
  const firstAddress = sample.findIndex(({ cells }) => cells.some(holdsAddress));
  if (firstAddress < 0) return null;
  const width = Math.max(...sample.map(({ cells }) => cells.length));
  const shares = Array.from({ length: width }, (_, column) => {
    const filled = sample.slice(firstAddress).filter(({ cells }) => (cells[column] ?? '') !== '');
    return (
      filled.filter(({ cells }) => holdsAddress(cells[column] ?? '')).length / Math.max(1, filled.length)
    );
  });
  const columns = shares.flatMap((share, column) => (share >= 0.5 ? [column] : []));
  const addresses = columns.length > 0 ? columns : [shares.indexOf(Math.max(...shares))];
  const above = sample.slice(0, firstAddress).findLastIndex(({ cells }) => cells.some(readsLikeHeading));
  return layoutOf(above + 1, sample[above]?.cells ?? [], addresses);
}

function layoutOf(first: number, headings: readonly string[], addresses: readonly number[]): ListLayout {
  const one = (meaning: 'contest' | 'year' | 'consent') => columnsMeaning(headings, meaning)[0] ?? null;
  return { first, headings, addresses, contest: one('contest'), year: one('year'), consent: one('consent') };
}

function columnsMeaning(headings: readonly string[], meaning: string): number[] {
  return headings.flatMap((heading, column) => (meaningOf(heading) === meaning ? [column] : []));
}

function holdsAddress(cell: string): boolean {
  return /\S\s?@\s?\S/.test(cell);
}
