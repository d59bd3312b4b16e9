// Owns the rows of an approved correction or recall: one for everybody who got the wrong words. Stopping those is
// correction-stop.ts, writing and approving it correction.ts, calling the platforms the sender's.
import { type BroadcastRow, changeBroadcast, findBroadcast } from '../../../db/broadcasts.ts';
import { stillGranted, type Wronged, wrongedPage } from '../../../db/corrections.ts';
import { addDeliveries, type DeliveryRow } from '../../../db/ledger.ts';
import type { Channel } from '../../core/channel.ts';
import { type App, channelNamed, currentContent, writing } from '../app.ts';
import { stopOriginal } from './correction-stop.ts';
import { type MessageWords, messageOf } from './message.ts';
import { mayReceive } from './training.ts';

const pageSize = 500;
/** Before the cursor's person: the wrong words can't go out any more, and rows are being made. */
const stopped = '@';

/**
 * Makes the rows of a correction or recall that is expanding, and lets it be sent. First the wrong words are stopped.
 * Returns whether all rows are made: false while a call of the original is under way, and the next sweep asks again. A
 * page and its cursor are one transaction.
 */
export async function expandCorrection(app: App, broadcast: BroadcastRow): Promise<boolean> {
  if (broadcast.cursor === null && !(await stopOriginal(app, broadcast))) return false;
  let cursor = broadcast.cursor ?? stopped;
  for (;;) {
    const next = await makePage(app, broadcast.id, cursor);
    if (next === 'halted') return false;
    if (next === 'made') {
      for (const channel of broadcast.channels) app.nudge(channel);
      return true;
    }
    cursor = next;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Makes one page of rows; the next cursor, `made` after the last one, `halted` where the correction was stopped. */
async function makePage(app: App, id: string, cursor: string): Promise<string> {
  return await writing(app, async (at) => {
    const broadcast = await findBroadcast(at, id);
    if (broadcast?.state !== 'expanding') return 'halted';
    const wronged = await wrongedPage(at, broadcast.amends ?? '', {
      after: cursor.slice(stopped.length),
      most: pageSize,
    });
    const people = wronged.map(({ row }) => row.personId);
    const granted = await stillGranted(at, people, broadcast.audience);
    const words = await currentContent(app, at);
    const rows = wronged.flatMap((one) =>
      rowFor(app, broadcast, { words, one, granted: granted.has(one.row.personId) }),
    );
    await addDeliveries(at, rows);
    const last = people.at(-1);
    if (wronged.length === pageSize && last !== undefined) {
      await changeBroadcast(at, id, { cursor: stopped + last });
      return stopped + last;
    }
    await changeBroadcast(at, id, { state: 'sending', cursor: null });
    return 'made';
  });
}

type Of = { words: MessageWords; one: Wronged; granted: boolean };

/**
 * The row of one person who got the wrong words: the message itself is changed or taken back where the platform can; else
 * a correction of its own, unless the person has left since. Nothing, where nothing can be done.
 */
function rowFor(app: App, broadcast: BroadcastRow, { words, one, granted }: Of): DeliveryRow[] {
  const { row } = one;
  const channel = channelNamed(app, row.channel);
  const outlet = channel?.outlet ?? null;
  if (!channel || (row.addressId !== null && !one.address) || (row.addressId === null && outlet === null))
    return [];
  const amends = canAmend(channel.amend !== undefined, row) ? row.providerId : null;
  if (amends === null && broadcast.kind === 'recall') return [];
  const left = amends === null && outlet === null && !(granted && one.address?.active);
  const skip = left
    ? 'left'
    : mayReceive(app, { address: outlet ?? one.address?.address ?? '' })
      ? null
      : 'training';
  const now = app.clock.now();
  return [
    {
      id: app.newId(),
      broadcastId: broadcast.id,
      personId: row.personId,
      addressId: row.addressId,
      channel: row.channel,
      priority: broadcast.priority,
      state: skip === null ? 'pending' : 'skipped',
      // Due at once, whatever becomes of the wall clock.
      dueAt: 0,
      expiresAt: broadcast.lastUsefulAt,
      attempts: 0,
      body: bodyFor(words, broadcast, { amended: amends !== null, channel }),
      reason: skip,
      providerId: null,
      priceEur: 0,
      createdAt: now,
      settledAt: skip === null ? null : now,
      amends,
      also: null,
      decidedBy: null,
    },
  ];
}

/** A message that carries other news of the day too is left alone: changing it would take those away. */
export function canAmend(
  byPlatform: boolean,
  row: Pick<DeliveryRow, 'providerId' | 'also' | 'state'>,
): boolean {
  return byPlatform && row.providerId !== null && row.also === null && row.state !== 'skipped';
}

/**
 * Rows of chats and letters carry nothing and say what the correction says, so that many share one call. A changed
 * message says the right words without introducing them; a public place carries its address itself.
 */
function bodyFor(
  words: MessageWords,
  broadcast: BroadcastRow,
  { amended, channel }: { amended: boolean; channel: Channel },
): DeliveryRow['body'] {
  const { body, kind } = broadcast;
  const { text } = amended ? (body.corrected ?? body) : body;
  if (channel.outlet !== undefined) return { reply: { text, choices: body.choices }, to: channel.outlet };
  if (!amended || kind === 'recall') return null;
  const { capabilities } = channel;
  const plain = { ...broadcast, body: { ...body, text } };
  return { reply: messageOf(words, { broadcast: plain, also: [], capabilities }) };
}
