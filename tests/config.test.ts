// Owns what the administrator's variables mean: defaults, files of secrets, sections switched off, and every problem at once.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, type Environment, readConfig } from '../src/config.ts';

function read(env: Environment): Config {
  const { config, problems } = readConfig(env);
  expect(problems).toEqual([]);
  if (!config) throw new Error('no configuration without a problem');
  return config;
}

function problemsOf(env: Environment): string[] {
  const { config, problems } = readConfig(env);
  expect(config).toBeNull();
  return problems.map(({ variable, code }) => `${variable} ${code}`);
}

function fileWith(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'uchast-config-')), 'secret');
  writeFileSync(file, text);
  return file;
}

const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';

describe('an empty environment', () => {
  it('is enough: this machine only, files below data/, no channel that needs an account, nobody is written to', () => {
    expect(read({})).toEqual({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: null,
      proxies: 0,
      dataDir: path.resolve('data'),
      database: { kind: 'sqlite', file: path.resolve('data/uchast.sqlite') },
      contentDir: path.resolve('content'),
      telegram: null,
      viber: null,
      viberChannel: null,
      mail: { smtpUrl: null, from: 'uchast@localhost', dkim: null },
      bounce: { imap: null, smtp: null },
      sendTo: { kind: 'nobody' },
      clockStart: null,
      limits: {
        perAddress: 1200,
        chat: 600,
        forms: 60,
        resident: 120,
        webhooks: 500,
        connections: 2000,
      },
      logLevel: 'info',
    });
  });

  it('is the same where variables are set to nothing', () => {
    expect(read({ PORT: '', SEND_TO: '  ', TELEGRAM_BOT_TOKEN: '', SMTP_URL_FILE: '' })).toEqual(read({}));
  });
});

