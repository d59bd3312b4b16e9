// Opening us inside a process of the city's: what is refused with words, what is whose to mount, and what a stop ends.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUchast, type Uchast } from '../../src/embed.ts';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { type Environment, freePort, freshData, until } from '../support/process.ts';
import { shownTo } from './host.ts';

async function environment(more: Environment = {}): Promise<Environment> {
  return { DATA_DIR: freshData(), PORT: String(await freePort()), LOG_LEVEL: 'silent', ...more };
}

describe('what is wrong is said in words, and nothing is opened', () => {
  it.each<[what: string, more: Environment, words: RegExp]>([
    ['a variable', { PORT: 'x', SMTP_URL: 'smtp://x' }, /PORT \(wrong: x\); MAIL_FROM \(needs: SMTP_URL\)/],
    ['a folder without texts', { CONTENT_DIR: '/nowhere' }, /the texts are wrong: /],
  ])('%s', async (_what, more, words) => {
    await expect(openUchast(await environment(more))).rejects.toThrow(words);
  });
});

describe('opened', () => {
  let telegram: TelegramEmulator;
  let env: Environment;
  let uchast: Uchast;
  beforeAll(async () => {
    telegram = await startTelegramEmulator();
    const token = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url };
    env = await environment({ ...token, LIMIT_RESIDENT_PER_MINUTE: '10' });
    uchast = await openUchast(env);
  });
  afterAll(async () => {
    await uchast.stop();
    await telegram.stop();
  });

  const inbound = (eventId: string) =>
    ({ channel: 'telegram', address: '7', at: Date.now(), eventId, kind: 'text', text: '/stage' }) as const;

  it('serves the console and the chat beside the host, and offers the first administrator a way in', async () => {
    expect((await fetch(`${uchast.url}/healthz`)).status).toBe(200);
    expect(uchast.adminLink).toMatch(/\/console\/in\//);
  });

  it('knows the bot for its deep links, and is ready without a webhook or polling', async () => {
    const ready = async () => (await fetch(`${uchast.url}/readyz`)).status === 200;
    await until(ready, 10_000, 'readiness');
    expect(new Set(telegram.calls.map(({ method }) => method))).toEqual(new Set(['getMe']));
  });

  it('answers a repeated event once', async () => {
    const house = uchast.mount('telegram');
    expect((await house.take(inbound('1'))).kind).toBe('answered');
    expect((await house.take(inbound('1'))).kind).toBe('answered');
    expect((await house.take(inbound('2'))).kind).toBe('answered');
    expect(await shownTo(telegram.received, '7', 2)).toHaveLength(2);
  });

  it('hears somebody who sends far more than anybody can mean no more, and the host is spared it as well', async () => {
    const house = uchast.mount('telegram');
    for (let n = 0; n < 30; n += 1)
      expect((await house.take({ ...inbound(`flood-${n}`), address: '8' })).kind).toBe('answered');
    const told = (await shownTo(telegram.received, '8', 11)).at(-1);
    expect(told).toMatch(/забагато|часто|хвилин/i);
    await house.take(inbound('after the flood'));
    await shownTo(telegram.received, '7', 3);
    expect(telegram.received.get('8')).toHaveLength(11);
  });

  it('speaks for the bot whose token it has, and for no other', () => {
    const house = uchast.mount('telegram');
    expect([house.speaksFor(telegram.token), house.speaksFor('another')]).toEqual([true, false]);
  });

  it('refuses to mount a channel without a token, or one that is no messenger', () => {
    expect(() => uchast.mount('viber')).toThrow('viber has no token here');
    expect(() => uchast.mount('email')).toThrow('email');
  });

  it('refuses to be opened twice on one database', async () => {
    const port = String(await freePort());
    await expect(openUchast({ ...env, PORT: port })).rejects.toThrow('another process serves this database');
  });

  it('takes nothing in any more once it is stopped, so that the platform repeats it; a second stop does nothing', async () => {
    const house = uchast.mount('telegram');
    await uchast.stop();
    await uchast.stop();
    await expect(house.take(inbound('3'))).rejects.toThrow('stopped');
    await expect(fetch(`${uchast.url}/healthz`)).rejects.toThrow();
  });
});

it('a messenger in `own` is run by ourselves and is nobody’s to mount', async () => {
  const telegram = await startTelegramEmulator();
  const token = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url };
  const uchast = await openUchast(await environment(token), { own: ['telegram'] });
  expect(() => uchast.mount('telegram')).toThrow('not the host');
  await until(
    async () => telegram.calls.some(({ method }) => method === 'getUpdates'),
    10_000,
    'our polling',
  );
  await uchast.stop();
  await telegram.stop();
});
