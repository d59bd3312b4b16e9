// What each mount does with a host's real library: hands over, falls through, refuses, and never acknowledges what was not stored.
import { afterEach, describe, expect, it } from 'vitest';
import { mountInViberBot } from '../../bots/embed/viber-bot.ts';
import { viberChannel } from '../../bots/viber.ts';
import { signatureOf } from '../../bots/viber-wire.ts';
import type { Taken } from '../../src/core/share.ts';
import { clock, keptLog, now, raw, say, signed } from '../bots/harness.ts';
import { startTelegramEmulator } from '../emulators/telegram.ts';
import { until } from '../support/process.ts';
import {
  grammyHost,
  keptUchast,
  listen,
  type Taking,
  telegrafHost,
  viberBot,
  viberHost,
  viberText,
} from './hosts.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const answered: Taken = { kind: 'answered', welcome: null };

describe.each([
  // What the library answers to a webhook where a handler failed: Telegraf acknowledges in any case.
  ['grammY', grammyHost, 500],
  ['Telegraf', telegrafHost, 200],
] as const)('mounted in %s', (_name, open, failure) => {
  async function host(take: Taking, token?: string) {
    const platform = await startTelegramEmulator();
    const kept = keptUchast({ token: token ?? platform.token, take });
    const secret = 'a-secret';
    const opened = await open({ uchast: kept.uchast, token: platform.token, apiRoot: platform.url, secret });
    closing.push(opened.close, platform.stop);
    const send = (update: object) =>
      opened.post(raw(JSON.stringify(update), { 'x-telegram-bot-api-secret-token': secret }));
    return { ...kept, platform, send, left: opened.left, errors: opened.errors };
  }

  const from = { id: 7, is_bot: false, first_name: 'Оксана' };
  const chat = { id: 7, type: 'private' };
  const text = { update_id: 1, message: { message_id: 1, date: now / 1000, chat, from, text: 'х' } };
  const pressed = {
    update_id: 2,
    callback_query: { id: 'pressed', from, chat_instance: '1', data: '/stage', message: text.message },
  };
  const blocked = {
    update_id: 3,
    my_chat_member: {
      date: now / 1000,
      chat,
      from,
      old_chat_member: { status: 'member', user: from },
      new_chat_member: { status: 'kicked', user: from },
    },
  };
  const edited = { update_id: 4, edited_message: text.message };

  it.each<[what: string, update: { update_id: number }, taken: Taken, falls: boolean]>([
    ['what is ours stays with us', text, answered, false],
    ['what is the host’s falls through', text, { kind: 'left' }, true],
    ['what concerns both falls through after us', blocked, { kind: 'noted' }, true],
    ['a kind of update that we don’t read falls through', edited, answered, true],
  ])('%s', async (_what, update, taken, falls) => {
    const { send, left } = await host(() => taken);
    expect((await send(update)).status).toBe(200);
    expect(left).toEqual(falls ? [update.update_id] : []);
  });

  it('stops our button from spinning, and leaves the host’s alone', async () => {
    const answers = [answered, { kind: 'left' } as const];
    const { send, platform } = await host(() => answers.shift() ?? answered);
    const first = await send(pressed);
    const called = () => platform.calls.filter(({ method }) => method === 'answerCallbackQuery');
    // Telegraf answers in the response of the webhook, grammY by a call.
    await until(async () => called().length === 1 || first.body.includes('answerCallbackQuery'), 5_000);
    const before = called().length;
    const second = await send({ ...pressed, update_id: 5 });
    expect([second.body, called().length]).toEqual(['', before]);
  });

  it('tries to store an event for half a minute, since the library may acknowledge it anyway', async () => {
    const { send, left, inbounds } = await host(() => {
      if (inbounds.length < 5) throw new Error('the database is busy');
      return answered;
    });
    expect((await send(text)).status).toBe(200);
    expect([inbounds.length, left]).toEqual([5, []]);
  });

  it('fails where an event could not be stored, and nobody else answers it', async () => {
    const { send, left, errors } = await host(() => Promise.reject(new Error('the database is gone')));
    expect((await send(text)).status).toBe(failure);
    expect([left, errors]).toEqual([[], [expect.stringContaining('the database is gone')]]);
  });

  it('refuses to work for a bot with another token', async () => {
    const { send, inbounds, errors } = await host(() => answered, 'another');
    expect((await send(text)).status).toBe(failure);
    expect([inbounds, errors]).toEqual([[], [expect.stringContaining('TELEGRAM_BOT_TOKEN')]]);
  });
});

