// Owns the desk of unknown outcomes: messages that may or may not have arrived, sent again or left as they are, by a
// person's decision or by the city's rule for their kind. How a row became unknown is for the sender to say.
import { type BroadcastRow, findBroadcast, moveBroadcast } from '../../../db/broadcasts.ts';
import type { At } from '../../../db/people.ts';
import { hasDoubted } from '../../../db/restore.ts';
import { openRetriable } from '../../../db/retry.ts';
import { findStaff, type StaffRow } from '../../../db/staff.ts';
import {
  broadcastsUndecided,
  leaveUnknown,
  type UnknownCount,
  unknownCounts,
  unknownPage,
} from '../../../db/unknown.ts';
import type { BroadcastKind, BroadcastState } from '../../core/broadcast.ts';
import type { ContestId, StageId } from '../../core/contest.ts';
import { type App, reading, writing } from '../app.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';

/** Messages of one channel that ended in the same way: `reason` is `crash`, `restore` or the code of the platform or connection. */
export type UnknownPart = { channel: string; reason: string; rows: number; firstAt: number; lastAt: number };

/** A broadcast some of whose messages may not have arrived. */
export type UnknownView = {
  broadcast: string;
  kind: BroadcastKind;
  contest: ContestId | null;
  stage: StageId | null;
  at: number;
  lastUsefulAt: number;
  state: BroadcastState;
  /** Rows that wait for a decision, and how they came to be so. */
  waiting: number;
  parts: UnknownPart[];
  /** Rows that were left as they are. */
  left: number;
  /** Whether they may still be sent again. */
  resendable: boolean;
};
export type UnknownRow = { row: string; person: string; channel: string; reason: string; at: number | null };

export const unknownActs = ['resend', 'leave'] as const;
export type UnknownAct = (typeof unknownActs)[number];

export type UnknownDesk = {
  /** Broadcasts with unknown rows: those with rows that wait for a decision first, the newest first. */
  list: () => Promise<UnknownView[]>;
  /** One page of a broadcast's rows that wait for a decision, in order of `row`. */
  rows: (broadcast: string, page?: { after: string | null; most: number }) => Promise<UnknownRow[]>;
  /** Decides on all waiting rows of a broadcast, or on one. Refused where there is nothing to decide; an editor may only leave. */
  decide: (
    act: UnknownAct,
    of: { broadcast: string; row: string | null; by: string },
  ) => Promise<Result<{ rows: number }>>;
};

/** Who is named where the city's rule for a kind decided, and where the last useful moment had passed. */
export const byRule = 'rule';
export const byTime = 'lastUsefulMoment';

/** States in which rows that are put back will be sent, now or once it goes on. */
const sendable: readonly BroadcastState[] = ['expanding', 'sending', 'paused', 'done'];

/** The part of the desk about unknown outcomes. */
export function unknownDesk(app: App): UnknownDesk {
  return {
    list: () => list(app),
    rows: async (broadcast, page) => {
      const found = await unknownPage(reading(app), broadcast, {
        after: page?.after ?? '',
        most: page?.most ?? 500,
      });
      return found.map(({ row, address }) => ({
        row: row.id,
        person: address ?? row.personId,
        channel: row.channel,
        reason: row.reason ?? '',
        at: row.settledAt,
      }));
    },
    decide: (act, of) => decide(app, act, of),
  };
}

async function list(app: App): Promise<UnknownView[]> {
  const at = reading(app);
  const byBroadcast = Map.groupBy(await unknownCounts(at), (one) => one.broadcastId);
  const views: UnknownView[] = [];
  for (const [id, counts] of byBroadcast) {
    const row = await findBroadcast(at, id);
    if (row) views.push(viewOf(row, counts, app.clock.now()));
  }
  return views.sort((a, b) => Number(b.waiting > 0) - Number(a.waiting > 0) || b.at - a.at);
}

function viewOf(row: BroadcastRow, counts: readonly UnknownCount[], now: number): UnknownView {
  const { id, kind, contest, stage, at, lastUsefulAt, state } = row;
  const waiting = counts.filter((one) => !one.decided);
  const sum = (some: readonly UnknownCount[]) => some.reduce((total, one) => total + one.rows, 0);
  return {
    ...{ broadcast: id, kind, contest, stage, at, lastUsefulAt, state },
    waiting: sum(waiting),
    parts: waiting.map(({ channel, reason, rows, firstAt, lastAt }) => {
      return { channel, reason: reason ?? '', rows, firstAt, lastAt };
    }),
    left: sum(counts) - sum(waiting),
    resendable: maySend(row, now),
  };
}

