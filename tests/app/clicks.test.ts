// Counted links of letters: where they lead, whose they are, and which visits are a person's.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBroadcast } from '../../db/broadcasts.ts';
import { clickedBy, visitsOf } from '../../db/clicks.ts';
import { reading } from '../../src/app/app.ts';
import { fillOf, followLink, linksOf, withCountedLinks } from '../../src/app/letters/clicks.ts';
import { clickToken, readClickToken } from '../../src/mail/click-token.ts';
import { deliveryRow, keep, keepBroadcast, settle } from '../db/rows.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { all } from './look.ts';

const body = {
  text: 'Коротко.',
  letterText:
    'Проєкти: https://city.example/a, усі https://city.example/a/b. І ще раз: https://city.example/a',
  choices: [
    { label: 'Проголосувати', url: 'https://vote.example/?city=1' },
    { label: 'Приватність', url: 'https://uchast.example/privacy' },
    { label: 'Що мені робити?', value: '/role' },
  ],
  subject: 'Голосування',
  preheader: null,
};
const urls = ['https://city.example/a', 'https://city.example/a/b', 'https://vote.example/?city=1'];
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0';
const browser = { method: 'GET', headers: { 'user-agent': firefox } };
const secret = 'a secret of the tests';

async function sentLetter(options: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = openWorld(options);
  await keepBroadcast(world, 'b', { state: 'sending', body });
  await settle(world, 'ann', { addresses: [{ channel: 'email' }] });
  const row = { broadcastId: 'b', personId: 'ann', addressId: 'ann-0', body: null, channel: 'email' };
  await keep(world, [deliveryRow(world, 'd', row)]);
  await world.send('email', 1);
  world.clock.pass(60_000);
  return world;
}

const own = (place: number) => `${clickToken(secret, { kind: 'delivery', id: 'd' })}.${place}`;
const visit = (world: World, place: number, differs: Partial<typeof browser> = {}) =>
  followLink(world.app, own(place), { ...browser, ...differs });
const humans = async (world: World) =>
  (await all(world, 'click')).map(({ link, human }) => [link, human]).sort();

describe('the links of a letter', () => {
  test('are those of its text and buttons, each once, without the pages that are a person’s own', async () => {
    const world = await sentLetter();
    const row = await findBroadcast(reading(world.app), 'b');
    expect(linksOf(world.app, row ? [row] : []).map(({ url }) => url)).toEqual(urls);
  });

  test('lead through us, all recipients sharing one text that their own word makes theirs', async () => {
    const world = await sentLetter();
    const [parcel] = world.channel('email').parcels;
    const { standIn = '', value = '' } = parcel?.letter?.fill ?? {};
    const through = (place: number) => `https://uchast.example/l/${standIn}.${place}`;
    expect(parcel?.reply.text).toContain(
      `Проєкти: ${through(0)}, усі ${through(1)}. І ще раз: ${through(0)}`,
    );
    expect(parcel?.reply.text).toContain(`Проголосувати: ${through(2)}`);
    expect(parcel?.reply.text).toContain('https://uchast.example/privacy');
    expect(value).not.toBe(standIn);
    for (const [place, url] of urls.entries()) {
      expect(await followLink(world.app, `${value}.${place}`, browser)).toBe(url);
      expect(await followLink(world.app, `${standIn}.${place}`, browser)).toBe(url);
    }
  });

  test('of chats stay as they are, and so do those of letters in a city that counts nothing', async () => {
    const content = realContent();
    const quiet = { ...content, city: { ...content.city, letterClicks: false } };
    const world = await sentLetter({ content: quiet });
    const [parcel] = world.channel('email').parcels;
    expect(parcel?.letter?.fill).toBeUndefined();
    for (const url of urls) expect(parcel?.reply.text).toContain(url);
    await visit(world, 0);
    expect(await all(world, 'click')).toEqual([]);
  });

  test('of several broadcasts in one letter are counted each for its own', async () => {
    const world = openWorld();
    const other = {
      ...body,
      letterText: 'Дитячий: https://kids.example/ і https://city.example/a',
      choices: [],
    };
    const rows = [
      await keepBroadcast(world, 'b', { body }),
      await keepBroadcast(world, 'k', { body: other }),
    ];
    const links = linksOf(world.app, rows).map(({ broadcastId, link }) => [broadcastId, link]);
    expect(links).toEqual([
      ['b', 0],
      ['b', 1],
      ['b', 2],
      ['k', 0],
    ]);
    await keep(world, [
      deliveryRow(world, 'd', { broadcastId: 'b', also: ['k'], body: null, state: 'sent', settledAt: 0 }),
    ]);
    expect(await visit(world, 3)).toBe('https://kids.example/');
    expect(await all(world, 'click')).toMatchObject([{ broadcastId: 'k', link: 0, human: true }]);
  });

  test.each([
    '',
    'x.0',
    `${clickToken('another', { kind: 'delivery', id: 'd' })}.0`,
    `${own(0)}.1`,
    own(3),
    own(0).replace('.0', '.-1'),
    `${clickToken(secret, { kind: 'delivery', id: 'nobody' })}.0`,
  ])('lead nowhere when they are forged, damaged or of nothing: %j', async (link) => {
    const world = await sentLetter();
    expect(await followLink(world.app, link, browser)).toBeNull();
    expect(await all(world, 'click')).toEqual([]);
  });
});

