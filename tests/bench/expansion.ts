// Owns the benchmark of making the rows of a broadcast for a million people, and of reading the results of many.
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { calibrate, median } from './calibration.ts';
import { reportOf } from './child.ts';
import type { ExpansionReport } from './expansion-run.ts';
import type { ResultsReport } from './results-run.ts';
import { rounded, say, type Table } from './table.ts';

type Sizes = { folder: string; unit: number; people: number; runs: number; results: number };

/** Expansions of the same people, each on a fresh copy of the database; then results. */
export async function expansion(of: Sizes): Promise<Table[]> {
  return [await expansions(of), await results(of)];
}

async function expansions({ folder, people, runs }: Sizes): Promise<Table> {
  const seeded = path.join(folder, 'people.sqlite');
  const seed = { file: seeded, people, channel: 'telegram', habits: true, rows: false };
  await reportOf('seed.ts', seed);
  const all: (ExpansionReport & { unit: number })[] = [];
  let made: Record<string, number> = {};
  for (let run = 0; run < runs; run += 1) {
    const file = path.join(folder, `expansion-${run}.sqlite`);
    copyFileSync(seeded, file);
    flush(file);
    const unit = calibrate();
    const figures = await reportOf<ExpansionReport>('expansion-run.ts', { file });
    say(`expansion ${run + 1}: ${rounded(figures.ms / 1000, 1)} s`);
    all.push({ ...figures, unit });
    made = rowsOf(file);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  }
  rmSync(seeded);
  const ms = median(all.map((one) => one.ms));
  const most = (of: (one: ExpansionReport) => number) => rounded(Math.max(...all.map(of)), 1);
  return {
    title: `Expansion for ${people} people with a consent, median of ${runs} (waits and memory: the worst)`,
    rows: [
      {
        what: 'expansion',
        s: rounded(ms / 1000, 2),
        'CPU s': rounded(median(all.map((one) => one.cpuMs)) / 1000, 2),
        '÷ calibration': rounded(median(all.map((one) => one.ms / one.unit)), 1),
        '÷ 10 s': rounded(ms / 10_000, 2),
        'longest block ms': most((one) => one.longestBlockMs),
        'longest turn ms': most((one) => one.longestTurnMs),
        'longest reply ms': most((one) => one.longestReplyMs),
        'peak MB': most((one) => one.peakMb),
        'before MB': most((one) => one.beforeMb),
      },
    ],
    notes: [
      `Rows made: ${JSON.stringify(made)}; a tenth of the people have two addresses, a fiftieth refused the topic, a tenth had three messages this week.`,
      'A reply is one that is stored while the rows are made, from the call to its commit.',
    ],
  };
}

/** Rows of the broadcast by state and reason. */
function rowsOf(file: string): Record<string, number> {
  const db = new SqliteFile(file, { readonly: true });
  const rows = db
    .prepare(
      `select state || coalesce(':' || reason, '') as name, count(*) as n from delivery where broadcast_id = 'blast' group by 1`,
    )
    .all() as { name: string; n: number }[];
  db.close();
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

async function results({ folder, unit, results: people }: Sizes): Promise<Table> {
  const file = path.join(folder, 'results.sqlite');
  await reportOf('seed.ts', { file, people, channel: 'telegram', habits: false, rows: true });
  settleRows(file);
  const { countsMs, pageMs, allPagesMs, rows, peakMb } = await reportOf<ResultsReport>('results-run.ts', {
    file,
  });
  const line = (what: string, ms: number) => ({
    what,
    ms: rounded(ms, 1),
    '÷ calibration': rounded(ms / unit, 2),
    '÷ 5 s': rounded(ms / 5000, 4),
  });
  return {
    title: `Results of a broadcast of ${rows} rows`,
    rows: [
      line('counts by state and channel', countsMs),
      line('one page of 1000 recipients', pageMs),
      line('every page', allPagesMs),
    ],
    notes: [`Peak ${peakMb} MB.`],
  };
}

/** As a broadcast ends: most were sent, one in a hundred each failed, was gone or is unknown. */
function settleRows(file: string): void {
  const db = new SqliteFile(file);
  db.prepare(
    `update delivery set settled_at = due_at, attempts = 1,
       state = case rowid % 100 when 0 then 'failed' when 1 then 'gone' when 2 then 'unknown' else 'sent' end`,
  ).run();
  db.close();
}

/** Hands a copy to the disk now: else the product's first checkpoint would wait for hundreds of megabytes that are not its own. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
