// What a mail server's answers, and its silence at every step, make of a letter.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { outcomeOfMailError, outcomeOfReply } from '../../bots/email-outcome.ts';
import type { Channel } from '../../src/core/channel.ts';
import { type SmtpEmulator, type SmtpFault, startSmtpEmulator } from '../emulators/smtp.ts';
import { keptLog, only, parcel, quick, recorded } from './harness.ts';

let smtp: SmtpEmulator;
let channel: Channel;
const log = keptLog();

function open(url: string): Channel {
  return emailChannel({
    transport: { kind: 'smtp', url, socketTimeoutMs: 1000 },
    from: 'noreply@city.example',
    dkim: null,
    compose: ({ reply }) => ({ subject: 'Тема', text: reply.text, html: null }),
    log,
    pause: quick,
  });
}

beforeAll(async () => {
  smtp = await startSmtpEmulator();
  channel = open(smtp.url);
});
afterEach(() => {
  smtp.faults.clear();
  smtp.received.clear();
});
afterAll(async () => {
  await channel.stop();
  await smtp.stop();
});

type Recorded = { at: string; reply: string; outcome: string; code: string };
const replies = JSON.parse(recorded('email', 'replies').toString()) as Recorded[];

describe('a reply of a mail server', () => {
  test.each(replies)('$at: $reply', ({ at, reply, outcome, code }) => {
    expect(outcomeOfReply(Number.parseInt(reply, 10), reply, at)).toMatchObject({ kind: outcome, code });
  });

  test('is kept without the address that it repeats', () => {
    const reply = '550 5.1.1 <oksana@ukr.example>: User unknown';
    expect(outcomeOfReply(550, reply)).toMatchObject({ text: '550 5.1.1 …: User unknown' });
  });
});

