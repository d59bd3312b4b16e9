// Owns the proof that attacks on the console come to nothing: foreign forms, planted sessions, scripts, formulas, headers.
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src/app/desk.ts';
import { cell } from '../../src/app/letters/list-export.ts';
import { pagesOfStaff } from '../../src/web/console/routes.ts';
import { networkOf } from '../../src/web/limits-address.ts';
import { draft, staffed } from '../app/broadcasting.ts';
import { openWorld } from '../support/harness.ts';
import { browser, csrf, literalDesk, ok } from './console-desk.ts';
import { hostile } from './console-values.ts';

const posts = pagesOfStaff.filter(({ method }) => method === 'POST');
const gets = pagesOfStaff.filter(({ method }) => method === 'GET');

/** A path with something in each of its places. */
const filled = (path: string, part: string) => path.replaceAll(/:\w+/g, part);

/** The desk with every hostile word replaced by another one, however deep it stands in an answer. */
function saying(desk: Desk, word: string): Desk {
  const changed = (value: unknown): unknown => {
    if (typeof value === 'string') return value === hostile ? word : value;
    if (Array.isArray(value)) return value.map(changed);
    if (value instanceof Uint8Array) return value;
    if (value instanceof Map) return new Map([...value].map(([key, one]) => [changed(key), changed(one)]));
    if (typeof value === 'function') {
      return (...given: unknown[]) => {
        const answer: unknown = value(...given);
        return answer instanceof Promise ? answer.then(changed) : changed(answer);
      };
    }
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one)]));
  };
  const { phrase, ...rest } = desk;
  return { ...(changed(rest) as Omit<Desk, 'phrase'>), phrase };
}

describe('a form of another session', () => {
  test('is refused: each session has a token of its own, made anew at every sign-in', async () => {
    const world = openWorld();
    const tokens: string[] = [];
    for (const email of ['one@city.example', 'other@city.example', 'one@city.example']) {
      const added = await world.desk.staff.add(email, 'admin', 'cli');
      const signedIn = await world.desk.staff.signIn(added.ok ? added.value.token : '');
      if (signedIn.ok) tokens.push(signedIn.value.csrf);
    }
    expect(new Set(tokens).size).toBe(3);
    const { get, post } = browser(saying(literalDesk().desk, 'x'));
    expect((await get('admin', '/staff')).status).toBe(200);
    for (const token of [...tokens, '', `${csrf} `.trim().slice(1)]) {
      expect((await post('admin', '/staff', { csrf: token, email: 'a@b.ua', role: 'admin' })).status).toBe(
        403,
      );
    }
  });

  test.each(posts.map(({ path }) => path))('POST %s from another site does nothing', async (path) => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).app.request(`/console${filled(path, 'b-1')}`, {
      method: 'POST',
      headers: { cookie: 'uchast_staff=admin', 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ csrf }),
    });
    expect([response.status, acts]).toEqual([403, []]);
  });
});

describe('a session that somebody planted', () => {
  test('is never taken over: who signs in gets a new one, and the planted one is ended', async () => {
    const world = openWorld();
    const mallory = await world.desk.staff.add('mallory@city.example', 'editor', 'cli');
    const planted = await world.desk.staff.signIn(mallory.ok ? mallory.value.token : '');
    const olena = await world.desk.staff.add('olena@city.example', 'admin', 'cli');
    const session = planted.ok ? planted.value.session : '';
    const response = await browser(world.desk).app.request(
      `/console/in/${olena.ok ? olena.value.token : ''}`,
      { method: 'POST', headers: { cookie: `uchast_staff=${session}` } },
    );
    const fresh = /uchast_staff=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? '';
    expect(fresh).not.toBe(session);
    expect(await world.desk.staff.session(session)).toBeNull();
    expect(await world.desk.staff.session(fresh)).toMatchObject({ member: { email: 'olena@city.example' } });
  });

  test('of an unprotected page is not read over https', async () => {
    const { app } = browser(literalDesk().desk, true);
    const ask = (cookie: string) => app.request('/console/staff', { headers: { cookie } });
    expect((await ask('uchast_staff=admin')).status).toBe(303);
    expect((await ask('__Host-uchast_staff=admin')).status).toBe(200);
  });
});

describe('words that are markup', () => {
  test.each(gets.map(({ path }) => path))('GET %s shows them as words', async (path) => {
    const word = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
    const { get } = browser(saying(literalDesk().desk, word));
    for (const part of ['plan-1', 'b-1', 'q-1', 't-1', 's']) {
      const response = await get('admin', filled(path, part));
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      const page = await response.text();
      expect(page).not.toMatch(/<script(?! type="module" src="\/console\/assets\/\w+\.js"><)|<img src=x/i);
      // What stands between quotes is a value; what is left of a tag are its names.
      expect(page.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[a-z][^<>]*\son\w+=/i);
    }
  });

  test('in the address come back as words, too', async () => {
    const { get } = browser(literalDesk().desk);
    const word = encodeURIComponent(`"><script>alert(1)</script>`);
    for (const { path } of gets) {
      for (const name of [
        'done',
        'n',
        'state',
        'from',
        'to',
        'text',
        'actor',
        'what',
        'object',
        'page',
        'q',
      ]) {
        const response = await get('admin', `${filled(path, word)}?${name}=${word}`);
        expect(response.status).toBeLessThan(500);
        if (response.headers.get('content-type')?.startsWith('text/html')) {
          expect(await response.text()).not.toContain('<script>alert');
        }
      }
    }
  });
});

