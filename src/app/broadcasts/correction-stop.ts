// Owns how wrong words stop going out: a recalled broadcast ends, a corrected one ends too and whoever had not got it gets
// the right words under a broadcast of their own. Who had got it is correction-rows.ts's.
import {
  addBroadcast,
  type BroadcastRow,
  changeBroadcast,
  findBroadcast,
  moveBroadcast,
} from '../../../db/broadcasts.ts';
import { carryInstead, endReplaced, isInFlight, someWaiting } from '../../../db/corrections.ts';
import { addDeliveries, dropCancelled, hasOpenRows } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { type App, reading, writing } from '../app.ts';
import { approvalHash } from './broadcast-draft.ts';

/** Why an original is paused while its correction waits, and what has ended one. */
export const pausedForAmendment = 'correction';
export const correctedReason = 'corrected';
export const recalledReason = 'recalled';

const pageSize = 500;

/** Stops what is going out, until its correction is decided; what staff have stopped themselves stays theirs. */
export async function pauseForAmendment(at: At, id: string): Promise<boolean> {
  const change = { state: 'paused' as const, reason: pausedForAmendment };
  return await moveBroadcast(at, id, { from: ['approved', 'expanding', 'sending'], change });
}

/**
 * Ends what a correction or recall is about. Returns false while a call of it is under way: what came of that call says
 * who got the words. May be called again after a crash at any point.
 */
export async function stopOriginal(app: App, amendment: BroadcastRow): Promise<boolean> {
  const original = await findBroadcast(reading(app), amendment.amends ?? '');
  if (!original) return true;
  return amendment.kind === 'recall' ? await recalled(app, original) : await corrected(app, amendment);
}

async function recalled(app: App, { id }: BroadcastRow): Promise<boolean> {
  await writing(app, async (at) => {
    await changeBroadcast(at, id, { state: 'cancelled', reason: recalledReason });
    await carryInstead(at, { broadcastId: id, instead: null });
  });
  let left = true;
  while (left) left = await writing(app, (at) => dropCancelled(at, app.clock.now()));
  return !(await hasOpenRows(reading(app), id));
}

/** Page by page; the last one, which finds nothing left, ends the original and lets the right words go. */
async function corrected(app: App, correction: BroadcastRow): Promise<boolean> {
  for (;;) {
    const step = await writing(app, (at) => replaceSome(at, app, correction));
    if (step !== 'more') return step === 'done';
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function replaceSome(at: At, app: App, correction: BroadcastRow): Promise<'more' | 'wait' | 'done'> {
  const id = correction.amends ?? '';
  if ((await findBroadcast(at, correction.id))?.state !== 'expanding') return 'wait';
  await pauseForAmendment(at, id);
  const original = await findBroadcast(at, id);
  if (!original) return 'done';
  const waiting = original.state === 'paused' ? await someWaiting(at, id, pageSize) : [];
  const unfinished = original.state === 'paused' && original.cursor !== null;
  const known = await findBroadcast(at, replacementId(correction));
  const replacement = known ?? replacementOf(app, original, correction);
  if (!known && (waiting.length > 0 || unfinished)) await addBroadcast(at, replacement);
  if (waiting.length > 0) {
    const now = app.clock.now();
    const copies = waiting.map((row) => ({
      ...row,
      id: app.newId(),
      broadcastId: replacement.id,
      attempts: 0,
    }));
    await addDeliveries(at, copies);
    await endReplaced(
      at,
      waiting.map((row) => row.id),
      { reason: correctedReason, now },
    );
    return 'more';
  }
  if (await isInFlight(at, id)) return 'wait';
  await letGo(at, app, { original, replacement });
  return 'done';
}

/** The original is over; the right words go to whom it had not reached, and its expansion goes on under them. */
async function letGo(
  at: At,
  app: App,
  { original, replacement }: { original: BroadcastRow; replacement: BroadcastRow },
): Promise<void> {
  const { id, cursor } = original;
  const made = (await findBroadcast(at, replacement.id)) !== null;
  await carryInstead(at, { broadcastId: id, instead: made ? replacement.id : null });
  // What staff had cancelled themselves keeps their reason.
  if (original.state !== 'cancelled')
    await changeBroadcast(at, id, { state: 'cancelled', reason: correctedReason, cursor: null });
  const state = cursor === null ? ('sending' as const) : ('expanding' as const);
  await moveBroadcast(at, replacement.id, { from: ['paused'], change: { state, cursor, reason: null } });
  for (const channel of replacement.channels) app.nudge(channel);
}

/** One for each correction, found again after a crash. */
function replacementId({ id }: BroadcastRow): string {
  return `${id}-r`;
}

/** The original with the right words. They were approved with the correction. */
function replacementOf(app: App, original: BroadcastRow, correction: BroadcastRow): BroadcastRow {
  const { text, subject } = correction.body.corrected ?? correction.body;
  const body = { ...original.body, text, subject, letterText: null };
  const hash = approvalHash({ ...original, body });
  const { createdBy, approvedBy, approvedAt } = correction;
  return {
    ...original,
    id: replacementId(correction),
    key: `replacement:${correction.id}`,
    body,
    contentHash: hash,
    state: 'paused',
    reason: pausedForAmendment,
    createdAt: app.clock.now(),
    createdBy,
    editedBy: null,
    approvedBy,
    approvedAt,
    approvedHash: hash,
    cursor: null,
    doneAt: null,
    amends: original.id,
  };
}
