// Owns an emulated Telegram Bot API on loopback: the methods that the channel uses, people who block, limits, faults.
import {
  type Fault,
  type Faults,
  type Got,
  latency,
  type Received,
  record,
  scriptedFaults,
} from './faults.ts';
import { type Incoming, json, type Outgoing, type Posted, serve } from './http.ts';
import { deleteMessage, editMessage, keepLook, type Looks, messageIn } from './telegram-amend.ts';
import { checkContent } from './telegram-check.ts';
import { type Limit, slidingLimit } from './telegram-limit.ts';
import { type Update, type Updates, updateQueue } from './telegram-updates.ts';

export type TelegramEmulatorOptions = {
  token?: string;
  username?: string;
  /** Messages in any trailing second (default 30; 0: no limit), seconds of `retry_after`, and whether it bans. */
  perSecond?: number;
  retryAfter?: number;
  ban?: boolean;
  latencyMs?: number;
  jitterMs?: number;
  /** Between two attempts at a webhook (default 200 ms), at most `webhookAttempts` (default 50). */
  webhookRetryMs?: number;
  webhookAttempts?: number;
};

/** What became of a person; nobody is listed at first, and then everybody can be reached. */
export type TelegramPerson = 'blocked' | 'deactivated' | 'notStarted' | 'unknown' | { migratedTo: number };

type Payload = Record<string, unknown>;
export type Call = { method: string; payload: Payload };

export type TelegramEmulator = {
  url: string;
  token: string;
  received: Received;
  /** Messages that were taken out of a chat again. */
  deleted: Received;
  /** The last thousand calls as they came. */
  calls: Call[];
  people: Map<string, TelegramPerson>;
  faults: Faults;
  limit: Limit;
  updates: Updates;
  deliver: (update: Omit<Update, 'update_id'> & { update_id?: number }) => Promise<Posted>;
  stop: () => Promise<void>;
};

type Bot = Omit<TelegramEmulator, 'url' | 'deliver' | 'stop'> & {
  username: string;
  pause: () => Promise<void>;
  looks: Looks;
  messageId: number;
  limited: boolean;
};

export async function startTelegramEmulator(
  options: TelegramEmulatorOptions = {},
): Promise<TelegramEmulator> {
  const { perSecond = 30, retryAfter = 1, ban = false } = options;
  const bot: Bot = {
    token: options.token ?? '4242:emulated-telegram-token',
    username: options.username ?? 'uchast_test_bot',
    received: new Map(),
    deleted: new Map(),
    looks: new WeakMap(),
    calls: [],
    people: new Map(),
    faults: scriptedFaults(),
    limit: slidingLimit({ perSecond, retryAfter, ban }),
    limited: perSecond > 0,
    updates: updateQueue({ retryMs: options.webhookRetryMs ?? 200, attempts: options.webhookAttempts ?? 50 }),
    pause: latency(options.latencyMs ?? 0, options.jitterMs ?? 0),
    messageId: 0,
  };
  const server = await serve((request) => answer(bot, request));
  let lastUpdate = 1000;
  return {
    ...bot,
    url: server.origin,
    deliver: async (update) => {
      lastUpdate = Math.max(lastUpdate + 1, update.update_id ?? 0);
      const posted = await bot.updates.deliver({ ...update, update_id: update.update_id ?? lastUpdate });
      obeyReply(bot, posted);
      return posted;
    },
    stop: async () => {
      bot.updates.stop();
      await server.stop();
    },
  };
}

/** A webhook may answer with one method call. */
function obeyReply(bot: Bot, { body }: Posted): void {
  if (!body.startsWith('{"method"')) return;
  const { method, ...payload } = JSON.parse(body) as { method: string };
  remember(bot, { method, payload });
}

function remember(bot: Bot, call: Call): void {
  bot.calls.push(call);
  if (bot.calls.length > 1000) bot.calls.shift();
}

async function answer(bot: Bot, request: Incoming): Promise<Outgoing> {
  const path = /^\/bot([^/]+)\/(\w+)$/.exec(request.path);
  const method = path?.[2] ?? '';
  if (!path) return refuse(404, 'Not Found');
  if (path[1] !== bot.token) return refuse(401, 'Unauthorized');
  const payload = request.body === '' ? {} : (JSON.parse(request.body) as Payload);
  remember(bot, { method, payload });
  await bot.pause();
  const fault = bot.faults.take(method, String(payload.chat_id ?? ''));
  const before = fault && faultBefore(fault);
  if (before) return before;
  const said = await perform(bot, method, payload);
  if (fault?.kind === 'dropAfter') return 'drop';
  if (fault?.kind === 'hangAfter') return 'hang';
  return said;
}

function faultBefore(fault: Fault): Outgoing | null {
  switch (fault.kind) {
    case 'dropBefore':
      return 'drop';
    case 'hang':
      return 'hang';
    case 'garbage':
      return { status: 200, body: '<html>maintenance</html>' };
    case 'http':
      return { status: fault.status ?? 502, body: '<html>Bad Gateway</html>' };
    case 'say':
      return refuse(
        fault.code ?? 400,
        fault.text ?? 'Bad Request',
        fault.retryAfter === undefined ? {} : { retry_after: fault.retryAfter },
      );
    case 'dropAfter':
    case 'hangAfter':
      return null;
  }
}

function refuse(code: number, description: string, parameters: Payload = {}): Outgoing {
  const more = Object.keys(parameters).length > 0 ? { parameters } : {};
  return json(code, { ok: false, error_code: code, description, ...more });
}

