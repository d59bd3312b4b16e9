// Owns what the public door asks of the application for one web chat session: an event in, what waits out.

import { findBroadcast } from '../../../db/broadcasts.ts';
import { collect } from '../../../db/ledger.ts';
import { findChat } from '../../../db/receiving.ts';
import type { Inbound } from '../../core/inbound.ts';
import type { Reply } from '../../core/reply.ts';
import { type App, channelNamed, currentContent, reading, writing } from '../app.ts';
import { messageOf, stillUseful } from '../broadcasts/message.ts';
import { receive } from './receive.ts';

/** Takes in what somebody wrote on a channel whose people fetch their answers, and returns everything that waits. */
export async function talk(
  app: App,
  of: { channel: string; session: string; inbound: Inbound | null },
): Promise<Reply[]> {
  const atOnce = of.inbound ? await receive(app, of.inbound) : null;
  const found = await findChat(reading(app), of.channel, of.session);
  if (!found) return atOnce ? [atOnce] : [];
  const whose = { personId: found.person.id, addressId: found.address.id };
  const rows = await writing(app, (at) => collect(at, whose, app.clock.now()));
  const replies: Reply[] = [];
  for (const row of rows) {
    const reply = row.body?.reply ?? (await begun(app, row));
    if (reply) replies.push(reply);
  }
  return replies;
}

/** What a row of a broadcast says, with the notices of the same hour that it carries along. */
async function begun(
  app: App,
  row: { channel: string; broadcastId: string | null; also: string[] | null },
): Promise<Reply | null> {
  const ids = row.broadcastId === null ? [] : [row.broadcastId, ...(row.also ?? [])];
  const found = await Promise.all(ids.map((id) => findBroadcast(reading(app), id)));
  const [broadcast, ...carried] = found.filter((one) => one !== null);
  const also = stillUseful(carried, app.clock.now());
  const channel = channelNamed(app, row.channel);
  return broadcast && channel
    ? messageOf(await currentContent(app), { broadcast, also, capabilities: channel.capabilities })
    : null;
}
