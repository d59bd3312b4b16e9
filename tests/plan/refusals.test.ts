// Files that can't be read as a plan: one clear problem in Ukrainian that names the file and says what to do.

import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { archiveLimits } from '../../src/plan/archive.ts';
import { readPlan } from '../../src/plan/read.ts';
import { campaign } from '../plans/documents.ts';
import { docxOf, docxOfBody, zipParts } from '../plans/write-docx.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function compound(name: string): Uint8Array {
  const head = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  return new Uint8Array(
    Buffer.concat([head, Buffer.alloc(504), Buffer.from(name, 'utf16le'), Buffer.alloc(512)]),
  );
}

const zeros = new Uint8Array(archiveLimits.partBytes + 1);
const manyEntries = Object.fromEntries(
  Array.from({ length: archiveLimits.entries + 1 }, (_, index) => [`word/${index}.xml`, new Uint8Array(0)]),
);
const whole = docxOf(campaign);
const middle = Math.floor(whole.length / 2);
const torn = new Uint8Array(whole);
torn.fill(0x55, middle - 200, middle + 200);

const entity =
  '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>';
const deep = `${'<w:sdt><w:sdtContent>'.repeat(300)}<w:p/>${'</w:sdtContent></w:sdt>'.repeat(300)}`;

const table: readonly (readonly [what: string, name: string, bytes: Uint8Array, code: string])[] = [
  ['an empty file', 'план.docx', new Uint8Array(0), 'empty'],
  ['a file of blanks', 'план.txt', text('  \n \n'), 'empty'],
  ['a file over the limit', 'план.docx', new Uint8Array(archiveLimits.bytes + 1), 'tooLarge'],
  ['an old Word document', 'план.doc', compound('WordDocument'), 'oldOffice'],
  ['an old Word document with a new name', 'план.docx', compound('WordDocument'), 'oldOffice'],
  ['a document with a password', 'план.docx', compound('EncryptedPackage'), 'encrypted'],
  ['a PDF', 'план.pdf', text('%PDF-1.7\n1 0 obj'), 'pdf'],
  ['a PDF called DOCX', 'план.docx', text('%PDF-1.7\n1 0 obj'), 'pdf'],
  ['a photograph', 'скан.jpg', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'picture'],
  ['a picture', 'скан.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'picture'],
  ['a rich text file', 'план.rtf', text('{\\rtf1\\ansi план}'), 'richText'],
  [
    'an OpenDocument text',
    'план.odt',
    zipParts({ mimetype: 'application/vnd.oasis', 'content.xml': '<x/>' }),
    'openDocument',
  ],
  ['another archive', 'план.zip', zipParts({ 'readme.txt': 'привіт' }), 'unknownFormat'],
  ['a web page', 'план.html', text('<!DOCTYPE html><table><tr><td>План</td></tr></table>'), 'webPage'],
  [
    'bytes without sense',
    'план.txt',
    Uint8Array.from({ length: 600 }, (_, index) => (index * 37) % 32),
    'unknownFormat',
  ],
  ['a torn archive', 'план.docx', torn, 'damaged'],
  ['half an archive', 'план.docx', whole.slice(0, middle), 'damaged'],
  ['XML that breaks off', 'план.docx', zipParts({ 'word/document.xml': '<w:document><w:body>' }), 'damaged'],
  ['a document without a body', 'план.docx', zipParts({ 'word/document.xml': '<w:document/>' }), 'damaged'],
  ['a workbook without sheets', 'план.xlsx', zipParts({ 'xl/workbook.xml': '<workbook/>' }), 'damaged'],
  [
    'XML with entities',
    'план.docx',
    zipParts({ 'word/document.xml': `${entity}<w:document/>` }),
    'forbiddenXml',
  ],
  ['XML nested beyond reason', 'план.docx', docxOfBody(deep), 'bomb'],
  ['a zip bomb of one part', 'план.docx', zipSync({ 'word/document.xml': zeros }), 'bomb'],
  ['a zip bomb of many entries', 'план.docx', zipSync(manyEntries, { level: 0 }), 'bomb'],
  [
    'text without any table',
    'лист.txt',
    text('Шановні колеги, надсилаємо план на наступний рік.'),
    'noTable',
  ],
  ['a table about something else', 'плани.csv', text('Прізвище;Телефон\nІваненко;123\n'), 'noTable'],
  ['a header without lines', 'план.csv', text('№;Захід;Термін;Відповідальний\n;;;\n'), 'noLines'],
];

describe('a file that is no plan', () => {
  test.each(table.map(([what, name, bytes, code]) => ({ what, name, bytes, code })))(
    '$what is refused as $code',
    async ({ name, bytes, code }) => {
      const reading = await readPlan({ name, bytes });
      if (reading.ok) throw new Error('was read');
      expect(reading.problem.code).toBe(code);
      expect(reading.problem.message).toContain(`«${name}»`);
      expect(reading.problem.message).not.toMatch(/[{}]/);
      expect(reading.problem.message.split('\n')).toHaveLength(1);
    },
  );

  test('a part that lies about its size is damaged, not unpacked beyond it', async () => {
    const bytes = Buffer.from(docxOf(campaign));
    const name = Buffer.from('word/document.xml');
    // The uncompressed size stands 22 bytes before the name in the central directory entry.
    const central = bytes.lastIndexOf(name);
    bytes.writeUInt32LE(100, central - 22);
    const reading = await readPlan({ name: 'план.docx', bytes: new Uint8Array(bytes) });
    expect(reading.ok ? null : reading.problem.code).toBe('damaged');
  });
});
