// Owns the proof that a broadcast's progress is shown in words, streamed to who is signed in, and ends with the session.
import { describe, expect, test } from 'vitest';
import { goneThrough, type Progress, speedOf } from '../../src/app/broadcasts/broadcast-live.ts';
import { noCounts } from '../../src/core/broadcast.ts';
import { endStreams } from '../../src/web/console/broadcasts/broadcast-live.ts';
import { browser, literalDesk } from './console-desk.ts';
import { broadcast, progress } from './console-values.ts';

const going: Progress = { ...progress, state: 'sending', reason: null };
const path = `/broadcasts/${broadcast.id}`;

/** A browser over a desk whose broadcast answers these, one after the other; the last stays. */
function watching(steps: readonly Progress[], session: () => boolean = () => true) {
  const left = [...steps];
  const { desk } = literalDesk({
    broadcasts: { progress: async () => (left.length > 1 ? (left.shift() ?? null) : (left[0] ?? null)) },
  });
  const signIn = desk.staff.session;
  const ending: typeof signIn = async (...given) => (session() ? await signIn(...given) : null);
  return browser({ ...desk, staff: { ...desk.staff, session: ending } });
}

describe('the stream', () => {
  test('begins with the figures and ends by saying that nothing moves any more', async () => {
    const response = await watching([going, going, { ...going, state: 'done' }]).get(
      'editor',
      `${path}/live`,
    );
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(text).toMatch(/^retry: \d+\n\n/);
    expect(text).toContain('event: progress\ndata: ');
    expect(text).toContain('<progress');
    expect(text.trimEnd()).toMatch(/event: over\ndata: done$/);
  });

  test('ends where the session has ended meanwhile, and shows nothing more', async () => {
    let asked = 0;
    const { get } = watching([going], () => {
      asked += 1;
      return asked <= 1;
    });
    const text = await (await get('editor', `${path}/live`)).text();
    expect(text).toContain('event: left');
    expect(text).not.toContain('event: progress');
  });

  test('ends at once when the server stops', async () => {
    const response = await watching([going]).get('editor', `${path}/live`);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    endStreams();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read());
    expect(await reader?.closed).toBeUndefined();
  });

  test('is closed to who is signed out and to a broadcast that does not exist', async () => {
    const { get } = watching([going]);
    expect((await get(null, `${path}/live`)).status).toBe(303);
    const { desk } = literalDesk();
    expect((await browser(desk).get('editor', '/broadcasts/nope/live')).status).toBe(404);
  });

  test('is refused politely to one watcher too many', async () => {
    const { get } = watching([going]);
    const streams = await Promise.all(Array.from({ length: 50 }, () => get('editor', `${path}/live`)));
    const late = await (await get('editor', `${path}/live`)).text();
    expect(late).toMatch(/^retry: \d+\n\n$/);
    endStreams();
    await Promise.all(streams.map((one) => one.body?.cancel()));
    const again = await watching([{ ...going, state: 'done' }]).get('editor', `${path}/live`);
    expect(await again.text()).toContain('event: over');
  });
});

describe('without scripts', () => {
  test('a page of its own refreshes itself while something moves, and then no more', async () => {
    const page = await watching([going]).get('editor', `${path}/watch`);
    expect(page.headers.get('refresh')).toBe('5');
    expect(await page.text()).toContain('<progress');
    const over = await watching([{ ...going, state: 'done' }]).get('editor', `${path}/watch`);
    expect(over.headers.get('refresh')).toBeNull();
  });

  test('the broadcast’s page leads there, and loads its script only while something moves', async () => {
    const page = await (await watching([going]).get('editor', path)).text();
    expect(page).toContain(`href="/console${path}/watch"`);
    expect(page).toContain('live.js');
    const over = await (await watching([progress]).get('editor', path)).text();
    expect(over).not.toContain('live.js');
  });

  test('the script is a file of ours', async () => {
    const { get } = watching([going]);
    const script = await get('editor', '/assets/live.js');
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
    expect((await get('editor', '/assets/passwd')).status).toBe(404);
  });
});

describe('speed', () => {
  test.each([
    ['no sample', [], null],
    ['one sample', [{ at: 0, left: 5 }], null],
    [
      'nothing left yet',
      [
        { at: 0, left: 5 },
        { at: 5000, left: 5 },
      ],
      null,
    ],
    [
      'twenty in five seconds',
      [
        { at: 0, left: 5 },
        { at: 2000, left: 9 },
        { at: 5000, left: 25 },
      ],
      4,
    ],
  ])('of %s', (_name, samples, speed) => {
    expect(speedOf(samples)).toBe(speed);
  });

  test('does not count those who were never to be sent anything', () => {
    expect(goneThrough({ ...noCounts, total: 10, pending: 2, claimed: 1, skipped: 3, sent: 4 })).toBe(4);
  });
});
