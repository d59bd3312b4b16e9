// Owns trying every address that is a key, a name or a file: forged, damaged, escaped in every way, led elsewhere.
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { taskToken } from '../../src/app/plan/task-link.ts';
import { clickToken } from '../../src/mail/click-token.ts';
import { unsubscribeToken } from '../../src/mail/token.ts';
import { type FuzzedCity, fuzz, openFuzzedCity, patienceMs } from './city.ts';
import { damaged, fields, steps, words } from './values.ts';

let city: FuzzedCity;
beforeAll(async () => {
  city = await openFuzzedCity();
}, patienceMs);
afterAll(() => city.stop(), patienceMs);

/** Where a key or a name stands; what is behind it belongs to the route. */
const places = [
  ...['/u/*', '/confirm/*', '/my/*', '/my/*/data.json', '/console/in/*', '/l/*', '/l/*.0', '/task/*.ics'],
  ...[
    '/draft/*',
    '/draft/*.docx',
    '/support/*',
    '/support/*/qr.svg',
    '/support/*/qr.png',
    '/event/*',
    '/event/*.ics',
  ],
  ...[
    '/calendar/*.ics',
    '/qr/*.svg',
    '/go/*',
    '/?source=*',
    '/media/*',
    '/media/*.png',
    '/print/*/*',
    '/projects?q=*',
  ],
  ...[
    '/projects.csv?category=*',
    '/register?page=*',
    '/console/assets/*',
    '/*',
    '/console/*',
    '/embed?source=*',
  ],
  // Not /readyz: what it answers is the state of the instance, and 503 is one of its honest answers.
  ...['/u/*?from=*', '/hook/*', '/healthz?*', '/assets/*'],
];

test('every key, name and file in an address', { timeout: patienceMs }, async () => {
  const { secret, clock } = city.app;
  const real = [
    unsubscribeToken(secret, { person: '0'.repeat(32), kind: 'all' }),
    taskToken(secret, 'a'.repeat(32)),
    clickToken(secret, { kind: 'delivery', id: '0'.repeat(32) }),
    `${clock.now().toString(36)}.${'A'.repeat(43)}`,
  ];
  const nearly = fc
    .constantFrom(...real)
    .chain((token) => fc.oneof(fc.constant(Buffer.from(token)), damaged(Buffer.from(token))))
    .map((bytes) => encodeURIComponent(Buffer.from(bytes).toString('utf8')));
  const key = fc.oneof(steps, nearly);
  const input = fc.record({
    place: fc.constantFrom(...places),
    key,
    method: fc.constantFrom(
      'GET',
      'GET',
      'POST',
      'POST',
      'HEAD',
      'PUT',
      'DELETE',
      'OPTIONS',
      'PATCH',
      'TRACE',
    ),
    body: fields(
      fc.oneof(fc.constantFrom('act', 'reason', 'leaving', 'List-Unsubscribe', 'code'), words.map(encoded)),
    ),
    type: fc.constantFrom(
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain',
      '',
    ),
  });
  await fuzz(city, 'tokens and addresses', {
    input,
    send: ({ place, key: one, method, body, type }) =>
      city.send({
        method,
        path: place.replaceAll('*', one),
        headers: { 'content-type': type },
        ...(method === 'GET' || method === 'HEAD' || method === 'TRACE' ? {} : { body }),
      }),
  });
});

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 200);
}
