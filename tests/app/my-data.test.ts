// One person's data: what the chat says of it, the signed link, its page and file, erasing by it, and the letter with the link.
import { describe, expect, test } from 'vitest';
import { changeAddress, findAddress, recordConsent } from '../../db/people.ts';
import { writing } from '../../src/app/app.ts';
import { mailingDesk } from '../../src/app/letters/mailing-desk.ts';
import { myDataDesk } from '../../src/app/people/my-data.ts';
import { myDataToken, readMyDataToken } from '../../src/app/people/my-data-token.ts';
import { dayMs, hourMs, minuteMs } from '../../src/core/time.ts';
import { openWorld, recordingChannel, type World } from '../support/harness.ts';
import { all, person, said, tokenOf } from './look.ts';

const says = (world: World, text: string) => world.hear({ kind: 'text', text });

async function lastSaid(world: World): Promise<string> {
  return (await said(world)).filter((row) => row.channel === 'telegram').at(-1)?.text ?? '';
}

/** The token of the last link to one's data that was handed out on a channel. */
async function linkToken(world: World, channel = 'telegram'): Promise<string> {
  const texts = (await said(world)).filter((row) => row.channel === channel).map((row) => row.text);
  return /\/my\/([\w.-]+)/.exec(texts.findLast((text) => text.includes('/my/')) ?? '')?.[1] ?? '';
}

/** Somebody who has done everything that leaves a trace. */
async function everything(): Promise<World> {
  const world = openWorld();
  await says(world, '/start poster-school-12');
  await says(world, '/subscribe city author');
  await says(world, '/email olena@example.com');
  await says(world, '/mute events');
  const { id: personId = '' } = (await person(world))?.person ?? {};
  const at = world.clock.now();
  await writing(world.app, async ({ t, s }) => {
    const project = { uid: 'p1', contest: 'city' as const, cycle: '2026–2027', number: '12' };
    await s.insert(t.project).values({
      ...project,
      title: 'Сквер на Лівому березі',
      description: '',
      state: 'admitted',
      changedAt: at,
    });
    await s.insert(t.follow).values({ personId, projectUid: 'p1', at });
    const event = { id: 'e1', title: 'Як скласти кошторис', place: 'ЦНАП', contest: 'city' as const };
    await s.insert(t.event).values({
      ...event,
      startsAt: at + 9 * dayMs,
      stage: 'submission',
      createdAt: at,
      createdBy: 'staff',
    });
    await s.insert(t.seat).values({ eventId: 'e1', personId, state: 'going', at });
    const body = {
      contest: 'city' as const,
      values: { title: 'Лавки у дворі' },
      asking: null,
      wording: 'Я погоджуюся',
      takenDown: false,
    };
    await s.insert(t.draft).values({ personId, body, code: null, createdAt: at, updatedAt: at });
    const question = { personId, addressId: 'a', askedAt: at, text: 'Чи можна вдвох?' };
    await s.insert(t.question).values([
      { id: 'q1', ...question },
      { id: 'q2', ...question, answeredAt: at, answeredBy: 'staff@city.example', answer: 'Так.' },
    ]);
  });
  return world;
}

