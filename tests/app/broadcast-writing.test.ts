// What staff write: pictures, buttons, people and money; and what they are warned about.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBroadcast } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { lastLeaves } from '../../src/app/broadcasts/broadcast-timing.ts';
import { essence } from '../../src/app/broadcasts/broadcast-warnings.ts';
import { createDesk } from '../../src/app/create-desk.ts';
import type { NewBroadcast } from '../../src/app/desk.ts';
import { dayMs, hourMs, isQuiet } from '../../src/core/time.ts';
import { settle } from '../db/rows.ts';
import { kyiv, realContent, recordingChannel, type World } from '../support/harness.ts';
import { approver, created, draft, editor, staffed } from './broadcasting.ts';

const picture = { url: 'https://city.example/webinar.png', alt: 'Люди за столом' };

describe('a picture or a button is refused', () => {
  const button = (label: string, target: string) =>
    target.startsWith('/') ? { label, value: target } : { label, url: target };
  const cases: [string, Partial<NewBroadcast>, string][] = [
    ['without a picture’s description', { picture: { ...picture, alt: ' ' } }, 'broadcast.alt'],
    ['without https', { picture: { ...picture, url: 'http://city.example/a.png' } }, 'broadcast.picture'],
    ['of no known kind', { picture: { ...picture, url: 'https://city.example/a.svg' } }, 'broadcast.picture'],
    [
      'whose address goes on after the ending',
      { picture: { ...picture, url: 'https://city.example/a.png?big' } },
      'broadcast.picture',
    ],
    ['that is only described', { picture: { url: '', alt: 'Щось' } }, 'broadcast.pictureMissing'],
    ['with a text longer than a caption', { picture, text: 'а'.repeat(1001) }, 'broadcast.caption'],
    [
      'where there are five',
      { choices: Array.from({ length: 5 }, () => button('Так', '/help')) },
      'broadcast.buttonCount',
    ],
    ['without a label', { choices: [button(' ', '/help')] }, 'broadcast.buttonLabel'],
    ['that opens no https', { choices: [button('Сайт', 'ftp://city.example')] }, 'broadcast.buttonTarget'],
    ['that says nothing we know', { choices: [button('Так', '/dance')] }, 'broadcast.buttonTarget'],
    ['that erases data', { choices: [button('Так', '/data erase yes')] }, 'broadcast.buttonTarget'],
    ['about votes where no contest is named', { audience: { unlessVoted: true } }, 'broadcast.votedContest'],
  ];
  test.each(cases)('%s', async (_, differs, code) => {
    const world = await staffed();
    const result = await world.desk.broadcasts.preview(draft(world, differs));
    expect(result).toMatchObject({ ok: false, code });
    expect(result.ok || /[а-яіїє]/.test(result.message)).toBe(true);
  });

  test('where a channel could show it only as a line of text', async () => {
    const channels = [recordingChannel('viber', { buttons: { most: 24, labelLength: 10, valueBytes: 200 } })];
    const world = await staffed({ channels });
    const long = draft(world, { choices: [{ label: 'Підписатися на новини', value: '/subscribe' }] });
    expect(await world.desk.broadcasts.preview(long)).toMatchObject({ code: 'broadcast.buttonLong' });
  });
});

