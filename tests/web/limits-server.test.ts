// Owns how long a connection may only hold its place: heads and bodies that come a byte at a time, idle crowds, bodies
// without an end. The times are short here; that they are kept is all that is asserted.
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { bodyUpTo } from '../../src/web/limits-body.ts';
import { listen, type Times } from '../../src/web/limits-server.ts';

const patient: Partial<Times> = { head: 60_000, request: 60_000, small: 60_000, look: 20 };

async function opened(times: Partial<Times>, connections = 100): Promise<number> {
  const door = new Hono();
  door.post(
    '*',
    bodyUpTo(1000, (c) => c.text('too large', 413)),
    async (c) => c.text(`got ${(await c.req.text()).length}`),
  );
  door.get('*', (c) => c.text('here'));
  const server: Server = await listen(door, {
    host: '127.0.0.1',
    port: 0,
    connections,
    times: { ...patient, ...times },
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

type Line = { socket: Socket; ended: Promise<string>; answered: Promise<void> };

/** A connection that keeps what it is told; `ended` once the server has cut it off. */
function line(port: number, ...pieces: string[]): Line {
  const socket = connect(port, '127.0.0.1', () => socket.write(pieces.join('')));
  let said = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      resolve();
    });
  });
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return { socket, answered, ended: new Promise((resolve) => socket.on('close', () => resolve(said))) };
}

const head = (request: string, ...more: string[]) => `${request} HTTP/1.1\r\nHost: x\r\n${more.join('')}`;

test('a head that never ends is cut off', async () => {
  const { ended } = line(await opened({ head: 100 }), head('GET /'));
  expect(await ended).toMatch(/^HTTP\/1\.1 408/);
});

test('a body that never ends is cut off, but an upload has longer', async () => {
  const port = await opened({ small: 100 });
  const slow = line(port, head('POST /api/chat', 'Content-Length: 500\r\n\r\n'), '{');
  const upload = line(port, head('POST /console/plans', 'Content-Length: 5\r\n\r\n'), '1234');
  await slow.ended;
  upload.socket.write('5');
  await upload.answered;
  upload.socket.end();
  expect(await upload.ended).toContain('got 5');
});

test('a whole request that takes its time to be answered is not cut off', async () => {
  const door = new Hono();
  const waiting: (() => void)[] = [];
  door.get('*', async (c) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return c.text('late, but here');
  });
  const server = await listen(door, {
    host: '127.0.0.1',
    port: 0,
    connections: 1,
    times: { ...patient, small: 1, head: 1000 },
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const asked = line(port, head('GET /', 'Connection: close\r\n\r\n'));
  await expect.poll(() => waiting.length).toBe(1);
  // Another one that only holds a place beyond the only one there is: it goes, not the one at work.
  await line(port).ended;
  waiting[0]?.();
  expect(await asked.ended).toContain('late, but here');
});

test('a crowd that only holds places displaces itself: who asks is answered', async () => {
  const port = await opened({}, 10);
  const crowd = Array.from({ length: 40 }, (_, number) => line(port, number % 2 === 0 ? '' : head('GET /')));
  const asked = line(port, head('GET /', 'Connection: close\r\n\r\n'));
  expect(await asked.ended).toContain('here');
  // The ones who came first went first.
  await Promise.all(crowd.slice(0, 25).map(({ ended }) => ended));
});

test.each([
  ['says so', 'Content-Length: 100000000\r\n\r\n', 'x'],
  ['says nothing', 'Transfer-Encoding: chunked\r\n\r\n', `800\r\n${'x'.repeat(0x800)}\r\n`],
])('a body that is too large and %s is refused, and the connection ends', async (_how, length, piece) => {
  const { socket, ended } = line(await opened({}), head('POST /x', length), piece);
  const more = setInterval(() => socket.writable && socket.write(piece), 5);
  onTestFinished(() => clearInterval(more));
  expect(await ended).toMatch(/^HTTP\/1\.1 413/);
});
