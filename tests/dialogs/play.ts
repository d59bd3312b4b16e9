// Owns playing a scripted conversation through the whole application and writing it down as a resident would see it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { channelsFor } from '../../bots/index.ts';
import { findBroadcast } from '../../db/broadcasts.ts';
import { and, asc, eq, sql } from '../../db/drizzle.ts';
import { currentContent, reading } from '../../src/app/app.ts';
import { messageOf } from '../../src/app/broadcasts/message.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import type { Capabilities, Channel } from '../../src/core/channel.ts';
import type { ContestId, Role } from '../../src/core/contest.ts';
import type { Unsupported } from '../../src/core/inbound.ts';
import { type Choice, fitReply, plainText, type Reply } from '../../src/core/reply.ts';
import { localDate } from '../../src/core/time.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';
import { cityOf, type ScriptedCity } from './play-city.ts';
import {
  actOnEvent,
  askPoll,
  type EventAct,
  enterEvent,
  type ScriptedEvent,
  type ScriptedPoll,
} from './play-events.ts';

/**
 * One thing that happens: exactly one of these fields; `at` beside it moves the clock first, `on` names another channel.
 * `{code}` in what is said stands for the last code that was shown.
 */
export type Turn = {
  at?: string;
  open?: string | null;
  say?: string;
  press?: string;
  send?: Unsupported;
  left?: true;
  joined?: true;
  /** Staff answer the oldest open question. */
  staff?: string;
  /** Staff bring in a list of projects of tests/projects. */
  projects?: string;
  /** What is due by the calendar goes out. */
  due?: true;
  /** Staff do this to the event of the script. */
  event?: EventAct;
  /** Another channel of the same person, on which this happens. */
  on?: string;
};

export type Script = ScriptedCity & {
  title: string;
  at: string;
  channels: string[];
  sources?: Record<string, { contest?: ContestId; role?: Role }>;
  event?: ScriptedEvent;
  poll?: ScriptedPoll;
  turns: Turn[];
};

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The real channels, made with made-up tokens and never started: what they can show is what counts here. */
export function realChannels(): Channel[] {
  const viber = {
    token: 'token',
    apiRoot: 'http://127.0.0.1/pa',
    webhookUrl: null,
    senderName: 'Бот',
    priceEur: 0.02,
  };
  const telegram = { token: '1:token', apiRoot: 'http://127.0.0.1', webhook: null, commands: [] };
  const compose = () => ({ subject: '', text: '', html: '' });
  return channelsFor({ telegram, viber, email: null }, { clock: () => 0, log: silent, compose });
}

/** What has been shown on a channel so far: the last row and the choices under it; `begun`: under a message that we began. */
type Seen = { rows: Set<string>; choices: readonly Choice[]; begun: boolean };

/** How buttons are used: pressed, or their labels or numbers typed by somebody who sees no buttons. */
export type Pressing = 'pressed' | 'label' | 'number';

/**
 * Plays a script on one channel and returns the conversation as text. Where labels or numbers are typed, the replies
 * stand as they are before a channel fits them, so that two ways of playing can be compared by `repliesOf`.
 */
