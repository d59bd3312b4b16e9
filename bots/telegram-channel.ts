// Owns posting to the city's own Telegram channel, by the bot that is an administrator there. Chats with people are
// telegram.ts; what an answer means is telegram-outcome.ts.
import type { Api } from 'grammy';
import type { Channel } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Log } from '../src/core/log.ts';
import { type Attempt, type Establishing, establish, type Pause, pause } from './establish.ts';
import { outcomeOfPost, outletCapabilities, toPost } from './outlet.ts';
import { openApi } from './telegram.ts';
import { amendMessage } from './telegram-amend.ts';
import { outcomeOfError } from './telegram-outcome.ts';
import { chatOf, sendReply } from './telegram-send.ts';
import { openWire } from './wire.ts';

export const telegramChannelName = 'telegram-channel';

export type TelegramChannelOptions = {
  /** The bot's own token. */
  token: string;
  /** Followed by `/bot<token>/<method>`. */
  apiRoot: string;
  /** `@name` of a public channel, or the id of any (`-100…`). */
  channel: string;
  clock: () => number;
  log: Log;
  /** Deadline of one call (default 15 s). */
  timeoutMs?: number;
  pause?: Pause;
};

/** Limits as in a chat: https://core.telegram.org/bots/api#sendmessage. With the bot's own 29 a second this makes 30. */
const capabilities = outletCapabilities({
  textLength: 4096,
  captionLength: 1024,
  buttons: { most: 100, labelLength: 60, valueBytes: 64 },
});

/** The city's Telegram channel as an outlet; see `Channel` for what each part promises. */
export function telegramOutlet(options: TelegramChannelOptions): Channel {
  const { token, channel, clock, log, timeoutMs = 15_000 } = options;
  const wire = openWire({ timeoutMs, connections: 2 });
  const api = openApi({ token, apiRoot: options.apiRoot, wire, timeoutMs });
  let establishing: Establishing | null = null;

  const post = async (address: string, reply: Parameters<typeof toPost>[0]): Promise<Outcome> => {
    try {
      const id = await sendReply(api, address, toPost(reply));
      return { kind: 'sent', providerId: id === null ? null : String(id), priceEur: 0 };
    } catch (error) {
      return outcomeOfChannel(outcomeOfError(error, clock()));
    }
  };

  return {
    name: telegramChannelName,
    capabilities,
    outlet: channel,
    send: (parcels) => Promise.all(parcels.map(({ address, reply }) => post(address, reply))),
    amend: (changes) =>
      Promise.all(
        changes.map(async (change) => {
          const reply = change.reply && toPost(change.reply);
          return outcomeOfChannel(await amendMessage(api, { ...change, reply }, clock));
        }),
      ),
    start: () => {
      const attempt = () => look(api, channel, clock);
      establishing = establish({ name: telegramChannelName, attempt, log, pause: options.pause ?? pause });
      return establishing.state;
    },
    stop: async () => {
      await Promise.all([establishing?.stop(), wire.close()]);
    },
    deepLink: () => null,
  };
}

/** A bot that lost its rights in the channel is a matter of settings, like a channel that isn't there. */
function outcomeOfChannel(outcome: Outcome): Outcome {
  if (
    outcome.kind === 'rejected' &&
    /not enough rights|administrator rights|CHAT_WRITE_FORBIDDEN/i.test(outcome.text)
  )
    return { ...outcome, kind: 'misconfigured' };
  return outcomeOfPost(outcome);
}

/** Whether the bot may post there. Source: https://core.telegram.org/bots/api#chatmember */
async function look(api: Api, channel: string, clock: () => number): Promise<Attempt> {
  try {
    const me = await api.getMe();
    const member = await api.getChatMember(chatOf(channel), me.id);
    const may =
      member.status === 'creator' || (member.status === 'administrator' && member.can_post_messages === true);
    return may
      ? { kind: 'ready', detail: 'the bot may post' }
      : {
          kind: 'refused',
          detail: 'Telegram: the bot may not post in the channel: make it an administrator',
        };
  } catch (error) {
    const outcome = outcomeOfChannel(outcomeOfError(error, clock()));
    const text = 'text' in outcome ? outcome.text : outcome.kind;
    const final = outcome.kind === 'misconfigured' || outcome.kind === 'rejected';
    const code = 'code' in outcome ? outcome.code : outcome.kind;
    return { kind: final ? 'refused' : 'again', detail: `Telegram: ${text}`, code };
  }
}
