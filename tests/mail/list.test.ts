// Tests of reading subscriber lists: thirty and more kinds of files, made here, and what each must give.
import { readFileSync } from 'node:fs';
import { Workbook } from '@cj-tech-master/excelts';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSubscriberList, type SubscriberList } from '../../src/mail/list.ts';

const words = parse(readFileSync(new URL('../../content/mail.yaml', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const phrase = (key: string) => words[key] ?? `no such phrase: ${key}`;
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, bigEnd: boolean, mark: boolean) => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return new Uint8Array(bigEnd ? bytes.swap16() : bytes);
};
const upper = 'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ';
const others: Record<string, number> = {
  Є: 0xaa,
  є: 0xba,
  І: 0xb2,
  і: 0xb3,
  Ї: 0xaf,
  ї: 0xbf,
  Ґ: 0xa5,
  ґ: 0xb4,
  '№': 0xb9,
};
const cp1251 = (text: string) =>
  Uint8Array.from([...text], (letter) => {
    const at = upper.indexOf(letter.toUpperCase());
    if (others[letter] !== undefined) return others[letter];
    return at < 0 ? letter.charCodeAt(0) : 0xc0 + at + (letter === upper[at] ? 0 : 32);
  });
const read = (bytes: Uint8Array | string, name = 'список.csv') =>
  readSubscriberList({ name, bytes: typeof bytes === 'string' ? utf8(bytes) : bytes }, phrase);
const good = (list: SubscriberList) => {
  if (!list.ok) throw new Error(list.problem.message);
  return list;
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
    ['in Windows-1251', cp1251(table)],
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
      { row: 3, field: 'аркуш «Школи», Пошта школи (e-mail)', reason: phrase('mail.list.reason.noAt') },
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
  ])('%s: %s is not understood, taken without it and told', async (heading, cell, note) => {
    const list = good(await read(`e-mail;${heading}\nolena@ukr.net;${cell}\n`));
    expect(list.rows).toMatchObject([{ contest: null, year: null, consent: null }]);
    expect(list.notes).toEqual([{ row: 2, field: heading, reason: phrase(`mail.list.note.${note}`) }]);
  });
});

describe('a row that is left out', () => {
  test('is told with its number, field and reason; good addresses beside a bad one stay', async () => {
    const list = good(
      await read(
        '№;Ел. пошта\n1;olena@ukr.net\n\n2;\n3;немає\n4;оlena@ukr.net\n5;petro@i.ua, petro@ukr\n6;ok@gmial.com\n',
      ),
    );
    expect(list.rows.map(({ row, addresses }) => [row, ...addresses])).toEqual([
      [2, 'olena@ukr.net'],
      [7, 'petro@i.ua'],
      [8, 'ok@gmial.com'],
    ]);
    const field = 'Ел. пошта';
    expect(list.rejected).toEqual([
      { row: 4, field, reason: phrase('mail.list.reason.empty') },
      { row: 5, field, reason: phrase('mail.list.reason.noAt') },
      {
        row: 6,
        field,
        reason: `${phrase('mail.list.reason.localLetters')} Можливо, мали на увазі olena@ukr.net.`,
      },
      {
        row: 7,
        field,
        reason: `${phrase('mail.list.reason.domainIncomplete')} Можливо, мали на увазі petro@ukr.net.`,
      },
    ]);
    expect(list.notes).toEqual([
      {
        row: 8,
        field,
        reason:
          'Домен gmial.com схожий на описку. Адресу взято, як написано. Можливо, мали на увазі gmail.com.',
      },
    ]);
    expect(list.count).toBe(6);
  });

  test('is told by the letter of its column where there is no heading', async () => {
    const list = good(await read('1;olena@ukr.net\n2;petroukr.net\n3;p@i.ua'));
    expect(list.rejected).toEqual([{ row: 2, field: 'стовпець B', reason: phrase('mail.list.reason.noAt') }]);
  });

  test('is never taken for a heading when it stands first', async () => {
    const list = good(await read('olenaukr.net\npetro@i.ua\n'));
    expect(list).toMatchObject({ count: 2, rejected: [{ row: 1 }], rows: [{ row: 2 }] });
  });
});

