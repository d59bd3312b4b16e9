// Owns what staff do with broadcasts: write, preview, change and read them. Approving and stopping is in
// broadcast-acts.ts, sending again in broadcast-retry.ts, trying out in broadcast-test.ts.
import {
  addBroadcast,
  type BroadcastRow,
  findBroadcast,
  listBroadcasts,
  moveBroadcast,
  totals,
} from '../../../db/broadcasts.ts';
import type { BroadcastState } from '../../core/broadcast.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { actOn, hasAnyRow } from './broadcast-acts.ts';
import { draftedRow } from './broadcast-draft.ts';
import { progressOf } from './broadcast-live.ts';
import { keepPicture } from './broadcast-parts.ts';
import { retry, retryPreview } from './broadcast-retry.ts';
import { sendTest } from './broadcast-test.ts';
import type { BroadcastDesk, BroadcastView, NewBroadcast } from './broadcast-types.ts';
import { reportedResults, summaryOf, viewOf } from './broadcast-view.ts';
import { openAddresses, reasons, recipients } from './broadcast-view-recipients.ts';

/** The broadcast part of the desk. `media` is the folder that is served as /media; null: pictures can't be kept. */
export function broadcastDesk(app: App, media: string | null): BroadcastDesk {
  return {
    list: async () => {
      const rows = await totals(reading(app));
      return (await listBroadcasts(reading(app))).map((row) => summaryOf(row, rows.get(row.id) ?? 0));
    },
    show: async (id) => {
      const row = await findBroadcast(reading(app), id);
      return row ? await viewOf(app, row) : null;
    },
    preview: async (draft, id) => {
      const old = id === undefined ? null : await findBroadcast(reading(app), id);
      const row = await draftedRow(app, draft, old);
      return row.ok ? { ok: true, value: await viewOf(app, row.value, movedOf(draft, row.value)) } : row;
    },
    create: (draft) => create(app, draft),
    edit: (id, draft) => edit(app, id, draft),
    act: (id, act, by, more = {}) => actOn(app, id, { act, by, more }),
    retry: (id, scope, by) => retry(app, id, { scope, by }),
    retryPreview: (id, how) => retryPreview(app, id, how),
    test: (id, of) => sendTest(app, id, of),
    keepPicture: ({ bytes }, by) => keepPicture(app, media, { bytes, by }),
    results: (id) => reportedResults(app, id),
    progress: (id) => progressOf(app, id),
    recipients: (id, page) => recipients(app, id, page),
    reasons: (id) => reasons(app, id),
    openAddresses: (id, by) => openAddresses(app, id, by),
  };
}

/** Whether the hour that staff named was in the quiet hours. */
function movedOf(draft: NewBroadcast, row: BroadcastRow): { moved: boolean } {
  return { moved: row.at > Math.max(draft.at, row.createdAt) };
}

async function create(app: App, draft: NewBroadcast): Promise<Result<BroadcastView>> {
  const drafted = await draftedRow(app, draft);
  if (!drafted.ok) return drafted;
  const row = drafted.value;
  await writing(app, async (at) => {
    await addBroadcast(at, row);
    const detail = { after: row.contentHash };
    await writeAudit(at, app, {
      actor: row.createdBy ?? '',
      act: 'broadcast.create',
      object: row.id,
      detail,
    });
  });
  return { ok: true, value: await viewOf(app, row, movedOf(draft, row)) };
}

const editable: BroadcastState[] = ['draft', 'waiting', 'approved', 'paused'];

/** Puts other words, times or people in place of what has not begun; it waits for a second person again. */
async function edit(app: App, id: string, draft: NewBroadcast): Promise<Result<BroadcastView>> {
  const old = await findBroadcast(reading(app), id);
  if (!old) return refuse(app, 'broadcast.unknown', { id });
  if (old.kind !== 'own') return refuse(app, 'broadcast.notOwn');
  const drafted = await draftedRow(app, draft, old);
  if (!drafted.ok) return drafted;
  const { id: _, createdAt: __, ...change } = drafted.value;
  const by = drafted.value.editedBy ?? '';
  const changed = await writing(app, async (at) => {
    const row = await findBroadcast(at, id);
    const begun = !row || row.cursor !== null || (await hasAnyRow(at, id));
    if (begun || !(await moveBroadcast(at, id, { from: editable, change }))) return false;
    const detail = { before: row.contentHash, after: change.contentHash, voided: row.approvedBy };
    await writeAudit(at, app, { actor: by, act: 'broadcast.edit', object: id, detail });
    return true;
  });
  if (!changed) return refuse(app, 'broadcast.begun');
  return { ok: true, value: await viewOf(app, drafted.value, movedOf(draft, drafted.value)) };
}
