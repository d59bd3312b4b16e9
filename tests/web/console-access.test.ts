// Owns the proof that the pages of coming in and of one's own access ask for what they need and show secrets once.
import { describe, expect, test } from 'vitest';
import { codeAt } from '../../src/app/staff/access-totp.ts';
import { browserNames, browserOf, systemNames } from '../../src/web/console/access/sign-in-comer.ts';
import { openWorld } from '../support/harness.ts';
import { browser, csrf, hiddenField, literalDesk, phrases, refusal } from './console-desk.ts';

describe('coming in by password', () => {
  const fields = { email: 'a@b.ua', password: 'не секрет', code: '123456' };

  test('hands all three to the application at once and goes on to the console', async () => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post(null, '/sign-in/password', fields);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/console']);
    expect(response.headers.get('set-cookie')).toContain('uchast_staff=fresh');
    expect(acts[0]).toContain('"code":"123456"');
  });

  test('that fails keeps the address, and neither password nor code', async () => {
    const { desk } = literalDesk();
    const { post } = browser({ ...desk, staff: { ...desk.staff, signInByPassword: async () => refusal } });
    const response = await post(null, '/sign-in/password', fields);
    const page = await response.text();
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
    expect(page).toContain('value="a@b.ua"');
    expect(page).not.toContain('не секрет');
    expect(page).not.toContain('123456');
    expect(page).toContain('Місто каже: не можна.');
  });

  test.each(['/sign-in', '/sign-in/password'])('%s with a broken body is refused in words', async (path) => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).app.request(`/console${path}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'broken',
    });
    expect([response.status, acts]).toEqual([422, []]);
  });
});

describe('a link', () => {
  test('asks for a code only where its person has a second factor', async () => {
    const { get } = browser(literalDesk().desk);
    expect(await (await get(null, '/in/guarded')).text()).toContain('name="code"');
    expect(await (await get(null, '/in/plain')).text()).not.toContain('name="code"');
  });

  test('with a wrong code stays, and its form stands there again', async () => {
    const { desk } = literalDesk();
    const { post } = browser({ ...desk, staff: { ...desk.staff, signIn: async () => refusal } });
    const response = await post(null, '/in/guarded', { code: '1' });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('action="/console/in/guarded"');
  });
});

describe('my sign-ins', () => {
  test('name the browser in words and offer no end of the one in use', async () => {
    const page = await (await browser(literalDesk().desk).get('editor', '/access')).text();
    expect(page).toContain('Firefox, Windows');
    expect(page).not.toContain('name="session" value="k1"');
    expect(page).toContain('name="session" value="k2"');
  });

  test.each([
    ['k2', 'sessionEnded'],
    ['others', 'sessionsEnded'],
  ])('end %s for who asks', async (session, key) => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('editor', '/access/end', { session });
    expect(response.headers.get('location')).toBe(`/console/access?done=${key}&n=1`);
    expect(acts).toEqual([`access.end {"id":"editor","session":"editor"} "${session}"`]);
  });

  test('passwords that differ are not handed on, and the secret stays the same', async () => {
    const { desk, acts } = literalDesk();
    const { post } = browser(desk);
    const response = await post('editor', '/access/password', { password: 'а', again: 'б', secret: 'S' });
    expect([response.status, acts]).toEqual([422, []]);
    expect(await response.text()).toContain('id="again-error"');
  });

  test('recovery codes are shown in the answer to the form and by no address', async () => {
    const { get, post } = browser(literalDesk().desk);
    const shown = await (await post('editor', '/access/codes', { code: '123456' })).text();
    expect(shown).toContain('aaaa-bbbb-cccc-dddd');
    expect(await (await get('editor', '/access')).text()).not.toContain('aaaa-bbbb-cccc-dddd');
  });

  test('go from a link to a password and back in with it', async () => {
    const world = openWorld();
    const email = 'olena@city.example';
    const added = await world.desk.staff.add(email, 'editor', 'cli');
    const { app } = browser(world.desk);
    const form = (fields: Record<string, string>, cookie = '') => ({
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams(fields),
    });
    const entered = await app.request(`/console/in/${added.ok ? added.value.token : ''}`, form({}));
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await (await app.request('/console/access/password', { headers: { cookie } })).text();
    const secret = hiddenField(page, 'secret');
    const password = 'чотири слова без зв’язку';
    const code = codeAt(secret, Math.floor(Date.now() / 30_000));
    const fields = { csrf: hiddenField(page, 'csrf'), secret, password, again: password, code };
    const set = await (await app.request('/console/access/password', form(fields, cookie))).text();
    const [recovery = ''] = /([a-z2-9]{4}-){3}[a-z2-9]{4}/.exec(set) ?? [];
    const back = await app.request('/console/sign-in/password', form({ email, password, code: recovery }));
    expect([back.status, back.headers.get('location')]).toEqual([303, '/console']);
  });
});

describe('a colleague’s page', () => {
  test.each([
    ['role', { role: 'approver' }, 'staff.changeRole "s" "approver" "admin@example.org"'],
    ['end', {}, 'staff.endSessions "s" "admin@example.org"'],
    ['disable', {}, 'staff.disable "s" "admin@example.org"'],
    ['invite', {}, 'staff.invite "s" "admin@example.org"'],
  ])('does %s', async (act, fields, asked) => {
    const { desk, acts } = literalDesk();
    const response = await browser(desk).post('admin', `/staff/s/${act}`, { csrf, ...fields });
    expect(response.status).toBeLessThan(400);
    expect(acts).toEqual([asked]);
  });

  test('says why it could not be done', async () => {
    const { desk } = literalDesk();
    const { post } = browser({ ...desk, staff: { ...desk.staff, disable: async () => refusal } });
    const response = await post('admin', '/staff/s/disable');
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('Місто каже: не можна.');
  });

  test('of somebody without access is none', async () => {
    expect((await browser(literalDesk().desk).get('admin', '/staff/gone')).status).toBe(404);
  });
});

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox windows'],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'edge windows',
  ],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'chrome android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1', 'safari ios'],
  ['curl/8', 'other other'],
  ['', null],
])('%s is %s', (agent, words) => {
  expect(browserOf(agent)).toBe(words);
});

test('every browser and system has a name', () => {
  for (const name of browserNames) expect(phrases[`console.access.browser.${name}`]).toBeDefined();
  for (const name of systemNames.filter((one) => one !== 'other'))
    expect(phrases[`console.access.system.${name}`]).toBeDefined();
});
