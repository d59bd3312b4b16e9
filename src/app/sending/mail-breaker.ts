// Owns stopping a broadcast whose letters come back or are complained of too often, before providers stop all of ours.
import { listBroadcasts, moveBroadcast } from '../../../db/broadcasts.ts';
import { badReturns, goneLetters, lastLetters } from '../../../db/mail-results.ts';
import type { At } from '../../../db/people.ts';
import { auditOf } from '../../../db/staff.ts';
import { type App, channelNames, reading, writing } from '../app.ts';

/** The rates are those of the last letters; a few first ones are no rate yet, so fewer count as so many. */
const lastMost = 500;
const fewestForHard = 100;
const mostHard = 0.05;
/** Google and Yahoo act from 0.3 % of complaints on (support.google.com/a/answer/14229414). */
const mostComplaints = 0.003;

/** Of the last letters: how many, how many went to addresses that do not exist, and of how many people complained. */
export type MailRates = { letters: number; hard: number; complaints: number };

/** Which rate is too high; null: none. */
export function tooMany({ letters, hard, complaints }: MailRates): 'hard' | 'complaint' | null {
  if (hard > mostHard * Math.max(letters, fewestForHard)) return 'hard';
  if (complaints > mostComplaints * Math.max(letters, lastMost)) return 'complaint';
  return null;
}

/**
 * Pauses broadcasts that are being sent (or the one named) whose last 500 letters came back as addresses that do not
 * exist in more than 5 %, or were complained of in more than 0.3 %, with the reason in words: the watchdog tells staff of
 * it. What was counted before a person let it go on does not count again. Returns the ids of what it paused.
 */
export async function pauseOnReturns(app: App, only: string | null = null): Promise<string[]> {
  const paused: string[] = [];
  const sending = await listBroadcasts(reading(app), ['sending']);
  for (const { id } of sending.filter((one) => only === null || one.id === only)) {
    const rates = await ratesOf(reading(app), { id, channels: channelNames(app).letters });
    const over = rates && tooMany(rates);
    if (over && (await pause(app, id, wordsOf(app, over, rates)))) paused.push(id);
  }
  return paused;
}

/** The rates of a broadcast; null where so little came back that none can be too high. */
async function ratesOf(at: At, of: { id: string; channels: readonly string[] }): Promise<MailRates | null> {
  const letters = { broadcastId: of.id, channels: of.channels };
  const returned = await badReturns(at, of.id);
  const known = returned.length + (await goneLetters(at, letters));
  if (known === 0) return null;
  const since = await goneOnAt(at, of.id);
  const last = await lastLetters(at, { ...letters, since, most: lastMost });
  const bounced = idsOf(returned, 'hard');
  const complained = idsOf(returned, 'complaint');
  return {
    letters: last.length,
    hard: last.filter(({ id, state }) => state === 'gone' || bounced.has(id)).length,
    complaints: last.filter(({ id }) => complained.has(id)).length,
  };
}

function idsOf(returned: Awaited<ReturnType<typeof badReturns>>, kind: 'hard' | 'complaint'): Set<string> {
  return new Set(returned.filter((one) => one.kind === kind).map(({ id }) => id));
}

/** When a person last let the broadcast go on; 0: never. */
async function goneOnAt(at: At, id: string): Promise<number> {
  const acts = await auditOf(at, id);
  return acts.findLast(({ act }) => act === 'broadcast.resume')?.at ?? 0;
}

function wordsOf(app: App, over: 'hard' | 'complaint', { letters, hard, complaints }: MailRates): string {
  const words = app.files.phrases[`console.broadcast.breaker.${over}`] ?? over;
  const count = over === 'hard' ? hard : complaints;
  return words.replaceAll('{letters}', String(letters)).replaceAll('{n}', String(count));
}

async function pause(app: App, id: string, reason: string): Promise<boolean> {
  app.log.error({ broadcast: id, reason }, 'too many letters came back');
  const change = { state: 'paused' as const, reason };
  return await writing(app, (at) => moveBroadcast(at, id, { from: ['sending'], change }));
}
