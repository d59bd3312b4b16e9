// Owns a city in a folder with one resident who left something in every class of data, on every channel, and another who
// left as much and stays.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type At, findAddress } from '../../db/people.ts';
import { reading, writing } from '../../src/app/app.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import type { Desk } from '../../src/app/desk.ts';
import { importSubscribers } from '../../src/app/letters/list-import.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { myDataDesk } from '../../src/app/people/my-data.ts';
import { sweepQuestions } from '../../src/app/questions/question-letters.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { startDrainer } from '../../src/app/sending/dispatch.ts';
import { receive } from '../../src/app/talk/receive.ts';
import { type Assembled, assemble } from '../../src/assemble.ts';
import { readConfig } from '../../src/config.ts';
import { dayMs } from '../../src/core/time.ts';
import { keptLog } from '../bots/harness.ts';
import { realContent } from '../support/harness.ts';
import { until } from '../support/process.ts';

export type City = Assembled & { desk: Desk; folder: string; file: string; logged: string[] };

const noon = '2027-03-10T12:00:00+02:00';

/** A city on its real composition: every channel, letters as files. Closed and removed after the test. */
export async function openCity(): Promise<City> {
  const folder = mkdtempSync(path.join(tmpdir(), 'uchast-law-'));
  const { config, problems } = readConfig({
    DATA_DIR: folder,
    CLOCK_START: noon,
    PUBLIC_URL: 'https://uchast.example',
    SEND_TO: '*',
    TELEGRAM_BOT_TOKEN: '4242:law',
    TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    VIBER_AUTH_TOKEN: 'law',
    VIBER_API_ROOT: 'http://127.0.0.1:9/pa',
  });
  if (config?.database.kind !== 'sqlite') throw new Error(JSON.stringify(problems));
  const log = keptLog();
  const assembled = await assemble({ config, content: realContent(), log });
  onTestFinished(async () => {
    await assembled.app.db.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    ...assembled,
    desk: createDesk(assembled.app, { media: path.join(folder, 'media') }),
    folder,
    file: config.database.file,
    logged: log.lines,
  };
}

/** What stands for one resident wherever it is found: addresses as platforms write them, and words that nobody else uses. */
export type Marks = Readonly<
  Record<'telegram' | 'viber' | 'web' | 'email' | 'draft' | 'question' | 'vain' | 'previous', string>
>;

export function marksOf(name: string): Marks {
  return {
    telegram: `7300${name.length}${name.charCodeAt(0)}11`,
    viber: `${name}ViberId/+==`,
    web: `${name}-web-session-0123456789abcdef`,
    email: `${name}.unikalna@example.com`,
    draft: `Лавка${name}неповторна`,
    question: `Питання${name}неповторне`,
    vain: `зебракадабра${name}`,
    previous: `Подруга${name}неповторна`,
  };
}

let events = 0;

async function says(city: City, of: { channel: string; address: string }, text: string): Promise<void> {
  events += 1;
  const event = { ...of, eventId: `law-${events}`, at: city.app.clock.now() };
  await receive(city.app, { ...event, kind: 'text', text });
}

/** What staff prepare: a project, an event with one seat, a poll, somebody who reads letters. */
export async function prepare(city: City): Promise<{ event: string; poll: string }> {
  const now = city.app.clock.now();
  const by = 'clerk@city.example';
  await city.desk.staff.add(by, 'admin', 'test');
  const list = { name: 'list.csv', bytes: new TextEncoder().encode('№;Назва;Статус\n7;Сквер;допущено') };
  const imported = await city.desk.projects.import(list, {
    contest: 'city',
    cycle: null,
    complete: false,
    by,
    save: true,
  });
  const event = await city.desk.events.add(
    {
      title: 'Вебінар',
      startsAt: now + 9 * dayMs,
      endsAt: null,
      place: 'онлайн',
      link: null,
      about: null,
      capacity: 1,
      contest: 'city',
      stage: 'submission',
      planId: null,
      line: null,
    },
    by,
  );
  const poll = await city.desk.polls.add(
    {
      question: 'Коли зручно?',
      options: ['Зранку', 'Увечері'],
      contest: null,
      opensAt: now - 1,
      closesAt: now + dayMs,
    },
    by,
  );
  if (!imported.ok || !event.ok || !poll.ok) throw new Error(JSON.stringify([imported, event, poll]));
  return { event: event.value.id, poll: poll.value.id };
}

const draftSteps = ['Ніде сісти', 'Дві лавки', 'Біля ринку', 'Усім'];

/** Leaves something in every class of data. Returns the ids that stand for the person in tables. */
export async function liveThrough(
  city: City,
  marks: Marks,
  of: { event: string; poll: string },
): Promise<string[]> {
  const telegram = { channel: 'telegram', address: marks.telegram };
  const viber = { channel: 'viber', address: marks.viber };
  const web = { channel: 'webchat', address: marks.web };
  const tell = (text: string, from = telegram) => says(city, from, text);
  await tell('/start afisha-7');
  await tell('/contest city');
  await tell('/role voter');
  await tell('/subscribe city voter');
  for (const from of [viber, web]) {
    await tell('/link');
    const code = await codeOf(city, marks);
    await tell('/link 0000 0000', from);
    await tell(`/link ${code}`, from);
  }
  await tell(`/email ${marks.email}`);
  await mailingDesk(city.app).confirm(await confirmation(city, marks));
  await bringIn(city, marks.email);
  await tell('/channel telegram');
  await tell('/mute news');
  await tell('/voted city');
  await tell('/follow 7');
  await tell(`/event ${of.event} join`);
  await tell(`/poll ${of.poll} 2`);
  await tell('/draft begin city');
  for (const text of [marks.draft, ...draftSteps]) await tell(text);
  await tell('/draft share yes');
  await tell(marks.vain, web);
  await tell('/human', viber);
  await tell(marks.question, viber);
  await tell('так', viber);
  await tell('/human', web);
  await tell(marks.previous, web);
  await tell('так', web);
  await tell('/link');
  await sweepQuestions(city.app);
  await myDataDesk(city.app).request(marks.email);
  await mailOut(city);
  await noteReturn(city, marks);
  await keepSums(city.app);
  const found = await findAddress(reading(city.app), 'telegram', marks.telegram);
  if (!found) throw new Error('nobody');
  return [found.person.id, found.address.id];
}

async function rowsOf(city: City) {
  const { db } = city.app;
  return await db.read.select().from(db.tables.delivery);
}

async function personIdOf(city: City, marks: Marks): Promise<string> {
  return (await findAddress(reading(city.app), 'telegram', marks.telegram))?.person.id ?? '';
}

async function textsTo(city: City, marks: Marks): Promise<string[]> {
  const id = await personIdOf(city, marks);
  return (await rowsOf(city))
    .filter(({ personId }) => personId === id)
    .map(({ body }) => body?.reply.text ?? '');
}

async function codeOf(city: City, marks: Marks): Promise<string> {
  const codes = (await textsTo(city, marks)).flatMap((text) => /\d{4} \d{4}/.exec(text)?.[0] ?? []);
  return codes.at(-1) ?? '';
}

async function confirmation(city: City, marks: Marks): Promise<string> {
  const found = (await textsTo(city, marks)).flatMap((text) => /\/confirm\/([\w-]+)/.exec(text)?.[1] ?? []);
  return found.at(-1) ?? '';
}

async function bringIn(city: City, email: string): Promise<void> {
  const list = { name: 'list.csv', bytes: Buffer.from(`email\n${email}\n`) };
  const result = await importSubscribers(city.app, list, {
    source: 'цикл 2024',
    ground: 'участь у циклі 2024',
  });
  if (!result.ok) throw new Error(result.message);
}

/** Lets the letters leave: without a mail server they become files. */
async function mailOut(city: City): Promise<void> {
  const channel = city.app.channels.find(({ capabilities }) => capabilities.letters);
  if (!channel) throw new Error('no letters');
  await channel.start(async () => undefined);
  const drainer = startDrainer(city.app, channel, city.letters);
  const waits = async () => {
    const { delivery } = city.app.db.tables;
    const rows = await city.app.db.read.select().from(delivery);
    return rows.some((row) => row.channel === channel.name && ['pending', 'calling'].includes(row.state));
  };
  await until(async () => !(await waits()), 20_000, 'the letters');
  await drainer.stop();
}

/** A letter to the person came back. */
async function noteReturn(city: City, marks: Marks): Promise<void> {
  const id = await personIdOf(city, marks);
  const letter = (await rowsOf(city)).find((row) => row.personId === id && row.channel === 'email');
  await writing(city.app, async ({ t, s }: At) => {
    const row = {
      id: city.app.newId(),
      deliveryId: letter?.id ?? '',
      broadcastId: null,
      kind: 'soft' as const,
    };
    await s.insert(t.mailReturn).values({ ...row, code: '4.2.2', at: city.app.clock.now() });
  });
}

/** Every row of every table, as text, by the table's name. */
export async function everyTable(city: City): Promise<Map<string, string[]>> {
  const { db } = city.app;
  const found = new Map<string, string[]>();
  for (const [name, table] of Object.entries(db.tables)) {
    const rows = await db.read.select().from(table as typeof db.tables.meta);
    found.set(
      name,
      rows.map((row) => JSON.stringify(row)),
    );
  }
  return found;
}

/** Every file of the folder, with its bytes. */
export function everyFile(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    names.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file)];
    }),
  );
}
