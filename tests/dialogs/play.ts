// Owns playing a scripted conversation through the whole application and writing it down as a resident would see it.

import { channelsFor } from '../../bots/index.ts';
import { and, asc, eq, gt, sql } from '../../db/drizzle.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type ContestId, contestIds, type Role } from '../../src/core/contest.ts';
import type { Unsupported } from '../../src/core/inbound.ts';
import { type Choice, fitReply, plainText, type Reply } from '../../src/core/reply.ts';
import type { Content } from '../../src/core/texts.ts';
import { localDate } from '../../src/core/time.ts';
import { openWorld, realContent, recordingChannel, type World } from '../support/harness.ts';

/** One thing that happens: exactly one of these fields, `at` beside it moves the clock first. */
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
};

export type Script = {
  title: string;
  at: string;
  channels: string[];
  sources?: Record<string, { contest?: ContestId; role?: Role }>;
  suspended?: { contest: ContestId; decision: string | null };
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

function contentFor({ suspended }: Script): Content {
  const content = realContent();
  if (!suspended) return content;
  const contests = { ...content.contests };
  for (const id of contestIds.filter((one) => one === suspended.contest)) {
    const cycle = {
      ...contests[id].cycle,
      state: 'suspended' as const,
      suspensionDecision: suspended.decision,
    };
    contests[id] = { ...contests[id], cycle };
  }
  return { ...content, contests };
}

/** Plays a script on one channel and returns the conversation as text. */
export async function play(script: Script, channelName: string): Promise<string> {
  const real = realChannels().find((channel) => channel.name === channelName);
  if (!real) throw new Error(`no channel ${channelName}`);
  const channels = [
    recordingChannel(channelName, real.capabilities),
    recordingChannel('email', { letters: true }),
  ];
  const world = openWorld({ at: script.at, content: contentFor(script), channels });
  for (const [name, target] of Object.entries(script.sources ?? {}))
    await world.desk.sources.add(name, target, 'staff');
  const lines = [`${script.title} (${channelName})`];
  const seen = { row: 0, choices: [] as readonly Choice[], day: '' };
  for (const turn of script.turns) {
    if (turn.at) world.clock.set(turn.at);
    const day = localDate(world.clock.now());
    if (day !== seen.day) lines.push('', `── ${day} ──`);
    seen.day = day;
    lines.push('', `> ${await take(world, channelName, { turn, choices: seen.choices })}`);
    for (const reply of await newReplies(world, channelName, seen)) {
      for (const part of fitReply(reply, real.capabilities)) {
        lines.push('', ...shown(part));
        seen.choices = part.choices;
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Makes a turn happen; returns it in words. */
async function take(
  world: World,
  channel: string,
  of: { turn: Turn; choices: readonly Choice[] },
): Promise<string> {
  const { turn, choices } = of;
  const hear = (event: Parameters<World['hear']>[0]) =>
    world.hear({ channel, address: 'resident', ...event });
  if (turn.staff !== undefined) {
    const question = (await world.desk.questions.list()).find((one) => one.answeredAt === null);
    const result = await world.desk.questions.answer(question?.id ?? '', turn.staff, 'staff@city.example');
    return result.ok ? `(працівник відповідає: ${turn.staff})` : `(${result.code})`;
  }
  if (turn.say !== undefined) {
    await hear({ kind: 'text', text: turn.say });
    return turn.say;
  }
  if (turn.press !== undefined) {
    const choice = choices.find((one) => one.label === turn.press);
    if (!choice || !('value' in choice))
      throw new Error(`«${turn.press}» is not among ${choices.map((one) => one.label).join(' | ')}`);
    await hear({ kind: 'choice', value: choice.value });
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

async function newReplies(world: World, channel: string, seen: { row: number }): Promise<Reply[]> {
  const { db } = world.app;
  const { delivery } = db.tables;
  const rowid = sql<number>`${delivery}.rowid`;
  const rows = await db.read
    .select({ rowid, body: delivery.body })
    .from(delivery)
    .where(and(eq(delivery.channel, channel), gt(rowid, seen.row)))
    .orderBy(asc(rowid));
  seen.row = rows.at(-1)?.rowid ?? seen.row;
  return rows.flatMap(({ body }) => (body ? [body.reply] : []));
}

function shown({ text, choices }: Reply): string[] {
  const button = (choice: Choice) =>
    'url' in choice ? `[${choice.label} → ${choice.url}]` : `[${choice.label}]`;
  return [
    ...plainText(text)
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
    ...choices.map((one) => `    ${button(one)}`),
  ];
}
