// Owns the HTTP door: webhooks, health, metrics, and mounting the chat, the letters' pages and the console.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, RawResponse } from '../core/channel.ts';
import type { Inbound } from '../core/inbound.ts';
import type { Log } from '../core/log.ts';
import type { Reply } from '../core/reply.ts';

/** Whether the instance can do its work, by part, in words. */
export type Readiness = { ready: boolean; parts: Record<string, { ready: boolean; detail: string }> };

export type DoorOptions = {
  channels: readonly Channel[];
  receive: (inbound: Inbound) => Promise<Reply | null>;
  readiness: () => Promise<Readiness>;
  metrics: () => Promise<{ contentType: string; text: string }>;
  /** Routes of their own rooms, mounted as they are. */
  publicPages: Hono;
  letterPages: Hono;
  taskFeed: Hono;
  console: Hono;
  log: Log;
};

const mostBody = 1024 * 1024;
const styleFile = path.join(import.meta.dirname, 'style.css');
/** The picture of the site for browsers that can't draw public/icon.svg; some ask for the second address unasked. */
const iconFile = path.join(import.meta.dirname, 'icon.png');
const iconPaths = ['/icon.png', '/favicon.ico'];

/** The whole door. Bad input is answered with 4xx; a 5xx is only ever a fault of ours. */
export function createDoor(options: DoorOptions): Hono {
  const door = new Hono();
  const style = readFileSync(styleFile, 'utf8');
  door.get('/healthz', (c) => c.json({ ok: true }));
  door.get('/readyz', async (c) => {
    const state = await options.readiness();
    return c.json(state, state.ready ? 200 : 503);
  });
  door.get('/metrics', async (c) => {
    const { contentType, text } = await options.metrics();
    return c.text(text, 200, { 'Content-Type': contentType });
  });
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
  for (const channel of options.channels) mountWebhook(door, channel, options);
  door.route('/console', options.console);
  door.route('/', options.letterPages);
  door.route('/', options.taskFeed);
  door.route('/', options.publicPages);
  door.onError((error, c) => {
    options.log.error({ route: c.req.routePath, error }, 'a request could not be answered');
    return c.json({ error: 'internal' }, 500);
  });
  return door;
}

function mountWebhook(door: Hono, channel: Channel, options: DoorOptions): void {
  const { receive } = channel;
  if (!receive) return;
  const route = `/hook/${channel.name}`;
  door.post(route, bodyLimit({ maxSize: mostBody, onError: (c) => c.text('too large', 413) }), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const headers = c.req.header();
    const reception = receive({ headers, query: c.req.query(), body });
    if (reception.kind === 'refused') {
      options.log.warn(
        { channel: channel.name, status: reception.status, reason: reception.reason },
        'webhook refused',
      );
      return c.text(reception.reason, reception.status);
    }
    let welcome: Reply | null = null;
    for (const inbound of reception.inbounds) welcome = (await options.receive(inbound)) ?? welcome;
    return toResponse(reception.acknowledge(welcome));
  });
}

function toResponse({ status, contentType, body }: RawResponse): Response {
  return new Response(body, { status, headers: { 'Content-Type': contentType } });
}
