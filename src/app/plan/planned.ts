// Owns the look ahead: every message that plan and calendar will send in a window, to how many, at what price. Writes nothing.
import { createHash } from 'node:crypto';
import { type BroadcastRow, listBroadcasts } from '../../../db/broadcasts.ts';
import type { Audience, Occurrence } from '../../core/broadcast.ts';
import { occurrencesOf } from '../../core/occurrences/occurrence.ts';
import { type App, channelNamed, currentContent, reading } from '../app.ts';
import { joinedFits, type MessageWords, messageOf } from '../broadcasts/message.ts';
import { countedLately, subscribersLately, sumOf } from '../running/remembered.ts';
import type { PlannedMessage } from './plan-view.ts';
import { occurrenceSources, rowOf } from './reconcile.ts';
import { cycleMs, type Joins, rehearse, type Share } from './rehearsal.ts';

/**
 * What would go out from `from` to `to`, by time: one row a message and channel, and one more where some people get it
 * together with others of its hour. Only approved and confirmed things.
 */
export async function plannedMessages(app: App, from: number, to: number): Promise<PlannedMessage[]> {
  const sources = await occurrenceSources(app, reading(app));
  const made = await listBroadcasts(reading(app));
  // What goes out between now and the window counts against the limits in it.
  const since = Math.min(from, Math.max(app.clock.now(), from - cycleMs));
  const own = made.filter(
    (row) => row.state === 'approved' && row.kind === 'own' && since <= row.at && row.at < to,
  );
  const coming = occurrencesOf(sources, since, to).filter(willGo(made));
  const all = [...coming.map((one) => rowOf(app, one, null)), ...own].sort(
    (a, b) => a.at - b.at || (a.key < b.key ? -1 : 1),
  );
  const words = await currentContent(app);
  const shares = Map.groupBy(await lived(app, words, all), ({ carried }) => carried[0]);
  return all
    .filter((one) => from <= one.at)
    .flatMap((one) => rowsOf(app, one, shares.get(one) ?? []).map((row) => messageRow(app, words, row)));
}

/** Lives through the messages, or remembers for a minute how it went with the same ones in a large city. */
async function lived(
  app: App,
  words: MessageWords,
  all: readonly BroadcastRow[],
): Promise<Share<BroadcastRow>[]> {
  const what = all.map(({ key, at, audience, channels, contentHash }) => [
    key,
    at,
    audience,
    channels,
    contentHash,
  ]);
  const people = sumOf(await subscribersLately(app));
  const shares = await countedLately(app, `rehearsal ${hashOf(what)}`, {
    count: () => rehearse(app, all, joinsOf(app, words, all)),
    people: () => people,
  });
  // What was lived through before were rows of another reading.
  const rows = new Map(all.map((row) => [row.key, row]));
  return shares.map((share) => ({
    ...share,
    carried: share.carried.flatMap(({ key }) => rows.get(key) ?? []),
  }));
}

function hashOf(what: unknown): string {
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

/** Leaves out what staff cancelled, what waits for a person, and words of staff that nobody has approved. */
export function willGo(made: readonly BroadcastRow[]): (one: Occurrence) => boolean {
  const rows = new Map(made.map((row) => [row.key, row]));
  return ({ key, editedBy }) => {
    const row = rows.get(key);
    if (row?.state === 'waiting' || (row?.state === 'cancelled' && row.reason !== 'superseded')) return false;
    return (editedBy ?? null) === null || (row?.approvedBy ?? null) !== null;
  };
}

/** Which messages of one hour come as one: those that the sweep expands together, where all of them fit one message. */
function joinsOf(app: App, words: MessageWords, all: readonly BroadcastRow[]): Joins<BroadcastRow> {
  const groups = Map.groupBy(all, togetherWith);
  const fits = new Map<string, boolean>();
  return ([carrier], one, channel) => {
    const group = togetherWith(one);
    if (group === null || !carrier || togetherWith(carrier) !== group) return false;
    const capabilities = channelNamed(app, channel)?.capabilities;
    const name = `${group} ${channel}`;
    const known =
      fits.get(name) ?? (!!capabilities && joinedFits(words, groups.get(group) ?? [], capabilities));
    fits.set(name, known);
    return known;
  };
}

/** Notices of one hour go together, and so do digests; null: it goes alone. */
function togetherWith({ kind, at }: BroadcastRow): string | null {
  return kind === 'notice' || kind === 'digest' ? `${kind} ${at}` : null;
}

/** What goes out of one message: on each channel who gets it alone, then who gets others along with it. */
type Row = { one: BroadcastRow; share: Share<BroadcastRow> };

function rowsOf(app: App, one: BroadcastRow, shares: readonly Share<BroadcastRow>[]): Row[] {
  const alone = one.channels.map((channel) => {
    const share = shares.find((other) => other.channel === channel && other.carried.length === 1);
    return share ?? { carried: [one], channel, people: outletOf(app, channel) === null ? 0 : 1, paid: 0 };
  });
  const joined = shares.filter(({ carried }) => carried.length > 1);
  return [...alone, ...joined].map((share) => ({ one, share }));
}

/** A public place of the city: one message there, whoever reads it. */
function outletOf(app: App, channel: string): string | null {
  return channelNamed(app, channel)?.outlet ?? null;
}

function messageRow(app: App, words: MessageWords, { one, share }: Row): PlannedMessage {
  const capabilities = channelNamed(app, share.channel)?.capabilities;
  const also = share.carried.slice(1);
  const text = capabilities ? messageOf(words, { broadcast: one, also, capabilities }).text : one.body.text;
  return {
    at: one.at,
    line: one.line,
    broadcast: one.key,
    channel: share.channel,
    audience: audienceInWords(one.audience),
    recipients: share.people,
    subject: capabilities?.letters ? one.body.subject : null,
    text,
    lastUsefulAt: one.lastUsefulAt,
    priceEur: Math.round(share.paid * (capabilities?.priceEur ?? 0) * 10_000) / 10_000,
    durationSeconds: Math.ceil(share.people / (capabilities?.perSecond ?? 1)),
    ...(also.length > 0 ? { mergedWith: also.map(({ key }) => key) } : {}),
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