describe('mounted in viber-bot', () => {
  const token = 'a-viber-token';
  const text = callback('message', 1, { sender: { id: 'a==' }, message: { type: 'text', text: 'х' } });

  function callback(event: string, id: number, more: object): string {
    return JSON.stringify({ event, timestamp: now, message_token: `57413118035717210${10 + id}`, ...more });
  }
  const opened = (user: string) => callback('conversation_started', 2, { type: 'open', user: { id: user } });

  function kept(take: Taking) {
    const options = {
      token,
      apiRoot: 'http://127.0.0.1:9/pa',
      webhookUrl: null,
      senderName: 'Місто',
      priceEur: 0,
    };
    const channel = viberChannel({ ...options, clock, log: keptLog() });
    closing.push(channel.stop);
    return keptUchast({ token, channel, take });
  }

  async function host(take: Taking, prepare: (bot: ReturnType<typeof viberBot>) => void = () => undefined) {
    const { uchast, inbounds } = kept(take);
    const bot = viberBot(token);
    prepare(bot);
    const opened = await viberHost({ uchast, bot });
    closing.push(opened.close);
    return { post: opened.post, left: opened.left, inbounds };
  }

  it('what is ours never reaches the library', async () => {
    const { post, left } = await host(() => answered);
    expect(await post(signed(text, token))).toEqual({ status: 200, body: '{}' });
    expect(left).toEqual([]);
  });

  it('our welcome goes back in the response', async () => {
    const { post } = await host(() => ({ kind: 'answered', welcome: say('Вітаємо') }));
    expect(JSON.parse((await post(signed(opened('a=='), token))).body)).toMatchObject({ text: 'Вітаємо' });
  });

  it('what is the host’s reaches the library, also where only the header is signed, which it can’t read', async () => {
    const { post, left } = await host(() => ({ kind: 'left' }));
    expect((await post(signed(text, token))).status).toBe(200);
    const bySig = { ...raw(text), query: { sig: signatureOf(Buffer.from(text), token) } };
    expect((await post(bySig)).status).toBe(200);
    expect(left).toEqual(['message', 'message']);
  });

  it('the host’s welcome is told to one person, not to everybody who comes after', async () => {
    const { post } = await host(
      () => ({ kind: 'left' }),
      (bot) =>
        bot.onConversationStarted((_p, _s, context, greet) => context || greet(viberText('Ласкаво просимо'))),
    );
    expect((await post(signed(opened('a=='), token))).body).toContain('Ласкаво просимо');
    expect((await post(signed(text, token))).body).toBe('');
    const another = callback('conversation_started', 3, { type: 'open', context: 'x', user: { id: 'b==' } });
    expect((await post(signed(another, token))).body).toBe('');
  });

  const failed = callback('failed', 4, { user_id: 'a==', desc: 'keyboard is not valid' });

  it('a failed message is an error of the library’s, which is told only where somebody hears it', async () => {
    const deaf = await host(() => ({ kind: 'noted' }));
    expect((await deaf.post(signed(failed, token))).status).toBe(200);
    const heard: unknown[] = [];
    const hearing = await host(
      () => ({ kind: 'noted' }),
      (bot) => bot.on('error', (...given) => heard.push(given.length)),
    );
    expect((await hearing.post(signed(failed, token))).status).toBe(200);
    expect(heard).toEqual([1]);
  });

  it.each<[what: string, request: ReturnType<typeof raw>, status: number]>([
    ['no signature', raw(text), 401],
    ['another’s signature', signed(text, 'another'), 401],
    ['a body that is no callback', signed('{}', token), 400],
    [
      'bytes that are no text',
      signed(Buffer.from([...Buffer.from(text.slice(0, -1)), 0xff, 0x7d]), token),
      400,
    ],
    ['more than a megabyte', signed('x'.repeat(1024 * 1024 + 1), token), 413],
  ])('refuses %s at once, and the library never sees it', async (_what, request, status) => {
    const { post, left, inbounds } = await host(() => ({ kind: 'left' }));
    expect((await post(request)).status).toBe(status);
    expect([left, inbounds]).toEqual([[], []]);
  });

  it('answers with a failure where an event could not be stored', async () => {
    const { post, left } = await host(() => Promise.reject(new Error('the database is gone')));
    expect((await post(signed(text, token))).status).toBe(500);
    expect(left).toEqual([]);
  });

  it('says what is wrong where a body parser has eaten the raw body, and takes it where that has kept it', async () => {
    const { uchast, inbounds } = kept(() => answered);
    const handle = mountInViberBot(uchast, viberBot(token));
    const parsed = await listen(async (request, response) => {
      for await (const _ of request);
      handle(Object.assign(request, { body: {} }), response);
    });
    const keeping = await listen(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      handle(Object.assign(request, { rawBody: Buffer.concat(chunks) }), response);
    });
    closing.push(parsed.close, keeping.close);
    expect(await parsed.post(signed(text, token))).toMatchObject({
      status: 500,
      body: expect.stringContaining('before any body parser'),
    });
    expect([await keeping.post(signed(text, token)), inbounds.length]).toEqual([
      { status: 200, body: '{}' },
      1,
    ]);
  });

  it('refuses to be mounted into a bot with another token', () => {
    const { uchast } = kept(() => answered);
    expect(() => mountInViberBot(uchast, viberBot('another'))).toThrow('VIBER_AUTH_TOKEN');
  });
});