describe('a draft with everything', () => {
  const full: Partial<NewBroadcast> = {
    subject: 'Вебінар',
    picture,
    choices: [
      { label: 'Записатися', url: 'https://city.example/webinar' },
      { label: 'Нагадуйте мені', value: '/subscribe' },
    ],
    audience: { contest: 'city', topic: 'stage.voting', unlessVoted: true },
    payment: 'wait',
  };

  test('is kept with its picture, buttons, topic, votes and payment, all under its hash', async () => {
    const world = await staffed();
    const { id, hash } = await created(world, full);
    const row = await findBroadcast(reading(world.app), id);
    const cycle = realContent().contests.city.cycle.name;
    expect(row).toMatchObject({
      contest: 'city',
      stage: 'voting',
      payment: 'wait',
      audience: { topic: 'stage.voting', unlessVoted: cycle },
      body: { picture, choices: full.choices },
      contentHash: hash,
    });
    const paid = await world.desk.broadcasts.preview(draft(world, { ...full, payment: null }));
    const bare = await created(world, { ...full, payment: null });
    expect([paid.ok, bare.hash === hash]).toEqual([true, false]);
  });

  test('is shown as each channel will show it: a letter has only buttons that open a page', async () => {
    const world = await staffed();
    const { id, looks } = await created(world, full);
    expect(looks.map(({ channels, letter }) => [channels, letter])).toEqual([
      [['telegram', 'viber'], false],
      [['email'], true],
    ]);
    const why = { value: `/why ${id}` };
    expect(looks[0]?.parts).toMatchObject([{ picture, choices: [...(full.choices ?? []), why] }]);
    expect(looks[1]?.parts[0]?.text).toContain('Записатися: https://city.example/webinar');
    expect(looks[1]?.parts[0]?.text).not.toContain('Нагадуйте');
  });

  test('costs nothing where people wait for their next visit', async () => {
    const world = await staffed();
    await settle(world, 'ann', { addresses: [{ channel: 'viber' }], granted: [['reminders', 'city']] });
    expect((await created(world, { payment: 'wait' })).priceEur).toBe(0);
    expect((await created(world)).priceEur).toBe(0.02);
  });

  test('is news unless it says what it is about', async () => {
    const world = await staffed();
    expect((await created(world)).audience).toMatchObject({ topic: 'news', unlessVoted: null });
  });
});

describe('an uploaded picture', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

  test('is kept once under a name of its content and can be sent', async () => {
    const world = await staffed();
    const media = path.join(path.dirname(world.file), 'media');
    const desk = createDesk(world.app, { media });
    const kept = await desk.broadcasts.keepPicture({ name: 'моє фото.PNG', bytes: png }, editor);
    expect(await desk.broadcasts.keepPicture({ name: 'b.gif', bytes: png }, editor)).toEqual(kept);
    expect(readdirSync(media)).toHaveLength(1);
    const url = kept.ok ? kept.value.url : '';
    expect(url).toMatch(/^https:\/\/uchast\.example\/media\/[0-9a-f]{24}\.png$/);
    expect((await created(world, { picture: { url, alt: 'Фото' } })).picture).toEqual({ url, alt: 'Фото' });
  });

  test.each([
    [
      'a page that calls itself a picture',
      new TextEncoder().encode('<svg onload="x">'),
      editor,
      'pictureFile',
    ],
    [
      'more than messengers take',
      new Uint8Array([...png, ...new Uint8Array(1024 * 1024)]),
      editor,
      'pictureLarge',
    ],
  ])('is refused: %s', async (_, bytes, by, code) => {
    const world = await staffed();
    const media = path.join(path.dirname(world.file), 'media');
    const kept = await createDesk(world.app, { media }).broadcasts.keepPicture({ name: 'a.png', bytes }, by);
    expect(kept).toMatchObject({ ok: false, code: `broadcast.${code}` });
  });
});

