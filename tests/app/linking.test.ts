// Chats that become one person's: by a code that the person carries over, and by nothing else.
import { describe, expect, test } from 'vitest';
import { changePerson } from '../../db/people.ts';
import { writing } from '../../src/app/app.ts';
import { exportPerson } from '../../src/app/people/person-desk.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, person, said } from './look.ts';

const elsewhere = { channel: 'viber', address: 'ann-in-viber' };

async function says(world: World, text: string, from: { channel?: string; address?: string } = {}) {
  await world.hear({ kind: 'text', text, ...from });
  const channel = from.channel ?? 'telegram';
  return (await said(world)).filter((row) => row.channel === channel).at(-1)?.text ?? '';
}

/** A code as it is shown in a chat. */
async function codeFrom(world: World, from: { channel?: string; address?: string } = {}): Promise<string> {
  return /\d{4} \d{4}/.exec(await says(world, '/link', from))?.[0] ?? '';
}

async function samePerson(world: World): Promise<boolean> {
  const [here, there] = [await person(world), await person(world, elsewhere.address, elsewhere.channel)];
  return here !== null && here.person.id === there?.person.id;
}

describe('a code', () => {
  test.each([
    ['behind the command', (code: string) => `/link ${code}`],
    ['alone', (code: string) => code],
    ['alone and without its blank', (code: string) => code.replace(' ', '')],
    ['after the word', (code: string) => `код ${code}`],
  ])('that is typed %s in another chat links the two', async (_how, typed) => {
    const world = openWorld();
    const code = await codeFrom(world);
    expect(code).toMatch(/^\d{4} \d{4}$/);
    const answer = await says(world, typed(code), elsewhere);
    expect(await samePerson(world)).toBe(true);
    expect(answer).toContain('Telegram, Viber');
    expect(answer).toContain('один раз');
    expect(await says(world, '/data')).toContain('Канали: Telegram, Viber');
  });

  test('tells the chat that it came from that another one was added', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    await says(world, code, elsewhere);
    const told = (await said(world)).filter((row) => row.channel === 'telegram').at(-1);
    expect(told?.text).toContain('зв’язано з іншим: Viber');
    expect(world.nudged).toContain('telegram');
  });

  test('offers the channels to choose from, and the choice is kept', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    await says(world, code, elsewhere);
    const rows = (await said(world)).filter((row) => row.channel === 'viber');
    expect(rows.at(-1)?.body?.reply.choices).toEqual([
      { label: 'Telegram', value: '/channel telegram' },
      { label: 'Viber', value: '/channel viber' },
      { label: 'Будь-який канал', value: '/channel any' },
    ]);
    await says(world, '/channel viber');
    expect((await person(world))?.person.prefers).toBe('viber');
    await says(world, '/channel any');
    expect((await person(world))?.person.prefers).toBeNull();
  });

  test('works once', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    await says(world, code, elsewhere);
    expect(await says(world, `/link ${code}`, { channel: 'viber', address: 'bob' })).toContain('Такого коду');
    expect((await person(world, 'bob', 'viber'))?.person.id).not.toBe((await person(world))?.person.id);
  });

  test('is over after fifteen minutes, and not before', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    world.clock.pass(15 * minuteMs - 1);
    const early = await codeFrom(world, { channel: 'viber', address: 'early' });
    expect(early).not.toBe('');
    expect(await says(world, `/link ${code}`, { channel: 'viber', address: 'other' })).toContain('зв’язано');
    world.clock.pass(15 * minuteMs);
    expect(await says(world, `/link ${early}`, elsewhere)).toContain('Такого коду немає');
    expect(await samePerson(world)).toBe(false);
  });

  test('is replaced by the next one of the same person', async () => {
    const world = openWorld();
    const [first, second] = [await codeFrom(world), await codeFrom(world)];
    expect(await says(world, `/link ${first}`, elsewhere)).toContain('Такого коду немає');
    expect(await says(world, `/link ${second}`, elsewhere)).toContain('зв’язано');
  });

  test('is stored as a hash only, and is gone when it was used', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    const stored = JSON.stringify(await all(world, 'linkCode'));
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(code.replace(' ', ''));
    await says(world, code, elsewhere);
    expect(await all(world, 'linkCode')).toEqual([]);
  });

  test('typed where it was made says where it belongs, and stays valid', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    expect(await says(world, code)).toContain('ввести в іншому чаті');
    expect(await says(world, code, elsewhere)).toContain('зв’язано');
  });
});

