// Owns what staff do with broadcasts: write, preview, approve by a second person, pause, resume, cancel, retry, read results.
import {
  addBroadcast,
  type BroadcastRow,
  changeBroadcast,
  findBroadcast,
  listBroadcasts,
  moveBroadcast,
  totals,
} from '../../db/broadcasts.ts';
import { countsOf, dropCancelled, hasOpenRows, recipientPage, reopen } from '../../db/ledger.ts';
import type { At } from '../../db/people.ts';
import { findStaff, type StaffRow } from '../../db/staff.ts';
import { type Counts, noCounts } from '../core/broadcast.ts';
import type { DeliveryState } from '../core/delivery.ts';
import { type App, reading, writing } from './app.ts';
import { writeAudit } from './audit.ts';
import { draftedRow, warningsOf } from './broadcast-draft.ts';
import type {
  BroadcastAct,
  BroadcastResults,
  BroadcastSummary,
  BroadcastView,
  Desk,
  NewBroadcast,
  Result,
  RetryScope,
} from './desk.ts';
import { allChannels, headCount, priceAndDuration } from './expand.ts';
import { refuse } from './refusal.ts';

/** The broadcast part of the desk. */
export function broadcastDesk(app: App): Desk['broadcasts'] {
  return {
    list: async () => {
      const rows = await totals(reading(app));
      return (await listBroadcasts(reading(app))).map((row) => summaryOf(row, rows.get(row.id) ?? 0));
    },
    show: async (id) => {
      const row = await findBroadcast(reading(app), id);
      return row ? await viewOf(app, row) : null;
    },
    preview: async (draft) => {
      const row = await draftedRow(app, draft);
      return row.ok ? { ok: true, value: await viewOf(app, row.value) } : row;
    },
    create: (draft) => create(app, draft),
    act: (id, act, by, emergency) => actOn(app, id, { act, by, emergency: emergency ?? null }),
    retry: (id, scope, by) => retry(app, id, { scope, by }),
    results: async (id) =>
      (await findBroadcast(reading(app), id)) ? await resultsOf(reading(app), id) : null,
    recipients: async (id, page) => {
      const rows = await recipientPage(reading(app), id, {
        after: page?.after ?? '',
        most: page?.most ?? 100_000,
        state: page?.state ?? null,
      });
      return rows.map(({ row, address }) => ({
        row: row.id,
        person: address ?? row.personId,
        channel: row.channel,
        state: row.state,
        reason: row.reason,
        at: row.settledAt,
      }));
    },
  };
}

/** What a list shows of a broadcast: not its text, nor how far its rows have been made. */
function summaryOf(row: BroadcastRow, total: number): BroadcastSummary {
  const { id, key, line, kind, contest, stage, state, reason } = row;
  const { at, lastUsefulAt, channels, createdBy, approvedBy } = row;
  const what = { id, key, line, kind, contest, stage, state, reason };
  return { ...what, at, lastUsefulAt, channels, createdBy, approvedBy, total };
}

async function viewOf(app: App, row: BroadcastRow): Promise<BroadcastView> {
  const results = await resultsOf(reading(app), row.id);
  const recipients = await headCount(reading(app), app, row);
  const { body, audience, nature } = row;
  return {
    ...summaryOf(row, results.total),
    text: body.text,
    letterText: body.letterText,
    subject: body.subject,
    nature,
    audience,
    recipients,
    ...priceAndDuration(app, recipients),
    warnings: await warningsOf(app, row, recipients),
    results,
  };
}

/** Counts by state, whole and by channel: a partition of the rows, straight from the ledger. */
async function resultsOf(at: At, id: string): Promise<BroadcastResults> {
  const row = await findBroadcast(at, id);
  const whole: Counts = { ...noCounts };
  const byChannel: Record<string, Counts> = {};
  for (const { channel, state, rows } of await countsOf(at, id)) {
    const field = state === 'calling' ? 'claimed' : state;
    const part = byChannel[channel] ?? { ...noCounts };
    for (const counts of [whole, part]) {
      counts.total += rows;
      counts[field] += rows;
    }
    byChannel[channel] = part;
  }
  return { id, state: row?.state ?? 'draft', ...whole, byChannel };
}

async function create(app: App, draft: NewBroadcast): Promise<Result<BroadcastView>> {
  const drafted = await draftedRow(app, draft);
  if (!drafted.ok) return drafted;
  const row = drafted.value;
  await writing(app, async (at) => {
    await addBroadcast(at, row);
    await writeAudit(at, app, { actor: row.createdBy ?? '', act: 'broadcast.create', object: row.id });
  });
  return { ok: true, value: await viewOf(app, row) };
}

