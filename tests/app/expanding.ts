// Owns expanding one broadcast in tests and saying in words who gets it.
import { expand, release } from '../../src/app/broadcasts/expand.ts';
import { type Audience, audienceOf } from '../../src/core/broadcast.ts';
import { keepBroadcast, ledger } from '../db/rows.ts';
import type { World } from '../support/harness.ts';

export const mail = { channel: 'email' };
export const reminded: Audience = audienceOf({ purposes: ['reminders'], contest: 'city' });

/** Expands a broadcast and says who gets it where: `person → channel state (reason)`. */
export async function expanded(
  world: World,
  of: Partial<Parameters<typeof keepBroadcast>[2]> = {},
): Promise<string[]> {
  const row = await keepBroadcast(world, 'b', { state: 'expanding', ...of });
  if (await expand(world.app, row)) await release(world.app, [row]);
  const rows = Object.values(await ledger(world)).filter((one) => one.broadcastId === 'b');
  return rows
    .map((one) => `${one.personId} → ${one.channel} ${one.state}${one.reason ? ` (${one.reason})` : ''}`)
    .sort();
}
