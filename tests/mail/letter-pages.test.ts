// Tests of the pages behind a letter's links: what GET shows, what POST does, and what a forged link gets.
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { leavingReasons } from '../../src/mail/leaving.ts';
import {
  readUnsubscribeToken,
  type UnsubscribeKind,
  unsubscribeKinds,
  unsubscribeToken,
} from '../../src/mail/token.ts';
import { page } from '../../src/web/layout.ts';
import { type LetterDesk, letterRoutes } from '../../src/web/letters.ts';

const wordsOf = (file: string) =>
  parse(readFileSync(new URL(`../../content/${file}`, import.meta.url), 'utf8')) as Record<string, string>;
const words = { ...wordsOf('mail.yaml'), ...wordsOf('web.yaml') };
const phrase = (key: string) => {
  const said = words[key];
  if (said === undefined) throw new Error(`content/ has no ${key}`);
  return said;
};
const secret = 'a secret of the city';
const link = (kind: UnsubscribeKind) => `/u/${unsubscribeToken(secret, { person: 'p1', kind })}`;
const states = { waiting: 'waiting-token', confirmed: 'confirmed-token', expired: 'expired-token' } as const;

let gone: Set<UnsubscribeKind>;
let confirmed: string[];
let reasons: string[];
const leaving = 'a'.repeat(32);
let app: Hono;

/** The smallest desk that keeps the promises of LetterDesk, in memory. */
function deskInMemory(): LetterDesk {
  return {
    look: async (token) => {
      const read = readUnsubscribeToken(secret, token);
      const subscribed = read !== null && !gone.has(read.kind) && !gone.has('all');
      return read && { kind: read.kind, subscribed, canUndo: !subscribed };
    },
    unsubscribe: async (token, all) => {
      const read = readUnsubscribeToken(secret, token);
      if (!read) return null;
      const kind = all ? 'all' : read.kind;
      const before = gone.size;
      gone.add(kind);
      return { kind, leaving: gone.size > before ? leaving : null };
    },
    undo: async (token) => {
      if (!readUnsubscribeToken(secret, token)) return false;
      gone.clear();
      return true;
    },
    giveReason: async (token, id, reason) => {
      if (!readUnsubscribeToken(secret, token) || id !== leaving) return false;
      reasons.push(reason);
      return true;
    },
    follow: async (link, visit) =>
      link === 'known.0' ? `https://city.example/${visit.method.toLowerCase()}` : null,
    lookAtConfirmation: async (token) => {
      if (confirmed.includes(token)) return 'confirmed';
      return (
        (['waiting', 'confirmed', 'expired'] as const).find((state) => states[state] === token) ?? 'unknown'
      );
    },
    confirm: async (token) => {
      if (token === states.expired) return 'expired';
      if (token !== states.waiting && token !== states.confirmed) return 'unknown';
      confirmed.push(token);
      return 'confirmed';
    },
  };
}

beforeEach(() => {
  gone = new Set();
  confirmed = [];
  reasons = [];
  app = letterRoutes(deskInMemory(), phrase, page);
});

const post = (path: string, body: string | FormData, type?: string) =>
  app.request(path, { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) });
const urlencoded = 'application/x-www-form-urlencoded';
const fields = (values: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
};