describe('a visit', () => {
  const names = (agent: string) => ({ headers: { 'user-agent': agent } });
  test.each<[string, Partial<typeof browser>, boolean]>([
    ['of a browser is a person’s', {}, true],
    ['by HEAD is a program’s', { method: 'HEAD' }, false],
    ['without a name is a program’s', { headers: { 'user-agent': '' } }, false],
    ['of a scanner that names itself is a program’s', names(`${firefox} Barracuda Sentinel (EE)`), false],
    ['of a crawler is a program’s', names('Mozilla/5.0 (compatible; Googlebot/2.1)'), false],
    ['of a library is a program’s', names('python-requests/2.32'), false],
    [
      'of a phone is a person’s',
      names('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'),
      true,
    ],
  ])('%s', async (_name, differs, human) => {
    const world = await sentLetter();
    await visit(world, 0, differs);
    expect(await humans(world)).toEqual([[0, human]]);
  });

  test.each([
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ])('that looks ahead (%s: %s) is nobody’s', async (name, value) => {
    const world = await sentLetter();
    await visit(world, 0, { headers: { ...browser.headers, [name]: value } } as Partial<typeof browser>);
    expect(await humans(world)).toEqual([[0, false]]);
  });

  test('within five seconds after sending is a scanner’s, one after them a person’s', async () => {
    const world = await sentLetter();
    world.clock.set('2026-10-20 12:00');
    world.clock.pass(4_999);
    await visit(world, 0);
    expect(await humans(world)).toEqual([[0, false]]);
    world.clock.pass(1);
    await visit(world, 0);
    expect(await humans(world)).toEqual([[0, true]]);
  });

  test('of several links within two seconds is a scanner’s, the first one too', async () => {
    const world = await sentLetter();
    for (const place of [0, 1, 2]) {
      await visit(world, place);
      world.clock.pass(500);
    }
    expect(await humans(world)).toEqual([
      [0, false],
      [1, false],
      [2, false],
    ]);
    world.clock.pass(600_000);
    await visit(world, 1);
    expect(await humans(world)).toEqual([
      [0, false],
      [1, true],
      [2, false],
    ]);
  });

  test('of the same link any number of times is counted once, and a scanner after a person takes nothing away', async () => {
    const world = await sentLetter();
    await visit(world, 0);
    world.clock.pass(60_000);
    await visit(world, 0, { method: 'HEAD' });
    await visit(world, 0);
    expect(await humans(world)).toEqual([[0, true]]);
    expect(await visitsOf(reading(world.app), 'b')).toEqual([{ link: 0, people: 1, all: 1 }]);
    expect(await clickedBy(reading(world.app), 'b')).toBe(1);
  });

  test('leaves nothing that names the person or the letter', async () => {
    const world = await sentLetter();
    await visit(world, 0);
    const [row] = await all(world, 'click');
    expect(row?.visitor).toMatch(/^[\w-]{22}$/);
    expect(Object.keys(row ?? {}).sort()).toEqual(['at', 'broadcastId', 'human', 'link', 'visitor']);
  });
});

describe('the word of a link', () => {
  test('of any id is read back, short for ids of ours, and every change of a character forges it', () => {
    const id = fc.oneof(
      fc.stringMatching(/^[0-9a-f]{32}$/),
      fc
        .string({ minLength: 1, maxLength: 40 })
        .filter((one) => !one.includes('\uFFFD') && one.isWellFormed()),
    );
    fc.assert(
      fc.property(
        id,
        fc.constantFrom('delivery' as const, 'broadcast' as const),
        fc.nat(),
        (one, kind, at) => {
          const token = clickToken(secret, { kind, id: one });
          expect(readClickToken(secret, token)).toEqual({ kind, id: one });
          const place = at % token.length;
          const other = token[place] === 'A' ? 'B' : 'A';
          expect(readClickToken(secret, token.slice(0, place) + other + token.slice(place + 1))).toBeNull();
        },
      ),
      { numRuns: 200 },
    );
    expect(clickToken(secret, { kind: 'delivery', id: '0'.repeat(32) })).toHaveLength(30);
  });

  test('is made for a recipient where clicks are counted', () => {
    const app = openWorld().app;
    const { fill } = fillOf(app, { broadcastId: 'b', deliveryId: 'd' });
    expect(fill).toEqual({
      standIn: clickToken(secret, { kind: 'broadcast', id: 'b' }),
      value: own(0).slice(0, -2),
    });
    expect(withCountedLinks(app, { text: 'Без посилань.', choices: [] }, [])).toEqual({
      text: 'Без посилань.',
      choices: [],
    });
  });
});
