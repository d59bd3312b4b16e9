// The look ahead tells the truth: what it counts for a message is what the sweep makes of it when its hour comes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eq } from '../../db/drizzle.ts';
import { writing } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { withStageDates } from '../../src/content.ts';
import type { Topic } from '../../src/core/broadcast.ts';
import type { Purpose } from '../../src/core/consent.ts';
import type { ContestId } from '../../src/core/contest.ts';
import { dayMs, secondMs } from '../../src/core/time.ts';
import { keepBroadcast, settle } from '../db/rows.ts';
import { kyiv, openWorld, realContent, recordingChannel, type World } from '../support/harness.ts';

const by = 'olena@city.example';
const plan = path.join(import.meta.dirname, '..', 'plans', 'kalynove-2026-2027.docx');

/** Voting ends on one day in both contests: reminders of one hour come as one. */
const sameDays = withStageDates(realContent(), [
  { contest: 'kids', stage: 'voting', opens: kyiv('2027-03-08'), closes: kyiv('2027-03-28 23:59') + 59_999 },
]);

type Person = {
  granted?: [Purpose, ContestId | 'any'][];
  channels?: string[];
  weekly?: boolean;
  muted?: Topic;
  voted?: boolean;
};

async function join(world: World, id: string, of: Person): Promise<void> {
  const { channels = ['telegram'], granted = [['reminders', 'any']] } = of;
  const addresses = channels.map((channel, place) => ({ channel, provenAt: place }));
  await settle(world, id, { person: { pace: of.weekly ? 'weekly' : null }, addresses, granted });
  await writing(world.app, async ({ t, s }) => {
    if (of.muted) await s.insert(t.mute).values({ personId: id, topic: of.muted, at: 0 });
    if (of.voted) await s.insert(t.voted).values({ personId: id, contest: 'city', cycle: '2026–2027' });
  });
}

/** What was planned: recipients by message, the messages that come along with it, and channel; nobody is left out. */
async function planned(world: World, from: string, to: string): Promise<Map<string, number>> {
  const rows = await world.desk.planned(kyiv(from), kyiv(to));
  const counted = rows.filter((row) => row.recipients > 0);
  return new Map(
    counted.map((row) => [
      [row.broadcast, ...(row.mergedWith ?? [])].join(' + ').concat(` → ${row.channel}`),
      row.recipients,
    ]),
  );
}

/** Lets every hour of a message come, and says what went out: the same words as `planned`. */
async function lived(world: World, from: string, to: string): Promise<Map<string, number>> {
  const hours = new Set((await world.desk.planned(kyiv(from), kyiv(to))).map((row) => row.at));
  for (const hour of hours) {
    world.clock.set(hour + 3 * secondMs);
    await reconcile(world.app);
    await writing(world.app, ({ t, s }) =>
      s.update(t.delivery).set({ state: 'sent' }).where(eq(t.delivery.state, 'pending')),
    );
  }
  const { db } = world.app;
  const { delivery, broadcast } = db.tables;
  const keys = new Map((await db.read.select().from(broadcast)).map((row) => [row.id, row.key]));
  const sent = await db.read.select().from(delivery).where(eq(delivery.state, 'sent'));
  // Letters to staff about their tasks belong to no broadcast.
  const named = sent.flatMap(({ broadcastId, also, channel }) => {
    if (broadcastId === null) return [];
    const parts = [broadcastId, ...(also ?? [])].map((id) => keys.get(id) ?? id);
    return [`${parts.join(' + ')} → ${channel}`];
  });
  return new Map([...Map.groupBy(named, (name) => name)].map(([name, rows]) => [name, rows.length]));
}

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));

/** Asserts that what was planned at the start is what went out. */
async function expectTruth(world: World, from: string, to: string): Promise<void> {
  await reconcile(world.app);
  const expected = await planned(world, from, to);
  expect(expected.size).toBeGreaterThan(0);
  expect(sorted(await lived(world, from, to))).toEqual(sorted(expected));
}

describe('what is planned is what goes out', () => {
  test('in a year with people of every kind', { timeout: 120_000 }, async () => {
    const world = openWorld({ at: '2026-09-30 12:00', content: sameDays });
    const bytes = readFileSync(plan);
    const read = await world.desk.plans.import({ name: 'kalynove-2026-2027.docx', bytes }, true, by);
    if (!read.ok) throw new Error(read.message);
    await world.desk.plans.confirmAll(read.value.id ?? '', by);
    const contests = ['city', 'kids', 'any'] as const;
    const grounds: Purpose[] = ['reminders', 'reminders', 'reminders', 'letters', 'official'];
    const channels = [['telegram'], ['viber'], ['email'], ['telegram', 'email'], ['viber', 'telegram']];
    for (let n = 0; n < 90; n += 1) {
      const purpose = grounds[n % 5] ?? 'reminders';
      await join(world, `p${n}`, {
        granted: [[purpose, contests[n % 3] ?? 'any']],
        channels: purpose === 'reminders' ? (channels[n % 4] ?? []) : ['email'],
        weekly: n % 7 === 0,
        ...(n % 11 === 0 ? { muted: 'stage.voting' as const } : {}),
        voted: n % 13 === 0,
      });
    }
    await expectTruth(world, '2026-10-01', '2028-01-01');
  });

  test('when people have had all their messages of a week before', async () => {
    const world = openWorld({ at: '2027-03-22 12:00' });
    await join(world, 'ann', {});
    await join(world, 'bob', { granted: [['reminders', 'kids']] });
    for (const [place, day] of ['2027-03-23', '2027-03-24'].entries())
      await keepBroadcast(world, `own${place}`, {
        at: kyiv(`${day} 12:00`),
        lastUsefulAt: kyiv(`${day} 20:00`),
      });
    await expectTruth(world, '2027-03-22 12:00', '2027-04-05');
    const left = await planned(world, '2027-03-25', '2027-04-05');
    expect([...left.keys()].some((key) => key.includes('voting.closes-1'))).toBe(false);
  });
});

