// What we send to Telegram, request by request, and what each of its answers makes of the message.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import { toHtml } from '../../bots/telegram-send.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { type Choice, fitReply, plainText, type Reply } from '../../src/core/reply.ts';
import type { Fault } from '../emulators/faults.ts';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { parseText } from '../emulators/telegram-check.ts';
import { clock, keptLog, now, only, parcel, say } from './harness.ts';

let telegram: TelegramEmulator;
let channel: Channel;
const log = keptLog();

beforeAll(async () => {
  telegram = await startTelegramEmulator({ perSecond: 0 });
  const { token, url } = telegram;
  channel = telegramChannel({ token, apiRoot: `${url}/`, webhook: null, clock, log, timeoutMs: 1000 });
});
afterEach(() => {
  telegram.faults.clear();
  telegram.calls.length = 0;
});
afterAll(async () => {
  await channel.stop();
  await telegram.stop();
});

const short = (label: string): Choice => ({ label, value: label });
const noPreview = { link_preview_options: { is_disabled: true } };
const photo = { url: 'https://city.example/media/map.png', alt: 'Мапа' };

type Row = [label: string, reply: Reply, method: string, payload: object];
const rows: Row[] = [
  ['plain text', say('Добрий день'), 'sendMessage', { text: 'Добрий день', ...noPreview }],
  ['bold', say('**Важливо:** завтра'), 'sendMessage', { text: '<b>Важливо:</b> завтра', ...noPreview }],
  ['two bold words', say('**а** і **б**'), 'sendMessage', { text: '<b>а</b> і <b>б</b>', ...noPreview }],
  ['bold over two lines', say('**а\nб**'), 'sendMessage', { text: '<b>а\nб</b>', ...noPreview }],
  ['a lone double asterisk', say('2 ** 3'), 'sendMessage', { text: '2 ** 3', ...noPreview }],
  ['one asterisk and underscores', say('*а* _б_'), 'sendMessage', { text: '*а* _б_', ...noPreview }],
  ['a script', say('<script>'), 'sendMessage', { text: '&lt;script&gt;', ...noPreview }],
  ['an ampersand', say('A & B &amp;'), 'sendMessage', { text: 'A &amp; B &amp;amp;', ...noPreview }],
  ['quotes', say('«Так» "ні" м\'ята'), 'sendMessage', { text: '«Так» "ні" м\'ята', ...noPreview }],
  ['a tag inside bold', say('**<i>**'), 'sendMessage', { text: '<b>&lt;i&gt;</b>', ...noPreview }],
  [
    'a link',
    say('https://kam.gov.ua/?a=1&b=2'),
    'sendMessage',
    { text: 'https://kam.gov.ua/?a=1&amp;b=2', ...noPreview },
  ],
  ['a picture', say('**Мапа**', [], photo), 'sendPhoto', { photo: photo.url, caption: '<b>Мапа</b>' }],
  [
    'one choice',
    say('?', [{ label: 'Етап', value: 'stage' }]),
    'sendMessage',
    {
      text: '?',
      ...noPreview,
      reply_markup: { inline_keyboard: [[{ text: 'Етап', callback_data: 'stage' }]] },
    },
  ],
  [
    'a link as a choice',
    say('?', [{ label: 'Подати проєкт', url: 'https://pb.e-dem.ua/?x=1&y=2' }]),
    'sendMessage',
    {
      text: '?',
      ...noPreview,
      reply_markup: { inline_keyboard: [[{ text: 'Подати проєкт', url: 'https://pb.e-dem.ua/?x=1&y=2' }]] },
    },
  ],
  [
    'choices under a picture',
    say('?', [short('Так')], photo),
    'sendPhoto',
    {
      photo: photo.url,
      caption: '?',
      reply_markup: { inline_keyboard: [[{ text: 'Так', callback_data: 'Так' }]] },
    },
  ],
];

