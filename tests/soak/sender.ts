// Owns sending over the network to a server under load: one request, a connection that dawdles, a body without an end.
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

export type Sent = {
  method?: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
};

/** `status` 0: the connection ended without an answer. */
export type Got = { status: number; ms: number; retryAfter: string | null };

/** Kept connections to one port of this machine. */
export function openSender(port: number, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method = 'POST', path, headers, body }: Sent): Promise<Got> =>
      new Promise((resolve) => {
        const began = performance.now();
        const got = (status: number, retryAfter: string | null = null) =>
          resolve({ status, ms: performance.now() - began, retryAfter });
        const options = { agent, port, host: '127.0.0.1', method, path, ...(headers ? { headers } : {}) };
        const request = httpRequest(options, (response) => {
          response.on('data', () => undefined);
          response.on('end', () => got(response.statusCode ?? 0, response.headers['retry-after'] ?? null));
          response.on('error', () => got(0));
        });
        request.on('error', () => got(0));
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}

/** What became of a connection: how long it stood, the status that it got (0: none), how many bytes it could write. */
export type Stood = { ms: number; status: number; written: number };

/** Opens a connection, writes `first`, then a piece every `everyMs` until the server cuts it off. */
export function dawdle(port: number, first: string, of: { piece: string; everyMs: number }): Promise<Stood> {
  return new Promise((resolve) => {
    const began = performance.now();
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    const writing = setInterval(() => {
      if (socket.writable && socket.writableLength < 1_000_000) socket.write(of.piece);
    }, of.everyMs);
    socket.on('data', (chunk) => (said += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(writing);
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 0);
      resolve({ ms: performance.now() - began, status, written: socket.bytesWritten });
    });
  });
}

/** Connections that send a head, or a body, a few bytes at a time. */
export function slowOnes(port: number, count: number): Promise<Stood>[] {
  return Array.from({ length: count }, (_, number) =>
    number % 2 === 0
      ? dawdle(port, 'GET / HTTP/1.1\r\nHost: city.example\r\n', { piece: 'X-Slow: 1\r\n', everyMs: 1500 })
      : dawdle(port, 'POST /api/chat HTTP/1.1\r\nHost: city.example\r\nContent-Length: 5000\r\n\r\n', {
          piece: '{',
          everyMs: 1500,
        }),
  );
}

/** Bodies that are too large: one that says so, and one that never says how large it is. */
export function oversizedOnes(port: number): Promise<Stood>[] {
  const head = (path: string, length: string) =>
    `POST ${path} HTTP/1.1\r\nHost: city.example\r\nContent-Type: text/plain\r\n${length}\r\n\r\n`;
  const piece = 'x'.repeat(0x10000);
  const chunk = `10000\r\n${piece}\r\n`;
  return ['/hook/viber', '/api/chat', '/console/plans', '/email', '/u/x'].flatMap((path) => [
    dawdle(port, head(path, 'Content-Length: 500000000'), { piece, everyMs: 2 }),
    dawdle(port, head(path, 'Transfer-Encoding: chunked'), { piece: chunk, everyMs: 2 }),
  ]);
}
