// How the Telegram channel comes up and gets its updates: webhook or long polling, against the emulated platform.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TelegramOptions, telegramChannel } from '../../bots/telegram.ts';
import type { Channel, Receive } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { clock, keptLog, openDoor, quick } from './harness.ts';

let telegram: TelegramEmulator;
let channel: Channel | null = null;
let log: ReturnType<typeof keptLog>;

beforeEach(async () => {
  telegram = await startTelegramEmulator({ perSecond: 0, webhookRetryMs: 1 });
  log = keptLog();
});
afterEach(async () => {
  await channel?.stop();
  await telegram.stop();
});

function open(options: Partial<TelegramOptions> = {}): Channel {
  const { token, url } = telegram;
  const defaults = { token, apiRoot: url, webhook: null, clock, log, timeoutMs: 5000, pause: quick };
  channel = telegramChannel({ ...defaults, ...options });
  return channel;
}

const refuseAll: Receive = () => Promise.reject(new Error('the database is down'));

function message(text: string, chat = 5) {
  return { message: { message_id: 1, date: 1_800_000_000, chat: { id: chat, type: 'private' }, text } };
}

function collect(): { inbounds: Inbound[]; receive: Receive } {
  const inbounds: Inbound[] = [];
  return {
    inbounds,
    receive: async (more) => {
      inbounds.push(...more);
    },
  };
}

const methods = () => telegram.calls.map(({ method }) => method);

describe('long polling', () => {
  test('removes a leftover webhook and hands over what comes, in order', async () => {
    telegram.updates.setWebhook({ url: 'http://127.0.0.1:9/old', secret: '' });
    const { inbounds, receive } = collect();
    expect(await open().start(receive)).toEqual({ ready: true, detail: 'polling' });
    expect(telegram.updates.webhook()).toBeNull();
    await Promise.all(['а', 'б', 'в'].map((text) => telegram.deliver(message(text))));
    expect(inbounds.map((inbound) => 'text' in inbound && inbound.text)).toEqual(['а', 'б', 'в']);
  });

  test('says so once Telegram stops answering, and again when it answers', async () => {
    const state = await open().start(collect().receive);
    telegram.faults.add({ kind: 'http', status: 502, method: 'getUpdates' });
    await expect
      .poll(() => state, { timeout: 10_000 })
      .toEqual({ ready: false, detail: 'Telegram: http:502' });
    telegram.faults.clear();
    // A poll is answered when something comes, or when its time is over.
    await telegram.deliver(message('привіт'));
    await expect.poll(() => state, { timeout: 10_000 }).toEqual({ ready: true, detail: 'polling' });
  });

  test('confirms an update only once it is stored, and tries to store it again', async () => {
    let failures = 3;
    const stored: string[] = [];
    await open().start(async ([inbound]) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the database is busy');
      }
      stored.push(inbound?.eventId ?? '');
    });
    await telegram.deliver({ ...message('x'), update_id: 2000 });
    expect(stored).toEqual(['2000']);
    expect(telegram.updates.pending()).toBe(0);
  });

  test('leaves an update that could not be stored for the next start', async () => {
    let tried = () => {};
    const once = new Promise<void>((resolve) => {
      tried = resolve;
    });
    const first = open();
    await first.start(async (inbounds) => {
      tried();
      return refuseAll(inbounds);
    });
    const delivered = telegram.deliver({ ...message('x'), update_id: 2000 });
    await once;
    await first.stop();
    expect(telegram.updates.pending()).toBe(1);
    const { inbounds, receive } = collect();
    await open().start(receive);
    await delivered;
    expect(inbounds).toHaveLength(1);
  });

  test('tells Telegram on stopping what is stored, so that it does not come again', async () => {
    const { receive } = collect();
    const first = open();
    await first.start(receive);
    await telegram.deliver({ ...message('x'), update_id: 2000 });
    await first.stop();
    expect(telegram.calls.at(-1)).toEqual({
      method: 'getUpdates',
      payload: { offset: 2001, limit: 1, timeout: 0 },
    });
  });

  test('comes back after a refusal, an unreadable answer and a webhook that somebody set', async () => {
    const { inbounds, receive } = collect();
    telegram.faults.add({ kind: 'http', status: 502, method: 'getUpdates', times: 1 });
    telegram.faults.add({ kind: 'garbage', method: 'getUpdates', times: 1 });
    telegram.faults.add({ kind: 'dropBefore', method: 'getUpdates', times: 1 });
    telegram.faults.add({ kind: 'say', code: 409, text: 'Conflict', method: 'getUpdates', times: 1 });
    await open().start(receive);
    await telegram.deliver(message('x'));
    expect(inbounds).toHaveLength(1);
    expect(methods().filter((method) => method === 'deleteWebhook')).toHaveLength(2);
  });

  test('drops an update that nobody can read and goes on', async () => {
    const { inbounds, receive } = collect();
    await open().start(receive);
    await telegram.deliver({ message: 'no message' });
    await telegram.deliver(message('x'));
    expect(inbounds).toHaveLength(1);
  });

  test('answers a pressed button by a call', async () => {
    const { receive } = collect();
    await open().start(receive);
    const from = { id: 5 };
    await telegram.deliver({ callback_query: { id: '991', from, data: 'help' } });
    await open().stop();
    const answered = telegram.calls.find(({ method }) => method === 'answerCallbackQuery');
    expect(answered?.payload).toEqual({ callback_query_id: '991' });
  });
});

