// Owns the composition root of `serve`: configuration → database → channels → application → servers, and their orderly end.
import type { Server } from 'node:http';
import path from 'node:path';
import { readChatRequest, toChatAnswer, webchatName } from '../bots/webchat.ts';
import { findSource } from '../db/people.ts';
import { takeServeLock } from '../db/sqlite.ts';
import { type App, channelTitle, currentContent, reading, writing } from './app/app.ts';
import { mayStillSpend } from './app/broadcasts/purse.ts';
import { registerDesk } from './app/broadcasts/register.ts';
import { eventPages } from './app/events/event-pages.ts';
import { type BackWays, openBackWays } from './app/letters/back-ways.ts';
import { mailingDesk } from './app/letters/mailing-desk.ts';
import { myDataDesk } from './app/people/my-data.ts';
import { countLanding } from './app/people/source-desk.ts';
import { openDataPages } from './app/plan/open-data.ts';
import { taskFile } from './app/plan/task-desk.ts';
import { draftPages } from './app/projects/draft-pages.ts';
import { projectPages } from './app/projects/project-pages.ts';
import { createReadiness, type Readiness } from './app/running/readiness.ts';
import type { PartState } from './app/running/storage.ts';
import { channelPart } from './app/sending/tally.ts';
import { firstAdminLink } from './app/staff/staff-desk.ts';
import { floodGate, type Gate } from './app/talk/flood.ts';
import { requestByForm } from './app/talk/opt-in-form.ts';
import { receive } from './app/talk/receive.ts';
import { talk } from './app/talk/residents.ts';
import { type Assembled, assemble, publicUrlOf, wordsOf } from './assemble.ts';
import type { Config } from './config.ts';
import type { ChannelState } from './core/channel.ts';
import { type Inbound, withSoundWords } from './core/inbound.ts';
import type { Log } from './core/log.ts';
import type { Reply } from './core/reply.ts';
import type { Content } from './core/texts.ts';
import { inRequest } from './log.ts';
import { createMetrics } from './metrics.ts';
import { version } from './version.ts';
import { waitForDatabase } from './waiting.ts';
import { type ConsoleLater, consoleLater } from './web/console-later.ts';
import { createDoor } from './web/door.ts';
import { page } from './web/layout.ts';
import { letterRoutes } from './web/letters.ts';
import { listen } from './web/limits-server.ts';
import { type PublicOptions, publicRoutes } from './web/public.ts';
import { taskFeedRoutes } from './web/tasks-feed.ts';
import { recoverAlone, startWorking, type Working } from './working.ts';

export type Serving = {
  /** For a bot of the city's own that hands events over (embed.ts): what is ours of them goes through `hear`. */
  app: App;
  hear: (inbound: Inbound) => Promise<Reply | null>;
  url: string;
  /** One-time link for the first administrator, while nobody of the staff has come in. */
  adminLink: string | null;
  stop: () => Promise<void>;
};

/** Nothing may keep the process longer than this after it was told to end. */
const graceMs = 8_000;

/** `hosted`: channels whose events a bot of the city's own hands over (embed.ts). */
type ServeOptions = { config: Config; content: Content; log: Log; hosted?: readonly string[] };

/**
 * Starts a whole process: the door and the work behind it. On PostgreSQL any number of them serve one city; on SQLite one,
 * and null where another process already serves this database.
 */
export async function serve(of: ServeOptions): Promise<Serving | null> {
  const { config } = of;
  const { database } = config;
  const unlock = database.kind === 'sqlite' ? takeServeLock(database.file) : () => undefined;
  if (!unlock) return null;
  await waitForDatabase({ config, log: of.log, word: wordsOf(of.content) });
  const work: { under: Working | null } = { under: null };
  const assembled = await assemble(
    of,
    (channel) => work.under?.nudge(channel),
    (channel) => work.under?.place(channel) ?? null,
  );
  const { app } = assembled;
  if (database.kind === 'sqlite') await recoverAlone(app);
  const starting = { ready: false, detail: wordsOf(of.content)('cli.ready.starting') };
  const states = new Map<string, ChannelState>(app.channels.map(({ name }) => [name, starting]));
  const back = await openBackWays(app, config.bounce, assembled.tally);
  const gate = floodGate(app, config.limits.resident);
  const room = consoleLater(app, {
    base: '/console',
    media: mediaOf(config),
    secure: app.publicUrl.startsWith('https:'),
    now: app.clock.now,
    proxies: config.proxies,
  });
  const server = await openDoor(config, assembled, { states, back, gate, console: room });
  work.under = await startWorking(assembled, database);
  for (const channel of app.channels) {
    const take = async (inbounds: Parameters<Parameters<typeof channel.start>[0]>[0]) => {
      for (const inbound of inbounds) await hear(app, gate, inbound);
    };
    void channel.start(take).then((state) => states.set(channel.name, state));
  }
  const token = await firstAdminLink(app);
  return {
    app,
    hear: (inbound) => hear(app, gate, inbound),
    url: publicUrlOf({ ...config, port: portOf(server) ?? config.port }),
    adminLink: token ? `${app.publicUrl}/console/in/${token}` : null,
    stop: () => stop(assembled, { server, room, back, working: work.under, unlock }),
  };
}

