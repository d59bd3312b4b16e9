// Owns the benchmark of bringing a list in: the product, new and again, as text and workbook, beside the plain approach.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrateSqlite } from '../../db/sqlite.ts';
import { cityList } from '../app/list-city.ts';
import { cityCsv, cityWorkbook } from '../app/list-city-file.ts';
import { median } from './calibration.ts';
import { reportOf } from './child.ts';
import { rounded, say, type Table } from './table.ts';

export type ImportTask = { file: string; list: string };
export type ImportFigures = { ms: number; cpuMs: number; peakMb: number; stored: number };

type Variant = { name: string; child: string; list: 'csv' | 'xlsx'; again: boolean };

const peer = 'csv-parse, one insert a row in one transaction';
/** What comes again finds what the one before it stored. */
const variants: readonly Variant[] = [
  { name: peer, child: 'import-peer.ts', list: 'csv', again: false },
  { name: 'ours', child: 'import-ours.ts', list: 'csv', again: false },
  { name: 'ours, the same again', child: 'import-ours.ts', list: 'csv', again: true },
  { name: 'ours, a workbook', child: 'import-ours.ts', list: 'xlsx', again: false },
];

/** `rounds` runs of every variant, one after another, then their medians. */
export async function importing(of: {
  folder: string;
  unit: number;
  rows: number;
  rounds: number;
}): Promise<Table[]> {
  const { folder, unit, rounds } = of;
  const list = cityList(of.rows, 1);
  const lists = { csv: path.join(folder, 'list.csv'), xlsx: path.join(folder, 'list.xlsx') };
  writeFileSync(lists.csv, cityCsv(list));
  writeFileSync(lists.xlsx, cityWorkbook(list));
  const empty = path.join(folder, 'empty.sqlite');
  migrateSqlite(empty);
  const file = path.join(folder, 'import.sqlite');
  const runs = new Map<Variant, ImportFigures[]>(variants.map((variant) => [variant, []]));
  const wanted = new Set(list.rows.flatMap(({ good }) => good)).size;
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      if (!variant.again) renew(empty, file);
      const figures = await reportOf<ImportFigures>(variant.child, { file, list: lists[variant.list] });
      say(`round ${round + 1}, ${variant.name}: ${rounded(figures.ms / 1000, 1)} s`);
      // The plain approach takes much that is no address.
      if (variant.name !== peer && figures.stored !== wanted)
        throw new Error(`${variant.name} stored ${figures.stored} addresses of ${wanted}`);
      runs.get(variant)?.push(figures);
    }
  }
  return [tableOf(runs, { unit, rows: of.rows, rounds })];
}

function renew(empty: string, file: string): void {
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  copyFileSync(empty, file);
}

function tableOf(
  runs: ReadonlyMap<Variant, ImportFigures[]>,
  { unit, rows, rounds }: { unit: number; rows: number; rounds: number },
): Table {
  const plain = [...runs].find(([{ name }]) => name === peer)?.[1] ?? [];
  return {
    title: `A list of ${rows} rows in Windows-1251, median of ${rounds} rounds`,
    rows: [...runs].map(([{ name }, all]) => {
      const middle = (figure: 'ms' | 'cpuMs' | 'peakMb') => median(all.map((run) => run[figure]));
      return {
        import: name,
        seconds: rounded(middle('ms') / 1000, 1),
        '÷ calibration': rounded(middle('ms') / unit, 1),
        '÷ plain': rounded(median(all.map((run, n) => run.ms / (plain[n] ?? run).ms)), 2),
        'CPU s': rounded(middle('cpuMs') / 1000, 1),
        'peak MB': middle('peakMb'),
        stored: median(all.map(({ stored }) => stored)),
      };
    }),
    notes: [
      'The plain approach finds each address by one expression and keeps one row of one table. Ours tells each row that',
      'it leaves out with its reason, looks for each address among those suppressed, keeps person, address, consent and',
      'what stands, commits every 500 rows so that nobody who writes meanwhile waits, and gives others their turn.',
    ],
  };
}
