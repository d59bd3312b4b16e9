// What Viber sends us, as recorded, and what it means; its signature and the welcome in the response.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viberChannel } from '../../bots/viber.ts';
import { readCallback } from '../../bots/viber-receive.ts';
import type { RawRequest } from '../../src/core/channel.ts';
import { keptLog, only, raw, recorded, say, signed, whenRecorded } from './harness.ts';

const token = '4dd5f0c1b1e0a2-emulated';
const channel = viberChannel({
  token,
  apiRoot: 'http://127.0.0.1:9/pa',
  webhookUrl: 'https://city.example/hook/viber',
  senderName: 'Бюджет участі',
  priceEur: 0.0196,
  clock: () => whenRecorded,
  log: keptLog(),
});

function receive(request: RawRequest) {
  if (!channel.receive) throw new Error('Viber has a webhook');
  return channel.receive(request);
}

function received(name: string) {
  const reception = receive(signed(recorded('viber', name), token));
  if (reception.kind !== 'accepted') throw new Error(reception.reason);
  return reception;
}

const rows: [name: string, meaning: object | null][] = [
  ['webhook', null],
  ['opened-by-deep-link', { kind: 'opened', source: 'poster-school-12', welcome: true }],
  ['opened-without-context', { kind: 'opened', source: null, welcome: true }],
  ['opened-by-a-subscriber', { kind: 'opened', source: 'qr_tram', welcome: true }],
  ['opened-with-invalid-context', { kind: 'opened', source: null, welcome: true }],
  ['opened-with-empty-context', { kind: 'opened', source: null, welcome: true }],
  ['subscribed', { kind: 'joined' }],
  ['unsubscribed', { kind: 'left' }],
  ['text', { kind: 'text', text: 'Коли можна подати проєкт?' }],
  ['text-with-tracking-data', { kind: 'text', text: 'а скільки голосів?' }],
  ['text-with-emoji', { kind: 'text', text: 'дякую (thumbsup)👍🏽' }],
  ['typed-start', { kind: 'opened', source: 'poster-1', welcome: false }],
  ['typed-help', { kind: 'text', text: '/help' }],
  ['button-pressed', { kind: 'choice', value: 'stage:city' }],
  ['button-pressed-cyrillic-value', { kind: 'choice', value: 'ask:як подати' }],
  ['link-pressed', null],
  ['link-pressed-with-query-and-spaces-around', null],
  ['link-shared-as-url', null],
  ['link-with-a-question', { kind: 'text', text: 'https://kam.gov.ua/uk/budget це що?' }],
  ['picture', { kind: 'unsupported', what: 'picture' }],
  ['sticker', { kind: 'unsupported', what: 'sticker' }],
  ['location', { kind: 'unsupported', what: 'location' }],
  ['contact', { kind: 'unsupported', what: 'contact' }],
  ['file', { kind: 'unsupported', what: 'file' }],
  ['video', { kind: 'unsupported', what: 'other' }],
  ['kind-of-message-of-the-future', { kind: 'unsupported', what: 'other' }],
  ['delivered', { kind: 'receipt', state: 'delivered', reason: null }],
  ['seen', { kind: 'receipt', state: 'seen', reason: null }],
  [
    'failed-keyboard',
    { kind: 'receipt', state: 'failed', reason: 'keyboard is not valid. [ActionBody is missing]' },
  ],
  ['failed-without-words', { kind: 'receipt', state: 'failed', reason: null }],
  ['client-status', null],
  ['event-of-the-future', null],
];

