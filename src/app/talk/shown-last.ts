// Owns which choices a person saw last: a message that we began may have come after the last turn of the conversation, and
// typing the number or label of one of its choices does what pressing it does.
import type { AddressRow, At } from '../../../db/people.ts';
import { begunSince } from '../../../db/receiving.ts';
import type { Conversation } from '../../core/dialog/conversation.ts';
import type { Inbound } from '../../core/inbound.ts';
import { dayMs } from '../../core/time.ts';
import { type App, channelNamed, currentContent } from '../app.ts';
import { messageOf } from '../broadcasts/message.ts';

/** The longest text that can be a label; what is longer costs no look. */
const longestLabel = 80;
/** Whoever types a number later than this means something else. */
const rememberedMs = 3 * dayMs;

/**
 * The conversation with the choices that were shown last, where those were under a message that we began. `talkedAt`: the
 * instant of its last turn, 0 before the first.
 */
export async function withLastShown(
  at: At,
  app: App,
  of: { conversation: Conversation; talkedAt: number; inbound: Inbound; address: AddressRow },
): Promise<Conversation> {
  const { conversation, talkedAt, inbound, address } = of;
  if (inbound.kind !== 'text' || inbound.text.length > longestLabel || conversation.awaiting !== null)
    return conversation;
  const capabilities = channelNamed(app, address.channel)?.capabilities;
  const since = app.clock.now() - rememberedMs;
  const broadcast = capabilities && (await begunSince(at, { address, since, talkedAt }));
  if (!broadcast) return conversation;
  const { choices } = messageOf(await currentContent(app, at), { broadcast, also: [], capabilities });
  const offers = choices.flatMap((choice) =>
    'value' in choice ? [{ label: choice.label, value: choice.value }] : [],
  );
  return offers.length > 0 ? { ...conversation, offers } : conversation;
}
