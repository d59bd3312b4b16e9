// Tests of finding links in texts: what belongs to an address, what only follows it, and that nothing of the text is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkParts } from '../../src/web/public/links.js';

const linksOf = (text: string) => linkParts(text).flatMap(({ url }) => (url === null ? [] : [url]));

test.each([
  ['Платформа: https://pb.example.ua/kam.', ['https://pb.example.ua/kam']],
  ['(https://kam.gov.ua)', ['https://kam.gov.ua']],
  [
    'https://uk.example.org/wiki/Кам’янське_(місто), далі',
    ['https://uk.example.org/wiki/Кам’янське_(місто)'],
  ],
  ['«https://kam.gov.ua/a?b=1&c=2»', ['https://kam.gov.ua/a?b=1&c=2']],
  ['http://a.ua і HTTPS://b.ua!', ['http://a.ua', 'HTTPS://b.ua']],
  ['пишіть на olena@example.com, kam.gov.ua', []],
  ['javascript:alert(1) https://', []],
  ['<a href="https://kam.gov.ua">', ['https://kam.gov.ua']],
])('in %j the links are %j', (text, links) => {
  expect(linksOf(text)).toEqual(links);
});

test('the pieces joined are the text again, and every link is an http address', () => {
  const words = fc.constantFrom(
    'https://',
    'kam.gov.ua',
    '/a_(b)',
    ')',
    '.',
    ' ',
    '«',
    '»',
    'слово',
    '\n',
    '<b>',
    "'",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      expect(
        linkParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
      for (const url of linksOf(text)) expect(new URL(url).protocol).toMatch(/^https?:$/);
    }),
  );
});
