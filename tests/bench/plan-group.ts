// Owns the group of the plan's benchmarks: timed on a database of their own, beside the calibration loop and limits.
import path from 'node:path';
import { migrateSqlite, openSqlite } from '../../db/sqlite.ts';
import { timed } from './calibration.ts';
import { planBenchmarks } from './plan.ts';
import { rounded, type Table } from './table.ts';

/** The diff of a date and the rehearsal of a year. */
export async function planGroup({ folder, unit }: { folder: string; unit: number }): Promise<Table[]> {
  const file = path.join(folder, 'plan.sqlite');
  migrateSqlite(file);
  const db = openSqlite(file);
  const rows: Table['rows'] = [];
  for (const { name, runs, limitMs, work } of await planBenchmarks(db)) {
    const ms = await timed(runs, work);
    rows.push({
      what: name,
      ms: rounded(ms, 1),
      '÷ calibration': rounded(ms / unit, 2),
      '÷ limit': limitMs === null ? null : rounded(ms / limitMs, 2),
    });
  }
  await db.close();
  return [{ title: 'The plan', rows, notes: [] }];
}
