import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Workbook } from '@cj-tech-master/excelts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProjectList } from '../../src/projects/read.ts';
import { columnMeant, stateMeant } from '../../src/projects/words.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const sample = readFileSync(path.join(import.meta.dirname, 'projects.csv'), 'utf8');

async function listOf(bytes: Uint8Array) {
  const list = await readProjectList(bytes);
  if (!list.ok) throw new Error(list.problem);
  return list;
}

/** Ukrainian text as old Excel saves it: one byte a letter. */
function windows1251(text: string): Uint8Array {
  const decoder = new TextDecoder('windows-1251');
  const letters = new Map(
    Array.from({ length: 256 }, (_none, byte) => [decoder.decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from([...text].map((letter) => letters.get(letter) ?? 63));
}

async function workbook(rows: readonly (readonly (string | number)[])[]): Promise<Uint8Array> {
  const book = new Workbook();
  const sheet = book.addWorksheet('Проєкти');
  for (const row of rows) sheet.addRow([...row]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe('a list of projects is read', () => {
  test('from a city table: money in kopecks, states in words, no author, no telephone', async () => {
    const { projects, rejected, notes, rows } = await listOf(bytesOf(sample));
    expect([rows, rejected, projects.length]).toEqual([5, [], 5]);
    expect(projects[0]).toEqual({
      row: 2,
      uid: null,
      number: '1',
      contest: null,
      cycle: null,
      title: 'Безпечний перехід біля школи № 7',
      fields: {
        description: 'Острівець безпеки, освітлення й розмітка. Телефон автора •••',
        category: 'Інфраструктура',
        place: 'вул. Сачка, 12',
        budgetPlan: 35_000_000,
        state: 'admitted',
        url: 'https://platform.example/p/1',
      },
    });
    expect(notes.map(({ row, code }) => [row, code])).toEqual([[2, 'personal']]);
    expect(JSON.stringify(projects)).not.toContain('Петренко');
  });

  test('the same from Windows-1251, with tabs, and as a workbook', async () => {
    const { projects } = await listOf(bytesOf(sample));
    const rows = sample
      .trim()
      .split('\n')
      .map((line) => line.split(';'));
    for (const bytes of [windows1251(sample), bytesOf(sample.replaceAll(';', '\t')), await workbook(rows)]) {
      expect((await listOf(bytes)).projects).toEqual(projects);
    }
  });

  test('with the field names of the open data, in any order', async () => {
    const text = [
      'status,title,uid,budgetPlan,creator,count,decisionDate,kind,type,budgetFact',
      'winner,"Парк, сквер",p-9,400000.00,Хтось,1204,12.04.2027,великий,Екологія,-',
    ].join('\n');
    const [project] = (await listOf(bytesOf(text))).projects;
    expect(project).toMatchObject({
      uid: 'p-9',
      number: null,
      title: 'Парк, сквер',
      fields: {
        state: 'winner',
        budgetPlan: 40_000_000,
        budgetFact: null,
        votes: 1204,
        decisionOn: '2027-04-12',
        size: 'великий',
        category: 'Екологія',
      },
    });
  });

  test('with a title above, numbered columns, sections in lines of their own, thousands and a sum below', async () => {
    const text = [
      'Перелік проєктів;;',
      '№ з/п;Назва;Вартість, тис. грн',
      '1;2;3',
      'Безпека;;',
      '1;Укриття;400',
      'Спорт;;',
      '2;Турніки;120,5',
      'Всього;;520,5',
    ].join('\n');
    const { projects, rejected } = await listOf(bytesOf(text));
    expect(rejected).toEqual([]);
    expect(
      projects.map(({ number, title, fields }) => [number, title, fields.category, fields.budgetPlan]),
    ).toEqual([
      ['1', 'Укриття', 'Безпека', 40_000_000],
      ['2', 'Турніки', 'Спорт', 12_050_000],
    ]);
  });

  test('and every row that cannot be taken is named with its field and reason', async () => {
    const text = [
      '№;Назва;Вартість;Статус;Голосів;Посилання;Дата рішення',
      '1;;100;подано;;;',
      '2;А;близько 5000;подано;;;',
      '3;Б;100;у дорозі;;;',
      '4;В;100;подано;багато;;',
      '5;Г;100;подано;1;просто слова;',
      '6;Ґ;100;подано;1;;31.02.2027',
      ';Д;100;подано;;;',
      '8;Е;100;;;;',
    ].join('\n');
    const { projects, rejected } = await listOf(bytesOf(text));
    expect(rejected.map(({ row, field, code }) => [row, field, code])).toEqual([
      [2, 'Назва', 'title'],
      [3, 'Вартість', 'money'],
      [4, 'Статус', 'status'],
      [5, 'Голосів', 'votes'],
      [6, 'Посилання', 'url'],
      [7, 'Дата рішення', 'date'],
      [8, '№', 'identity'],
    ]);
    expect(projects.map(({ number, fields }) => [number, 'state' in fields])).toEqual([['8', false]]);
  });

  test.each([
    ['nothing at all', new Uint8Array(), 'empty'],
    ['blank lines', bytesOf('\n\n'), 'empty'],
    ['a text', bytesOf('Добрий день;усім\n1;2'), 'noTitle'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3, 0, 0, 255), 'notTable'],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1), 'oldExcel'],
    ['a broken zip', Uint8Array.of(0x50, 0x4b, 3, 4, 5), 'damaged'],
  ])('%s is refused by name', async (_label, bytes, problem) => {
    expect(await readProjectList(bytes)).toEqual({ ok: false, problem });
  });

  test('whatever the bytes are, reading ends with a list or a problem', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(typeof (await readProjectList(bytes)).ok).toBe('boolean');
      }),
      { numRuns: 150 },
    );
  });
});

describe('words of lists', () => {
  test.each([
    ['подано', 'submitted'],
    ['На розгляді', 'submitted'],
    ['Допущено до голосування', 'admitted'],
    ['Голосування', 'admitted'],
    ['Визначення переможців', 'admitted'],
    ['не допущено', 'rejected'],
    ['Відхилено', 'rejected'],
    ['відкликано автором', 'withdrawn'],
    ['Переможець', 'winner'],
    ['Переможець голосування', 'winner'],
    ['не переміг', 'lost'],
    ['не увійшов до переможців', 'lost'],
    ['В реалізації', 'implementing'],
    ['реалізується', 'implementing'],
    ['Реалізовано', 'done'],
    ['winner', 'winner'],
    ['implemented', 'done'],
    ['Победитель', 'winner'],
    ['казна-що', null],
  ])('the status «%s» is %s', (status, state) => {
    expect(stateMeant(status)).toBe(state);
  });

  test.each([
    ['№', 'number'],
    ['№ з/п', 'order'],
    ['Номер проєкту', 'number'],
    ['Назва проекту', 'title'],
    ['Місце реалізації', 'place'],
    ['Орієнтовна вартість, грн', 'budgetPlan'],
    ['budgetFact', 'budgetFact'],
    ['Кількість голосів', 'votes'],
    ['Посилання на рішення', 'decisionUrl'],
    ['ПІБ автора', null],
    ['Телефон', null],
    ['authorityId', null],
    ['creator', null],
  ])('the heading «%s» is %s', (heading, field) => {
    expect(columnMeant(heading)).toBe(field);
  });
});
