// Every status of Telegram and every wording of it that bots report: what it makes of a message and of its row.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { telegramChannel } from '../../bots/telegram.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type DeliveryState, priority, settle } from '../../src/core/delivery.ts';
import { dayMs } from '../../src/core/time.ts';
import { startTelegramEmulator, type TelegramEmulator } from '../emulators/telegram.ts';
import { clock, keptLog, now, only, parcel } from './harness.ts';

let telegram: TelegramEmulator;
let channel: Channel;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ perSecond: 0 });
  const { token, url } = telegram;
  channel = telegramChannel({ token, apiRoot: url, webhook: null, clock, log: keptLog(), timeoutMs: 1000 });
});
afterEach(() => {
  telegram.faults.clear();
  telegram.people.clear();
});
afterAll(async () => {
  await channel.stop();
  await telegram.stop();
});

/** The kind of outcome, and the state of a reminder's row after the first call. */
type Meaning = [kind: string, state: DeliveryState];
const gone: Meaning = ['gone', 'gone'];
const rejected: Meaning = ['rejected', 'failed'];
const transient: Meaning = ['transient', 'pending'];
const misconfigured: Meaning = ['misconfigured', 'pending'];
const throttled: Meaning = ['throttled', 'pending'];

/** Words of 400: the person is not there, or this message can't be shown. */
const of400: [text: string, meaning: Meaning][] = [
  ['chat not found', gone],
  ['user not found', gone],
  ['PEER_ID_INVALID', gone],
  ['user is deactivated', gone],
  ['chat was deactivated', gone],
  ['message text is empty', rejected],
  ['message is too long', rejected],
  ["can't parse entities: unclosed start tag at byte offset 3", rejected],
  ['ENTITIES_TOO_LONG', rejected],
  ['wrong file identifier/HTTP URL specified', rejected],
  ['failed to get HTTP URL content', rejected],
  ['wrong type of the web page content', rejected],
  ['IMAGE_PROCESS_FAILED', rejected],
  ['PHOTO_INVALID_DIMENSIONS', rejected],
  ['BUTTON_DATA_INVALID', rejected],
  ['BUTTON_URL_INVALID', rejected],
  ['object expected as reply markup', rejected],
  ['have no rights to send a message', rejected],
  ['not enough rights to send text messages to the chat', rejected],
  ['TOPIC_CLOSED', rejected],
  ['message to be replied not found', rejected],
];

/** Words of 403: somebody who left, or a place where this bot may not speak. */
const of403: [text: string, meaning: Meaning][] = [
  ['bot was blocked by the user', gone],
  ['user is deactivated', gone],
  ["bot can't initiate conversation with a user", gone],
  ["bot can't send messages to bots", gone],
  ['bot was kicked from the group chat', gone],
  ['bot was kicked from the supergroup chat', gone],
  ['bot was kicked from the channel chat', gone],
  ['bot is not a member of the supergroup chat', gone],
  ['bot is not a member of the channel chat', gone],
  ['the group chat was deleted', gone],
  ['not enough rights to send text messages to the chat', rejected],
  ['CHAT_WRITE_FORBIDDEN', rejected],
];

/** The rest of the statuses, with the words that come with them. */
const others: [status: number, text: string, meaning: Meaning][] = [
  [401, 'Unauthorized', misconfigured],
  [402, 'Payment Required', rejected],
  [404, 'Not Found', misconfigured],
  [405, 'Method Not Allowed', rejected],
  [406, 'Not Acceptable', rejected],
  [409, 'Conflict: terminated by other getUpdates request', rejected],
  [413, 'Request Entity Too Large', rejected],
  [429, 'Too Many Requests: retry later', throttled],
  [500, 'Internal Server Error', transient],
  [501, 'Not Implemented', transient],
  [502, 'Bad Gateway', transient],
  [503, 'Service Unavailable', transient],
  [504, 'Gateway Timeout', transient],
  [520, 'Unknown Error', transient],
];

const table: [label: string, status: number, text: string, meaning: Meaning][] = [
  ...of400.map(([text, meaning]) => [`400 ${text}`, 400, `Bad Request: ${text}`, meaning] as const),
  ...of403.map(([text, meaning]) => [`403 ${text}`, 403, `Forbidden: ${text}`, meaning] as const),
  ...others.map(([status, text, meaning]) => [`${status} ${text}`, status, text, meaning] as const),
].map(([label, status, text, meaning]) => [label, status, text, meaning]);

/** What the row of a reminder becomes with this outcome of its first call. */
async function sendOne(address = '5') {
  const outcome = only(await channel.send([parcel(address, 'x')]));
  const row = { attempts: 1, priority: priority.reminder, expiresAt: now + dayMs };
  return { outcome, settlement: settle(outcome, row, now) };
}

describe('a refusal of Telegram', () => {
  test.each(table)('%s', async (_, code, text, [kind, state]) => {
    telegram.faults.add({ kind: 'say', code, text });
    const { outcome, settlement } = await sendOne();
    expect(outcome).toMatchObject({ kind, code: `telegram:${code}` });
    expect(settlement.state).toBe(state);
  });

  test.each([
    [1, 1000],
    [35, 35_000],
    [86_000, 86_000_000],
  ])('429 with a pause of %i s keeps the row until it is over', async (retryAfter, ms) => {
    telegram.faults.add({ kind: 'say', code: 429, text: 'Too Many Requests', retryAfter });
    const { settlement } = await sendOne();
    expect(settlement).toMatchObject({ state: 'pending', dueAt: now + ms });
  });

  test('429 with a pause beyond the last useful moment ends the row', async () => {
    telegram.faults.add({ kind: 'say', code: 429, text: 'Too Many Requests', retryAfter: 2 * 86_400 });
    expect((await sendOne()).settlement).toMatchObject({ state: 'expired', reason: 'telegram:429' });
  });

  test('400 with a new id of the chat sends the row there at once', async () => {
    telegram.people.set('-5', { migratedTo: -1005 });
    const { outcome, settlement } = await sendOne('-5');
    expect(outcome).toEqual({ kind: 'moved', to: '-1005' });
    expect(settlement).toMatchObject({ state: 'pending', dueAt: now });
  });

  test('200 is sent, with the id of the message', async () => {
    const { outcome, settlement } = await sendOne();
    expect(outcome).toMatchObject({ kind: 'sent', providerId: expect.stringMatching(/^\d+$/) });
    expect(settlement.state).toBe('sent');
  });
});