describe('the unsubscribe page', () => {
  test.each(unsubscribeKinds)('shows for %s what it ends and a button for it', async (kind) => {
    const response = await app.request(link(kind));
    const shown = await response.text();
    expect(response.status).toBe(200);
    expect(shown).toContain(phrase(`mail.unsubscribe.what.${kind}`));
    expect(shown).toContain(phrase(`mail.unsubscribe.button.${kind}`));
    expect(shown).toContain('<form method="post">');
    expect(shown.match(/<h1/g)).toHaveLength(1);
    expect(await (await post(link(kind), 'act=leave', urlencoded)).text()).toContain(
      phrase(`mail.unsubscribe.done.${kind}`),
    );
    expect(await (await app.request(link(kind))).text()).toContain(
      phrase(`mail.unsubscribe.already.${kind}`),
    );
  });

  test.each([['GET'], ['HEAD']])('changes nothing on %s, however often a scanner comes', async (method) => {
    for (let time = 0; time < 3; time += 1)
      expect((await app.request(link('letters'), { method })).status).toBe(200);
    expect(gone.size).toBe(0);
  });

  test('leaves one kind or all, each on its button, and can take it back', async () => {
    const left = await post(link('letters'), 'act=leave', urlencoded);
    expect(await left.text()).toContain(phrase('mail.unsubscribe.done.letters'));
    expect([...gone]).toEqual(['letters']);
    expect(await (await app.request(link('letters'))).text()).toContain(
      phrase('mail.unsubscribe.already.letters'),
    );
    const all = await post(link('letters'), 'act=leaveAll', urlencoded);
    expect(await all.text()).toContain(phrase('mail.unsubscribe.done.all'));
    expect(gone.has('all')).toBe(true);
    const back = await post(link('letters'), 'act=undo', urlencoded);
    expect(await back.text()).toContain(phrase('mail.unsubscribe.undone'));
    expect(gone.size).toBe(0);
  });

  test.each<[string, string | FormData, string | undefined]>([
    ['urlencoded', 'List-Unsubscribe=One-Click', urlencoded],
    ['urlencoded with a charset', 'List-Unsubscribe=One-Click', `${urlencoded}; charset=UTF-8`],
    ['multipart', fields({ 'List-Unsubscribe': 'One-Click' }), undefined],
  ])(
    'acts on the one-click request of RFC 8058, %s, without cookies, and again',
    async (_label, body, type) => {
      for (let time = 0; time < 2; time += 1) {
        const response = await post(link('letters'), body, type);
        expect(response.status).toBe(200);
        expect(response.headers.get('set-cookie')).toBeNull();
      }
      expect([...gone]).toEqual(['letters']);
    },
  );

  test.each<[string, string, string | undefined]>([
    ['an empty body', '', undefined],
    ['another field', 'hello=1', urlencoded],
    ['another value', 'List-Unsubscribe=Maybe', urlencoded],
    ['an unknown act', 'act=erase', urlencoded],
    ['a broken multipart body', '--x\r\nbroken', 'multipart/form-data; boundary=x'],
    ['JSON', '{"act":"leave"}', 'application/json'],
  ])('does nothing on %s and says so', async (_label, body, type) => {
    const response = await post(link('letters'), body, type);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(phrase('mail.unsubscribe.unclear'));
    expect(gone.size).toBe(0);
  });

  test.each([
    ['/u/forged'],
    [`${link('letters')}0`],
    [link('letters').replace(/.$/, 'g')],
    [`/u/${'a'.repeat(600)}`],
    ['/u/%00%ff'],
    ['/u/<script>'],
  ])('answers 404 to %s, whatever is asked', async (path) => {
    expect((await app.request(path)).status).toBe(404);
    for (const body of ['List-Unsubscribe=One-Click', 'act=leaveAll', 'act=undo', '']) {
      expect((await post(path, body, urlencoded)).status).toBe(404);
    }
    expect(gone.size).toBe(0);
  });

  test('asks why only after it is done, and takes one of its own answers or none', async () => {
    expect(await (await app.request(link('letters'))).text()).not.toContain(phrase('web.leaving.ask'));
    const left = await (await post(link('letters'), 'act=leave', urlencoded)).text();
    expect(left).toContain(phrase('web.leaving.ask'));
    for (const reason of leavingReasons) expect(left).toContain(phrase(`web.leaving.reason.${reason}`));
    expect(left).toContain(`value="${leaving}"`);
    const answered = await post(link('letters'), `act=reason&reason=often&leaving=${leaving}`, urlencoded);
    expect(await answered.text()).toContain(phrase('web.leaving.thanks'));
    for (const body of ['reason=often', `reason=hated&leaving=${leaving}`, 'leaving=x&reason=often', ''])
      expect((await post(link('letters'), `act=reason&${body}`, urlencoded)).status).toBe(400);
    expect(reasons).toEqual(['often']);
    const again = await (await post(link('letters'), 'act=leave', urlencoded)).text();
    expect(again).not.toContain(phrase('web.leaving.ask'));
  });

  test('refuses a body that is too large', async () => {
    expect((await post(link('letters'), `act=leave&x=${'y'.repeat(20_000)}`, urlencoded)).status).toBe(413);
    expect(gone.size).toBe(0);
  });

  test.each([[link('letters')], ['/u/forged'], [`/confirm/${states.waiting}`]])(
    'keeps %s to itself',
    async (path) => {
      const { headers } = await app.request(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toContain('noindex');
    },
  );
});

describe('a counted link', () => {
  test.each([
    ['GET', 'https://city.example/get'],
    ['HEAD', 'https://city.example/head'],
  ])('leads on by %s to where the letter meant, and sets no cookie', async (method, target) => {
    const response = await app.request('/l/known.0', { method });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(target);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test.each([
    '/l/other.0',
    '/l/known',
    '/l/known.0.1',
    '/l/known.x',
    '/l/https:%2F%2Fevil.example',
    `/l/${'a'.repeat(300)}.0`,
  ])('that is none of ours leads nowhere: %s', async (path) => {
    const response = await app.request(`${path}?url=https://evil.example`);
    expect(response.status).toBe(404);
    expect(response.headers.get('location')).toBeNull();
  });
});

describe('the confirmation page', () => {
  test.each([
    ['waiting', states.waiting, 200, 'mail.confirm.what'],
    ['confirmed', states.confirmed, 200, 'mail.confirm.confirmed'],
    ['expired', states.expired, 410, 'mail.confirm.expired'],
    ['unknown', 'nobody', 404, 'mail.confirm.unknown'],
  ])('shows a %s link as such and confirms nothing by GET', async (_state, token, status, key) => {
    const response = await app.request(`/confirm/${token}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(phrase(key));
    expect(confirmed).toEqual([]);
  });

  test.each([
    ['waiting', states.waiting, 200, 'mail.confirm.confirmed'],
    ['expired', states.expired, 410, 'mail.confirm.expired'],
    ['unknown', 'nobody', 404, 'mail.confirm.unknown'],
  ])('answers the button of a %s link', async (_state, token, status, key) => {
    const response = await post(`/confirm/${token}`, 'act=confirm', urlencoded);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(phrase(key));
  });

  test('confirms by POST, once and again', async () => {
    for (let time = 0; time < 2; time += 1) {
      expect((await post(`/confirm/${states.waiting}`, 'act=confirm', urlencoded)).status).toBe(200);
    }
    expect(confirmed).toContain(states.waiting);
  });
});
