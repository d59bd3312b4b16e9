// Every status of Viber, 0 to 24 and unknown ones: of one message, of a list as a whole, and of one person in a list.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viberChannel } from '../../bots/viber.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type DeliveryState, priority, settle } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { type HttpEmulator, json, serve } from '../emulators/http.ts';
import { clock, keptLog, now, only, parcel, quick, say } from './harness.ts';

const priceEur = 0.0196;

/** A server that says to each method what a test has told it, and keeps what it was asked. */
let server: HttpEmulator;
let script: Record<string, object> = {};
let asked: { method: string; payload: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = await serve(({ path, body }) => {
    const method = path.slice('/pa/'.length);
    asked.push({ method, payload: JSON.parse(body) as Record<string, unknown> });
    return json(200, script[method] ?? { status: 0, status_message: 'ok', message_token: 5_741n });
  });
});
afterAll(() => server.stop());

/** A channel of its own for each test: what Viber forbids once stays forbidden. */
async function withChannel<T>(
  says: Record<string, object>,
  work: (channel: Channel) => Promise<T>,
): Promise<T> {
  script = says;
  asked = [];
  const of = { token: 't', apiRoot: `${server.origin}/pa`, webhookUrl: null, senderName: 'Місто', priceEur };
  const channel = viberChannel({ ...of, clock, log: keptLog(), pause: quick });
  try {
    return await work(channel);
  } finally {
    await channel.stop();
  }
}

const single = (channel: Channel) => channel.send([parcel('a=', 'x')]);
const list = (channel: Channel) => {
  const reply = say('x');
  return channel.send(['a=', 'b=', 'c='].map((address) => parcel(address, reply)));
};
const kinds = (outcomes: readonly { kind: string }[]) => outcomes.map(({ kind }) => kind);

