// Owns the channels of a benchmark: the product's own Telegram and Viber, pointed at a sink, or at nobody.
import { telegramChannel } from '../../bots/telegram.ts';
import { viberChannel } from '../../bots/viber.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Log } from '../../src/core/log.ts';
import { token } from './senders/task.ts';

type Common = { clock: () => number; log: Log };

/** Both chats, for what never sends. */
export function silentChannels(common: Common): Channel[] {
  const nowhere = 'http://127.0.0.1:9';
  return [telegramTo(nowhere, common), viberTo(nowhere, common)];
}

export function telegramTo(apiRoot: string, common: Common): Channel {
  return telegramChannel({ ...common, token, apiRoot, webhook: null });
}

export function viberTo(apiRoot: string, common: Common): Channel {
  return viberChannel({
    ...common,
    token,
    apiRoot: `${apiRoot}/pa`,
    webhookUrl: null,
    senderName: 'Uchast',
    priceEur: 0,
  });
}

/** The same channel at any pace: what the platform's limit hides. */
export function unlimited(channel: Channel, concurrency: number): Channel {
  const capabilities = { ...channel.capabilities, perSecond: Number.POSITIVE_INFINITY, concurrency };
  return { ...channel, capabilities };
}
