// Owns how old an event of Viber may be when its webhook brings it.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isReplayed, windowMs } from '../../bots/replay.ts';
import { viberChannel } from '../../bots/viber.ts';
import type { Inbound } from '../../src/core/inbound.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const now = Date.UTC(2027, 2, 10, 12);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const heard = (at: number, kind: 'text' | 'left' = 'text'): Inbound => {
  const common = { channel: 'viber', address: '1', eventId: '1', at };
  return kind === 'text' ? { ...common, kind, text: 'коли?' } : { ...common, kind };
};

describe('an event is played again', () => {
  it.each<[string, number, boolean]>([
    ['is new', now - minute, false],
    ['comes after a week of silence', now - 7 * day, false],
    ['is as old as the last event that is remembered', now - windowMs, false],
    ['is older than any that is remembered', now - windowMs - minute, true],
    ['is from a clock that goes ahead', now + day, false],
    ['tells no instant that could be one', 1000, false],
  ])('where it %s: %#', (_when, at, replayed) => {
    expect(isReplayed(heard(at), { now, real: now })).toBe(replayed);
    expect(isReplayed(heard(at, 'left'), { now, real: now })).toBe(replayed);
  });

  it('by both clocks only: in a training one of them stands elsewhere', () => {
    const real = now + 4000 * day;
    expect(isReplayed(heard(now - minute), { now, real })).toBe(false);
    expect(isReplayed(heard(now - windowMs - minute), { now, real })).toBe(true);
    expect(isReplayed(heard(now - minute), { now: real, real: now })).toBe(false);
  });

  it('never where it only says what became of our own message', () => {
    const receipt: Inbound = {
      ...{ channel: 'viber', address: '1', eventId: '1', at: now - 9000 * day },
      ...{ kind: 'receipt', providerId: '1', state: 'seen', reason: null },
    };
    expect(isReplayed(receipt, { now, real: now })).toBe(false);
  });
});

describe('what is played again', () => {
  // The real clock may stand before `now`: the events are old by both.
  const then = Date.UTC(2018, 2, 10, 12);

  it('is acknowledged, so that nobody repeats it, and not answered', () => {
    const channel = viberChannel({
      token: 'token',
      apiRoot: 'http://127.0.0.1:9/pa',
      webhookUrl: null,
      senderName: 'Місто',
      priceEur: 0,
      clock: () => now,
      log,
    });
    const receive = (timestamp: number) => {
      const said = { event: 'message', timestamp, message_token: 1, sender: { id: 'a' } };
      const body = Buffer.from(JSON.stringify({ ...said, message: { type: 'text', text: 'коли?' } }));
      const signature = createHmac('sha256', 'token').update(body).digest('hex');
      return channel.receive?.({ headers: { 'x-viber-content-signature': signature }, query: {}, body });
    };
    expect(receive(then)).toMatchObject({ kind: 'accepted', inbounds: [] });
    expect(receive(now)).toMatchObject({ kind: 'accepted', inbounds: [{ kind: 'text' }] });
  });
});
