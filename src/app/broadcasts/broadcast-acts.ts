// Owns who may approve, pause, resume and cancel a broadcast, and what each of these changes.
import { type BroadcastRow, findBroadcast, moveBroadcast } from '../../../db/broadcasts.ts';
import { dropCancelled, hasOpenRows, recipientPage } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { findStaff, type StaffRow } from '../../../db/staff.ts';
import type { BroadcastState } from '../../core/broadcast.ts';
import { longMoment } from '../../core/ukrainian.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import type { ActDetail, BroadcastAct, BroadcastActed } from './broadcast-types.ts';
import { resultsOf, summaryOf, weigh } from './broadcast-view.ts';

/** From which states each act may lead away. */
const sources: Readonly<Record<BroadcastAct, BroadcastState[]>> = {
  approve: ['draft', 'waiting'],
  pause: ['approved', 'expanding', 'sending'],
  resume: ['paused'],
  cancel: ['draft', 'waiting', 'approved', 'expanding', 'sending', 'paused'],
};

type Act = { act: BroadcastAct; by: string; more: ActDetail };

/**
 * Does one act in one transaction, with the trail of it. The counts are what has left by then: of a broadcast that is
 * paused or cancelled nothing leaves any more but what is in a call at that moment.
 */
export async function actOn(app: App, id: string, of: Act): Promise<Result<BroadcastActed>> {
  const late = of.act === 'approve' && !of.more.emergency ? await tooLate(app, id) : null;
  const done = await writing(app, async (at): Promise<Result<BroadcastRow>> => {
    const row = await findBroadcast(at, id);
    const staff = await findStaff(at, of.by.toLowerCase());
    if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
    if (!row) return refuse(app, 'broadcast.unknown', { id });
    if (!sources[of.act].includes(row.state)) return refuse(app, 'broadcast.state', stateOf(app, row));
    const refused = mayAct(app, row, { act: of.act, staff, more: of.more }) ?? of.more.hindrance ?? late;
    if (refused) return refused;
    const change = await changeFor(at, app, { row, act: of.act, staff, more: of.more });
    await moveBroadcast(at, id, { from: sources[of.act], change });
    const detail = trailOf(app, row, { act: of.act, staff, more: of.more });
    await writeAudit(at, app, { actor: staff.email, act: `broadcast.${of.act}`, object: id, detail });
    return { ok: true, value: { ...row, ...change } };
  });
  if (!done.ok) return done;
  if (of.act === 'cancel') await dropRows(app);
  const results = await resultsOf(reading(app), id);
  return { ok: true, value: { ...summaryOf(done.value, results.total), results } };
}

/** What waits in a cancelled broadcast is counted as skipped, some rows at a time, so that no answer waits for it. */
async function dropRows(app: App): Promise<void> {
  let left = true;
  while (left) left = await writing(app, (at) => dropCancelled(at, app.clock.now()));
}

function stateOf(app: App, { state }: BroadcastRow): { state: string } {
  return { state: app.files.phrases[`cli.state.${state}`] ?? state };
}

type Acting = { act: BroadcastAct; staff: StaffRow; more: ActDetail };

/**
 * Anybody of the staff may stop what goes wrong. What sets messages going, or throws an approved broadcast away, is for
 * approvers and administrators; an editor may take back what they wrote and nobody has approved.
 */
function mayAct(app: App, row: BroadcastRow, of: Acting): Result<never> | null {
  switch (of.act) {
    case 'approve':
      return mayApprove(app, row, of);
    case 'pause':
      return null;
    case 'resume':
      return of.staff.role === 'editor' ? refuse(app, 'broadcast.resumeRole') : null;
    case 'cancel': {
      const unapproved = row.state === 'draft' || row.state === 'waiting';
      const may = of.staff.role !== 'editor' || (unapproved && isOwn(row, of.staff));
      return may ? null : refuse(app, 'broadcast.cancelRole');
    }
  }
}

function isOwn(row: BroadcastRow, staff: StaffRow): boolean {
  return row.createdBy === staff.email || row.editedBy === staff.email;
}

/**
 * A second person approves what they saw; alone only in an emergency, with a reason that stays in the audit trail, or
 * in a city that has a single clerk.
 */
function mayApprove(app: App, row: BroadcastRow, { staff, more }: Acting): Result<never> | null {
  if (staff.role === 'editor') return refuse(app, 'broadcast.role');
  if (more.hash && !isHashOf(row, more.hash)) return refuse(app, 'broadcast.changed');
  if (more.emergency || !app.files.city.secondApproval) return null;
  return isOwn(row, staff) ? refuse(app, 'broadcast.own') : null;
}

/** A hash is named in full or, where people copy it by hand, by its first letters; so few that they fit another are no name. */
const fewestLetters = 8;

function isHashOf(row: BroadcastRow, named: string): boolean {
  return named.length >= fewestLetters && row.contentHash.startsWith(named.toLowerCase());
}

/** Words where it could not be over before its last useful moment: nobody should learn of it too late. */
async function tooLate(app: App, id: string): Promise<Result<never> | null> {
  const row = await findBroadcast(reading(app), id);
  if (row?.kind !== 'own') return null;
  const { endsAt } = await weigh(app, row);
  if (endsAt <= row.lastUsefulAt) return null;
  return refuse(app, 'broadcast.tooLate', { ends: longMoment(endsAt), until: longMoment(row.lastUsefulAt) });
}

async function changeFor(
  at: At,
  app: App,
  of: Acting & { row: BroadcastRow },
): Promise<Partial<BroadcastRow>> {
  const { row, staff, more } = of;
  switch (of.act) {
    case 'approve':
      return {
        state: 'approved',
        approvedBy: staff.email,
        approvedAt: app.clock.now(),
        approvedHash: row.contentHash,
        reason: more.emergency || null,
      };
    case 'pause':
      return { state: 'paused', reason: staff.email };
    case 'cancel':
      return { state: 'cancelled', reason: staff.email };
    case 'resume': {
      const begun =
        row.cursor !== null ? 'expanding' : (await hasAnyRow(at, row.id)) ? 'sending' : 'approved';
      return { state: begun, reason: null };
    }
  }
}

/** What the trail keeps of an act: the hash that was approved, and why one person alone was enough. */
function trailOf(app: App, row: BroadcastRow, { act, staff, more }: Acting): Record<string, unknown> {
  if (act !== 'approve') return {};
  const single = !more.emergency && !app.files.city.secondApproval && isOwn(row, staff);
  return {
    hash: row.contentHash,
    ...(more.emergency ? { emergency: more.emergency } : {}),
    ...(single ? { single: true } : {}),
  };
}

/** Whether any row of it was made. */
export async function hasAnyRow(at: At, id: string): Promise<boolean> {
  if (await hasOpenRows(at, id)) return true;
  return (await recipientPage(at, id, { after: '', most: 1, state: null })).length > 0;
}
