// Owns the drill of putting a copy back: made under load, restored days later, and judged by what the platforms received.
import { createHmac } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import SqliteFile from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  type Environment,
  each,
  freePort,
  freshData,
  type Ran,
  run,
  type Served,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

const secret = 'hook-secret';
const chats = 100;
/** So many get a message before the platform asks for pauses. */
const some = 30;
const users = 20;
const [erased, stopped] = [100_000, 100_001];

/** Three broadcasts: one that is being sent when the copy is made, one of the lost time, one of the time after it. */
const texts = {
  going: 'Розсилка, що вже йде',
  lost: 'Розсилка втраченого часу',
  later: 'Розсилка пізнішого часу',
};
/** The notice that the calendar sends in the lost time. */
const notice = 'Проголосуйте за проєкти';

type Results = {
  total: number;
  pending: number;
  claimed: number;
  sent: number;
  delivered: number;
  unknown: number;
};
type Received = Record<string, Record<string, { text: string }[]>>;
type Restored = {
  unknown: number;
  replies: number;
  erased: number;
  withdrawn: number;
  carried: boolean;
  kept: string;
};

describe('a copy that was made under load and is put back three days later', () => {
  let emulation: Awaited<ReturnType<typeof startEmulation>>;
  let env: Environment;
  let served: Served;
  let restored: Restored;
  let before: Received;
  const ids: Record<keyof typeof texts, string> = { going: '', lost: '', later: '' };
  const data = freshData();
  const copy = path.join(freshData(), 'copy.sqlite');
  const at = (clock: string): Environment => ({ ...env, CLOCK_START: clock });
  const [first, lostDay, restoring, after] = [
    '2027-03-05T12:00:00+02:00',
    '2027-03-08T09:59:55+02:00',
    '2027-03-08T13:00:00+02:00',
    '2027-03-10T11:59:55+02:00',
  ] as const;

  const received = () => emulation.control<Received>('GET', '/received');

  beforeAll(async () => {
    emulation = await startEmulation({ telegram: { latencyMs: 4000, perSecond: 0 } });
    const port = await freePort();
    const { addresses } = emulation;
    env = {
      DATA_DIR: data,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      TELEGRAM_BOT_TOKEN: addresses.telegramToken,
      TELEGRAM_API_ROOT: addresses.telegram,
      TELEGRAM_WEBHOOK_SECRET: secret,
      VIBER_AUTH_TOKEN: addresses.viberToken,
      VIBER_API_ROOT: addresses.viber,
      SMTP_URL: addresses.smtp,
      MAIL_FROM: 'Бюджет участі <uchast@example.org>',
      SEND_TO: '*',
    };
    await prepareCity();
    await copyUnderLoad();
    await liveOn();
    restored = await ask<Restored>(at(restoring), 'restore', copy, '--by', 'olena@example.org');
  }, 400_000);

  afterAll(async () => {
    await served?.kill('SIGTERM');
    emulation?.stop();
    rmSync(path.dirname(copy), { recursive: true, force: true });
  });

  async function prepareCity(): Promise<void> {
    const now = at(first);
    for (const [email, role] of [
      ['olena@example.org', 'admin'],
      ['taras@example.org', 'approver'],
    ] as const)
      await ask(now, 'staff', 'add', email, '--role', role);
    served = await startServe(now);
    await each(
      Array.from({ length: chats }, (_, i) => i),
      20,
      (i) => writes(erased + i, '/subscribe city voter'),
    );
    await each(
      Array.from({ length: users }, (_, i) => i),
      20,
      (i) => writesOnViber(i, '/subscribe city voter'),
    );
    await until(async () => total(await received(), 'telegram') >= chats, 120_000, 'the answers');
    // Until the copy is made: it is surely made in the middle.
    const busy = { kind: 'say', code: 429, text: 'Too Many Requests', retryAfter: 2, after: some };
    const fault = { ...busy, method: 'sendMessage' };
    await emulation.control('POST', '/faults', { channel: 'telegram', fault });
    ids.going = await announce(now, { text: texts.going, on: '2027-03-05T12:00:30+02:00', to: 'telegram' });
    ids.lost = await announce(now, { text: texts.lost, on: '2027-03-06T12:00:00+02:00', to: 'viber' });
    ids.later = await announce(now, {
      text: texts.later,
      on: '2027-03-10T12:00:00+02:00',
      to: 'telegram,viber',
    });
  }

  async function announce(now: Environment, of: { text: string; on: string; to: string }): Promise<string> {
    const file = path.join(path.dirname(copy), 'text.txt');
    writeFileSync(file, `${of.text}.`);
    const { id } = await ask<{ id: string }>(
      now,
      ...[
        'broadcast',
        'create',
        '--text-file',
        file,
        '--at',
        of.on,
        '--last-useful',
        '2027-03-12T20:00:00+02:00',
      ],
      ...['--channels', of.to, '--audience', 'contest=city', '--by', 'olena@example.org'],
    );
    await ask(now, 'broadcast', 'approve', id, '--by', 'taras@example.org', '--emergency', 'навчання');
    return id;
  }

  /** The copy is made while a broadcast is on its way and residents write. */
  async function copyUnderLoad(): Promise<void> {
    await until(async () => holding(await received(), texts.going) >= some, 120_000, 'the first messages');
    const writing = each(
      Array.from({ length: 30 }, (_, i) => i),
      5,
      (i) => writes(erased + i, '/stage'),
    );
    const made = await run(at(first), 'backup', copy);
    expect(made, made.error).toMatchObject({ code: 0 });
    await writing;
    await emulation.control('POST', '/faults', { channel: 'telegram', clear: true });
  }

  /** What happens after the copy: all of it will be lost, and was seen by people. */
  async function liveOn(): Promise<void> {
    await until(
      async () => holding(await received(), texts.going) === chats,
      180_000,
      'the end of a broadcast',
    );
    await served.kill('SIGTERM');
    served = await startServe(at(lostDay));
    await until(async () => holding(await received(), texts.lost) === users, 120_000, 'the lost broadcast');
    await until(async () => holding(await received(), notice, 'viber') >= users, 120_000, 'the notice');
    await writes(stopped, 'стоп');
    await writes(erased, '/data erase');
    await presses(erased, '/data erase yes');
    await writes(erased + 2, '/human');
    await writes(erased + 2, 'Коли відремонтують тротуар на моїй вулиці?');
    await writes(erased + 2, 'так');
    await until(async () => holding(await received(), 'Усе видалено') === 1, 60_000, 'the last word');
    await quiet();
    await served.kill('SIGTERM');
    before = await received();
  }

  it('turns what may have left into unknown outcomes that wait for a person', async () => {
    const going = await ask<Results>(at(restoring), 'broadcast', 'results', ids.going);
    expect(going.pending + going.claimed).toBe(0);
    expect(going.unknown).toBeGreaterThan(0);
    const lost = await ask<Results>(at(restoring), 'broadcast', 'results', ids.lost);
    expect(lost).toMatchObject({ total: users, unknown: users });
    const waiting = await ask<{ broadcast: string; kind: string; waiting: number }[]>(
      at(restoring),
      'unknown',
      'list',
    );
    expect(waiting.map((one) => one.broadcast)).toEqual(expect.arrayContaining([ids.going, ids.lost]));
    expect(waiting.some(({ kind, waiting: rows }) => kind === 'notice' && rows > 0)).toBe(true);
    expect(restored.unknown).toBe(waiting.reduce((sum, one) => sum + one.waiting, 0));
  });

  it('erases again whoever was erased since, and withdraws again what was withdrawn', async () => {
    expect(restored).toMatchObject({ erased: 1, carried: true });
    expect(restored.withdrawn).toBeGreaterThan(0);
    expect(await run(at(restoring), 'data', 'export', String(erased))).toMatchObject({ code: 2 });
    expect(JSON.stringify(await ask(at(restoring), 'data', 'export', String(stopped)))).toContain(
      'withdrawal',
    );
  });

  it('notes itself in the audit trail of the restored database, and ends what opened the console', () => {
    const file = new SqliteFile(path.join(data, 'uchast.sqlite'), { readonly: true });
    const acts = file.prepare("select actor, object, detail from audit where act = 'backup.restore'").all();
    const links = file.prepare('select count(*) as n from sign_in').get();
    file.close();
    expect(acts).toMatchObject([{ actor: 'olena@example.org', object: 'copy.sqlite' }]);
    expect(links).toEqual({ n: 0 });
  });

  it('sends nothing of the lost time again, and what is due later on time, to nobody who left', async () => {
    served = await startServe(at(restoring));
    await quiet();
    const now = await received();
    expect(counted({ ...now, smtp: {} })).toEqual(counted({ ...before, smtp: {} }));
    // Staff may be told that this machine is slow; nothing that they were told before is told again.
    expect(lettersAgain(before, now)).toEqual([]);
    await served.kill('SIGTERM');
    served = await startServe(at(after));
    await until(
      async () => holding(await received(), texts.later) >= chats + users - 2,
      120_000,
      'what is due later',
    );
    await quiet();
    await served.kill('SIGTERM');
    const all = await received();
    expect(all.telegram?.[erased]?.some(({ text }) => text.includes(texts.later)) ?? false).toBe(false);
    expect(all.telegram?.[stopped]?.some(({ text }) => text.includes(texts.later)) ?? false).toBe(false);
    for (const text of Object.values(texts)) expect(mostTimes(all, text), text).toBe(1);
  }, 200_000);

  it.each([
    ['cut short', (file: string) => truncateSync(file, 60_000)],
    ['changed in one place', (file: string) => changeByte(file, 50_000)],
    ['no database', (file: string) => writeFileSync(file, 'це не база')],
  ])('a file that is %s is refused, and nothing changes', async (_, damage) => {
    const file = path.join(path.dirname(copy), `${damage.name}-${Math.random()}.sqlite`);
    copyFileSync(copy, file);
    damage(file);
    const refused: Ran = await run(at(after), 'restore', file);
    expect(refused.code).toBe(2);
    expect(refused.error).toContain(file);
    expect(readdirSync(data).filter((name) => name.startsWith('restoring'))).toEqual([]);
    expect(await ask<Results>(at(after), 'broadcast', 'results', ids.lost)).toMatchObject({ unknown: users });
  });

  /** Waits until the platforms have heard nothing for two sweeps. */
  async function quiet(): Promise<void> {
    let last = '';
    let since = Date.now();
    await until(
      async () => {
        const now = JSON.stringify(counted(await received()));
        if (now !== last) [last, since] = [now, Date.now()];
        return Date.now() - since > 12_000;
      },
      120_000,
      'silence',
    );
  }

  let update = 1000;
  const hook = async (of: object) => {
    update += 1;
    const answer = await fetch(`${served.url}/hook/telegram`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Telegram-Bot-Api-Secret-Token': secret },
      body: JSON.stringify({ update_id: update, ...of }),
    });
    expect(answer.status).toBe(200);
  };

  async function writes(id: number, text: string): Promise<void> {
    const message = { message_id: update, date: 1, chat: { id, type: 'private' }, from: whoIs(id), text };
    await hook({ message });
  }

  async function presses(id: number, value: string): Promise<void> {
    const message = { message_id: 1, date: 1, chat: { id, type: 'private' }, text: 'x' };
    const query = { id: `${id}-${value}`, from: whoIs(id), chat_instance: '1', data: value, message };
    await hook({ callback_query: query });
  }

  async function writesOnViber(user: number, text: string): Promise<void> {
    const body = JSON.stringify({
      event: 'message',
      timestamp: 1,
      message_token: 5_000_000_000 + user,
      sender: { id: `viber-${user}==`, name: 'x', language: 'uk', country: 'UA', api_version: 10 },
      message: { type: 'text', text },
    });
    const signature = createHmac('sha256', emulation.addresses.viberToken).update(body).digest('hex');
    const answer = await fetch(`${served.url}/hook/viber`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Viber-Content-Signature': signature },
      body,
    });
    expect(answer.status).toBe(200);
  }
});

