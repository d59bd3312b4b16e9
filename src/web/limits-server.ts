// Owns the listening socket: its time-outs, how many connections stand open, and cutting off those that only hold a place.
// What is answered is the door's.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { isUpload } from './limits-body.ts';

/** How long what may take, all in milliseconds. */
const standardTimes = {
  /** Of a request's head. */
  head: 10_000,
  /** Of a whole request: twenty megabytes over a slow line, the largest that anybody may send. */
  request: 120_000,
  /** Of a whole request that is no upload: a megabyte at most. */
  small: 20_000,
  /** Longer than proxies keep an idle connection, so that they never write into one that is just being closed. */
  idle: 65_000,
  /** In which nothing at all is read or written. Live pages send a sign of life far more often. */
  silent: 120_000,
  /** How often all of these are looked at. */
  look: 2_000,
};

export type Times = typeof standardTimes;
export type Listening = { host: string; port: number; connections: number; times?: Partial<Times> };

/** Listens; rejects where the port is taken. */
export function listen(door: Hono, of: Listening): Promise<Server> {
  const { host, port, connections } = of;
  const times = { ...standardTimes, ...of.times };
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: door.fetch,
        port,
        hostname: host,
        serverOptions: {
          headersTimeout: times.head,
          requestTimeout: times.request,
          keepAliveTimeout: times.idle,
          connectionsCheckingInterval: times.look,
        },
      },
      () => resolve(server),
    ) as Server;
    server.timeout = times.silent;
    server.on('error', reject);
    guardConnections(server, { most: connections, times });
  });
}

/** What a connection is asking: null between two requests. */
type Asking = { request: IncomingMessage; since: number } | null;

/**
 * Keeps at most `most` connections open. A newcomer is never turned away while another one only holds a place (idle, or
 * slow with its request): the one that has held it longest is cut off. So whoever opens connections and says nothing
 * displaces nobody but themselves.
 */
function guardConnections(server: Server, { most, times }: { most: number; times: Times }): void {
  const open = new Map<Socket, Asking>();
  const holdsOnly = (asking: Asking) => asking === null || !asking.request.complete;
  server.on('connection', (socket: Socket) => {
    open.set(socket, null);
    socket.once('close', () => open.delete(socket));
    if (open.size <= most) return;
    for (const [other, asking] of open) {
      if (!holdsOnly(asking)) continue;
      other.destroy();
      return;
    }
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    // Set anew, so that the order is that of their last requests.
    open.delete(socket);
    open.set(socket, { request, since: performance.now() });
    response.once('close', () => {
      if (open.has(socket)) open.set(socket, null);
    });
  });
  const looking = setInterval(() => {
    const late = performance.now() - times.small;
    for (const [socket, asking] of open) if (asking && isSlow(asking, late)) socket.destroy();
  }, times.look);
  looking.unref();
  server.once('close', () => clearInterval(looking));
}

/** Whether a request that is no upload began before `late` and still isn't whole. */
function isSlow({ request, since }: NonNullable<Asking>, late: number): boolean {
  if (request.complete || since > late) return false;
  const [path = ''] = (request.url ?? '').split('?');
  return !isUpload(path);
}
