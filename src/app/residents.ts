// Owns what the public door asks of the application for one web chat session: an event in, what waits out.

import { findBroadcast } from '../../db/broadcasts.ts';
import { collect } from '../../db/ledger.ts';
import { findAddress } from '../../db/people.ts';
import type { Inbound } from '../core/inbound.ts';
import type { Reply } from '../core/reply.ts';
import { type App, reading, writing } from './app.ts';
import { receive } from './receive.ts';

/** Takes in what somebody wrote on a channel whose people fetch their answers, and returns everything that waits. */
export async function talk(
  app: App,
  of: { channel: string; session: string; inbound: Inbound | null },
): Promise<Reply[]> {
  const atOnce = of.inbound ? await receive(app, of.inbound) : null;
  const found = await findAddress(reading(app), of.channel, of.session);
  if (!found) return atOnce ? [atOnce] : [];
  const rows = await writing(app, (at) => collect(at, found.address.id, app.clock.now()));
  const replies: Reply[] = [];
  for (const row of rows) {
    const broadcast = row.broadcastId ? await findBroadcast(reading(app), row.broadcastId) : null;
    if (row.body) replies.push(row.body.reply);
    else if (broadcast) replies.push({ text: broadcast.body.text, choices: broadcast.body.choices });
  }
  return replies;
}
