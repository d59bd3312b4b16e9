// Owns the channels of a bot that the city already runs: they send as our own do, with its token, and register and poll
// nothing, because its events come through the host. Which events are ours is the application's to say.
import type { Channel, ChannelState } from '../../src/core/channel.ts';
import { type Attempt, type Establishing, establish, pause } from '../establish.ts';
import { openApi, type TelegramOptions, telegramChannel } from '../telegram.ts';
import { outcomeOfError } from '../telegram-outcome.ts';
import { telegramName } from '../telegram-receive.ts';
import { type ViberOptions, viberChannel } from '../viber.ts';
import { viberName } from '../viber-receive.ts';
import { outcomeOfCall } from '../viber-status.ts';
import { viberCaller } from '../viber-wire.ts';
import { openWire } from '../wire.ts';

/** The messengers that a host can bring, by the names of their channels. */
export const hostable = [telegramName, viberName] as const;

/** A Telegram bot of the city's: its webhook or polling, its menu of commands and its groups stay the host's. */
export function hostedTelegram(options: Omit<TelegramOptions, 'webhook' | 'commands'>): Channel {
  const { token, apiRoot, clock, timeoutMs = 15_000 } = options;
  const channel = telegramChannel({ ...options, webhook: null });
  const wire = openWire({ timeoutMs, connections: 1 });
  const api = openApi({ token, apiRoot, wire, timeoutMs });
  let username: string | null = null;
  const attempt = async (): Promise<Attempt> => {
    try {
      username = (await api.getMe()).username;
      return { kind: 'ready', detail: 'mounted in a bot' };
    } catch (error) {
      const outcome = outcomeOfError(error, clock());
      const final = outcome.kind === 'misconfigured' || outcome.kind === 'rejected';
      return { kind: final ? 'refused' : 'again', detail: `Telegram: ${outcome.kind}` };
    }
  };
  return {
    ...channel,
    ...starting({ ...options, name: telegramName, attempt, end: () => [channel.stop(), wire.close()] }),
    deepLink: (source) =>
      username === null ? null : `https://t.me/${username}?start=${encodeURIComponent(source)}`,
  };
}

/** A Viber bot of the city's. Its `receive` stays: the mount checks the signature of each raw request by it. */
export function hostedViber(options: Omit<ViberOptions, 'webhookUrl'>): Channel {
  const { token, apiRoot, clock, timeoutMs = 15_000 } = options;
  const channel = viberChannel({ ...options, webhookUrl: null });
  const wire = openWire({ timeoutMs, connections: 1 });
  const call = viberCaller(wire, apiRoot, token);
  let uri: string | null = null;
  const attempt = async (): Promise<Attempt> => {
    const account = await call('get_account_info', {});
    uri = account.said?.uri ?? uri;
    const outcome = outcomeOfCall(account, clock());
    if (!outcome) return { kind: 'ready', detail: 'mounted in a bot' };
    return {
      kind: outcome.kind === 'misconfigured' ? 'refused' : 'again',
      detail: `Viber: ${outcome.kind}`,
    };
  };
  return {
    ...channel,
    ...starting({ ...options, name: viberName, attempt, end: () => [channel.stop(), wire.close()] }),
    deepLink: (source) =>
      uri === null
        ? null
        : `viber://pa?chatURI=${encodeURIComponent(uri)}&context=${encodeURIComponent(source)}`,
  };
}

type Starting = Pick<TelegramOptions, 'log' | 'pause'> & {
  name: string;
  attempt: () => Promise<Attempt>;
  end: () => Promise<void>[];
};

/** Start asks the platform once who the bot is, for deep links and readiness, and again until it answers. */
function starting({ name, attempt, log, pause: wait = pause, end }: Starting) {
  let establishing: Establishing | null = null;
  return {
    start: (): Promise<ChannelState> => {
      establishing = establish({ name, attempt, log, pause: wait });
      return establishing.state;
    },
    stop: async (): Promise<void> => {
      await Promise.all([establishing?.stop(), ...end()]);
    },
  };
}