const whoIs = (id: number) => ({ id, is_bot: false, first_name: 'x' });

/** How many messages hold a text, on one channel or on all of them. */
function holding(received: Received, text: string, channel?: string): number {
  const channels = channel ? [received[channel] ?? {}] : Object.values(received);
  const all = channels.flatMap((people) => Object.values(people).flat());
  return all.filter((one) => one.text?.includes(text)).length;
}

/** How often the person got a text who got it most often. */
function mostTimes(received: Received, text: string): number {
  const people = Object.values(received).flatMap((channel) => Object.values(channel));
  return Math.max(...people.map((messages) => messages.filter((one) => one.text?.includes(text)).length));
}

function total(received: Received, channel: string): number {
  return Object.values(received[channel] ?? {}).flat().length;
}

/** Letters that somebody has more often now than before, as `address: subject`. */
function lettersAgain(before: Received, now: Received): string[] {
  return Object.entries(before.smtp ?? {}).flatMap(([person, letters]) =>
    letters
      .filter(({ text }) => times(now.smtp?.[person], text) > times(letters, text))
      .map(({ text }) => `${person}: ${text}`),
  );
}

function times(messages: readonly { text: string }[] = [], text: string): number {
  return messages.filter((one) => one.text === text).length;
}

/** Messages by channel and person. */
function counted(received: Received): Record<string, Record<string, number>> {
  return Object.fromEntries(
    Object.entries(received).map(([channel, people]) => [
      channel,
      Object.fromEntries(Object.entries(people).map(([person, messages]) => [person, messages.length])),
    ]),
  );
}

function changeByte(file: string, offset: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.from([0xa5]), 0, 1, offset);
  closeSync(descriptor);
}
