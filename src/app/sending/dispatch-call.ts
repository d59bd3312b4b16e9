// Owns one call of a channel: the words of its rows, the parcels, and the outcome of each. It writes nothing.
import { type BroadcastRow, findBroadcast } from '../../../db/broadcasts.ts';
import type { Called } from '../../../db/sending.ts';
import type { Channel, Parcel } from '../../core/channel.ts';
import type { Outcome } from '../../core/delivery.ts';
import { fitReply, type Reply } from '../../core/reply.ts';
import { type App, currentContent, reading } from '../app.ts';
import { messageOf, stillUseful } from '../broadcasts/message.ts';
import { withCountedLinks } from '../letters/clicks.ts';
import type { Letters } from '../letters/letters.ts';

export type Caller = (rows: readonly Called[]) => Promise<Outcome[]>;

/** `until`: from then on other words are due, because a text that was carried along is over. */
type Message = { broadcast: BroadcastRow | null; parts: Reply[]; until: number };

/** Messages of broadcasts that were fitted already; a broadcast that is being sent does not change. */
const mostKept = 64;

/** A caller of a channel. It never throws: whatever breaks on the way is an outcome of the rows. */
export function createCaller(app: App, channel: Channel, letters: Letters): Caller {
  const kept = new Map<string, Message | null>();
  async function messageFor(key: string, row: Called): Promise<Message | null> {
    const made = await broadcastMessage(app, channel, row);
    if (kept.size > mostKept) kept.clear();
    kept.set(key, made);
    return made;
  }
  return async (rows) => {
    const [first] = rows;
    if (!first) return [];
    const key =
      first.also === null ? (first.broadcastId ?? '') : [first.broadcastId, ...first.also].join(' ');
    const made = first.body ? undefined : kept.get(key);
    const known = made && app.clock.now() < made.until ? made : undefined;
    const message =
      known ?? (first.body ? await bodyMessage(app, channel, first) : await messageFor(key, first));
    if (!message) return rows.map(() => noContent);
    if (first.amends !== null) return await amend(channel, rows, message);
    return await send({ channel, letters }, rows, message);
  };
}

const noContent: Outcome = { kind: 'rejected', code: 'noContent', text: '' };

async function bodyMessage(app: App, channel: Channel, row: Called): Promise<Message | null> {
  if (!row.body) return null;
  const broadcast = row.broadcastId === null ? null : await findBroadcast(reading(app), row.broadcastId);
  return { broadcast, parts: fitReply(row.body.reply, channel.capabilities), until: row.expiresAt };
}

async function broadcastMessage(app: App, channel: Channel, row: Called): Promise<Message | null> {
  const ids = [row.broadcastId, ...(row.also ?? [])];
  const found = await Promise.all(ids.map((id) => (id ? findBroadcast(reading(app), id) : null)));
  const [broadcast, ...carried] = found.flatMap((one) => one ?? []);
  if (!broadcast) return null;
  const { capabilities } = channel;
  const also = stillUseful(carried, app.clock.now());
  const message = messageOf(await currentContent(app), { broadcast, also, capabilities });
  const shown = capabilities.letters ? withCountedLinks(app, message, [broadcast, ...also]) : message;
  const until = Math.min(...[broadcast, ...also].map((one) => one.lastUsefulAt));
  return { broadcast, parts: fitReply(shown, capabilities), until };
}

/** A long reply leaves in parts; the row is sent when all of them are. */
async function send(
  { channel, letters }: { channel: Channel; letters: Letters },
  rows: readonly Called[],
  { broadcast, parts }: Message,
): Promise<Outcome[]> {
  let outcomes: Outcome[] = [];
  for (const reply of parts) {
    const parcels = rows.map((row): Parcel => {
      const parcel = { deliveryId: row.id, address: row.address ?? row.body?.to ?? '', reply };
      return channel.capabilities.letters ? { ...parcel, letter: letters.letterFor(row, broadcast) } : parcel;
    });
    outcomes = await channel.send(parcels);
    if (outcomes.some((outcome) => outcome.kind !== 'sent')) break;
  }
  return outcomes;
}

/** Edits or deletes what was sent before; a recall has no words. */
async function amend(
  channel: Channel,
  rows: readonly Called[],
  { broadcast, parts }: Message,
): Promise<Outcome[]> {
  if (!channel.amend) return rows.map(() => ({ kind: 'rejected', code: 'cannotAmend', text: '' }));
  const reply = broadcast?.kind === 'recall' ? null : (parts[0] ?? null);
  return await channel.amend(
    rows.map((row) => ({
      deliveryId: row.id,
      address: row.address ?? row.body?.to ?? '',
      messageId: row.amends ?? '',
      reply,
    })),
  );
}