describe('a callback of Viber', () => {
  test.each(rows)('%s', (name, meaning) => {
    const { inbounds } = received(name);
    if (meaning === null) expect(inbounds).toEqual([]);
    else expect(only(inbounds)).toMatchObject({ channel: 'viber', address: '01234567890A=', ...meaning });
  });

  test.each(['opened-without-user', 'message-without-sender', 'text-message-without-text'])(
    '%s is refused as broken',
    (name) => {
      const refusal = { kind: 'refused', status: 400 };
      expect(receive(signed(recorded('viber', name), token))).toMatchObject(refusal);
    },
  );

  test('that is signed and no event is refused as broken', () => {
    for (const body of ['', '{', 'null', '7', '[]', '{}', '{"event":7}'])
      expect(receive(signed(body, token))).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('keeps all 19 digits of a message token, which no number can hold', () => {
    const text = recorded('viber', 'delivered').toString();
    const digits = /"message_token": (\d{19})/.exec(text)?.[1] ?? '';
    expect(String(Number(digits))).not.toBe(digits);
    expect(only(received('delivered').inbounds)).toMatchObject({ providerId: digits });
  });

  test('reads a token that is written as a string alike', () => {
    const text = recorded('viber', 'delivered').toString();
    const quoted = text.replace(/"message_token": (\d+)/, '"message_token": "$1"');
    expect(receive(signed(quoted, token))).toMatchObject({ inbounds: received('delivered').inbounds });
  });

  test('has the same id each time it comes and another one than every other callback', () => {
    const names = rows.filter(([, meaning]) => meaning !== null).map(([name]) => name);
    const ids = names.map((name) => only(received(name).inbounds).eventId);
    expect(names.map((name) => only(received(name).inbounds).eventId)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('of two devices about one message is one event, of two people two', () => {
    const text = recorded('viber', 'delivered').toString();
    const other = text.replace('01234567890A=', 'another=');
    const id = (body: string) => {
      const reception = receive(signed(body, token));
      return reception.kind === 'accepted' ? only(reception.inbounds).eventId : null;
    };
    expect(id(text)).toBe(id(text));
    expect(id(other)).not.toBe(id(text));
  });

  test('carries the instant that Viber tells', () => {
    expect(only(received('text').inbounds).at).toBeGreaterThan(1_763_712_000_000);
  });

  test('of any shape never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const reading = readCallback(Buffer.from(JSON.stringify(json)));
        expect(reading === null || Array.isArray(reading.inbounds)).toBe(true);
      }),
    );
  });
});

describe('the signature of Viber', () => {
  const body = recorded('viber', 'text');
  const good = signed(body, token).headers['x-viber-content-signature'] ?? '';
  const rest = { query: {}, body };

  test('is taken from the header, from ?sig=, and in capital letters', () => {
    const accepted = { kind: 'accepted' };
    expect(receive({ ...rest, headers: { 'x-viber-content-signature': good } })).toMatchObject(accepted);
    expect(receive({ body, headers: {}, query: { sig: good } })).toMatchObject(accepted);
    const capital = good.toUpperCase();
    expect(receive({ ...rest, headers: { 'x-viber-content-signature': capital } })).toMatchObject(accepted);
  });

  test.each([
    ['missing', raw(body)],
    ['empty', raw(body, { 'x-viber-content-signature': '' })],
    ['of another token', signed(body, 'another')],
    ['of another body', { ...signed('{}', token), body }],
    ['too short', raw(body, { 'x-viber-content-signature': good.slice(0, 62) })],
    ['too long', raw(body, { 'x-viber-content-signature': `${good}00` })],
    ['no hex', raw(body, { 'x-viber-content-signature': 'z'.repeat(64) })],
    [
      'wrong in the header though right in the query',
      { body, headers: { 'x-viber-content-signature': '0'.repeat(64) }, query: { sig: good } },
    ],
    [
      'of a body with one more space',
      { ...signed(body, token), body: Buffer.concat([body, Buffer.from(' ')]) },
    ],
  ] satisfies [string, RawRequest][])('that is %s is refused', (_, request) => {
    expect(receive(request)).toMatchObject({ kind: 'refused', status: 401 });
  });

  test('is checked before the body is looked at', () => {
    expect(receive(raw('{'))).toMatchObject({ kind: 'refused', status: 401 });
  });
});

describe('the answer to a callback', () => {
  const welcome = say('**Вітаємо** у <Бюджеті участі>', [
    { label: 'Що зараз & де?', value: 'stage' },
    { label: 'Сайт', url: 'https://kam.gov.ua/' },
  ]);

  test('holds the welcome of a conversation that was started: a message without a receiver', () => {
    const { status, contentType, body } = received('opened-by-deep-link').acknowledge(welcome);
    expect([status, contentType]).toEqual([200, 'application/json']);
    const button = { Columns: 3, Rows: 1, TextSize: 'regular', Silent: true };
    expect(JSON.parse(body)).toEqual({
      sender: { name: 'Бюджет участі' },
      type: 'text',
      text: 'Вітаємо у <Бюджеті участі>',
      min_api_version: 4,
      keyboard: {
        Type: 'keyboard',
        InputFieldState: 'regular',
        Buttons: [
          { ...button, Text: 'Що зараз &amp; де?', ActionType: 'reply', ActionBody: 'uch:stage' },
          { ...button, Text: 'Сайт', ActionType: 'open-url', ActionBody: 'https://kam.gov.ua/' },
        ],
      },
    });
  });

  test('is the same for the same callback again, and empty where there is no welcome', () => {
    const bodies = [1, 2].map(() => received('opened-by-deep-link').acknowledge(welcome).body);
    expect(bodies[0]).toBe(bodies[1]);
    expect(received('opened-by-deep-link').acknowledge(null).body).toBe('{}');
  });

  test.each(['text', 'button-pressed', 'subscribed', 'delivered', 'webhook', 'typed-start'])(
    'never holds a welcome for %s: it would reach somebody unasked',
    (name) => {
      expect(received(name).acknowledge(welcome)).toMatchObject({ status: 200, body: '{}' });
    },
  );
});
