// Changing what was sent on Telegram: what people see afterwards, and what each answer makes of the change.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import type { Amendment, Channel } from '../../src/core/channel.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Fault } from '../emulators/faults.ts';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { clock, keptLog, now, only, parcel, say } from './harness.ts';

let telegram: TelegramEmulator;
let channel: Channel;
const log = keptLog();

beforeAll(async () => {
  telegram = await startTelegramEmulator({ perSecond: 0 });
  const { token, url } = telegram;
  channel = telegramChannel({ token, apiRoot: url, webhook: null, clock, log, timeoutMs: 1000 });
});
afterEach(() => {
  telegram.faults.clear();
  telegram.calls.length = 0;
  telegram.people.clear();
});
afterAll(async () => {
  await channel.stop();
  await telegram.stop();
});

const photo = { url: 'https://city.example/media/map.png', alt: 'Мапа' };

async function sent(address: string, reply: Reply): Promise<string> {
  const outcome = only(await channel.send([parcel(address, reply)]));
  if (outcome.kind !== 'sent' || outcome.providerId === null) throw new Error(outcome.kind);
  return outcome.providerId;
}

async function amend(address: string, messageId: string, reply: Reply | null) {
  const change: Amendment = { deliveryId: 'd1', address, messageId, reply };
  return only((await channel.amend?.([change])) ?? []);
}

const shown = (address: string) => telegram.received.get(address)?.map(({ text }) => text);

describe('a message on Telegram', () => {
  test('gets other words, and what stood there before is known', async () => {
    const id = await sent('31', say('Голосування до 3 травня'));
    expect(await amend('31', id, say('Голосування до **5** травня'))).toEqual({
      kind: 'sent',
      providerId: id,
      priceEur: 0,
    });
    expect(shown('31')).toEqual(['Голосування до 5 травня']);
    expect(telegram.received.get('31')?.[0]?.edits?.map(({ text }) => text)).toEqual([
      'Голосування до 3 травня',
    ]);
  });

  test('is edited with the same markup, preview and keyboard as it is sent', async () => {
    const id = await sent('32', say('a'));
    telegram.calls.length = 0;
    await amend('32', id, say('1 < 2', [{ label: 'Так', value: 'yes' }]));
    expect(telegram.calls).toEqual([
      {
        method: 'editMessageText',
        payload: {
          chat_id: 32,
          message_id: Number(id),
          text: '1 &lt; 2',
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          reply_markup: { inline_keyboard: [[{ text: 'Так', callback_data: 'yes' }]] },
        },
      },
    ]);
  });

  test('with a picture gets another caption', async () => {
    const id = await sent('33', say('Стара', [], photo));
    expect((await amend('33', id, say('Нова'))).kind).toBe('sent');
    expect(shown('33')).toEqual(['Нова']);
    expect(telegram.calls.map(({ method }) => method)).toEqual([
      'sendPhoto',
      'editMessageText',
      'editMessageCaption',
    ]);
  });

  test('is taken out of the chat, and the others stay', async () => {
    const first = await sent('34', say('хибне'));
    await sent('34', say('добре'));
    expect((await amend('34', first, null)).kind).toBe('sent');
    expect(shown('34')).toEqual(['добре']);
    expect(telegram.deleted.get('34')?.map(({ text }) => text)).toEqual(['хибне']);
  });

  test('may be edited or deleted again without harm', async () => {
    const id = await sent('35', say('a', [], photo));
    for (const reply of [say('b'), say('b'), null, null])
      expect((await amend('35', id, reply)).kind).toBe('sent');
    expect(telegram.received.get('35')).toEqual([]);
  });

  test('that is not there can not get other words', async () => {
    expect(await amend('36', '999999', say('b'))).toMatchObject({ kind: 'rejected', code: 'telegram:400' });
    expect(await amend('36', 'not-a-number', say('b'))).toMatchObject({ kind: 'rejected' });
  });

  test('of any words becomes any other words', async () => {
    const words = fc.stringMatching(/^[а-яa-z<>&*]{1,20}$/).filter((text) => !/^\*+$/.test(text));
    await fc.assert(
      fc.asyncProperty(words, words, async (before, after) => {
        const id = await sent('37', say(before));
        expect((await amend('37', id, say(after))).kind).toBe('sent');
        expect((await amend('37', id, say(before))).kind).toBe('sent');
      }),
      { numRuns: 20 },
    );
  });
});

