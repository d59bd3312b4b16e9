// Owns a Viber that only takes in: lists of at most 300, 500 calls in any 10 s, one person in a hundred not subscribed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answering, given, report } from './in-child.ts';

export type ViberFigures = {
  calls: number;
  /** Calls that were refused as too many (status 12) or because their list is too long (status 3). */
  throttled: number;
  tooLong: number;
  accepted: number;
  doubled: number;
  failed: number;
  mostCallsInTenSeconds: number;
};

/** Source: https://developers.viber.com/docs/api/rest-bot-api/#broadcast-message */
const mostReceivers = 300;
const mostCalls = 500;
const windowMs = 10_000;

const { latencyMs } = given<{ latencyMs: number }>();
const recent: number[] = [];
const received = new Map<string, number>();
const figures = { calls: 0, throttled: 0, tooLong: 0, failed: 0, mostCallsInTenSeconds: 0 };
// 19 digits, above 2^53, as the real ones.
let token = 5_741_311_803_571_721_087n;

type Refused = { receiver: string; status: number; status_message: string };

function answer(path: string, body: string): string {
  const now = performance.now();
  figures.calls += 1;
  while (recent.length > 0 && (recent[0] ?? 0) <= now - windowMs) recent.shift();
  if (recent.length >= mostCalls) {
    figures.throttled += 1;
    return JSON.stringify({ status: 12, status_message: 'tooManyRequests' });
  }
  recent.push(now);
  figures.mostCallsInTenSeconds = Math.max(figures.mostCallsInTenSeconds, recent.length);
  const payload = JSON.parse(body) as { receiver?: string; broadcast_list?: string[] };
  const list = path.endsWith('/broadcast_message') ? payload.broadcast_list : [payload.receiver ?? ''];
  if (!list || list.length > mostReceivers) {
    figures.tooLong += 1;
    return JSON.stringify({ status: 3, status_message: 'badData' });
  }
  token += 13n;
  const failed = JSON.stringify(list.flatMap(takeIn));
  return `{"status":0,"status_message":"ok","message_token":${token},"failed_list":${failed}}`;
}

function takeIn(receiver: string): Refused[] {
  if (Number(receiver) % 100 === 0) {
    figures.failed += 1;
    return [{ receiver, status: 6, status_message: 'receiverNotSubscribed' }];
  }
  received.set(receiver, (received.get(receiver) ?? 0) + 1);
  return [];
}

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    setTimeout(() => {
      const said = answer(request.url ?? '', body);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(said);
    }, latencyMs);
  });
});
server.keepAliveTimeout = 60_000;

answering(() => {
  const doubled = [...received.values()].reduce((sum, times) => sum + times - 1, 0);
  return { ...figures, accepted: received.size, doubled } satisfies ViberFigures;
});
server.listen(0, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