describe('«мої дані» in the chat', () => {
  test.each(['/data', 'мої дані', 'які дані ви про мене зберігаєте'])(
    'names everything that is stored, asked by %j',
    async (text) => {
      const world = await everything();
      await says(world, text);
      const shown = await lastSaid(world);
      for (const part of [
        'МІСТО',
        'автор проєкту',
        'olena@example.com (ще не підтверджено',
        '№ 12 «Сквер на Лівому березі»',
        'Як скласти кошторис, 29 жовтня 2026 року (вас записано)',
        'Чернетка проєкту: є, остання зміна — 20 жовтня 2026 року',
        'чекають на відповідь — 1, з відповіддю — 1',
        'Згода на нагадування (конкурс МІСТО): дали 20 жовтня 2026 року, де — telegram',
        'запрошення на події',
        'poster-school-12',
        'З якого дня: 20 жовтня 2026 року',
        '/data export',
        '/data erase',
      ])
        expect(shown.toLowerCase(), part).toContain(part.toLowerCase());
    },
  );

  test('says that an address is confirmed once it is, and what was withdrawn when', async () => {
    const world = await everything();
    await mailingDesk(world.app).confirm(await tokenOf(world));
    world.clock.pass(3 * dayMs);
    await says(world, 'стоп');
    await says(world, '/data');
    const shown = await lastSaid(world);
    expect(shown).toContain('E-mail: olena@example.com\n');
    expect(shown).toContain('Згода на листи (конкурс МІСТО): відкликали 23 жовтня 2026 року');
  });

  test('says where an address of an earlier cycle came from, and that it is no consent', async () => {
    const world = await everything();
    await writing(world.app, async (at) => {
      const found = await findAddress(at, 'email', 'olena@example.com');
      if (!found) throw new Error('the address is gone');
      const change = { state: 'active' as const, listSource: 'Учасники 2023 року' };
      await changeAddress(at, found.address.id, change);
      const official = { purpose: 'official' as const, contest: 'any' as const, granted: true };
      await recordConsent(at, found.person.id, {
        ...official,
        id: 'listed',
        at: world.clock.now(),
        channel: 'email',
        wording: '',
        ground: 'official',
      });
    });
    await says(world, '/data');
    const shown = await lastSaid(world);
    expect(shown).toContain('olena@example.com (узяли з бази «Учасники 2023 року»)');
    expect(shown).toContain('Офіційна інформація листом: з 20 жовтня 2026 року');
  });

  test('writes out no address of a child', async () => {
    const world = await everything();
    await says(world, '/contest kids');
    await says(world, '/data');
    const shown = await lastSaid(world);
    expect(shown).toContain('o…@example.com');
    expect(shown).not.toContain('olena');
  });
});

describe('the link to a copy', () => {
  test.each(['/data export', 'скачати мої дані', 'експорт моїх даних'])('is given for %j', async (text) => {
    const world = await everything();
    await says(world, text);
    const token = await linkToken(world);
    expect(await lastSaid(world)).toContain(`https://uchast.example/my/${token}`);
    const parts = (await myDataDesk(world.app).look(token))?.parts ?? [];
    expect(parts.map(({ title }) => title)).toEqual([
      'Коротко',
      'На що ви погодилися',
      'Проєкти, за якими ви стежите',
      'Події',
      'Чернетка проєкту',
      'Запитання працівникам',
      'Повідомлення',
    ]);
    const words = JSON.stringify(parts);
    expect(words).toContain('Слова згоди: «Я погоджуюся');
    expect(words).toContain('Відповідь, 20 жовтня 2026 року, 12:00: «Так.»');
    expect(words).toContain('Назва: Лавки у дворі');
  });

  test('opens for an hour, the person alone, and no forged one does', async () => {
    const world = await everything();
    await says(world, '/data export');
    const token = await linkToken(world);
    const desk = myDataDesk(world.app);
    world.clock.pass(hourMs - 1);
    expect(await desk.look(token)).not.toBeNull();
    world.clock.pass(1);
    expect([await desk.look(token), await desk.file(token), await desk.erase(token)]).toEqual([
      null,
      null,
      false,
    ]);
    const [payload = '', signature = ''] = token.split('.');
    const now = world.clock.now() - hourMs;
    for (const forged of [
      '',
      payload,
      `${payload}.`,
      `${payload}.${signature.slice(1)}0`,
      `${payload}x.${signature}`,
      `${token}.x`,
      myDataToken('another secret', 'p', now),
    ])
      expect(readMyDataToken(world.app.secret, forged, now), forged).toBeNull();
  });

  test('stands in no line of the log', async () => {
    const world = await everything();
    await says(world, '/data export');
    await world.send('telegram', 1);
    expect(world.logged.join('\n')).not.toContain(await linkToken(world));
  });
});