test('an address that stands twice is counted and stays in each row, which may name another contest', async () => {
  const list = good(
    await read('e-mail;конкурс\nOlena@ukr.net;МІСТО\nolena@UKR.net;ДІТИ\n"olena@ukr.net, olena@ukr.net";\n'),
  );
  expect(list.rows.map(({ addresses, contest }) => [...addresses, contest])).toEqual([
    ['olena@ukr.net', 'city'],
    ['olena@ukr.net', 'kids'],
    ['olena@ukr.net', null],
  ]);
  expect(list.duplicates).toBe(3);
});

describe('a file that is no list is refused in words', () => {
  const sheetXml = (body: string) => strToU8(`<worksheet><sheetData>${body}</sheetData></worksheet>`);
  const parts = {
    '[Content_Types].xml': strToU8('<Types/>'),
    'xl/workbook.xml': strToU8(
      '<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
  };
  const cases: [string, string, Uint8Array][] = [
    ['empty', 'empty', new Uint8Array()],
    ['blank', 'empty', utf8('\n\n ; \n')],
    ['above 20 MB', 'tooLarge', new Uint8Array(20 * 1024 * 1024 + 1)],
    ['above 300,000 rows', 'tooManyRows', utf8('a@i.ua\n'.repeat(300_001))],
    ['without addresses', 'noAddresses', utf8('ПІБ;Телефон\nОлена;050\n')],
    ['with a heading only', 'noAddresses', utf8('ПІБ;e-mail\n')],
    ['a picture', 'notTable', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8])],
    ['a PDF', 'notTable', utf8('%PDF-1.7\nolena@ukr.net')],
    ['a web page', 'notTable', utf8('<html><td>olena@ukr.net</td></html>')],
    ['an old Excel file', 'oldExcel', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])],
    ['a zip without a workbook', 'notTable', zipSync({ 'word/document.xml': strToU8('<x/>') })],
    ['half a workbook', 'damaged', zipSync({ ...parts, 'xl/worksheets/sheet1.xml': sheetXml('<row><c>') })],
    ['half a zip', 'damaged', zipSync(parts).subarray(0, 60)],
    [
      'a workbook with a document type',
      'damaged',
      zipSync({ ...parts, 'xl/sharedStrings.xml': strToU8('<!DOCTYPE x [<!ENTITY a "b">]><sst/>') }),
    ],
    [
      'a zip bomb',
      'bomb',
      zipSync({ ...parts, 'xl/worksheets/sheet1.xml': new Uint8Array(40 * 1024 * 1024) }),
    ],
  ];
  test.each(cases)('%s: %s', async (_label, code, bytes) => {
    const list = await read(bytes, 'щось.xlsx');
    expect(list).toMatchObject({ ok: false, problem: { code } });
    if (!list.ok) expect(list.problem.message).toMatch(/щось\.xlsx.+\./);
  });

  test('whatever bytes are in it, without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, zip) => {
        const list = await read(zip ? Uint8Array.from([0x50, 0x4b, 3, 4, ...bytes]) : bytes);
        if (list.ok) expect(list.count).toBeGreaterThan(0);
        else expect(list.problem.message).not.toContain('no such phrase');
      }),
    );
  });
});

test('every row of a long list is taken, left out or told, and the progress ends at all', async () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, at) => `${at};${at % 100 === 7 ? 'без пошти' : `person${at}@ukr.net`};2023`,
  );
  const steps: number[] = [];
  const file = { name: 'a.csv', bytes: utf8(`№;e-mail;рік\n${rows.join('\n')}`) };
  const list = good(await readSubscriberList(file, phrase, (done) => steps.push(done)));
  expect(list).toMatchObject({ count: 100_000, duplicates: 0 });
  expect([list.rows.length, list.rejected.length]).toEqual([99_000, 1000]);
  expect(list.rejected[0]).toMatchObject({ row: 9, field: 'e-mail' });
  expect(steps.at(-1)).toBe(100_000);
  expect(steps.length).toBeGreaterThan(10);
});
