// The city's own public channels: what stands there after a post, and what a refusal makes of it.
import { afterEach, describe, expect, test } from 'vitest';
import { telegramOutlet } from '../../bots/telegram-channel.ts';
import { viberOutlet } from '../../bots/viber-channel.ts';
import type { Channel } from '../../src/core/channel.ts';
import { fitReply } from '../../src/core/reply.ts';
import type { Fault } from '../emulators/faults.ts';
import { startTelegramEmulator } from '../emulators/telegram.ts';
import { startViberEmulator, type ViberEmulatorOptions } from '../emulators/viber.ts';
import { clock, keptLog, now, only, openDoor, parcel, quick, raw, say } from './harness.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const address = '@kam_budget';

async function openTelegram() {
  const telegram = await startTelegramEmulator({ perSecond: 0 });
  const log = keptLog();
  const { token, url } = telegram;
  const common = { token, apiRoot: url, clock, log, timeoutMs: 1000, pause: quick };
  const outlet = telegramOutlet({ ...common, channel: address });
  closing.push(telegram.stop, outlet.stop);
  return { telegram, outlet, log };
}

async function openViber(platform: ViberEmulatorOptions = {}) {
  const viber = await startViberEmulator({ clock, ...platform });
  const log = keptLog();
  const held: { outlet: Channel | null } = { outlet: null };
  const door = await openDoor((request) => {
    const reception = held.outlet?.receive?.(request);
    if (reception?.kind !== 'accepted') return { status: reception?.status ?? 503, body: '' };
    return { status: 200, body: reception.acknowledge(null).body };
  });
  const common = { apiRoot: viber.url, clock, log, timeoutMs: 1000, pause: quick };
  const outlet = viberOutlet({ ...common, token: viber.channelToken, webhookUrl: door.url });
  held.outlet = outlet;
  closing.push(viber.stop, door.close, outlet.stop);
  return { viber, outlet, log, common, door };
}

const offered = [
  { label: 'Я вже проголосував(ла)', value: 'voted' },
  { label: 'Правила', url: 'https://kam.gov.ua/rules' },
];

describe('the Telegram channel', () => {
  test('is one place, found by its address and not by a deep link', async () => {
    const { outlet } = await openTelegram();
    expect(outlet).toMatchObject({ name: 'telegram-channel', outlet: address });
    expect(outlet.capabilities).toMatchObject({
      recipientsPerCall: 1,
      perSecond: 1,
      letters: false,
      priceEur: 0,
    });
    expect(outlet.deepLink('poster')).toBeNull();
  });

  test('gets a post with links, and without buttons that answer one person', async () => {
    const { telegram, outlet } = await openTelegram();
    const outcome = only(await outlet.send([parcel(address, say('Голосуйте до **5** травня', offered))]));
    expect(outcome).toMatchObject({ kind: 'sent', providerId: expect.stringMatching(/^\d+$/), priceEur: 0 });
    expect(telegram.received.get(address)?.map(({ text }) => text)).toEqual(['Голосуйте до 5 травня']);
    expect(only(telegram.calls).payload).toMatchObject({
      chat_id: address,
      reply_markup: { inline_keyboard: [[{ text: 'Правила', url: 'https://kam.gov.ua/rules' }]] },
    });
  });

  test('has its posts edited and taken back', async () => {
    const { telegram, outlet } = await openTelegram();
    const sent = only(await outlet.send([parcel(address, 'хибне')]));
    const messageId = sent.kind === 'sent' ? (sent.providerId ?? '') : '';
    const change = { deliveryId: 'd', address, messageId };
    expect(await outlet.amend?.([{ ...change, reply: say('добре', offered) }])).toMatchObject([
      { kind: 'sent' },
    ]);
    expect(telegram.received.get(address)?.map(({ text }) => text)).toEqual(['добре']);
    expect(await outlet.amend?.([{ ...change, reply: null }])).toMatchObject([{ kind: 'sent' }]);
    expect(telegram.received.get(address)).toEqual([]);
  });

  const refusals: [label: string, fault: Fault, outcome: object][] = [
    [
      'the bot is no member',
      { kind: 'say', code: 403, text: 'Forbidden: bot is not a member of the channel chat' },
      { kind: 'misconfigured' },
    ],
    [
      'the bot has no rights',
      { kind: 'say', code: 400, text: 'Bad Request: need administrator rights in the channel chat' },
      { kind: 'misconfigured' },
    ],
    [
      'there is no such channel',
      { kind: 'say', code: 400, text: 'Bad Request: chat not found' },
      { kind: 'misconfigured' },
    ],
    [
      'the post is wrong',
      { kind: 'say', code: 400, text: 'Bad Request: message is too long' },
      { kind: 'rejected' },
    ],
    [
      'too many',
      { kind: 'say', code: 429, text: 'Too Many Requests', retryAfter: 9 },
      { untilMs: now + 9000 },
    ],
    ['no answer', { kind: 'hangAfter' }, { kind: 'unknown' }],
  ];
  test.each(refusals)('where %s', async (_, fault, outcome) => {
    const { telegram, outlet } = await openTelegram();
    telegram.faults.add(fault);
    expect(only(await outlet.send([parcel(address, 'x')]))).toMatchObject(outcome);
  });

  test('is ready where the bot may post, and says why where it may not', async () => {
    const one = await openTelegram();
    expect(await one.outlet.start(async () => undefined)).toMatchObject({ ready: true });
    const two = await openTelegram();
    two.telegram.people.set(address, 'unknown');
    expect(await two.outlet.start(async () => undefined)).toMatchObject({ ready: false });
    expect([...one.log.lines, ...two.log.lines].join('\n')).not.toContain(one.telegram.token);
  });
});

