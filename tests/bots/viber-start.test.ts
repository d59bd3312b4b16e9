// How the Viber channel comes up and talks in both directions, against the emulated platform.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ViberOptions, viberChannel } from '../../bots/viber.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Reply } from '../../src/core/reply.ts';
import { startViberEmulator, type ViberEmulator, type ViberEmulatorOptions } from '../emulators/viber.ts';
import { clock, keptLog, only, openDoor, parcel, quick, say } from './harness.ts';

let closing: (() => Promise<unknown>)[] = [];
let log: ReturnType<typeof keptLog>;

beforeEach(() => {
  log = keptLog();
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

type House = {
  viber: ViberEmulator;
  channel: Channel;
  inbounds: Inbound[];
  state: { ready: boolean; detail: string };
};

/** The emulated platform, a door that hands its callbacks to the channel, and the channel itself, started. */
async function open(
  of: { platform?: ViberEmulatorOptions; options?: Partial<ViberOptions>; welcome?: Reply } = {},
): Promise<House> {
  const viber = await startViberEmulator({ clock, retryMs: 1, ...of.platform });
  const inbounds: Inbound[] = [];
  const door = await openDoor((request) => {
    const reception = channel.receive?.(request);
    if (reception?.kind !== 'accepted') return { status: reception?.status ?? 404, body: '' };
    inbounds.push(...reception.inbounds);
    return reception.acknowledge(of.welcome ?? null);
  });
  const channel: Channel = viberChannel({
    token: viber.token,
    apiRoot: viber.url,
    webhookUrl: door.url,
    senderName: 'Бюджет участі',
    priceEur: 0.02,
    clock,
    log,
    timeoutMs: 5000,
    pause: quick,
    ...of.options,
  });
  const state = await channel.start(async () => undefined);
  closing.push(door.close, viber.stop, channel.stop);
  return { viber, channel, inbounds, state };
}

const person = { id: 'oksana=' };

describe('a start', () => {
  test('sets the webhook with the receipts that we need and without names and photos', async () => {
    const { viber, state } = await open();
    expect(state).toEqual({ ready: true, detail: 'the webhook is set' });
    const set = viber.calls.find(({ method }) => method === 'set_webhook');
    expect(set?.payload).toEqual({
      url: expect.stringContaining('/hook'),
      event_types: ['delivered', 'seen', 'failed', 'conversation_started'],
      send_name: false,
      send_photo: false,
    });
  });

  test('learns the address for deep links', async () => {
    const { channel } = await open({ platform: { uri: 'kam_budget' } });
    expect(channel.deepLink('poster-1')).toBe('viber://pa?chatURI=kam_budget&context=poster-1');
  });

  test('without a public address says what is missing, and knows the deep link all the same', async () => {
    const { channel, state } = await open({ options: { webhookUrl: null } });
    expect(state).toMatchObject({ ready: false, detail: expect.stringContaining('PUBLIC_URL') });
    expect(channel.deepLink('x')).not.toBeNull();
  });

  test('with a wrong token says so at once', async () => {
    const { channel, state } = await open({ options: { token: 'wrong' } });
    expect(state).toMatchObject({ ready: false, detail: 'Viber: invalidAuthToken' });
    expect(channel.deepLink('x')).toBeNull();
    expect(log.lines.join('\n')).not.toContain('wrong');
  });

  test('is tried again until the platform and the door are there', async () => {
    const viber = await startViberEmulator({ clock, attempts: 1 });
    viber.faults.add({ kind: 'http', status: 502, method: 'set_webhook', times: 1 });
    viber.faults.add({ kind: 'dropBefore', method: 'get_account_info', times: 1 });
    let refusals = 2;
    const door = await openDoor(() => {
      refusals -= 1;
      return { status: refusals >= 0 ? 503 : 200, body: '' };
    });
    const { token, url } = viber;
    const defaults = { senderName: 'x', priceEur: 0, clock, log, pause: quick };
    const channel = viberChannel({ token, apiRoot: url, webhookUrl: door.url, ...defaults });
    closing.push(door.close, viber.stop, channel.stop);
    expect(await channel.start(async () => undefined)).toMatchObject({ ready: true });
    expect(channel.deepLink('x')).not.toBeNull();
  });
});

describe.each(['header', 'query'] as const)('with the signature in the %s', (signatureBy) => {
  test('a callback is taken, and a forged one is not', async () => {
    const { viber, inbounds } = await open({ platform: { signatureBy, attempts: 1 } });
    const message = { event: 'message', sender: person, message: { type: 'text', text: 'привіт' } };
    expect(await viber.deliver(message)).toMatchObject({ status: 200 });
    expect(await viber.deliver(message, { signature: '0'.repeat(64) })).toMatchObject({ status: 401 });
    expect(only(inbounds)).toMatchObject({ kind: 'text', text: 'привіт', address: person.id });
  });
});

describe('a conversation', () => {
  test('begins with one welcome in the response, the same for a repeated callback', async () => {
    const { viber, inbounds } = await open({ welcome: say('Вітаємо') });
    const started = {
      event: 'conversation_started',
      type: 'open',
      context: 'poster-1',
      subscribed: false,
      user: person,
    };
    await viber.deliver(started, { times: 3 });
    expect(viber.callbacks.welcomes).toHaveLength(3);
    expect(new Set(viber.callbacks.welcomes.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(viber.callbacks.welcomes[0]?.body ?? '')).toMatchObject({
      type: 'text',
      text: 'Вітаємо',
    });
    expect(new Set(inbounds.map(({ eventId }) => eventId)).size).toBe(1);
    expect(viber.received.size).toBe(0);
  });

  test('comes back by the buttons that were sent, and a pressed link is a click', async () => {
    const { viber, channel, inbounds } = await open();
    const choices = [
      { label: 'Етап', value: 'stage' },
      { label: 'Сайт', url: 'https://kam.gov.ua/' },
    ];
    await channel.send([parcel(person.id, say('?', choices))]);
    const sent = viber.calls.filter(({ method }) => method === 'send_message');
    const { Buttons } = only(sent).payload.keyboard as { Buttons: { ActionBody: string }[] };
    for (const { ActionBody } of Buttons)
      await viber.deliver({ event: 'message', sender: person, message: { type: 'text', text: ActionBody } });
    expect(only(inbounds)).toMatchObject({ kind: 'choice', value: 'stage' });
  });
});

describe('receipts', () => {
  test('carry the token that the message was sent with, one for each device', async () => {
    const { viber, channel, inbounds } = await open({ platform: { receipts: 'seen', devices: 2 } });
    const outcome = only(await channel.send([parcel(person.id, 'x')]));
    await viber.callbacks.settled();
    const providerId = outcome.kind === 'sent' ? outcome.providerId : null;
    expect(providerId).toMatch(/^\d{19}$/);
    const receipts = inbounds.filter((inbound) => inbound.kind === 'receipt');
    expect(receipts.map((receipt) => receipt.providerId)).toEqual(Array(3).fill(providerId));
    expect(receipts.map(({ state }) => state).sort()).toEqual(['delivered', 'delivered', 'seen']);
  });

  test('of a list name each person', async () => {
    const { viber, channel, inbounds } = await open({ platform: { receipts: 'delivered' } });
    const reply = say('x');
    await channel.send(['a=', 'b='].map((to) => parcel(to, reply)));
    await viber.callbacks.settled();
    expect(inbounds.map(({ address }) => address).sort()).toEqual(['a=', 'b=']);
  });
});
