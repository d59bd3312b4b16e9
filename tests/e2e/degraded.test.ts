// Owns that a platform or the mail server that is away, at the start or in the middle, takes nobody else along: the others
// are answered, what waits is shown in words, and it goes out by itself once the platform is back.
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Environment,
  freePort,
  freshData,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

type Part = { ready: boolean; detail: string; code?: string };
type Emulation = Awaited<ReturnType<typeof startEmulation>>;
type Channel = 'telegram' | 'viber' | 'smtp';

const secret = 'hook-secret';
const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const away = { kind: 'http', status: 502 };
const fault = (emulation: Emulation, channel: Channel, one: object) =>
  emulation.control('POST', '/faults', { channel, fault: one });
const back = (emulation: Emulation, channel: Channel) =>
  emulation.control('POST', '/faults', { channel, clear: true });

async function city(): Promise<{ emulation: Emulation; env: Environment }> {
  const emulation = await startEmulation({});
  endings.push(() => void emulation.stop());
  const { addresses } = emulation;
  const port = await freePort();
  const env = {
    DATA_DIR: freshData(),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN: addresses.telegramToken,
    TELEGRAM_API_ROOT: addresses.telegram,
    TELEGRAM_WEBHOOK_SECRET: secret,
    VIBER_AUTH_TOKEN: addresses.viberToken,
    VIBER_API_ROOT: addresses.viber,
    SMTP_URL: addresses.smtp,
    MAIL_FROM: 'Бюджет участі <uchast@example.org>',
  };
  return { emulation, env };
}

async function partsOf(url: string): Promise<Record<string, Part>> {
  const answer = await fetch(`${url}/readyz`);
  const { ready, parts } = (await answer.json()) as { ready: boolean; parts: Record<string, Part> };
  expect(answer.status).toBe(ready ? 200 : 503);
  return parts;
}

let updates = 0;
async function write(url: string, person: number): Promise<number> {
  updates += 1;
  const { status } = await fetch(`${url}/hook/telegram`, {
    method: 'POST',
    headers: { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' },
    body: JSON.stringify({
      update_id: 8_000_000 + updates,
      message: {
        message_id: updates,
        date: Math.floor(Date.now() / 1000),
        chat: { id: person, type: 'private', first_name: 'О' },
        from: { id: person, is_bot: false, first_name: 'О' },
        text: 'коли голосування?',
      },
    }),
  });
  return status;
}

async function chat(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'коли голосування?' }),
  });
  const { replies = [] } = (await answer.json()) as { replies?: unknown[] };
  return replies.length;
}

async function received(emulation: Emulation, channel: Channel): Promise<Record<string, number>> {
  const all = await emulation.control<Record<string, Record<string, number>>>(
    'GET',
    `/counts?channel=${channel}`,
  );
  return all[channel] ?? {};
}

describe('at the start', { timeout: 120_000 }, () => {
  it('platforms that are away leave the chat answered and the webhooks taken, and are set up once they are back', async () => {
    const { emulation, env } = await city();
    await fault(emulation, 'telegram', away);
    await fault(emulation, 'viber', away);
    const served = await startServe(env);
    endings.push(() => served.kill('SIGKILL'));
    const parts = await partsOf(served.url);
    expect(parts).toMatchObject({
      telegram: { ready: false },
      viber: { ready: false },
      database: { ready: true },
    });
    expect(await chat(served.url)).toBeGreaterThan(0);
    // What Telegram brings is stored at once, and answered when Telegram takes answers again.
    expect(await write(served.url, 4001)).toBe(200);
    await back(emulation, 'telegram');
    await until(
      async () => (await partsOf(served.url)).telegram?.ready === true,
      60_000,
      'Telegram to be set up',
    );
    await until(async () => ((await received(emulation, 'telegram'))[4001] ?? 0) > 0, 60_000, 'the answer');
    expect((await partsOf(served.url)).viber?.ready).toBe(false);
    await back(emulation, 'viber');
    await until(async () => (await partsOf(served.url)).viber?.ready === true, 60_000, 'Viber to be set up');
  });
});

describe('in the middle', { timeout: 150_000 }, () => {
  it('a platform that is away is named in words with what waits; others go on; everything leaves when it is back', async () => {
    const { emulation, env } = await city();
    const served = await startServe(env);
    endings.push(() => served.kill('SIGKILL'));
    await until(async () => (await partsOf(served.url)).telegram?.ready === true, 30_000, 'the start');
    await fault(emulation, 'telegram', { kind: 'http', status: 502, method: 'sendMessage' });
    const people = [5001, 5002, 5003, 5004];
    for (const person of people) expect(await write(served.url, person)).toBe(200);
    await until(async () => (await partsOf(served.url)).telegram?.code === 'silent', 60_000, 'the word');
    expect((await partsOf(served.url)).telegram?.detail).toMatch(/не приймає повідомлень.*надійде/);
    const figures = await (await fetch(`${served.url}/metrics`)).text();
    expect(figures).toMatch(/uchast_replies_waiting\{channel="telegram"\} [1-9]/);
    expect(figures).toMatch(/uchast_sends_total\{channel="telegram",outcome="transient"\} [1-9]/);
    // Nobody else waits for it: the chat answers and a letter leaves.
    expect(await chat(served.url)).toBeGreaterThan(0);
    const form = new URLSearchParams({ address: 'olena@example.org', contest: 'city' });
    expect((await fetch(`${served.url}/email`, { method: 'POST', body: form })).status).toBeLessThan(400);
    const letter = async () => Object.keys(await received(emulation, 'smtp')).length > 0;
    await until(letter, 20_000, 'the letter');
    await back(emulation, 'telegram');
    const answered = async () => {
      const all = await received(emulation, 'telegram');
      return people.every((person) => (all[person] ?? 0) > 0);
    };
    await until(answered, 90_000, 'an answer to everybody');
    await until(
      async () => (await partsOf(served.url)).telegram?.ready === true,
      30_000,
      'the word that it is back',
    );
    const once = await received(emulation, 'telegram');
    expect(people.map((person) => once[person])).toEqual(people.map(() => once[5001]));
  });

  it('a mail server that is away keeps letters back, chats go on, and the letters leave when it is back', async () => {
    const { emulation, env } = await city();
    const served = await startServe(env);
    endings.push(() => served.kill('SIGKILL'));
    await until(async () => (await partsOf(served.url)).email?.ready === true, 30_000, 'the start');
    await fault(emulation, 'smtp', { method: 'rcpt', kind: 'reply', code: 451, text: '4.3.0 not now' });
    const form = new URLSearchParams({ address: 'olena@example.org', contest: 'city' });
    expect((await fetch(`${served.url}/email`, { method: 'POST', body: form })).status).toBeLessThan(400);
    const waits = async () =>
      /uchast_replies_waiting\{channel="email"\} 1/.test(await (await fetch(`${served.url}/metrics`)).text());
    await until(waits, 20_000, 'the letter to wait');
    expect(await write(served.url, 6001)).toBe(200);
    await until(async () => ((await received(emulation, 'telegram'))[6001] ?? 0) > 0, 20_000, 'the answer');
    await back(emulation, 'smtp');
    await until(async () => Object.keys(await received(emulation, 'smtp')).length > 0, 90_000, 'the letter');
  });
});
