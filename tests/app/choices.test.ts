// What people choose about what we begin, what of it waits already, and the session that their own word opens.
import { describe, expect, test } from 'vitest';
import type { BroadcastRow } from '../../db/broadcasts.ts';
import type { DeliveryRow } from '../../db/ledger.ts';
import { changeAddress, forgetVotes } from '../../db/people.ts';
import { writing } from '../../src/app/app.ts';
import { audienceOf } from '../../src/core/broadcast.ts';
import type { ContestId } from '../../src/core/contest.ts';
import type { Content } from '../../src/core/texts.ts';
import { dayMs, hourMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast, ledger } from '../db/rows.ts';
import { kyiv, openWorld, realContent, recordingChannel, type World } from '../support/harness.ts';
import { all, person, said } from './look.ts';

async function says(world: World, text: string): Promise<string> {
  await world.hear({ kind: 'text', text });
  return (await said(world)).at(-1)?.text ?? '';
}

/** A row of a broadcast to `ann` on telegram. */
async function waiting(
  world: World,
  id: string,
  of: { broadcast?: Partial<BroadcastRow>; row?: Partial<DeliveryRow> } = {},
): Promise<void> {
  await keepBroadcast(world, `b-${id}`, { state: 'sending', ...of.broadcast });
  const ann = await person(world);
  const whose = { personId: ann?.person.id ?? '', addressId: ann?.address.id ?? '' };
  await keep(world, [deliveryRow(world, id, { ...whose, broadcastId: `b-${id}`, body: null, ...of.row })]);
}

const about = (topic: BroadcastRow['audience']['topic']) => ({
  audience: audienceOf({ purposes: ['reminders'], contest: 'city', topic }),
});

describe('what waits and was refused meanwhile', () => {
  test('does not go out of the kind that was refused, and of no other', async () => {
    const world = openWorld();
    await says(world, '/subscribe city voter');
    await waiting(world, 'voting', { broadcast: about('stage.voting') });
    await waiting(world, 'news', { broadcast: about('news') });
    await says(world, '/mute voting');
    expect(await ledger(world)).toMatchObject({
      voting: { state: 'skipped', reason: 'muted' },
      news: { state: 'pending' },
    });
    expect(await all(world, 'mute')).toMatchObject([{ topic: 'stage.voting' }]);
  });

  test('does not go out at all after «стоп», but a change of what came before does', async () => {
    const world = openWorld();
    await says(world, '/subscribe city voter');
    await waiting(world, 'news');
    await waiting(world, 'change', { row: { amends: 'm-1' } });
    await says(world, 'стоп');
    expect(await ledger(world)).toMatchObject({
      news: { state: 'skipped', reason: 'withdrawn' },
      change: { state: 'pending' },
    });
  });

  test('is no reminder to vote for somebody who has voted', async () => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await says(world, '/subscribe city voter');
    const cycle = world.app.files.contests.city.cycle.name;
    const unlessVoted = { ...about('stage.voting').audience, unlessVoted: cycle };
    await waiting(world, 'reminder', { broadcast: { audience: unlessVoted } });
    await waiting(world, 'opening', { broadcast: about('stage.voting') });
    await says(world, '/voted');
    expect(await ledger(world)).toMatchObject({
      reminder: { state: 'skipped', reason: 'voted' },
      opening: { state: 'pending' },
    });
  });
});

/** Both contests vote at the same time. */
function bothVote(): Content {
  const content = realContent();
  const { city, kids } = content.contests;
  const voting = city.cycle.stages.find((stage) => stage.id === 'voting');
  const stages = kids.cycle.stages.map((stage) => (stage.id === 'voting' && voting ? voting : stage));
  return { ...content, contests: { city, kids: { ...kids, cycle: { ...kids.cycle, stages } } } };
}

describe('«вже проголосував(ла)»', () => {
  test('keeps the person, the contest and the cycle, and nothing else', async () => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await says(world, '/contest city');
    await says(world, 'я вже проголосувала');
    const personId = (await person(world))?.person.id;
    const cycle = world.app.files.contests.city.cycle.name;
    expect(await all(world, 'voted')).toEqual([{ personId, contest: 'city', cycle }]);
  });

  test.each<[string, ContestId | null, string, ContestId | null]>([
    ['somebody without a contest, where one votes', null, '/voted', 'city'],
    ['somebody of that contest', 'city', '/voted', 'city'],
    ['somebody of the other contest, who is asked', 'kids', '/voted', null],
    ['somebody who names it', 'kids', '/voted city', 'city'],
    ['somebody who names a contest that does not vote', 'city', '/voted kids', null],
  ])('is told by %s', async (_who, contest, text, expected) => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    if (contest) await says(world, `/contest ${contest}`);
    await says(world, text);
    expect((await all(world, 'voted')).map((row) => row.contest)).toEqual(expected ? [expected] : []);
  });

  test('asks for the contest where both vote, and takes the answer', async () => {
    const world = openWorld({ at: '2027-03-10 12:00', content: bothVote() });
    await says(world, '/contest city');
    expect(await says(world, '/voted')).toContain('У якому конкурсі');
    await says(world, 'ДІТИ');
    expect((await all(world, 'voted')).map((row) => row.contest)).toEqual(['kids']);
  });

  test.each(['2027-02-01 12:00', '2027-03-29 00:00'])('means nothing at %s', async (at) => {
    const world = openWorld({ at });
    await says(world, '/contest city');
    expect(await says(world, '/voted')).toContain('зараз не триває');
    expect(await all(world, 'voted')).toEqual([]);
  });

  test('can be taken back, and is forgotten with its cycle', async () => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await says(world, '/voted city');
    await says(world, '/voted undo');
    expect(await all(world, 'voted')).toEqual([]);
    await says(world, '/voted city');
    const { name: cycle } = world.app.files.contests.city.cycle;
    await writing(world.app, (at) => forgetVotes(at, { contest: 'city', cycle }));
    expect(await all(world, 'voted')).toHaveLength(1);
    await writing(world.app, (at) => forgetVotes(at, { contest: 'kids', cycle: 'another' }));
    expect(await all(world, 'voted')).toHaveLength(1);
    await writing(world.app, (at) => forgetVotes(at, { contest: 'city', cycle: 'another' }));
    expect(await all(world, 'voted')).toEqual([]);
  });
});

