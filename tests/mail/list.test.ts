// Tests of reading subscriber lists: thirty and more kinds of files, made here, and what each must give.
import { Workbook } from '@cj-tech-master/excelts';
import { describe, expect, test } from 'vitest';
import { good, inWindows1251, phrase, read } from './list-files.ts';

const utf16 = (text: string, bigEnd: boolean, mark: boolean) => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return new Uint8Array(bigEnd ? bytes.swap16() : bytes);
};
type Value =
  | string
  | number
  | Date
  | boolean
  | null
  | { text: string; hyperlink: string }
  | { formula: string; result: string };
const workbook = async (sheets: Record<string, Value[][]>, hidden: string[] = []) => {
  const book = new Workbook();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name, { state: hidden.includes(name) ? 'hidden' : 'visible' });
    for (const row of rows) sheet.addRow(row);
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
};
const both = [
  [2, 'olena@ukr.net'],
  [3, 'petro@i.ua'],
];
const table = 'ПІБ;Ел. пошта;Конкурс\nОлена;olena@ukr.net;МІСТО\nПетро;petro@i.ua;ДІТИ\n';

describe('addresses are found', () => {
  test.each<[string, Uint8Array | string]>([
    ['in a table with semicolons', table],
    ['with commas', table.replaceAll(';', ',')],
    ['with tabs', table.replaceAll(';', '\t')],
    ['with Windows line ends', table.replaceAll('\n', '\r\n')],
    ['with old Mac line ends', table.replaceAll('\n', '\r')],
    ['without a last line end', table.trimEnd()],
    ['in UTF-8 with a mark', `\uFEFF${table}`],
    ['in Windows-1251', inWindows1251(table)],
    ['in UTF-16, little end first, with a mark', utf16(table, false, true)],
    ['in UTF-16, little end first, without one', utf16(table, false, false)],
    ['in UTF-16, big end first, with a mark', utf16(table, true, true)],
    ['in UTF-16, big end first, without one', utf16(table, true, false)],
    ['with Excel’s line for the separator', `sep=;\r\n${table.replaceAll('\n', '\r\n')}`],
    ['with every cell in quotes', table.replace(/[^;\n]+/g, '"$&"')],
    ['with a line break in a heading', table.replace('ПІБ', '"ПІБ\nучасника"')],
    ['with a stray quote', table.replace('Олена', 'ТОВ "Мрія')],
    ['with a quote that is never closed', table.replace('Олена', '"Олена')],
    ['with columns in another order', 'e-mail,Contest\nolena@ukr.net,city\npetro@i.ua,kids'],
    ['under a Russian heading', 'Адрес электронной почты;Телефон\nolena@ukr.net;1\npetro@i.ua;2'],
    [
      'under «Пошта» beside a postal address',
      'Поштова адреса;Пошта\nвул. Миру, 1;olena@ukr.net\nвул. Миру, 2;petro@i.ua',
    ],
    ['under a heading that says nothing of mail', 'Контакт;Рік\nolena@ukr.net;2023\npetro@i.ua;2023'],
    ['in a single column with a heading', 'E-mail\nolena@ukr.net\npetro@i.ua'],
    ['with blank columns around', ';;e-mail;\n;;olena@ukr.net;\n;;petro@i.ua;'],
    ['with rows that break off', 'ПІБ;e-mail;Рік;Згода\nОлена;olena@ukr.net\nПетро;petro@i.ua;2023'],
  ])('%s', async (_label, bytes) => {
    const list = good(await read(bytes));
    expect(list.rows.map(({ row, addresses }) => [row, ...addresses])).toEqual(both);
    expect(list).toMatchObject({ rejected: [], count: 2, duplicates: 0 });
  });

  test.each<[string, string, (string | number)[][]]>([
    [
      'without a heading',
      'olena@ukr.net;2023\npetro@i.ua;2024',
      [
        [1, 'olena@ukr.net'],
        [2, 'petro@i.ua'],
      ],
    ],
    [
      'one a line',
      'olena@ukr.net\n\n\npetro@i.ua',
      [
        [1, 'olena@ukr.net'],
        [4, 'petro@i.ua'],
      ],
    ],
    [
      'below a title and a blank line',
      'Список e-mail учасників 2023\n\n№;e-mail\n1;olena@ukr.net',
      [[4, 'olena@ukr.net']],
    ],
    [
      'several in a cell',
      'ПІБ;e-mail\nО;"olena@ukr.net, o@i.ua"\nП;petro@i.ua p@i.ua',
      [
        [2, 'olena@ukr.net', 'o@i.ua'],
        [3, 'petro@i.ua', 'p@i.ua'],
      ],
    ],
    [
      'several in a cell that came apart',
      'ПІБ;e-mail\nО;olena@ukr.net;o@i.ua\nП;petro@i.ua',
      [
        [2, 'olena@ukr.net', 'o@i.ua'],
        [3, 'petro@i.ua'],
      ],
    ],
    [
      'in two columns',
      'e-mail 1;e-mail 2\nolena@ukr.net;o@i.ua\n;petro@i.ua',
      [
        [2, 'olena@ukr.net', 'o@i.ua'],
        [3, 'petro@i.ua'],
      ],
    ],
    [
      'below a heading that is repeated',
      'e-mail;рік\nolena@ukr.net;2023\ne-mail;рік\npetro@i.ua;2024',
      [
        [2, 'olena@ukr.net'],
        [4, 'petro@i.ua'],
      ],
    ],
    [
      'with names in the same cell',
      'Учасник\nОлена Коваль <olena@ukr.net>\n"Коваль, Петро" <petro@i.ua>',
      [
        [2, 'olena@ukr.net'],
        [3, 'petro@i.ua'],
      ],
    ],
  ])('%s', async (_label, text, expected) => {
    const list = good(await read(text));
    expect(list.rows.map(({ row, addresses }) => [row, ...addresses])).toEqual(expected);
    expect(list.rejected).toEqual([]);
  });

  test('in a workbook: links, formulas, dates, numbers, in the visible sheets, with the rows as Excel counts them', async () => {
    const bytes = await workbook(
      {
        Учасники: [
          ['Список'],
          [],
          ['№', 'Дата', 'E-mail', 'Конкурс', 'Рік'],
          [
            1,
            new Date('2023-10-16'),
            { text: 'olena@ukr.net', hyperlink: 'mailto:olena@ukr.net' },
            'МІСТО',
            2023,
          ],
          [2, null, { formula: 'A1', result: 'petro@i.ua' }, 'ДІТИ', '2023-2024'],
        ],
        Чернетка: [['e-mail'], ['draft@ukr.net']],
        Школи: [
          ['Школа', 'Пошта школи (e-mail)'],
          ['Ліцей № 1', 'school@kam.example'],
          ['Ліцей № 2', 'немає'],
        ],
      },
      ['Чернетка'],
    );
    const list = good(await read(bytes, 'список.xlsx'));
    expect(list.rows).toEqual([
      { row: 4, sheet: 'Учасники', addresses: ['olena@ukr.net'], contest: 'city', year: 2023, consent: null },
      { row: 5, sheet: 'Учасники', addresses: ['petro@i.ua'], contest: 'kids', year: 2023, consent: null },
      { row: 2, sheet: 'Школи', addresses: ['school@kam.example'], contest: null, year: null, consent: null },
    ]);
    expect(list.rejected).toEqual([
      {
        row: 3,
        field: 'аркуш «Школи», Пошта школи (e-mail)',
        reason: phrase('mail.list.reason.noAt'),
        written: 'немає',
      },
    ]);
  });
});

