// What comes in: answered once, remembered, handed over, counted.
import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../src/core/inbound.ts';
import { dayMs } from '../../src/core/time.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, person, said } from './look.ts';

describe('an event', () => {
  test('is answered by one reply that waits first in line', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/stage' });
    expect(await said(world)).toMatchObject([
      { state: 'pending', priority: 0, channel: 'telegram', broadcastId: null },
    ]);
    expect(world.nudged).toEqual(['telegram']);
  });

  test('that is repeated is answered once and changes nothing', async () => {
    const world = openWorld();
    const event = { kind: 'text' as const, text: '/subscribe city voter', eventId: 'u-1' };
    await world.hear(event);
    await world.hear({ kind: 'text', text: '/stop' });
    await world.hear(event);
    expect(await said(world)).toHaveLength(2);
    expect((await all(world, 'consent')).map((row) => row.granted)).toEqual([true, false]);
  });

  test('with the same id on another channel is another event', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/stage', eventId: 'u-1' });
    await world.hear({ kind: 'text', text: '/stage', eventId: 'u-1', channel: 'viber' });
    expect(await said(world)).toHaveLength(2);
  });

  test('that arrives at many doors at once is still answered once', async () => {
    const world = openWorld();
    await Promise.all(
      Array.from({ length: 20 }, () => world.hear({ kind: 'text', text: 'привіт', eventId: 'u-1' })),
    );
    expect(await said(world)).toHaveLength(1);
  });

  test('keeps no id or address of the platform in the inbox', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/stage', eventId: 'ann:secret:1' });
    expect(JSON.stringify(await all(world, 'inbox'))).not.toContain('secret');
  });
});

describe('the welcome in the response', () => {
  const opened = { kind: 'opened' as const, source: null, welcome: true, channel: 'viber' };

  test('is one message, settled when it is written and never sent by a call', async () => {
    const world = openWorld();
    const welcome = await world.hear(opened);
    expect(welcome?.text).toContain('Вітаємо!');
    const rows = await said(world);
    expect(rows).toMatchObject([{ state: 'sent', text: welcome?.text }]);
    expect(rows[0]?.settledAt).not.toBeNull();
  });

  test('is the same stored one when the event is repeated, days later too', async () => {
    const world = openWorld();
    const first = await world.hear({ ...opened, eventId: 'open-1' });
    world.clock.pass(30 * dayMs);
    expect(await world.hear({ ...opened, eventId: 'open-1' })).toEqual(first);
    expect(await said(world)).toHaveLength(1);
  });

  test('is not given where the chat was opened without wanting one', async () => {
    const world = openWorld();
    expect(await world.hear({ kind: 'opened', source: null, welcome: false })).toBeNull();
    expect(await said(world)).toMatchObject([{ state: 'pending' }]);
  });
});

describe('leaving and coming back', () => {
  test('a block takes reachability and nothing else; an unblock gives it back', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/subscribe kids author' });
    await world.hear({ kind: 'left' });
    expect(await person(world)).toMatchObject({
      address: { state: 'gone' },
      person: { contest: 'kids', role: 'author' },
    });
    await world.hear({ kind: 'joined' });
    expect(await person(world)).toMatchObject({
      address: { state: 'active' },
      person: { contest: 'kids', role: 'author' },
    });
    expect(await all(world, 'standing')).toMatchObject([
      { purpose: 'reminders', contest: 'kids', granted: true },
    ]);
    expect(await said(world)).toHaveLength(1);
  });

  test('a word from somebody who had left shows that they are back', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/stage' });
    await world.hear({ kind: 'left' });
    world.clock.pass(dayMs);
    await world.hear({ kind: 'text', text: '/stage' });
    expect((await person(world))?.address).toMatchObject({ state: 'active', wroteAt: world.clock.now() });
  });

  test.each(['left', 'joined'] as const)('%s of somebody whom we never met leaves no trace', async (kind) => {
    const world = openWorld();
    await world.hear({ kind });
    expect(await person(world)).toBeNull();
  });

  test('a platform that renames a chat takes the person along', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/role voter' });
    await world.hear({ kind: 'moved', to: 'anna' });
    expect(await person(world, 'ann')).toBeNull();
    expect(await person(world, 'anna')).toMatchObject({ person: { role: 'voter' } });
  });
});

describe('a source', () => {
  test('that is registered lands on its contest and role, and is counted', async () => {
    const world = openWorld();
    await world.desk.sources.add(
      'poster-school-12',
      { contest: 'kids', role: 'author' },
      'staff@city.example',
    );
    await world.hear({ kind: 'opened', source: 'poster-school-12', welcome: false });
    expect(await person(world)).toMatchObject({
      person: { contest: 'kids', role: 'author', source: 'poster-school-12' },
    });
    expect(await world.desk.sources.list()).toMatchObject([{ name: 'poster-school-12', visits: 1 }]);
  });

  test('that nobody registered is remembered and lands nowhere; a later one does not replace the first', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/start first' });
    await world.hear({ kind: 'text', text: '/start second' });
    expect(await person(world)).toMatchObject({ person: { contest: null, source: 'first' } });
  });
});

describe('handing over and gaps', () => {
  test('a question goes to the desk, and its answer comes back into the same chat, once', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/human' });
    await world.hear({ kind: 'text', text: 'Чи можна подати проєкт разом із сусідом?' });
    expect(await world.desk.questions.list()).toEqual([]);
    await world.hear({ kind: 'text', text: 'так' });
    const [question] = await world.desk.questions.list();
    expect(question).toMatchObject({
      text: 'Чи можна подати проєкт разом із сусідом?',
      channel: 'telegram',
      answer: null,
    });
    const id = question?.id ?? '';
    expect(await world.desk.questions.answer(id, '  ', 'staff@city.example')).toMatchObject({
      ok: false,
      code: 'question.empty',
    });
    expect(await world.desk.questions.answer(id, 'Так, можна.', 'staff@city.example')).toMatchObject({
      ok: true,
    });
    expect(await world.desk.questions.answer(id, 'Ні.', 'staff@city.example')).toMatchObject({
      ok: false,
      code: 'question.answered',
    });
    const texts = (await said(world)).map((row) => row.text);
    expect(texts.filter((text) => text.includes('Так, можна.'))).toHaveLength(1);
    expect(texts.some((text) => text.includes('Ні.'))).toBe(false);
  });

  test('a rule that a resident needed and the city has not set is counted', async () => {
    const rules = { ...openWorld().app.files.rules };
    const platform = rules.minSupporters;
    if (!platform) throw new Error('the city has a rule on supporters');
    rules.minSupporters = { ...platform, value: null };
    const world = openWorld({ content: { ...openWorld().app.files, rules } });
    for (const text of ['/contest city', '/role author']) await world.hear({ kind: 'text', text });
    expect((await world.desk.today()).gaps.map((gap) => gap.rule)).toContain('minSupporters');
    expect((await said(world)).at(-1)?.text).toContain('уточнюється');
  });
});

test('no line of the log holds an address or a word of the resident', async () => {
  const world = openWorld();
  const events: Partial<Inbound>[] = [
    { kind: 'text', text: 'Я Олена Секретна' },
    { kind: 'left' },
    { kind: 'joined' },
    { kind: 'unsupported', what: 'voice' },
  ];
  for (const event of events)
    await world.hear({ address: 'secret-chat', ...event } as Parameters<World['hear']>[0]);
  expect(world.logged.join('\n')).not.toMatch(/secret-chat|Секретна/);
});