describe('an error without a reply', () => {
  const lost = { code: 'ECONNECTION' };
  test.each([
    ['before the letter was handed over', lost, 'unread', 'transient'],
    ['in the middle of it', lost, 'begun', 'transient'],
    ['after the whole of it', lost, 'whole', 'unknown'],
    ['a time-out after the whole of it', { code: 'ETIMEDOUT' }, 'whole', 'unknown'],
    ['a refused login', { code: 'EAUTH', responseCode: 535 }, 'unread', 'misconfigured'],
    [
      'a login that is refused for now',
      { code: 'EAUTH', responseCode: 454, response: '454 4.7.0 later' },
      'unread',
      'transient',
    ],
    ['a missing login', { code: 'ENOAUTH' }, 'unread', 'misconfigured'],
    [
      'a certificate that has run out',
      { code: 'ESOCKET', originalCode: 'CERT_HAS_EXPIRED' },
      'unread',
      'misconfigured',
    ],
    [
      'a certificate of one’s own',
      { code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      'unread',
      'misconfigured',
    ],
    ['a name that resolves to nothing', { code: 'EDNS' }, 'unread', 'transient'],
    ['a closed pool', new Error('Connection pool was closed'), 'unread', 'transient'],
    ['something that is no error', 'x', 'whole', 'unknown'],
  ] as const)('%s', (_, error, handover, kind) => {
    expect(outcomeOfMailError(error, handover)).toMatchObject({ kind });
  });
});

const faults: [label: string, fault: SmtpFault, kind: string, arrived: number][] = [
  ['greylisted', { method: 'rcpt', kind: 'reply', code: 451, text: '4.7.1 Greylisted' }, 'transient', 0],
  ['no such person', { method: 'rcpt', kind: 'reply', code: 550, text: '5.1.1 User unknown' }, 'gone', 0],
  [
    'policy at the recipient',
    { method: 'rcpt', kind: 'reply', code: 550, text: '5.7.1 Blocked' },
    'rejected',
    0,
  ],
  [
    'policy after the letter',
    { method: 'end', kind: 'reply', code: 550, text: '5.7.26 Unauthenticated' },
    'rejected',
    0,
  ],
  ['full', { method: 'end', kind: 'reply', code: 552, text: '5.2.2 Mailbox full' }, 'transient', 0],
  [
    'deferred after the letter',
    { method: 'end', kind: 'reply', code: 451, text: '4.3.0 Try later' },
    'transient',
    0,
  ],
  [
    'server closing',
    { method: 'mail', kind: 'reply', code: 421, text: '4.3.2 Shutting down' },
    'transient',
    0,
  ],
  ['lost at the sender', { method: 'mail', kind: 'drop' }, 'transient', 0],
  ['lost at the recipient', { method: 'rcpt', kind: 'drop' }, 'transient', 0],
  ['silent at the recipient', { method: 'rcpt', kind: 'hang' }, 'transient', 0],
  ['lost after the letter was accepted', { method: 'end', kind: 'drop' }, 'unknown', 1],
  ['silent after the letter was accepted', { method: 'end', kind: 'hang' }, 'unknown', 1],
  ['slow', { method: 'end', kind: 'slow', ms: 20 }, 'sent', 1],
];

describe('a conversation with a mail server', () => {
  test.each(faults)('%s: nothing is sent a second time by itself', async (_, fault, kind, arrived) => {
    smtp.faults.add({ ...fault, times: 1 });
    expect(only(await channel.send([parcel('oksana@ukr.example', 'x')]))).toMatchObject({ kind });
    expect(smtp.received.get('oksana@ukr.example')?.length ?? 0).toBe(arrived);
    // The pool is sound again for the next one.
    expect(only(await channel.send([parcel('next@ukr.example', 'x')])).kind).toBe('sent');
  });

  test('that breaks in the middle of a long letter has not delivered it', async () => {
    smtp.faults.add({ method: 'data', kind: 'drop', times: 1 });
    const outcome = only(await channel.send([parcel('oksana@ukr.example', 'я'.repeat(2_000_000))]));
    expect(outcome).toMatchObject({ kind: 'transient' });
    expect(smtp.received.size).toBe(0);
  });

  test('settles each of many letters by itself, in order', async () => {
    smtp.faults.add({
      method: 'rcpt',
      kind: 'reply',
      code: 550,
      text: '5.1.1 User unknown',
      recipient: 'p3@x.example',
    });
    smtp.faults.add({
      method: 'rcpt',
      kind: 'reply',
      code: 451,
      text: '4.7.1 Later',
      recipient: 'p5@x.example',
    });
    const outcomes = await channel.send(Array.from({ length: 8 }, (_, n) => parcel(`p${n}@x.example`, 'x')));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      ...['sent', 'sent', 'sent', 'gone', 'sent', 'transient', 'sent', 'sent'],
    ]);
  });

  test('with nobody there, or with somebody who speaks no SMTP, is tried again', async () => {
    const babbler = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => babbler.listen(0, '127.0.0.1', resolve));
    for (const port of [9, (babbler.address() as AddressInfo).port]) {
      const other = open(`smtp://127.0.0.1:${port}`);
      expect(only(await other.send([parcel('a@b.example', 'x')]))).toMatchObject({ kind: 'transient' });
      await other.stop();
    }
    await new Promise((resolve) => babbler.close(resolve));
  });
});

describe('a login', () => {
  test('that is right is ready, one that is wrong stops the channel', async () => {
    const guarded = await startSmtpEmulator({ user: 'city', password: 'pass-1' });
    const right = open(guarded.url);
    expect(await right.start(async () => undefined)).toMatchObject({ ready: true });
    expect(only(await right.send([parcel('a@b.example', 'x')])).kind).toBe('sent');
    const wrong = open(guarded.url.replace('pass-1', 'pass-2'));
    expect(await wrong.start(async () => undefined)).toMatchObject({ ready: false });
    expect(only(await wrong.send([parcel('a@b.example', 'x')]))).toMatchObject({ kind: 'misconfigured' });
    expect(log.lines.join()).not.toMatch(/pass-|a@b/);
    await Promise.all([right.stop(), wrong.stop()]);
    await guarded.stop();
  });
});

test('stopping lets the letter in flight finish', async () => {
  const other = open(smtp.url);
  smtp.faults.add({ method: 'end', kind: 'slow', ms: 30, times: 1 });
  const sending = other.send([parcel('last@x.example', 'x')]);
  await other.stop();
  const { kind } = only(await sending);
  expect([kind, smtp.received.has('last@x.example')]).toSatisfy(
    ([outcome, arrived]) => outcome === (arrived ? 'sent' : 'transient'),
  );
});
