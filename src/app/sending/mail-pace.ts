// Owns how gently letters leave: a cap an hour for each receiving domain, and few letters a day while a sender is new.
import {
  countLetters,
  domainShare,
  everyDomain,
  hoursSent,
  lettersSince,
  postponeDomain,
  putBack,
} from '../../../db/mail-pace.ts';
import type { At } from '../../../db/people.ts';
import type { Called } from '../../../db/sending.ts';
import type { Channel } from '../../core/channel.ts';
import type { City } from '../../core/texts.ts';
import { addDays, hourMs, kyivInstant, localDate, type QuietHours } from '../../core/time.ts';
import { type App, channelNames } from '../app.ts';

/** Letters an hour to one domain (null: any number), and letters a day on a new sender's first days (then any number). */
export type LetterPace = { perDomainPerHour: number | null; warmUp: readonly number[] };

/**
 * What `letterPace: {}` in content/city.yaml means. Mailbox providers tell newcomers to begin small and at most to
 * double each day; none publishes numbers, so these are a careful city's: twelve days to a hundred thousand letters.
 */
export const defaultPace: LetterPace = {
  perDomainPerHour: 1000,
  warmUp: [50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200],
};

/** The city's pace; null: letters leave as fast as the relay takes them. */
export function paceOf({ letterPace }: Pick<City, 'letterPace'>): LetterPace | null {
  if (!letterPace) return null;
  const { perDomainPerHour = defaultPace.perDomainPerHour, warmUp = defaultPace.warmUp } = letterPace;
  return { perDomainPerHour, warmUp };
}

/** Rows that were taken to be called: those that may leave now. The others are put back to their hour, in this write. */
export type Pacer = (at: At, calls: Called[][]) => Promise<Called[][]>;

/** So many waiting rows of a domain that has had enough are put off in one statement. */
const putOffAtOnce = 1000;
/** How old what other processes have counted may be. */
const othersMs = 10_000;
/** More hours of sending than any warming up has. */
const mostHours = 2000;

/**
 * The pacer of one channel's drainer. What left is kept in the database and survives a restart; what the drainer
 * itself has counted it need not read again where it sends `alone`; else it looks now and then at what the others have
 * counted, which are answers to people. Those are counted and never wait.
 */
export function createPacer(
  app: App,
  channel: Channel,
  { alone }: { alone: boolean } = { alone: true },
): Pacer {
  const pace = paceOf(app.files.city);
  if (!pace || !channel.capabilities.letters) return async (_at, calls) => calls;
  let book: Book | null = null;
  return async (at, calls) => {
    if (calls.length === 0) return calls;
    const now = app.clock.now();
    const old = !alone && book !== null && now - book.openedAt > othersMs;
    if (book?.hour !== hourOf(now) || old) book = await openBook(at, pace, now);
    const going: Called[][] = [];
    const handed = new Map<string, number>();
    const held: { row: Called; domain: string; dueAt: number }[] = [];
    for (const rows of calls) {
      const may: Called[] = [];
      for (const row of rows) {
        const domain = domainOf(row.address ?? row.body?.to ?? '');
        const full = row.broadcastId === null ? null : await fullUntil(at, book, { pace, domain });
        if (full) held.push({ row, ...full });
        else {
          may.push(row);
          await enter(at, book, { domain, handed });
        }
      }
      if (may.length > 0) going.push(may);
    }
    await countLetters(at, book.hour, handed);
    await hold(at, { channel: channel.name, now }, held);
    return going;
  };
}

/** What left in the hour under way, by domain as far as it was asked for, and today in all. */
type Book = {
  openedAt: number;
  hour: number;
  /** The instant at which the next local day begins. */
  tomorrow: number;
  /** The most letters today; null: any number. */
  most: number | null;
  today: number;
  domains: Map<string, number>;
};

async function openBook(at: At, pace: LetterPace, now: number): Promise<Book> {
  const date = localDate(now);
  const [day, tomorrow] = [kyivInstant(date), kyivInstant(addDays(date, 1))];
  const before = await daysSent(at, day, pace);
  const today = await lettersSince(at, { domain: everyDomain, hour: day });
  return {
    openedAt: now,
    hour: hourOf(now),
    tomorrow,
    most: pace.warmUp[before] ?? null,
    today,
    domains: new Map(),
  };
}

