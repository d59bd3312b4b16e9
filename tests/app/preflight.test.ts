// Asking links without touching our own network, and holding an approval up for what is wrong.
import { describe, expect, test } from 'vitest';
import {
  type Asked,
  isPublicAddress,
  type Outside,
  probeLinks,
} from '../../src/app/letters/preflight-links.ts';
import { approver, created, editor, staffed } from './broadcasting.ts';

/** A world outside: what names resolve to, and what pages answer; `asked` remembers who was really called. */
function outside(names: Record<string, string[]>, pages: Record<string, Asked> = {}) {
  const asked: string[] = [];
  const given: Outside = {
    lookup: async (host) => {
      const found = names[host];
      if (!found) throw new Error('ENOTFOUND');
      return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
    ask: async (url, { method, to }) => {
      asked.push(`${method} ${url.href} at ${to.address}`);
      return pages[`${method} ${url.href}`] ?? { status: 200, location: null };
    },
  };
  return { given, asked };
}

const open = '93.184.215.14';

describe('a link is asked', () => {
  test.each([
    ['alive', { 'HEAD https://a.ua/': { status: 200, location: null } }, 'alive'],
    [
      'dead',
      {
        'HEAD https://a.ua/': { status: 404, location: null },
        'GET https://a.ua/': { status: 404, location: null },
      },
      'dead',
    ],
    ['alive where HEAD is not known', { 'HEAD https://a.ua/': { status: 405, location: null } }, 'alive'],
    [
      'unknown where the site is down',
      {
        'HEAD https://a.ua/': { status: 503, location: null },
        'GET https://a.ua/': { status: 503, location: null },
      },
      'unknown',
    ],
    [
      'dead at the end of its way',
      {
        'HEAD https://a.ua/': { status: 302, location: '/gone' },
        'HEAD https://a.ua/gone': { status: 410, location: null },
        'GET https://a.ua/gone': { status: 410, location: null },
      },
      'dead',
    ],
  ])('and is %s', async (_, pages, state) => {
    const { given } = outside({ 'a.ua': [open] }, pages);
    expect([...(await probeLinks(['https://a.ua/'], given)).values()]).toEqual([state]);
  });

  test('and is unknown, never dead, where nobody can be reached', async () => {
    const { given } = outside({});
    expect((await probeLinks(['https://a.ua/'], given)).get('https://a.ua/')).toBe('unknown');
  });

  test.each([
    ['127.0.0.1'],
    ['10.0.0.8'],
    ['169.254.169.254'],
    ['192.168.1.1'],
    ['::1'],
    ['fd00::1'],
    ['fe80::1'],
  ])('never at %s, not even beside a public address or after a redirect', async (address) => {
    const { given, asked } = outside(
      { 'in.ua': [address], 'both.ua': [open, address], 'way.ua': [open] },
      { 'HEAD https://way.ua/': { status: 301, location: 'https://in.ua/' } },
    );
    const states = await probeLinks(['https://in.ua/', 'https://both.ua/', 'https://way.ua/'], given);
    expect([...states.values()]).toEqual(['unknown', 'unknown', 'unknown']);
    expect(asked).toEqual([`HEAD https://way.ua/ at ${open}`]);
  });

  test('by https on its own port only, at most ten of them, at most three redirects', async () => {
    const { given, asked } = outside(
      { 'a.ua': [open] },
      { 'HEAD https://a.ua/loop': { status: 302, location: '/loop' } },
    );
    await probeLinks(['http://a.ua/', 'https://a.ua:8443/'], given);
    expect(asked).toEqual([]);
    await probeLinks(['https://a.ua/loop'], given);
    expect(asked).toHaveLength(4);
    await probeLinks(
      Array.from({ length: 12 }, (_, index) => `https://a.ua/${index}`),
      given,
    );
    expect(asked).toHaveLength(14);
  });
});

test.each([
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '017700000001',
  '[::1]',
  '[::ffff:7f00:1]',
  '169.254.169.254',
  'localhost',
])('an address written as %s is never asked, whatever the resolver makes of it', async (host) => {
  const url = `https://${host}/latest/meta-data`;
  expect([...(await probeLinks([url])).values()]).toEqual(['unknown']);
});

test.each([
  ['8.8.8.8', true],
  ['3fff::1', false],
  ['2a00:1450:4001::1', true],
  ['0.0.0.0', false],
  ['100.64.0.1', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['224.0.0.1', false],
  ['::ffff:127.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
])('%s is a public address: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

describe('a broadcast with a letter that has a problem', () => {
  const wrong = { text: 'Дивіться: https://localhost/plan', subject: 'Новини' };

  test('says so before approval, and can’t be approved', async () => {
    const world = await staffed();
    const { id } = await created(world, wrong);
    expect((await world.desk.letters.preflight(id))?.problems).toEqual([
      expect.stringContaining('https://localhost/plan'),
    ]);
    expect(await world.desk.broadcasts.act(id, 'approve', approver)).toMatchObject({
      ok: false,
      code: 'broadcast.preflight',
      message: expect.stringContaining('https://localhost/plan'),
    });
    expect((await world.desk.broadcasts.show(id))?.state).toBe('waiting');
  });

  test('can be approved in an emergency, with its reason', async () => {
    const world = await staffed();
    const { id } = await created(world, wrong);
    const done = await world.desk.broadcasts.act(id, 'approve', approver, { emergency: 'аварія' });
    expect(done).toMatchObject({ ok: true, value: { state: 'approved' } });
  });

  test('is held up only where a letter goes out', async () => {
    const world = await staffed();
    const { id } = await created(world, { ...wrong, channels: ['telegram'] });
    expect(await world.desk.letters.preflight(id)).toBeNull();
    expect(await world.desk.broadcasts.act(id, 'approve', approver)).toMatchObject({ ok: true });
  });

  test('may be cancelled all the same', async () => {
    const world = await staffed();
    const { id } = await created(world, wrong);
    expect(await world.desk.broadcasts.act(id, 'cancel', editor)).toMatchObject({ ok: true });
  });
});

test('the letter that is shown is the one that goes out: text, HTML and a file', async () => {
  const world = await staffed();
  const { id } = await created(world, { subject: 'Новини міста', text: 'Завтра **вебінар**.' });
  const letter = await world.desk.letters.preview(id);
  expect(letter).toMatchObject({ subject: 'Новини міста', text: expect.stringContaining('Завтра вебінар.') });
  expect(letter?.html).toContain('<strong>вебінар</strong>');
  const source = Buffer.from(letter?.source ?? []).toString('utf8');
  expect(source).toMatch(/^X-Unsent: 1\r$/m);
  expect(source).toMatch(/^Content-Type: multipart\/alternative/m);
  expect(source).not.toMatch(/^To:/m);
});