describe('the Viber channel', () => {
  test('gets a post under a super admin’s id, its links under the text', async () => {
    const { viber, outlet } = await openViber();
    expect(outlet).toMatchObject({ name: 'viber-channel', outlet: 'viber-channel' });
    expect(outlet.amend).toBeUndefined();
    expect(await outlet.start(async () => undefined)).toMatchObject({ ready: true });
    const outcome = only(
      await outlet.send([parcel('viber-channel', say('Голосуйте **сьогодні**', offered))]),
    );
    expect(outcome).toMatchObject({
      kind: 'sent',
      providerId: expect.stringMatching(/^\d{19}$/),
      priceEur: 0,
    });
    expect(viber.posts.map(({ text }) => text)).toEqual([
      'Голосуйте сьогодні\n\nПравила: https://kam.gov.ua/rules',
    ]);
    expect(viber.calls.at(-1)).toMatchObject({
      method: 'post',
      payload: { from: 'superadmin-id=', type: 'text' },
    });
  });

  test('shows a picture with its caption', async () => {
    const { viber, outlet } = await openViber();
    const picture = { url: 'https://city.example/media/map.png', alt: 'Мапа' };
    await outlet.send([parcel('viber-channel', say('Мапа', [], picture))]);
    expect(viber.calls.at(-1)?.payload).toMatchObject({ type: 'picture', text: 'Мапа', media: picture.url });
  });

  test('takes the longest post that it promises, links included', async () => {
    const { viber, outlet } = await openViber();
    const links = Array.from({ length: 5 }, (_, n) => ({
      label: `Посилання ${n}`,
      url: `https://kam.gov.ua/${n}`,
    }));
    const reply = say('ї'.repeat(outlet.capabilities.textLength), links);
    for (const part of fitReply(reply, outlet.capabilities))
      expect(only(await outlet.send([parcel('viber-channel', part)])).kind).toBe('sent');
    expect(viber.posts).toHaveLength(1);
  });

  test('needs a super admin to post as, a genuine token and a public address', async () => {
    const members = [{ id: 'x=', name: 'Хтось', role: 'participant' }];
    const { outlet, common, door } = await openViber({ members });
    expect(await outlet.start(async () => undefined)).toMatchObject({ ready: false });
    expect(only(await outlet.send([parcel('viber-channel', 'x')]))).toMatchObject({ kind: 'misconfigured' });
    const forged = viberOutlet({ ...common, token: 'another', webhookUrl: door.url });
    const hidden = viberOutlet({ ...common, token: 'another', webhookUrl: null });
    closing.push(forged.stop, hidden.stop);
    expect(await forged.start(async () => undefined)).toMatchObject({ ready: false });
    expect(only(await forged.send([parcel('viber-channel', 'x')]))).toMatchObject({ kind: 'misconfigured' });
    expect(await hidden.start(async () => undefined)).toMatchObject({
      ready: false,
      detail: expect.stringContaining('PUBLIC_URL'),
    });
  });

  const failures: [label: string, fault: Fault, kind: string, posts: number][] = [
    ['a lost answer to the post', { kind: 'dropAfter', method: 'post' }, 'unknown', 1],
    ['a lost answer before it', { kind: 'dropAfter', method: 'get_account_info' }, 'transient', 0],
    ['a failing server', { kind: 'http', status: 503 }, 'transient', 0],
    ['status 12', { kind: 'say', code: 12, text: 'tooManyRequests', method: 'post' }, 'throttled', 0],
    ['status 3', { kind: 'say', code: 3, text: 'badData', method: 'post' }, 'rejected', 0],
    ['status 7', { kind: 'say', code: 7, text: 'blocked', method: 'post' }, 'misconfigured', 0],
  ];
  test.each(failures)('after %s', async (_, fault, kind, posts) => {
    const { viber, outlet } = await openViber();
    viber.faults.add(fault);
    expect(only(await outlet.send([parcel('viber-channel', 'x')])).kind).toBe(kind);
    expect(viber.posts).toHaveLength(posts);
  });

  test('answers the platform’s look at its webhook, and does nothing with what comes there', async () => {
    const { outlet } = await openViber();
    expect(outlet.receive?.(raw('{"event":"message","sender":{"id":"x"}}'))).toMatchObject({
      kind: 'accepted',
      inbounds: [],
    });
    expect(outlet.receive?.(raw('broken'))).toMatchObject({ kind: 'refused', status: 400 });
  });
});
