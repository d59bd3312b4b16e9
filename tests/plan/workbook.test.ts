// What Excel keeps behind the cells that people see: dates, percentages, formulas, rich text, hidden sheets, two sheets.

import { describe, expect, test } from 'vitest';
import type { ParsedPlan } from '../../src/core/plan/plan.ts';
import { readPlan } from '../../src/plan/read.ts';
import { zipParts } from '../plans/write-docx.ts';

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const styles = `<styleSheet ${main}><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="171" formatCode="0.0%"/><numFmt numFmtId="172" formatCode="#,##0.00\\ &quot;грн&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/><xf numFmtId="9"/></cellXfs></styleSheet>`;

type Sheet = { name: string; rows: string[][]; state?: string; merges?: string[] };

/** Rows of raw `<c>` contents: a plain text becomes an inline string, anything with `<` stays as it is. */
function workbook(sheets: readonly Sheet[], properties = ''): Uint8Array {
  const cell = (text: string): string =>
    text.startsWith('<c') ? text : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const parts = sheets.map(({ rows, merges = [] }, index) => {
    const body = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    return [
      `xl/worksheets/sheet${index + 1}.xml`,
      `<worksheet ${main}><sheetData>${body}</sheetData><mergeCells>${merged}</mergeCells></worksheet>`,
    ];
  });
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  );
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/worksheet" Target="/xl/worksheets/sheet${index + 1}.xml"/>`,
  );
  return zipParts({
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${office}">${properties}<sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`,
    'xl/styles.xml': styles,
    ...Object.fromEntries(parts),
  });
}

async function planOf(bytes: Uint8Array): Promise<ParsedPlan> {
  const reading = await readPlan({ name: 'план.xlsx', bytes });
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.plan;
}

const title = ['План на 2026 рік'];
const header = ['№', 'Захід', 'Термін', 'Сума, грн', 'Фактично, грн', '% виконання'];
const number = (value: string, style = 0): string => `<c s="${style}"><v>${value}</v></c>`;

describe('a workbook', () => {
  test.each([
    ['a built-in date', number('46143', 1), '01.05.2026'],
    ['a date in a format of its own', number('46143', 2), '01.05.2026'],
    ['a date with a time of day', number('46143.75', 1), '01.05.2026'],
  ])('shows %s as a day', async (_, when, text) => {
    const plan = await planOf(workbook([{ name: 'План', rows: [title, header, ['1', 'Лист', when]] }]));
    expect(plan.lines[0]?.period).toMatchObject({
      text,
      kind: 'dateRange',
      from: '2026-05-01',
      to: '2026-05-01',
    });
  });

  test('of the Macintosh calendar counts its days from 1904', async () => {
    const rows = [title, header, ['1', 'Лист', number('44681', 1)]];
    const plan = await planOf(workbook([{ name: 'План', rows }], '<workbookPr date1904="1"/>'));
    expect(plan.lines[0]?.period).toMatchObject({ from: '2026-05-01' });
  });

  test('gives sums and percentages as they are, also from formulas and with binary tails', async () => {
    const formula = '<c s="4"><f>A1*2</f><v>63.300000000000004</v></c>';
    const rows = [
      title,
      header,
      [number('1'), 'Афіші', 'травень', number('100.5', 4), formula, number('0.63', 3)],
    ];
    const plan = await planOf(workbook([{ name: 'План', rows }]));
    expect(plan.lines[0]?.number).toBe('1');
    expect(plan.lines[0]?.funding).toMatchObject({
      amounts: [{ year: 2026, planned: 10_050, actual: 6330, text: '100,5 / 63,3' }],
      share: { text: '63,0%', computed: 6299 },
    });
    expect(plan.warnings.map((warning) => warning.code)).toEqual(['percentRounded']);
  });

  test('joins the runs of rich text and leaves phonetic hints out', async () => {
    const rich =
      '<c t="inlineStr"><is><r><t>Лис</t></r><r><rPr><b/></rPr><t>тівки</t></r><rPh sb="0" eb="1"><t>хх</t></rPh></is></c>';
    const plan = await planOf(workbook([{ name: 'План', rows: [title, header, ['1', rich, 'травень']] }]));
    expect(plan.lines[0]?.what).toBe('Листівки');
  });

  test('is read from its visible sheets, one after the other', async () => {
    const plan = await planOf(
      workbook([
        { name: 'Чернетка', state: 'hidden', rows: [title, header, ['9', 'Старе', 'травень']] },
        { name: 'Перше', rows: [title, header, ['1', 'Листівки', 'травень']] },
        { name: 'Друге', rows: [header, ['2', 'Афіші', 'червень']] },
      ]),
    );
    expect(plan.lines.map((line) => line.what)).toEqual(['Листівки', 'Афіші']);
  });

  test('with a number that Excel took for a decimal still gives the row its number', async () => {
    const plan = await planOf(
      workbook([{ name: 'План', rows: [title, header, [number('1.2'), 'Листівки', 'травень']] }]),
    );
    expect(plan.lines[0]).toMatchObject({ key: '1.2', number: '1.2' });
  });

  test('with a merged title and sections keeps them out of the lines', async () => {
    const wide = ['Розділ «Друк»', '<c/>', '<c/>', '<c/>', '<c/>', '<c/>'];
    const rows = [title, header, wide, ['1', 'Листівки', 'травень']];
    const plan = await planOf(workbook([{ name: 'План', rows, merges: ['A1:F1', 'A3:F3'] }]));
    expect(plan.lines.map((line) => [line.section, line.what])).toEqual([['Розділ «Друк»', 'Листівки']]);
  });
});
