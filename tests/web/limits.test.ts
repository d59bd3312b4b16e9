// Owns what one network address may ask for: what counts, against which limit, what the refusal says; and the headers,
// sizes and bytes that hold for every request.
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../../src/core/channel.ts';
import { createDoor, type DoorOptions } from '../../src/web/door.ts';
import { guarded } from '../../src/web/guard.ts';
import { bodyUpTo } from '../../src/web/limits-body.ts';
import { contentWith } from './public-door.ts';

const phrase = (key: string) => contentWith().phrases[key] ?? key;
const limits = { perAddress: 20, chat: 5, forms: 3, proxies: 0 };

/** A door behind which everything is found, but keys. */
function behind(change: Partial<typeof limits> & { secure?: boolean } = {}) {
  const { secure = false, ...more } = change;
  const app = new Hono();
  for (const step of guarded({ limits: { ...limits, ...more }, secure, phrase })) app.use('*', step);
  app.all('/u/:token', (c) => c.text('gone', 404));
  app.all('*', (c) => c.text('found'));
  return async (path: string, from = '203.0.113.7', init: RequestInit = {}) =>
    app.request(path, init, { incoming: { socket: { remoteAddress: from } } });
}

const post = { method: 'POST', body: 'x' };

async function statuses(times: number, ask: () => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) all.push((await ask()).status);
  return all;
}

const refusedOf = (all: readonly number[]) => all.filter((status) => status === 429).length;

describe('one address', () => {
  test.each([
    ['pages', '/privacy', {}, 20],
    ['the chat', '/api/chat', post, 5],
    ['the chat without scripts', '/chat', post, 5],
    ['the form for letters', '/email', post, 3],
    ['the form for one’s own data', '/my', post, 3],
    ['the links of staff', '/console/sign-in', post, 3],
    ['passwords of staff', '/console/sign-in/password', post, 3],
    ['keys that open nothing: each weighs as ten', '/u/forged', {}, 2],
  ])('may ask for %s so often and no more', async (_what, path, init, most) => {
    const ask = behind();
    expect(refusedOf(await statuses(most + 3, () => ask(path, '203.0.113.7', init)))).toBe(3);
  });

  test.each([
    '/assets/style.css',
    '/chat.js',
    '/media/vote.png',
    '/healthz',
    '/readyz',
    '/metrics',
    '/icon.svg',
  ])('%s costs nothing', async (path) => {
    const ask = behind();
    expect(refusedOf(await statuses(50, () => ask(path)))).toBe(0);
  });

  test('takes nothing from another one, and one household of IPv6 is one', async () => {
    const ask = behind();
    await statuses(30, () => ask('/', '2001:db8:1:2::1'));
    expect((await ask('/', '2001:db8:1:2:ffff::9')).status).toBe(429);
    expect((await ask('/', '2001:db8:1:3::1')).status).toBe(200);
    expect((await ask('/', '::ffff:203.0.113.7')).status).toBe(200);
  });

  test('is believed of the header only behind proxies of the city’s own', async () => {
    const forged = (ask: ReturnType<typeof behind>) => {
      let number = 0;
      return statuses(30, () => {
        number += 1;
        return ask('/', '10.0.0.1', { headers: { 'x-forwarded-for': `198.51.100.${number}, 203.0.113.7` } });
      });
    };
    expect(refusedOf(await forged(behind({ proxies: 0 })))).toBe(10);
    expect(refusedOf(await forged(behind({ proxies: 1 })))).toBe(10);
    expect(refusedOf(await forged(behind({ proxies: 2 })))).toBe(0);
  });
});

