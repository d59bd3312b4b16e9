// Owns the proof that the console's door keeps people to their roles, forms to their sessions and sizes to their limits.
import { describe, expect, test } from 'vitest';
import { pagesOfStaff } from '../../src/web/console/routes.ts';
import { browser, csrf, literalDesk, staff } from './console-desk.ts';

/** Who may come, written down a second time: a slip in the routes shows here. */
const everyone = ['editor', 'approver', 'admin'];
const access: readonly (readonly [string, string, readonly string[]])[] = [
  ['GET', '/', everyone],
  ['GET', '/plans', everyone],
  ['POST', '/plans', everyone],
  ['GET', '/plans/:id', everyone],
  ['POST', '/plans/:id/confirm', everyone],
  ['POST', '/plans/:id/unconfirm', everyone],
  ['POST', '/plans/:id/confirm-all', everyone],
  ['POST', '/plans/:id/event', everyone],
  ['POST', '/plans/:id/drop', everyone],
  ['GET', '/plans/:id/row/:key', everyone],
  ['POST', '/plans/:id/row/:key', everyone],
  ['GET', '/plans/:id/version', everyone],
  ['POST', '/plans/:id/version', everyone],
  ['POST', '/plans/:id/version/apply', everyone],
  ['GET', '/broadcasts/:id/letter', everyone],
  ['GET', '/broadcasts/:id/letter.html', everyone],
  ['GET', '/broadcasts/:id/letter.eml', everyone],
  ['POST', '/broadcasts/:id/links', everyone],
  ['GET', '/calendar', everyone],
  ['GET', '/calendar/:contest/:stage', everyone],
  ['POST', '/calendar/:contest/:stage/diff', everyone],
  ['POST', '/calendar/:contest/:stage', everyone],
  ['GET', '/planned', everyone],
  ['GET', '/planned.csv', everyone],
  ['GET', '/timeline', everyone],
  ['GET', '/timeline.csv', everyone],
  ['GET', '/report', everyone],
  ['GET', '/plans/:id/evidence/:key', everyone],
  ['POST', '/plans/:id/evidence/:key', everyone],
  ['POST', '/plans/:id/evidence/:key/remove', everyone],
  ['GET', '/broadcasts/new', everyone],
  ['POST', '/broadcasts/new', everyone],
  ['GET', '/broadcasts', everyone],
  ['GET', '/broadcasts/:id/recipients', everyone],
  ['POST', '/broadcasts/:id/recipients', ['admin']],
  ['GET', '/broadcasts/:id/recipients.csv', everyone],
  ['GET', '/broadcasts/:id/watch', everyone],
  ['GET', '/broadcasts/:id/live', everyone],
  ['GET', '/letters/:token/letter.html', everyone],
  ['GET', '/assets/compose.js', everyone],
  ['GET', '/assets/live.js', everyone],
  ['GET', '/broadcasts/:id', everyone],
  ['POST', '/broadcasts/:id/approve', ['approver', 'admin']],
  ['POST', '/broadcasts/:id/pause', everyone],
  ['POST', '/broadcasts/:id/resume', ['approver', 'admin']],
  ['POST', '/broadcasts/:id/cancel', everyone],
  ['POST', '/broadcasts/:id/retry', ['approver', 'admin']],
  ['GET', '/broadcasts/:id/edit', everyone],
  ['POST', '/broadcasts/:id/edit', everyone],
  ['POST', '/broadcasts/:id/test', everyone],
  ['POST', '/broadcasts/:id/correct', everyone],
  ['POST', '/broadcasts/:id/recall', everyone],
  ['GET', '/plans/:id/pack/:key', everyone],
  ['POST', '/plans/:id/pack/:key', everyone],
  ['GET', '/tasks', everyone],
  ['GET', '/tasks/:id', everyone],
  ['POST', '/tasks/:id/done', everyone],
  ['POST', '/tasks/:id/drop', everyone],
  ['POST', '/tasks/happenings', everyone],
  ['POST', '/tasks/holidays', everyone],
  ['POST', '/tasks/holidays/remove', everyone],
  ['GET', '/unknown', everyone],
  ['GET', '/unknown/:id', everyone],
  ['POST', '/unknown/:id', everyone],
  ['GET', '/purse', everyone],
  ['GET', '/questions', everyone],
  ['POST', '/questions/:id/answer', everyone],
  ['GET', '/questions/:id', everyone],
  ['POST', '/questions/:id/take', everyone],
  ['GET', '/unanswered', everyone],
  ['GET', '/helped', everyone],
  ['GET', '/helped.csv', everyone],
  ['GET', '/unanswered.csv', everyone],
  ['POST', '/unanswered/close', everyone],
  ['GET', '/entries', everyone],
  ['GET', '/entries/new', everyone],
  ['POST', '/entries/new', everyone],
  ['POST', '/entries/approve', ['approver', 'admin']],
  ['POST', '/entries/withdraw', everyone],
  ['POST', '/entries/undo', ['approver', 'admin']],
  ['GET', '/texts', everyone],
  ['GET', '/texts/export', everyone],
  ['GET', '/texts/preview', everyone],
  ['GET', '/texts/check', everyone],
  ['GET', '/texts/:kind', everyone],
  ['GET', '/texts/:kind/:key', everyone],
  ['POST', '/texts/:kind/:key', everyone],
  ['POST', '/texts/:kind/:key/approve', ['approver', 'admin']],
  ['POST', '/texts/:kind/:key/withdraw', everyone],
  ['GET', '/texts/:kind/:key/history', everyone],
  ['GET', '/texts/:kind/:key/undo', ['approver', 'admin']],
  ['POST', '/texts/:kind/:key/undo', ['approver', 'admin']],
  ['GET', '/duty', ['admin']],
  ['POST', '/duty', ['admin']],
  ['GET', '/projects', everyone],
  ['POST', '/projects', everyone],
  ['GET', '/projects/list', everyone],
  ['POST', '/projects/list', everyone],
  ['GET', '/projects/:uid', everyone],
  ['POST', '/projects/:uid/steps', everyone],
  ['GET', '/events', everyone],
  ['POST', '/events', everyone],
  ['GET', '/events/:id', everyone],
  ['POST', '/events/:id/cancel', everyone],
  ['POST', '/events/:id/record', everyone],
  ['GET', '/events/:id/edit', everyone],
  ['POST', '/events/:id/diff', everyone],
  ['POST', '/events/:id/edit', everyone],
  ['GET', '/polls', everyone],
  ['POST', '/polls', everyone],
  ['GET', '/polls/:id', everyone],
  ['GET', '/polls/:id/file', everyone],
  ['POST', '/polls/:id/close', everyone],
  ['GET', '/drafts', everyone],
  ['POST', '/drafts/:code/down', everyone],
  ['GET', '/sources', everyone],
  ['POST', '/sources', everyone],
  ['GET', '/sources.csv', everyone],
  ['GET', '/people', everyone],
  ['GET', '/people/stop', everyone],
  ['POST', '/people/stop', everyone],
  ['POST', '/people/stop/ask', everyone],
  ['GET', '/people/list', everyone],
  ['POST', '/people/list', everyone],
  ['GET', '/people/list/:id', everyone],
  ['POST', '/people/list/:id', everyone],
  ['GET', '/people/list/:id/rejected.csv', everyone],
  ['GET', '/people/person', ['approver', 'admin']],
  ['POST', '/people/person', ['approver', 'admin']],
  ['POST', '/people/person/file', ['approver', 'admin']],
  ['POST', '/people/person/erase', ['approver', 'admin']],
  ['GET', '/figures', everyone],
  ['GET', '/figures.csv', everyone],
  ['GET', '/register', everyone],
  ['POST', '/register', ['approver', 'admin']],
  ['POST', '/register/:id/hide', ['approver', 'admin']],
  ['POST', '/register/:id/unhide', ['approver', 'admin']],
  ['GET', '/register/open-data', everyone],
  ['POST', '/register/open-data', ['approver', 'admin']],
  ['GET', '/qr-sheet', everyone],
  ['POST', '/qr-sheet', everyone],
  ['GET', '/qr-sheet/:name/svg', everyone],
  ['GET', '/qr-sheet/:name/png', everyone],
  ['GET', '/staff', ['admin']],
  ['POST', '/staff', ['admin']],
  ['GET', '/staff/:id', ['admin']],
  ['POST', '/staff/:id/role', ['admin']],
  ['POST', '/staff/:id/invite', ['admin']],
  ['POST', '/staff/:id/reset', ['admin']],
  ['POST', '/staff/:id/end', ['admin']],
  ['POST', '/staff/:id/disable', ['admin']],
  ['GET', '/audit', ['admin']],
  ['GET', '/audit.csv', ['admin']],
  ['GET', '/retention', everyone],
  ['GET', '/retention.csv', everyone],
  ['POST', '/retention/count', ['admin']],
  ['GET', '/access', everyone],
  ['POST', '/access/end', everyone],
  ['GET', '/access/password', everyone],
  ['POST', '/access/password', everyone],
  ['GET', '/access/codes', everyone],
  ['POST', '/access/codes', everyone],
  ['GET', '/access/remove', everyone],
  ['POST', '/access/remove', everyone],
];

