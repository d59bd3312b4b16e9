// Owns what readiness tells: each part in words and since when, a scheduler that stands still, a platform that is silent.
import { describe, expect, it } from 'vitest';
import { createReadiness, noteSweep, sweepAge } from '../../src/app/running/readiness.ts';
import type { PartState, Storage } from '../../src/app/running/storage.ts';
import { channelPart, createTally } from '../../src/app/sending/tally.ts';
import type { Outcome } from '../../src/core/delivery.ts';
import { openWorld, recordingChannel } from '../support/harness.ts';

const good: PartState = { ready: true, detail: 'good' };
const word = (key: string, values: object = {}) => `${key} ${JSON.stringify(values)}`;

function look(others: Record<string, PartState> = {}) {
  const world = openWorld();
  const time = { now: 1_800_000_000_000 };
  const state = { database: good, disk: good };
  const storage: Storage = {
    db: world.app.db,
    note: () => false,
    database: async () => state.database,
    disk: async () => ({ state: state.disk, free: 1 }),
  };
  const read = createReadiness({ app: world.app, storage, others: () => others, word, now: () => time.now });
  return { world, time, state, read };
}

describe('readiness', () => {
  it('is that of every part, and tells since when each is as it is', async () => {
    const { world, time, state, read } = look({ telegram: good });
    await noteSweep(world.app);
    expect(await read()).toMatchObject({
      ready: true,
      parts: { telegram: { since: '2027-01-15T08:00:00.000Z' } },
    });
    time.now += 60_000;
    state.database = { ready: false, detail: 'no room', code: 'full' };
    expect(await read()).toMatchObject({
      ready: false,
      parts: {
        telegram: { ready: true, since: '2027-01-15T08:00:00.000Z' },
        database: { ready: false, detail: 'no room', code: 'full', since: '2027-01-15T08:01:00.000Z' },
      },
    });
    time.now += 60_000;
    expect((await read()).parts.database?.since).toBe('2027-01-15T08:01:00.000Z');
  });

  it('is over for a scheduler that stands still, however well everything else is', async () => {
    const { world, time, read } = look();
    await noteSweep(world.app);
    world.clock.pass(30_000);
    time.now += 10 * 60_000;
    expect((await read()).parts.sweep).toMatchObject({ ready: true });
    world.clock.pass(120_000);
    expect((await read()).parts.sweep).toMatchObject({ ready: false, code: 'stuck' });
    await noteSweep(world.app);
    expect((await read()).ready).toBe(true);
  });

  it('gives a process that has just begun the time of a first sweep, and no more', async () => {
    const { time, read } = look();
    expect((await read()).parts.sweep?.ready).toBe(true);
    time.now += 10 * 60_000;
    expect((await read()).parts.sweep).toMatchObject({ ready: false, code: 'stuck' });
  });

  it('takes a clock that was set back for no standstill', async () => {
    const { world } = look();
    await noteSweep(world.app);
    world.clock.pass(-3_600_000);
    expect(await sweepAge(world.app)).toBe(0);
  });
});

describe('a platform', () => {
  const transient: Outcome = { kind: 'transient', code: 'http:502', text: '' };
  const sent: Outcome = { kind: 'sent', providerId: null, priceEur: 0 };
  const rejected: Outcome = { kind: 'rejected', code: 'x', text: '' };

  /** Calls with these outcomes, so many milliseconds apart. */
  async function callsOf(outcomes: readonly Outcome[], apartMs: number) {
    const time = { now: 0 };
    const tally = createTally(() => time.now);
    const channel = recordingChannel('telegram');
    channel.answers((_parcel, nth) => outcomes[nth - 1] ?? sent);
    const watched = tally.watched(channel);
    const reply = { text: 'x', choices: [] };
    for (const [index] of outcomes.entries()) {
      await watched.send([{ deliveryId: String(index), address: '1', reply }]);
      time.now += apartMs;
    }
    return { tally, watched, channel, time };
  }

  it.each([
    ['one failure', [transient], 60_000, false],
    ['many failures at once', [transient, transient, transient, transient], 1, false],
    ['failures for a while', [transient, transient, transient], 6000, true],
    ['one that went through in between', [transient, transient, sent, transient, transient], 6000, false],
    ['refusals of single messages', [rejected, rejected, rejected, rejected], 6000, false],
  ])('after %s is silent or not', async (_label, outcomes, apart, silent) => {
    const { tally, time } = await callsOf(outcomes, apart);
    const silence = tally.silence('telegram', time.now);
    expect(silence !== null).toBe(silent);
    const part = channelPart(good, silence, word);
    expect(part).toEqual(
      silent ? { ready: false, code: 'silent', detail: expect.stringContaining('http:502') } : good,
    );
  });

  it('is forgiven after a quarter of an hour without a try', async () => {
    const { tally, time } = await callsOf([transient, transient, transient], 6000);
    time.now += 16 * 60_000;
    expect(tally.silence('telegram', time.now)).toBeNull();
  });

  it('that was never set up says its own words', () => {
    const starting = { ready: false, detail: 'starting' };
    expect(channelPart(starting, { forMs: 20_000, code: 'http:502' }, word)).toBe(starting);
  });

  it('is counted by outcome, and the watched channel stays what it was, also as it learns', async () => {
    const { tally, watched, channel } = await callsOf([transient, sent, sent], 1);
    expect(tally.of('sends')).toEqual([
      { labels: ['telegram', 'transient'], n: 1 },
      { labels: ['telegram', 'sent'], n: 2 },
    ]);
    Object.assign(channel, { capabilities: { ...channel.capabilities, recipientsPerCall: 300 } });
    expect(watched.capabilities.recipientsPerCall).toBe(300);
    expect(watched.name).toBe('telegram');
  });
});
