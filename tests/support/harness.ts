// Owns an application for tests: a temporary database, the city's real texts, a clock that is set by hand, seeded ids
// and channels that record what they are given and answer by script.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFailed, onTestFinished } from 'vitest';
import type { Place } from '../../db/database.ts';
import { type App, idsFrom, type SendTo } from '../../src/app/app.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import type { Desk } from '../../src/app/desk.ts';
import { createLetters, type Letters } from '../../src/app/letters/letters.ts';
import { startDrainer } from '../../src/app/sending/dispatch.ts';
import { receive } from '../../src/app/talk/receive.ts';
import { readContent } from '../../src/content.ts';
import type { Amendment, Capabilities, Channel, Parcel } from '../../src/core/channel.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Log } from '../../src/core/log.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { Content } from '../../src/core/texts.ts';
import { readInstant } from '../../src/core/time.ts';
import type { Understand } from '../../src/core/understanding.ts';
import { openErasureJournal } from '../../src/erasure-journal.ts';
import { openKeptFiles } from '../../src/kept-files.ts';
import { contentUnderstand } from '../faq/content.ts';
import { type Fresh, freshDatabase } from './world-database.ts';

const contentDir = path.join(import.meta.dirname, '..', '..', 'content');
const once: { content: Content | null; understand: Understand | null } = { content: null, understand: null };

/** The city's own texts, read and checked once. */
export function realContent(): Content {
  if (once.content) return once.content;
  const { content, problems } = readContent(contentDir);
  if (!content) {
    const errors = problems.filter((problem) => problem.level === 'error');
    const [first] = errors;
    throw new Error(
      `content/ has ${errors.length} errors: ${first?.file} ${first?.field}: ${first?.message}`,
    );
  }
  once.content = content;
  return content;
}

/** Understanding as the product does it, made once. */
export const realUnderstand: Understand = (text, context) => {
  once.understand ??= contentUnderstand();
  return once.understand(text, context);
};

/** An instant of Kyiv, `2026-10-19 10:00`; throws where the text is none. */
export function kyiv(text: string): number {
  const instant = readInstant(text);
  if (instant === null) throw new Error(`no instant: ${text}`);
  return instant;
}

/** A clock that stands still until it is set (`2026-10-19 10:00` or milliseconds) or moved on. */
export type TestClock = {
  now: () => number;
  set: (to: string | number) => void;
  pass: (ms: number) => void;
};

