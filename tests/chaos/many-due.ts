// Owns what falls due in the record of many processes while they are killed: a stage reminder, a letter of a plan row, the
// link to an event, letters about tasks. Each is asked for once, and what came of it is judged person by person.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { openPostgres } from '../../db/postgres.ts';
import { ask } from '../support/process.ts';
import { type City, type Emulation, staff } from './city.ts';
import type { AllReceived } from './judge.ts';
import type { watchTables } from './many-city.ts';

/** Pupils of both chats and readers of letters: none of them is in the audience of the broadcast. */
export type DueSizes = { chats: number; letters: number };
type Channel = 'telegram' | 'viber' | 'email';
type Person = { id: string; channel: Channel; address: string };

const createdAt = Date.parse('2027-02-01T12:00:00+02:00');
const link = 'https://webinar.example/pupils';
const minuteMs = 60_000;
const plan = path.join(import.meta.dirname, '..', '..', 'content', 'plan', 'sample-plan.csv');
/** The start of the event comes half an hour after its link. */
const aheadMs = 30 * minuteMs;

export function peopleDue({ chats, letters }: DueSizes): Person[] {
  const some = (count: number, channel: Channel, address: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => ({ id: `due-${channel}-${n}`, channel, address: address(n) }));
  return [
    ...some(chats, 'telegram', (n) => String(500_000 + n)),
    ...some(chats, 'viber', (n) => `pupil-${n}==`),
    ...some(letters, 'email', (n) => `reader-${n}@example.net`),
  ];
}

/** Who chats wants reminders and has a seat at the event; who reads letters wants letters. */
export async function settleDue(url: string, sizes: DueSizes): Promise<void> {
  const db = openPostgres(url);
  const { person, address, consent, standing } = db.tables;
  await db.write(async (s) => {
    for (const { id, channel, address: to } of peopleDue(sizes)) {
      const who = { contest: 'kids', role: 'voter', source: null, prefers: null, pace: null } as const;
      await s.insert(person).values({ id, createdAt, ...who });
      const nothing = { sessionAt: null, provenAt: null, listSource: null, listGround: null };
      const row = { id: `${id}-address`, personId: id, channel, address: to, state: 'active' } as const;
      await s.insert(address).values({ ...row, createdAt, wroteAt: createdAt, ...nothing });
      const purposes = channel === 'email' ? (['letters'] as const) : (['reminders', 'events'] as const);
      for (const purpose of purposes) {
        const given = { purpose, contest: 'kids', granted: true, at: createdAt, channel } as const;
        const said = { id: `${id}-${purpose}`, personId: id, ...given, wording: 'так', ground: 'consent' };
        await s.insert(consent).values(said);
        await s.insert(standing).values(said);
      }
    }
  });
  await db.close();
}

/** Instant of Kyiv's winter as the command line reads it. */
const said = (instant: number) =>
  new Date(instant + 2 * 60 * minuteMs).toISOString().slice(0, 16).replace('T', ' ');

/**
 * Has the plan confirmed, a stage opened and an event entered, so that everything falls due at one full minute after all of
 * that. Returns its instant on the real clock.
 */
export async function orderDue(of: {
  city: City;
  url: string;
  sizes: DueSizes;
  afterMs: number;
}): Promise<number> {
  const { city, url, sizes, afterMs } = of;
  const clock = await clockOf(url);
  const file = path.join(city.data, 'plan.csv');
  cpSync(plan, file);
  const order = (...words: string[]) => ask<{ id: string }>(city.earlier, ...words, '--by', staff);
  const began = Date.now();
  const { id } = await order('plan', 'import', file, '--save');
  // Three more commands follow.
  const takesMs = 4 * (Date.now() - began);
  const at = Math.ceil((Date.now() + clock + takesMs + afterMs) / minuteMs) * minuteMs;
  const dates = ['--opens', said(at), '--closes', '2027-03-14 23:59', '--yes'];
  await order('calendar', 'set', 'kids', 'results', ...dates);
  const where = ['--contest', 'kids', '--stage', 'results', '--place', 'онлайн', '--link', link];
  const what = ['--title', 'Зустріч команд', '--at', said(at + aheadMs)];
  const event = await order('event', 'add', ...what, ...where);
  await seat(url, { event: event.id, sizes });
  // Last of all: tasks of a stage begin anew where its dates change.
  await order('plan', 'confirm', id, '--all');
  return at - clock;
}

