// Owns the HTTP side of the emulated platforms: a server on loopback that can also hang or drop a connection.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Incoming = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
};

/** What goes back: an answer, or nothing (`drop` cuts the connection, `hang` keeps it open). */
export type Outgoing = { status: number; body: string; headers?: Record<string, string> } | 'drop' | 'hang';

export type HttpEmulator = { origin: string; stop: () => Promise<void> };

/** Listens on a free port of 127.0.0.1. A handler that throws becomes a 500 with the error's words. */
export async function serve(
  handle: (request: Incoming) => Promise<Outgoing> | Outgoing,
): Promise<HttpEmulator> {
  const server = createServer((request, response) => {
    read(request)
      .then(handle)
      .catch((error: unknown) => ({ status: 500, body: String(error) }))
      .then((outgoing) => write(outgoing, request, response));
  });
  // Ended idle connections race with the next request of a pool; real platforms keep them for longer, too.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function write(outgoing: Outgoing, request: IncomingMessage, response: ServerResponse): void {
  if (outgoing === 'hang') return;
  if (outgoing === 'drop') {
    request.socket.destroy();
    return;
  }
  response.writeHead(outgoing.status, { 'content-type': 'application/json', ...outgoing.headers });
  response.end(outgoing.body);
}

/** An answer in JSON; bigints are written with all their digits, as a platform does. */
export function json(status: number, value: unknown): Outgoing {
  return { status, body: toJson(value) };
}

/** `JSON.rawJSON` is newer than the type library. */
const raw = JSON as unknown as { rawJSON: (text: string) => unknown };

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? raw.rawJSON(String(part)) : part));
}

export type Posted = { status: number; body: string };

/** Posts a callback to a webhook; status 0 where nobody answered. */
export async function postTo(url: string, body: string, headers: Record<string, string>): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
      signal: AbortSignal.timeout(10_000),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}
