// Owns a Telegram that only takes in: it answers sendMessage, keeps a limit if told to, and counts. A process of its own.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slidingLimit } from '../emulators/telegram-limit.ts';
import { answering, given, report } from './in-child.ts';
import { mostInASecond } from './sliding.ts';

export type SinkOptions = {
  /** Null: everything is accepted. Else so many in any trailing second; `ban` refuses everything until the wait is over. */
  limit: { perSecond: number; retryAfter: number; ban: boolean } | null;
  /** There and back together; the message is judged in the middle. */
  latencyMs: number;
  /** Up to this much more on the way there. */
  jitterMs: number;
};

export type SinkFigures = {
  accepted: number;
  refused: number;
  /** Accepted messages to a chat that had one already; replies are not counted. */
  doubled: number;
  /** Most calls in any one second, refused ones included. */
  mostCalls: number;
  /** Milliseconds from its putting in to the sink, of each reply that was accepted. */
  replyWaits: number[];
  /** Seconds from the first call to the last one accepted. */
  seconds: number;
};

const options = given<SinkOptions>();
const limit = options.limit ? slidingLimit(options.limit) : null;
const seen = { calls: [] as number[], accepted: [] as number[], chats: new Map<string, number>() };
const replyWaits: number[] = [];

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const there = options.latencyMs / 2 + Math.random() * options.jitterMs;
    after(there, () => judge(body, response));
  });
});
server.keepAliveTimeout = 60_000;

function judge(body: string, response: ServerResponse): void {
  const now = performance.now();
  seen.calls.push(now);
  const wait = limit?.refuse(now) ?? null;
  if (wait === null) accept(body, now);
  const said = wait === null ? accepted(seen.accepted.length) : refusal(wait);
  after(options.latencyMs / 2, () => {
    response.writeHead(wait === null ? 200 : 429, { 'content-type': 'application/json' });
    response.end(said);
  });
}

function accept(body: string, now: number): void {
  const { chat_id, text } = JSON.parse(body) as { chat_id: string | number; text: string };
  seen.accepted.push(now);
  const reply = /^reply (\d+)/.exec(text);
  if (reply) replyWaits.push(Date.now() - Number(reply[1]));
  else seen.chats.set(String(chat_id), (seen.chats.get(String(chat_id)) ?? 0) + 1);
}

function accepted(id: number): string {
  return `{"ok":true,"result":{"message_id":${id},"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}`;
}

function refusal(seconds: number): string {
  const description = `Too Many Requests: retry after ${seconds}`;
  return JSON.stringify({ ok: false, error_code: 429, description, parameters: { retry_after: seconds } });
}

function after(ms: number, act: () => void): void {
  if (ms <= 0) act();
  else setTimeout(act, ms);
}

/** Figures so far, or of so many seconds from the first call. */
function figures(seconds: number | null): SinkFigures {
  const start = seen.calls[0] ?? 0;
  const end = seconds === null ? Number.POSITIVE_INFINITY : start + seconds * 1000;
  const calls = seen.calls.filter((at) => at < end);
  const taken = seen.accepted.filter((at) => at < end);
  return {
    accepted: taken.length,
    refused: calls.length - taken.length,
    doubled: [...seen.chats.values()].reduce((sum, times) => sum + times - 1, 0),
    mostCalls: mostInASecond(calls),
    replyWaits,
    seconds: ((taken.at(-1) ?? start) - start) / 1000,
  };
}

answering((question) => figures(typeof question.seconds === 'number' ? question.seconds : null));
server.listen(0, '127.0.0.1', () => {
  report({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
