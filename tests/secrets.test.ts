// Owns that no secret of the city is ever said: by no command, no complaint about the configuration, no log, no page.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Environment, freePort, freshData, run, startServe, until } from './support/process.ts';

const secrets = {
  telegram: '4242:HUSH-telegram-token',
  hook: 'HUSH-webhook',
  viber: 'HUSH-viber-token',
  channel: 'HUSH-viber-channel',
  smtp: 'HUSH-smtp-password',
  imap: 'HUSH-imap-password',
  key: '-----BEGIN PRIVATE KEY-----\nHUSHdkim\n-----END PRIVATE KEY-----',
};

/** A city with every secret there is; the platforms and the mail server can't be reached, so that there is much to complain of. */
async function everything(): Promise<Environment> {
  const data = freshData();
  const token = path.join(data, 'token');
  writeFileSync(token, secrets.telegram);
  const port = String(await freePort());
  return {
    DATA_DIR: data,
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    TELEGRAM_BOT_TOKEN_FILE: token,
    TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    TELEGRAM_WEBHOOK_SECRET: secrets.hook,
    VIBER_AUTH_TOKEN: secrets.viber,
    VIBER_CHANNEL_TOKEN: secrets.channel,
    VIBER_API_ROOT: 'http://127.0.0.1:9/pa',
    SMTP_URL: `smtp://user:${secrets.smtp}@127.0.0.1:9`,
    MAIL_FROM: 'uchast@city.example',
    MAIL_DKIM_DOMAIN: 'city.example',
    MAIL_DKIM_SELECTOR: 's',
    MAIL_DKIM_KEY: secrets.key,
    BOUNCE_IMAP_URL: `imap://user:${secrets.imap}@127.0.0.1:9/INBOX`,
    LOG_LEVEL: 'debug',
  };
}

const said = /HUSH/;

describe('no secret is said', () => {
  test.each([['check'], ['doctor'], ['staff', 'list'], ['broadcast', 'list'], ['broadcast', 'results', 'x']])(
    'by %s %s %s, for people and as JSON',
    { timeout: 120_000 },
    async (...words) => {
      const env = await everything();
      for (const more of [[], ['--json']]) {
        const { out, error } = await run(env, ...words, ...more);
        expect(`${out}${error}`).not.toMatch(said);
      }
    },
  );

  test.each<[string, Environment]>([
    ['a mail server', { SMTP_URL: `http://user:${secrets.smtp}@h`, MAIL_FROM: 'a@b.ua' }],
    ['a mailbox', { BOUNCE_IMAP_URL: `pop3://user:${secrets.imap}@h`, MAIL_FROM: 'a@b.ua' }],
    ['a database', { DATABASE_URL: `mysql://user:HUSH-db@h/city` }],
    ['a key', { MAIL_DKIM_DOMAIN: 'a.ua', MAIL_DKIM_SELECTOR: 's', MAIL_DKIM_KEY: 'HUSH-no-pem' }],
    [
      'a secret of the webhook',
      { TELEGRAM_BOT_TOKEN: secrets.telegram, TELEGRAM_WEBHOOK_SECRET: 'SECRET з пробілом' },
    ],
    ['a token given twice', { VIBER_AUTH_TOKEN: secrets.viber, VIBER_AUTH_TOKEN_FILE: '/nowhere' }],
  ])('in the complaint about %s', async (_what, env) => {
    for (const more of [[], ['--json']]) {
      const { code, out, error } = await run({ DATA_DIR: freshData(), ...env }, 'check', ...more);
      expect([code, out]).toEqual([2, '']);
      expect(error).not.toMatch(said);
    }
  });

  test('in the logs of a start at which nothing can be reached, nor on the pages for machines', async () => {
    const env = await everything();
    const served = await startServe(env);
    const words: string[] = [];
    await until(async () => {
      for (const page of ['/healthz', '/readyz', '/metrics', '/'])
        words.push(await (await fetch(`${served.url}${page}`)).text());
      return /ECONNREFUSED|9/.test(words.join());
    }, 30_000);
    await fetch(`${served.url}/hook/telegram`, { method: 'POST', body: secrets.hook });
    await fetch(`${served.url}/hook/viber?sig=${secrets.viber}`, { method: 'POST', body: '{}' });
    await served.kill('SIGTERM');
    expect(`${served.lines()}${words.join()}`).not.toMatch(said);
  });
});
