// Owns an emulated Viber REST API on loopback: sending singly and to lists, receipts, prices, people, faults.
import {
  type Fault,
  type Faults,
  type Got,
  latency,
  type Received,
  record,
  scriptedFaults,
} from './faults.ts';
import { type Incoming, json, type Outgoing, type Posted, postTo, serve, toJson } from './http.ts';
import { type Callback, type ViberCallbacks, viberCallbacks } from './viber-callbacks.ts';
import { flawOfKeyboard, refusalOfMessage, type Said } from './viber-check.ts';
import { type ViberPeople, viberPeople } from './viber-people.ts';

export type ViberEmulatorOptions = {
  token?: string;
  /** The token of the city's own channel, where posts go; its account has these members (default: a super admin). */
  channelToken?: string;
  members?: { id: string; name: string; role: string }[];
  uri?: string;
  mayBroadcast?: boolean;
  /** Receipts that follow a message by themselves; `devices` is how many *delivered* come for one. */
  receipts?: 'none' | 'delivered' | 'seen';
  devices?: number;
  signatureBy?: 'header' | 'query';
  latencyMs?: number;
  jitterMs?: number;
  retryMs?: number;
  attempts?: number;
  clock?: () => number;
};

type Payload = Record<string, unknown>;
export type ViberCallRecord = { method: string; payload: Payload };

export type ViberEmulator = {
  url: string;
  token: string;
  channelToken: string;
  received: Received;
  /** The posts of the city's channel, oldest first. */
  posts: Got[];
  /** The last thousand calls as they came. */
  calls: ViberCallRecord[];
  people: ViberPeople;
  faults: Faults;
  callbacks: ViberCallbacks;
  /** Posts a callback; token and time are added where they are missing. A person's message opens a session. */
  deliver: (callback: Callback, options?: { times?: number; signature?: string }) => Promise<Posted>;
  nextToken: () => bigint;
  stop: () => Promise<void>;
};

type Bot = Omit<ViberEmulator, 'url' | 'deliver' | 'stop'> & {
  options: ViberEmulatorOptions;
  clock: () => number;
  pause: () => Promise<void>;
};

export async function startViberEmulator(options: ViberEmulatorOptions = {}): Promise<ViberEmulator> {
  const token = options.token ?? 'emulated-viber-token';
  // 19 digits, above 2^53, as the real ones.
  let last = 5_741_311_803_571_721_087n;
  const bot: Bot = {
    token,
    channelToken: options.channelToken ?? 'emulated-viber-channel-token',
    options,
    received: new Map(),
    posts: [],
    calls: [],
    people: viberPeople(),
    faults: scriptedFaults(),
    callbacks: viberCallbacks({
      token,
      by: options.signatureBy ?? 'header',
      retryMs: options.retryMs ?? 200,
      attempts: options.attempts ?? 20,
    }),
    nextToken: () => {
      last += 13n;
      return last;
    },
    clock: options.clock ?? Date.now,
    pause: latency(options.latencyMs ?? 0, options.jitterMs ?? 0),
  };
  const server = await serve((request) => answer(bot, request));
  return {
    ...bot,
    url: `${server.origin}/pa`,
    deliver: (callback, how) => {
      const sender = callback.sender as { id?: string } | undefined;
      if (callback.event === 'message' && sender?.id) bot.people.wrote(sender.id, bot.clock());
      const stamped = { timestamp: bot.clock(), message_token: bot.nextToken(), ...callback };
      return bot.callbacks.send(stamped, how);
    },
    stop: async () => {
      await bot.callbacks.settled();
      await server.stop();
    },
  };
}

async function answer(bot: Bot, request: Incoming): Promise<Outgoing> {
  const method = /^\/pa\/(\w+)$/.exec(request.path)?.[1];
  if (!method) return { status: 404, body: 'Not Found' };
  const token = request.headers['x-viber-auth-token'];
  const account = token === bot.token ? 'bot' : token === bot.channelToken ? 'channel' : null;
  if (account === null) return say({ status: 2, status_message: 'invalidAuthToken' });
  const payload = JSON.parse(request.body) as Payload;
  bot.calls.push({ method, payload });
  if (bot.calls.length > 1000) bot.calls.shift();
  await bot.pause();
  const fault = bot.faults.take(method, String(payload.receiver ?? ''));
  const before = fault && faultBefore(fault);
  if (before) return before;
  const given = { payload, bytes: Buffer.byteLength(request.body) };
  const said = await (account === 'bot' ? perform(bot, method, given) : performInChannel(bot, method, given));
  if (fault?.kind === 'dropAfter') return 'drop';
  if (fault?.kind === 'hangAfter') return 'hang';
  return said;
}

/** `say` is a status of Viber, which comes with HTTP 200. */
function faultBefore(fault: Fault): Outgoing | null {
  switch (fault.kind) {
    case 'dropBefore':
      return 'drop';
    case 'hang':
      return 'hang';
    case 'garbage':
      return { status: 200, body: '' };
    case 'http':
      return { status: fault.status ?? 502, body: '<html>Bad Gateway</html>' };
    case 'say':
      return say({ status: fault.code ?? 3, status_message: fault.text ?? 'scripted' });
    case 'dropAfter':
    case 'hangAfter':
      return null;
  }
}

function say(said: Said & Payload): Outgoing {
  return json(200, said);
}

const ok: Said = { status: 0, status_message: 'ok' };

type Request = { payload: Payload; bytes: number };