/** On how many days before this one letters left. */
async function daysSent(at: At, day: number, { warmUp }: LetterPace): Promise<number> {
  if (warmUp.length === 0) return 0;
  const hours = await hoursSent(at, { until: day, most: mostHours });
  return new Set(hours.map(localDate)).size;
}

/** Until when a letter to this domain must wait, and for whose sake; null: it may leave. */
async function fullUntil(at: At, book: Book, { pace, domain }: { pace: LetterPace; domain: string }) {
  if (book.most !== null && book.today >= book.most) return { domain: everyDomain, dueAt: book.tomorrow };
  const most = pace.perDomainPerHour;
  if (most === null || (await sentTo(at, book, domain)) < most) return null;
  return { domain, dueAt: book.hour + hourMs };
}

async function sentTo(at: At, book: Book, domain: string): Promise<number> {
  const sent = book.domains.get(domain) ?? (await lettersSince(at, { domain, hour: book.hour }));
  book.domains.set(domain, sent);
  return sent;
}

async function enter(at: At, book: Book, of: { domain: string; handed: Map<string, number> }): Promise<void> {
  book.domains.set(of.domain, (await sentTo(at, book, of.domain)) + 1);
  book.today += 1;
  for (const domain of [of.domain, everyDomain]) of.handed.set(domain, (of.handed.get(domain) ?? 0) + 1);
}

async function hold(
  at: At,
  on: { channel: string; now: number },
  held: readonly { row: Called; domain: string; dueAt: number }[],
): Promise<void> {
  await putBack(
    at,
    held.map(({ row, dueAt }) => ({ id: row.id, dueAt })),
  );
  // All that wait for the same reason are put off together: the letters of other domains come up next.
  const reasons = new Map(held.map((one) => [`${one.row.broadcastId} ${one.domain}`, one]));
  for (const { row, domain, dueAt } of reasons.values()) {
    if (row.broadcastId === null) continue;
    const { broadcastId } = row;
    await postponeDomain(at, { ...on, broadcastId, domain, until: dueAt, most: putOffAtOnce });
  }
}

function hourOf(now: number): number {
  return Math.floor(now / hourMs) * hourMs;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** How a sender stands: days on which letters left before, letters today, and the share of the largest domain (0–1). */
export type PaceStanding = { daysBefore: number; today: number; largestShare: number };

/** Seconds of sending (quiet hours left out) that so many letters take at a pace, counted from now. */
export function pacedSeconds(
  of: { pace: LetterPace; letters: number; quiet: QuietHours },
  { daysBefore, today, largestShare }: PaceStanding,
): number {
  const { warmUp, perDomainPerHour } = of.pace;
  let days = 0;
  let sent = today;
  for (let left = of.letters; ; days += 1, sent = 0) {
    const most = warmUp[daysBefore + days];
    left -= most === undefined ? left : Math.max(0, most - sent);
    if (left <= 0) break;
  }
  const toLargest = Math.ceil(of.letters * largestShare);
  const hours = perDomainPerHour === null ? 0 : Math.max(0, Math.ceil(toLargest / perDomainPerHour) - 1);
  return Math.max(days * wakingSeconds(of.quiet), (hours * hourMs) / 1000);
}

/** Seconds of a day that are no quiet hours. */
function wakingSeconds({ from, to }: QuietHours): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const quiet = (minutes(to) - minutes(from) + 1440) % 1440;
  return (1440 - quiet) * 60;
}

/** Seconds of sending that so many letters take at the city's pace from now on; 0 where there is none. */
export async function letterSeconds(
  at: At,
  app: Pick<App, 'files' | 'clock' | 'channels'>,
  letters: number,
): Promise<number> {
  const pace = paceOf(app.files.city);
  if (!pace || letters <= 0) return 0;
  const day = kyivInstant(localDate(app.clock.now()));
  const { all, largest } = await domainShare(at, channelNames(app).letters);
  const standing = {
    daysBefore: await daysSent(at, day, pace),
    today: await lettersSince(at, { domain: everyDomain, hour: day }),
    largestShare: all === 0 ? 1 : largest / all,
  };
  return pacedSeconds({ pace, letters, quiet: app.files.city.quietHours }, standing);
}
