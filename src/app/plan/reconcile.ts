// Owns the sweep: whatever should exist by plan and calendar is made, what is due is expanded, what is over is closed.
import {
  addBroadcast,
  type BroadcastRow,
  changeBroadcast,
  dueBroadcasts,
  listBroadcasts,
  moveBroadcast,
} from '../../../db/broadcasts.ts';
import { settingOrPut } from '../../../db/desk.ts';
import { digestContests } from '../../../db/digests.ts';
import { dropCancelled, expire, hasOpenRows } from '../../../db/ledger.ts';
import { unmerge } from '../../../db/merging.ts';
import type { At } from '../../../db/people.ts';
import { confirmedLines, listEvents } from '../../../db/plans.ts';
import { newsSince, standingProjects } from '../../../db/projects.ts';
import { proveAddresses } from '../../../db/settling.ts';
import { contentHash, type Occurrence } from '../../core/broadcast.ts';
import { priority } from '../../core/delivery.ts';
import { type OccurrenceSources, occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { isNightNews, isSeatMessage } from '../../core/occurrences/occurrence-events.ts';
import { afterQuiet, dayMs, isQuiet, localDate } from '../../core/time.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { expandCorrection } from '../broadcasts/correction.ts';
import { isAmendment } from '../broadcasts/correction-reach.ts';
import { expand, release } from '../broadcasts/expand.ts';
import { joinedFits } from '../broadcasts/message.ts';
import { sweepSeats } from '../events/event-seats.ts';
import { sweepQuestions } from '../questions/question-letters.ts';
import { noteSweep } from '../running/readiness.ts';
import { learnTexts } from '../texts/texts.ts';
import { sweepTasks } from './tasks.ts';

/** How far back a message that should have gone out is still made: while we were down, but never before we began. */
const lookBackMs = 7 * dayMs;
const lookAheadMs = dayMs;

/** Why a broadcast waits or was not made: a change of dates put its hour into the past. */
export const lateReason = 'late';

/** One sweep. Idempotent: running it twice, or after any crash, makes nothing twice. */
export async function reconcile(app: App): Promise<void> {
  const now = app.clock.now();
  const begun = await writing(app, (at) => settingOrPut(at, 'begunAt', now));
  await makeOccurrences(app, { from: Math.max(begun, now - lookBackMs), to: now + lookAheadMs });
  await endRows(app);
  await sweepSeats(app);
  await advance(app);
  await sweepTasks(app);
  await sweepQuestions(app);
  await learnTexts(app);
  await noteSweep(app);
}

/** What plan, calendar and events say now. */
export async function occurrenceSources(
  app: Pick<App, 'db' | 'files' | 'channels' | 'clock' | 'publicUrl'>,
  at: At,
): Promise<OccurrenceSources> {
  return {
    content: await currentContent(app, at),
    lines: await confirmedLines(at),
    events: await listEvents(at),
    channels: channelNames(app),
    digests: await digestContests(at),
    publicUrl: app.publicUrl,
    projects: {
      news: await newsSince(at, app.clock.now() - lookBackMs - dayMs),
      onBallot: (await standingProjects(at)).filter(({ state }) => state === 'admitted'),
    },
  };
}

async function makeOccurrences(app: App, { from, to }: { from: number; to: number }): Promise<void> {
  const sources = await occurrenceSources(app, reading(app));
  const all = occurrencesOf(sources, from, Number.MAX_SAFE_INTEGER);
  // What a second person must approve is made as soon as it is known, so that there is time for it.
  const wanted = all.filter((one) => one.at < to || one.editedBy);
  const waiting = await listBroadcasts(reading(app), ['approved', 'waiting']);
  // What a change of dates or plan took away comes back with the change taken back; what staff cancelled does not.
  const superseded = (await listBroadcasts(reading(app), ['cancelled'])).filter(
    (row) => row.reason === 'superseded',
  );
  const known = new Map([...superseded, ...waiting].map((row) => [row.key, row]));
  const changes = wanted.filter((one) => {
    const row = known.get(one.key);
    return !row || row.state === 'cancelled' || row.contentHash !== contentHash(one);
  });
  const keys = new Set(all.map((one) => one.key));
  const orphans = waiting.filter((row) => isPlanned(row) && row.at > app.clock.now() && !keys.has(row.key));
  if (changes.length === 0 && orphans.length === 0) return;
  await writing(app, async (at) => {
    for (const one of changes) await putOccurrence(at, app, one, known.get(one.key) ?? null);
    for (const row of orphans)
      await changeBroadcast(at, row.id, { state: 'cancelled', reason: 'superseded' });
  });
}

/** Asked for by plan, calendar or an event, and not by a person. */
function isPlanned({ kind, key }: BroadcastRow): boolean {
  switch (kind) {
    case 'notice':
    case 'letter':
    case 'invitation':
    case 'digest':
    case 'project':
      return true;
    case 'event':
      return !isSeatMessage(key);
    case 'own':
    case 'correction':
    case 'recall':
      return false;
  }
}

/** Inserts an occurrence, or brings an unexpanded one up to date with plan, calendar and texts. */
async function putOccurrence(at: At, app: App, one: Occurrence, row: BroadcastRow | null): Promise<void> {
  const fresh = rowOf(app, one, row);
  if (!row) {
    await addBroadcast(at, fresh);
    return;
  }
  const { id, createdAt, ...change } = fresh;
  await moveBroadcast(at, row.id, { from: [row.state], change });
}

/**
 * A broadcast that plan or calendar asks for: its confirmed line, or the calendar itself, is its approval. Words that
 * staff wrote, and a late message that they want to look at, wait for a person; their approval holds for one hash.
 */
export function rowOf(
  app: Pick<App, 'clock' | 'newId'>,
  one: Occurrence,
  row: BroadcastRow | null,
): BroadcastRow {
  const now = app.clock.now();
  const hash = contentHash(one);
  const over = one.lastUsefulAt <= now;
  const late = row?.state === 'waiting' && row.reason === lateReason;
  const person = row?.approvedHash === hash ? row.approvedBy : null;
  const waits = !over && person === null && (late || (one.editedBy ?? null) !== null);
  return {
    ...one,
    channels: [...one.channels],
    id: app.newId(),
    // Who signed up asked for it, and a link is soon of no use: it does not wait behind reminders, nor count as one.
    priority: one.kind === 'event' ? priority.correction : priority.reminder,
    contentHash: hash,
    state: over ? 'missed' : waits ? 'waiting' : 'approved',
    reason: over ? 'lastUsefulMoment' : late ? lateReason : null,
    createdAt: now,
    createdBy: null,
    editedBy: one.editedBy ?? null,
    approvedBy: person,
    approvedAt: waits ? null : now,
    approvedHash: waits ? null : hash,
    cursor: null,
    doneAt: null,
    payment: null,
    amends: null,
  };
}

/** Rows that nobody may get any more end some at a time, so that an answer to a resident never waits for all of them. */
async function endRows(app: App): Promise<void> {
  await writing(app, (at) => unmerge(at, app.clock.now()));
  for (const end of [expire, dropCancelled]) {
    while (await writing(app, (at) => end(at, app.clock.now()))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Begins what is due, makes its rows, lets it go, and closes what has nothing left. */
async function advance(app: App): Promise<void> {
  for (const broadcast of await dueBroadcasts(reading(app), app.clock.now())) await begin(app, broadcast);
  const expanding = await listBroadcasts(reading(app), ['expanding']);
  for (const group of hoursOf(expanding)) await expandTogether(app, group);
  for (const { id } of await listBroadcasts(reading(app), ['sending'])) await finish(app, id);
}

/** Moves an approved broadcast on whose hour has come. */
async function begin(app: App, broadcast: BroadcastRow): Promise<void> {
  if (broadcast.state !== 'approved') return;
  const now = app.clock.now();
  const over = broadcast.lastUsefulAt <= now;
  // Approved, resumed or found late at night: it begins in the morning.
  // A change of what people already have rings nowhere, and wrong words can't wait; nor can an event before the morning.
  const quiet = app.files.city.quietHours;
  const waits = !isAmendment(broadcast) && isQuiet(now, quiet);
  if (!over && waits && !isNightNews(broadcast, afterQuiet(now, quiet))) return;
  const change = over
    ? { state: 'missed' as const, reason: 'lastUsefulMoment' }
    : broadcast.approvedHash === broadcast.contentHash
      ? { state: 'expanding' as const }
      : // What was approved is not what would go out: a person looks again.
        { state: 'waiting' as const, approvedBy: null, approvedAt: null, approvedHash: null };
  await writing(app, (at) => moveBroadcast(at, broadcast.id, { from: ['approved'], change }));
}

/** News of so many projects still fit one message of every channel, for whoever follows them all. */
const newsTogether = 10;

/** Notices, digests and news of projects of one local day go together, everything else alone. */
function hoursOf(broadcasts: readonly BroadcastRow[]): BroadcastRow[][] {
  const joins = ({ kind }: BroadcastRow) => kind === 'notice' || kind === 'digest' || kind === 'project';
  const inOrder = [...broadcasts].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  const days = Map.groupBy(inOrder, (one) => (joins(one) ? `${one.kind} ${localDate(one.at)}` : one.id));
  return [...days.values()].flatMap((day) =>
    day[0]?.kind === 'project' ? chunks(day, newsTogether) : [day],
  );
}

function chunks<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_none, at) =>
    all.slice(at * most, (at + 1) * most),
  );
}

/**
 * Makes the rows of broadcasts of one day, and only then lets all of them go: a person in the audience of two gets one
 * message with both texts, where a channel can carry them in one.
 */
async function expandTogether(app: App, group: readonly BroadcastRow[]): Promise<void> {
  const words = await currentContent(app);
  const channels = app.channels
    .filter(({ capabilities }) => joinedFits(words, group, capabilities))
    .map(({ name }) => name);
  const ready: BroadcastRow[] = [];
  for (const [index, broadcast] of group.entries()) {
    const into = group.slice(0, index).map(({ id }) => id);
    const merge = into.length > 0 ? { into, channels } : null;
    // A correction or recall goes to exactly those who got the wrong words, whatever its audience is by now.
    if (isAmendment(broadcast)) await expandCorrection(app, broadcast);
    else if (await expand(app, broadcast, merge)) ready.push(broadcast);
  }
  if (ready.length > 0) await release(app, ready);
}

/** A broadcast with nothing left to send: the addresses that it reached are proven, and it is done. */
async function finish(app: App, id: string): Promise<void> {
  if (await hasOpenRows(reading(app), id)) return;
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after;
    after = await writing(app, (at) => proveAddresses(at, id, from));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writing(app, async (at) => {
    if (await hasOpenRows(at, id)) return;
    await moveBroadcast(at, id, { from: ['sending'], change: { state: 'done', doneAt: app.clock.now() } });
  });
}
