// Owns counting whom a correction or recall reaches: people who got the wrong words, by what can be done about it.
import type { BroadcastRow } from '../../db/broadcasts.ts';
import { countWronged } from '../../db/corrections.ts';
import { type App, channelNamed, reading } from './app.ts';
import type { HeadCount } from './expand.ts';

/** People who got the words of a broadcast, by channel: whose message itself can be changed, and whose can't. */
export type Reach = { changeable: Record<string, number>; fixed: Record<string, number> };

/** Counts at this moment, straight from the ledger. */
export async function reachOf(app: App, originalId: string): Promise<Reach> {
  const reach: Reach = { changeable: {}, fixed: {} };
  for (const { channel, own, rows } of await countWronged(reading(app), originalId)) {
    const part = own && channelNamed(app, channel)?.amend ? reach.changeable : reach.fixed;
    part[channel] = (part[channel] ?? 0) + rows;
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
