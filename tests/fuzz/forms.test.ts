// Owns trying the forms: residents', and every act of the console by somebody who may do all of them.
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { pagesOfStaff } from '../../src/web/console/routes.ts';
import { codeFiles, textOf } from '../support/sources.ts';
import { type FuzzedCity, fuzz, openFuzzedCity, patienceMs } from './city.ts';
import { fields, steps, words } from './values.ts';

let city: FuzzedCity;
beforeAll(async () => {
  city = await openFuzzedCity();
}, patienceMs);
afterAll(() => city.stop(), patienceMs);

/** Every field that a page of ours reads, by its name in the source. */
const known = [
  ...new Set(
    codeFiles('src/web').flatMap((file) =>
      [...textOf(file).matchAll(/\b(?:form\.)?(?:text|all|file|fieldOf)\((?:c, )?'(\w+)'\)/g)].map(
        ([, name = '']) => name,
      ),
    ),
  ),
  ...['session', 'text', 'choice', 'source', 'address', 'contest', 'act', 'reason', 'leaving'],
];
const names = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...known) },
  { weight: 1, arbitrary: words.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 300)) },
);
/** Values that pass a first look, so that what stands behind it is tried, too. */
const plausible = fc.constantFrom(
  ...[
    'city',
    'kids',
    'voting',
    'author',
    'all',
    'yes',
    'on',
    'edit',
    'a@b.ua',
    '2027-03-10',
    '2027-03-10T10:00',
  ],
  ...[
    '1',
    '0',
    '12.50',
    'editor',
    'admin',
    'official',
    'telegram',
    'viber',
    'email',
    'note',
    'https://kam.gov.ua/',
  ],
);
const body = fc.oneof(
  fields(names),
  fc
    .array(fc.tuple(fc.constantFrom(...known), fc.oneof(plausible.map(encodeURIComponent), steps)), {
      maxLength: 20,
    })
    .map((all) => all.map(([name, value]) => `${name}=${value}`).join('&')),
);
const type = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/x-www-form-urlencoded') },
  fc.constantFrom(
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'application/json',
    'text/plain',
    'x/',
  ),
);

test('the forms of residents and of who is signed out', { timeout: patienceMs }, async () => {
  const paths = [
    '/chat',
    '/embed',
    '/email',
    '/my',
    '/console/sign-in',
    '/console/sign-in/password',
    '/console/in/x',
  ];
  await fuzz(city, 'public forms', {
    input: fc.record({ path: fc.constantFrom(...paths, '/console/plans', '/u/x', '/my/x'), body, type }),
    send: (one) => city.send({ path: one.path, headers: { 'content-type': one.type }, body: one.body }),
  });
});

test('every act and page of the console', { timeout: patienceMs }, async () => {
  const route = fc.constantFrom(...pagesOfStaff);
  const part = fc.oneof(steps, fc.constantFrom('x-1', 'city', 'voting', 'faq', 'phrases', '0'.repeat(32)));
  const query = fc.oneof(
    fc.constant(''),
    body.map((text) => `?${text}`.slice(0, 4000)),
  );
  await fuzz(city, 'console', {
    input: fc.record({ route, parts: fc.array(part, { minLength: 4, maxLength: 4 }), query, body, type }),
    send: async ({ route: { method, path }, parts, query: asked, body: sent, type: contentType }) => {
      const { cookie, csrf } = await city.admin();
      const left = [...parts];
      const filled = path.replaceAll(/:\w+(\{[^}]*\})?/g, () => left.pop() || 'x');
      return city.send({
        method,
        path: `/console${filled === '/' ? '' : filled}${asked}`,
        headers: { cookie, ...(method === 'POST' ? { 'content-type': contentType } : {}) },
        ...(method === 'POST' ? { body: `csrf=${encodeURIComponent(csrf)}&${sent}` } : {}),
      });
    },
  });
});
