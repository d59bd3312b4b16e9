// One-click unsubscribing as RFC 8058 words it, on the real desk: each test's name gives the demand that it proves.
import type { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BroadcastRow } from '../../db/broadcasts.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import { unsubscribeToken } from '../../src/mail/token.ts';
import { page } from '../../src/web/layout.ts';
import { letterRoutes } from '../../src/web/letters.ts';
import { all } from '../app/look.ts';
import { deliveryRow, keepBroadcast, settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

let world: World;
let app: Hono;
let broadcast: BroadcastRow;
/** The address in List-Unsubscribe of ann's letter, without our host. */
let target: string;

beforeEach(async () => {
  world = openWorld();
  const phrase = (key: string) => world.app.files.phrases[key] ?? key;
  app = letterRoutes(mailingDesk(world.app), phrase, page);
  const granted: ['letters' | 'reminders', 'city'][] = [
    ['letters', 'city'],
    ['reminders', 'city'],
  ];
  for (const name of ['ann', 'eve'])
    await settle(world, name, { addresses: [{ channel: 'email' }], granted });
  const audience = audienceOf({ purposes: ['letters'], contest: 'city' });
  broadcast = await keepBroadcast(world, 'b', { state: 'sending', audience });
  const { unsubscribeUrl } = world.letters.letterFor(
    deliveryRow(world, 'a', { personId: 'ann', body: null }),
    broadcast,
  );
  target = (unsubscribeUrl ?? '').slice(world.app.publicUrl.length);
});

const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
const press = (path: string, body: string | FormData = 'List-Unsubscribe=One-Click', headers = {}) =>
  app.request(path, {
    method: 'POST',
    body,
    headers: { ...(typeof body === 'string' ? urlencoded : {}), ...headers },
  });
const multipart = () => {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
};
/** What each person still gets, `ann letters`. */
const granted = async () =>
  (await all(world, 'standing'))
    .filter((row) => row.granted)
    .map((row) => `${row.personId} ${row.purpose}`)
    .sort();
const everybody = ['ann letters', 'ann reminders', 'eve letters', 'eve reminders'];

describe('RFC 8058', () => {
  test('3.1: the address alone says who leaves which list, and nobody and nothing else is touched', async () => {
    expect((await press(target)).status).toBe(200);
    expect(await granted()).toEqual(['ann reminders', 'eve letters', 'eve reminders']);
  });

  test.each([
    ['3.2: the pair may come as multipart/form-data', multipart],
    ['3.2: the pair may come as application/x-www-form-urlencoded', () => 'List-Unsubscribe=One-Click'],
  ])('%s', async (_demand, body) => {
    expect((await press(target, body())).status).toBe(200);
    expect(await granted()).not.toContain('ann letters');
  });

  test('3.2: the request brings no cookies, no HTTP authorization and no other context, and gets none', async () => {
    const response = await press(target);
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('www-authenticate')).toBeNull();
  });

  test('3.1: the answer is no redirect', async () => {
    const response = await press(target);
    expect(response.status).toBe(200);
    expect(response.headers.get('location')).toBeNull();
  });

  test('3.1: no second step is asked for: what the one request says is done when it is answered', async () => {
    await press(target);
    expect(await granted()).not.toContain('ann letters');
    expect((await all(world, 'suppression')).map(({ reason }) => reason)).toEqual(['unsubscribed']);
  });

  test('5: the address has a part that is hard to forge, so that nobody unsubscribes others', async () => {
    const others = unsubscribeToken('another secret', { person: 'ann', kind: 'letters' });
    const forged = [
      `/u/${others}`,
      target.replace('/u/', '/u/x'),
      target.replace(/\.[0-9a-f]{4}/, '.0000'),
      '/u/ann',
    ];
    for (const path of forged) expect((await press(path)).status).toBe(404);
    expect(await granted()).toEqual(everybody);
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])(
    '1: programs that follow every link of a letter unsubscribe nobody: %s',
    async (method) => {
      const page = await (await app.request(target)).text();
      const links = [...page.matchAll(/(?:href|action|src)="([^"]+)"/g)].flatMap(([, url = '']) => url);
      for (const path of [target, target, ...links.filter((url) => url.startsWith('/'))])
        await app.request(path, { method });
      expect(await granted()).toEqual(everybody);
      expect(await all(world, 'leaving')).toEqual([]);
    },
  );

  test('3.2: only the one pair is the request: other words change nothing', async () => {
    for (const body of ['', 'List-Unsubscribe=Yes', 'list-unsubscribe=One-Click', 'One-Click'])
      expect((await press(target, body)).status).toBe(400);
    expect(await granted()).toEqual(everybody);
  });
});

describe('leaving', () => {
  const said = async (body: string) => (await press(target, body)).text();
  const leavingIn = (shown: string) => /name="leaving" value="([0-9a-f]{32})"/.exec(shown)?.[1] ?? '';

  test('is counted once, for the letter whose link it was, and without who it was', async () => {
    await press(target);
    await press(target);
    const rows = await all(world, 'leaving');
    expect(rows).toMatchObject([{ broadcastId: 'b', kind: 'letters', reason: null }]);
    expect(JSON.stringify(rows)).not.toContain('ann');
  });

  test('keeps the reason that was given first', async () => {
    const id = leavingIn(await said('act=leave'));
    await said(`act=reason&reason=often&leaving=${id}`);
    await said(`act=reason&reason=moved&leaving=${id}`);
    expect(await all(world, 'leaving')).toMatchObject([{ reason: 'often' }]);
  });

  test('of everything ends everything, and its undo brings all of it back, any number of times', async () => {
    const id = leavingIn(await said('act=leaveAll'));
    expect(await granted()).toEqual(['eve letters', 'eve reminders']);
    for (let time = 0; time < 2; time += 1) {
      world.clock.pass(1000);
      expect((await press(target, `act=undo&leaving=${id}`)).status).toBe(200);
    }
    expect(await granted()).toEqual(everybody);
    expect(await all(world, 'suppression')).toEqual([]);
    expect(await all(world, 'leaving')).toEqual([]);
  });

  test('that was taken back once is not taken back again after the person has left by another way', async () => {
    await said('act=leave');
    world.clock.pass(1000);
    await said('act=undo');
    world.clock.pass(1000);
    const { db } = world.app;
    await db.read.update(db.tables.standing).set({ granted: false, at: world.clock.now() });
    expect((await press(target, 'act=undo')).status).toBe(404);
    expect(await granted()).toEqual([]);
  });

  test('and coming back leaves an address stopped that bounced', async () => {
    await press(target);
    const { db } = world.app;
    await db.read.update(db.tables.suppression).set({ reason: 'bounce' });
    await said('act=undo');
    expect(await all(world, 'suppression')).toHaveLength(1);
  });
});
