// Owns how old an event may be when a webhook brings it, by the platforms' own rules of repeating.
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isReplayed, telegramWindowMs, viberWindowMs } from '../../bots/replay.ts';
import { telegramChannel } from '../../bots/telegram.ts';
import { viberChannel } from '../../bots/viber.ts';
import type { Inbound } from '../../src/core/inbound.ts';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2027, 2, 10, 12);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const heard = (at: number, kind: 'text' | 'left' = 'text'): Inbound => {
  const common = { channel: 'telegram', address: '1', eventId: '1', at };
  return kind === 'text' ? { ...common, kind, text: 'коли?' } : { ...common, kind };
};

describe('an event is played again', () => {
  it.each<[string, number, number, boolean]>([
    ['is new', now - minute, telegramWindowMs, false],
    ['waited as long as Telegram keeps it', now - 24 * hour, telegramWindowMs, false],
    ['is older than Telegram keeps any', now - 26 * hour, telegramWindowMs, true],
    ['waited as long as Viber repeats it', now - hour, viberWindowMs, false],
    ['is older than Viber repeats any', now - 3 * hour, viberWindowMs, true],
    ['is from a clock that goes ahead', now + hour, viberWindowMs, false],
    ['tells no instant that could be one', 1000, viberWindowMs, false],
  ])('where it %s: %#', (_when, at, windowMs, replayed) => {
    expect(isReplayed(heard(at), { windowMs, now, real: now })).toBe(replayed);
    expect(isReplayed(heard(at, 'left'), { windowMs, now, real: now })).toBe(replayed);
  });

  it('by both clocks only: in a training one of them stands elsewhere', () => {
    const of = { windowMs: viberWindowMs, now, real: now + 400 * 24 * hour };
    expect(isReplayed(heard(now - minute), of)).toBe(false);
    expect(isReplayed(heard(now - 3 * hour), of)).toBe(true);
    expect(isReplayed(heard(now - minute), { ...of, now: of.real, real: now })).toBe(false);
  });

  it('never where it only says what became of our own message', () => {
    const receipt: Inbound = {
      ...{ channel: 'viber', address: '1', eventId: '1', at: now - 30 * 24 * hour },
      ...{ kind: 'receipt', providerId: '1', state: 'seen', reason: null },
    };
    expect(isReplayed(receipt, { windowMs: viberWindowMs, now, real: now })).toBe(false);
  });
});

describe('what is played again is acknowledged, so that nobody repeats it, and not answered', () => {
  // The real clock may stand before `now`: the events are old by both.
  const then = Date.UTC(2025, 2, 10, 12);

  it('in Telegram', () => {
    const channel = telegramChannel({
      token: '1:a',
      apiRoot: 'http://127.0.0.1:9',
      webhook: { url: 'https://city.example/hook/telegram', secret: 's' },
      clock: () => now,
      log,
    });
    const receive = (date: number) => {
      const message = { message_id: 1, date, chat: { id: 7, type: 'private' }, text: 'коли?' };
      const body = Buffer.from(JSON.stringify({ update_id: 5, message }));
      return channel.receive?.({ headers: { 'x-telegram-bot-api-secret-token': 's' }, query: {}, body });
    };
    expect(receive(then / 1000)).toMatchObject({ kind: 'accepted', inbounds: [] });
    expect(receive(now / 1000)).toMatchObject({ kind: 'accepted', inbounds: [{ kind: 'text' }] });
  });

  it('in Viber', () => {
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