describe('a webhook', () => {
  const secret = 'secret_1';

  test('is registered with its secret and the kinds of updates that we want', async () => {
    const url = 'https://city.example/hook/telegram';
    expect(await open({ webhook: { url, secret } }).start(refuseAll)).toMatchObject({ ready: true });
    const set = telegram.calls.find(({ method }) => method === 'setWebhook');
    const allowed_updates = ['message', 'callback_query', 'my_chat_member'];
    expect(set?.payload).toEqual({ url, secret_token: secret, allowed_updates });
    expect(methods()).not.toContain('getUpdates');
  });

  test('gets updates in the order of their chat, again while it answers an error', async () => {
    let failures = 2;
    const got: string[] = [];
    const door = await openDoor((request) => {
      if (failures > 0) {
        failures -= 1;
        return { status: 503, body: '' };
      }
      const reception = channel?.receive?.(request);
      if (reception?.kind !== 'accepted') return { status: reception?.status ?? 404, body: '' };
      got.push(...reception.inbounds.map((inbound) => ('text' in inbound ? inbound.text : '')));
      return reception.acknowledge(null);
    });
    await open({ webhook: { url: door.url, secret } }).start(refuseAll);
    await Promise.all(['а', 'б', 'в'].map((text) => telegram.deliver(message(text))));
    expect(got).toEqual(['а', 'б', 'в']);
    await door.close();
  });

  test('answers a pressed button in its response, which Telegram obeys', async () => {
    const door = await openDoor((request) => {
      const reception = channel?.receive?.(request);
      return reception?.kind === 'accepted' ? reception.acknowledge(null) : { status: 401, body: '' };
    });
    await open({ webhook: { url: door.url, secret } }).start(refuseAll);
    await telegram.deliver({ callback_query: { id: '991', from: { id: 5 }, data: 'help' } });
    const answer = { method: 'answerCallbackQuery', payload: { callback_query_id: '991' } };
    expect(telegram.calls).toContainEqual(answer);
    await door.close();
  });

  test('is tried again until Telegram takes it', async () => {
    telegram.faults.add({ kind: 'http', status: 502, times: 2 });
    telegram.faults.add({ kind: 'dropBefore', method: 'setWebhook', times: 1 });
    const state = await open({ webhook: { url: 'https://city.example/h', secret } }).start(refuseAll);
    expect(state).toEqual({ ready: true, detail: 'the webhook is set' });
  });
});

describe('a start', () => {
  test('with a wrong token says so at once and does not try again', async () => {
    const state = await open({ token: '1:wrong' }).start(refuseAll);
    expect(state).toEqual({ ready: false, detail: 'Telegram: Unauthorized' });
    expect(telegram.calls).toEqual([]);
  });

  test('learns the name for deep links, which are unknown before', async () => {
    const one = open();
    expect(one.deepLink('poster-1')).toBeNull();
    await one.start(refuseAll);
    expect(one.deepLink('poster-1')).toBe('https://t.me/uchast_test_bot?start=poster-1');
  });

  test('publishes the commands, and works without them', async () => {
    const commands = [{ command: 'help', description: 'Що я вмію' }];
    telegram.faults.add({ kind: 'http', status: 500, method: 'setMyCommands', times: 1 });
    expect(await open({ commands }).start(refuseAll)).toMatchObject({ ready: true });
    await channel?.stop();
    await open({ commands }).start(refuseAll);
    const set = telegram.calls.findLast(({ method }) => method === 'setMyCommands');
    expect(set?.payload).toEqual({ commands });
  });

  test('that is stopped in the middle of its attempts settles', async () => {
    telegram.faults.add({ kind: 'http', status: 502 });
    const one = open();
    const starting = one.start(refuseAll);
    await one.stop();
    expect(await starting).toMatchObject({ ready: false });
  });

  test('never brings the token into the log', async () => {
    telegram.faults.add({ kind: 'dropBefore', times: 3 });
    await open().start(refuseAll);
    expect(log.lines.length).toBeGreaterThan(0);
    expect(log.lines.join('\n')).not.toContain(telegram.token);
  });
});