/** Gives everybody who chats a seat at an event. */
async function seat(url: string, { event, sizes }: { event: string; sizes: DueSizes }): Promise<void> {
  const db = openPostgres(url);
  const chat = peopleDue(sizes).filter(({ channel }) => channel !== 'email');
  const rows = chat.map(({ id }) => ({
    eventId: event,
    personId: id,
    state: 'going' as const,
    at: createdAt,
  }));
  await db.write((s) => s.insert(db.tables.seat).values(rows));
  await db.close();
}

/** How far the city's clock is from the real one, as its first process has stored it. */
async function clockOf(url: string): Promise<number> {
  const db = openPostgres(url);
  const rows = await db.read.select().from(db.tables.meta);
  await db.close();
  const stored = rows.find(({ key }) => key === 'clock')?.value as { offset: number } | undefined;
  return stored?.offset ?? 0;
}

export type DueVerdict = {
  /** Broadcasts that came of it: one of each kind. */
  broadcasts: Record<string, number>;
  meant: number;
  once: number;
  doubled: number;
  missing: number;
  unknown: number;
  /**
   * Different letters about tasks, as many as tasks that were to be told of; and those that came again, because they were in
   * a call when a process died: what is written to one person goes out again then, as answers do.
   */
  tasks: { told: number; letters: number; doubled: number };
};

type Judging = { emulation: Emulation; tables: ReturnType<typeof watchTables>; sizes: DueSizes };

export async function judgeDue({ emulation, tables, sizes }: Judging): Promise<DueVerdict> {
  const received = await emulation.control<AllReceived>('GET', '/received');
  const planned = await tables.planned();
  const unknown = new Set(
    (await tables.deliveries()).flatMap((row) =>
      row.state === 'unknown' ? [row.broadcast + row.person] : [],
    ),
  );
  const verdict: DueVerdict = {
    broadcasts: {},
    meant: 0,
    once: 0,
    doubled: 0,
    missing: 0,
    unknown: 0,
    tasks: { told: 0, letters: 0, doubled: 0 },
  };
  const people = peopleDue(sizes);
  for (const { id, kind, body } of planned) {
    verdict.broadcasts[kind] = (verdict.broadcasts[kind] ?? 0) + 1;
    const mark = kind === 'letter' ? (body.subject ?? '') : kind === 'event' ? link : firstLine(body.text);
    for (const { channel, address } of people.filter(
      (one) => (one.channel === 'email') === (kind === 'letter'),
    )) {
      const got = received[channel === 'email' ? 'smtp' : channel][address] ?? [];
      const times = got.filter(({ text }) => text.includes(mark)).length;
      verdict.meant += 1;
      if (times > 1) verdict.doubled += 1;
      else if (times === 1) verdict.once += 1;
      else if (unknown.has(id + address)) verdict.unknown += 1;
      else verdict.missing += 1;
    }
  }
  const titles = await tables.tasksTold();
  const letters = Object.entries(received.smtp).flatMap(([mailbox, all]) =>
    all
      .filter(({ text }) => titles.some((title) => text.includes(title.slice(0, 20))))
      .map(({ text }) => `${mailbox} ${text}`),
  );
  verdict.tasks = {
    told: titles.length,
    letters: new Set(letters).size,
    doubled: letters.length - new Set(letters).size,
  };
  return verdict;
}

/** The words of a message up to the first line's end, as a person reads them. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replaceAll('*', '');
}
