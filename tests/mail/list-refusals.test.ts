// Tests of what a subscriber list is refused for: single rows, told by number, field and reason, and whole files.
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readSubscriberList } from '../../src/mail/list.ts';
import { good, phrase, read, utf8 } from './list-files.ts';

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
      { row: 4, field, reason: phrase('mail.list.reason.empty'), written: '' },
      { row: 5, field, reason: phrase('mail.list.reason.noAt'), written: 'немає' },
      {
        row: 6,
        field,
        reason: `${phrase('mail.list.reason.localLetters')} Можливо, мали на увазі olena@ukr.net.`,
        written: 'оlena@ukr.net',
      },
      {
        row: 7,
        field,
        reason: `${phrase('mail.list.reason.domainIncomplete')} Можливо, мали на увазі petro@ukr.net.`,
        written: 'petro@i.ua, petro@ukr',
      },
    ]);
    expect(list.notes).toEqual([
      {
        row: 8,
        field,
        reason:
          'Домен gmial.com схожий на описку. Адресу взято, як написано. Можливо, мали на увазі gmail.com.',
        written: 'ok@gmial.com',
      },
    ]);
    expect(list.count).toBe(6);
  });

  test('is told by the letter of its column where there is no heading', async () => {
    const list = good(await read('1;olena@ukr.net\n2;petroukr.net\n3;p@i.ua'));
    const reason = phrase('mail.list.reason.noAt');
    expect(list.rejected).toEqual([{ row: 2, field: 'стовпець B', reason, written: 'petroukr.net' }]);
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
  expect(steps.at(-1)).toBe(file.bytes.length);
  expect(steps.length).toBeGreaterThan(10);
});
