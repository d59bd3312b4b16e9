// Owns whether this instance can do its work: every part with its state in words and since when it is so. Watching the
// database and the disk is storage.ts's, what a channel says of itself is the channel's.
import { putSetting, setting } from '../../../db/desk.ts';
import { type App, reading, writing } from '../app.ts';
import type { PartState, Storage } from './storage.ts';

/** A part, and since when it has been as it is: the first look that found it so, as an ISO instant. */
export type Part = PartState & { since: string };
export type Readiness = { ready: boolean; parts: Record<string, Part> };

type Word = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export type ReadinessOptions = {
  app: Pick<App, 'db' | 'clock'>;
  storage: Storage;
  /** The other parts by name: channels, the ways back. */
  others: () => Readonly<Record<string, PartState>>;
  word: Word;
  /** The time of the day, for `since`; the application's own clock may be a training one. */
  now?: () => number;
};

/** Where the instance keeps when the last sweep ended; whichever process made it. */
const sweptKey = 'sweep.endedAt';
/** A sweep comes every five seconds; making the rows of a very large broadcast may hold one up. */
const longestPauseMs = 120_000;

/** Notes that a sweep has ended. */
export async function noteSweep(app: Pick<App, 'db' | 'clock'>): Promise<void> {
  await writing(app, (at) => putSetting(at, sweptKey, app.clock.now()));
}

/** Milliseconds since the last sweep ended, by the application's clock; null before the first one. */
export async function sweepAge(app: Pick<App, 'db' | 'clock'>): Promise<number | null> {
  const at = await setting<number>(reading(app), sweptKey);
  return at === null ? null : Math.max(0, app.clock.now() - at);
}

/** A reader of the state of all parts. It never throws. */
export function createReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { storage, others, now = Date.now } = options;
  const openedAt = now();
  const since = new Map<string, { ready: boolean; at: number }>();
  const dated = (name: string, state: PartState): Part => {
    const before = since.get(name);
    const same = before?.ready === state.ready ? before : { ready: state.ready, at: now() };
    since.set(name, same);
    return { ...state, since: new Date(same.at).toISOString() };
  };
  return async () => {
    const [database, { state: disk }] = await Promise.all([storage.database(), storage.disk()]);
    const sweep = await sweepPart(options, now() - openedAt);
    const states: Record<string, PartState> = { ...others(), database, disk, sweep };
    const parts = Object.fromEntries(
      Object.entries(states).map(([name, state]): [string, Part] => [name, dated(name, state)]),
    );
    return { ready: Object.values(parts).every((part) => part.ready), parts };
  };
}

/** Whether the sweep goes round: a scheduler that stands still misses what becomes due. */
async function sweepPart({ app, word }: ReadinessOptions, openMs: number): Promise<PartState> {
  try {
    const age = await sweepAge(app);
    // A process that has just begun finds what an earlier one left, and is given the time of one sweep.
    if (openMs < longestPauseMs && (age === null || age > longestPauseMs))
      return { ready: true, detail: word('cli.ready.sweepSoon') };
    if (age === null) return { ready: false, code: 'stuck', detail: word('cli.ready.sweepNever') };
    const seconds = Math.round(age / 1000);
    return age > longestPauseMs
      ? { ready: false, code: 'stuck', detail: word('cli.ready.sweepStuck', { seconds }) }
      : { ready: true, detail: word('cli.ready.sweep', { seconds }) };
  } catch {
    return { ready: false, code: 'unreachable', detail: word('cli.ready.sweepUnknown') };
  }
}
