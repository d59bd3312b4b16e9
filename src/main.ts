// Owns the composition root of `serve`: configuration → database → channels → application → servers, and their orderly end.
import type { Server } from 'node:http';
import path from 'node:path';
import { serve as listen } from '@hono/node-server';
import { readChatRequest, toChatAnswer, webchatName } from '../bots/webchat.ts';
import { findSource } from '../db/people.ts';
import { takeServeLock } from '../db/sqlite.ts';
import { type App, channelTitle, currentContent, reading, writing } from './app/app.ts';
import { type BackWays, openBackWays } from './app/back-ways.ts';
import { createDesk } from './app/create-desk.ts';
import { type Drainer, recoverAfterCrash, startDrainer } from './app/dispatch.ts';
import { draftPages } from './app/draft-pages.ts';
import { eventPages } from './app/event-pages.ts';
import { mailingDesk } from './app/mailing-desk.ts';
import { myDataDesk } from './app/my-data.ts';
import { requestByForm } from './app/opt-in-form.ts';
import { projectPages } from './app/project-pages.ts';
import { mayStillSpend } from './app/purse.ts';
import { receive } from './app/receive.ts';
import { talk } from './app/residents.ts';
import { type Schedule, startSchedule } from './app/schedule.ts';
import { countLanding } from './app/source-desk.ts';
import { firstAdminLink } from './app/staff-desk.ts';
import { taskFile } from './app/task-desk.ts';
import { type Assembled, assemble, publicUrlOf } from './assemble.ts';
import type { Config } from './config.ts';
import type { ChannelState } from './core/channel.ts';
import type { Log } from './core/log.ts';
import type { Content } from './core/texts.ts';
import { createMetrics } from './metrics.ts';
import { endStreams } from './web/console/broadcast-live.ts';
import { consoleRoutes } from './web/console.ts';
import { createDoor, type Readiness } from './web/door.ts';
import { page } from './web/layout.ts';
import { letterRoutes } from './web/letters.ts';
import { publicRoutes } from './web/public.ts';
import { taskFeedRoutes } from './web/tasks-feed.ts';

export type Serving = {
  /** For a bot of the city's own that hands events over (embed.ts). */
  app: App;
  url: string;
  /** One-time link for the first administrator, while nobody of the staff has come in. */
  adminLink: string | null;
  stop: () => Promise<void>;
};

/** Nothing may keep the process longer than this after it was told to end. */
const graceMs = 8_000;

/** `hosted`: channels whose events a bot of the city's own hands over (embed.ts). */
type ServeOptions = { config: Config; content: Content; log: Log; hosted?: readonly string[] };

/** Starts everything in one process; null where another process already serves this database. */
export async function serve(of: ServeOptions): Promise<Serving | null> {
  const { config, log } = of;
  const { database } = config;
  const unlock = database.kind === 'sqlite' ? takeServeLock(database.file) : () => undefined;
  if (!unlock) return null;
  const drainers = new Map<string, Drainer>();
  const assembled = await assemble(of, (channel) => drainers.get(channel)?.nudge());
  const { app, letters } = assembled;
  const unknown = await recoverAfterCrash(app);
  if (unknown > 0)
    log.warn({ unknown }, 'deliveries that were being sent when the process died are unknown now');
  const states = new Map<string, ChannelState>();
  const back = await openBackWays(app, config.bounce);
  const server = await openDoor(config, assembled, { states, back });
  for (const channel of app.channels.filter((one) => one.capabilities.reaches)) {
    drainers.set(channel.name, startDrainer(app, channel, letters));
  }
  const schedule = startSchedule(app);
  void schedule.sweepNow();
  for (const channel of app.channels) {
    const take = async (inbounds: Parameters<Parameters<typeof channel.start>[0]>[0]) => {
      for (const inbound of inbounds) await receive(app, inbound);
    };
    void channel.start(take).then((state) => states.set(channel.name, state));
  }
  const token = await firstAdminLink(app);
  return {
    app,
    url: publicUrlOf({ ...config, port: portOf(server) ?? config.port }),
    adminLink: token ? `${app.publicUrl}/console/in/${token}` : null,
    stop: () => stop(assembled, { server, back, drainers, schedule, unlock }),
  };
}

function portOf(server: Server): number | null {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : null;
}

/** What can be ready or not, besides the database. */
type Parts = { states: Map<string, ChannelState>; back: BackWays };

async function openDoor(config: Config, { app }: Assembled, parts: Parts): Promise<Server> {
  const mediaDir = path.join(config.dataDir, 'media');
  const desk = createDesk(app, { media: mediaDir });
  const phrase = (key: string) =>
    (app.files.phrases[key] ?? key).replaceAll('{city.nameOf}', app.files.city.nameOf);
  const door = createDoor({
    channels: app.channels,
    receive: (inbound) => receive(app, inbound),
    readiness: () => readiness(app, parts),
    metrics: createMetrics(app.db, () => mayStillSpend(reading(app), app)),
    console: consoleRoutes({
      desk,
      secure: app.publicUrl.startsWith('https:'),
      now: app.clock.now,
      proxies: config.proxies,
    }),
    letterPages: letterRoutes(mailingDesk(app), phrase, page),
    taskFeed: taskFeedRoutes((token) => taskFile(app, token)),
    publicPages: publicRoutes({
      phrase,
      publicUrl: app.publicUrl,
      content: () => currentContent(app),
      now: app.clock.now,
      talk: (_session, body) => chat(app, body),
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
      register: desk.register,
      mediaDir,
    }),
    log: app.log,
  });
  return await new Promise((resolve, reject) => {
    const server = listen({ fetch: door.fetch, port: config.port, hostname: config.host }, () =>
      resolve(server as Server),
    ) as Server;
    server.on('error', reject);
    server.headersTimeout = 15_000;
    server.requestTimeout = 30_000;
  });
}

async function chat(app: Assembled['app'], body: Uint8Array) {
  const request = readChatRequest(body, { newId: app.newId, now: app.clock.now() });
  if (request.kind === 'refused') return { status: request.status, answer: { error: request.reason } };
  const { session, inbound } = request;
  const replies = await talk(app, { channel: webchatName, session, inbound });
  return { status: 200 as const, answer: toChatAnswer(session, replies) };
}

async function readiness(app: Assembled['app'], { states, back }: Parts): Promise<Readiness> {
  const parts: Readiness['parts'] = { ...Object.fromEntries(states), ...back.states() };
  try {
    await app.db.read.select().from(app.db.tables.meta).limit(1);
    parts.database = { ready: true, detail: 'answers' };
  } catch (error) {
    parts.database = { ready: false, detail: error instanceof Error ? error.message : String(error) };
  }
  return { ready: Object.values(parts).every((part) => part.ready), parts };
}

type Running = {
  server: Server;
  back: BackWays;
  drainers: Map<string, Drainer>;
  schedule: Schedule;
  unlock: () => void;
};

/** No new requests, no new claims; what is in flight is settled; then the database is closed. */
async function stop(
  { app }: Assembled,
  { server, back, drainers, schedule, unlock }: Running,
): Promise<void> {
  const grace = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  endStreams();
  server.closeIdleConnections();
  const orderly = (async () => {
    await schedule.stop();
    await back.stop();
    await Promise.all([...drainers.values()].map((drainer) => drainer.stop()));
    await Promise.all(app.channels.map((channel) => channel.stop()));
    await closed;
  })();
  await Promise.race([orderly, grace]);
  server.closeAllConnections();
  await app.db.close();
  unlock();
}
