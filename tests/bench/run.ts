// Owns `npm run bench`: the groups that were named, or all, each as a table of ratios against what ran beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { calibrate } from './calibration.ts';
import { type Group, groups, isGroup } from './groups.ts';
import { keep, rounded, say, shown } from './table.ts';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !isGroup(name));
if (unknown.length > 0) {
  say(`no group ${unknown.join(', ')}: there are ${Object.keys(groups).join(', ')}`);
  process.exit(2);
}
const chosen = named.length > 0 ? named.filter(isGroup) : (Object.keys(groups) as Group[]);
for (const name of chosen) {
  const folder = mkdtempSync(path.join(tmpdir(), `uchast-bench-${name}-`));
  try {
    const unit = calibrate();
    say(`\n${name}: calibration loop ${rounded(unit, 1)} ms`);
    const tables = await groups[name]({ folder, unit });
    for (const table of tables) say(shown(table));
    keep(name, tables, unit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(0);
