// What Telegram sends us, as recorded, and what it means; the webhook's secret and its answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import { readUpdate } from '../../bots/telegram-receive.ts';
import { keptLog, now, only, raw, recorded, whenRecorded } from './harness.ts';

const secret = 'webhook-secret_1';
const channel = telegramChannel({
  token: '1:x',
  apiRoot: 'http://127.0.0.1:9',
  webhook: { url: 'https://city.example/hook/telegram', secret },
  clock: () => whenRecorded,
  log: keptLog(),
});

const withSecret = { 'x-telegram-bot-api-secret-token': secret };

function receive(body: Buffer | string, headers: Record<string, string> = withSecret) {
  if (!channel.receive) throw new Error('a webhook is configured');
  return channel.receive(raw(body, headers));
}

function received(name: string) {
  const reception = receive(recorded('telegram', name));
  if (reception.kind !== 'accepted') throw new Error(reception.reason);
  return reception;
}

/** A recorded update as parsed JSON. */
function wire(name: string) {
  return JSON.parse(recorded('telegram', name).toString());
}

type Row = [name: string, meaning: object | null];

const rows: Row[] = [
  ['text', { kind: 'text', text: 'Коли можна подати проєкт?' }],
  ['text-with-emoji', { kind: 'text', text: 'дякую 👍🏽' }],
  ['text-longest', { kind: 'text', text: 'я'.repeat(4096) }],
  ['start-with-source', { kind: 'opened', source: 'poster-school-12', welcome: false }],
  ['start-bare', { kind: 'opened', source: null, welcome: false }],
  ['start-with-invalid-source', { kind: 'opened', source: null, welcome: false }],
  ['start-with-too-long-source', { kind: 'opened', source: null, welcome: false }],
  ['command-help', { kind: 'text', text: '/help' }],
  ['word-that-begins-with-start', { kind: 'text', text: '/started мій проєкт' }],
  ['button-pressed', { kind: 'choice', value: 'stage:city' }],
  ['button-pressed-on-an-old-message', { kind: 'choice', value: 'u.on' }],
  ['button-pressed-without-message', { kind: 'choice', value: 'help' }],
  ['button-pressed-in-a-group', null],
  ['game-button-without-data', null],
  ['voice', { kind: 'unsupported', what: 'voice' }],
  ['audio', { kind: 'unsupported', what: 'voice' }],
  ['video-note', { kind: 'unsupported', what: 'voice' }],
  ['sticker', { kind: 'unsupported', what: 'sticker' }],
  ['photo-with-caption', { kind: 'unsupported', what: 'picture' }],
  ['animation', { kind: 'unsupported', what: 'picture' }],
  ['location', { kind: 'unsupported', what: 'location' }],
  ['venue', { kind: 'unsupported', what: 'location' }],
  ['contact', { kind: 'unsupported', what: 'contact' }],
  ['document', { kind: 'unsupported', what: 'file' }],
  ['video', { kind: 'unsupported', what: 'other' }],
  ['poll', { kind: 'unsupported', what: 'other' }],
  ['dice', { kind: 'unsupported', what: 'other' }],
  ['blocked', { kind: 'left' }],
  ['unblocked', { kind: 'joined' }],
  ['pinned-service-message', null],
  ['timer-service-message', null],
  ['group-text', null],
  ['group-start-by-name', null],
  ['group-start-for-another-bot', null],
  ['group-start-bare', null],
  ['edited-message', null],
  ['channel-post', null],
  ['message-reaction', null],
  ['kind-of-the-future', null],
];

