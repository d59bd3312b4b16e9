// Tests of reading a text list a piece at a time: nothing of it may depend on where a piece ends.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { good, inWindows1251, read } from './list-files.ts';

const piece = 65_536;

const heading = 'ПІБ;e-mail\n';
/** A heading and the beginning of a row, `bytes` long. */
const upTo = (bytes: number) => `${heading}${'x'.repeat(bytes - Buffer.byteLength(heading))}`;

test.each([
  ['a Windows line end', (at: number) => `${upTo(at - 10)};a@ukr.net\r\nІ;b@ukr.net\r\n`],
  ['an old Mac line end', (at: number) => `${upTo(at - 10)};a@ukr.net\rІ;b@ukr.net\r`],
  ['a letter of several bytes', (at: number) => `${upTo(at)}ї;a@ukr.net\nІ;b@ukr.net`],
])('%s may stand across the end of a piece', async (_what, listWithItAt) => {
  for (const at of [piece - 2, piece - 1, piece, piece + 1]) {
    const list = good(await read(listWithItAt(at)));
    expect(list.rows.map(({ row, addresses }) => [row, ...addresses])).toEqual([
      [2, 'a@ukr.net'],
      [3, 'b@ukr.net'],
    ]);
  }
});

test('a quote that is never closed far down costs no row above it', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => `${n === 2000 ? '"' : ''}Є;p${n}@ukr.net`);
  const list = good(await read(inWindows1251(`ПІБ;Пошта\n${rows.join('\n')}`)));
  expect(list).toMatchObject({ count: 3000, rejected: [] });
  expect(list.rows.at(-1)).toMatchObject({ row: 3001, addresses: ['p2999@ukr.net'] });
});

test('a list of any length gives each of its addresses, whatever its line ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4000 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (count, end) => {
        const rows = Array.from({ length: count }, (_, n) => `Ґалаґан ${n};p${n}@ukr.net`);
        const list = good(await read(`ПІБ;e-mail${end}${rows.join(end)}`));
        expect(list.rows.map(({ addresses }) => addresses[0])).toEqual(rows.map((_, n) => `p${n}@ukr.net`));
      },
    ),
    { numRuns: 20 },
  );
});