describe('each variable', () => {
  it.each<[string, Environment, Partial<Config>]>([
    ['a port of our choice', { PORT: '9000', HOST: '0.0.0.0' }, { port: 9000, host: '0.0.0.0' }],
    [
      'PostgreSQL',
      { DATABASE_URL: 'postgres://u:hush@h/db' },
      { database: { kind: 'postgres', url: 'postgres://u:hush@h/db' } },
    ],
    [
      'limits of our own',
      { LIMIT_CHAT_PER_MINUTE: '5000', LIMIT_FORMS_PER_HOUR: '7' },
      { limits: { ...read({}).limits, chat: 5000, forms: 7 } },
    ],
    ['port 0: a free one', { PORT: '0' }, { port: 0 }],
    ['a public address loses its last slash', { PUBLIC_URL: 'https://a.ua/' }, { publicUrl: 'https://a.ua' }],
    [
      'the data folder carries the database',
      { DATA_DIR: '/var/uchast' },
      { dataDir: '/var/uchast', database: { kind: 'sqlite', file: '/var/uchast/uchast.sqlite' } },
    ],
    [
      'a database elsewhere',
      { DATABASE_URL: 'sqlite:/srv/a.sqlite' },
      { database: { kind: 'sqlite', file: '/srv/a.sqlite' } },
    ],
    ['the default database by name', { DATABASE_URL: 'sqlite:' }, { database: read({}).database }],
    [
      'Telegram with its token alone',
      { TELEGRAM_BOT_TOKEN: '1:a' },
      {
        telegram: { token: '1:a', apiRoot: 'https://api.telegram.org', webhookSecret: null, channel: null },
      },
    ],
    [
      'the city’s Telegram channel by its name',
      { TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_CHANNEL: '@kam_budget' },
      {
        telegram: {
          token: '1:a',
          apiRoot: 'https://api.telegram.org',
          webhookSecret: null,
          channel: '@kam_budget',
        },
      },
    ],
    [
      'the city’s Viber channel without a bot',
      { VIBER_CHANNEL_TOKEN: 'c', VIBER_API_ROOT: 'http://h/pa', PUBLIC_URL: 'https://a.ua' },
      { viber: null, viberChannel: { token: 'c', apiRoot: 'http://h/pa' } },
    ],
    [
      'Viber with a price',
      { VIBER_AUTH_TOKEN: 'v', VIBER_MESSAGE_PRICE_EUR: '0.012' },
      { viber: { token: 'v', apiRoot: 'https://chatapi.viber.com/pa', priceEur: 0.012 } },
    ],
    [
      'mail with a sender that has a name',
      { SMTP_URL: 'smtp://h:25', MAIL_FROM: 'Бюджет <a@b.ua>' },
      { mail: { smtpUrl: 'smtp://h:25', from: 'Бюджет <a@b.ua>', dkim: null } },
    ],
    [
      'a mailbox of returned letters, with a folder and signs in its password',
      { BOUNCE_IMAP_URL: 'imaps://b%40a.ua:p%2Fw@imap.a.ua/INBOX/Back', MAIL_FROM: 'a@a.ua' },
      {
        bounce: {
          imap: {
            host: 'imap.a.ua',
            port: 993,
            secure: true,
            user: 'b@a.ua',
            pass: 'p/w',
            folder: 'INBOX/Back',
          },
          smtp: null,
        },
      },
    ],
    [
      'a receiving port, on this machine alone',
      { BOUNCE_SMTP_PORT: '2525', MAIL_FROM: 'a@a.ua' },
      { bounce: { imap: null, smtp: { host: '127.0.0.1', port: 2525 } } },
    ],
    ['everybody may be written to', { SEND_TO: '*' }, { sendTo: { kind: 'everyone' } }],
    [
      'a list: e-mail in small letters, the rest as written',
      { SEND_TO: ' 42, AbC=, Me@City.UA ,' },
      { sendTo: { kind: 'list', addresses: new Set(['42', 'AbC=', 'me@city.ua']) } },
    ],
    [
      'a clock for training',
      { CLOCK_START: '2026-11-21T10:00:00+02:00' },
      { clockStart: { text: '2026-11-21T10:00:00+02:00', instant: Date.UTC(2026, 10, 21, 8) } },
    ],
    ['a quiet log', { LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
  ])('%s', (_label, env, expected) => {
    expect(read(env)).toMatchObject(expected);
  });
});

describe('a secret from a file', () => {
  it('is its text without the last line break', () => {
    expect(read({ TELEGRAM_BOT_TOKEN_FILE: fileWith('1:a\n') }).telegram?.token).toBe('1:a');
  });

  it('serves a key of several lines', () => {
    const env = { MAIL_DKIM_DOMAIN: 'a.ua', MAIL_DKIM_SELECTOR: 's', MAIL_DKIM_KEY_FILE: fileWith(pem) };
    expect(read(env).mail.dkim?.key).toBe(pem.trim());
  });

  it.each<[string, Environment, string]>([
    [
      'given twice',
      { VIBER_AUTH_TOKEN: 'a', VIBER_AUTH_TOKEN_FILE: fileWith('b') },
      'VIBER_AUTH_TOKEN bothGiven',
    ],
    ['that is not there', { SMTP_URL_FILE: '/nowhere/at/all' }, 'SMTP_URL_FILE unreadableFile'],
  ])('%s is a problem', (_label, env, problem) => {
    expect(problemsOf(env)).toContain(problem);
  });
});

describe('a section half filled stops the start', () => {
  it.each<[string, Environment, string]>([
    ['Telegram without its token', { TELEGRAM_WEBHOOK_SECRET: 'a' }, 'TELEGRAM_BOT_TOKEN needs'],
    ['a Telegram channel without the bot', { TELEGRAM_CHANNEL: '@city' }, 'TELEGRAM_BOT_TOKEN needs'],
    ['a Viber channel without a public address', { VIBER_CHANNEL_TOKEN: 'c' }, 'PUBLIC_URL needs'],
    ['Viber without its token', { VIBER_MESSAGE_PRICE_EUR: '1' }, 'VIBER_AUTH_TOKEN needs'],
    ['a mail server without a sender', { SMTP_URL: 'smtp://h' }, 'MAIL_FROM needs'],
    [
      'a mailbox of returned letters without a sender',
      { BOUNCE_IMAP_URL: 'imap://a:b@h' },
      'MAIL_FROM needs',
    ],
    ['a receiving address without its port', { BOUNCE_SMTP_HOST: '0.0.0.0' }, 'BOUNCE_SMTP_PORT needs'],
    ['DKIM without its key', { MAIL_DKIM_DOMAIN: 'a.ua', MAIL_DKIM_SELECTOR: 's' }, 'MAIL_DKIM_KEY needs'],
  ])('%s', (_label, env, problem) => {
    expect(problemsOf(env)).toContain(problem);
  });
});

describe('a wrong value is named by its variable', () => {
  it.each<[string, Environment]>([
    ['PORT wrong', { PORT: 'eighty' }],
    ['PORT wrong', { PORT: '70000' }],
    ['PUBLIC_URL wrong', { PUBLIC_URL: 'city.ua' }],
    ['DATABASE_URL wrong', { DATABASE_URL: 'mysql://h/db' }],
    ['TELEGRAM_CHANNEL wrong', { TELEGRAM_BOT_TOKEN: 'a', TELEGRAM_CHANNEL: 'https://t.me/city' }],
    ['TELEGRAM_API_ROOT wrong', { TELEGRAM_BOT_TOKEN: 'a', TELEGRAM_API_ROOT: 'h' }],
    ['TELEGRAM_WEBHOOK_SECRET wrong', { TELEGRAM_BOT_TOKEN: 'a', TELEGRAM_WEBHOOK_SECRET: 'пароль' }],
    ['VIBER_MESSAGE_PRICE_EUR wrong', { VIBER_AUTH_TOKEN: 'a', VIBER_MESSAGE_PRICE_EUR: '-1' }],
    ['SMTP_URL wrong', { SMTP_URL: 'mail.city.ua', MAIL_FROM: 'a@b.ua' }],
    ['MAIL_FROM wrong', { MAIL_FROM: 'міськрада' }],
    ['MAIL_DKIM_KEY wrong', { MAIL_DKIM_DOMAIN: 'a', MAIL_DKIM_SELECTOR: 's', MAIL_DKIM_KEY: 'not a key' }],
    ['BOUNCE_IMAP_URL wrong', { BOUNCE_IMAP_URL: 'imaps://imap.a.ua/INBOX', MAIL_FROM: 'a@b.ua' }],
    ['BOUNCE_IMAP_URL wrong', { BOUNCE_IMAP_URL: 'pop3://a:b@h', MAIL_FROM: 'a@b.ua' }],
    ['BOUNCE_SMTP_PORT wrong', { BOUNCE_SMTP_PORT: 'smtp', MAIL_FROM: 'a@b.ua' }],
    ['CLOCK_START wrong', { CLOCK_START: 'yesterday' }],
    ['LIMIT_RESIDENT_PER_MINUTE wrong', { LIMIT_RESIDENT_PER_MINUTE: '0' }],
    ['LIMIT_WEBHOOKS_AT_ONCE wrong', { LIMIT_WEBHOOKS_AT_ONCE: 'many' }],
    ['TRUST_PROXY wrong', { TRUST_PROXY: 'yes' }],
    ['LOG_LEVEL wrong', { LOG_LEVEL: 'loud' }],
  ])('%s', (problem, env) => {
    expect(problemsOf(env)).toEqual([problem]);
  });

  it('all of them at once, so that one start is enough to learn what to mend', () => {
    const env = { PORT: 'x', LOG_LEVEL: 'loud', SMTP_URL: 'smtp://h', DATABASE_URL: 'mysql://h/db' };
    expect(problemsOf(env).sort()).toEqual([
      'DATABASE_URL wrong',
      'LOG_LEVEL wrong',
      'MAIL_FROM needs',
      'PORT wrong',
    ]);
  });

  it('never shows the value of a database address, which may hold a password', () => {
    const { problems } = readConfig({ DATABASE_URL: 'mysql://u:hush@h/db' });
    expect(JSON.stringify(problems)).not.toContain('hush');
  });
});