describe('a window', () => {
  test('shows what a longer one shows of it: what goes out before it counts against the limits', async () => {
    const calm = realContent();
    const content = { ...calm, city: { ...calm.city, maxMessagesPerWeek: 2 } };
    const world = openWorld({ at: '2027-03-01 12:00', content });
    await join(world, 'ann', {});
    const whole = await world.desk.planned(kyiv('2027-03-01'), kyiv('2027-05-01'));
    for (const day of ['2027-03-21', '2027-03-27', '2027-03-29']) {
      const part = await world.desk.planned(kyiv(day), kyiv(`${day} 20:00`));
      expect(part).toEqual(whole.filter((row) => kyiv(day) <= row.at && row.at < kyiv(`${day} 20:00`)));
    }
    expect(whole.map((row) => row.recipients)).toContain(0);
  });
});

describe('reminders of one hour', () => {
  const hour = ['2027-03-21 09:00', '2027-03-21 11:00'] as const;

  test('are one message for who is in both audiences, with both texts, and their own for the others', async () => {
    const world = openWorld({ at: '2027-03-20 12:00', content: sameDays });
    await join(world, 'both', {});
    await join(world, 'two', {});
    await join(world, 'city', { granted: [['reminders', 'city']] });
    await join(world, 'voted', { voted: true });
    const city = 'notice:city:2026–2027:voting.closes-7@2027-03-21';
    const kids = 'notice:kids:2026–2027:voting.closes-7@2027-03-21';
    expect(await planned(world, ...hour)).toEqual(
      new Map([
        [`${city} → telegram`, 1],
        [`${city} + ${kids} → telegram`, 2],
        [`${kids} → telegram`, 1],
      ]),
    );
    const rows = await world.desk.planned(kyiv(hour[0]), kyiv(hour[1]));
    const alone = rows.filter((row) => row.channel === 'telegram' && !row.mergedWith).map((row) => row.text);
    const joined = rows.find((row) => row.mergedWith);
    expect(joined?.text).toBe(alone.join('\n\n'));
    await expectTruth(world, ...hour);
  });

  test('stay apart where a channel cannot show both in one message', async () => {
    const channels = [recordingChannel('telegram', { textLength: 500 })];
    const world = openWorld({ at: '2027-03-20 12:00', content: sameDays, channels });
    await join(world, 'both', {});
    expect([...(await planned(world, ...hour)).values()]).toEqual([1, 1]);
    await expectTruth(world, ...hour);
  });
});

describe('the digest', () => {
  test('is planned for who wants it, in place of single notices, and only where somebody does', async () => {
    const world = openWorld({ at: '2027-03-20 12:00' });
    await join(world, 'each', { granted: [['reminders', 'city']] });
    const kinds = async () =>
      [...(await planned(world, '2027-03-21', '2027-03-28'))].map(
        ([key, people]) => `${key.split(':')[0]} ${people}`,
      );
    expect(await kinds()).toEqual(['notice 1', 'notice 1', 'notice 1']);
    await join(world, 'weekly', { granted: [['reminders', 'city']], weekly: true });
    expect(await kinds()).toEqual(['notice 1', 'digest 1', 'notice 1', 'notice 1']);
    await expectTruth(world, '2027-03-21', '2027-03-28');
  });
});

describe('the price', () => {
  test('is that of people whom no session of theirs makes free', async () => {
    const channels = [recordingChannel('viber', { priceEur: 0.02, sessionMs: dayMs })];
    const world = openWorld({ at: '2027-03-25 09:00', channels });
    const granted: [Purpose, ContestId][] = [['reminders', 'city']];
    await settle(world, 'free', {
      addresses: [{ channel: 'viber', sessionAt: kyiv('2027-03-25 08:00') }],
      granted,
    });
    await settle(world, 'paid', { addresses: [{ channel: 'viber' }], granted });
    const prices = (await world.desk.planned(kyiv('2027-03-25'), kyiv('2027-03-28'))).map(
      (row) => row.priceEur,
    );
    expect(prices).toEqual([0.02, 0.04]);
  });
});
