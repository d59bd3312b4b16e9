// Owns what the bot says in a group of people: once what it is for, its link when it is called, nothing else; nothing of a group is kept.
import { createHmac } from 'node:crypto';
import { putSetting, setting } from '../../../db/desk.ts';
import type { DeliveryRow } from '../../../db/ledger.ts';
import type { At } from '../../../db/people.ts';
import { phrase } from '../../core/answer.ts';
import { factsFor } from '../../core/facts.ts';
import type { Inbound } from '../../core/inbound.ts';
import type { Reply } from '../../core/reply.ts';
import { type App, channelNamed, currentContent } from '../app.ts';
import { replyRow } from './reply-row.ts';

/** The source of who came to the bot from a group. */
const fromGroup = 'group';

/**
 * The row that answers a group, or null where it was greeted before. The row carries the group's address itself and
 * loses it when it is settled; no person and no address is made. Being called by name is answered each time.
 */
export async function groupReply(
  at: At,
  app: App,
  inbound: Inbound & { kind: 'group' },
): Promise<DeliveryRow | null> {
  const now = app.clock.now();
  const key = markOf(app, inbound.channel, inbound.address);
  const greeted = (await setting<boolean>(at, key)) ?? false;
  if (inbound.event === 'added' && greeted) return null;
  if (!greeted) await putSetting(at, key, true);
  const content = await currentContent(app, at);
  const link = channelNamed(app, inbound.channel)?.deepLink(fromGroup) ?? app.publicUrl;
  const facts = factsFor(content, { contest: 'city', now });
  const reply: Reply = {
    text: phrase(content, 'group.hello', facts, { link }),
    choices: [{ label: content.phrases['button.group.open'] ?? link, url: link }],
  };
  const address = { id: '', channel: inbound.channel };
  const row = replyRow(app, { reply, person: { id: fromGroup }, address, now });
  return { ...row, addressId: null, body: { reply, to: inbound.address } };
}

/** A group that the platform gave another id stays greeted. */
export async function moveGroup(
  at: At,
  app: App,
  of: { channel: string; address: string; to: string },
): Promise<void> {
  const greeted = await setting<boolean>(at, markOf(app, of.channel, of.address));
  if (greeted) await putSetting(at, markOf(app, of.channel, of.to), true);
}

/** That a group was greeted is kept by a keyed hash: nobody can tell from it which group it was. */
function markOf(app: Pick<App, 'secret'>, channel: string, address: string): string {
  const hash = createHmac('sha256', app.secret).update(`group\n${channel}\n${address}`).digest('base64url');
  return `group.${hash}`;
}