const bad = (text: string) => refuse(400, `Bad Request: ${text}`);
const ok = (result: unknown) => json(200, { ok: true, result });

async function perform(bot: Bot, method: string, payload: Payload): Promise<Outgoing> {
  switch (method) {
    case 'getMe':
      return ok({ id: 4242, is_bot: true, first_name: 'Uchast', username: bot.username });
    case 'sendMessage':
    case 'sendPhoto':
      return send(bot, method, payload);
    case 'setWebhook':
      return setWebhook(bot, payload);
    case 'deleteWebhook':
      bot.updates.setWebhook(null);
      return ok(true);
    case 'getWebhookInfo': {
      const webhook = bot.updates.webhook();
      const pending_update_count = bot.updates.pending();
      return ok({ url: webhook?.url ?? '', has_custom_certificate: false, pending_update_count });
    }
    case 'getUpdates':
      return getUpdates(bot, payload);
    case 'editMessageText':
    case 'editMessageCaption':
    case 'deleteMessage':
      return amend(bot, method, payload);
    case 'getChatMember':
      return getChatMember(bot, payload);
    case 'setMyCommands':
    case 'answerCallbackQuery':
      return ok(true);
    default:
      return refuse(404, 'Not Found');
  }
}

function send(bot: Bot, method: 'sendMessage' | 'sendPhoto', payload: Payload): Outgoing {
  const chat = String(payload.chat_id ?? '');
  const unreachable = refusalOfPerson(bot.people.get(chat));
  if (unreachable) return unreachable;
  const field = method === 'sendMessage' ? 'text' : 'caption';
  const checked = checkContent(payload, field);
  if ('refusal' in checked) return bad(checked.refusal);
  if (method === 'sendPhoto' && !/^https?:/.test(String(payload.photo)))
    return bad('wrong file identifier/HTTP URL specified');
  const limited = refuseByLimit(bot);
  if (limited) return limited;
  bot.messageId += 1;
  const { text, ...look } = checked;
  const got: Got = { text, at: Date.now(), id: String(bot.messageId) };
  record(bot.received, chat, got);
  keepLook(bot.looks, got, { ...look, photo: field === 'caption' });
  return ok(messageOf(chat, got));
}

function messageOf(chat: string, { id, at, text }: Got): Payload {
  const type = chat.startsWith('@') || chat.startsWith('-100') ? 'channel' : 'private';
  const about = chat.startsWith('@')
    ? { id: -1_000_000_000_001, username: chat.slice(1) }
    : { id: Number(chat) };
  return { message_id: Number(id), date: Math.floor(at / 1000), chat: { ...about, type }, text };
}

function refuseByLimit(bot: Bot): Outgoing | null {
  const seconds = bot.limited ? bot.limit.refuse(performance.now()) : null;
  if (seconds === null) return null;
  return refuse(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}

type AmendMethod = 'editMessageText' | 'editMessageCaption' | 'deleteMessage';

/** Changes a message that was sent; who can't be written to can't have their messages changed either. */
function amend(bot: Bot, method: AmendMethod, payload: Payload): Outgoing {
  const chat = String(payload.chat_id ?? '');
  const refusal = refusalOfPerson(bot.people.get(chat)) ?? refuseByLimit(bot);
  if (refusal) return refusal;
  const got = messageIn(bot.received, chat, String(payload.message_id ?? ''));
  if (method === 'deleteMessage') {
    if (!got) return bad('message to delete not found');
    deleteMessage(bot, chat, got);
    return ok(true);
  }
  if (!got) return bad('message to edit not found');
  const field = method === 'editMessageText' ? 'text' : 'caption';
  const checked = checkContent(payload, field);
  if ('refusal' in checked) return bad(checked.refusal);
  const refused = editMessage(bot.looks, got, { ...checked, field });
  return refused ? bad(refused) : ok(messageOf(chat, got));
}

/** The bot is an administrator of every channel that isn't listed among the people. */
function getChatMember(bot: Bot, payload: Payload): Outgoing {
  const unreachable = refusalOfPerson(bot.people.get(String(payload.chat_id ?? '')));
  if (unreachable) return unreachable;
  return ok({ status: 'administrator', can_post_messages: true, user: { id: 4242, is_bot: true } });
}

function refusalOfPerson(person: TelegramPerson | undefined): Outgoing | null {
  if (person === undefined) return null;
  if (typeof person === 'object')
    return refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: person.migratedTo,
    });
  switch (person) {
    case 'blocked':
      return refuse(403, 'Forbidden: bot was blocked by the user');
    case 'deactivated':
      return refuse(403, 'Forbidden: user is deactivated');
    case 'notStarted':
      return refuse(403, "Forbidden: bot can't initiate conversation with a user");
    case 'unknown':
      return bad('chat not found');
  }
}

function setWebhook(bot: Bot, payload: Payload): Outgoing {
  const url = String(payload.url ?? '');
  if (url === '') {
    bot.updates.setWebhook(null);
    return ok(true);
  }
  const secret = String(payload.secret_token ?? '');
  if (!/^[A-Za-z0-9_-]{0,256}$/.test(secret)) return bad('secret token contains unallowed characters');
  bot.updates.setWebhook({ url, secret });
  return ok(true);
}

async function getUpdates(bot: Bot, payload: Payload): Promise<Outgoing> {
  if (bot.updates.webhook())
    return refuse(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first",
    );
  const offset = Number(payload.offset ?? 0);
  const limit = Math.min(Number(payload.limit ?? 100), 100);
  return ok(await bot.updates.poll({ offset, limit, timeoutMs: Number(payload.timeout ?? 0) * 1000 }));
}
