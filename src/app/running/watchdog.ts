// Owns the watchdog: what should have happened and did not, or waits for a person, becomes an alarm, and the alarm is
// cleared once it is over. Telling staff by e-mail belongs to alarm.ts.
import { type BroadcastRow, findBroadcast, listBroadcasts } from '../../../db/broadcasts.ts';
import { clearAlarm, listAlarms } from '../../../db/desk.ts';
import { listStaff } from '../../../db/staff.ts';
import { broadcastsUndecided } from '../../../db/unknown.ts';
import { broadcastsBetween, hasRow, wantsDigest } from '../../../db/watch.ts';
import type { BroadcastKind } from '../../core/broadcast.ts';
import { dayMs, minuteMs } from '../../core/time.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { type App, channelTitle, reading, writing } from '../app.ts';
import { nobodyApproves } from '../broadcasts/approvals.ts';
import { isLate } from '../broadcasts/lateness.ts';
import { isStillRefused } from '../letters/back-channel.ts';
import { silentChannels, silentMs } from '../sending/silence.ts';
import { guessing } from '../staff/access-watch.ts';
import { alarmKindOf, alarmText, broadcastTitle, raise } from './alarm.ts';

export type Found = { key: string; text: string };

/** Broadcasts are watched for so long after their hour; what was missed or reached nobody is shown for so long. */
const watchedMs = 7 * dayMs;
const shownMs = 2 * dayMs;

/** One round. Raises what is new, clears what is over, and writes nothing where nothing has changed. */
export async function watch(app: App): Promise<void> {
  const checks = [late, missed, toNobody, silent, paused, undecided, unapproved, guessing];
  const found: Found[] = [];
  for (const check of checks) found.push(...(await check(app)));
  await settle(app, found);
}

/** A message whose hour came a while ago and that reached nobody, although it could have been sent. */
async function late(app: App): Promise<Found[]> {
  const now = app.clock.now();
  const rows = await broadcastsBetween(reading(app), ['approved', 'expanding', 'sending', 'done'], {
    from: now - watchedMs,
    to: now,
  });
  const found: Found[] = [];
  for (const row of rows) if (await isLate(app, row)) found.push(about(app, 'late', row));
  return found;
}

/** A message that existed while it was of use and never began. */
async function missed(app: App): Promise<Found[]> {
  const now = app.clock.now();
  const rows = await broadcastsBetween(reading(app), ['missed'], { from: now - watchedMs, to: now });
  const lately = rows.filter((row) => row.createdAt < row.lastUsefulAt && row.lastUsefulAt > now - shownMs);
  return lately.map((row) => about(app, 'missed', row));
}

/** Kinds that somebody should get whenever they go out; a correction goes to whoever got the wrong words, maybe nobody. */
const meantForSomebody: readonly BroadcastKind[] = ['notice', 'letter', 'invitation', 'own', 'digest'];

async function toNobody(app: App): Promise<Found[]> {
  const now = app.clock.now();
  const at = reading(app);
  const rows = await broadcastsBetween(at, ['sending', 'done'], { from: now - shownMs, to: now });
  const found: Found[] = [];
  for (const row of rows) {
    if (!meantForSomebody.includes(row.kind) || (await hasRow(at, row.id))) continue;
    // Nobody has to have asked for the digest.
    if (row.kind === 'digest' && !(await wantsDigest(at))) continue;
    found.push(about(app, 'nobody', row));
  }
  return found;
}

async function silent(app: App): Promise<Found[]> {
  const minutes = silentMs / minuteMs;
  return (await silentChannels(app)).map((name) => ({
    key: `silent.${name}`,
    text: alarmText(app.files, 'silent', { channel: channelTitle(app.files, name), minutes }),
  }));
}

/** How the sender begins the reason of a broadcast that it stopped after too many refusals; the platform's code follows. */
const breaker = 'breaker ';

/** What was paused by itself; a person who paused something is named in the reason and knows. */
async function paused(app: App): Promise<Found[]> {
  const rows = await listBroadcasts(reading(app), ['paused']);
  const itself = rows.filter(({ reason }) => !reason?.includes('@'));
  return itself.map((row) => {
    const name = broadcastTitle(app.files, row);
    const reason = row.reason ?? '';
    if (reason.startsWith(breaker)) {
      const code = reason.slice(breaker.length);
      return { key: `breaker.${row.id}`, text: alarmText(app.files, 'breaker', { name, code }) };
    }
    const said = app.files.phrases[`console.alarm.reason.${reason}`] ?? reason;
    return { key: `paused.${row.id}`, text: alarmText(app.files, 'paused', { name, reason: said }) };
  });
}

/** Unknown outcomes on which a person must decide while it matters. */
async function undecided(app: App): Promise<Found[]> {
  const waiting = (await broadcastsUndecided(reading(app))).filter(
    ({ broadcast }) =>
      app.files.city.unknownOutcomes[broadcast.kind] === 'ask' && broadcast.lastUsefulAt > app.clock.now(),
  );
  return waiting.map(({ broadcast, rows }) => {
    const until = longMoment(broadcast.lastUsefulAt);
    const name = broadcastTitle(app.files, broadcast);
    return {
      key: `unknown.${broadcast.id}`,
      text: alarmText(app.files, 'unknown', { name, n: rows, until }),
    };
  });
}

/** Broadcasts that wait for a second person where there is none. */
async function unapproved(app: App): Promise<Found[]> {
  const waiting = await listBroadcasts(reading(app), ['waiting']);
  if (waiting.length === 0) return [];
  const staff = await listStaff(reading(app));
  return waiting
    .filter((row) => row.lastUsefulAt > app.clock.now() && nobodyApproves(app, row, staff))
    .map((row) => about(app, 'approver', row));
}

function about(app: App, kind: 'late' | 'missed' | 'nobody' | 'approver', row: BroadcastRow): Found {
  const values = { name: broadcastTitle(app.files, row), at: longMoment(row.at) };
  return { key: `${kind}.${row.id}`, text: alarmText(app.files, kind, values) };
}

async function settle(app: App, found: readonly Found[]): Promise<void> {
  const open = await listAlarms(reading(app));
  const texts = new Map(open.map(({ key, text }) => [key, text]));
  const fresh = found.filter(({ key, text }) => texts.get(key) !== text);
  const keys = new Set(found.map(({ key }) => key));
  const over: string[] = [];
  for (const { key } of open) if (!keys.has(key) && (await isOver(app, key))) over.push(key);
  if (fresh.length === 0 && over.length === 0) return;
  await writing(app, async (at) => {
    for (const alarm of fresh) await raise(at, app, alarm);
    for (const key of over) await clearAlarm(at, key, app.clock.now());
  });
}

/** Whether an open alarm that was not found again is over. The sender's own are over once what they stopped goes on. */
async function isOver(app: App, key: string): Promise<boolean> {
  const kind = alarmKindOf(key);
  switch (kind) {
    case 'channel':
    case 'other':
    // The sweep of questions and the jobs raise and clear their own.
    case 'question':
    case 'job':
      return false;
    case 'breaker':
      return (await findBroadcast(reading(app), key.slice('breaker.'.length)))?.state !== 'paused';
    case 'returned':
      return !(await isStillRefused(app, key));
    case 'late':
    case 'missed':
    case 'nobody':
    case 'silent':
    case 'paused':
    case 'unknown':
    case 'approver':
    case 'access':
      return true;
  }
}
