// Owns the look ahead: every message that plan and calendar will send in a window, to how many, at what price. Writes nothing.
import { type BroadcastRow, listBroadcasts } from '../../db/broadcasts.ts';
import type { Audience, BroadcastBody, BroadcastKind, Occurrence } from '../core/broadcast.ts';
import { occurrencesOf } from '../core/occurrence.ts';
import { type App, channelNamed, reading } from './app.ts';
import type { PlannedMessage } from './desk.ts';
import { headCount } from './expand.ts';
import { occurrenceSources } from './reconcile.ts';

type Planned = {
  key: string;
  line: string | null;
  at: number;
  lastUsefulAt: number;
  audience: Audience;
  channels: readonly string[];
  body: BroadcastBody;
  kind: BroadcastKind;
};

/** What would go out from `from` to `to`, one row a message and channel, by time. Only approved and confirmed things. */
export async function plannedMessages(app: App, from: number, to: number): Promise<PlannedMessage[]> {
  const sources = await occurrenceSources(app, reading(app));
  const made = await listBroadcasts(reading(app));
  const own = made.filter(
    (row) => row.state === 'approved' && row.kind === 'own' && from <= row.at && row.at < to,
  );
  const all: Planned[] = [...occurrencesOf(sources, from, to).filter(willGo(made)), ...own].sort(
    (a, b) => a.at - b.at || (a.key < b.key ? -1 : 1),
  );
  const count = countOnce(app);
  const messages: PlannedMessage[] = [];
  for (const one of all) {
    const counts = await count(one);
    messages.push(
      ...one.channels.map((channel) => messageOf(app, one, { channel, recipients: counts[channel] ?? 0 })),
    );
  }
  return messages;
}

/** Leaves out what staff cancelled, what waits for a person, and words of staff that nobody has approved. */
function willGo(made: readonly BroadcastRow[]): (one: Occurrence) => boolean {
  const rows = new Map(made.map((row) => [row.key, row]));
  return ({ key, editedBy }) => {
    const row = rows.get(key);
    if (row?.state === 'waiting' || (row?.state === 'cancelled' && row.reason !== 'superseded')) return false;
    return (editedBy ?? null) === null || (row?.approvedBy ?? null) !== null;
  };
}

/** Counts each audience once, except where letters are capped: there the order of the letters matters. */
function countOnce(app: App) {
  const counted = new Map<string, Record<string, number>>();
  const rehearsed = new Map<string, number>();
  return async ({ audience, channels, at }: Planned) => {
    const rule = JSON.stringify([audience, channels]);
    const known = counted.get(rule);
    if (known) return known;
    const counts = await headCount(reading(app), app, { audience, channels: [...channels], at }, rehearsed);
    if (!audience.purposes.includes('official') || rehearsed.size === 0) counted.set(rule, counts);
    return counts;
  };
}

function messageOf(app: App, one: Planned, of: { channel: string; recipients: number }): PlannedMessage {
  const capabilities = channelNamed(app, of.channel)?.capabilities;
  const letters = capabilities?.letters ?? false;
  return {
    at: one.at,
    line: one.line,
    broadcast: one.key,
    channel: of.channel,
    audience: audienceInWords(one.audience),
    recipients: of.recipients,
    subject: letters ? one.body.subject : null,
    text: letters ? (one.body.letterText ?? one.body.text) : one.body.text,
    lastUsefulAt: one.lastUsefulAt,
    priceEur: Math.round(of.recipients * (capabilities?.priceEur ?? 0) * 10_000) / 10_000,
    durationSeconds: Math.ceil(of.recipients / (capabilities?.perSecond ?? 1)),
  };
}

/** An audience rule as `key=value` pairs, as the command line takes them; several purposes are joined by `+`. */
export function audienceInWords(audience: Audience): string {
  const { purposes, unlessReminded, ...rest } = audience;
  const pairs = Object.entries({ purposes: purposes.join('+'), ...rest }).filter(
    ([, value]) => value !== null,
  );
  return [
    ...pairs.map(([key, value]) => `${key}=${value}`),
    ...(unlessReminded ? ['unlessReminded'] : []),
  ].join(',');
}
