// Sources of deep links: what is counted by channel and day, what is not, and how it stands beside the people who came.
import { expect, test } from 'vitest';
import { countLanding } from '../../src/app/people/source-desk.ts';
import { dayMs } from '../../src/core/time.ts';
import { openWorld } from '../support/harness.ts';
import { all } from './look.ts';

test('chats are counted by source, channel and day of Kyiv, also of names that nobody registered', async () => {
  const world = openWorld({ at: '2026-10-20 23:30' });
  await world.desk.sources.add('poster-12', { contest: 'kids' }, 'staff');
  const opens = (address: string, source: string, channel = 'telegram') =>
    world.hear({ address, channel, kind: 'opened', source, welcome: false });
  await opens('ann', 'poster-12');
  await opens('bob', 'poster-12');
  await opens('eve', 'poster-12', 'viber');
  world.clock.set('2026-10-21 00:10');
  await opens('ann', 'poster-12');
  await opens('joe', 'forum');
  const counts = await world.desk.sources.counts(30);
  expect(counts).toMatchObject({
    from: '2026-09-22',
    to: '2026-10-21',
    people: { 'poster-12': 3, forum: 1 },
    days: [
      { on: '2026-10-20', source: 'poster-12', channel: 'telegram', visits: 2 },
      { on: '2026-10-20', source: 'poster-12', channel: 'viber', visits: 1 },
      { on: '2026-10-21', source: 'forum', channel: 'telegram', visits: 1 },
      { on: '2026-10-21', source: 'poster-12', channel: 'telegram', visits: 1 },
    ],
  });
  expect(counts.days[1]?.title).toBe('Viber');
  expect(await world.desk.sources.list()).toMatchObject([{ name: 'poster-12', visits: 4 }]);
  world.clock.pass(10 * dayMs);
  expect((await world.desk.sources.counts(7)).days).toEqual([]);
});

test('a page behind a QR code that was opened is counted beside the chats, and only of registered sources', async () => {
  const world = openWorld();
  await world.desk.sources.add('poster-12', null, 'staff');
  await countLanding(world.app, 'poster-12');
  await countLanding(world.app, 'made-up');
  expect(await world.desk.sources.list()).toMatchObject([{ visits: 0 }]);
  expect((await world.desk.sources.counts(1)).days).toMatchObject([
    { source: 'poster-12', channel: 'page', title: 'сторінка за QR-кодом', visits: 1 },
  ]);
});

test('no visit says whose it was', async () => {
  const world = openWorld();
  await world.hear({ kind: 'opened', source: 'poster-12', welcome: false });
  const [visit] = await all(world, 'visit');
  expect(Object.keys(visit ?? {}).sort()).toEqual(['at', 'channel', 'id', 'source']);
});