describe('cells that are formulas', () => {
  const tables = gets.filter(({ path }) => path.endsWith('.csv')).map(({ path }) => path);

  test('there are tables to look at', () => expect(tables).toContain('/audit.csv'));

  test.each(tables)('GET %s takes them for words', async (path) => {
    for (const word of ['=HYPERLINK("http://evil.example")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
      const { get } = browser(saying(literalDesk().desk, word));
      const response = await get('admin', filled(path, 'b-1'));
      if (response.status === 404) continue;
      const rows: string[][] = parse(await response.text(), {
        bom: true,
        delimiter: [';', ','],
        relax_column_count: true,
      });
      expect(rows.flat().filter((text) => /^[=+\-@\t\r]/.test(text))).toEqual([]);
    }
  });

  test.each(['=1+1', '+1', '-1', '@SUM', '\t=1', '\r=1'])('%j is led by an apostrophe', (text) => {
    expect(cell(text).replace(/^"/, '').startsWith("'")).toBe(true);
  });
});

describe('words that end a header', () => {
  const injected = 'x%0d%0aset-cookie:%20evil=1';

  test.each(pagesOfStaff.map(({ method, path }) => [method, path] as const))(
    '%s %s',
    async (method, path) => {
      const { get, post } = browser(literalDesk().desk);
      const target = `${filled(path, injected)}?to=https://evil.example&done=${injected}`;
      const response = await (method === 'GET' ? get('admin', target) : post('admin', target));
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get('set-cookie')).toBeNull();
      const to = response.headers.get('location');
      if (to !== null) expect(to).toMatch(/^\/console(\/|\?|#|$)/);
    },
  );

  test('in the name of a file stay in the name', async () => {
    const { desk } = literalDesk();
    const name = 'план "x"\r\nset-cookie: evil=1.txt';
    const make: typeof desk.packs.make = async () =>
      ok([{ name, type: 'text/plain', bytes: new Uint8Array() }]);
    const { post } = browser({ ...desk, packs: { ...desk.packs, make } });
    const response = await post('editor', '/plans/plan-1/pack/sure', {
      stage: 'voting',
      contest: 'city',
      file: name,
      part: name,
    });
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

test('every answer, also of a file and to nobody, keeps frames, sniffing and other origins out', async () => {
  const { get } = browser(literalDesk().desk, true);
  for (const [who, path] of [
    [null, '/sign-in'],
    [null, '/audit.csv'],
    [null, '/in/token'],
    [null, '/nowhere'],
  ] as const) {
    const { headers } = await get(who, path);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  }
  const plain = await browser(literalDesk().desk).get(null, '/sign-in');
  expect(plain.headers.get('strict-transport-security')).toBeNull();
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
  ['x'.repeat(500), 'x'.repeat(64)],
])('tries from %s are counted at %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('where somebody comes from is believed of no header, unless proxies of ours are named', async () => {
  const from = async (proxies: number) => {
    const { desk, acts } = literalDesk();
    const { Hono } = await import('hono');
    const { consoleRoutes } = await import('../../src/web/console.ts');
    const app = new Hono().route('/console', consoleRoutes({ desk, secure: false, now: () => 0, proxies }));
    await app.request('/console/sign-in/password', {
      method: 'POST',
      headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.1' },
      body: new URLSearchParams({ email: 'a@b.ua', password: 'x', code: 'y' }),
    });
    return /"source":"([^"]*)"/.exec(acts.join())?.[1];
  };
  expect([await from(0), await from(1), await from(2)]).toEqual(['', '10.0.0.1', '203.0.113.7']);
});

test('nobody but the session’s own person learns anything: every page and file shows a signed-out person the way in', async () => {
  const { desk, acts } = literalDesk();
  const { app } = browser(desk);
  const known = new Set(['/sign-in', '/sign-in/password', '/in/:token']);
  const routes = app.routes.filter(({ method, path }) => method !== 'ALL' && path.startsWith('/console'));
  expect(routes.length).toBeGreaterThan(pagesOfStaff.length);
  for (const { method, path } of routes) {
    const own = path.slice('/console'.length);
    if (known.has(own) || own.startsWith('/assets/')) continue;
    const response = await app.request(filled(path, 'b-1'), {
      method,
      ...(method === 'POST' ? { body: new URLSearchParams({ csrf }) } : {}),
    });
    expect([own, response.status, response.headers.get('location')]).toEqual([own, 303, '/console/sign-in']);
    expect(await response.text()).toBe('');
  }
  expect(acts).toEqual([]);
});

test('a letter’s subject with a line break adds no header to the letter', async () => {
  const world = await staffed();
  const subject = 'Тема\r\nBcc: evil@example.org\nX-Evil: 1';
  const result = await world.desk.broadcasts.create(draft(world, { subject, channels: ['email'] }));
  if (!result.ok) throw new Error(result.message);
  const letter = await world.desk.letters.preview(result.value.id);
  const [head = ''] = new TextDecoder().decode(letter?.source).split(/\r?\n\r?\n/);
  expect(head).toMatch(/^Subject:/im);
  expect(head).not.toMatch(/^(bcc|x-evil):/im);
});
