// Owns posting to the city's own Viber channel by its own token. The bot's chats are viber.ts; what a status means is
// viber-status.ts. What Viber can't do there is edit or delete a post.
import type { Channel, RawRequest, Reception } from '../src/core/channel.ts';
import type { Outcome } from '../src/core/delivery.ts';
import type { Log } from '../src/core/log.ts';
import type { Reply } from '../src/core/reply.ts';
import { type Attempt, type Establishing, establish, type Pause, pause } from './establish.ts';
import { outcomeOfPost, outletCapabilities, toPost } from './outlet.ts';
import { toViberMessage } from './viber-message.ts';
import { outcomeOfCall } from './viber-status.ts';
import { isJson, type ViberCall, viberCaller } from './viber-wire.ts';
import { openWire } from './wire.ts';

export const viberChannelName = 'viber-channel';

export type ViberChannelOptions = {
  /** The channel's own token, from its developer tools; only a super admin of the channel sees it. */
  token: string;
  /** Ends in `/pa`. */
  apiRoot: string;
  /** Viber lets nobody post without a webhook; null: no public address. */
  webhookUrl: string | null;
  clock: () => number;
  log: Log;
  /** Deadline of one call (default 15 s). */
  timeoutMs?: number;
  pause?: Pause;
};

/**
 * Source: https://developers.viber.com/docs/tools/channels-post-api/ (7000 characters; captions are kept to the bot's
 * 512). A post has no keyboard, so links stand in the text and room is left for them. The rate is not documented.
 */
const capabilities = outletCapabilities({
  textLength: 6500,
  captionLength: 400,
  buttons: { most: 24, labelLength: 60, valueBytes: 200 },
});

/** The city's Viber channel as an outlet; see `Channel` for what each part promises. */
export function viberOutlet(options: ViberChannelOptions): Channel {
  const { token, clock, log, timeoutMs = 15_000 } = options;
  const wire = openWire({ timeoutMs, connections: 2 });
  const call = viberCaller(wire, options.apiRoot, token);
  const known = { author: null as string | null };
  let establishing: Establishing | null = null;
  return {
    name: viberChannelName,
    capabilities,
    outlet: viberChannelName,
    receive: receiveCheck,
    send: async (parcels) => {
      const outcomes: Outcome[] = [];
      for (const { reply } of parcels) outcomes.push(await post({ call, clock, known }, reply));
      return outcomes;
    },
    start: () => {
      const attempt = () => register({ call, clock, known }, options.webhookUrl);
      establishing = establish({ name: viberChannelName, attempt, log, pause: options.pause ?? pause });
      return establishing.state;
    },
    stop: async () => {
      await Promise.all([establishing?.stop(), wire.close()]);
    },
    deepLink: () => null,
  };
}

type Deps = { call: ViberCall; clock: () => number; known: { author: string | null } };

/**
 * Viber only looks whether the webhook answers; posts cause no callbacks. Nothing is done with what comes here, so a
 * forged request can do nothing either. Whether such a check is signed like a bot's callback is not documented.
 */
function receiveCheck(request: RawRequest): Reception {
  if (!isJson(request.body)) return { kind: 'refused', status: 400, reason: 'not a callback' };
  return {
    kind: 'accepted',
    inbounds: [],
    acknowledge: () => ({ status: 200, contentType: 'application/json', body: '{}' }),
  };
}

async function post(deps: Deps, reply: Reply): Promise<Outcome> {
  const unknown = await learnAuthor(deps);
  if (deps.known.author === null) return unknown ?? noAuthor;
  const { sender: _, ...message } = toViberMessage(withLinks(toPost(reply)), viberChannelName);
  const called = await deps.call('post', { from: deps.known.author, ...message });
  const outcome = outcomeOfCall(called, deps.clock());
  return outcome
    ? outcomeOfPost(outcome)
    : { kind: 'sent', providerId: called.said?.message_token ?? null, priceEur: 0 };
}

/** A post has no keyboard: its links stand under the text. */
function withLinks(reply: Reply): Reply {
  const lines = reply.choices.flatMap((choice) =>
    'url' in choice ? [`${choice.label}: ${choice.url}`] : [],
  );
  const text = lines.length > 0 ? `${reply.text}\n\n${lines.join('\n')}` : reply.text;
  return { ...reply, text, choices: [] };
}

const noAuthor: Outcome = {
  kind: 'misconfigured',
  code: 'viber:noSuperadmin',
  text: 'Viber names no super admin of the channel to post as',
};

/** A post stands under a super admin's id, which the account's members tell. Null: it is known; else why not. */
async function learnAuthor({ call, clock, known }: Deps): Promise<Outcome | null> {
  if (known.author !== null) return null;
  const account = await call('get_account_info', {});
  const refused = outcomeOfCall(account, clock());
  // Nothing was posted yet, so a lost answer is no reason to wonder whether something was.
  if (refused?.kind === 'unknown') return { ...refused, kind: 'transient' };
  if (refused) return outcomeOfPost(refused);
  known.author = account.said?.members.find(({ role }) => /^super-?admin$/i.test(role))?.id ?? null;
  return null;
}

async function register(deps: Deps, webhookUrl: string | null): Promise<Attempt> {
  if (webhookUrl === null)
    return { kind: 'refused', detail: 'Viber: it needs a public address (PUBLIC_URL) for its webhook' };
  const set = outcomeOfCall(await deps.call('set_webhook', { url: webhookUrl }), deps.clock());
  const problem = set ?? (await learnAuthor(deps)) ?? (deps.known.author === null ? noAuthor : null);
  if (!problem) return { kind: 'ready', detail: 'the webhook is set' };
  const text = 'text' in problem ? problem.text : problem.kind;
  const code = 'code' in problem ? problem.code : problem.kind;
  return { kind: problem.kind === 'misconfigured' ? 'refused' : 'again', detail: `Viber: ${text}`, code };
}