function pathOf(route: string): string {
  const ids: Record<string, string> = {
    plans: 'plan-1',
    questions: 'q-1',
    tasks: 't-1',
    staff: 's',
    people: 'l-3',
    events: 'e-1',
    polls: 'poll-1',
  };
  const id = ids[route.split('/')[1] ?? ''] ?? 'b-1';
  const filled = route
    .replace(':id', id)
    .replace(':uid', 'p-1')
    .replace(':name', 'poster-12')
    .replace(':kind/:key', 'faq/x.1')
    .replace(':kind', 'faq')
    .replace(':key', 'sure')
    .replace(':contest', 'city')
    .replace(':stage', 'voting');
  return filled === '/' ? '' : filled;
}

const posts = access.filter(([method]) => method === 'POST').map(([, path]) => path);

test('the table of access names every page of the console', () => {
  const written = access.map(([method, path]) => `${method} ${path}`).sort();
  expect(pagesOfStaff.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(written);
});

describe.each(access)('%s %s', (method, route, who) => {
  const ask = (as: (typeof staff)[number] | null) => {
    const { desk, acts } = literalDesk();
    const { get, post } = browser(desk);
    return { acts, response: method === 'GET' ? get(as, pathOf(route)) : post(as, pathOf(route)) };
  };

  test('shows a signed-out person only the way in', async () => {
    const { acts, response } = ask(null);
    const { status, headers } = await response;
    expect([status, headers.get('location')]).toEqual([303, '/console/sign-in']);
    expect(await (await response).text()).toBe('');
    expect(acts).toEqual([]);
  });

  test.each(staff)('answers the %s as the role allows', async (as) => {
    const { acts, response } = ask(as);
    const { status } = await response;
    if (who.includes(as)) {
      expect(status).not.toBe(403);
      expect(status).toBeLessThan(500);
      if (method === 'GET') expect(status).toBe(200);
    } else {
      expect(status).toBe(403);
      expect(acts).toEqual([]);
    }
  });
});

describe.each(posts)('POST %s', (route) => {
  test.each([
    ['no token', []],
    ['another token', ['another']],
    ['an empty token', ['']],
  ])('is refused with %s', async (_label, token) => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('admin', pathOf(route), { csrf: token });
    expect(response.status).toBe(403);
    expect(acts).toEqual([]);
  });
});

