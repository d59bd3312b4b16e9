// Owns the one reading of the environment: every variable checked at the start, every problem named at once.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Limits, limitVariables, standardLimits } from './core/limits.ts';
import { readInstant } from './core/time.ts';

export type Config = {
  port: number;
  host: string;
  publicUrl: string | null;
  /** How many proxies of the city's own stand before the server; their word about where a request comes from is believed. */
  proxies: number;
  dataDir: string;
  /** Where the database lives. */
  database: { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };
  contentDir: string;
  telegram: {
    token: string;
    apiRoot: string;
    webhookSecret: string | null;
    /** The city's own channel, where the bot is an administrator: `@name` or `-100…`. */
    channel: string | null;
  } | null;
  viber: { token: string; apiRoot: string; priceEur: number } | null;
  /** The city's own Viber channel, which has a token of its own. */
  viberChannel: { token: string; apiRoot: string } | null;
  mail: {
    smtpUrl: string | null;
    from: string;
    dkim: { domain: string; selector: string; key: string } | null;
  };
  /** How letters that come back reach us: a mailbox, and a receiving port of our own. */
  bounce: {
    imap: {
      host: string;
      port: number;
      secure: boolean;
      user: string;
      pass: string;
      folder: string;
    } | null;
    smtp: { host: string; port: number } | null;
  };
  /** Who may receive what we begin: nobody, everybody or a list of addresses. */
  sendTo: { kind: 'nobody' } | { kind: 'everyone' } | { kind: 'list'; addresses: ReadonlySet<string> };
  clockStart: { text: string; instant: number } | null;
  /** What one comer may ask for. */
  limits: Limits;
  logLevel: string;
};

/** A variable and what is wrong with it; the command line says it in Ukrainian. */
export type ConfigProblem = { variable: string; code: ConfigProblemCode; detail: string };
export type ConfigProblemCode = 'unreadableFile' | 'bothGiven' | 'wrong' | 'needs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `contentDir` is there also when the rest is wrong: what complains needs the words of content/. */
export type ConfigReading = { config: Config | null; problems: ConfigProblem[]; contentDir: string };

type Values = (name: string) => string | null;

/** Reads the environment. Every variable may also come from a file named in `NAME_FILE`. */
export function readConfig(env: Environment): ConfigReading {
  const problems: ConfigProblem[] = [];
  const get = valuesOf(env, problems);
  const checked = <T>(variable: string, schema: z.ZodType<T>, value: unknown): T => {
    const result = schema.safeParse(value);
    if (!result.success) problems.push({ variable, code: 'wrong', detail: get(variable) ?? '' });
    return result.data as T;
  };
  const dataDir = path.resolve(get('DATA_DIR') ?? 'data');
  const config: Config = {
    port: checked('PORT', z.coerce.number().int().min(0).max(65_535), get('PORT') ?? '8080'),
    host: get('HOST') ?? '127.0.0.1',
    publicUrl: checked('PUBLIC_URL', httpUrl.nullable(), get('PUBLIC_URL')),
    proxies: checked('TRUST_PROXY', z.coerce.number().int().min(0).max(5), get('TRUST_PROXY') ?? '0'),
    dataDir,
    database: databaseOf(get, dataDir, problems),
    contentDir: path.resolve(get('CONTENT_DIR') ?? 'content'),
    telegram: telegramOf(get, problems),
    viber: viberOf(get, problems),
    viberChannel: viberChannelOf(get, problems),
    mail: mailOf(get, problems),
    bounce: { imap: mailboxOf(get, problems), smtp: backPortOf(get, problems) },
    sendTo: sendToOf(get('SEND_TO')),
    clockStart: clockStartOf(get('CLOCK_START'), problems),
    limits: limitsOf(get, problems),
    logLevel: checked(
      'LOG_LEVEL',
      z.enum(['silent', 'error', 'warn', 'info', 'debug']),
      get('LOG_LEVEL') ?? 'info',
    ),
  };
  return { config: problems.length === 0 ? config : null, problems, contentDir: config.contentDir };
}

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/)
  .transform((url) => url.replace(/\/+$/, ''));

function valuesOf(env: Environment, problems: ConfigProblem[]): Values {
  return (name) => {
    const direct = env[name]?.trim() || null;
    const file = env[`${name}_FILE`]?.trim() || null;
    if (direct && file) problems.push({ variable: name, code: 'bothGiven', detail: `${name}_FILE` });
    if (direct || !file) return direct;
    try {
      return readFileSync(file, 'utf8').trim() || null;
    } catch {
      problems.push({ variable: `${name}_FILE`, code: 'unreadableFile', detail: file });
      return null;
    }
  };
}

