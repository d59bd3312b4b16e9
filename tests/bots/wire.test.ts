// Whether a request had left when it failed, and what that makes of a message.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, openWire, outcomeOfFailure, outcomeOfGarbage, type Wire } from '../../bots/wire.ts';
import { now } from './harness.ts';

let closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** A server of bytes: `answer` gets each connection and how many came before. */
async function listen(answer: (socket: Socket, connections: number) => void): Promise<string> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    answer(socket, connections);
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}

function open(options: Partial<Parameters<typeof openWire>[0]> = {}): Wire {
  const wire = openWire({ timeoutMs: 2000, connections: 4, ...options });
  closing.push(() => wire.close());
  return wire;
}

const post = (wire: Wire, url: string, more: object = {}) =>
  wire.post({ url, headers: { 'content-type': 'text/plain' }, body: 'привіт', ...more });

const http = (status: string, body: string, headers = '') =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Answers each request of a connection once its body is there: it may come apart from the headers. */
const always = (response: string) => (socket: Socket) =>
  void socket.on('data', (chunk) => chunk.includes('привіт') && socket.write(response));

describe('an exchange', () => {
  test('brings the whole answer back, of any status', async () => {
    const url = await listen(always(http('418 Teapot', 'чайник', 'retry-after: 7\r\n')));
    const answer: Answer = { kind: 'answered', status: 418, retryAfterMs: 7000, body: 'чайник' };
    expect(await post(open(), url)).toEqual(answer);
  });

  test('keeps its connection for the next one', async () => {
    const seen: number[] = [];
    const url = await listen((socket, connections) => {
      seen.push(connections);
      always(http('200 OK', ''))(socket);
    });
    const wire = open({ connections: 1 });
    for (let n = 0; n < 3; n += 1) expect(await post(wire, url)).toMatchObject({ status: 200 });
    expect(seen).toEqual([0]);
  });

  const unsent: [label: string, url: string][] = [
    ['nobody listens', 'http://127.0.0.1:9/'],
    ['the name resolves to nothing', 'http://nowhere.invalid/'],
    ['the address is none', 'not a url'],
  ];
  test.each(unsent)('is unsent where %s', async (_, url) => {
    expect(await post(open({ timeoutMs: 5_000 }), url)).toMatchObject({ kind: 'unsent' });
  });

  test('is unsent where the other side speaks no TLS', async () => {
    const url = await listen((socket) => void socket.end('nonsense'));
    expect(await post(open(), url.replace('http:', 'https:'))).toMatchObject({ kind: 'unsent' });
  });

  test('is unsent where it still waits for a connection when the time runs out', async () => {
    const url = await listen(() => undefined);
    const wire = open({ connections: 1, timeoutMs: 600 });
    const [first, second] = await Promise.all([post(wire, url), post(wire, url, { timeoutMs: 100 })]);
    expect([first, second]).toEqual([
      { kind: 'unanswered', code: 'timeout' },
      { kind: 'unsent', code: 'timeout' },
    ]);
  });

  const unanswered: [label: string, answer: (socket: Socket) => void][] = [
    ['nothing comes back', () => undefined],
    ['the connection is cut', (socket) => void socket.on('data', () => socket.destroy())],
    [
      'the connection is cut in the middle of the headers',
      (socket) => void socket.on('data', () => socket.end('HTTP/1.1 200')),
    ],
    [
      'it is cut in the middle of the body',
      (socket) =>
        void socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"ok"')),
    ],
    [
      'the body never ends',
      (socket) =>
        void socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"ok"')),
    ],
    [
      'the answer is no HTTP',
      (socket) => void socket.on('data', () => socket.end('220 mail.example ESMTP\r\n')),
    ],
    ['the answer is longer than allowed', always(http('200 OK', 'я'.repeat(2_000)))],
  ];
  test.each(unanswered)('is unanswered where %s', async (_, answer) => {
    const url = await listen(answer);
    expect(await post(open({ mostBytes: 1_000, timeoutMs: 400 }), url)).toMatchObject({ kind: 'unanswered' });
  });

  test('ends when it is called off', async () => {
    const url = await listen(() => undefined);
    const calling = new AbortController();
    const answer = post(open({ timeoutMs: 60_000 }), url, { signal: calling.signal });
    calling.abort();
    expect(await answer).toMatchObject({ code: 'aborted' });
    expect(await post(open(), url, { signal: calling.signal })).toEqual({ kind: 'unsent', code: 'aborted' });
  });

  test('is cut off where closing has waited long enough, and refused after that', async () => {
    const url = await listen(() => undefined);
    const wire = openWire({ timeoutMs: 60_000, connections: 1 });
    const answer = post(wire, url);
    await wire.close(50);
    expect(await answer).toMatchObject({ kind: expect.stringMatching(/^un/) });
    expect(await post(wire, url)).toMatchObject({ kind: 'unsent' });
  });
});

describe('an answer makes of a message', () => {
  const answered = (status: number, retryAfterMs: number | null = null): Answer => ({
    kind: 'answered',
    status,
    retryAfterMs,
    body: '',
  });
  const rows: [label: string, answer: Answer, outcome: object | null][] = [
    ['unsent', { kind: 'unsent', code: 'ECONNREFUSED' }, { kind: 'transient', code: 'ECONNREFUSED' }],
    ['unanswered', { kind: 'unanswered', code: 'timeout' }, { kind: 'unknown', code: 'timeout' }],
    ['429 with a pause', answered(429, 3000), { kind: 'throttled', untilMs: now + 3000 }],
    ['429 without one', answered(429), { kind: 'throttled', untilMs: now + 5000 }],
    ['500', answered(500), { kind: 'transient', code: 'http:500' }],
    ['503', answered(503), { kind: 'transient', code: 'http:503' }],
    ['200', answered(200), null],
    ['400', answered(400), null],
    ['404', answered(404), null],
  ];
  test.each(rows)('%s', (_, answer, outcome) => {
    if (outcome === null) expect(outcomeOfFailure(answer, now)).toBeNull();
    else expect(outcomeOfFailure(answer, now)).toMatchObject(outcome);
  });

  test.each([
    [200, 'unknown'],
    [202, 'unknown'],
    [301, 'transient'],
    [400, 'transient'],
    [401, 'misconfigured'],
    [404, 'misconfigured'],
  ])('%i that nobody can read: %s', (status, kind) => {
    expect(outcomeOfGarbage(status)).toMatchObject({ kind });
  });
});