test('a form from another site is refused even with the right token, and so is signing in from there', async () => {
  const { desk, acts } = literalDesk();
  const { app } = browser(desk);
  for (const path of ['/console/broadcasts/b-1/pause', '/console/in/token', '/console/sign-in']) {
    const response = await app.request(path, {
      method: 'POST',
      headers: { cookie: 'uchast_staff=admin', 'sec-fetch-site': 'cross-site' },
      body: new URLSearchParams({ csrf, email: 'a@b.ua' }),
    });
    expect(response.status).toBe(403);
  }
  expect(acts).toEqual([]);
});

test('a session that the application does not know shows nothing', async () => {
  const { app } = browser(literalDesk().desk);
  const response = await app.request('/console', { headers: { cookie: 'uchast_staff=guessed' } });
  expect(response.headers.get('location')).toBe('/console/sign-in');
});

test('an unknown page is a 404 for staff and the way in for others', async () => {
  const { get } = browser(literalDesk().desk);
  expect((await get('editor', '/nowhere')).status).toBe(404);
  expect((await get('editor', '/plans/unknown')).status).toBe(404);
  expect((await get(null, '/nowhere')).headers.get('location')).toBe('/console/sign-in');
});

test('every answer forbids scripts, frames, sniffing, keeping and referring', async () => {
  const { get } = browser(literalDesk().desk);
  for (const response of [await get('admin', ''), await get(null, '/sign-in'), await get(null, '/plans')]) {
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

describe('signing in', () => {
  test('tells nobody whether an address is one of the staff', async () => {
    const { desk, acts } = literalDesk();
    const { post } = browser(desk);
    const [known, unknown] = [
      await post(null, '/sign-in', { email: 'editor@example.org' }),
      await post(null, '/sign-in', { email: 'nobody@example.org' }),
    ];
    expect(await known.text()).toBe(await unknown.text());
    expect(acts).toEqual(['requestSignIn "editor@example.org"', 'requestSignIn "nobody@example.org"']);
  });

  test('says beside the field what is wrong with an address', async () => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post(null, '/sign-in', { email: 'not an address' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('id="email-error"');
    expect(acts).toEqual([]);
  });

  test('only shows a button when a link is followed; the button spends it', async () => {
    const { desk, acts } = literalDesk();
    const { app, get, post } = browser(desk);
    expect(await (await get(null, '/in/abc')).text()).toContain('Увійти');
    await app.request('/console/in/abc', { method: 'HEAD' });
    expect(acts).toEqual([]);
    const response = await post(null, '/in/abc');
    expect(acts).toEqual([expect.stringContaining('signIn "abc"')]);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/console']);
  });

  test.each([
    [false, 'uchast_staff=fresh; Path=/console; HttpOnly; SameSite=Lax'],
    [true, '__Host-uchast_staff=fresh; Path=/; HttpOnly; Secure; SameSite=Lax'],
  ])('sets a new cookie of its own (secure: %s) and ends the session before it', async (secure, cookie) => {
    const { desk, acts } = literalDesk();
    const { app } = browser(desk, secure);
    const response = await app.request('/console/in/abc', {
      method: 'POST',
      headers: { cookie: 'uchast_staff=planted; __Host-uchast_staff=planted' },
    });
    expect(response.headers.get('set-cookie')).toBe(cookie);
    expect(acts).toEqual([expect.stringContaining('signIn "abc"'), 'signOut "planted"']);
  });

  test('says why a spent link does not work, and sets no cookie', async () => {
    const { desk } = literalDesk();
    const signIn: typeof desk.staff.signIn = async () => ({
      ok: false,
      code: 'staff.link',
      message: 'Посилання вже не діє.',
    });
    const { post } = browser({ ...desk, staff: { ...desk.staff, signIn } });
    const response = await post(null, '/in/abc');
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
    expect(await response.text()).toContain('Посилання вже не діє.');
  });

  test('signing out ends the session and forgets the cookie, only with the form token', async () => {
    const { desk, acts } = literalDesk();
    const { post } = browser(desk);
    expect((await post('editor', '/sign-out', { csrf: 'another' })).status).toBe(403);
    expect(acts).toEqual([]);
    const response = await post('editor', '/sign-out');
    expect(response.headers.get('location')).toBe('/console/sign-in');
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(acts).toEqual(['signOut "editor"']);
  });
});

describe('sizes', () => {
  const upload = async (bytes: number) => {
    const { desk, acts } = literalDesk();
    const body = new FormData();
    body.set('csrf', csrf);
    body.set('file', new File([new Uint8Array(bytes)], 'план.docx'));
    const { app } = browser(desk);
    const response = await app.request('/console/plans', {
      method: 'POST',
      headers: { cookie: 'uchast_staff=editor' },
      body,
    });
    return { response, acts };
  };

  test.each([
    ['a document of 20 MB is read', 20 * 1024 * 1024, 303],
    ['one byte more is refused', 20 * 1024 * 1024 + 1, 413],
    ['far more is refused before it is read', 21 * 1024 * 1024, 413],
  ])('%s', async (_label, bytes, status) => {
    const { response, acts } = await upload(bytes);
    expect([response.status, acts.length]).toEqual([status, status === 303 ? 1 : 0]);
    if (status === 413) expect(await response.text()).toContain('20 МБ');
  });

  test('a form of more than 1 MB is refused', async () => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('editor', '/questions/q-1/answer', {
      text: 'а'.repeat(1_000_000),
    });
    expect(response.status).toBe(413);
    expect(acts).toEqual([]);
  });

  test('a broken multipart body is refused in words', async () => {
    const { desk } = literalDesk();
    const response = await browser(desk).app.request('/console/plans', {
      method: 'POST',
      headers: { cookie: 'uchast_staff=editor', 'content-type': 'multipart/form-data; boundary=x' },
      body: 'broken',
    });
    expect(response.status).toBe(400);
  });
});