function maySend(row: BroadcastRow, now: number): boolean {
  return row.lastUsefulAt > now && sendable.includes(row.state);
}

async function decide(
  app: App,
  act: UnknownAct,
  of: { broadcast: string; row: string | null; by: string },
): Promise<Result<{ rows: number }>> {
  const outcome = await writing(app, async (at) => {
    const staff = await findStaff(at, of.by.toLowerCase());
    const row = await findBroadcast(at, of.broadcast);
    if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
    if (!row) return refuse(app, 'broadcast.unknown', { id: of.broadcast });
    const refused = act === 'resend' ? mayResend(app, row, staff) : null;
    if (refused) return refused;
    const rows = await carryOut(at, app, { act, row, only: of.row, by: staff.email });
    return rows === 0 ? refuse(app, `unknown.none.${act}`) : { ok: true as const, value: { rows } };
  });
  if (outcome.ok && act === 'resend') nudgeAll(app);
  return outcome;
}

/** Sending again is for whoever may approve, and only while it is of use. */
function mayResend(app: App, row: BroadcastRow, { role }: StaffRow): Refusal | null {
  if (role === 'editor') return refuse(app, 'broadcast.retryRole');
  if (row.lastUsefulAt <= app.clock.now()) return refuse(app, 'broadcast.over');
  if (maySend(row, app.clock.now())) return null;
  const state = app.files.phrases[`cli.state.${row.state}`] ?? row.state;
  return refuse(app, 'broadcast.state', { state });
}

type Decision = { act: UnknownAct; row: BroadcastRow; only: string | null; by: string };

/** Writes a decision with its trail; returns how many rows it was about. */
async function carryOut(at: At, app: App, { act, row, only, by }: Decision): Promise<number> {
  const now = app.clock.now();
  const rule = by === byRule ? { decidedBy: byRule } : {};
  const rows =
    act === 'leave'
      ? await leaveUnknown(at, row.id, { row: only, decidedBy: by })
      : await openRetriable(at, row, { states: ['unknown'], now, row: only, ...rule });
  if (rows === 0) return 0;
  if (act === 'resend') {
    await moveBroadcast(at, row.id, { from: ['done'], change: { state: 'sending', doneAt: null } });
  }
  const itself = by === byRule || by === byTime;
  const detail = { rows, ...(only === null ? {} : { row: only }), ...(itself ? { why: by } : {}) };
  await writeAudit(at, app, {
    actor: itself ? 'system' : by,
    act: `unknown.${act}`,
    object: row.id,
    detail,
  });
  return rows;
}

function nudgeAll(app: App): void {
  for (const { name } of app.channels) app.nudge(name);
}

/**
 * Applies the city's rule for each kind: what it wants sent again is sent again once, what it wants left is left, and
 * what can't be sent any more because its last useful moment has passed is left too. The rest waits for a person.
 */
export async function applyUnknownRules(app: App): Promise<void> {
  let resent = 0;
  for (const { broadcast } of await broadcastsUndecided(reading(app))) {
    resent += await writing(app, async (at) => {
      const row = await findBroadcast(at, broadcast.id);
      if (!row) return 0;
      const over = row.lastUsefulAt <= app.clock.now();
      // What a restored copy left in doubt is for people: no rule knew of lost time.
      if (!over && (await hasDoubted(at, row.id))) return 0;
      const rule = app.files.city.unknownOutcomes[row.kind];
      if (over || rule === 'leave') {
        await carryOut(at, app, { act: 'leave', row, only: null, by: over ? byTime : byRule });
        return 0;
      }
      if (rule !== 'resend' || !maySend(row, app.clock.now())) return 0;
      const sent = await carryOut(at, app, { act: 'resend', row, only: null, by: byRule });
      // Whoever can't be sent it again has left, refused or voted since.
      await carryOut(at, app, { act: 'leave', row, only: null, by: byRule });
      return sent;
    });
  }
  if (resent > 0) nudgeAll(app);
}