const said = (code: number, text: string, retryAfter?: number): Fault => ({
  kind: 'say',
  code,
  text,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

const answers: [label: string, fault: Fault, edit: object, removal: object][] = [
  ['not modified', said(400, 'Bad Request: message is not modified'), { kind: 'sent' }, { kind: 'rejected' }],
  [
    'nothing to edit',
    said(400, 'Bad Request: message to edit not found'),
    { kind: 'rejected' },
    { kind: 'rejected' },
  ],
  [
    'can’t be edited',
    said(400, "Bad Request: message can't be edited"),
    { kind: 'rejected' },
    { kind: 'rejected' },
  ],
  [
    'older than 48 hours',
    said(400, "Bad Request: message can't be deleted for everyone"),
    { kind: 'rejected' },
    { kind: 'rejected', code: 'telegram:400' },
  ],
  [
    'nothing to delete',
    said(400, 'Bad Request: message to delete not found'),
    { kind: 'rejected' },
    { kind: 'sent' },
  ],
  ['chat not found', said(400, 'Bad Request: chat not found'), { kind: 'gone' }, { kind: 'gone' }],
  ['blocked', said(403, 'Forbidden: bot was blocked by the user'), { kind: 'gone' }, { kind: 'gone' }],
  ['wrong token', said(401, 'Unauthorized'), { kind: 'misconfigured' }, { kind: 'misconfigured' }],
  [
    'too many',
    said(429, 'Too Many Requests: retry after 7', 7),
    { kind: 'throttled', untilMs: now + 7000 },
    { kind: 'throttled', untilMs: now + 7000 },
  ],
  ['a failure', said(500, 'Internal Server Error'), { kind: 'transient' }, { kind: 'transient' }],
  ['a failing proxy', { kind: 'http', status: 502 }, { kind: 'transient' }, { kind: 'transient' }],
  [
    'no answer',
    { kind: 'hangAfter' },
    { kind: 'unknown', code: 'timeout' },
    { kind: 'unknown', code: 'timeout' },
  ],
  ['a drop', { kind: 'dropAfter' }, { kind: 'unknown' }, { kind: 'unknown' }],
  ['garbage', { kind: 'garbage' }, { kind: 'unknown' }, { kind: 'unknown' }],
];

describe('an answer to a change', () => {
  test.each(answers)('%s', async (_, fault, edit, removal) => {
    const id = await sent('5', say('a'));
    telegram.faults.add(fault);
    expect(await amend('5', id, say('b'))).toMatchObject(edit);
    expect(await amend('5', id, null)).toMatchObject(removal);
  });

  test('to each of several changes stands in their order', async () => {
    const ids = [await sent('11', say('a')), await sent('12', say('a')), await sent('13', say('a'))];
    telegram.people.set('12', 'blocked');
    const changes = ids.map((messageId, index) => ({
      deliveryId: `d${index}`,
      address: String(11 + index),
      messageId,
      reply: say('b'),
    }));
    const outcomes = (await channel.amend?.(changes)) ?? [];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'gone', 'sent']);
  });

  test('counts towards the platform’s rate', async () => {
    const strict = await startTelegramEmulator({ perSecond: 1, retryAfter: 3 });
    const { token, url } = strict;
    const bot = telegramChannel({ token, apiRoot: url, webhook: null, clock, log });
    await bot.send([parcel('1', say('a'))]);
    const change = { deliveryId: 'd', address: '1', messageId: '1', reply: say('b') };
    expect(only((await bot.amend?.([change])) ?? []).kind).toBe('throttled');
    await bot.stop();
    await strict.stop();
  });
});
