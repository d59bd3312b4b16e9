// Whether the emulated platforms keep the rules that the channels are tested against.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDoor } from '../bots/harness.ts';
import { scriptedFaults } from './faults.ts';
import { startEmulators } from './run.ts';
import { parseText, refusalOfKeyboard } from './telegram-check.ts';
import { slidingLimit } from './telegram-limit.ts';
import { flawOfKeyboard, refusalOfMessage } from './viber-check.ts';
import { viberPeople } from './viber-people.ts';

describe('the limit of the emulated Telegram', () => {
  test('is one of any trailing second, so that a window’s edge gives nothing away', () => {
    const limit = slidingLimit({ perSecond: 3, retryAfter: 1, ban: false });
    const rows: [at: number, refused: number | null][] = [
      [900, null],
      [950, null],
      [990, null],
      [1001, 1],
      [1899, 1],
      [1901, null],
      [1940, 1],
      [1951, null],
    ];
    for (const [at, refused] of rows) expect([at, limit.refuse(at)]).toEqual([at, refused]);
    expect(limit.figures()).toEqual({ mostInASecond: 3, refused: 3 });
  });

  test('bans everything until the pause is over, and tells what is left of it', () => {
    const limit = slidingLimit({ perSecond: 1, retryAfter: 5, ban: true });
    const rows: [at: number, refused: number | null][] = [
      [0, null],
      [10, 5],
      [2000, 4],
      [5000, 1],
      [5010, null],
    ];
    for (const [at, refused] of rows) expect([at, limit.refuse(at)]).toEqual([at, refused]);
  });
});

describe('what the emulated Telegram refuses', () => {
  const html = (text: string) => parseText({ text, parse_mode: 'HTML' }, 'text');
  test.each([
    ['<b>а</b> &lt;', { text: 'а <' }],
    ['<script>x</script>', { refusal: expect.stringContaining('unsupported start tag') }],
    ['<b>x', { refusal: expect.stringContaining("can't find end tag") }],
    ['</b>', { refusal: expect.stringContaining('unmatched end tag') }],
    ['5 < 6', { refusal: expect.stringContaining('unsupported start tag') }],
    [' ', { refusal: 'message text is empty' }],
    ['&amp;'.repeat(4096), { text: '&'.repeat(4096) }],
    ['x'.repeat(4097), { refusal: 'message is too long' }],
  ])('%.20j', (text, result) => {
    expect(html(text)).toEqual(result);
  });

  test.each([
    [{ text: 'x', callback_data: 'я'.repeat(32) }, null],
    [{ text: 'x', callback_data: 'я'.repeat(33) }, 'BUTTON_DATA_INVALID'],
    [{ text: '', callback_data: 'x' }, 'BUTTON_TEXT_INVALID'],
    [{ text: 'x', url: 'nothing' }, 'BUTTON_URL_INVALID'],
  ])('button %j: %s', (button, refusal) => {
    expect(refusalOfKeyboard({ inline_keyboard: [[button]] })).toBe(refusal);
  });
});

describe('what the emulated Viber refuses', () => {
  const sender = { name: 'Місто' };
  test.each([
    [{ sender, type: 'text', text: 'x' }, null],
    [{ sender, type: 'text', text: '' }, 4],
    [{ sender: {}, type: 'text', text: 'x' }, 4],
    [{ sender: { name: 'я'.repeat(29) }, type: 'text', text: 'x' }, 3],
    [{ sender, type: 'text', text: 'x'.repeat(7001) }, 3],
    [{ sender, type: 'picture', text: '', media: 'https://x.ua/a.png' }, null],
    [{ sender, type: 'picture', text: '', media: 'https://x.ua/a' }, 3],
    [{ sender, type: 'hologram' }, 3],
  ])('%.60j', (payload, status) => {
    expect(refusalOfMessage(payload, 100)?.status ?? null).toBe(status);
    expect(refusalOfMessage(payload, 30_001)?.status).toBe(3);
  });

  const button = { Columns: 6, Rows: 1, Text: 'x', ActionType: 'reply', ActionBody: 'x' };
  const keyboard = (...Buttons: object[]) => ({
    min_api_version: 4,
    keyboard: { Type: 'keyboard', Buttons },
  });
  test.each([
    ['a sound keyboard', keyboard(button), null],
    ['no buttons', keyboard(), 'Buttons are missing'],
    ['seven columns', keyboard({ ...button, Columns: 7 }), 'Columns'],
    ['no action', keyboard({ ...button, ActionBody: '' }), 'ActionBody is missing'],
    ['a link that is none', keyboard({ ...button, ActionType: 'open-url' }), 'not a URL'],
    ['a text that is too long', keyboard({ ...button, Text: 'я'.repeat(251) }), 'Text is too long'],
    ['13 rows', keyboard(...Array(13).fill(button)), 'too many rows'],
    ['24 halves in 12 rows', keyboard(...Array(24).fill({ ...button, Columns: 3 })), null],
  ])('on the phone: %s', (_, payload, flaw) => {
    if (flaw === null) expect(flawOfKeyboard(payload)).toBeNull();
    else expect(flawOfKeyboard(payload)).toContain(flaw);
  });

  test('a session runs 24 hours from the first message, not from the last', () => {
    const people = viberPeople();
    const hour = 3_600_000;
    expect(people.billing('a', 0)).toBe(5);
    people.wrote('a', 0);
    people.wrote('a', 23 * hour);
    expect([people.billing('a', 23 * hour), people.billing('a', 24 * hour)]).toEqual([2, 5]);
    people.wrote('a', 25 * hour);
    expect(people.billing('a', 48 * hour)).toBe(2);
  });

  test('a hundred unanswered messages are enough for an hour', () => {
    const people = viberPeople();
    const refuse = (at: number) => people.refuse('a', { hasKeyboard: false }, at)?.status ?? null;
    for (let n = 0; n < 100; n += 1) expect(refuse(n)).toBeNull();
    expect(refuse(100)).toBe(12);
    expect(refuse(3_600_000)).toBeNull();
  });
});