async function perform(bot: Bot, method: string, request: Request): Promise<Outgoing> {
  switch (method) {
    case 'get_account_info':
      return say({
        ...ok,
        id: 'pa:1',
        name: 'Uchast',
        uri: bot.options.uri ?? 'uchast_test',
        webhook: bot.callbacks.url() ?? '',
      });
    case 'set_webhook':
      return setWebhook(bot, request.payload);
    case 'send_message':
      return sendMessage(bot, request);
    case 'broadcast_message':
      return broadcast(bot, request);
    default:
      return say({ status: 1, status_message: 'invalidUrl' });
  }
}

const superadmin = { id: 'superadmin-id=', name: 'Міська рада', role: 'superadmin' };

/** What the token of a channel may do: look at the account, set its webhook, post. */
async function performInChannel(bot: Bot, method: string, request: Request): Promise<Outgoing> {
  const members = bot.options.members ?? [superadmin];
  switch (method) {
    case 'get_account_info':
      return say({ ...ok, id: 'pa:2', name: 'Місто', members });
    case 'set_webhook':
      return setChannelWebhook(bot, request.payload);
    case 'post':
      return post(bot, request, members);
    default:
      return say({ status: 1, status_message: 'invalidUrl' });
  }
}

/** Viber looks whether the address answers, as it does for a bot; nothing else is ever sent there. */
async function setChannelWebhook(bot: Bot, payload: Payload): Promise<Outgoing> {
  const event = { event: 'webhook', timestamp: bot.clock(), message_token: bot.nextToken() };
  const { status } = await postTo(String(payload.url ?? ''), toJson(event), {});
  return say(
    status === 200 ? ok : { status: 1, status_message: 'invalidUrl: the webhook did not answer 200' },
  );
}

function post(
  bot: Bot,
  { payload, bytes }: Request,
  members: readonly { id: string; role: string }[],
): Outgoing {
  const author = members.find(({ id, role }) => id === payload.from && role.endsWith('admin'));
  if (!author) return say({ status: 4, status_message: 'from is missing or no admin' });
  const refusal = refusalOfMessage({ ...payload, sender: { name: 'x' } }, bytes);
  if (refusal) return say(refusal);
  const message_token = bot.nextToken();
  bot.posts.push({ text: String(payload.text), at: bot.clock(), id: String(message_token) });
  return say({ ...ok, message_token });
}

/** Viber calls the address at once and keeps it only if that is answered with 200. */
async function setWebhook(bot: Bot, payload: Payload): Promise<Outgoing> {
  const url = String(payload.url ?? '');
  bot.callbacks.setUrl(url === '' ? null : url);
  if (url === '') return say({ ...ok, event_types: [] });
  const posted = await bot.callbacks.send({
    event: 'webhook',
    timestamp: bot.clock(),
    message_token: bot.nextToken(),
  });
  if (posted.status !== 200) {
    bot.callbacks.setUrl(null);
    return say({ status: 1, status_message: 'invalidUrl: the webhook did not answer 200' });
  }
  return say({ ...ok, event_types: payload.event_types ?? [] });
}

function sendMessage(bot: Bot, { payload, bytes }: Request): Outgoing {
  const receiver = String(payload.receiver ?? '');
  if (receiver === '') return say({ status: 4, status_message: 'receiver is missing' });
  const refusal = refusalOfMessage(payload, bytes) ?? refusePerson(bot, receiver, payload);
  if (refusal) return say(refusal);
  const billing_status = bot.people.billing(receiver, bot.clock());
  const message_token = bot.nextToken();
  accept(bot, receiver, { payload, message_token });
  return say({ ...ok, message_token, billing_status });
}

function broadcast(bot: Bot, { payload, bytes }: Request): Outgoing {
  if (bot.options.mayBroadcast === false) return say({ status: 20, status_message: 'broadcastNotAllowed' });
  const list = payload.broadcast_list;
  if (!Array.isArray(list) || list.length === 0)
    return say({ status: 4, status_message: 'broadcast_list is missing' });
  if (list.length > 300) return say({ status: 3, status_message: 'broadcast_list is too long' });
  const refusal = refusalOfMessage(payload, bytes);
  if (refusal) return say(refusal);
  const message_token = bot.nextToken();
  const failed_list: Payload[] = [];
  for (const receiver of list.map(String)) {
    const refused = refusePerson(bot, receiver, payload);
    if (refused) failed_list.push({ receiver, ...refused });
    else accept(bot, receiver, { payload, message_token });
  }
  return say({ ...ok, message_token, failed_list });
}

function refusePerson(bot: Bot, receiver: string, payload: Payload): Said | null {
  return bot.people.refuse(receiver, { hasKeyboard: Boolean(payload.keyboard) }, bot.clock());
}

/** The message reaches the phone, which shows it unless it finds the keyboard wrong. */
function accept(
  bot: Bot,
  receiver: string,
  { payload, message_token }: { payload: Payload; message_token: bigint },
): void {
  const about = { timestamp: bot.clock(), message_token, user_id: receiver };
  const flaw = flawOfKeyboard(payload);
  if (flaw) {
    if (bot.callbacks.url() !== null) bot.callbacks.background({ event: 'failed', ...about, desc: flaw });
    return;
  }
  record(bot.received, receiver, { text: String(payload.text), at: bot.clock(), id: String(message_token) });
  const { receipts = 'none', devices = 1 } = bot.options;
  if (receipts === 'none' || bot.callbacks.url() === null) return;
  for (let device = 0; device < devices; device += 1)
    bot.callbacks.background({ event: 'delivered', ...about });
  if (receipts === 'seen') bot.callbacks.background({ event: 'seen', ...about });
}