describe('guessing', () => {
  test('is stopped after five wrong codes in an hour, also for the right one, and only for this chat', async () => {
    const world = openWorld();
    const code = await codeFrom(world);
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await says(world, `/link 0000 000${guess}`, elsewhere)).toContain('Такого коду немає');
    }
    expect(await says(world, `/link ${code}`, elsewhere)).toContain('Забагато невдалих спроб');
    expect(await samePerson(world)).toBe(false);
    expect(await says(world, `/link ${code}`, { channel: 'viber', address: 'bob' })).toContain('зв’язано');
    world.clock.pass(hourMs);
    const again = await codeFrom(world);
    expect(await says(world, `/link ${again}`, elsewhere)).toContain('зв’язано');
  });

  test('with bare digits costs a try, too', async () => {
    const world = openWorld();
    for (let guess = 0; guess < 5; guess += 1) await says(world, `1111222${guess}`, elsewhere);
    expect(await all(world, 'linkTry')).toHaveLength(5);
    expect(await says(world, '/link 1111 2229', elsewhere)).toContain('Забагато');
  });

  test('from many addresses is stopped for all', async () => {
    const world = openWorld();
    const { linkTry } = world.app.db.tables;
    const at = world.clock.now();
    const tries = Array.from({ length: 1000 }, (_none, index) => ({
      id: `t${index}`,
      addressId: `a${index}`,
      at,
    }));
    await world.app.db.write((s) => s.insert(linkTry).values(tries));
    expect(await says(world, '/link 1111 2222', elsewhere)).toContain('Забагато');
  });
});

describe('eight digits that are no code', () => {
  test('are a question like any other where nobody was asked for a code', async () => {
    const world = openWorld();
    expect(await says(world, '1111 2222')).toContain('не знаю надійної відповіді');
  });

  test('are a mistyped code where one was asked for', async () => {
    const world = openWorld();
    await codeFrom(world);
    expect(await says(world, '1111 2222')).toContain('Такого коду немає');
  });

  test('go to the staff where a question was asked for', async () => {
    const world = openWorld();
    await says(world, '/human');
    await says(world, '1111 2222');
    await says(world, 'так');
    expect(await world.desk.questions.list()).toMatchObject([{ text: '1111 2222' }]);
  });

  test('of a telephone are never looked up', async () => {
    const world = openWorld();
    for (const text of ['0671234567', '067 123 45 67', '+380671234567']) await says(world, text);
    expect(await all(world, 'linkTry')).toEqual([]);
  });
});

test('the chat that made the code keeps its choices; its gaps are filled from the other', async () => {
  const world = openWorld();
  await says(world, '/contest city');
  await says(world, '/contest kids', elsewhere);
  await says(world, '/role voter', elsewhere);
  await says(world, '/start poster', elsewhere);
  await says(world, '/mute events', elsewhere);
  await says(world, '/mute news');
  await says(world, '/digest on', elsewhere);
  await says(world, await codeFrom(world), elsewhere);
  const linked = await person(world);
  expect(linked?.person).toMatchObject({ contest: 'city', role: 'voter', source: 'poster', pace: 'weekly' });
  expect((await all(world, 'mute')).map((row) => [row.personId, row.topic]).sort()).toEqual([
    [linked?.person.id, 'events'],
    [linked?.person.id, 'news'],
  ]);
  expect(await all(world, 'person')).toHaveLength(1);
});

test('everything of linked people is exported and erased together', async () => {
  const world = openWorld();
  await says(world, '/subscribe city voter');
  await says(world, '/mute events', elsewhere);
  await says(world, '/link 1111 2222', elsewhere);
  await says(world, await codeFrom(world), elsewhere);
  await codeFrom(world);
  await writing(world.app, async (at) => {
    const personId = (await person(world))?.person.id ?? '';
    await at.s.insert(at.t.voted).values({ personId, contest: 'city', cycle: '2026' });
    await changePerson(at, personId, { prefers: 'viber' });
  });
  const exported = await exportPerson(world.app, 'ann');
  expect(exported).toMatchObject({
    ok: true,
    value: {
      person: { prefers: 'viber' },
      muted: [{ topic: 'events' }],
      voted: [{ contest: 'city' }],
      linkCodes: [{}],
      linkTries: [{}],
    },
  });
  expect(JSON.stringify(exported)).not.toContain('codeHash');
  await world.hear({ kind: 'text', text: '/data erase yes' });
  for (const table of ['person', 'address', 'mute', 'voted', 'linkCode', 'linkTry', 'standing'] as const) {
    expect(await all(world, table), table).toEqual([]);
  }
});
