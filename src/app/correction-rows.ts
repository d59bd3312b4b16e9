// Owns what an approved correction or recall does: the wrong words stop going out, and everybody who got them gets one row.
// Writing and approving it is correction.ts, calling the platforms is the sender's.
import { type BroadcastRow, changeBroadcast, findBroadcast, moveBroadcast } from '../../db/broadcasts.ts';
import { isInFlight, stillGranted, type Wronged, wrongedPage } from '../../db/corrections.ts';
import { addDeliveries, type DeliveryRow, dropCancelled, hasOpenRows } from '../../db/ledger.ts';
import type { At } from '../../db/people.ts';
import type { Reply } from '../core/reply.ts';
import { type App, channelNamed, reading, writing } from './app.ts';
import { hasAnyRow } from './broadcast-acts.ts';
import { approvalHash } from './broadcast-draft.ts';
import { mayReceive } from './training.ts';

/** Why an original is paused while its correction waits, and what ended one that was taken back. */
export const pausedForAmendment = 'correction';
export const recalledReason = 'recalled';

const pageSize = 500;
/** Before the cursor's person: the wrong words can't go out any more, and rows are being made. */
const stopped = '@';

/**
 * Makes the rows of a correction or recall that is expanding, and lets it be sent. First the wrong words are stopped: a
 * corrected original goes on with the right ones, a recalled one is cancelled. Returns whether all rows are made: false
 * while a call of the original is under way, and the next sweep asks again. A page and its cursor are one transaction.
 */
export async function expandCorrection(app: App, broadcast: BroadcastRow): Promise<boolean> {
  let cursor = broadcast.cursor ?? (await stopOriginal(app, broadcast));
  while (cursor !== null) {
    const next = await makePage(app, broadcast.id, cursor);
    if (next === 'halted') return false;
    if (next === 'made') {
      for (const channel of broadcast.channels) app.nudge(channel);
      return true;
    }
    cursor = next;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

/** The cursor before the first page, or null while words of the original are still on their way. */
async function stopOriginal(app: App, { id, amends, kind }: BroadcastRow): Promise<string | null> {
  const original = await findBroadcast(reading(app), amends ?? '');
  if (!original) return stopped;
  if (kind === 'recall') {
    const change = { state: 'cancelled' as const, reason: recalledReason };
    await writing(app, (at) => changeBroadcast(at, original.id, change));
    let left = true;
    while (left) left = await writing(app, (at) => dropCancelled(at, app.clock.now()));
  } else {
    await writing(app, (at) => pauseForAmendment(at, original.id));
  }
  return await writing(app, async (at) => {
    const current = await findBroadcast(at, id);
    const open = kind === 'recall' ? await hasOpenRows(at, original.id) : await isInFlight(at, original.id);
    if (current?.state !== 'expanding' || open) return null;
    if (kind === 'correction') await replaceWords(at, current);
    await changeBroadcast(at, id, { cursor: stopped });
    return stopped;
  });
}

/** Stops what is going out, until its correction is decided; what staff have stopped themselves stays theirs. */
export async function pauseForAmendment(at: At, id: string): Promise<boolean> {
  const change = { state: 'paused' as const, reason: pausedForAmendment };
  return await moveBroadcast(at, id, { from: ['approved', 'expanding', 'sending'], change });
}

/** The original says the right words from now on: to whom it had not gone out, and if it is ever sent again. */
async function replaceWords(at: At, { amends, body, approvedBy, approvedAt }: BroadcastRow): Promise<void> {
  const original = await findBroadcast(at, amends ?? '');
  if (!original) return;
  const { text, subject } = body.corrected ?? body;
  const changed = { ...original, body: { ...original.body, text, subject, letterText: null } };
  const hash = approvalHash(changed);
  const approval = { contentHash: hash, approvedHash: hash, approvedBy, approvedAt };
  await changeBroadcast(at, original.id, { body: changed.body, ...approval });
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
    const rows = wronged.flatMap((one) =>
      rowFor(app, broadcast, { one, granted: granted.has(one.row.personId) }),
    );
    await addDeliveries(at, rows);
    const last = people.at(-1);
    if (wronged.length === pageSize && last !== undefined) {
      await changeBroadcast(at, id, { cursor: stopped + last });
      return stopped + last;
    }
    await changeBroadcast(at, id, { state: 'sending', cursor: null });
    await resumeOriginal(at, broadcast);
    return 'made';
  });
}

/** A corrected original that was going out when the mistake was seen goes on; what staff had paused themselves stays so. */
async function resumeOriginal(at: At, { kind, amends }: BroadcastRow): Promise<void> {
  const original = await findBroadcast(at, amends ?? '');
  if (kind !== 'correction' || original?.state !== 'paused' || original.reason !== pausedForAmendment) return;
  const begun =
    original.cursor !== null ? 'expanding' : (await hasAnyRow(at, original.id)) ? 'sending' : 'approved';
  await moveBroadcast(at, original.id, { from: ['paused'], change: { state: begun, reason: null } });
}

type Of = { one: Wronged; granted: boolean };

/**
 * The row of one person who got the wrong words: the message itself is changed or taken back where the platform can; else
 * a correction of its own, unless the person has left since. Nothing, where nothing can be done.
 */
function rowFor(app: App, broadcast: BroadcastRow, { one, granted }: Of): DeliveryRow[] {
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
      body: bodyFor(broadcast, { amended: amends !== null, outlet }),
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
  { body, kind }: BroadcastRow,
  of: { amended: boolean; outlet: string | null },
): DeliveryRow['body'] {
  const { text } = of.amended ? (body.corrected ?? body) : body;
  const reply: Reply = { text, choices: body.choices };
  if (of.outlet !== null) return { reply, to: of.outlet };
  return of.amended && kind === 'correction' ? { reply } : null;
}
