// What we send to many people at once on Viber, and to each alone where the bot may not broadcast.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { viberChannel } from '../../bots/viber.ts';
import type { Channel, Parcel } from '../../src/core/channel.ts';
import { startViberEmulator, type ViberEmulator } from '../emulators/viber.ts';
import { clock, keptLog, only, parcel, quick, say } from './harness.ts';

const priceEur = 0.0196;
let viber: ViberEmulator;
let channel: Channel;
const log = keptLog();

function open({ token, url }: ViberEmulator): Channel {
  const defaults = { webhookUrl: null, senderName: 'Бюджет участі', priceEur, clock, log, pause: quick };
  return viberChannel({ token, apiRoot: url, ...defaults });
}

beforeAll(async () => {
  viber = await startViberEmulator({ clock });
  channel = open(viber);
});
afterEach(() => {
  viber.calls.length = 0;
});
afterAll(async () => {
  await channel.stop();
  await viber.stop();
});

/** Parcels that share one reply, as a broadcast's do. */
function crowd(addresses: readonly string[], reply = say('Голосування триває')): Parcel[] {
  return addresses.map((address) => parcel(address, reply));
}

describe('a message to many on Viber', () => {
  test('is one call, with one token and the price of each', async () => {
    const outcomes = await channel.send(crowd(['a=', 'b=', 'c=']));
    const { method, payload } = only(viber.calls);
    expect([method, payload.broadcast_list, payload.receiver]).toEqual([
      'broadcast_message',
      ['a=', 'b=', 'c='],
      undefined,
    ]);
    expect(new Set(outcomes.map((outcome) => outcome.kind === 'sent' && outcome.providerId)).size).toBe(1);
    expect(outcomes).toMatchObject(Array(3).fill({ kind: 'sent', priceEur }));
  });

  test('settles each person of the failed list alone, in the order of the parcels', async () => {
    viber.people.states.set('left=', 'notSubscribed');
    viber.people.states.set('none=', 'noDevice');
    for (let n = 0; n < 100; n += 1) viber.people.refuse('silent=', { hasKeyboard: false }, clock());
    const outcomes = await channel.send(crowd(['a=', 'left=', 'silent=', 'none=', 'b=']));
    // The one with too many unanswered messages waits alone: the channel doesn't pause for one person.
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'gone', 'transient', 'rejected', 'sent']);
  });

  test('of 300 fits one call', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `${n}`.padStart(22, 'x').concat('=='));
    const outcomes = await channel.send(crowd(ids, say('я'.repeat(7000))));
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(viber.calls).toHaveLength(1);
  });

  test('that is longer than a request may be goes out in parts', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `${n}`.padStart(150, 'x'));
    const outcomes = await channel.send(crowd(ids));
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(viber.calls.length).toBeGreaterThan(1);
    expect(viber.calls.flatMap(({ payload }) => payload.broadcast_list)).toEqual(ids);
  });

  test('never mixes two replies, whatever it is given', async () => {
    const outcomes = await channel.send([
      ...crowd(['m=', 'n='], say('одне')),
      ...crowd(['o='], say('друге')),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    const last = (id: string) => viber.received.get(id)?.at(-1)?.text;
    expect(['m=', 'n=', 'o='].map(last)).toEqual(['одне', 'одне', 'друге']);
  });

  test('comes back where the bot may not broadcast, so that each person is sent to singly, and stays so', async () => {
    const other = await startViberEmulator({ mayBroadcast: false, clock });
    const single = open(other);
    other.people.states.set('left=', 'notSubscribed');
    const people = ['a=', 'left=', 'b='];
    const back = { kind: 'transient', code: 'viber:broadcastForbidden' };
    expect(await single.send(crowd(people))).toMatchObject([back, back, back]);
    expect(single.capabilities).toMatchObject({ recipientsPerCall: 1, perSecond: 40 });
    // What was taken as a list before that comes back too, without another call.
    expect(await single.send(crowd(people))).toMatchObject([back, back, back]);
    const outcomes = [];
    for (const person of people) outcomes.push(only(await single.send(crowd([person]))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'gone', 'sent']);
    const methods = other.calls.map(({ method }) => method);
    expect(methods).toEqual(['broadcast_message', ...Array(3).fill('send_message')]);
    expect(other.received.size).toBe(2);
    await single.stop();
    await other.stop();
  });

  test('leaves no trace of people in the log', () => {
    for (const secret of [viber.token, 'left=', 'Голосування'])
      expect(log.lines.join()).not.toContain(secret);
  });
});
