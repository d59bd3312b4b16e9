// Owns how a broadcast is named and listed wherever the console shows one.
import { html } from 'hono/html';
import type { BroadcastResults, BroadcastSummary, BroadcastView } from '../../../app/desk.ts';
import { audienceOf, type BroadcastState, broadcastKinds } from '../../../core/broadcast.ts';
import { purposes } from '../../../core/consent.ts';
import { contestIds, roles, stageIds } from '../../../core/contest.ts';
import type { Html } from '../../layout.ts';
import { oneOf } from '../form.ts';
import { type Cell, link, moment, type Tone, table, tag } from '../show.ts';
import { topics } from '../topics.ts';
import type { Say } from '../words.ts';
import { stopWords } from './reason-words.ts';

/** Kind, contest and stage, as one line. */
export function broadcastName(
  say: Say,
  broadcast: Pick<BroadcastSummary, 'kind' | 'contest' | 'stage'>,
): string {
  const { kind, contest, stage } = broadcast;
  const parts = [say(`kind.${kind}`), contest && say(`contest.${contest}`), stage && say(`stage.${stage}`)];
  return parts.filter(Boolean).join(' · ');
}

/** The words of a broadcast under its name, where its kind says too little. */
export function aboutLine({ about }: Pick<BroadcastSummary, 'about'>): Html {
  return about === null ? html`` : html`<br><span class="soft">«${about}»</span>`;
}

/** Names of channels, as people read them. */
export function channelNames(say: Say, channels: readonly string[]): string {
  return channels.map((name) => say(`channel.${name}`)).join(', ');
}

export function stateTag(say: Say, state: BroadcastState): Html {
  return tag(say(`state.${state}`), toneOf(state));
}

function toneOf(state: BroadcastState): Tone {
  switch (state) {
    case 'done':
    case 'approved':
      return 'done';
    case 'waiting':
    case 'paused':
      return 'note';
    case 'missed':
      return 'problem';
    case 'draft':
    case 'expanding':
    case 'sending':
    case 'cancelled':
      return 'plain';
  }
}

/** A table of broadcasts; with `results` (by id) also how far each has come. */
export function broadcastTable(
  say: Say,
  caption: string,
  rows: readonly BroadcastSummary[],
  results: ReadonlyMap<string, BroadcastResults> | null = null,
): Html {
  const head = ['broadcast', 'at', 'channels', 'state'].map((key) => say(`broadcasts.head.${key}`));
  const cells = rows.map((row): Cell[] => [
    html`${link(`/broadcasts/${encodeURIComponent(row.id)}`, broadcastName(say, row))}${aboutLine(row)}${
      row.line ? html`<br><span class="soft">${say('broadcasts.line', { line: row.line })}</span>` : ''
    }`,
    moment(row.at),
    channelNames(say, row.channels),
    html`${stateTag(say, row.state)}${row.reason ? html`<br><span class="soft">${stopWords(say, row.reason)}</span>` : ''}`,
    ...(results ? [progress(say, results.get(row.id) ?? null)] : []),
  ]);
  return table({
    caption,
    head: results ? [...head, say('broadcasts.head.results')] : head,
    rows: cells,
  });
}

function progress(say: Say, results: BroadcastResults | null): string {
  if (!results || results.total === 0) return say('broadcasts.notBegun');
  const { total, sent, delivered, failed, gone, unknown } = results;
  const parts = [say('broadcasts.sentOf', { sent: sent + delivered, total })];
  if (failed + gone > 0) parts.push(say('broadcasts.failedCount', { n: failed + gone }));
  if (unknown > 0) parts.push(say('broadcasts.unknownCount', { n: unknown }));
  return parts.join('; ');
}

/** How many get it, by channel. */
export function recipientTable(say: Say, recipients: Readonly<Record<string, number>>): Html {
  const rows = Object.entries(recipients).map(([name, count]): Cell[] => [say(`channel.${name}`), count]);
  const total = Object.values(recipients).reduce((sum, count) => sum + count, 0);
  return table({
    caption: say('broadcast.recipients'),
    head: [say('head.channel'), say('head.people')],
    rows: [...rows, [say('head.total'), total]],
    numbers: [1],
  });
}

/** An audience rule written as `key=value` pairs, as the command line takes them, in words. */
export function audiencePairsInWords(say: Say, pairs: string): string {
  const values = new Map(pairs.split(',').map((pair) => pair.split('=') as [string, string | undefined]));
  const named = (values.get('purposes') ?? '').split('+').flatMap((name) => oneOf(purposes, name) ?? []);
  if (named.length === 0) return pairs;
  return audienceWords(say, {
    ...audienceOf({ purposes: named }),
    contest: oneOf(contestIds, values.get('contest') ?? ''),
    role: oneOf(roles, values.get('role') ?? ''),
    source: values.get('source') ?? null,
    unlessReminded: values.has('unlessReminded'),
    topic: oneOf(topics, values.get('topic') ?? ''),
    unlessVoted: values.get('unlessVoted') ?? null,
    pace: oneOf(['each', 'weekly'], values.get('pace') ?? ''),
  });
}

/** What a message to those who signed up for an event is about, as its key names it. */
const eventMessages = ['reminder', 'link', 'changed', 'cancelled', 'recording', 'questions', 'seat'] as const;

/** A message that does not exist yet, named by its key: kind, contest and stage, as far as the key holds them. */
export function nameOfKey(say: Say, key: string): string {
  const parts = key.replace(/@.*$/, '').split(':');
  const kind = oneOf(broadcastKinds, parts[0] ?? '');
  if (!kind) return key;
  const about = eventMessages.find((name) => name === parts[2]);
  if (kind === 'event' && about) return `${say('kind.event')} · ${say(`message.${about}`)}`;
  const contest = contestIds.find((id) => parts.includes(id)) ?? null;
  const stage = stageIds.find((id) => parts.slice(1).some((part) => part.split('.')[0] === id)) ?? null;
  const name = broadcastName(say, { kind, contest, stage });
  const when = whenOfKey(say, key);
  return when === null ? name : `${name} · ${when}`;
}

/** Which of a stage's reminders a key names: of each stage there are several. */
function whenOfKey(say: Say, key: string): string | null {
  const [, point, days] = /^notice:.*\.(opens|closes)(?:-(\d+))?@/.exec(key) ?? [];
  if (point === 'opens') return say('text.onOpening');
  return days ? say('text.daysBefore', { n: Number(days) }) : null;
}

/** The audience rule in words. */
export function audienceWords(say: Say, audience: BroadcastView['audience']): string {
  const { contest, role, source, unlessReminded, topic, unlessVoted, pace, attends, only } = audience;
  const parts = [
    ...audience.purposes.map((purpose) => say(`audience.${purpose}`)),
    contest ? say('audience.contest', { contest: say(`contest.${contest}`) }) : say('audience.anyContest'),
    role && say('audience.role', { role: say(`role.${role}`) }),
    source && say('audience.source', { source }),
    unlessReminded && say('audience.unlessReminded'),
    topic && say('audience.topic', { topic: say(`topic.${topic}`) }),
    unlessVoted && say('audience.unlessVoted', { cycle: unlessVoted }),
    pace && say(`audience.pace.${pace}`),
    attends && say('audience.attends'),
    only && say('audience.only'),
  ];
  return parts.filter(Boolean).join('; ');
}