describe('«чому я це отримав?»', () => {
  test('is about the last message that left to this chat', async () => {
    const world = openWorld();
    await says(world, '/subscribe city voter');
    await waiting(world, 'old', { broadcast: about('news'), row: { state: 'sent' } });
    world.clock.pass(dayMs);
    await waiting(world, 'last', { broadcast: about('stage.submission'), row: { state: 'delivered' } });
    await waiting(world, 'later', { broadcast: about('events') });
    const text = await says(world, 'чому ви мені пишете?');
    expect(text).toContain('етап «Подання проєктів»');
    expect(text).toContain('20 жовтня 2026 року ви погодилися на нагадування (конкурс МІСТО)');
    expect(text).toContain('Telegram');
    expect(await says(world, '/why b-old')).toContain('новини бюджету участі');
  });

  test('of a message to somebody else tells nothing about it', async () => {
    const world = openWorld();
    await says(world, '/subscribe city');
    await waiting(world, 'theirs', { row: { personId: 'bob', state: 'sent' } });
    expect(await says(world, '/why b-theirs')).toContain('ми вам не надсилали');
  });

  test('names the grant before the message, and that it was withdrawn since', async () => {
    const world = openWorld();
    await says(world, '/subscribe city');
    world.clock.pass(dayMs);
    await waiting(world, 'sent', { row: { state: 'sent' } });
    world.clock.pass(dayMs);
    await says(world, 'стоп');
    const text = await says(world, '/why');
    expect(text).toContain('20 жовтня 2026 року');
    expect(text).toContain('вже відкликали');
  });

  test('of a correction says what it is; of a lost consent that it was not found', async () => {
    const world = openWorld();
    await says(world, '/stage');
    const broadcast = { kind: 'correction' as const, amends: 'b-first' };
    await waiting(world, 'second', { broadcast, row: { state: 'sent' } });
    const text = await says(world, '/why');
    expect(text).toContain('виправлення');
    expect(text).toContain('не знайшли');
  });
});

describe('a word of the person', () => {
  const viber = () => recordingChannel('viber', { sessionMs: dayMs, priceEur: 0.02 });
  const session = async (world: World) => (await person(world, 'ann', 'viber'))?.address.sessionAt;
  const hears = (world: World, event: Parameters<World['hear']>[0]) =>
    world.hear({ channel: 'viber', ...event });

  test('opens a session, which later words inside it do not make longer', async () => {
    const world = openWorld({ channels: [viber()] });
    const first = world.clock.now();
    await hears(world, { kind: 'opened', source: null, welcome: false });
    expect(await session(world)).toBeNull();
    await hears(world, { kind: 'text', text: '/stage' });
    world.clock.pass(dayMs - 1);
    await hears(world, { kind: 'choice', value: '/stage' });
    expect(await session(world)).toBe(first);
    world.clock.pass(1);
    await hears(world, { kind: 'joined' });
    expect(await session(world)).toBe(first);
    await hears(world, { kind: 'unsupported', what: 'sticker' });
    expect(await session(world)).toBe(first + dayMs);
  });

  test('lets go what waited for it on this channel, and nothing else', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    await says(world, '/subscribe city');
    const later = kyiv('2026-10-25 10:00');
    await waiting(world, 'visit', { row: { reason: 'nextVisit', dueAt: later } });
    await waiting(world, 'retry', { row: { reason: 'HTTP 500', dueAt: later } });
    await waiting(world, 'elsewhere', {
      row: { reason: 'nextVisit', dueAt: later, channel: 'viber', addressId: 'v' },
    });
    world.clock.pass(hourMs);
    await world.hear({ kind: 'left' });
    expect((await ledger(world)).visit?.dueAt).toBe(later);
    await says(world, '/stage');
    expect(await ledger(world)).toMatchObject({
      visit: { dueAt: world.clock.now(), state: 'pending' },
      retry: { dueAt: later },
      elsewhere: { dueAt: later },
    });
  });
});

describe('the channel to which we write', () => {
  test.each([
    ['email', 'unproven'],
    ['viber', 'gone'],
  ] as const)('is never %s while its address is %s', async (channel, state) => {
    const world = openWorld();
    await says(world, '/stage');
    const personId = (await person(world))?.person.id ?? '';
    await writing(world.app, async (at) => {
      const rows = await at.s.select().from(at.t.address);
      const [row] = rows;
      if (!row) throw new Error('ann has an address');
      await at.s.insert(at.t.address).values({ ...row, id: 'other', personId, channel, address: 'x', state });
    });
    expect(await says(world, `/channel ${channel}`)).toContain('у вас ще немає');
    expect((await person(world))?.person.prefers).toBeNull();
    await writing(world.app, (at) => changeAddress(at, 'other', { state: 'active' }));
    await says(world, `/channel ${channel}`);
    expect((await person(world))?.person.prefers).toBe(channel);
  });
});