describe('an update of Telegram', () => {
  test.each(rows)('%s', (name, meaning) => {
    const { inbounds } = received(name);
    if (meaning === null) expect(inbounds).toEqual([]);
    else expect(only(inbounds)).toMatchObject({ channel: 'telegram', address: '301245678', ...meaning });
  });

  test('a group that became a supergroup moves to its new id', () => {
    const moved = { kind: 'moved', address: '-498123456', to: '-1001987654321' };
    expect(only(received('group-migrated').inbounds)).toMatchObject(moved);
  });

  test('of a group that the bot was put into is one, and nothing else of a group is', () => {
    const added = { kind: 'group', event: 'added', address: '-1001987654321' };
    expect(only(received('group-added-bot').inbounds)).toMatchObject(added);
    const json = wire('group-added-bot');
    const promoted = {
      ...json,
      my_chat_member: { ...json.my_chat_member, old_chat_member: { status: 'member' } },
    };
    expect(readUpdate(promoted, now)?.inbounds).toEqual([]);
    const removed = {
      ...json,
      my_chat_member: { ...json.my_chat_member, new_chat_member: { status: 'left' } },
    };
    expect(readUpdate(removed, now)?.inbounds).toEqual([]);
    const channel = { ...json.my_chat_member, chat: { id: -100, type: 'channel' } };
    expect(readUpdate({ ...json, my_chat_member: channel }, now)?.inbounds).toEqual([]);
  });

  test.each([
    ['group-start-by-name', 'uchast_test_bot', true],
    ['group-start-by-name', null, false],
    ['group-start-for-another-bot', 'uchast_test_bot', false],
    ['group-start-bare', 'uchast_test_bot', false],
    ['group-text', 'uchast_test_bot', false],
  ])('%s calls %s in its group: %s', (name, botName, called) => {
    const inbounds = readUpdate(wire(name), now, botName)?.inbounds ?? [];
    expect(inbounds.map((one) => one.kind)).toEqual(called ? ['group'] : []);
  });

  test('carries the instant that Telegram tells, and ours for a pressed button', () => {
    expect(only(received('text').inbounds).at).toBe(1_763_712_001_000);
    expect(only(received('blocked').inbounds).at).toBe(1_763_712_200_000);
    expect(only(received('button-pressed').inbounds).at).toBe(whenRecorded);
  });

  test('has the update id as its event id, the same each time it is delivered', () => {
    const ids = [received('text'), received('text')].map(({ inbounds }) => only(inbounds).eventId);
    expect(ids).toEqual(['710203401', '710203401']);
  });

  test('that is not JSON, no object or has no id is refused as broken', () => {
    for (const body of ['', '{', 'null', '[]', '{"message":{}}', '{"update_id":"7"}'])
      expect(receive(body)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('of any shape never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const reading = readUpdate(json, now);
        expect(reading === null || Array.isArray(reading.inbounds)).toBe(true);
      }),
    );
  });
});

describe('the webhook of Telegram', () => {
  const forged: [label: string, headers: Record<string, string>][] = [
    ['no secret', {}],
    ['an empty secret', { 'x-telegram-bot-api-secret-token': '' }],
    ['another secret', { 'x-telegram-bot-api-secret-token': 'webhook-secret_2' }],
    ['the beginning of the secret', { 'x-telegram-bot-api-secret-token': secret.slice(0, -1) }],
    ['the secret and more', { 'x-telegram-bot-api-secret-token': `${secret}x` }],
  ];
  test.each(forged)('refuses %s, even for a broken body', (_, headers) => {
    expect(receive(recorded('telegram', 'text'), headers)).toMatchObject({ kind: 'refused', status: 401 });
    expect(receive('{', headers)).toMatchObject({ kind: 'refused', status: 401 });
  });

  test('answers an update with an empty 200, also where a welcome is offered', () => {
    const { acknowledge } = received('start-bare');
    for (const welcome of [null, { text: 'Вітаємо', choices: [] }])
      expect(acknowledge(welcome)).toEqual({ status: 200, contentType: 'text/plain', body: '' });
  });

  test.each([
    ['button-pressed', '1293847561029384756'],
    ['button-pressed-in-a-group', '1293847561029384759'],
    ['game-button-without-data', '1293847561029384760'],
  ])('answers %s in its own response, so that the button stops spinning', (name, id) => {
    const { status, contentType, body } = received(name).acknowledge(null);
    expect([status, contentType]).toEqual([200, 'application/json']);
    expect(JSON.parse(body)).toEqual({ method: 'answerCallbackQuery', callback_query_id: id });
  });

  test('does not exist in polling mode', () => {
    const polling = telegramChannel({
      token: '1:x',
      apiRoot: 'http://127.0.0.1:9',
      webhook: null,
      clock: () => whenRecorded,
      log: keptLog(),
    });
    expect(polling.receive).toBeUndefined();
  });
});