describe('a reply on Telegram', () => {
  test.each(rows)('%s', async (_, reply, method, payload) => {
    const outcome = only(await channel.send([parcel('77', reply)]));
    expect(outcome).toMatchObject({ kind: 'sent', priceEur: 0, providerId: expect.stringMatching(/^\d+$/) });
    expect(telegram.calls).toEqual([{ method, payload: { chat_id: 77, parse_mode: 'HTML', ...payload } }]);
  });

  const keyboards: [label: string, choices: Choice[], rows: string[][]][] = [
    ['short labels stand in pairs', ['Так', 'Ні', 'Може'].map(short), [['Так', 'Ні'], ['Може']]],
    [
      'a long label stands alone and order is kept',
      ['Так', 'Дуже довгий підпис кнопки', 'Ні', 'Потім'].map(short),
      [['Так'], ['Дуже довгий підпис кнопки'], ['Ні', 'Потім']],
    ],
    ['a hundred choices', Array.from({ length: 100 }, (_, n) => short(`${n}`)), []],
  ];
  test.each(keyboards)('keyboard: %s', async (_, choices, expected) => {
    expect(only(await channel.send([parcel('77', say('?', choices))])).kind).toBe('sent');
    const { inline_keyboard } = only(telegram.calls).payload.reply_markup as {
      inline_keyboard: { text: string }[][];
    };
    const labels = inline_keyboard.map((row) => row.map(({ text }) => text));
    if (expected.length > 0) expect(labels).toEqual(expected);
    expect(labels.flat()).toEqual(choices.map(({ label }) => label));
  });

  test('of the longest length, all of it escaped, is accepted in one message', async () => {
    const parts = fitReply(say('&'.repeat(4096)), channel.capabilities);
    expect(only(await channel.send([parcel('77', only(parts))])).kind).toBe('sent');
    expect(toHtml('&')).toBe('&amp;');
  });

  test('that is longer arrives whole in several fitted messages', async () => {
    const text = Array.from({ length: 300 }, (_, n) => `Речення номер ${n}.`)
      .join(' ')
      .repeat(2);
    const parts = fitReply(say(text), channel.capabilities);
    for (const part of parts) expect(only(await channel.send([parcel('99', part)])).kind).toBe('sent');
    const got = telegram.received.get('99')?.map((one) => one.text) ?? [];
    expect(got.length).toBeGreaterThan(1);
    expect(got.join(' ')).toBe(text);
  });

  test('of any words is read back as they were, without the asterisks of bold', () => {
    const words = fc.stringMatching(/^[*<>&a-zї;/\n"]{1,40}$/);
    fc.assert(
      fc.property(words, (text) => {
        const parsed = parseText({ text: toHtml(text), parse_mode: 'HTML' }, 'text');
        const empty = plainText(text).trim() === '';
        expect(parsed).toEqual(empty ? { refusal: 'message text is empty' } : { text: plainText(text) });
      }),
    );
  });

  test('goes to a public name as it stands', async () => {
    await channel.send([parcel('@kam_news', 'Добрий день')]);
    expect(only(telegram.calls).payload.chat_id).toBe('@kam_news');
  });
});

const gone = { kind: 'gone' };
const rejected = { kind: 'rejected' };
const misconfigured = { kind: 'misconfigured' };
const transient = { kind: 'transient' };
const unknown = { kind: 'unknown' };
const fault = (code: number, text: string, retryAfter?: number): Fault => ({
  kind: 'say',
  code,
  text,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

const answers: [label: string, fault: Fault, outcome: object][] = [
  ['403 blocked', fault(403, 'Forbidden: bot was blocked by the user'), { ...gone, code: 'telegram:403' }],
  ['403 deactivated', fault(403, 'Forbidden: user is deactivated'), gone],
  ['403 never started', fault(403, "Forbidden: bot can't initiate conversation with a user"), gone],
  ['403 kicked from a group', fault(403, 'Forbidden: bot was kicked from the supergroup chat'), gone],
  ['403 a bot', fault(403, "Forbidden: bot can't send messages to bots"), gone],
  ['403 for another reason', fault(403, 'Forbidden: not enough rights'), rejected],
  ['400 chat not found', fault(400, 'Bad Request: chat not found'), gone],
  ['400 user not found', fault(400, 'Bad Request: user not found'), gone],
  ['400 entities', fault(400, "Bad Request: can't parse entities: unsupported start tag"), rejected],
  ['400 too long', fault(400, 'Bad Request: message is too long'), rejected],
  ['400 picture', fault(400, 'Bad Request: wrong file identifier/HTTP URL specified'), rejected],
  ['400 button', fault(400, 'Bad Request: BUTTON_URL_INVALID'), rejected],
  ['401', fault(401, 'Unauthorized'), misconfigured],
  ['404', fault(404, 'Not Found'), misconfigured],
  [
    '429 with a pause',
    fault(429, 'Too Many Requests: retry after 35', 35),
    { kind: 'throttled', untilMs: now + 35_000 },
  ],
  ['429 without one', fault(429, 'Too Many Requests'), { kind: 'throttled', untilMs: now + 5_000 }],
  ['500 in words', fault(500, 'Internal Server Error'), transient],
  ['502 in words', fault(502, 'Bad Gateway'), transient],
  ['502 of a proxy', { kind: 'http', status: 502 }, { ...transient, code: 'http:502' }],
  ['503 of a proxy', { kind: 'http', status: 503 }, transient],
  ['429 of a proxy', { kind: 'http', status: 429 }, { kind: 'throttled', untilMs: now + 5_000 }],
  ['404 of another server', { kind: 'http', status: 404 }, misconfigured],
  ['400 of a proxy', { kind: 'http', status: 400 }, transient],
  ['a 200 that nobody can read', { kind: 'garbage' }, unknown],
  ['a drop before it was accepted', { kind: 'dropBefore' }, unknown],
  ['a drop after it was accepted', { kind: 'dropAfter' }, unknown],
  ['no answer', { kind: 'hang' }, { ...unknown, code: 'timeout' }],
  ['no answer after it was accepted', { kind: 'hangAfter' }, { ...unknown, code: 'timeout' }],
];

describe('an answer of Telegram', () => {
  test.each(answers)('%s', async (_, scripted, outcome) => {
    telegram.faults.add(scripted);
    expect(only(await channel.send([parcel('5', 'x')]))).toMatchObject(outcome);
  });

  test('that a group has moved names its new id', async () => {
    telegram.people.set('-498', { migratedTo: -1001987654321 });
    const outcome: Outcome = { kind: 'moved', to: '-1001987654321' };
    expect(await channel.send([parcel('-498', 'x')])).toEqual([outcome]);
  });

  test('to each of several parcels stands in their order', async () => {
    telegram.people.set('11', 'blocked');
    telegram.people.set('13', 'unknown');
    const outcomes = await channel.send(['10', '11', '12', '13', '14'].map((to) => parcel(to, 'x')));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'gone', 'sent', 'gone', 'sent']);
  });

  test('that never comes because nobody listens is transient', async () => {
    const nobody = telegramChannel({
      token: '1:x',
      apiRoot: 'http://127.0.0.1:9',
      webhook: null,
      clock,
      log,
    });
    expect(only(await nobody.send([parcel('5', 'x')]))).toMatchObject({
      kind: 'transient',
      code: 'ECONNREFUSED',
    });
    await nobody.stop();
  });

  test('never brings the token, an address or a text into the log', () => {
    const all = log.lines.join('\n');
    expect(all).not.toContain(telegram.token);
    expect(all).not.toContain('Добрий день');
  });
});