describe('the file', () => {
  const fileOf = async (world: World) => {
    await says(world, '/data export');
    const file = await myDataDesk(world.app).file(await linkToken(world));
    return JSON.parse(file ?? 'null');
  };

  test('holds every table that knows the person', async () => {
    const file = await fileOf(await everything());
    expect(file.person.source).toBe('poster-school-12');
    for (const part of [
      'addresses',
      'consents',
      'muted',
      'follows',
      'seats',
      'drafts',
      'questions',
      'optIns',
    ])
      expect(file[part].length, part).toBeGreaterThan(0);
  });

  test('holds nothing by which a stranger’s address could be confirmed', async () => {
    const world = await everything();
    const token = await tokenOf(world);
    expect(token).not.toBe('');
    const text = JSON.stringify(await fileOf(world));
    expect(text).not.toContain(token);
    expect(text).not.toContain('tokenHash');
  });

  test('holds no key to a chat whose answers people fetch: it would outlive the link', async () => {
    const world = openWorld({ channels: [recordingChannel('webchat', { reaches: false })] });
    const session = 'a-session-that-opens-the-chat';
    await world.hear({ channel: 'webchat', address: session, kind: 'text', text: '/data export' });
    const file = await myDataDesk(world.app).file(await linkToken(world, 'webchat'));
    expect(file).toContain('"channel": "webchat"');
    expect(file).not.toContain(session);
  });

  test('of a child names no chat and no address', async () => {
    const world = await everything();
    await says(world, '/contest kids');
    const { addresses } = await fileOf(world);
    expect(addresses.map((row: { address: string }) => row.address).sort()).toEqual(['o…@example.com', '…']);
  });
});

describe('erasing by the page', () => {
  test('does all that erasing in the chat does', async () => {
    const world = await everything();
    await mailingDesk(world.app).confirm(await tokenOf(world));
    await says(world, '/data export');
    const token = await linkToken(world);
    const desk = myDataDesk(world.app);
    expect(await desk.erase(token)).toBe(true);
    for (const table of [
      'person',
      'address',
      'consent',
      'standing',
      'conversation',
      'mute',
      'follow',
      'seat',
      'draft',
      'question',
      'optIn',
    ] as const)
      expect(await all(world, table), table).toEqual([]);
    expect((await all(world, 'delivery')).every((row) => row.body === null && row.addressId === null)).toBe(
      true,
    );
    expect(await all(world, 'suppression')).toHaveLength(1);
    expect([await desk.look(token), await desk.erase(token)]).toEqual([null, false]);
  });
});

describe('asking for the link by letter', () => {
  const known = async () => {
    const world = await everything();
    await mailingDesk(world.app).confirm(await tokenOf(world));
    return world;
  };
  const letters = async (world: World) =>
    (await all(world, 'delivery')).filter((row) => row.body?.about === 'myData');

  test('sends it to an address that its owner has confirmed', async () => {
    const world = await known();
    expect(await myDataDesk(world.app).request(' Olena@Example.com ')).toBe('sent');
    expect(await letters(world)).toHaveLength(1);
    const shown = await myDataDesk(world.app).look(await linkToken(world, 'email'));
    expect(JSON.stringify(shown?.parts)).toContain('Сквер на Лівому березі');
  });

  test('says the same of an address that nobody has, or nobody has confirmed, and sends nothing', async () => {
    const world = await everything();
    const desk = myDataDesk(world.app);
    expect([await desk.request('nobody@example.com'), await desk.request('olena@example.com')]).toEqual([
      'sent',
      'sent',
    ]);
    expect(await letters(world)).toEqual([]);
    expect(await desk.request('olena@')).toBe('wrong');
  });

  test('sends at most three to one address in a day, and more the next day', async () => {
    const world = await known();
    const desk = myDataDesk(world.app);
    for (let n = 0; n < 5; n++) {
      world.clock.pass(minuteMs);
      expect(await desk.request('olena@example.com')).toBe('sent');
    }
    expect(await letters(world)).toHaveLength(3);
    world.clock.pass(dayMs);
    await desk.request('olena@example.com');
    expect(await letters(world)).toHaveLength(4);
  });
});