test('a scripted fault strikes its calls, after some, so many times', () => {
  const faults = scriptedFaults();
  faults.add({ kind: 'hang', method: 'send', recipient: 'a', after: 1, times: 2 });
  const struck = (method: string, to: string) => faults.take(method, to)?.kind ?? null;
  expect([struck('send', 'b'), struck('get', 'a'), struck('send', 'a')]).toEqual([null, null, null]);
  expect([struck('send', 'a'), struck('send', 'a'), struck('send', 'a')]).toEqual(['hang', 'hang', null]);
});

describe('the emulators as one process', () => {
  let running: Awaited<ReturnType<typeof startEmulators>>;
  beforeAll(async () => {
    running = await startEmulators({ telegram: { perSecond: 0 } });
  });
  afterAll(() => running.stop());

  const control = async (path: string, order?: object) => {
    const init = order ? { method: 'POST', body: JSON.stringify(order) } : {};
    return (await fetch(`${running.addresses.control}${path}`, init)).json();
  };
  const telegram = async (method: string, payload: object) => {
    const { telegram: root, telegramToken } = running.addresses;
    const init = { method: 'POST', body: JSON.stringify(payload) };
    return (await fetch(`${root}/bot${telegramToken}/${method}`, init)).json();
  };

  test('tell what everybody got', async () => {
    await telegram('sendMessage', { chat_id: 7, text: 'привіт' });
    expect(await control('/counts')).toEqual({ telegram: { 7: 1 }, viber: {}, smtp: {} });
    expect(await control('/received?channel=telegram')).toMatchObject({
      telegram: { 7: [{ text: 'привіт' }] },
    });
    const hashed = await control('/received?channel=telegram&texts=sha');
    expect(hashed).toMatchObject({ telegram: { 7: [{ text: expect.stringMatching(/^[0-9a-f]{64}$/) }] } });
  });

  test('take faults and states of people, and give them up again', async () => {
    const send = () => telegram('sendMessage', { chat_id: 8, text: 'x' });
    await control('/people', { channel: 'telegram', address: '8', state: 'blocked' });
    expect(await send()).toMatchObject({ error_code: 403 });
    await control('/people', { channel: 'telegram', address: '8', state: null });
    await control('/faults', { channel: 'telegram', fault: { kind: 'say', code: 429, retryAfter: 3 } });
    expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 3 } });
    await control('/faults', { channel: 'telegram', clear: true });
    expect(await send()).toMatchObject({ ok: true });
  });

  test('bring updates and callbacks to a webhook and tell its answer', async () => {
    const door = await openDoor(({ body }) => ({ status: 200, body: body.toString() }));
    await telegram('setWebhook', { url: door.url, secret_token: 's' });
    const told = await control('/deliver', { channel: 'telegram', update: { message: { text: 'x' } } });
    expect(told).toMatchObject({ status: 200, body: expect.stringContaining('"update_id"') });
    running.viber.callbacks.setUrl(door.url);
    const callback = { event: 'unsubscribed', user_id: 'a=' };
    const signedBack = await control('/deliver', { channel: 'viber', callback });
    expect(signedBack).toMatchObject({ body: expect.stringMatching(/"message_token":\d{19}\b/) });
    await door.close();
  });
});