describe('a warning', () => {
  const warned = async (world: World, differs: Partial<NewBroadcast> = {}) =>
    (await created(world, differs)).warnings.join('\n');

  test('names another broadcast to the same people within a day, with its hour', async () => {
    const world = await staffed();
    await created(world, { text: 'Перша новина.' });
    const said = await warned(world, { text: 'Друга новина.', at: world.clock.now() + 3 * hourMs });
    expect(said).toMatch(/за добу.*«Перша новина\.».*13:00/);
  });

  test.each([
    ['of the other contest', { audience: { contest: 'kids' } }],
    ['two days later', { at: kyiv('2026-10-22 13:00') }],
  ] as const)('does not name one %s', async (_, differs) => {
    const world = await staffed();
    await created(world, { text: 'Перша новина.' });
    expect(await warned(world, { text: 'Друга новина.', ...differs })).not.toContain('Перша');
  });

  test('names one with the same words within a month, whatever the case, marks and numbers', async () => {
    const world = await staffed();
    await created(world, { text: 'Вебінар **10 жовтня** о 18:00!' });
    const at = world.clock.now() + 20 * dayMs;
    expect(await warned(world, { text: 'вебінар 20 жовтня  о 19:00', at })).toContain('такий самий текст');
    expect(await warned(world, { text: 'Вебінар 20 листопада', at })).not.toContain('такий самий текст');
  });

  test('says that the price is over what is left in the purse', async () => {
    const base = realContent();
    const content = { ...base, city: { ...base.city, monthlyPurseEur: 0.01 } };
    const world = await staffed({ content });
    await settle(world, 'ann', { addresses: [{ channel: 'viber' }], granted: [['reminders', 'city']] });
    expect(await warned(world)).toMatch(/0,02 євро.*0,01 євро/);
    expect(await warned(world, { payment: 'wait' })).not.toContain('гаманці');
  });

  test('says who gets agitation, that the night is waited for, that nobody is there, that it is training', async () => {
    const world = await staffed({ sendTo: { kind: 'nobody' } });
    const said = await warned(world, { nature: 'agitation', at: kyiv('2026-10-20 23:00') });
    expect(said).toMatch(/Агітацію/);
    expect(said).toMatch(/тихі години.*08:00/);
    expect(said).toMatch(/Отримувачів немає/);
    expect(said).toMatch(/Навчальний режим/);
  });

  test('says that it would end too late, and nobody but in an emergency lets it go', async () => {
    const world = await staffed({ channels: [recordingChannel('telegram', { perSecond: 1 / 3600 })] });
    for (const name of ['ann', 'bob', 'eve']) await settle(world, name, { granted: [['reminders', 'city']] });
    const view = await created(world, { lastUsefulAt: world.clock.now() + 3 * hourMs });
    expect(view).toMatchObject({ endsAt: world.clock.now() + 4 * hourMs, endsBeforeClosing: false });
    expect(view.warnings.join()).toContain('не встигне');
    const { act } = world.desk.broadcasts;
    expect(await act(view.id, 'approve', approver)).toMatchObject({ code: 'broadcast.tooLate' });
    expect(await act(view.id, 'approve', approver, { emergency: 'вода' })).toMatchObject({ ok: true });
  });

  test('says that it would end after the stage that it is about', async () => {
    const world = await staffed({ channels: [recordingChannel('telegram', { perSecond: 1 / 3600 })] });
    const { stages } = realContent().contests.city.cycle;
    const closes = stages.find(({ id }) => id === 'submission')?.closes ?? 0;
    const differs = {
      at: closes - 5 * hourMs,
      lastUsefulAt: closes + dayMs,
      audience: { contest: 'city', topic: 'stage.submission' } as const,
    };
    expect(await created(world, differs)).toMatchObject({ endsBeforeClosing: true });
    for (const name of ['ann', 'bob', 'eve', 'ida', 'oleh', 'yana'])
      await settle(world, name, { granted: [['reminders', 'city']] });
    expect(await created(world, differs)).toMatchObject({ endsBeforeClosing: false });
  });
});

test('a text is the same for a warning however it is written', () => {
  expect(essence('**Увага!** До 5 березня…')).toBe(essence('увага  до 12 березня'));
  expect(essence('До 5 березня')).not.toBe(essence('До 5 квітня'));
});

test('sending stops in the quiet hours and goes on after them', () => {
  const quiet = { from: '21:00', to: '08:00' };
  expect(lastLeaves(kyiv('2026-10-20 20:00'), 2 * 3600, quiet)).toBe(kyiv('2026-10-21 09:00'));
  expect(lastLeaves(kyiv('2026-10-20 23:00'), 60, quiet)).toBe(kyiv('2026-10-21 08:01'));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 * 24 }),
      fc.integer({ min: 1, max: 200_000 }),
      (hour, seconds) => {
        const from = kyiv('2026-09-01 00:00') + hour * hourMs;
        const end = lastLeaves(from, seconds, quiet);
        // The last second of the day may be the last one of the sending.
        return end - from >= seconds * 1000 && !isQuiet(end - 1, quiet);
      },
    ),
    { numRuns: 200 },
  );
});
