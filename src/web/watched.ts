// Owns what is noted of every request (its id, how long it took, how it ended) and the answer where the database is in
// trouble or we have a fault. The routes themselves are door.ts's.
import { randomUUID } from 'node:crypto';
import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import type { Log } from '../core/log.ts';
import { page } from './layout.ts';

/** Requests by where they lead: few enough to be a label. */
export type Room = 'hook' | 'chat' | 'console' | 'probe' | 'page';

/** One request that was answered. */
export type Answered = { room: Room; status: number; seconds: number };

export type WatchedOptions = {
  log: Log;
  /** Told of every answer. */
  answered: (one: Answered) => void;
  /** Runs the work so that what it logs names the request. */
  inRequest: <T>(id: string, work: () => T) => T;
  /** Notes an error; whether it is the database that is in trouble, for a while, and not a fault of ours. */
  unavailable: (error: unknown) => boolean;
  phrase: (key: string) => string;
};

/** Seconds after which it makes sense to ask again. */
const againSeconds = '15';
/** The id that a proxy of the city's own gave, in the shapes that proxies give. */
const idShape = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Gives each request an id (its answer carries it as `X-Request-Id`) and tells how long it took. */
export function watchedRequests({ answered, inRequest }: WatchedOptions): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.header('x-request-id') ?? '';
    const id = idShape.test(given) ? given : randomUUID();
    const began = performance.now();
    await inRequest(id, next);
    c.header('X-Request-Id', id);
    answered({ room: roomOf(c.req.path), status: c.res.status, seconds: (performance.now() - began) / 1000 });
  };
}

/** Answers what was thrown: 503 with a time to come back while the database is in trouble, else 500. */
export function failureAnswer({ log, unavailable, phrase }: WatchedOptions): ErrorHandler {
  return (error, c) => {
    // Nobody is there to read it, and nothing was wrong with us.
    if (hungUp(c)) return c.body(null, 400);
    if (unavailable(error)) return comeBack(c, phrase);
    log.error({ route: c.req.routePath, error }, 'a request could not be answered');
    return c.json({ error: 'internal' }, 500);
  };
}

/** Whether the connection ended while the request was still being sent. */
function hungUp(c: Context): boolean {
  const { incoming } = (c.env ?? {}) as { incoming?: { readableAborted?: boolean } };
  return incoming?.readableAborted === true;
}

/** Platforms repeat what got a 503, so that nothing is lost; people read that it is not their fault. */
function comeBack(c: Context, phrase: (key: string) => string): Response | Promise<Response> {
  c.header('Retry-After', againSeconds);
  c.header('Cache-Control', 'no-store');
  const message = phrase('web.unavailable');
  switch (roomOf(c.req.path)) {
    case 'hook':
    case 'probe':
      return c.json({ error: 'unavailable' }, 503);
    case 'chat':
      c.header('Access-Control-Allow-Origin', '*');
      return c.json({ error: 'unavailable', message }, 503);
    case 'console':
    case 'page':
      return c.html(page({ title: phrase('web.unavailable.title'), body: html`<p>${message}</p>` }), 503);
  }
}

function roomOf(path: string): Room {
  if (path.startsWith('/hook/')) return 'hook';
  if (path.startsWith('/api/')) return 'chat';
  if (path === '/console' || path.startsWith('/console/')) return 'console';
  return path === '/healthz' || path === '/readyz' || path === '/metrics' ? 'probe' : 'page';
}
