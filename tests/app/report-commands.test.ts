// Owns the proof that staff get the report and record evidence from the command line, and that wrong input says what to do.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReportJson } from '../../src/plan/report.ts';
import { ask, freshData, run } from '../support/process.ts';

const sample = path.join(import.meta.dirname, '..', 'plans', 'richne-report-2024.xlsx');
const by = ['--by', 'ed@example.org'];
const window = ['--from', '2024-01-01', '--to', '2024-12-31'];

describe('on the command line', () => {
  const folder = freshData();
  const env = { DATA_DIR: folder };
  const file = (name: string) => path.join(folder, name);
  let plan = '';

  beforeAll(async () => {
    await ask(env, 'staff', 'add', 'ed@example.org', '--role', 'editor');
    plan = (await ask<{ id: string }>(env, 'plan', 'import', sample, '--save')).id;
  });

  const add = (...words: string[]) => run(env, 'evidence', 'add', '--plan', plan, '--line', '2', ...words);

  test('a payment is recorded, listed, reported and taken out', async () => {
    const on = ['--on', '2024-11-12'];
    expect(
      (await add('--kind', 'paid', '--text', 'акт № 5', '--kopecks', '1250050', ...on, ...by)).code,
    ).toBe(0);
    type Listed = { id: string; kopecks: number; on: string; by: string };
    const [listed] = await ask<Listed[]>(env, 'evidence', 'list', '--plan', plan, '--line', '2');
    expect(listed).toMatchObject({ kopecks: 1_250_050, on: '2024-11-12', by: 'ed@example.org' });
    const told = await ask(env, 'report', ...window, '--out', file('one.json'));
    const written: ReportJson = JSON.parse(readFileSync(file('one.json'), 'utf8'));
    expect(written.rows.map(({ actual }) => actual)).toEqual([7_356_361, 2_250_050, 6_800_000, 0]);
    expect(told).toEqual({ file: file('one.json'), plan, rows: 4, totals: written.totals });
    await ask(env, 'evidence', 'remove', listed?.id ?? '', ...by);
    expect(await ask(env, 'evidence', 'list', '--plan', plan)).toEqual([]);
  });

  test('open data are written into a folder as CSV and JSON, with their passports', async () => {
    await run(env, 'plan', 'confirm', plan, '--all', ...by);
    type Told = { folder: string; public: boolean; files: { file: string; records: number | null }[] };
    const told = await ask<Told>(env, 'report', '--open-data', file('open'));
    expect(told.public).toBe(true);
    expect(told.files.map((one) => path.basename(one.file)).sort()).toEqual(readdirSync(file('open')).sort());
    const rows: { uid: string }[] = JSON.parse(readFileSync(file('open/plan-execution.json'), 'utf8'));
    expect(rows.length).toBe(told.files[0]?.records);
    expect(rows[0]?.uid).toMatch(new RegExp(`^${plan}:`));
    expect(readFileSync(file('open/plan-execution.csv'), 'utf8')).toMatch(/^uid,kind,type,title,/);
    const { datasets } = JSON.parse(readFileSync(file('open/passport.json'), 'utf8'));
    expect(datasets).toHaveLength(3);
  });

  test('wrong input ends with 2, one line of words and nothing on standard output', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['report', ...window], /--out/],
      [['report', ...window, '--out', file('report.pdf')], /report\.pdf: .*\.docx/],
      [['report', ...window, '--open-data', file('none')], /без інших параметрів/],
      [['report', '--from', '2024-12-31', '--to', '2024-01-01', '--out', file('no.docx')], /дати/],
      [['report', ...window, '--out', file('no.docx'), '--plan', 'nobody'], /«nobody»/],
      [['evidence', 'add', '--plan', plan, '--line', '2', '--kind', 'gift', '--text', 'а', ...by], /--kind/],
      [['evidence', 'list'], /--plan/],
    ];
    for (const [words, said] of wrong) {
      const { code, out, error } = await run(env, ...words);
      expect([code, out, error.trim().split('\n').length]).toEqual([2, '', 1]);
      expect(error).toMatch(said);
    }
    expect(existsSync(file('no.docx'))).toBe(false);
  });

  test('only somebody of the staff may record', async () => {
    const { code, error } = await add('--kind', 'note', '--text', 'зроблено', '--by', 'stranger@example.org');
    expect([code, error]).toEqual([2, expect.stringContaining('--by')]);
  });
});
