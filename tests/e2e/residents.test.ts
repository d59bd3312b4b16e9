// Owns the residents' journeys from outside: the real process between emulated platforms, in Telegram and in Viber.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  type Environment,
  freePort,
  freshData,
  run,
  type Served,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

const secret = 'hook-secret';

type Emulation = Awaited<ReturnType<typeof startEmulation>>;
type Message = { text: string };

/** What one person has received on a channel, oldest first. */
async function inboxOf(
  emulation: Emulation,
  channel: 'telegram' | 'viber',
  person: string,
): Promise<Message[]> {
  const all = await emulation.control<Record<string, Record<string, Message[]>>>(
    'GET',
    `/received?channel=${channel}`,
  );
  return all[channel]?.[person] ?? [];
}

describe('a resident from the first press to a reminder', () => {
  let emulation: Emulation;
  let env: Environment;
  let served: Served;

  beforeAll(async () => {
    emulation = await startEmulation({});
    const port = await freePort();
    const { addresses } = emulation;
    env = {
      DATA_DIR: freshData(),
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      CLOCK_START: '2026-11-21T10:00:00+02:00',
      TELEGRAM_BOT_TOKEN: addresses.telegramToken,
      TELEGRAM_API_ROOT: addresses.telegram,
      TELEGRAM_WEBHOOK_SECRET: secret,
      VIBER_AUTH_TOKEN: addresses.viberToken,
      VIBER_API_ROOT: addresses.viber,
    };
    await ask(env, 'source', 'add', 'poster-school-12', '--target', 'contest=kids,role=author');
    served = await startServe(env);
  });

  afterAll(async () => {
    await served?.kill('SIGTERM');
    emulation?.stop();
  });

  describe('in Telegram', () => {
    let update = 500;
    const chat = { id: 4242, type: 'private' };
    const from = { id: 4242, is_bot: false, first_name: 'Олена' };

    const hook = (body: string, token = secret) =>
      fetch(`${served.url}/hook/telegram`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': token },
        body,
      });

    async function says(text: string): Promise<string> {
      return await arriving(() => deliver({ message: { message_id: update, date: 1, chat, from, text } }));
    }

    async function presses(data: string): Promise<string> {
      const message = { message_id: 1, date: 1, chat, text: 'x' };
      return await arriving(() =>
        deliver({ callback_query: { id: String(update), from, chat_instance: '1', data, message } }),
      );
    }

    async function deliver(of: object): Promise<void> {
      update += 1;
      const answer = await hook(JSON.stringify({ update_id: update, ...of }));
      expect(answer.status).toBe(200);
    }

    /** The text that arrives after something was done. */
    async function arriving(act: () => Promise<void>): Promise<string> {
      const known = (await inboxOf(emulation, 'telegram', '4242')).length;
      await act();
      await until(
        async () => (await inboxOf(emulation, 'telegram', '4242')).length > known,
        15_000,
        'an answer',
      );
      return (await inboxOf(emulation, 'telegram', '4242')).at(-1)?.text ?? '';
    }

    it('goes from a deep link through contest and role to instructions, asks, subscribes, blocks and comes back', async () => {
      expect(await says('/start leaflet-7')).toContain('Який конкурс вас цікавить?');
      expect(await presses('/contest city')).toContain('Хто ви в цьому конкурсі?');
      expect(await presses('/role author')).toContain('1. ');
      expect(await says('скільки підписів треба?')).toContain('20');
      expect(await says('/subscribe')).toContain('Ваша згода');
      await deliver({ my_chat_member: memberOf('kicked') });
      await deliver({ my_chat_member: memberOf('member') });
      const data = await says('/data');
      expect(data).toContain('МІСТО');
      expect(data).toContain('автор');
      expect(data).toContain('leaflet-7');
      expect(data).toContain('конкурс МІСТО');
      expect(await says('С Т О П!!')).toContain('більше не нагадуватимемо');
    });

    const memberOf = (status: string) => ({
      chat,
      from,
      date: 1,
      old_chat_member: { user: from, status: 'member' },
      new_chat_member: { user: from, status, until_date: 0 },
    });

    it('erases everything on request, says so, and starts anew', async () => {
      await says('/subscribe city author');
      await says('/data erase');
      expect(await presses('/data erase yes')).toContain('видалено');
      const exported = await run(env, 'data', 'export', '4242', '--json');
      expect(exported.code).toBe(2);
      expect(await says('/data')).toContain('не обрано');
    });

    it('lands where a registered source points', async () => {
      expect(await says('/start poster-school-12')).toMatch(/координатор|команд/i);
    });

    it('refuses a wrong secret with 401 and a broken body with 400', async () => {
      expect((await hook('{}', 'wrong')).status).toBe(401);
      expect((await hook('{"update_id":')).status).toBe(400);
    });

    it('answers a repeated update once', async () => {
      const body = JSON.stringify({
        update_id: 9_000_001,
        message: { message_id: 7, date: 1, chat, from, text: '/stage' },
      });
      await arriving(async () => void (await hook(body)));
      const known = (await inboxOf(emulation, 'telegram', '4242')).length;
      for (let repeat = 0; repeat < 3; repeat += 1) expect((await hook(body)).status).toBe(200);
      expect(await says('/help')).toContain('/subscribe');
      expect((await inboxOf(emulation, 'telegram', '4242')).length).toBe(known + 1);
    });
  });

  describe('in Viber', () => {
    const id = 'Ab1+cd/ef==';
    const user = { id, name: 'Олена', language: 'uk', country: 'UA', api_version: 10 };
    let token = 4_912_661_846_655_238n;

    function post(body: string, signature?: string): Promise<Response> {
      const right = createHmac('sha256', emulation.addresses.viberToken).update(body).digest('hex');
      return fetch(`${served.url}/hook/viber`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Viber-Content-Signature': signature ?? right },
        body,
      });
    }

    /** A callback as Viber writes it: the 19-digit token stands as a number. */
    function callback(of: Record<string, unknown>): string {
      token += 1n;
      const body = JSON.stringify({ timestamp: 1, ...of });
      return `${body.slice(0, -1)},"message_token":${token}145}`;
    }

    async function says(text: string): Promise<string> {
      const known = (await inboxOf(emulation, 'viber', id)).length;
      const answer = await post(
        callback({ event: 'message', sender: user, message: { type: 'text', text } }),
      );
      expect(answer.status).toBe(200);
      await until(async () => (await inboxOf(emulation, 'viber', id)).length > known, 15_000, 'an answer');
      return (await inboxOf(emulation, 'viber', id)).at(-1)?.text ?? '';
    }

    it('welcomes in the response, the same once more for a repeat, and then goes the whole way', async () => {
      const opened = callback({
        event: 'conversation_started',
        type: 'open',
        context: 'leaflet-7',
        subscribed: false,
        user,
      });
      const first = (await (await post(opened)).json()) as {
        text: string;
        keyboard: { Buttons: { ActionBody: string }[] };
      };
      expect(first.text).toContain('Вітаємо');
      expect(first.keyboard.Buttons.length).toBeGreaterThan(1);
      expect(await (await post(opened)).json()).toEqual(first);
      expect(await inboxOf(emulation, 'viber', id)).toEqual([]);
      expect(await says('/contest city')).toContain('Хто ви в цьому конкурсі?');
      expect(await says('Я автор')).toContain('1. ');
      expect(await says('до якого числа можна подати проєкт')).toContain('29 листопада');
      expect(await says('/subscribe')).toContain('Ваша згода');
      expect((await post(callback({ event: 'unsubscribed', user_id: id }))).status).toBe(200);
      expect((await post(callback({ event: 'subscribed', user }))).status).toBe(200);
      expect(await says('/data')).toContain('конкурс МІСТО');
    });

    it('refuses a bad signature with 401, a broken body with 400, and ignores unknown events', async () => {
      const body = callback({ event: 'message', sender: user, message: { type: 'text', text: '/stage' } });
      expect((await post(body, '00'.repeat(32))).status).toBe(401);
      expect((await post('{"event":')).status).toBe(400);
      expect((await post(callback({ event: 'client_status', user }))).status).toBe(200);
    });

    it('answers a repeated message once', async () => {
      const known = (await inboxOf(emulation, 'viber', id)).length;
      const body = callback({ event: 'message', sender: user, message: { type: 'text', text: '/stage' } });
      for (let repeat = 0; repeat < 3; repeat += 1) expect((await post(body)).status).toBe(200);
      expect(await says('/help')).toContain('/subscribe');
      expect((await inboxOf(emulation, 'viber', id)).length).toBe(known + 2);
    });
  });

  describe('in the web chat', () => {
    const post = async (body: object) =>
      (await (
        await fetch(`${served.url}/api/chat`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()) as {
        session: string;
        replies: { text: string; choices: { label: string; value?: string }[] }[];
      };

    it('gives the instructions of an open stage and keeps the session', async () => {
      const first = await post({ text: 'як подати проєкт?' });
      expect(first.replies[0]?.text).toContain('1. ');
      const second = await post({ session: first.session, choice: '/contest kids' });
      expect(second.session).toBe(first.session);
      expect(second.replies[0]?.text).toContain('ДІТИ');
      expect((await post({ session: first.session })).replies).toEqual([]);
      expect((await post({ session: first.session, text: '/data erase yes' })).replies[0]?.text).toContain(
        'видалено',
      );
    });
  });
});

describe('the same question in another stage', () => {
  it.each([
    ['2026-12-20T12:00:00+02:00', 'як подати проєкт?', /завершено|закри/],
    ['2026-10-01T12:00:00+03:00', 'як подати проєкт?', /відкриється 19 жовтня 2026/],
    ['2026-11-01T12:00:00+02:00', 'як підтримати проєкт?', /[Пп]ідпис/],
    ['2027-03-10T12:00:00+02:00', 'підтримати проєкт', /[Гг]олос/],
  ])('on %s «%s» is answered for that day', async (start, text, expected) => {
    const env = { DATA_DIR: freshData(), CLOCK_START: start };
    const { text: answer } = await ask<{ text: string }>(env, 'ask', text);
    expect(answer).toMatch(expected);
  });
});
