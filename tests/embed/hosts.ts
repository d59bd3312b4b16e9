// Owns the real libraries of hosts with a mount of ours in each, without a database behind it: what a mount hands over is
// kept, and answered as the test says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bot, webhookCallback } from 'grammy';
import { Telegraf } from 'telegraf';
import viber from 'viber-bot';
import { mountInGrammy } from '../../bots/embed/grammy.ts';
import type { House, Uchast } from '../../bots/embed/house.ts';
import { mountInTelegraf } from '../../bots/embed/telegraf.ts';
import { mountInViberBot, type ViberBot } from '../../bots/embed/viber-bot.ts';
import type { Channel, RawRequest, Reception } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Share, Taken } from '../../src/core/share.ts';
import { clock, keptLog } from '../bots/harness.ts';

export type Taking = (inbound: Inbound) => Taken | Promise<Taken>;

/** An Uchast whose house keeps what it is handed; `take` decides, everything is ours unless it says otherwise. */
export function keptUchast(of: { token: string; channel?: Channel; take?: Taking }) {
  const inbounds: Inbound[] = [];
  const log = keptLog();
  const mounted: { channel: string; share: Partial<Share> | undefined }[] = [];
  const house: House = {
    speaksFor: (token) => token === of.token,
    now: clock,
    read: (request) =>
      of.channel?.receive?.(request) ?? { kind: 'refused', status: 400, reason: 'no webhook' },
    take: async (inbound) => {
      inbounds.push(inbound);
      return (await of.take?.(inbound)) ?? { kind: 'answered', welcome: null };
    },
    isOpen: () => true,
    pause: async () => undefined,
    log,
  };
  const uchast: Uchast = {
    url: 'http://127.0.0.1:1',
    adminLink: null,
    mount: (channel, share) => {
      mounted.push({ channel, share });
      return house;
    },
    stop: async () => undefined,
  };
  return { uchast, inbounds, log, mounted };
}

export type Answered = { status: number; body: string };
export type Hosted = { post: (request: RawRequest) => Promise<Answered>; close: () => Promise<void> };

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A host's HTTP server on loopback. */
export async function listen(handle: Listener): Promise<Hosted> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    post: async ({ headers, query, body }) => {
      const url = new URL(`http://127.0.0.1:${port}/`);
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      const answer = await fetch(url, { ...init, body: new Uint8Array(body) });
      return { status: answer.status, body: await answer.text() };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type HostOptions = { uchast: Uchast; token: string; apiRoot: string; secret: string };

const me = { id: 4242, is_bot: true as const, first_name: 'Uchast', username: 'city_bot' };

/** A grammY bot behind its own webhook; `left` keeps the updates that fell through. */
export async function grammyHost({ uchast, token, apiRoot, secret }: HostOptions) {
  const botInfo = {
    ...me,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
  } as NonNullable<ConstructorParameters<typeof Bot>[1]>['botInfo'];
  const bot = new Bot(token, { client: { apiRoot }, ...(botInfo ? { botInfo } : {}) });
  const left: number[] = [];
  bot.use(mountInGrammy(uchast));
  bot.use((ctx) => {
    left.push(ctx.update.update_id);
  });
  const errors: string[] = [];
  const callback = webhookCallback(bot, 'http', { secretToken: secret });
  const hosted = await listen((request, response) =>
    callback(request, response).catch((error: unknown) => {
      errors.push(String(error));
      response.writeHead(500).end();
    }),
  );
  return { ...hosted, left, errors };
}

/** A Telegraf bot behind its own webhook; `left` keeps the updates that fell through. */
export async function telegrafHost({ uchast, token, apiRoot, secret }: HostOptions) {
  const bot = new Telegraf(token, { telegram: { apiRoot } });
  bot.botInfo = {
    ...me,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  };
  const left: number[] = [];
  bot.use(mountInTelegraf(uchast));
  bot.use((ctx) => {
    left.push(ctx.update.update_id);
  });
  const errors: string[] = [];
  bot.catch((error) => {
    errors.push(String(error));
  });
  const hosted = await listen(bot.webhookCallback('/', { secretToken: secret }));
  return { ...hosted, left, errors };
}

type LibraryBot = ViberBot & {
  on: (event: string, listener: (...given: never[]) => void) => void;
  onConversationStarted: (
    callback: (
      profile: unknown,
      subscribed: boolean,
      context: string,
      greet: (message: object) => void,
    ) => void,
  ) => void;
};

/** A bot of the library, which has no types of its own. */
export function viberBot(token: string): LibraryBot {
  return new viber.Bot({ authToken: token, name: 'Міська рада', avatar: '' }) as LibraryBot;
}

export function viberText(words: string): object {
  return new viber.Message.Text(words);
}

/** A viber-bot host; `left` keeps the names of the events that fell through to the library. */
export async function viberHost({ uchast, bot }: { uchast: Uchast; bot: LibraryBot }) {
  const left: string[] = [];
  for (const event of [
    'message',
    'subscribed',
    'unsubscribed',
    'conversation_started',
    'delivered',
    'hologram',
  ])
    bot.on(event, () => left.push(event));
  return { ...(await listen(mountInViberBot(uchast, bot))), left };
}

/** What a mount made of a request, in the words of a channel: the answer's status and what it handed over. */
export async function receptionOf(
  request: RawRequest,
  { post, inbounds }: { post: Hosted['post']; inbounds: Inbound[] },
): Promise<Reception> {
  inbounds.length = 0;
  const { status, body } = await post(request);
  if (status === 400 || status === 401) return { kind: 'refused', status, reason: body };
  const acknowledge = () => ({ status, contentType: 'application/json', body });
  return { kind: 'accepted', inbounds: [...inbounds], acknowledge };
}
