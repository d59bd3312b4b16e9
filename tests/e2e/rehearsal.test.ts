// Owns the proof that a rehearsal tells the truth: what it names for a day is exactly what a process sends on that day.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  type Environment,
  each,
  freePort,
  freshData,
  run,
  type Served,
  startEmulation,
  startServe,
  until,
} from '../support/process.ts';

type Planned = {
  at: string;
  line: string | null;
  channel: string;
  recipients: number;
  text: string;
  lastUsefulAt: string;
};
type Emulation = Awaited<ReturnType<typeof startEmulation>>;

const secret = 'hook-secret';
const plan = path.join(import.meta.dirname, '..', 'plans', 'kalynove-2026-2027.docx');

async function rehearse(env: Environment, from: string, to: string): Promise<Planned[]> {
  const { out } = await run(env, 'rehearse', '--from', from, '--to', to, '--json');
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Planned);
}

describe('a rehearsal of the whole cycle', () => {
  let emulation: Emulation;
  let prepared: Environment;
  let served: Served | null = null;

  beforeAll(async () => {
    emulation = await startEmulation({ telegram: { perSecond: 0 } });
    const { addresses } = emulation;
    const port = await freePort();
    prepared = {
      DATA_DIR: freshData(),
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      CLOCK_START: '2026-10-01T12:00:00+03:00',
      TELEGRAM_BOT_TOKEN: addresses.telegramToken,
      TELEGRAM_API_ROOT: addresses.telegram,
      TELEGRAM_WEBHOOK_SECRET: secret,
      SMTP_URL: addresses.smtp,
      MAIL_FROM: 'uchast@example.org',
      SEND_TO: '*',
    };
    await ask(prepared, 'staff', 'add', 'olena@example.org', '--role', 'admin');
    const list = path.join(prepared.DATA_DIR ?? '', 'list.csv');
    writeFileSync(list, ['email', ...Array.from({ length: 7 }, (_, i) => `p${i}@example.net`)].join('\n'));
    await ask(prepared, 'subscribers', 'import', list, '--source', 'цикл 2025', '--ground', 'згода: анкета');
    const { id } = await ask<{ id: string }>(prepared, 'plan', 'import', plan, '--save');
    await ask(prepared, 'plan', 'confirm', id, '--all', '--by', 'olena@example.org');
    served = await startServe(prepared);
    const chats = [
      ['/subscribe city voter', 12],
      ['/subscribe kids author', 5],
      ['/subscribe', 3],
    ] as const;
    let chat = 1000;
    for (const [text, count] of chats) {
      await each(
        Array.from({ length: count }, () => ++chat),
        5,
        async (address) => {
          const message = {
            message_id: 1,
            date: 1,
            chat: { id: address, type: 'private' },
            from: { id: address, is_bot: false, first_name: 'x' },
            text,
          };
          await fetch(`${served?.url}/hook/telegram`, {
            method: 'POST',
            headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
            body: JSON.stringify({ update_id: address, message }),
          });
        },
      );
    }
    await until(async () => (await received()).telegram === 20, 20_000, 'the answers');
    await served.kill('SIGTERM');
    served = null;
  });

  afterAll(async () => {
    await served?.kill('SIGTERM');
    emulation?.stop();
  });

  async function received(): Promise<Record<string, number>> {
    const all = await emulation.control<Record<string, Record<string, number>>>('GET', '/counts');
    const sum = (of: Record<string, number> | undefined) =>
      Object.values(of ?? {}).reduce((a, b) => a + b, 0);
    // Letters to staff about their tasks are no part of a rehearsal of what residents get.
    const residents = Object.entries(all.smtp ?? {}).filter(([address]) => address.endsWith('@example.net'));
    return { telegram: sum(all.telegram), email: sum(Object.fromEntries(residents)) };
  }

  it('is in order of time, the same every time, outside the quiet hours and before the close of each stage', async () => {
    const rows = await rehearse(prepared, '2026-09-01', '2028-01-01');
    expect(rows.length).toBeGreaterThan(50);
    expect(await rehearse(prepared, '2026-09-01', '2028-01-01')).toEqual(rows);
    const instants = rows.map((row) => Date.parse(row.at));
    expect([...instants].sort((a, b) => a - b)).toEqual(instants);
    for (const row of rows) {
      expect(Date.parse(row.lastUsefulAt)).toBeGreaterThan(Date.parse(row.at));
      expect(Number(row.at.slice(11, 13))).toBeGreaterThanOrEqual(8);
      expect(Number(row.at.slice(11, 13))).toBeLessThan(21);
    }
  });

  it.each([
    ['the opening of submission', '2026-10-19'],
    ['three days before the close of voting', '2027-03-25'],
    ['the results', '2027-03-29'],
  ])('on %s exactly what was rehearsed goes out', async (_name, day) => {
    const offset = day < '2026-10-25' || day > '2027-03-28' ? '+03:00' : '+02:00';
    const start = `${day}T09:59:50${offset}`;
    const data = freshData();
    cpSync(prepared.DATA_DIR ?? '', data, { recursive: true });
    const env = { ...prepared, DATA_DIR: data, CLOCK_START: start };
    const planned = await rehearse(env, start, `${day}T10:00:01${offset}`);
    const wanted = { telegram: 0, email: 0 };
    for (const row of planned)
      if (row.channel in wanted) wanted[row.channel as 'telegram' | 'email'] += row.recipients;
    expect(wanted.telegram).toBeGreaterThan(0);
    const before = await received();
    served = await startServe(env);
    type Listed = { at: string; state: string; total: number };
    const due = async () =>
      (await ask<Listed[]>(env, 'broadcast', 'list')).filter((one) => one.at.startsWith(`${day}T10:00`));
    await until(
      async () => (await due()).length > 0 && (await due()).every((one) => one.state === 'done'),
      60_000,
      'the end of the day',
    );
    await served.kill('SIGTERM');
    served = null;
    const after = await received();
    expect({
      telegram: (after.telegram ?? 0) - (before.telegram ?? 0),
      email: (after.email ?? 0) - (before.email ?? 0),
    }).toEqual(wanted);
  });
});
