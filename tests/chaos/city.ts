// Owns the city that the crash record happens to: its folders and environment, its people, its staff, its broadcasts.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { addAddress, addPerson, recordConsent } from '../../db/people.ts';
import { openSqlite } from '../../db/sqlite.ts';
import { ask, type Environment, freePort, type startEmulation } from '../support/process.ts';

export type Emulation = Awaited<ReturnType<typeof startEmulation>>;
export type Sizes = { telegram: number; viber: number; letters: number };

const root = path.join(import.meta.dirname, '..', '..');
export const staff = 'olena@example.org';
export const secret = 'hook-secret';

/** Midday of a day in spring: an hour more or less never reaches the quiet hours. */
const clockStart = '2027-03-10T13:00:00+02:00';
const hourMs = 3_600_000;

export type City = {
  data: string;
  file: string;
  url: string;
  /** Of `serve`: its clock jumps with `setClock`. */
  env: Environment;
  /** Of the staff's commands: three hours earlier, so that no jump back puts what they order into the future. */
  earlier: Environment;
  setClock: (offsetMs: number) => void;
};

/** Makes the folders and the environment; the data of a run that fails stay where they are. */
export async function foundCity(data: string, { addresses }: Emulation): Promise<City> {
  const port = await freePort();
  const content = path.join(data, 'content');
  mkdirSync(data, { recursive: true });
  cpSync(path.join(root, 'content'), content, { recursive: true });
  const city = path.join(content, 'city.yaml');
  const text = readFileSync(city, 'utf8');
  writeFileSync(city, text.replace(/^maxMessagesPerWeek: .*$/m, 'maxMessagesPerWeek: 100000'));
  const [jumping, early] = ['clock', 'clock-of-staff'].map((name) => path.join(data, name));
  writeFileSync(early ?? '', String(-3 * hourMs));
  const url = `http://127.0.0.1:${port}`;
  const common = {
    DATA_DIR: data,
    CONTENT_DIR: content,
    PORT: String(port),
    PUBLIC_URL: url,
    TELEGRAM_BOT_TOKEN: addresses.telegramToken,
    TELEGRAM_API_ROOT: addresses.telegram,
    TELEGRAM_WEBHOOK_SECRET: secret,
    VIBER_AUTH_TOKEN: addresses.viberToken,
    VIBER_API_ROOT: addresses.viber,
    SMTP_URL: addresses.smtp,
    MAIL_FROM: 'Бюджет участі <uchast@example.org>',
    SEND_TO: '*',
    CLOCK_START: clockStart,
    NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'clock-jump.ts')).href}`,
  };
  return {
    data,
    file: path.join(data, 'uchast.sqlite'),
    url,
    env: { ...common, CHAOS_CLOCK_FILE: jumping ?? '' },
    earlier: { ...common, CHAOS_CLOCK_FILE: early ?? '' },
    setClock: (offsetMs) => writeFileSync(jumping ?? '', String(offsetMs)),
  };
}

/** Staff, a list of addresses, and people of both chats who asked for reminders before; nothing serves meanwhile. */
export async function settleCity(city: City, sizes: Sizes): Promise<void> {
  // The first process stores how far this city's clock is from the real one.
  await ask(city.env, 'staff', 'add', staff, '--role', 'admin');
  const list = path.join(city.data, 'list.csv');
  const letters = addressesOf('email', sizes.letters);
  writeFileSync(list, ['email', ...letters].join('\n'));
  const ground = ['--source', 'цикл 2025', '--ground', 'згода: анкета 2025'];
  const { added } = await ask<{ added: number }>(city.env, 'subscribers', 'import', list, ...ground);
  if (added !== letters.length) throw new Error(`${added} of ${letters.length} addresses were added`);
  const db = openSqlite(city.file);
  for (const channel of ['telegram', 'viber'] as const) {
    await db.write(async (s) => {
      const at = { t: db.tables, s };
      for (const address of addressesOf(channel, sizes[channel])) await settlePerson(at, channel, address);
    });
  }
  await db.close();
}

/** The addresses of the audience on a channel. */
export function addressesOf(channel: 'telegram' | 'viber' | 'email', count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    if (channel === 'telegram') return String(100_000 + n);
    return channel === 'viber' ? `viber-${n}==` : `p${n}@example.net`;
  });
}

async function settlePerson(
  at: Parameters<typeof addPerson>[0],
  channel: string,
  address: string,
): Promise<void> {
  const id = `${channel}-${address}`;
  const createdAt = Date.parse('2027-02-01T12:00:00+02:00');
  await addPerson(at, {
    id,
    createdAt,
    contest: 'city',
    role: 'voter',
    source: null,
    prefers: null,
    pace: null,
  });
  await addAddress(at, {
    id: `${id}-address`,
    personId: id,
    channel,
    address,
    state: 'active',
    createdAt,
    wroteAt: createdAt,
    sessionAt: null,
    provenAt: null,
    listSource: null,
    listGround: null,
  });
  const consent = { purpose: 'reminders', contest: 'city', granted: true, at: createdAt } as const;
  const said = { channel, wording: 'так', ground: 'consent' };
  await recordConsent(at, id, { id: `${id}-consent`, ...consent, ...said });
}

export type Offered = { id: string; number: number; channels: readonly string[] };

/** A broadcast of staff with a number of its own in its words, approved at once in an emergency. */
export async function offer(city: City, number: number, channels: readonly string[]): Promise<Offered> {
  const text = path.join(city.data, `text-${number}.txt`);
  writeFileSync(text, `Повідомлення ${mark(number)}: голосування триває, подробиці на сайті міста.`);
  const { id } = await ask<{ id: string }>(
    city.earlier,
    ...['broadcast', 'create', '--text-file', text, '--subject', `Голосування триває ${mark(number)}`],
    ...['--at', '2027-03-10 10:00', '--last-useful', '2027-03-12 20:00', '--channels', channels.join(',')],
    ...['--audience', 'contest=city', '--kind', 'official', '--by', staff],
  );
  await ask(city.earlier, 'broadcast', 'approve', id, '--by', staff, '--emergency', 'перевірка на аварії');
  return { id, number, channels };
}

/** The number of a broadcast as it stands in its words, and nowhere else. */
export function mark(number: number): string {
  return `№ ${String(number).padStart(5, '0')}.`;
}
