// Moving a date: what it would do to planned messages is shown first, and nothing changes until it is saved.
import { describe, expect, test } from 'vitest';
import type { DiffRow } from '../../src/app/desk.ts';
import { isoInKyiv } from '../../src/core/time.ts';
import { settle } from '../db/rows.ts';
import { kyiv, openWorld, type World } from '../support/harness.ts';

const voting = (opens: string, closes: string) => ({
  contest: 'city' as const,
  stage: 'voting' as const,
  opens: kyiv(opens),
  closes: kyiv(closes),
});

/** A row in short: `moves voting.opens 2027-03-08T10:00 → 2027-03-10T10:00`. */
function inShort({ change, key, from, to }: DiffRow): string {
  const minute = (at: number | null) => (at === null ? 'never' : isoInKyiv(at).slice(0, 16));
  return `${change} ${key.replace(/^.*:|@.*$/g, '')} ${minute(from)} → ${minute(to)}`;
}

async function diff(world: World, change: ReturnType<typeof voting>): Promise<string[]> {
  const result = await world.desk.calendar.diff(change);
  if (!result.ok) throw new Error(result.message);
  return result.value.map(inShort);
}

describe('the diff of a date', () => {
  test('that stays is empty', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    expect(await diff(world, voting('2027-03-08', '2027-03-28 23:59'))).toEqual([]);
  });

  test('of an opening moves its message and no other', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    expect(await diff(world, voting('2027-03-10', '2027-03-28 23:59'))).toEqual([
      'moves voting.opens 2027-03-08T10:00 → 2027-03-10T10:00',
    ]);
  });

  test('of a close moves the three reminders before it', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    expect(await diff(world, voting('2027-03-08', '2027-04-04 23:59'))).toEqual([
      'moves voting.closes-7 2027-03-21T10:00 → 2027-03-28T10:00',
      'moves voting.closes-3 2027-03-25T10:00 → 2027-04-01T10:00',
      'moves voting.closes-1 2027-03-27T10:00 → 2027-04-03T10:00',
    ]);
  });

  test('of a week names the digest that has nothing more to tell, where somebody wants digests', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    await settle(world, 'ann', { person: { pace: 'weekly' }, granted: [['reminders', 'city']] });
    expect(await diff(world, voting('2027-03-08', '2027-04-04 23:59'))).toEqual([
      'orphaned 2026–2027 2027-03-15T10:00 → never',
      'moves voting.closes-7 2027-03-21T10:00 → 2027-03-28T10:00',
      'moves voting.closes-3 2027-03-25T10:00 → 2027-04-01T10:00',
      'moves voting.closes-1 2027-03-27T10:00 → 2027-04-03T10:00',
    ]);
  });

  test('of a stage that becomes short orphans what has no day left', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    expect(await diff(world, voting('2027-03-08', '2027-03-12 23:59'))).toEqual([
      'orphaned voting.closes-7 2027-03-21T10:00 → never',
      'moves voting.closes-3 2027-03-25T10:00 → 2027-03-09T10:00',
      'moves voting.closes-1 2027-03-27T10:00 → 2027-03-11T10:00',
    ]);
  });

  test('into the past makes messages late: staff must look', async () => {
    const world = openWorld({ at: '2027-03-01 12:00' });
    expect(await diff(world, voting('2027-02-20', '2027-03-05 23:59'))).toEqual([
      'late voting.opens 2027-03-08T10:00 → 2027-02-20T10:00',
      'late voting.closes-7 2027-03-21T10:00 → 2027-02-26T10:00',
      'moves voting.closes-3 2027-03-25T10:00 → 2027-03-02T10:00',
      'moves voting.closes-1 2027-03-27T10:00 → 2027-03-04T10:00',
    ]);
  });

  test('of a stage that is over and opens again makes messages appear', async () => {
    const world = openWorld({ at: '2027-04-01 12:00' });
    expect(await diff(world, voting('2027-03-08', '2027-04-10 23:59'))).toEqual([
      'appears voting.closes-7 never → 2027-04-03T10:00',
      'appears voting.closes-3 never → 2027-04-07T10:00',
      'appears voting.closes-1 never → 2027-04-09T10:00',
    ]);
  });

  test('of one contest leaves the other alone', async () => {
    const world = openWorld({ at: '2027-01-10 12:00' });
    const result = await world.desk.calendar.diff({
      ...voting('2027-03-10', '2027-03-28 23:59'),
      contest: 'kids',
    });
    expect(result.ok && result.value.every((row) => row.key.includes(':kids:'))).toBe(true);
  });

  test.each([
    ['that closes before it opens', voting('2027-03-28', '2027-03-08'), 'calendar.order'],
    ['that closes when it opens', voting('2027-03-08', '2027-03-08'), 'calendar.order'],
  ])('%s is refused', async (_, change, code) => {
    const world = openWorld();
    expect(await world.desk.calendar.diff(change)).toMatchObject({ ok: false, code });
    expect(await world.desk.calendar.set(change, 'staff@city.example')).toMatchObject({ ok: false, code });
    expect((await world.desk.calendar.show()).some((row) => row.changed)).toBe(false);
  });
});

describe('a date that is saved', () => {
  test('is the calendar from then on, for residents too; the diff alone changes nothing', async () => {
    const world = openWorld({ at: '2027-03-09 12:00' });
    const change = voting('2027-03-08', '2027-04-04 23:59');
    await world.desk.calendar.diff(change);
    expect((await world.desk.calendar.show()).some((row) => row.changed)).toBe(false);
    await world.desk.calendar.set(change, 'staff@city.example');
    const changed = (await world.desk.calendar.show()).filter((row) => row.changed);
    expect(changed).toMatchObject([{ contest: 'city', stage: 'voting', closes: change.closes }]);
    await world.hear({ kind: 'text', text: '/contest city' });
    await world.hear({ kind: 'text', text: '/stage' });
    await world.send('telegram', 2);
    expect(
      world.channel('telegram').parcels.some(({ reply }) => reply.text.includes('4 квітня 2027 року')),
    ).toBe(true);
    expect(await world.desk.audit(1)).toMatchObject([
      { actor: 'staff@city.example', act: 'calendar.set', object: 'city.voting' },
    ]);
  });
});