function clockAt(start: string): TestClock {
  let now = kyiv(start);
  return {
    now: () => now,
    set: (to) => {
      now = typeof to === 'number' ? to : kyiv(to);
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

/** Bytes that look random and are the same in every run. */
function seededBytes(seed: string): (bytes: number) => Buffer {
  let count = 0;
  return (bytes) => {
    count += 1;
    return createHash('sha256').update(`${seed}:${count}`).digest().subarray(0, bytes);
  };
}

const plain: Capabilities = {
  textLength: 4000,
  captionLength: 1000,
  pictures: true,
  buttons: { most: 24, labelLength: 80, valueBytes: 200 },
  recipientsPerCall: 1,
  perSecond: 1000,
  concurrency: 10,
  answersInResponse: false,
  letters: false,
  reaches: true,
  priceEur: 0,
};

/** What the script answers to a parcel; `nth` counts the parcels of this channel from 1. */
export type Script = (parcel: Parcel, nth: number) => Outcome;

/** A channel that keeps each parcel and answers as its script says; without one, every parcel is sent. */
export type RecordingChannel = Channel & {
  parcels: Parcel[];
  /** Changes of messages that were sent, for channels that can make them. */
  changes: Amendment[];
  /** Calls, each with the number of its parcels. */
  calls: number[];
  answers: (script: Script) => void;
  /** Resolves as soon as this many parcels and changes have come in all. */
  arrived: (count: number) => Promise<void>;
};

/** A recording channel: chats unless `letters` is given; `amends`: sent messages can be changed · `outlet`: a public place. */
export function recordingChannel(
  name: string,
  differs: Partial<Capabilities> = {},
  { amends = false, outlet }: { amends?: boolean; outlet?: string } = {},
): RecordingChannel {
  let script: Script = (parcel) => ({ kind: 'sent', providerId: `at-${parcel.deliveryId}`, priceEur: 0 });
  const waiting: { count: number; resolve: () => void }[] = [];
  const come = () => {
    const count = channel.parcels.length + channel.changes.length;
    for (const one of waiting) if (count >= one.count) one.resolve();
  };
  const changed = (change: Amendment): Outcome => {
    channel.changes.push(change);
    come();
    return { kind: 'sent', providerId: change.messageId, priceEur: 0 };
  };
  const channel: RecordingChannel = {
    name,
    capabilities: { ...plain, ...differs },
    ...(outlet === undefined ? {} : { outlet }),
    parcels: [],
    changes: [],
    calls: [],
    answers: (given) => {
      script = given;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        if (channel.parcels.length + channel.changes.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    ...(amends ? { amend: async (changes) => changes.map(changed) } : {}),
    send: async (parcels) => {
      channel.calls.push(parcels.length);
      const outcomes = parcels.map((parcel) => {
        channel.parcels.push(parcel);
        return script(parcel, channel.parcels.length);
      });
      come();
      return outcomes;
    },
    start: async () => ({ ready: true, detail: 'records' }),
    stop: async () => undefined,
    deepLink: () => null,
  };
  return channel;
}

/** Two chats, of which one can serve many at once, and one that carries letters. */
export function threeChannels(): RecordingChannel[] {
  return [
    recordingChannel('telegram', {}, { amends: true }),
    recordingChannel('viber', { recipientsPerCall: 300, answersInResponse: true, priceEur: 0.02 }),
    recordingChannel('email', { letters: true, buttons: null }),
  ];
}

export type World = {
  app: App;
  desk: Desk;
  letters: Letters;
  clock: TestClock;
  /** The database's file, which a failing test keeps; on PostgreSQL where a failing test leaves a copy of it. */
  file: string;
  place: Place;
  channel: (name: string) => RecordingChannel;
  nudged: string[];
  logged: string[];
  /** Takes in an event with an id of its own; what is not given is a text of `ann` on telegram. */
  hear: (event: Partial<Heard> & Event) => Promise<Reply | null>;
  /** Runs the sender of a channel until this many more parcels and changes have come in, and settles them. */
  send: (channel: string, count: number) => Promise<void>;
};

type Heard = { channel: string; address: string; eventId: string };
type Event = Inbound extends infer One
  ? One extends Inbound
    ? Omit<One, keyof Heard | 'at'>
    : never
  : never;

export type WorldOptions = {
  at?: string;
  sendTo?: SendTo;
  channels?: readonly RecordingChannel[];
  content?: Content;
};

const silent = (logged: string[]): Log => {
  const keep = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { info: keep, warn: keep, error: keep };
};

/** Opens an application for the test that calls it, and closes it after the test. Everyone may receive unless said. */
export function openWorld(options: WorldOptions = {}): World {
  const { at = '2026-10-20 12:00', sendTo = { kind: 'everyone' }, channels = threeChannels() } = options;
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'uchast-world-')), 'uchast.sqlite');
  const fresh = freshDatabase(file);
  const { db, place } = fresh;
  const clock = clockAt(at);
  const nudged: string[] = [];
  const logged: string[] = [];
  const app: App = {
    db,
    clock,
    files: options.content ?? realContent(),
    understand: realUnderstand,
    channels,
    sendTo,
    publicUrl: 'https://uchast.example',
    secret: 'a secret of the tests',
    newId: idsFrom(clock, seededBytes('ids')),
    log: silent(logged),
    erasures: openErasureJournal(path.dirname(file)),
    keptFiles: openKeptFiles(path.dirname(file)),
    nudge: (channel) => nudged.push(channel),
  };
  keepOnFailure(file, fresh);
  const letters = createLetters(app, 'uchast.example');
  const channel = (name: string) => {
    const found = channels.find((one) => one.name === name);
    if (!found) throw new Error(`no channel ${name}`);
    return found;
  };
  let events = 0;
  return {
    app,
    desk: createDesk(app),
    letters,
    clock,
    file,
    place,
    nudged,
    logged,
    channel,
    send: async (name, count) => {
      const to = channel(name);
      const enough = to.arrived(to.parcels.length + to.changes.length + count);
      const drainer = startDrainer(app, to, letters);
      await enough;
      await drainer.stop();
    },
    hear: (event) => {
      events += 1;
      const common = { channel: 'telegram', address: 'ann', eventId: `event-${events}`, at: clock.now() };
      return receive(app, { ...common, ...event } as Inbound);
    },
  };
}

/** Closes after the test; a test that failed names its database, one that passed leaves nothing behind. */
function keepOnFailure(file: string, { db, drop }: Fresh): void {
  onTestFinished(async ({ task }) => {
    const failed = task.result?.state === 'fail';
    if (failed && db.kind === 'postgres') await db.backup(file);
    await db.close();
    drop();
    if (!failed) rmSync(path.dirname(file), { recursive: true, force: true });
  });
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) error.message += `\n(the database is kept: ${file})`;
  });
}
