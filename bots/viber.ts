// Owns the Viber channel: its capabilities, registration and welcome, and how its parts fit together. Written on the
// REST API itself: the public client library replays one person's welcome to others and rounds message tokens.
import type { Capabilities, Channel, RawRequest, Reception } from '../src/core/channel.ts';
import type { Log } from '../src/core/log.ts';
import type { Reply } from '../src/core/reply.ts';
import { type Attempt, type Establishing, establish, type Pause, pause } from './establish.ts';
import { isReplayed } from './replay.ts';
import { toViberMessage } from './viber-message.ts';
import { readCallback, viberName } from './viber-receive.ts';
import { singlesPerSecond, viberSender } from './viber-send.ts';
import { outcomeOfCall } from './viber-status.ts';
import { isSigned, type ViberCall, viberCaller } from './viber-wire.ts';
import { openWire } from './wire.ts';

export type ViberOptions = {
  token: string;
  /** Ends in `/pa`. */
  apiRoot: string;
  /** Null: no public address, so nothing can be received and Viber lets nothing be sent. */
  webhookUrl: string | null;
  /** Stands above every message; at most 28 characters. */
  senderName: string;
  /** Price of a message that is charged, in euros. */
  priceEur: number;
  clock: () => number;
  log: Log;
  /** Deadline of one call (default 15 s). */
  timeoutMs?: number;
  pause?: Pause;
};

const recipientsPerCall = 300;

/**
 * Sources: https://developers.viber.com/docs/api/rest-bot-api/ (7000, 300 receivers, 500 broadcast calls in 10 s).
 * We make 40 calls a second at most, so `perSecond` counts 40 × 300 people. Once Viber forbids broadcasts to this
 * bot, `recipientsPerCall` becomes 1 and `perSecond` 40, for as long as the process runs.
 */
function capabilitiesOf(priceEur: number): Capabilities {
  return {
    textLength: 7000,
    captionLength: 512,
    pictures: true,
    buttons: { most: 24, labelLength: 40, valueBytes: 200 },
    recipientsPerCall,
    perSecond: singlesPerSecond * recipientsPerCall,
    // One call reaches 300 people: every call more is 300 more in doubt when the process dies.
    concurrency: 4,
    answersInResponse: true,
    letters: false,
    reaches: true,
    priceEur,
    // From the person's first message, the stricter of two readings: https://help.viber.com/hc/en-us/articles/15247629658525
    sessionMs: 24 * 3_600_000,
  };
}

/** The Viber channel; see `Channel` for what each part promises. Throws on a sender name that Viber refuses. */
export function viberChannel(options: ViberOptions): Channel {
  const { token, senderName, priceEur, clock, log, timeoutMs = 15_000 } = options;
  if (senderName.length === 0 || senderName.length > 28)
    throw new RangeError('Viber: the name of the sender has 1 to 28 characters');
  const wire = openWire({ timeoutMs, connections: 16 });
  const call = viberCaller(wire, options.apiRoot, token);
  const capabilities = capabilitiesOf(priceEur);
  const known = { uri: null as string | null };
  const wait = options.pause ?? pause;
  let establishing: Establishing | null = null;

  const onBroadcastForbidden = () => {
    Object.assign(capabilities, { recipientsPerCall: 1, perSecond: singlesPerSecond });
    log.warn({ channel: viberName }, 'Viber forbids broadcasts to this bot: each person gets an own call');
  };

  return {
    name: viberName,
    capabilities,
    receive: (request) => receiveCallback(request, { token, senderName, now: clock() }),
    send: viberSender({ call, senderName, priceEur, clock, onBroadcastForbidden }),
    start: () => {
      const attempt = () => register(call, options.webhookUrl, { clock, known });
      establishing = establish({ name: viberName, attempt, log, pause: wait });
      return establishing.state;
    },
    stop: async () => {
      await Promise.all([establishing?.stop(), wire.close()]);
    },
    deepLink: (source) =>
      known.uri === null
        ? null
        : `viber://pa?chatURI=${encodeURIComponent(known.uri)}&context=${encodeURIComponent(source)}`,
  };
}

type Receiving = { token: string; senderName: string; now: number };

function receiveCallback(request: RawRequest, { token, senderName, now }: Receiving): Reception {
  if (!isSigned(request, token))
    return { kind: 'refused', status: 401, reason: 'the signature is missing or wrong' };
  const reading = readCallback(request.body);
  if (!reading) return { kind: 'refused', status: 400, reason: 'not a callback' };
  const acknowledge = (welcome: Reply | null) => ({
    status: 200,
    contentType: 'application/json',
    // Only the answer to conversation_started may hold a message: in any other it would go to somebody unasked.
    body: welcome && reading.welcome ? JSON.stringify(toViberMessage(welcome, senderName)) : '{}',
  });
  const inbounds = reading.inbounds.filter((one) => !isReplayed(one, { now }));
  return { kind: 'accepted', inbounds, acknowledge };
}

/** Beside the mandatory message, subscribed and unsubscribed; names and photos of people are not asked for. */
const optionalEvents = ['delivered', 'seen', 'failed', 'conversation_started'] as const;

/** Learns the bot's address for deep links and sets the webhook, which Viber calls at once. */
async function register(
  call: ViberCall,
  webhookUrl: string | null,
  { clock, known }: { clock: () => number; known: { uri: string | null } },
): Promise<Attempt> {
  const account = await call('get_account_info', {});
  if (account.said?.uri) known.uri = account.said.uri;
  if (webhookUrl === null)
    return { kind: 'refused', detail: 'Viber: it needs a public address (PUBLIC_URL) for its webhook' };
  const outcome = outcomeOfCall(
    await call('set_webhook', {
      url: webhookUrl,
      event_types: [...optionalEvents],
      send_name: false,
      send_photo: false,
    }),
    clock(),
  );
  if (!outcome) return { kind: 'ready', detail: 'the webhook is set' };
  const text = 'text' in outcome ? outcome.text : outcome.kind;
  // A refused address can be a server that wasn't reachable yet, so only a wrong token is final.
  const code = 'code' in outcome ? outcome.code : outcome.kind;
  return { kind: outcome.kind === 'misconfigured' ? 'refused' : 'again', detail: `Viber: ${text}`, code };
}