/** Where pictures that staff upload are kept. */
function mediaOf({ dataDir }: Config): string {
  return path.join(dataDir, 'media');
}

function portOf(server: Server): number | null {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : null;
}

/** What can be ready or not, besides the database. */
type Parts = { states: Map<string, ChannelState>; back: BackWays; gate: Gate; console: ConsoleLater };

async function openDoor(config: Config, assembled: Assembled, parts: Parts): Promise<Server> {
  const { app, storage, tally } = assembled;
  const mediaDir = mediaOf(config);
  const phrase = (key: string) =>
    (app.files.phrases[key] ?? key).replaceAll('{city.nameOf}', app.files.city.nameOf);
  const secure = app.publicUrl.startsWith('https:');
  const metrics = createMetrics({
    app,
    purseLeft: () => mayStillSpend(reading(app), app),
    tally,
    storage,
    place: config.database,
    version,
  });
  const door = createDoor({
    channels: app.channels,
    receive: (inbound) => hear(app, parts.gate, inbound),
    readiness: readinessOf(assembled, parts),
    metrics: metrics.read,
    watched: { log: app.log, answered: metrics.answered, inRequest, unavailable: storage.note, phrase },
    refused: (channel, status) => tally.count('refusals', [channel, String(status)]),
    console: parts.console.routes,
    letterPages: letterRoutes(mailingDesk(app), phrase, page),
    taskFeed: taskFeedRoutes((token) => taskFile(app, token)),
    publicPages: publicRoutes({
      phrase,
      publicUrl: app.publicUrl,
      content: () => currentContent(app),
      now: app.clock.now,
      talk: (_session, body) => chat(app, parts.gate, body),
      sources: {
        find: async (name) => {
          const source = await findSource(reading(app), name);
          return source ? { target: source.target } : null;
        },
        visit: (name) => countLanding(app, name),
      },
      deepLinks: (source) =>
        app.channels.flatMap((channel) => {
          const url = channel.deepLink(source);
          return url ? [{ channel: channel.name, title: channelTitle(app.files, channel.name), url }] : [];
        }),
      requestEmail: (address, contest) => writing(app, (at) => requestByForm(at, app, { address, contest })),
      myData: myDataDesk(app),
      drafts: draftPages(app),
      events: eventPages(app),
      projects: projectPages(app),
      register: registerDesk(app),
      openData: openDataPages(app),
      mediaDir,
    }),
    log: app.log,
    guard: { limits: { ...config.limits, proxies: config.proxies }, secure, phrase },
    webhooksAtOnce: config.limits.webhooks,
  });
  return await listen(door, { host: config.host, port: config.port, connections: config.limits.connections });
}

/** Takes an event in, unless its resident sends more than anybody can mean. */
async function hear(app: Assembled['app'], gate: Gate, inbound: Inbound): Promise<Reply | null> {
  return (await gate(inbound)) ? null : receive(app, withSoundWords(inbound));
}

async function chat(app: Assembled['app'], gate: Gate, body: Uint8Array): ReturnType<PublicOptions['talk']> {
  const request = readChatRequest(body, { newId: app.newId, now: app.clock.now() });
  if (request.kind === 'refused') return { status: request.status, answer: { error: request.reason } };
  const { session } = request;
  const inbound = request.inbound && withSoundWords(request.inbound);
  const refused = inbound && (await gate(inbound));
  if (refused) return { status: 429, seconds: refused.seconds };
  const replies = await talk(app, { channel: webchatName, session, inbound });
  return { status: 200, answer: toChatAnswer(session, replies) };
}

/** Every part of this process: its channels by what they and their calls say, the ways back, and what it stands on. */
function readinessOf({ app, storage, tally }: Assembled, { states, back }: Parts): () => Promise<Readiness> {
  const word = wordsOf(app.files);
  const ofChannels = () =>
    [...states].map(([name, state]): [string, PartState] => [
      name,
      channelPart(state, tally.silence(name, performance.now()), word),
    ]);
  const others = () => ({ ...Object.fromEntries(ofChannels()), ...back.states() });
  return createReadiness({ app, storage, word, others });
}

type Running = {
  server: Server;
  room: ConsoleLater;
  back: BackWays;
  working: Working | null;
  unlock: () => void;
};

/** No new requests, no new claims; what is in flight is settled; then the database is closed. */
async function stop({ app }: Assembled, { server, room, back, working, unlock }: Running): Promise<void> {
  const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  room.end();
  server.closeIdleConnections();
  const orderly = (async () => {
    await back.stop();
    await working?.stop();
    await Promise.all(app.channels.map((channel) => channel.stop()));
    await closed;
  })();
  await Promise.race([orderly, grace]);
  server.closeAllConnections();
  await app.db.close();
  unlock();
}
