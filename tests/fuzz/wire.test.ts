// Owns trying the server below HTTP's rules: heads that are none, lengths that lie, pieces that never end.
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { type FuzzedCity, fuzz, openFuzzedCity, patienceMs } from './city.ts';
import { steps, words } from './values.ts';

let city: FuzzedCity;
beforeAll(async () => {
  city = await openFuzzedCity();
}, patienceMs);
afterAll(() => city.stop(), patienceMs);

/** Writes bytes and ends; the status of the first answer, 0 where the server only closed. */
function written(port: number, bytes: Uint8Array): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 0)));
  });
}

const target = fc.oneof(
  steps.map((step) => `/${step}`),
  fc.constantFrom(
    '*',
    '/',
    '//',
    '/../../etc/passwd',
    'http://evil.example/',
    '/console',
    '/hook/viber',
    '\\',
    '/%',
    '?',
  ),
);
const line = fc.oneof(
  words.map((text) =>
    Buffer.from(text)
      .toString('latin1')
      .replaceAll(/[\r\n]/g, ' ')
      .slice(0, 3000),
  ),
  fc.string({ unit: 'binary', maxLength: 50 }),
);
const header = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      ...[
        'Host',
        'Content-Length',
        'Transfer-Encoding',
        'Cookie',
        'X-Forwarded-For',
        'Content-Type',
        'Connection',
        'Expect',
      ],
      ...[
        'X-Request-Id',
        'Sec-Fetch-Site',
        'Accept-Language',
        'Origin',
        'Range',
        'If-None-Match',
        'Upgrade',
        'User-Agent',
      ],
    ),
    fc.string({ maxLength: 12 }),
  ),
  fc.oneof(
    line,
    fc.constantFrom(
      'chunked',
      'chunked, chunked',
      '-1',
      '1e3',
      '0x10',
      '99999999999999999999',
      'close',
      '100-continue',
    ),
    fc.constantFrom(
      'uchast_staff=',
      'uchast_staff=%00',
      'multipart/form-data; boundary=',
      'h2c',
      '::1',
      'bytes=0-',
    ),
  ),
);

test('heads and bodies that break the rules', { timeout: patienceMs }, async () => {
  const input = fc.record({
    method: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('GET', 'POST', 'POST', 'PUT', 'HEAD', 'OPTIONS') },
      { weight: 1, arbitrary: fc.oneof(fc.constantFrom('CONNECT', 'PRI', 'get', 'TRACE'), line) },
    ),
    target,
    version: fc.constantFrom(...Array<string>(9).fill('HTTP/1.1'), 'HTTP/1.0', 'HTTP/9.9', ''),
    host: fc.oneof({ weight: 9, arbitrary: fc.constant('city.example') }, line),
    measured: fc.constantFrom(true, true, true, false),
    headers: fc.array(header, { maxLength: 3 }),
    body: fc.oneof(
      line,
      fc.constantFrom('5\r\nhello\r\n0\r\n\r\n', 'ffffffffffffffff\r\nx', '5\r\nhe', '{"text":"x"}'),
    ),
  });
  await fuzz(city, 'bytes on the wire', {
    input,
    send: ({ method, target: asked, version, host, measured, headers, body }) => {
      const length = measured ? [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`] : [];
      const head = [
        `${method} ${asked} ${version}`,
        `Host: ${host}`,
        ...length,
        ...headers.map(([name, value]) => `${name}: ${value}`),
      ];
      return written(
        city.port,
        Buffer.from(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`, 'latin1'),
      );
    },
  });
});
