// Owns alarms: raising and clearing them in words, and telling staff by e-mail, once, what a person must act upon. What
// is an alarm is for the watchdog and the sender to say.

import type { BroadcastRow } from '../../../db/broadcasts.ts';
import {
  type AlarmRow,
  clearAlarm,
  markTold,
  putSetting,
  raiseAlarm,
  setting,
  untoldAlarms,
} from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { type Fact, render } from '../../core/template.ts';
import type { Content } from '../../core/texts.ts';
import { hourMs } from '../../core/time.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { type App, channelNames, reading, writing } from '../app.ts';
import { type LetterValues, mailStaff, staffEmails, staffLetter } from '../staff/staff-letters.ts';

/** What an alarm is about; its key is `kind.id`. Each has a title, words and what to do in content/console.yaml. */
export const alarmKinds = [
  'late',
  'missed',
  'nobody',
  'silent',
  'paused',
  'breaker',
  'channel',
  'unknown',
  'approver',
  'returned',
  'question',
  'access',
  'job',
] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** The kind that a key names; `other` for a key of somebody else. */
export function alarmKindOf(key: string): AlarmKind | 'other' {
  return alarmKinds.find((kind) => key.startsWith(`${kind}.`)) ?? 'other';
}

/** Letters about alarms are at least so far apart: what comes meanwhile shares the next one. */
const betweenLettersMs = hourMs;

/** Where the instance keeps when staff were last told. */
const toldKey = 'alarms.toldAt';

/** Raises an alarm, or gives an open one newer words. */
export async function raise(
  at: At,
  app: Pick<App, 'clock'>,
  alarm: { key: string; text: string },
): Promise<void> {
  await raiseAlarm(at, { ...alarm, now: app.clock.now() });
}

/** What made somebody act is over. */
export async function clear(at: At, app: Pick<App, 'clock'>, key: string): Promise<void> {
  await clearAlarm(at, key, app.clock.now());
}

/** The words of an alarm: the phrase `console.alarm.<kind>` with its values. */
export function alarmText(
  files: Pick<Content, 'phrases'>,
  kind: AlarmKind,
  values: Readonly<Record<string, string | number>>,
): string {
  const facts = Object.entries(values).map(([key, value]): [string, Fact] => [
    key,
    { label: key, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  return render(wordOf(files, `alarm.${kind}`), Object.fromEntries(facts), () => '').text;
}

/** What an alarm says to people: the sender's own alarm about a channel carries only the platform's answer. */
export function alarmWords(
  files: Pick<Content, 'phrases'>,
  { key, text }: Pick<AlarmRow, 'key' | 'text'>,
): string {
  if (alarmKindOf(key) !== 'channel') return text;
  const name = key.slice('channel.'.length);
  const channel = files.phrases[`channel.${name}`] ?? name;
  const answer = text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text;
  return alarmText(files, 'channel', { channel, answer: answer.trim() });
}

/** Kind, contest and stage of a broadcast in one line, as the console names it. */
export function broadcastTitle(
  files: Pick<Content, 'phrases'>,
  { kind, contest, stage }: Pick<BroadcastRow, 'kind' | 'contest' | 'stage'>,
): string {
  const parts = [`kind.${kind}`, contest && `contest.${contest}`, stage && `stage.${stage}`];
  return parts.flatMap((key) => (key ? [wordOf(files, key)] : [])).join(' · ');
}

function wordOf({ phrases }: Pick<Content, 'phrases'>, key: string): string {
  return phrases[`console.${key}`] ?? key;
}

/**
 * Writes one letter about every open alarm of which staff have not heard, to administrators and approvers, in training
 * mode too. Nothing is marked as told where there is nobody to tell or no channel for letters.
 */
export async function mailAlarms(app: App): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel || (await untoldAlarms(reading(app))).length === 0) return;
  const told = await writing(app, async (at) => {
    const now = app.clock.now();
    const last = await setting<number>(at, toldKey);
    if (last !== null && last <= now && now - last < betweenLettersMs) return false;
    const alarms = await untoldAlarms(at);
    const readers = await staffEmails(at, ['admin', 'approver']);
    if (alarms.length === 0 || readers.length === 0) return false;
    const values = valuesOf(app, alarms);
    const letter = await staffLetter(at, app, { name: 'alarm', values });
    for (const email of readers) await mailStaff(at, app, { email, channel, ...letter });
    await markTold(
      at,
      alarms.map(({ key }) => key),
      now,
    );
    await putSetting(at, toldKey, now);
    return true;
  });
  if (told) app.nudge(channel);
}

function valuesOf(app: App, alarms: readonly AlarmRow[]): LetterValues {
  const { files } = app;
  const [first] = alarms;
  const title = wordOf(files, `alarm.${first ? alarmKindOf(first.key) : 'other'}.title`);
  const many = render(
    wordOf(files, 'alarm.many'),
    { n: { label: 'n', kind: 'number', value: alarms.length } },
    () => '',
  ).text;
  const what = alarms.map((alarm) => {
    const { key, raisedAt } = alarm;
    const text = alarmWords(files, alarm);
    const since = wordOf(files, 'alarm.since').replace('{since}', longMoment(raisedAt));
    return `**${text}**\n${since}\n${wordOf(files, `alarm.${alarmKindOf(key)}.do`)}`;
  });
  return {
    name: alarms.length === 1 ? title : many,
    what: what.join('\n\n'),
    consoleUrl: `${app.publicUrl}/console`,
  };
}
