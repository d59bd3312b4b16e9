// The examples of docs/embed as a city's programmer runs them: from the packed package, on the real library of each host,
// against the emulated platforms.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { startViberEmulator, type ViberEmulator } from '../emulators/viber.ts';
import { type Environment, freePort, until } from '../support/process.ts';
import { command, type Host, shownTo, startHost } from './host.ts';
import { installPacked } from './packed.ts';

const staff = 'olena@example.org';
const weather = /сонячно/;
const unknown = /Не розумію/;
const question = 'Коли почнеться голосування?';

let folder = '';
beforeAll(() => {
  folder = installPacked();
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function environment(library: string, more: Environment): Promise<Environment> {
  const port = await freePort();
  return {
    DATA_DIR: path.join(folder, `data-of-${library}`),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    CLOCK_START: '2027-03-10T13:00:00+02:00',
    SEND_TO: '*',
    ...more,
  };
}

/** A broadcast to everybody who is reminded of the contest, approved at once. */
async function broadcast(env: Environment, channel: string): Promise<void> {
  const text = path.join(folder, 'broadcast.txt');
  writeFileSync(text, 'Голосування триває, подробиці на сайті міста.');
  await command(folder, env, 'staff', 'add', staff, '--role', 'admin');
  const when = ['--at', '2027-03-10 13:00', '--last-useful', '2027-03-12 20:00', '--kind', 'official'];
  const whom = [
    '--audience',
    'contest=city',
    '--channels',
    channel,
    '--subject',
    'Голосування',
    '--by',
    staff,
  ];
  const made = ['broadcast', 'create', '--text-file', text, ...when, ...whom];
  const { id } = await command<{ id: string }>(folder, env, ...made);
  const anyway = ['--by', staff, '--emergency', 'перевірка прикладів'];
  await command(folder, env, 'broadcast', 'approve', id, ...anyway);
}

describe.each(['grammy', 'telegraf'])('the example for %s', (library) => {
  let telegram: TelegramEmulator;
  let env: Environment;
  let host: Host;

  beforeAll(async () => {
    telegram = await startTelegramEmulator();
    const token = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url };
    env = await environment(library, token);
    host = await startHost(folder, library, env);
    await until(async () => called('getUpdates').length > 0, 20_000, 'the host’s own polling');
  }, 90_000);
  afterAll(async () => {
    await host?.stop();
    await telegram.stop();
  });

  const called = (method: string) => telegram.calls.filter((call) => call.method === method);
  const person = (id: number) => ({ id, is_bot: false, first_name: 'Оксана' });
  const chat = (id: number) => ({ id, type: 'private' });
  const write = (id: number, content: object) =>
    telegram.deliver({
      message: { message_id: 1, date: 1_800_000_000, chat: chat(id), from: person(id), ...content },
    });
  const press = (id: number, data: string) =>
    telegram.deliver({
      callback_query: {
        id: `pressed-${data}`,
        chat_instance: '1',
        from: person(id),
        data,
        message: { message_id: 1, date: 1_800_000_000, chat: chat(id), text: 'x' },
      },
    });
  const entity = (length: number) => [{ type: 'bot_command', offset: 0, length }];

  it('answers our commands and questions, and nobody answers them twice', async () => {
    await write(1, { text: '/stage', entities: entity(6) });
    const [stage] = await shownTo(telegram.received, '1', 1);
    expect(stage).toMatch(/голосування/i);
    await write(1, { text: question });
    const shown = await shownTo(telegram.received, '1', 2);
    expect(shown).toHaveLength(2);
    expect(shown.filter((text) => weather.test(text) || unknown.test(text))).toEqual([]);
  });

  it('leaves the host’s command to the host', async () => {
    await write(2, { text: '/weather', entities: entity(8) });
    expect(await shownTo(telegram.received, '2', 1)).toEqual([expect.stringMatching(weather)]);
  });

  it('lets through what is nobody’s, to the last handler of the host', async () => {
    await write(3, { text: 'Де купити квиток на тролейбус?' });
    await write(3, { sticker: { file_id: 'x', width: 1, height: 1 } });
    expect(await shownTo(telegram.received, '3', 2)).toEqual([
      expect.stringMatching(unknown),
      expect.stringMatching(unknown),
    ]);
  });

  it('answers our own buttons, and leaves the host’s to the host', async () => {
    await press(4, '/stage');
    expect(await shownTo(telegram.received, '4', 1)).toEqual([expect.stringMatching(/голосування/i)]);
    await press(4, 'weather:tomorrow');
    const answered = () => called('answerCallbackQuery').map(({ payload }) => payload.text ?? null);
    await until(async () => answered().length === 2, 10_000, 'both buttons');
    expect(answered().sort()).toEqual([null, 'Завтра дощ.']);
    expect(telegram.received.get('4')).toHaveLength(1);
  });

  it('sends a broadcast by our own sender, with the host’s token', async () => {
    await write(5, { text: '/subscribe city voter', entities: entity(10) });
    await shownTo(telegram.received, '5', 1);
    await broadcast(env, 'telegram');
    const shown = await shownTo(telegram.received, '5', 2);
    expect(shown.at(-1)).toContain('подробиці на сайті міста');
  }, 90_000);

  it('registers nothing: no webhook, no menu of commands, no polling of our own', () => {
    expect([called('setWebhook'), called('setMyCommands')]).toEqual([[], []]);
    expect(called('deleteWebhook').length).toBeLessThanOrEqual(1);
  });

  it('stops orderly: the process ends by itself', async () => {
    expect(await host.stop()).toBe(0);
    expect(host.lines()).not.toMatch(/rror/);
  });
});

describe('the example for viber-bot', () => {
  let viber: ViberEmulator;
  let env: Environment;
  let host: Host;

  beforeAll(async () => {
    viber = await startViberEmulator({ attempts: 3, receipts: 'seen' });
    const own = String(await freePort());
    env = await environment('viber-bot', {
      VIBER_AUTH_TOKEN: viber.token,
      VIBER_API_ROOT: viber.url,
      BOT_PORT: own,
      BOT_URL: `http://127.0.0.1:${own}`,
    });
    host = await startHost(folder, 'viber-bot', env);
    await until(async () => viber.callbacks.url() !== null, 20_000, 'the host’s own webhook');
  }, 90_000);
  afterAll(async () => {
    await host?.stop();
    await viber.stop();
  });

  const write = (id: string, text: string, times = 1) =>
    viber.deliver(
      { event: 'message', sender: { id, name: 'Оксана' }, message: { type: 'text', text } },
      { times },
    );
  const open = (id: string, context?: string) =>
    viber.deliver({
      event: 'conversation_started',
      type: 'open',
      subscribed: false,
      user: { id, name: 'Оксана' },
      ...(context ? { context } : {}),
    });

  it('answers our commands and questions, once each, also where Viber repeats them', async () => {
    await write('one==', '/stage', 3);
    await write('one==', question, 2);
    await write('one==', '/weather');
    const shown = await shownTo(viber.received, 'one==', 3);
    expect(shown.filter((text) => /голосування/i.test(text))).toHaveLength(2);
    expect(shown.filter((text) => weather.test(text))).toHaveLength(1);
    expect(shown).toHaveLength(3);
  });

  it('leaves the host’s command to the host, and lets through what is nobody’s', async () => {
    await write('two==', '/weather');
    await write('two==', 'Де купити квиток на тролейбус?');
    const shown = await shownTo(viber.received, 'two==', 2);
    expect(shown.sort()).toEqual([expect.stringMatching(unknown), expect.stringMatching(weather)]);
  });

  it('greets by the host’s welcome, and by ours whoever comes by a link of ours; nobody gets another’s', async () => {
    await command(folder, env, 'source', 'add', 'poster-school-12', '--target', 'contest=kids,role=author');
    await open('three==');
    await open('four==', 'poster-school-12');
    await write('five==', '/weather');
    await open('six==');
    const [third, fourth, sixth] = viber.callbacks.welcomes.map(({ body }) => JSON.parse(body).text);
    expect([third, sixth]).toEqual(['Вітаємо в боті міської ради.', 'Вітаємо в боті міської ради.']);
    expect(fourth).toContain('бот бюджету участі');
    const { body } = await write('five==', '/weather');
    expect(body).not.toContain('Вітаємо');
  });

  it('refuses a forged callback at once, which the library would leave hanging', async () => {
    const message = { event: 'message', sender: { id: 'x' }, message: { type: 'text', text: '/stage' } };
    const { status } = await viber.deliver(message, { signature: 'f'.repeat(64) });
    expect(status).toBe(401);
  });

  it('sends a broadcast by our own sender, with the host’s token', async () => {
    await write('seven==', '/subscribe city voter');
    await shownTo(viber.received, 'seven==', 1);
    await broadcast(env, 'viber');
    const shown = await shownTo(viber.received, 'seven==', 2);
    expect(shown.at(-1)).toContain('подробиці на сайті міста');
  }, 90_000);

  it('registers nothing: the only webhook is the host’s', () => {
    const urls = viber.calls
      .filter(({ method }) => method === 'set_webhook')
      .map(({ payload }) => payload.url);
    expect(urls).toEqual([env.BOT_URL]);
  });

  it('stops orderly: the process ends by itself', async () => {
    expect(await host.stop()).toBe(0);
    expect(host.lines()).not.toMatch(/rror/);
  });
});
