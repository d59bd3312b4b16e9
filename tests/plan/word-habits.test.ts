// What Word does to a document without changing what it says: the plan read from it must not change either.

import { describe, expect, test } from 'vitest';
import type { ParsedPlan } from '../../src/core/plan/plan.ts';
import { readPlan } from '../../src/plan/read.ts';
import { campaign, mediaPlan, report } from '../plans/documents.ts';
import { docxOf, docxOfBody, wordHabits, zipParts } from '../plans/write-docx.ts';

async function planOf(bytes: Uint8Array): Promise<ParsedPlan> {
  const reading = await readPlan({ name: 'план.docx', bytes });
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.plan;
}

function p(text: string): string {
  return `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

function table(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]): string =>
    row.map((cell) => `<w:tc>${cell.startsWith('<') ? cell : p(cell)}</w:tc>`).join('');
  return `<w:tbl>${rows.map((row) => `<w:tr>${cells(row)}</w:tr>`).join('')}</w:tbl>`;
}

const header = ['№', 'Захід', 'Термін', 'Відповідальний'];

describe('the habits of Word', () => {
  const documents = [campaign, mediaPlan, report];
  const pairs = wordHabits.flatMap((habit) => documents.map((model) => ({ habit, model, name: model.name })));
  // The report's second row counts its columns: Word would number it too, so typed numbers stay there.
  const fair = pairs.filter(({ habit, model }) => habit !== 'automaticNumbers' || model === campaign);

  test.each(fair)('$habit leaves $name as it is', async ({ habit, model }) => {
    expect(await planOf(docxOf(model, habit))).toEqual(await planOf(docxOf(model)));
  });

  test('a deleted paragraph mark joins two paragraphs into one', async () => {
    const mark =
      '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr><w:r><w:t>до 1 липня</w:t></w:r></w:p>';
    const cell = `${mark}<w:p><w:r><w:t xml:space="preserve"> 2026 року</w:t></w:r></w:p>`;
    const plan = await planOf(
      docxOfBody(`${p('План на 2026 рік')}${table([header, ['1', 'Лист', cell, 'Відділ']])}`),
    );
    expect(plan.lines[0]?.period).toMatchObject({ text: 'до 1 липня 2026 року', to: '2026-07-01' });
  });

  test('a nested table inside a cell is text of that cell', async () => {
    const nested = `${p('Афіші:')}${table([['у школах', 'у ЦНАП']])}<w:p/>`;
    const plan = await planOf(
      docxOfBody(`${p('План на 2026 рік')}${table([header, ['1', nested, 'травень', 'Відділ']])}`),
    );
    expect(plan.lines[0]?.what).toBe('Афіші: у школах у ЦНАП');
  });

  test('a moved row counts only where it went', async () => {
    const moved = `<w:moveFrom w:id="4" w:author="x"><w:r><w:t>Старе місце</w:t></w:r></w:moveFrom>`;
    const cell = `<w:p>${moved}<w:moveTo w:id="5" w:author="x"><w:r><w:t>Нове місце</w:t></w:r></w:moveTo></w:p>`;
    const plan = await planOf(
      docxOfBody(`${p('План на 2026 рік')}${table([header, ['1', cell, 'травень', 'Відділ']])}`),
    );
    expect(plan.lines[0]?.what).toBe('Нове місце');
  });

  test('footnotes that Word keeps apart and fields with their codes do not become text of the table', async () => {
    const field =
      '<w:p><w:r><w:instrText>DATE \\@ "dd.MM.yyyy"</w:instrText></w:r><w:r><w:t>травень 2026</w:t></w:r></w:p>';
    const plan = await planOf(
      docxOfBody(`${p('План на 2026 рік')}${table([header, ['1', 'Лист', field, 'Відділ']])}`),
    );
    expect(plan.lines[0]?.period.text).toBe('травень 2026');
  });

  test('hidden runs and prompts that nobody filled in are no text, hidden paragraph marks hide nothing', async () => {
    const hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:t>таємне </w:t></w:r>';
    const prompt =
      '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Введіть текст</w:t></w:r></w:sdtContent></w:sdt>';
    const mark = '<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>';
    const cell = `<w:p>${mark}${hidden}<w:r><w:t>Афіші</w:t></w:r>${prompt}</w:p>`;
    const plan = await planOf(
      docxOfBody(`${p('План на 2026 рік')}${table([header, ['1', cell, 'травень', 'Відділ']])}`),
    );
    expect(plan.lines[0]?.what).toBe('Афіші');
  });

  test('numbers come from styles that are based on others and from lists that point to others', async () => {
    const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const cell = '<w:p><w:pPr><w:pStyle w:val="Child"/></w:pPr></w:p>';
    const body = `${p('План на 2026 рік')}${table([header, [cell, 'Афіші', 'травень', 'Відділ'], [cell, 'Банери', 'травень', 'Відділ']])}`;
    const plan = await planOf(
      zipParts({
        '_rels/.rels':
          '<Relationships><Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>',
        'word/document2.xml': `<w:document ${w}><w:body>${body}</w:body></w:document>`,
        'word/styles.xml': `<w:styles ${w}><w:style w:styleId="Base"><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style><w:style w:styleId="Child"><w:basedOn w:val="Base"/></w:style></w:styles>`,
        'word/numbering.xml': `<w:numbering ${w}><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:styleLink w:val="L"/><w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum><w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
      }),
    );
    expect(plan.lines.map((line) => [line.number, line.what])).toEqual([
      ['5', 'Афіші'],
      ['6', 'Банери'],
    ]);
  });

  test('footnotes of Word are footnotes of the plan', async () => {
    const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const body = `${p('План на 2026 рік')}${table([header, ['1', 'Афіші', 'травень', 'Відділ']])}`;
    const plan = await planOf(
      zipParts({
        'word/document.xml': `<w:document ${w}><w:body>${body}</w:body></w:document>`,
        'word/footnotes.xml': `<w:footnotes ${w}><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="1">${p('За наявності коштів.')}</w:footnote></w:footnotes>`,
      }),
    );
    expect(plan.footnotes).toEqual(['За наявності коштів.']);
  });

  test('skipped grid columns before a row shift its cells to the right', async () => {
    const shifted = `<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>${['Лист', 'травень', 'Відділ'].map((text) => `<w:tc>${p(text)}</w:tc>`).join('')}</w:tr>`;
    const whole = table([header, ['1', 'Дзвінок', 'травень', 'Відділ']]).replace(
      '</w:tbl>',
      `${shifted}</w:tbl>`,
    );
    const plan = await planOf(docxOfBody(`${p('План на 2026 рік')}${whole}`));
    expect(plan.lines.map((line) => [line.number, line.what])).toEqual([
      ['1', 'Дзвінок'],
      [null, 'Лист'],
    ]);
  });
});
