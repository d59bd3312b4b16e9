// Owns the Telegram channel: its capabilities, the webhook's secret and registration, and how its parts fit together.
import { hash, timingSafeEqual } from 'node:crypto';
import { Api } from 'grammy';
import type {
  Capabilities,
  Channel,
  ChannelState,
  RawRequest,
  RawResponse,
  Receive,
  Reception,
} from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Log } from '../src/core/log.ts';
import { type Attempt, type Establishing, establish, type Pause, pause } from './establish.ts';
import { amendMessage } from './telegram-amend.ts';
import { callsOver, outcomeOfError } from './telegram-outcome.ts';
import { type Polling, startPolling } from './telegram-poll.ts';
import { readUpdate, telegramName, wantedUpdates } from './telegram-receive.ts';
import { sendReply } from './telegram-send.ts';
import { openWire, type Wire } from './wire.ts';

export type TelegramOptions = {
  token: string;
  /** Followed by `/bot<token>/<method>`; without a slash at its end. */
  apiRoot: string;
  /** Null: long polling. The secret is 1–256 of A–Z a–z 0–9 _ - */
  webhook: { url: string; secret: string } | null;
  /** The menu of commands, with descriptions for residents. */
  commands?: readonly { command: string; description: string }[];
  clock: () => number;
  log: Log;
  /** Deadline of one call (default 15 s). */
  timeoutMs?: number;
  pause?: Pause;
};

/**
 * Limits: https://core.telegram.org/bots/api (4096, 1024, 64 bytes) and https://core.telegram.org/bots/faq (30 a
 * second in bulk). The limiter keeps any trailing second to them, whatever the jitter.
 */
const capabilities: Capabilities = {
  textLength: 4096,
  captionLength: 1024,
  pictures: true,
  buttons: { most: 100, labelLength: 60, valueBytes: 64 },
  recipientsPerCall: 1,
  perSecond: 30,
  concurrency: 30,
  answersInResponse: false,
  letters: false,
  reaches: true,
  priceEur: 0,
};

/** The Telegram channel; see `Channel` for what each part promises. */
export function telegramChannel(options: TelegramOptions): Channel {
  const { token, webhook, clock, log, timeoutMs = 15_000 } = options;
  const wire = openWire({ timeoutMs, connections: 64 });
  const api = openApi({ token, apiRoot: options.apiRoot, wire, timeoutMs });
  const known = { username: null as string | null };
  const isSecret = sameAs(webhook?.secret ?? '');
  const wait = options.pause ?? pause;
  let establishing: Establishing | null = null;
  let polling: Polling | null = null;
  let stopping = false;

  const sendOne = async (address: string, reply: Parameters<typeof sendReply>[2]): Promise<Outcome> => {
    try {
      const id = await sendReply(api, address, reply);
      return { kind: 'sent', providerId: id === null ? null : String(id), priceEur: 0 };
    } catch (error) {
      return outcomeOfError(error, clock());
    }
  };

  const start = (receive: Receive): Promise<ChannelState> => {
    const attempt = async (): Promise<Attempt> => {
      const result = await register(api, options, known);
      if (result.kind === 'ready' && !webhook && !polling && !stopping)
        polling = startPolling({
          ...{ api, receive, clock, log, pause: wait },
          botName: () => known.username,
          heard: (problem) => {
            const now = problem ? { ready: false, detail: `Telegram: ${problem}` } : ready(webhook !== null);
            void establishing?.state.then((state) => Object.assign(state, now));
          },
        });
      return result;
    };
    establishing = establish({ name: telegramName, attempt, log, pause: wait });
    return establishing.state;
  };

  return {
    name: telegramName,
    capabilities,
    ...(webhook
      ? {
          receive: (request: RawRequest) =>
            receiveUpdate(request, { isSecret, now: clock(), botName: known.username }),
        }
      : {}),
    send: async (parcels) => {
      const [first] = parcels;
      if (first && parcels.length === 1) return [await sendOne(first.address, first.reply)];
      return await Promise.all(parcels.map(({ address, reply }) => sendOne(address, reply)));
    },
    amend: (changes) => Promise.all(changes.map((change) => amendMessage(api, change, clock))),
    start,
    stop: async () => {
      stopping = true;
      await Promise.all([establishing?.stop(), polling?.stop()]);
      await wire.close();
    },
    deepLink: (source) =>
      known.username === null ? null : `https://t.me/${known.username}?start=${encodeURIComponent(source)}`,
  };
}

/** grammY's caller over our wire; shared by the bot's chats and the city's own channel. */
export function openApi(of: { token: string; apiRoot: string; wire: Wire; timeoutMs: number }): Api {
  const api = new Api(of.token, { apiRoot: of.apiRoot.replace(/\/+$/, '') });
  api.config.use(callsOver(of));
  return api;
}

type Receiving = { isSecret: (given: string) => boolean; now: number; botName: string | null };

function receiveUpdate(request: RawRequest, { isSecret, now, botName }: Receiving): Reception {
  if (!isSecret(request.headers['x-telegram-bot-api-secret-token'] ?? ''))
    return { kind: 'refused', status: 401, reason: 'the secret of the webhook is missing or wrong' };
  const reading = readUpdate(parseJson(request.body), now, botName);
  if (!reading) return { kind: 'refused', status: 400, reason: 'not an update' };
  const { callbackId, inbounds } = reading;
  return { kind: 'accepted', inbounds, acknowledge: () => acknowledge(callbackId) };
}

/**
 * Answers a pressed button in the webhook's own response, which saves a call.
 * Source: https://core.telegram.org/bots/api#making-requests-when-getting-updates
 */
function acknowledge(callbackId: string | null): RawResponse {
  if (callbackId === null) return { status: 200, contentType: 'text/plain', body: '' };
  const body = JSON.stringify({ method: 'answerCallbackQuery', callback_query_id: callbackId });
  return { status: 200, contentType: 'application/json', body };
}

/** Compares with a secret in a time that tells nothing about it, its length included: the digests are compared. */
function sameAs(expected: string): (given: string) => boolean {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  const wanted = digest(expected);
  return (given) => timingSafeEqual(digest(given), wanted);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

function ready(byWebhook: boolean): ChannelState {
  return { ready: true, detail: byWebhook ? 'the webhook is set' : 'polling' };
}

/** Learns the bot's name, publishes the commands, and sets the webhook or removes a leftover one. */
async function register(
  api: Api,
  { webhook, commands = [], log, clock }: TelegramOptions,
  known: { username: string | null },
): Promise<Attempt> {
  try {
    const me = await api.getMe();
    known.username = me.username;
    if (webhook) {
      const { url, secret } = webhook;
      await api.setWebhook(url, { secret_token: secret, allowed_updates: [...wantedUpdates] });
    } else {
      await api.deleteWebhook();
    }
  } catch (error) {
    const outcome = outcomeOfError(error, clock());
    const text = 'text' in outcome ? outcome.text : outcome.kind;
    const final = outcome.kind === 'misconfigured' || outcome.kind === 'rejected';
    const code = 'code' in outcome ? outcome.code : outcome.kind;
    return { kind: final ? 'refused' : 'again', detail: `Telegram: ${text}`, code };
  }
  if (commands.length > 0) {
    // The menu is a convenience: the channel works without it.
    await api
      .setMyCommands([...commands])
      .catch(() => log.warn({ channel: telegramName }, 'the menu of commands could not be set'));
  }
  return { kind: 'ready', detail: ready(webhook !== null).detail };
}