describe('a refusal', () => {
  test('of a page says in Ukrainian what happened and when to come again', async () => {
    const ask = behind({ perAddress: 1 });
    await ask('/');
    const response = await ask('/');
    expect([response.status, response.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.text()).toContain('надійшло надто багато запитів');
  });

  test('of an hour’s forms does not promise a minute', async () => {
    const ask = behind({ forms: 1 });
    await ask('/email', undefined, post);
    const response = await ask('/email', undefined, post);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect(await response.text()).toContain('за годину');
  });

  test('of the chat can be read by the script of any site', async () => {
    const ask = behind({ chat: 1 });
    await ask('/api/chat', undefined, post);
    const response = await ask('/api/chat', undefined, post);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const answer = (await response.json()) as Record<string, string>;
    expect([answer.error, answer.message]).toEqual(['too many requests', phrase('web.tooMany')]);
  });
});

describe('every answer', () => {
  test('keeps sniffing, frames, scripts and referrers out unless its room says otherwise', async () => {
    const { headers } = await behind({ secure: true })('/anything');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await behind()('/x')).headers.get('strict-transport-security')).toBeNull();
  });

  test.each([
    ['a body that announces more than a megabyte', '/api/chat', 1024 * 1024 + 1, 413],
    ['an upload that announces more than twenty', '/console/plans', 21 * 1024 * 1024, 413],
    ['an upload of nineteen', '/console/plans', 19 * 1024 * 1024, 200],
  ])('to %s comes before a byte of it is read', async (_what, path, length, status) => {
    const headers = { 'content-length': String(length) };
    expect((await behind()(path, undefined, { method: 'POST', headers })).status).toBe(status);
  });

  test('to an address with a zero byte is that it is none', async () => {
    expect((await behind()('/event/%00')).status).toBe(400);
    expect((await behind()('/?source=a%00b')).status).toBe(400);
  });
});

test('a body that announces nothing is cut off while it streams, and never gathered whole', async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const app = new Hono();
  app.post(
    '*',
    bodyUpTo(10_000, (c) => c.text('too large', 413)),
    async (c) => c.text(await c.req.text()),
  );
  const init = { method: 'POST', body: endless, duplex: 'half' } as RequestInit;
  expect((await app.request('/', init)).status).toBe(413);
  expect(pulled).toBeLessThan(20);
});

describe('the webhooks', () => {
  /** A door with one channel, whose events wait until they are let go. */
  function waiting(most: number) {
    const held: (() => void)[] = [];
    const channel = {
      name: 'one',
      receive: ({ headers }) =>
        headers.secret === 's'
          ? {
              kind: 'accepted',
              inbounds: [{ channel: 'one', address: 'a', eventId: 'e', at: 0, kind: 'joined' }],
              acknowledge: () => ({ status: 200, contentType: 'text/plain', body: '' }),
            }
          : { kind: 'refused', status: 401, reason: 'no' },
    } as Partial<Channel> as Channel;
    const nothing = {
      publicPages: new Hono(),
      letterPages: new Hono(),
      taskFeed: new Hono(),
      console: new Hono(),
    };
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const options: DoorOptions = {
      ...nothing,
      channels: [channel],
      receive: () => new Promise((resolve) => held.push(() => resolve(null))),
      readiness: async () => ({ ready: true, parts: {} }),
      metrics: async () => ({ contentType: 'text/plain', text: '' }),
      log: quiet,
      guard: { limits: { ...limits, perAddress: 1 }, secure: false, phrase },
      webhooksAtOnce: most,
    };
    const door = createDoor(options);
    const send = (secret = 's') =>
      door.request('/hook/one', { method: 'POST', headers: { secret }, body: '{}' });
    return { send, held };
  }

  test('take in so many events at once; what finds no place is to be sent again, and strangers take none', async () => {
    const { send, held } = waiting(2);
    const [first, second] = [send(), send()];
    for (let turn = 0; held.length < 2 && turn < 1000; turn += 1) await Promise.resolve();
    expect((await send('wrong')).status).toBe(401);
    const third = await send();
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '5']);
    for (const go of held.splice(0)) go();
    expect([(await first)?.status, (await second)?.status]).toEqual([200, 200]);
    const again = send();
    for (let turn = 0; held.length < 1 && turn < 1000; turn += 1) await Promise.resolve();
    for (const go of held.splice(0)) go();
    expect((await again).status).toBe(200);
  });

  test('are not counted by address: a platform sends everybody’s events from a few', async () => {
    const { send } = waiting(0);
    expect(new Set(await statuses(50, async () => send('wrong')))).toEqual(new Set([401]));
  });
});