describe('what a row says beside its address', () => {
  test.each<[string, string, { contest?: string | null; year?: number | null; consent?: boolean | null }]>([
    ['Конкурс', 'МІСТО', { contest: 'city' }],
    ['Конкурс', 'Бюджет участі. ДІТИ', { contest: 'kids' }],
    ['Конкурс', 'шкільний', { contest: 'kids' }],
    ['Contest', 'kids', { contest: 'kids' }],
    ['Конкурс', 'МІСТО, ДІТИ', { contest: null }],
    ['Рік', '2022', { year: 2022 }],
    ['Год', '2022 г.', { year: 2022 }],
    ['Цикл', '2023–2024', { year: 2023 }],
    ['Рік участі', '16.10.2023', { year: 2023 }],
    ['Згода', 'так', { consent: true }],
    ['Згода на обробку', 'надана', { consent: true }],
    ['Згода на листи (e-mail)', 'ні', { consent: false }],
    ['Согласие', 'не надано', { consent: false }],
    ['Згода', '', { consent: null }],
  ])('%s: %s', async (heading, cell, expected) => {
    const list = good(await read(`e-mail;${heading}\nolena@ukr.net;${cell}\n`));
    expect(list.rows).toEqual([
      {
        row: 2,
        sheet: null,
        addresses: ['olena@ukr.net'],
        contest: null,
        year: null,
        consent: null,
        ...expected,
      },
    ]);
    expect(list.notes).toEqual([]);
  });

  test.each([
    ['Конкурс', 'спортивний', 'contest'],
    ['Рік', 'минулий', 'year'],
    ['Згода', 'усно', 'consent'],
  ])(
    '%s: %s is not understood, taken without it and told; no such word is a consent',
    async (heading, cell, note) => {
      const list = good(await read(`e-mail;${heading}\nolena@ukr.net;${cell}\n`));
      expect(list.rows).toMatchObject([
        { contest: null, year: null, consent: note === 'consent' ? false : null },
      ]);
      const reason = phrase(`mail.list.note.${note}`);
      expect(list.notes).toEqual([{ row: 2, field: heading, reason, written: 'olena@ukr.net' }]);
    },
  );
});
