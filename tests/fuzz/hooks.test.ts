// Owns trying both webhooks and the chat with what no platform and no page would send: no fault of ours, whatever comes.
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { root } from '../support/sources.ts';
import { type FuzzedCity, fuzz, hookSecret, openFuzzedCity, patienceMs } from './city.ts';
import { asBody, spoiled, values, words } from './values.ts';

let city: FuzzedCity;
beforeAll(async () => {
  city = await openFuzzedCity();
}, patienceMs);
afterAll(() => city.stop(), patienceMs);

/** Every payload that was recorded of a platform, dated now, so that none is too old to be looked at. */
function recorded(channel: string): unknown[] {
  const folder = path.join(root, 'tests', 'wire', channel);
  return readdirSync(folder).map((name) => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const dated = text
      .replaceAll(/"date": \d+/g, `"date": ${Math.floor(Date.now() / 1000)}`)
      .replaceAll(/"timestamp": \d+/g, `"timestamp": ${Date.now()}`);
    return JSON.parse(dated);
  });
}

/** Recorded payloads with something wrong in them, and what was never a payload; ids anew, so that none is a repeat. */
function payloads(channel: string, id: string): fc.Arbitrary<unknown> {
  const fresh = fc.tuple(fc.constantFrom(...recorded(channel)), fc.nat()).map(([shape, number]) => ({
    ...(shape as object),
    [id]: number,
  }));
  return fc.oneof({ weight: 9, arbitrary: fresh.chain(spoiled) }, { weight: 1, arbitrary: values });
}

test('the webhook of Telegram', { timeout: patienceMs }, async () => {
  const input = fc.record({
    body: asBody(payloads('telegram', 'update_id')),
    secret: fc.oneof({ weight: 9, arbitrary: fc.constant(hookSecret) }, fc.base64String()),
    query: fc.oneof(
      fc.constant(''),
      words.map((text) => `?x=${encodeURIComponent(text.toWellFormed()).slice(0, 500)}`),
    ),
  });
  await fuzz(city, 'telegram webhook', {
    input,
    send: ({ body, secret, query }) =>
      city.send({
        path: `/hook/telegram${query}`,
        headers: { 'x-telegram-bot-api-secret-token': secret },
        body,
      }),
  });
});

test('the webhook of Viber', { timeout: patienceMs }, async () => {
  const input = fc.record({
    body: asBody(payloads('viber', 'message_token')),
    signed: fc.constantFrom('header', 'header', 'header', 'query', 'wrong', 'not'),
    garbage: fc.string({ unit: fc.constantFrom(...'0123456789abcdefG'), maxLength: 80 }),
  });
  await fuzz(city, 'viber webhook', {
    input,
    send: ({ body, signed, garbage }) => {
      const signature = createHmac('sha256', city.viberToken).update(body).digest('hex');
      const headers: Record<string, string> = {};
      if (signed === 'header') headers['x-viber-content-signature'] = signature;
      if (signed === 'wrong') headers['x-viber-content-signature'] = garbage;
      return city.send({
        path: `/hook/viber${signed === 'query' ? `?sig=${signature}` : ''}`,
        headers,
        body,
      });
    },
  });
});

test('the chat of the site', { timeout: patienceMs }, async () => {
  const sessions = Array.from({ length: 20 }, (_, n) => `fuzz-session-${`${n}`.padStart(8, '0')}`);
  const session = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...sessions, undefined) }, words);
  const request = fc.record({
    session,
    text: fc.option(words, { nil: undefined }),
    choice: fc.option(fc.oneof(words, fc.constantFrom('/stage', '/draft', 'faq:x', 'u.on')), {
      nil: undefined,
    }),
    id: fc.option(fc.uuid(), { nil: undefined }),
  });
  const odd = fc.constant({ session: sessions[0], text: 'коли?', choice: 'x', id: '1' }).chain(spoiled);
  const type = fc.constantFrom(
    'application/json',
    'text/plain',
    'multipart/form-data',
    'application/json; charset=x',
  );
  await fuzz(city, 'chat', {
    input: fc.record({ body: asBody(fc.oneof({ weight: 3, arbitrary: request }, odd)), type }),
    send: ({ body, type: contentType }) =>
      city.send({ path: '/api/chat', headers: { 'content-type': contentType }, body }),
  });
});
