// Owns counting whom a correction or recall reaches: people who got the wrong words, by what can be done about it.
import type { BroadcastRow } from '../../../db/broadcasts.ts';
import { countWronged } from '../../../db/corrections.ts';
import { countsOf } from '../../../db/ledger.ts';
import { movingBroadcasts } from '../../../db/sums.ts';
import { minuteMs } from '../../core/time.ts';
import { type App, channelNamed, reading } from '../app.ts';
import { type HeadCount, slices } from './expand.ts';

/** People who got the words of a broadcast, by channel: whose message itself can be changed, and whose can't. */
export type Reach = { changeable: Record<string, number>; fixed: Record<string, number> };

/** Counting fewer rows than this takes no time that anybody notices: then nothing is remembered. */
const many = 5_000;
/** So many broadcasts are remembered of one database. */
const mostBroadcasts = 100;

type Known = { stamp: string; reach: Promise<Reach> };
const remembered = new WeakMap<App['db'], Map<string, Known>>();

/** Counts from the ledger; in a large city once for as long as the rows that decide it stay in their states. */
export async function reachOf(app: App, originalId: string): Promise<Reach> {
  const rows = await countsOf(reading(app), originalId);
  if (rows.reduce((sum, one) => sum + one.rows, 0) < many) return await count(app, originalId);
  const stamp = await stampOf(app, rows);
  const all = remembered.get(app.db) ?? new Map<string, Known>();
  remembered.set(app.db, all);
  const known = all.get(originalId);
  if (known?.stamp === stamp) return await known.reach;
  if (all.size >= mostBroadcasts) all.clear();
  const reach = count(app, originalId);
  all.set(originalId, { stamp, reach });
  reach.catch(() => all.delete(originalId));
  return await reach;
}

/** What can be done about a row changes with its state alone; about one that another message carries, with that message. */
async function stampOf(app: App, rows: Awaited<ReturnType<typeof countsOf>>): Promise<string> {
  const own = JSON.stringify(rows);
  if (!rows.some(({ state }) => state === 'skipped')) return own;
  const moving = await movingBroadcasts(reading(app));
  // While anything goes on that might carry it, what was counted holds for a minute.
  return `${own} ${moving.join()} ${moving.length > 0 ? Math.floor(app.clock.now() / minuteMs) : ''}`;
}

/** Some thousand people at a time with a breath between: whoever waits for an answer is not held up by a large city. */
async function count(app: App, originalId: string): Promise<Reach> {
  const reach: Reach = { changeable: {}, fixed: {} };
  for await (const range of slices(reading(app))) {
    for (const { channel, own, rows } of await countWronged(reading(app), originalId, range)) {
      const part = own && channelNamed(app, channel)?.amend ? reach.changeable : reach.fixed;
      part[channel] = (part[channel] ?? 0) + rows;
    }
  }
  return reach;
}

/** Whether this broadcast amends another one: then its people are not those of its audience rule. */
export function isAmendment({ kind, amends }: Pick<BroadcastRow, 'kind' | 'amends'>): boolean {
  return amends !== null && (kind === 'correction' || kind === 'recall');
}

/** The head count of a correction or recall; only new messages can cost money. */
export async function amendmentHeads(app: App, row: BroadcastRow): Promise<HeadCount> {
  const { changeable, fixed } = await reachOf(app, row.amends ?? '');
  const sent = row.kind === 'recall' ? {} : fixed;
  const recipients = Object.fromEntries(
    row.channels.map((name) => [name, (changeable[name] ?? 0) + (sent[name] ?? 0)]),
  );
  const paid = Object.entries(sent).filter(
    ([name]) => (channelNamed(app, name)?.capabilities.priceEur ?? 0) > 0,
  );
  return { recipients, paid: Object.fromEntries(paid), skipped: {} };
}