function databaseOf(get: Values, dataDir: string, problems: ConfigProblem[]): Config['database'] {
  const url = get('DATABASE_URL');
  const standard = { kind: 'sqlite' as const, file: path.join(dataDir, 'uchast.sqlite') };
  if (!url || url === 'sqlite:') return standard;
  const place = databaseAt(url);
  if (place) return place;
  // Not the whole of it: a URL of a database may hold a password.
  problems.push({ variable: 'DATABASE_URL', code: 'wrong', detail: url.split(':')[0] ?? '' });
  return standard;
}

/** Where the address of a database leads: `sqlite:PATH` or `postgres://…`; null: nowhere that is known. */
export function databaseAt(url: string): Config['database'] | null {
  if (/^sqlite:./.test(url)) return { kind: 'sqlite', file: path.resolve(url.slice('sqlite:'.length)) };
  return /^postgres(ql)?:\/\/[^\s/]/.test(url) ? { kind: 'postgres', url } : null;
}

/** Says which variables of a section are missing once one of them is set. */
function half(
  get: Values,
  problems: ConfigProblem[],
  { if: given, needed }: { if: string[]; needed: string },
): boolean {
  const cause = given.find((name) => get(name) !== null);
  if (cause && get(needed) === null) problems.push({ variable: needed, code: 'needs', detail: cause });
  return get(needed) !== null;
}

function apiRoot(get: Values, problems: ConfigProblem[], name: string, standard: string): string {
  const result = httpUrl.safeParse(get(name) ?? standard);
  if (!result.success) problems.push({ variable: name, code: 'wrong', detail: get(name) ?? '' });
  return result.data ?? standard;
}

function telegramOf(get: Values, problems: ConfigProblem[]): Config['telegram'] {
  const on = half(get, problems, {
    if: ['TELEGRAM_API_ROOT', 'TELEGRAM_WEBHOOK_SECRET', 'TELEGRAM_CHANNEL'],
    needed: 'TELEGRAM_BOT_TOKEN',
  });
  const root = apiRoot(get, problems, 'TELEGRAM_API_ROOT', 'https://api.telegram.org');
  const secret = get('TELEGRAM_WEBHOOK_SECRET');
  if (secret && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    problems.push({ variable: 'TELEGRAM_WEBHOOK_SECRET', code: 'wrong', detail: 'A-Z a-z 0-9 _ -' });
  }
  const channel = get('TELEGRAM_CHANNEL');
  if (channel && !/^(@[A-Za-z]\w{3,31}|-100\d{5,})$/.test(channel)) {
    problems.push({ variable: 'TELEGRAM_CHANNEL', code: 'wrong', detail: channel });
  }
  return on
    ? { token: get('TELEGRAM_BOT_TOKEN') ?? '', apiRoot: root, webhookSecret: secret, channel }
    : null;
}

const viberRoot = 'https://chatapi.viber.com/pa';

function viberOf(get: Values, problems: ConfigProblem[]): Config['viber'] {
  // The address of the API serves the bot and the city's channel: with the latter alone it asks for no bot.
  const shared = get('VIBER_CHANNEL_TOKEN') === null ? ['VIBER_API_ROOT'] : [];
  const on = half(get, problems, {
    if: [...shared, 'VIBER_MESSAGE_PRICE_EUR'],
    needed: 'VIBER_AUTH_TOKEN',
  });
  const root = apiRoot(get, problems, 'VIBER_API_ROOT', viberRoot);
  const price = z.coerce
    .number()
    .nonnegative()
    .safeParse(get('VIBER_MESSAGE_PRICE_EUR') ?? '0');
  if (!price.success) {
    problems.push({
      variable: 'VIBER_MESSAGE_PRICE_EUR',
      code: 'wrong',
      detail: get('VIBER_MESSAGE_PRICE_EUR') ?? '',
    });
  }
  return on ? { token: get('VIBER_AUTH_TOKEN') ?? '', apiRoot: root, priceEur: price.data ?? 0 } : null;
}

function viberChannelOf(get: Values, problems: ConfigProblem[]): Config['viberChannel'] {
  const token = get('VIBER_CHANNEL_TOKEN');
  if (token === null) return null;
  if (get('PUBLIC_URL') === null)
    problems.push({ variable: 'PUBLIC_URL', code: 'needs', detail: 'VIBER_CHANNEL_TOKEN' });
  return { token, apiRoot: apiRoot(get, [], 'VIBER_API_ROOT', viberRoot) };
}

