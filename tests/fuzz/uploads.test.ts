// Owns trying the uploads of staff: documents and lists that are nearly right, and files that are not what they say.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, test } from 'vitest';
import { root } from '../support/sources.ts';
import { type FuzzedCity, fuzz, openFuzzedCity, patienceMs } from './city.ts';
import { damaged, words } from './values.ts';

let city: FuzzedCity;
beforeAll(async () => {
  city = await openFuzzedCity();
}, patienceMs);
afterAll(() => city.stop(), patienceMs);

const samples = [
  ...['plans/kalynove-2026-2027.docx', 'plans/kalynove-2026-2027.xlsx', 'plans/kalynove-2026-2027.csv'],
  ...[
    'plans/richne-report-2024.xlsx',
    'plans/zarechnoe-2023.docx',
    'projects/projects.csv',
    'projects/results.csv',
  ],
].map((name) => readFileSync(path.join(root, 'tests', name)));

/** A table whose cells are anything. */
const table = fc
  .array(
    fc.array(
      words.map((text) => text.slice(0, 200)),
      { maxLength: 8 },
    ),
    { maxLength: 20 },
  )
  .map((rows) => ['email;name', ...rows.map((row) => row.join(';'))].join('\n'))
  .map((text) => Buffer.from(text));

/** An archive in the shape of a document, with anything inside its parts. */
const archive = fc
  .dictionary(
    fc.constantFrom(
      'word/document.xml',
      '[Content_Types].xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
      '../x',
    ),
    fc.oneof(
      words,
      words.map((text) => `<w:document><w:body><w:tbl>${text}</w:tbl></w:body></w:document>`),
    ),
  )
  .map((parts) =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)]))),
    ),
  );

const file: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...samples).chain(damaged) },
  { weight: 2, arbitrary: table },
  { weight: 2, arbitrary: archive },
  fc.uint8Array({ maxLength: 2000 }),
  fc
    .constantFrom('PK\x03\x04', '%PDF-1.7', '\xff\xfe', 'GIF89a', '\x1f\x8b')
    .map((text) => Buffer.from(text, 'latin1')),
);

const name = fc.oneof(
  fc.constantFrom(
    'план.docx',
    'plan.xlsx',
    'list.csv',
    'list.txt',
    'x.pdf',
    '../../x.docx',
    'a.png',
    '.xlsx',
    'plan.doc',
  ),
  words.map((text) => `${text.slice(0, 100)}.csv`),
);

const places = [
  ['/plans', []],
  ['/people/list', ['source', 'ground']],
  ['/projects', ['contest', 'cycle']],
  ['/plans/x-1/version', []],
  ['/broadcasts/new', ['text', 'subject', 'at']],
] as const;

test('documents, lists and pictures', { timeout: patienceMs }, async () => {
  const input = fc.record({
    place: fc.constantFrom(...places),
    file,
    name,
    said: fc.array(words, { maxLength: 3 }),
  });
  await fuzz(city, 'uploads', {
    input,
    send: async ({ place: [target, fields], file: bytes, name: called, said }) => {
      const { cookie, csrf } = await city.admin();
      const form = new FormData();
      form.set('csrf', csrf);
      for (const [at, field] of fields.entries()) form.set(field, said[at] ?? 'згода: анкета 2025');
      form.set(
        target === '/broadcasts/new' ? 'picture' : 'file',
        new File([Buffer.from(bytes)], called.toWellFormed()),
      );
      const request = new Request('http://city.example', { method: 'POST', body: form });
      return city.send({
        path: `/console${target}`,
        headers: { cookie, 'content-type': request.headers.get('content-type') ?? '' },
        body: new Uint8Array(await request.arrayBuffer()),
      });
    },
  });
});
