// Owns what every use case is handed: database, clock, texts, channels, and the identity of this instance.
import { randomBytes } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import { settingOrPut } from '../../db/desk.ts';
import type { At } from '../../db/people.ts';
import { type CityNow, cityNow } from '../../db/receiving.ts';
import { withStageDates } from '../content.ts';
import type { Channel } from '../core/channel.ts';
import type { ErasureJournal } from '../core/erasure.ts';
import type { Log } from '../core/log.ts';
import type { KeptFiles } from '../core/retention.ts';
import type { Content } from '../core/texts.ts';
import type { Clock } from '../core/time.ts';
import type { FaqForMatching, Understand } from '../core/understanding.ts';
import type { Place } from './sending/dispatch-places.ts';
import { withOwnTexts } from './texts/texts.ts';

/** Who may receive what we begin; replies go to everybody. */
export type SendTo =
  | { kind: 'nobody' }
  | { kind: 'everyone' }
  | { kind: 'list'; addresses: ReadonlySet<string> };

export type App = {
  db: Database;
  clock: Clock;
  /** The texts as the files say; `currentContent` adds what staff wrote and the dates that they changed. */
  files: Content;
  understand: Understand;
  /** Learns other entries beside, while the old ones answer; absent where nothing is learnt. */
  relearn?: (entries: readonly FaqForMatching[]) => Promise<void>;
  channels: readonly Channel[];
  sendTo: SendTo;
  /** Where residents and staff reach us, without a slash at the end. */
  publicUrl: string;
  /** Salt of hashes and key of signed tokens, made once for this instance. */
  secret: string;
  newId: () => string;
  log: Log;
  /** Remembers erasures outside the database, so that an older copy of it brings nobody back. */
  erasures: ErasureJournal;
  /** Files beside the database that are kept for a time. */
  keptFiles: KeptFiles;
  /** Wakes the sender of a channel; losing a wake-up costs at most one poll. */
  nudge: (channel: string) => void;
  /** A place on the wire for a reply that is being written; null or absent: it waits in the ledger for the sender. */
  place?: (channel: string) => Place | null;
};

export function reading(app: Pick<App, 'db'>): At {
  return { t: app.db.tables, s: app.db.read };
}

/** Runs `work` in one transaction. */
export function writing<T>(app: Pick<App, 'db'>, work: (at: At) => Promise<T>): Promise<T> {
  return app.db.write((s) => work({ t: app.db.tables, s }));
}

/**
 * Ids that sort by time and cannot be guessed, 32 hexadecimal digits: 12 of milliseconds, 5 that count what this process
 * made in the same millisecond, 15 at random. What was made later sorts later: two replies in one go leave in their order.
 */
export function idsFrom(clock: Clock, random: (bytes: number) => Buffer = randomAhead()): () => string {
  let last = { at: 0, count: 0 };
  return () => {
    const at = clock.now();
    last = { at, count: at === last.at ? last.count + 1 : 0 };
    const count = last.count.toString(16).padStart(5, '0');
    return at.toString(16).padStart(12, '0') + count + random(8).toString('hex').slice(0, 15);
  };
}

/** Random bytes that are asked of the system many at a time; none is given out twice. */
function randomAhead(): (bytes: number) => Buffer {
  let left = Buffer.alloc(0);
  return (bytes) => {
    if (left.length < bytes) left = randomBytes(4000);
    const taken = left.subarray(0, bytes);
    left = left.subarray(bytes);
    return taken;
  };
}

/** The texts of the moment: what staff write on the console and change on the calendar wins over the files. */
export async function currentContent(
  app: Pick<App, 'db' | 'files'>,
  at: At = reading(app),
): Promise<Content> {
  return await contentNow(app, at, await cityNow(at));
}

/** The same, where what staff changed was asked for already. */
export async function contentNow(
  app: Pick<App, 'db' | 'files'>,
  at: At,
  { texts, dates }: CityNow,
): Promise<Content> {
  const content = await withOwnTexts(app, at, texts);
  if (dates.length === 0) return content;
  const key = JSON.stringify(dates);
  const known = datedOf.get(content);
  if (known?.key === key) return known.content;
  const dated = withStageDates(content, dates);
  datedOf.set(content, { key, content: dated });
  return dated;
}

/** Texts with the dates that staff changed last: the same value as long as nothing changes, so that what is made of it lasts. */
const datedOf = new WeakMap<Content, { key: string; content: Content }>();

/** The secret of this instance, made at its first start. */
export async function instanceSecret(db: Database): Promise<string> {
  return await db.write((s) =>
    settingOrPut({ t: db.tables, s }, 'secret', randomBytes(32).toString('base64url')),
  );
}

export function channelNamed(app: Pick<App, 'channels'>, name: string): Channel | null {
  return app.channels.find((channel) => channel.name === name) ?? null;
}

/** The names of the channels to people, by what they can carry; the city's public places are none of them. */
export function channelNames(app: Pick<App, 'channels'>) {
  const toPeople = app.channels.filter((channel) => channel.outlet === undefined);
  const names = (letters: boolean) =>
    toPeople.filter((channel) => channel.capabilities.letters === letters).map((channel) => channel.name);
  return { chats: names(false), letters: names(true) };
}

/** A channel's name for people. */
export function channelTitle(content: Content, channel: string): string {
  return content.phrases[`channel.${channel}`] ?? channel;
}
