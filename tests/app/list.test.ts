// Lists of addresses: brought in once and lawfully, given out safely.
import { describe, expect, test } from 'vitest';
import { exportSubscribers } from '../../src/app/letters/list-export.ts';
import { importSubscribers, suppressedCounts } from '../../src/app/letters/list-import.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { eraseByAddress } from '../../src/app/people/person-desk.ts';
import { unsubscribeToken } from '../../src/mail/token.ts';
import { settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, person } from './look.ts';

const of = { source: 'цикл 2025', ground: 'участь у циклі 2025' };

async function imported(world: World, text: string | Uint8Array, how = of) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const result = await importSubscribers(world.app, { name: 'list.csv', bytes }, how);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

describe('an import', () => {
  test('tells every row that was left out, and suggests but never changes', async () => {
    const world = openWorld();
    const report = await imported(world, 'Рік;e-mail\n2025;one@gmial.com, two@ukr.net\n2024;ні\n2025;\n');
    expect(report).toMatchObject({ rows: 3, added: 2, updated: 0, suppressed: 0, unchanged: 0 });
    expect(report.rejected.map(({ row, field }) => [row, field])).toEqual([
      [3, 'e-mail'],
      [4, 'e-mail'],
    ]);
    expect(report.notes).toEqual([
      {
        row: 2,
        field: 'e-mail',
        reason: expect.stringContaining('gmail.com'),
        written: 'one@gmial.com, two@ukr.net',
      },
    ]);
    expect((await person(world, 'one@gmial.com', 'email'))?.address).toMatchObject({
      listSource: 'цикл 2025, 2025',
      listGround: of.ground,
    });
    expect((await all(world, 'standing')).map(({ purpose }) => purpose)).toEqual(['official', 'official']);
  });

  test('reads Windows-1251', async () => {
    const world = openWorld();
    const heading = Uint8Array.from([0xcf, 0xee, 0xf8, 0xf2, 0xe0]); // «Пошта» in that encoding
    const report = await imported(world, Buffer.concat([heading, Buffer.from('\na@ukr.net\n')]));
    expect(report).toMatchObject({ rows: 1, added: 1, rejected: [] });
  });

  test('changes nothing the second time, also where an address stands twice', async () => {
    const world = openWorld();
    const list = 'email\na@ukr.net\nb@ukr.net\nA@UKR.NET\n';
    expect(await imported(world, list)).toMatchObject({ added: 2, unchanged: 1, duplicates: 1 });
    const before = JSON.stringify([await all(world, 'consent'), await all(world, 'address')]);
    expect(await imported(world, list)).toMatchObject({ added: 0, updated: 0, unchanged: 3 });
    expect(JSON.stringify([await all(world, 'consent'), await all(world, 'address')])).toBe(before);
  });

  test('brings nobody back who left or was erased', async () => {
    const world = openWorld();
    await imported(world, 'email\nleft@ukr.net\nerased@ukr.net\nstays@ukr.net\n');
    const left = await person(world, 'left@ukr.net', 'email');
    const token = unsubscribeToken(world.app.secret, { person: left?.person.id ?? '', kind: 'all' });
    await mailingDesk(world.app).unsubscribe(token, true, null);
    await eraseByAddress(world.app, 'erased@ukr.net');
    const again = { source: 'інший список', ground: 'згода: анкета' };
    expect(
      await imported(world, 'email\nleft@ukr.net\nerased@ukr.net\nstays@ukr.net\n', again),
    ).toMatchObject({
      added: 0,
      updated: 1,
      suppressed: 2,
    });
    expect(Object.values(await suppressedCounts(world.app)).reduce((sum, one) => sum + one, 0)).toBe(2);
  });

  test.each([
    ['так', 'letters'],
    ['', 'letters'],
    ['ні', 'official'],
    ['усно', 'official'],
  ])('of people who agreed takes one whose column says «%s» as %s', async (said, purpose) => {
    const world = openWorld();
    await imported(world, `email;Згода;№\na@ukr.net;${said};1\n`, {
      source: 'анкета',
      ground: 'згода: анкета',
    });
    expect(await all(world, 'standing')).toMatchObject([{ purpose, granted: true }]);
  });

  test('adds a consent to an address that had only a legal ground, never the other way round', async () => {
    const world = openWorld();
    await imported(world, 'email\na@ukr.net\n');
    const consent = { source: 'анкета', ground: 'згода: анкета' };
    expect(await imported(world, 'email\na@ukr.net\n', consent)).toMatchObject({ updated: 1 });
    expect(await imported(world, 'email\na@ukr.net\n')).toMatchObject({ updated: 0, unchanged: 1 });
  });

  test('tells its progress up to the end', async () => {
    const world = openWorld();
    const steps: [string, number, number][] = [];
    const rows = Array.from({ length: 1200 }, (_, index) => `p${index}@ukr.net`).join('\n');
    const bytes = Buffer.from(`email\n${rows}\n`);
    const progress = (...step: (typeof steps)[number]) => steps.push(step);
    await importSubscribers(world.app, { name: 'l.csv', bytes }, { ...of, progress });
    expect(steps).toEqual([
      ['reading', bytes.length, bytes.length],
      ['storing', 500, 1200],
      ['storing', 1000, 1200],
      ['storing', 1200, 1200],
    ]);
    expect(await all(world, 'address')).toHaveLength(1200);
  });
});

describe('an export', () => {
  test('holds every letter address with its source, ground and what stands', async () => {
    const world = openWorld();
    await imported(world, 'email;конкурс\na@ukr.net;МІСТО\n');
    await settle(world, 'chat', { granted: [['reminders', 'city']] });
    const lines = await Array.fromAsync(exportSubscribers(world.app));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\ufeffE-mail;Стан;/);
    expect(lines[1]).toMatch(/^a@ukr\.net;чинна;МІСТО;цикл 2025;участь у циклі 2025;так;;;2026-10-20T/);
  });

  test('gives no table program a formula', async () => {
    const world = openWorld();
    const hostile = { source: '=HYPERLINK("http://x","y")', ground: '+1; "так"' };
    await imported(world, 'email\n=cmd@ukr.net\n', hostile);
    const [, line = ''] = await Array.fromAsync(exportSubscribers(world.app));
    expect(line.startsWith("'=cmd@ukr.net;")).toBe(true);
    expect(line).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(line).toContain(`"'+1; ""так"""`);
  });
});