const sources: Readonly<Record<BroadcastAct, BroadcastRow['state'][]>> = {
  approve: ['waiting', 'draft'],
  pause: ['approved', 'expanding', 'sending'],
  resume: ['paused'],
  cancel: ['draft', 'waiting', 'approved', 'expanding', 'sending', 'paused'],
};

type Act = { act: BroadcastAct; by: string; emergency: string | null };

async function actOn(app: App, id: string, of: Act): Promise<Result<BroadcastSummary>> {
  return await writing(app, async (at) => {
    const row = await findBroadcast(at, id);
    const staff = await findStaff(at, of.by.toLowerCase());
    if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
    if (!row) return refuse(app, 'broadcast.unknown', { id });
    if (!sources[of.act].includes(row.state)) return refuse(app, 'broadcast.state', { state: row.state });
    const refused = of.act === 'approve' ? mayApprove(app, row, { staff, emergency: of.emergency }) : null;
    if (refused) return refused;
    const change = await changeFor(at, app, row, { ...of, by: staff.email });
    await moveBroadcast(at, id, { from: sources[of.act], change });
    if (of.act === 'cancel') await dropCancelled(at, app.clock.now());
    const detail = of.emergency ? { emergency: of.emergency } : {};
    await writeAudit(at, app, { actor: staff.email, act: `broadcast.${of.act}`, object: id, detail });
    return { ok: true as const, value: summaryOf({ ...row, ...change }, 0) };
  });
}

/** A second person approves; alone only in an emergency, with a reason that stays in the audit trail. */
function mayApprove(app: App, row: BroadcastRow, of: { staff: StaffRow; emergency: string | null }) {
  if (of.staff.role === 'editor') return refuse(app, 'broadcast.role');
  if (of.emergency) return null;
  const own = row.createdBy === of.staff.email || row.editedBy === of.staff.email;
  return own ? refuse(app, 'broadcast.own') : null;
}

async function changeFor(at: At, app: App, row: BroadcastRow, of: Act): Promise<Partial<BroadcastRow>> {
  const now = app.clock.now();
  switch (of.act) {
    case 'approve':
      return {
        state: 'approved',
        approvedBy: of.by,
        approvedAt: now,
        approvedHash: row.contentHash,
        reason: of.emergency,
      };
    case 'pause':
      return { state: 'paused', reason: of.by };
    case 'cancel':
      return { state: 'cancelled', reason: of.by };
    case 'resume': {
      const begun =
        row.cursor !== null ? 'expanding' : (await hasAnyRow(at, row.id)) ? 'sending' : 'approved';
      return { state: begun, reason: null };
    }
  }
}

async function hasAnyRow(at: At, id: string): Promise<boolean> {
  return (
    (await hasOpenRows(at, id)) ||
    (await recipientPage(at, id, { after: '', most: 1, state: null })).length > 0
  );
}

const scopes: Readonly<Record<Exclude<RetryScope, 'new'>, DeliveryState[]>> = {
  failed: ['failed'],
  unknown: ['unknown'],
  never: ['expired'],
};

/** Sends again to a scope of recipients, on a person's order and never after the last useful moment. */
async function retry(
  app: App,
  id: string,
  of: { scope: RetryScope; by: string },
): Promise<Result<{ rows: number }>> {
  const outcome = await writing(app, async (at) => {
    const row = await findBroadcast(at, id);
    const staff = await findStaff(at, of.by.toLowerCase());
    if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
    if (!row) return refuse(app, 'broadcast.unknown', { id });
    const now = app.clock.now();
    if (row.lastUsefulAt <= now) return refuse(app, 'broadcast.over');
    if (row.state !== 'done' && row.state !== 'sending')
      return refuse(app, 'broadcast.state', { state: row.state });
    await writeAudit(at, app, {
      actor: staff.email,
      act: 'broadcast.retry',
      object: id,
      detail: { scope: of.scope },
    });
    if (of.scope === 'new') {
      await changeBroadcast(at, id, { state: 'expanding', cursor: '', doneAt: null });
      return { ok: true as const, value: { rows: 0 } };
    }
    const rows = await reopen(at, id, { states: scopes[of.scope], now });
    if (rows > 0) await changeBroadcast(at, id, { state: 'sending', doneAt: null });
    return { ok: true as const, value: { rows } };
  });
  for (const channel of allChannels(app)) app.nudge(channel);
  return outcome;
}