/** What a status makes of one message, of everybody in a list, of one person of it, and of that person's row. */
type Row = [
  status: number,
  name: string,
  message: string,
  wholeList: string,
  oneOfList: string,
  state: DeliveryState,
];
const table: Row[] = [
  [1, 'invalidUrl', 'rejected', 'rejected', 'rejected', 'failed'],
  [2, 'invalidAuthToken', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [3, 'badData', 'rejected', 'rejected', 'rejected', 'failed'],
  [4, 'missingData', 'rejected', 'rejected', 'rejected', 'failed'],
  [5, 'receiverNotRegistered', 'gone', 'gone', 'gone', 'gone'],
  [6, 'receiverNotSubscribed', 'gone', 'gone', 'gone', 'gone'],
  [7, 'publicAccountBlocked', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [8, 'publicAccountNotFound', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [9, 'publicAccountSuspended', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [10, 'webhookNotSet', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [11, 'receiverNoSuitableDevice', 'rejected', 'rejected', 'rejected', 'failed'],
  // For one person of a list it is that person's hour that is full, and the lane goes on.
  [12, 'tooManyRequests', 'throttled', 'throttled', 'transient', 'pending'],
  [13, 'apiVersionNotSupported', 'rejected', 'rejected', 'rejected', 'failed'],
  [14, 'incompatibleWithVersion', 'rejected', 'rejected', 'rejected', 'failed'],
  [15, 'publicAccountNotAuthorized', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [16, 'inchatReplyMessageNotAllowed', 'rejected', 'rejected', 'rejected', 'failed'],
  [17, 'publicAccountIsNotInline', 'rejected', 'rejected', 'rejected', 'failed'],
  [18, 'noPublicChat', 'rejected', 'rejected', 'rejected', 'failed'],
  // To a list these two mean: one by one. Everybody comes back for that.
  [19, 'cannotSendBroadcast', 'rejected', 'transient', 'rejected', 'failed'],
  [20, 'broadcastNotAllowed', 'rejected', 'transient', 'rejected', 'failed'],
  [21, 'unsupportedCountry', 'rejected', 'rejected', 'rejected', 'failed'],
  [22, 'paymentUnsupported', 'rejected', 'rejected', 'rejected', 'failed'],
  [23, 'freeMessagesExceeded', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [24, 'noBalance', 'misconfigured', 'misconfigured', 'misconfigured', 'pending'],
  [25, 'generalError', 'transient', 'transient', 'transient', 'pending'],
  [999, 'generalError', 'transient', 'transient', 'transient', 'pending'],
  [-1, 'generalError', 'transient', 'transient', 'transient', 'pending'],
];

describe('status', () => {
  test.each(table)('%i %s', async (status, name, message, wholeList, oneOfList, state) => {
    const said = { status, status_message: name };
    await withChannel({ send_message: said }, async (channel) => {
      expect(only(await single(channel))).toMatchObject({ kind: message, code: `viber:${status}:${name}` });
    });
    await withChannel({ broadcast_message: said }, async (channel) => {
      expect(kinds(await list(channel))).toEqual([wholeList, wholeList, wholeList]);
    });
    const failed_list = [{ receiver: 'b=', status, status_message: name }];
    const partly = { status: 0, status_message: 'ok', message_token: 5_741n, failed_list };
    await withChannel({ broadcast_message: partly }, async (channel) => {
      const outcomes = await list(channel);
      expect(kinds(outcomes)).toEqual(['sent', oneOfList, 'sent']);
      const row = { attempts: 1, priority: priority.reminder, expiresAt: now + dayMs };
      expect(outcomes.map((outcome) => settle(outcome, row, now).state)).toEqual(['sent', state, 'sent']);
    });
  });

  test('0 is sent, singly and in a list', async () => {
    await withChannel({}, async (channel) => {
      expect(only(await single(channel))).toMatchObject({ kind: 'sent', providerId: '5741' });
      expect(kinds(await list(channel))).toEqual(['sent', 'sent', 'sent']);
      expect(asked.map(({ method }) => method)).toEqual(['send_message', 'broadcast_message']);
    });
  });
});

describe('a list of failures', () => {
  const failure = (receiver: string, status: number) => ({ receiver, status, status_message: 'x' });
  const cases: [label: string, said: object, kinds: string[]][] = [
    ['that is empty fails nobody', { status: 0, failed_list: [] }, ['sent', 'sent', 'sent']],
    ['that is missing fails nobody', { status: 0 }, ['sent', 'sent', 'sent']],
    [
      'names everybody',
      { status: 0, failed_list: [failure('a=', 5), failure('b=', 6), failure('c=', 11)] },
      ['gone', 'gone', 'rejected'],
    ],
    [
      'of somebody who was not asked fails nobody',
      { status: 0, failed_list: [failure('z=', 6)] },
      ['sent', 'sent', 'sent'],
    ],
    [
      'beside a refusal of the whole: each its own, the others that of the whole',
      { status: 3, status_message: 'badData', failed_list: [failure('b=', 6)] },
      ['rejected', 'gone', 'rejected'],
    ],
    [
      'with unlike failures settles each alone',
      { status: 0, failed_list: [failure('c=', 12), failure('a=', 21)] },
      ['rejected', 'sent', 'transient'],
    ],
  ];
  test.each(cases)('%s', async (_, said, expected) => {
    await withChannel(
      { broadcast_message: { status_message: 'ok', message_token: 7n, ...said } },
      async (channel) => {
        expect(kinds(await list(channel))).toEqual(expected);
      },
    );
  });
});

describe('the price of a message', () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
    [5, priceEur],
  ])('by billing_status %i is %d', async (billing_status, price) => {
    const said = { status: 0, status_message: 'ok', message_token: 7n, billing_status };
    await withChannel({ send_message: said, broadcast_message: said }, async (channel) => {
      expect(only(await single(channel))).toMatchObject({ kind: 'sent', priceEur: price });
      expect(await list(channel)).toMatchObject(Array(3).fill({ kind: 'sent', priceEur: price }));
    });
  });

  test('that Viber does not say is that of a message that we begin, to a list', async () => {
    await withChannel({}, async (channel) => {
      expect(await list(channel)).toMatchObject(Array(3).fill({ priceEur }));
      expect(only(await single(channel))).toMatchObject({ priceEur: 0 });
    });
  });
});
