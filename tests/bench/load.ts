// Owns a load on a webhook: so many connections, each with one update under way, over plain sockets to spare the processor.
import { connect, type Socket } from 'node:net';

export type Load = { requests: number; refused: number; seconds: number; waitsMs: number[] };

const endOfHead = Buffer.from('\r\n\r\n');

/** Posts `bodyOf(n)` for `seconds`; a status other than 200 counts as refused. */
export async function load(of: {
  port: number;
  path: string;
  secret: string;
  connections: number;
  seconds: number;
  bodyOf: (number: number) => string;
}): Promise<Load> {
  const { port, path, secret, connections, seconds, bodyOf } = of;
  const waitsMs: number[] = [];
  let requests = 0;
  let refused = 0;
  const start = performance.now();
  const worker = async () => {
    const line = await openLine(port);
    while (performance.now() - start < seconds * 1000) {
      requests += 1;
      const body = bodyOf(requests);
      const asked = performance.now();
      const status = await line.ask(requestOf({ path, secret, body }));
      waitsMs.push(performance.now() - asked);
      if (status !== 200) refused += 1;
    }
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { requests, refused, seconds: (performance.now() - start) / 1000, waitsMs };
}

/** A webhook's request as it stands on the wire. */
export function requestOf({ path, secret, body }: { path: string; secret: string; body: string }): string {
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n`;
  const rest = `X-Telegram-Bot-Api-Secret-Token: ${secret}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  return `${head}${rest}\r\n\r\n${body}`;
}

/** A kept-alive connection with at most one request under way; it resolves with the status of the answer. */
export function openLine(port: number) {
  return new Promise<{ ask: (request: string) => Promise<number>; close: () => void }>((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let left: Buffer = Buffer.alloc(0);
    let answer = { done: (_status: number): void => undefined, failed: (_error: Error): void => undefined };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      const whole = wholeAnswer(left);
      if (!whole) return;
      left = left.subarray(whole.length);
      answer.done(whole.status);
    });
    socket.once('connect', () =>
      resolve({
        ask: (request) =>
          new Promise((done, failed) => {
            answer = { done, failed };
            socket.write(request);
          }),
        close: () => socket.destroy(),
      }),
    );
    socket.on('error', (error) => {
      reject(error);
      answer.failed(error);
    });
  });
}

/** The first whole answer in these bytes: its length or its chunks say where it ends. Null: more is to come. */
function wholeAnswer(bytes: Buffer): { status: number; length: number } | null {
  const headEnd = bytes.indexOf(endOfHead);
  if (headEnd === -1) return null;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const status = Number(head.slice(9, 12));
  const from = headEnd + endOfHead.length;
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return bytes.length >= end ? { status, length: end } : null;
  }
  if (!/transfer-encoding: *chunked/i.test(head)) return { status, length: from };
  const last = bytes.indexOf('0\r\n\r\n', from);
  return last === -1 ? null : { status, length: last + 5 };
}