function mailOf(get: Values, problems: ConfigProblem[]): Config['mail'] {
  const smtpUrl = get('SMTP_URL');
  if (smtpUrl && !/^smtps?:\/\/.+/.test(smtpUrl))
    problems.push({ variable: 'SMTP_URL', code: 'wrong', detail: 'smtp://…' });
  half(get, problems, { if: ['SMTP_URL', 'BOUNCE_IMAP_URL', 'BOUNCE_SMTP_PORT'], needed: 'MAIL_FROM' });
  const from = get('MAIL_FROM') ?? 'uchast@localhost';
  if (!/^[^<>]*<?[^\s@<>]+@[^\s@<>]+>?$/.test(from))
    problems.push({ variable: 'MAIL_FROM', code: 'wrong', detail: from });
  const names = ['MAIL_DKIM_DOMAIN', 'MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY'];
  const signed = names.map((needed) => half(get, problems, { if: names, needed })).every(Boolean);
  const key = get('MAIL_DKIM_KEY');
  if (key && !key.includes('-----BEGIN'))
    problems.push({ variable: 'MAIL_DKIM_KEY', code: 'wrong', detail: 'PEM' });
  const dkim = signed
    ? { domain: get('MAIL_DKIM_DOMAIN') ?? '', selector: get('MAIL_DKIM_SELECTOR') ?? '', key: key ?? '' }
    : null;
  return { smtpUrl, from, dkim };
}

/** `imaps://user:password@host:993/INBOX`; the folder is INBOX where none is named. The address is a secret: never shown. */
function mailboxOf(get: Values, problems: ConfigProblem[]): Config['bounce']['imap'] {
  const given = get('BOUNCE_IMAP_URL');
  if (given === null) return null;
  const wrong = () => {
    problems.push({ variable: 'BOUNCE_IMAP_URL', code: 'wrong', detail: 'imaps://user:password@host/INBOX' });
    return null;
  };
  try {
    const url = new URL(given);
    const secure = url.protocol === 'imaps:';
    if (!secure && url.protocol !== 'imap:') return wrong();
    const user = decodeURIComponent(url.username);
    const pass = decodeURIComponent(url.password);
    if (user === '' || pass === '' || url.hostname === '') return wrong();
    const folder = decodeURIComponent(url.pathname.replace(/^\//, '')) || 'Inbox';
    return { host: url.hostname, port: Number(url.port) || (secure ? 993 : 143), secure, user, pass, folder };
  } catch {
    return wrong();
  }
}

function backPortOf(get: Values, problems: ConfigProblem[]): Config['bounce']['smtp'] {
  if (!half(get, problems, { if: ['BOUNCE_SMTP_HOST'], needed: 'BOUNCE_SMTP_PORT' })) return null;
  const port = z.coerce.number().int().min(1).max(65_535).safeParse(get('BOUNCE_SMTP_PORT'));
  if (!port.success) {
    problems.push({ variable: 'BOUNCE_SMTP_PORT', code: 'wrong', detail: get('BOUNCE_SMTP_PORT') ?? '' });
    return null;
  }
  return { host: get('BOUNCE_SMTP_HOST') ?? '127.0.0.1', port: port.data };
}

function sendToOf(value: string | null): Config['sendTo'] {
  if (!value) return { kind: 'nobody' };
  if (value === '*') return { kind: 'everyone' };
  const addresses = value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return {
    kind: 'list',
    addresses: new Set(addresses.map((one) => (one.includes('@') ? one.toLowerCase() : one))),
  };
}

function clockStartOf(value: string | null, problems: ConfigProblem[]): Config['clockStart'] {
  if (!value) return null;
  const instant = readInstant(value);
  if (instant === null) problems.push({ variable: 'CLOCK_START', code: 'wrong', detail: value });
  return instant === null ? null : { text: value, instant };
}

function limitsOf(get: Values, problems: ConfigProblem[]): Limits {
  const limits = { ...standardLimits };
  for (const name of Object.keys(limits) as (keyof Limits)[]) {
    const variable = limitVariables[name];
    const given = get(variable);
    if (given === null) continue;
    const read = z.coerce.number().int().min(1).max(1_000_000_000).safeParse(given);
    if (read.success) limits[name] = read.data;
    else problems.push({ variable, code: 'wrong', detail: given });
  }
  return limits;
}
