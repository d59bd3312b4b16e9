// Owns the HTTP door: webhooks, and mounting the probes, the chat, the letters' pages and the console.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Hono } from 'hono';
import type { Channel, RawResponse } from '../core/channel.ts';
import type { Inbound } from '../core/inbound.ts';
import type { Log } from '../core/log.ts';
import type { Reply } from '../core/reply.ts';
import { type GuardOptions, guarded } from './guard.ts';
import { bodyUpTo, largestBody } from './limits-body.ts';
import { mountProbes, type Probes } from './probes.ts';
import { failureAnswer, type WatchedOptions, watchedRequests } from './watched.ts';

export type DoorOptions = {
  channels: readonly Channel[];
  receive: (inbound: Inbound) => Promise<Reply | null>;
  readiness: Probes['readiness'];
  metrics: Probes['metrics'];
  /** Routes of their own rooms, mounted as they are. */
  publicPages: Hono;
  letterPages: Hono;
  taskFeed: Hono;
  console: Hono;
  log: Log;
  /** What holds for everything but the webhooks; absent: nothing is limited. */
  guard?: GuardOptions;
  /** How many events of the platforms are taken in at once; absent: any number. */
  webhooksAtOnce?: number;
  /** Notes requests and answers failures; absent: nothing is noted, and every failure is a fault of ours. */
  watched?: WatchedOptions;
  /** Told of a refused webhook, with its channel and status. */
  refused?: (channel: string, status: number) => void;
};

/** After which a platform may send again what found no place. */
const comeAgainSeconds = '5';
const styleFile = path.join(import.meta.dirname, 'style.css');
/** The picture of the site for browsers that can't draw public/icon.svg; some ask for the second address unasked. */
const iconFile = path.join(import.meta.dirname, 'icon.png');
const iconPaths = ['/icon.png', '/favicon.ico'];

/** The whole door. Bad input is answered with 4xx; a 5xx is only ever a fault of ours. */
export function createDoor(options: DoorOptions): Hono {
  const door = new Hono();
  const watched = options.watched ?? unwatched(options.log);
  if (options.watched) door.use('*', watchedRequests(watched));
  door.onError(failureAnswer(watched));
  // Before all that is counted and checked below: platforms send everybody's events from a few addresses.
  const places = { taken: 0, most: options.webhooksAtOnce ?? Number.POSITIVE_INFINITY };
  for (const channel of options.channels) mountWebhook(door, { channel, options, places });
  if (options.guard) for (const step of guarded(options.guard)) door.use('*', step);
  const style = readFileSync(styleFile, 'utf8');
  mountProbes(door, options);
  door.get('/assets/style.css', (c) =>
    c.body(style, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'public, max-age=3600',
    }),
  );
  const icon = readFileSync(iconFile);
  door.on('GET', iconPaths, (c) =>
    c.body(icon, 200, { 'Content-Type': 'image/png', 'Cache-Control': 'public, max-age=86400' }),
  );
  door.route('/console', options.console);
  door.route('/', options.letterPages);
  door.route('/', options.taskFeed);
  door.route('/', options.publicPages);
  return door;
}

function unwatched(log: Log): WatchedOptions {
  return {
    log,
    answered: () => undefined,
    inRequest: (_id, work) => work(),
    unavailable: () => false,
    phrase: (key) => key,
  };
}

type Webhook = { channel: Channel; options: DoorOptions; places: { taken: number; most: number } };

function mountWebhook(door: Hono, { channel, options, places }: Webhook): void {
  const { receive } = channel;
  if (!receive) return;
  const tooLarge = bodyUpTo(largestBody, (c) => c.text('too large', 413));
  door.post(`/hook/${channel.name}`, tooLarge, async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const headers = c.req.header();
    const reception = receive({ headers, query: c.req.query(), body });
    if (reception.kind === 'refused') {
      options.log.warn({ channel: channel.name, status: reception.status }, 'webhook refused');
      options.refused?.(channel.name, reception.status);
      return c.text(reception.reason, reception.status);
    }
    // Counted once the sender is known to be the platform: strangers take nobody's place.
    if (places.taken >= places.most) return c.text('busy', 503, { 'Retry-After': comeAgainSeconds });
    places.taken += 1;
    try {
      let welcome: Reply | null = null;
      for (const inbound of reception.inbounds) welcome = (await options.receive(inbound)) ?? welcome;
      return toResponse(reception.acknowledge(welcome));
    } finally {
      places.taken -= 1;
    }
  });
}

function toResponse({ status, contentType, body }: RawResponse): Response {
  return new Response(body, {
    status,
    headers: { 'Content-Type': contentType, 'X-Content-Type-Options': 'nosniff' },
  });
}