export async function play(
  script: Script,
  channelName: string,
  pressing: Pressing | 'pressedBare' = 'pressed',
): Promise<string> {
  const names = [
    channelName,
    ...new Set(script.turns.flatMap(({ on }) => (on && on !== channelName ? [on] : []))),
  ];
  const world = openWorld({ at: script.at, content: cityOf(script), channels: channelsNamed(names) });
  for (const [name, target] of Object.entries(script.sources ?? {}))
    await world.desk.sources.add(name, target, 'staff');
  const lines = [`${script.title} (${channelName})`];
  const seen = new Map<string, Seen>(
    names.map((name) => [name, { rows: new Set(), choices: [], begun: false }]),
  );
  if (script.event) await enterEvent(world, script.event);
  if (script.poll) await askPoll(world, script.poll);
  let day = '';
  let code = '';
  for (const turn of script.turns) {
    if (turn.at) world.clock.set(turn.at);
    const today = localDate(world.clock.now());
    if (day !== today) lines.push('', `── ${today} ──`);
    day = today;
    const channel = turn.on ?? channelName;
    const happening = { ...turn, ...(turn.say ? { say: turn.say.replace('{code}', code) } : {}) };
    const words = await take(world, channel, {
      turn: happening,
      seen: seen.get(channel),
      pressing: pressing === 'pressedBare' ? 'pressed' : pressing,
    });
    lines.push('', channel === channelName ? `> ${words}` : `${channel}> ${words}`);
    for (const name of names) {
      const shown = await shownOn(world, name, { all: seen, fitted: pressing === 'pressed' });
      if (shown.length > 0 && name !== channel) lines.push('', `  (${name})`);
      lines.push(...shown);
      code = /: (\d{4} \d{4})$/m.exec(shown.join('\n'))?.[1] ?? code;
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Recording channels that can show what the real ones can, and one for letters. */
function channelsNamed(names: readonly string[]) {
  const chats = names.map((name) => {
    const real = realChannels().find((channel) => channel.name === name);
    if (!real) throw new Error(`no channel ${name}`);
    return recordingChannel(name, real.capabilities);
  });
  return [...chats, recordingChannel('email', { letters: true })];
}

/** What came back in a conversation, without how it was said. */
export function repliesOf(played: string): string {
  return played
    .split('\n')
    .filter((line) => !/^(?:\w+)?> /.test(line))
    .join('\n');
}

async function shownOn(
  world: World,
  name: string,
  { all, fitted }: { all: Map<string, Seen>; fitted: boolean },
): Promise<string[]> {
  const seen = all.get(name) ?? { rows: new Set(), choices: [], begun: false };
  all.set(name, seen);
  const lines: string[] = [];
  for (const { reply, begun } of await newReplies(world, name, seen)) {
    seen.begun = begun;
    if (!fitted) inTextAlone(reply, world.channel(name).capabilities);
    for (const part of fitted ? fitReply(reply, world.channel(name).capabilities) : [reply]) {
      lines.push('', ...shown(part));
      seen.choices = part.choices;
    }
  }
  return lines;
}

/** Makes a turn happen; returns it in words. */
async function take(
  world: World,
  channel: string,
  of: { turn: Turn; seen: Seen | undefined; pressing: Pressing },
): Promise<string> {
  const { turn, pressing } = of;
  const { choices, begun } = of.seen ?? { choices: [], begun: false };
  const hear = (event: Parameters<World['hear']>[0]) =>
    world.hear({ channel, address: 'resident', ...event });
  if (turn.staff !== undefined) {
    const question = (await world.desk.questions.list()).find((one) => one.answeredAt === null);
    const result = await world.desk.questions.answer(question?.id ?? '', turn.staff, 'staff@city.example');
    return result.ok ? `(працівник відповідає: ${turn.staff})` : `(${result.code})`;
  }
  if (turn.projects !== undefined) {
    const bytes = readFileSync(path.join(import.meta.dirname, '..', 'projects', turn.projects));
    const of = {
      contest: 'city' as const,
      cycle: null,
      complete: false,
      by: 'staff@city.example',
      save: true,
    };
    const result = await world.desk.projects.import({ name: turn.projects, bytes }, of);
    return result.ok ? '(працівники внесли список проєктів)' : `(${result.code})`;
  }
  if (turn.event !== undefined) return await actOnEvent(world, turn.event);
  if (turn.due) {
    await reconcile(world.app);
    return '(надсилаємо за календарем)';
  }
  if (turn.say !== undefined) {
    await hear({ kind: 'text', text: turn.say });
    return turn.say;
  }
  if (turn.press !== undefined) {
    const choice = choices.find((one) => one.label === turn.press);
    if (!choice || !('value' in choice))
      throw new Error(`«${turn.press}» is not among ${choices.map((one) => one.label).join(' | ')}`);
    // What stands under a message that we began is found by its words only once it was sent, and nothing is sent here.
    if (pressing === 'pressed' || begun) await hear({ kind: 'choice', value: choice.value });
    else await hear({ kind: 'text', text: typedFor(choices, choice, pressing) });
    return `[${turn.press}]`;
  }
  if (turn.send !== undefined) {
    await hear({ kind: 'unsupported', what: turn.send });
    return `(${turn.send})`;
  }
  if (turn.left || turn.joined) {
    await hear({ kind: turn.left ? 'left' : 'joined' });
    return turn.left ? '(заблоковано бота)' : '(розблоковано бота)';
  }
  await hear({ kind: 'opened', source: turn.open ?? null, welcome: false });
  return turn.open ? `(відкрито чат за посиланням ${turn.open})` : '(відкрито чат)';
}

/** What somebody types who sees a choice as a line: its label, or its number among those that can be pressed. */
function typedFor(choices: readonly Choice[], choice: Choice, how: Pressing): string {
  const numbered: readonly Choice[] = choices.filter((one) => 'value' in one);
  return how === 'number' ? String(numbered.indexOf(choice) + 1) : choice.label;
}

/** Without buttons every choice stands in the text, with the number by which it can be typed, and every link with its address. */
function inTextAlone(reply: Reply, capabilities: Capabilities): void {
  const told = fitReply(reply, { ...capabilities, buttons: null });
  const text = told.map((part) => part.text).join('\n');
  const numbered: readonly Choice[] = reply.choices.filter((choice) => 'value' in choice);
  for (const choice of reply.choices) {
    const line = 'url' in choice ? choice.url : `${numbered.indexOf(choice) + 1}. ${choice.label}`;
    if (!text.includes(line)) throw new Error(`«${line}» is nowhere in: ${text}`);
  }
}

type Shown = { reply: Reply; begun: boolean };

async function newReplies(world: World, channel: string, seen: { rows: Set<string> }): Promise<Shown[]> {
  const { db } = world.app;
  const { delivery } = db.tables;
  // Its text goes with another message of the same hour.
  const notMerged = sql`coalesce(${delivery.reason}, '') <> 'merged'`;
  const rows = await db.read
    .select({ id: delivery.id, body: delivery.body, broadcastId: delivery.broadcastId, also: delivery.also })
    .from(delivery)
    .where(and(eq(delivery.channel, channel), notMerged))
    .orderBy(asc(delivery.createdAt), asc(delivery.id));
  const replies: Shown[] = [];
  for (const row of rows.filter(({ id }) => !seen.rows.has(id))) {
    seen.rows.add(row.id);
    const ids = row.broadcastId === null ? [] : [row.broadcastId, ...(row.also ?? [])];
    const found = await Promise.all(ids.map((id) => findBroadcast(reading(world.app), id)));
    const [broadcast, ...also] = found.filter((one) => one !== null);
    const { capabilities } = world.channel(channel);
    if (row.body) replies.push({ reply: row.body.reply, begun: false });
    else if (broadcast)
      replies.push({
        reply: messageOf(await currentContent(world.app), { broadcast, also, capabilities }),
        begun: true,
      });
  }
  return replies;
}

function shown({ text, choices }: Reply): string[] {
  const button = (choice: Choice) =>
    'url' in choice ? `[${choice.label} → ${withoutTokens(choice.url)}]` : `[${choice.label}]`;
  return [
    ...withoutTokens(plainText(text))
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
    ...choices.map((one) => `    ${button(one)}`),
  ];
}

/** The signed word of a link says nothing to a reader. */
function withoutTokens(text: string): string {
  return text.replace(/\/my\/[\w.-]+/g, '/my/…');
}
