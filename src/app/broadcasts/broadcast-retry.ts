// Owns sending a broadcast again to a scope of its recipients, on a person's order, and counting each scope beforehand.
import { type BroadcastRow, changeBroadcast, findBroadcast } from '../../../db/broadcasts.ts';
import { listAddressed } from '../../../db/expansion.ts';
import { openRetriable, retriableByChannel, withRow } from '../../../db/retry.ts';
import { findStaff } from '../../../db/staff.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { countedLately } from '../running/remembered.ts';
import { writeAudit } from '../staff/audit.ts';
import type { RetryPreview, RetryScope } from './broadcast-types.ts';
import { resultsOf } from './broadcast-view.ts';
import { addressingOf, slices } from './expand.ts';

/** Rows that a scope opens again; people who joined since have none yet. */
const states: Readonly<Record<Exclude<RetryScope, 'new'>, DeliveryState[]>> = {
  failed: ['failed'],
  unknown: ['unknown'],
  never: ['expired'],
};

/** Who joined since is looked for among everybody: for a broadcast to so many people only where somebody asks for it. */
const many = 5_000;

/**
 * How many people each scope would take up now, by channel; null where there is no such broadcast. `quick`: who joined
 * since a large broadcast is not counted.
 */
export async function retryPreview(
  app: App,
  id: string,
  { quick }: { quick: boolean } = { quick: false },
): Promise<RetryPreview | null> {
  const at = reading(app);
  const row = await findBroadcast(at, id);
  if (!row) return null;
  const { byChannel, total } = await resultsOf(at, id);
  const whole = !quick || total < many;
  const name = `retry ${whole} ${id} ${row.contentHash} ${JSON.stringify(byChannel)}`;
  return await countedLately(app, name, {
    count: async () => ({
      failed: await retriableByChannel(at, row, states.failed),
      unknown: await retriableByChannel(at, row, states.unknown),
      never: await retriableByChannel(at, row, states.never),
      new: whole ? await newcomers(app, row) : null,
    }),
    people: () => total,
  });
}

/** People whom it reaches now and who have no row of it: they joined, or came back, since it was expanded. */
async function newcomers(app: App, broadcast: BroadcastRow): Promise<Record<string, number>> {
  const at = reading(app);
  const rule = addressingOf(app, broadcast);
  const counts: Record<string, number> = {};
  for await (const range of slices(at)) {
    const reached = (await listAddressed(at, rule, range)).filter(({ skip }) => skip === null);
    const known = await withRow(
      at,
      broadcast.id,
      reached.map(({ personId }) => personId),
    );
    for (const { personId, channel } of reached) {
      if (!known.has(personId)) counts[channel] = (counts[channel] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * Sends again to a scope, never after the last useful moment. It is the same message, so the weekly limit of a person
 * is not asked again for rows that were made. Returns how many rows wait now, or for `new` how many are expected.
 */
export async function retry(
  app: App,
  id: string,
  of: { scope: RetryScope; by: string },
): Promise<Result<{ rows: number }>> {
  const found = of.scope === 'new' ? await findBroadcast(reading(app), id) : null;
  const expected = found ? sum(await newcomers(app, found)) : 0;
  const outcome = await writing(app, async (at) => {
    const row = await findBroadcast(at, id);
    const staff = await findStaff(at, of.by.toLowerCase());
    if (!staff) return refuse(app, 'staff.unknown', { email: of.by });
    if (!row) return refuse(app, 'broadcast.unknown', { id });
    if (staff.role === 'editor') return refuse(app, 'broadcast.retryRole');
    const now = app.clock.now();
    if (row.lastUsefulAt <= now) return refuse(app, 'broadcast.over');
    if (row.state !== 'done' && row.state !== 'sending')
      return refuse(app, 'broadcast.state', {
        state: app.files.phrases[`cli.state.${row.state}`] ?? row.state,
      });
    const rows =
      of.scope === 'new' ? expected : await openRetriable(at, row, { states: states[of.scope], now });
    if (of.scope === 'new') await changeBroadcast(at, id, { state: 'expanding', cursor: '', doneAt: null });
    else if (rows > 0) await changeBroadcast(at, id, { state: 'sending', doneAt: null });
    const detail = { scope: of.scope, rows };
    await writeAudit(at, app, { actor: staff.email, act: 'broadcast.retry', object: id, detail });
    return { ok: true as const, value: { rows } };
  });
  if (outcome.ok) for (const { name } of app.channels) app.nudge(name);
  return outcome;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}
