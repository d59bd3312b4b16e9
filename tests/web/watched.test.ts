// Owns what every request carries and how it ends where the database is in trouble: an id, a measure, 503 with a time to
// come back, and words for people.
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { inRequest } from '../../src/log.ts';
import { type Answered, failureAnswer, type WatchedOptions, watchedRequests } from '../../src/web/watched.ts';
import { realContent } from '../support/harness.ts';

const noRoom = Object.assign(new Error('full'), { code: 'SQLITE_FULL' });

function door(thrown: unknown = null) {
  const answered: Answered[] = [];
  const logged: string[] = [];
  const line = (_fields: object, message: string) => void logged.push(message);
  const options: WatchedOptions = {
    log: { info: line, warn: line, error: line },
    answered: (one) => answered.push(one),
    inRequest,
    unavailable: (error) => error === noRoom,
    phrase: (key) => realContent().phrases[key] ?? key,
  };
  const app = new Hono();
  app.use('*', watchedRequests(options));
  app.onError(failureAnswer(options));
  app.all('*', (c) => {
    if (thrown) throw thrown;
    return c.text('fine');
  });
  return { app, answered, logged };
}

const rooms: [path: string, room: Answered['room']][] = [
  ['/hook/telegram', 'hook'],
  ['/api/chat', 'chat'],
  ['/console', 'console'],
  ['/console/plans', 'console'],
  ['/readyz', 'probe'],
  ['/', 'page'],
  ['/consoles', 'page'],
];

describe('a request', () => {
  it.each(rooms)('to %s is measured as %s', async (path, room) => {
    const { app, answered } = door();
    await app.request(path);
    expect(answered).toEqual([{ room, status: 200, seconds: expect.any(Number) }]);
  });

  it('has an id of its own, or the one that a proxy gave it', async () => {
    const { app } = door();
    const own = (await app.request('/')).headers.get('x-request-id');
    expect(own).toMatch(/^[0-9a-f-]{36}$/);
    expect((await app.request('/')).headers.get('x-request-id')).not.toBe(own);
    const given = 'a'.repeat(32);
    const answer = await app.request('/', { headers: { 'x-request-id': given } });
    expect(answer.headers.get('x-request-id')).toBe(given);
  });

  it('takes no words of a stranger for an id', async () => {
    const answer = await door().app.request('/', { headers: { 'x-request-id': '380501234567' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('while the database is in trouble', () => {
  it.each(rooms)('%s is answered 503 with a time to come back', async (path) => {
    const { app, answered, logged } = door(noRoom);
    const answer = await app.request(path, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answered).toMatchObject([{ status: 503 }]);
    // Said once where it is noted, not for each request.
    expect(logged).toEqual([]);
  });

  it('people read in their own words that it is not their fault', async () => {
    const page = await (await door(noRoom).app.request('/projects')).text();
    expect(page).toContain('тимчасова несправність');
    const { message } = (await (await door(noRoom).app.request('/api/chat')).json()) as { message: string };
    expect(message).toContain('тимчасова несправність');
  });

  it('another site’s chat may read the answer', async () => {
    const answer = await door(noRoom).app.request('/api/chat', { method: 'POST' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });
});

it('a fault of ours is a 500 and a line that tells where', async () => {
  const { app, answered, logged } = door(new TypeError('olena@example.org is not a function'));
  const answer = await app.request('/projects');
  expect([answer.status, await answer.text()]).toEqual([500, '{"error":"internal"}']);
  expect(answered).toMatchObject([{ status: 500 }]);
  expect(logged).toEqual(['a request could not be answered']);
});
