// How answers fare: counted by answer and day without anybody's name, shown to staff, and what of a talk is kept how long.
import { describe, expect, test } from 'vitest';
import { keepTerms } from '../../src/app/people/retention.ts';
import { dayMs, minuteMs } from '../../src/core/time.ts';
import { openWorld } from '../support/harness.ts';
import { all } from './look.ts';

describe('an answer', () => {
  test('is counted when it is shown and when it is judged, once, and without a person', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: 'коли голосування' });
    await world.hear({ kind: 'text', text: 'Так, допомогло' });
    await world.hear({ kind: 'choice', value: '/helped v.dates yes' });
    await world.hear({ kind: 'text', text: 'коли голосування', address: 'bob' });
    await world.hear({ kind: 'text', text: 'ні', address: 'bob' });
    expect(await all(world, 'helped')).toEqual([
      { answer: 'v.dates', on: '2026-10-20', shown: 2, yes: 1, no: 1 },
    ]);
    expect(await world.desk.helped.list(30)).toEqual([
      { answer: 'v.dates', title: 'До якого числа голосування?', shown: 2, yes: 1, no: 1 },
    ]);
  });

  test('of an older day is outside of a short look', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: 'коли голосування' });
    world.clock.pass(7 * dayMs);
    expect(await world.desk.helped.list(7)).toEqual([]);
    expect(await world.desk.helped.list(8)).toHaveLength(1);
  });

  test('that is an instruction is named by contest, stage and role', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: '/subscribe city author' });
    await world.hear({ kind: 'text', text: '/role' });
    expect((await world.desk.helped.list(1))[0]?.title).toBe('МІСТО, Подання проєктів: автор проєкту');
  });
});

describe('a talk', () => {
  const kept = async (world: ReturnType<typeof openWorld>) => (await all(world, 'conversation'))[0]?.state;

  test('keeps no word of a question longer than a day, and how long instructions shall be for good', async () => {
    const world = openWorld();
    await world.hear({ kind: 'text', text: 'коротко' });
    await world.hear({ kind: 'text', text: 'яка завтра погода у Дніпрі' });
    expect((await kept(world))?.unanswered).toBe('яка завтра погода у Дніпрі');
    world.clock.pass(dayMs - minuteMs);
    await keepTerms(world.app);
    expect((await kept(world))?.unanswered).not.toBeNull();
    world.clock.pass(2 * minuteMs);
    await keepTerms(world.app);
    expect(await kept(world)).toMatchObject({ unanswered: null, offers: [], awaiting: null, short: true });
  });
});
