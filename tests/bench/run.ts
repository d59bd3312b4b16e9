// Owns `npm run bench`: every benchmark in one run, as ratios against a calibration loop of the same run and against limits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrateSqlite, openSqlite } from '../../db/sqlite.ts';
import { calibrate, timed } from './calibration.ts';
import { planBenchmarks } from './plan.ts';

export type Measure = { name: string; ms: number; calibrations: number; limitMs: number | null };

const folder = mkdtempSync(path.join(tmpdir(), 'uchast-bench-'));
const file = path.join(folder, 'bench.sqlite');
migrateSqlite(file);
const db = openSqlite(file);
const unit = calibrate();
const measures: Measure[] = [];
for (const { name, runs, limitMs, work } of await planBenchmarks(db)) {
  const ms = await timed(runs, work);
  measures.push({
    name,
    ms: Math.round(ms * 10) / 10,
    calibrations: Math.round((ms / unit) * 100) / 100,
    limitMs,
  });
}
await db.close();
rmSync(folder, { recursive: true });

const results = { calibrationMs: Math.round(unit * 10) / 10, measures };
writeFileSync(path.join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
process.stdout.write(`calibration loop: ${results.calibrationMs} ms\n`);
for (const { name, ms, calibrations, limitMs } of measures) {
  const limit = limitMs === null ? '' : `, ${(ms / limitMs).toFixed(2)} of the limit of ${limitMs} ms`;
  process.stdout.write(`${name}: ${calibrations} × calibration (${ms} ms${limit})\n`);
}
