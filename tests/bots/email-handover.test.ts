// How letters of a mailing are handed over: in one piece that needs no look at its bytes, and what is told of it.
import { generateKeyPairSync } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { emailChannel } from '../../bots/email.ts';
import { handoverOf, streamOf } from '../../bots/email-handover.ts';
import { type Compose, letterSealer } from '../../bots/email-letter.ts';
import type { Letter, Parcel } from '../../src/core/channel.ts';
import { type SmtpEmulator, type SmtpFault, startSmtpEmulator } from '../emulators/smtp.ts';
import { checkDkim } from './dkim.ts';
import { keptLog, only, quick, say } from './harness.ts';

const from = 'Бюджет участі <noreply@city.example>';
const letter: Letter = {
  subject: 'Голосування триває',
  preheader: '',
  why: 'consent',
  unsubscribeUrl: 'https://city.example/u/bGV0dGVycyAx.0f0f',
  messageId: '<d7@city.example>',
  returnPath: 'bounce+d7.abc@city.example',
  feedbackId: 'b12:kamianske:reminder',
};
const compose: Compose = ({ reply, letter: of }) => ({
  subject: 'Лист',
  text: `${reply.text}\n${of?.unsubscribeUrl}\n`,
  html: `<p>${reply.text}</p>\n.\n<a href="${of?.unsubscribeUrl}">x</a>\n`,
});
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const dkim = { domain: 'city.example', selector: 'uchast', privateKeyPem };

function mailing(text: string): Parcel {
  return { deliveryId: 'd7', address: 'oksana@ukr.example', reply: say(text), letter };
}

let smtp: SmtpEmulator;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  smtp = await startSmtpEmulator();
});
afterEach(() => {
  smtp.faults.clear();
  smtp.received.clear();
});
afterAll(async () => {
  for (const close of closing) await close();
  await smtp.stop();
});

function open() {
  const transport = { kind: 'smtp', url: smtp.url, socketTimeoutMs: 1000 } as const;
  const channel = emailChannel({ transport, from, dkim, compose, log: keptLog(), pause: quick });
  closing.push(channel.stop);
  return channel;
}

describe('a letter of a mailing', () => {
  test('has a carried form in which no line needs another one, whatever its words', async () => {
    const seal = letterSealer({ from, dkim, compose });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (words) => {
        const { message, carried } = await seal(mailing(`.${words}\n.\n..`));
        const text = carried?.toString('latin1') ?? '';
        expect(text).toBe(`${message.toString('latin1')}.\r\n`);
        expect(text).not.toMatch(/\r(?!\n)|(?<!\r)\n/);
        expect(text.indexOf('\r\n.')).toBe(text.length - 5);
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ['short', '.крапка\n..дві\n.'],
    ['longer than one piece', `.${'я'.repeat(40_000)}\n.`],
  ])('arrives byte for byte, its signature holds, and the next one follows: %s', async (_, text) => {
    const channel = open();
    for (let letters = 1; letters <= 3; letters += 1) {
      expect(only(await channel.send([mailing(text)])).kind).toBe('sent');
      expect(smtp.received.get('oksana@ukr.example')).toHaveLength(letters);
      const raw = smtp.letters.at(-1)?.raw ?? Buffer.of();
      expect(checkDkim(raw, publicKey)).toHaveProperty('fields');
      expect(raw.subarray(-4).toString('latin1')).toBe('--\r\n');
    }
  });

  test('that nobody can leave is looked at line by line', async () => {
    const alone = { ...mailing('x'), letter: { ...letter, unsubscribeUrl: null } };
    expect((await letterSealer({ from, dkim: null, compose })(alone)).carried).toBeNull();
  });

  const faults: [label: string, fault: SmtpFault, kind: string, arrived: number][] = [
    ['refused', { method: 'rcpt', kind: 'reply', code: 550, text: '5.1.1 User unknown' }, 'gone', 0],
    ['lost at the recipient', { method: 'rcpt', kind: 'drop' }, 'transient', 0],
    [
      'refused after the letter',
      { method: 'end', kind: 'reply', code: 550, text: '5.7.26 No' },
      'rejected',
      0,
    ],
    ['lost after the letter was accepted', { method: 'end', kind: 'drop' }, 'unknown', 1],
    ['silent after the letter was accepted', { method: 'end', kind: 'hang' }, 'unknown', 1],
  ];
  test.each(faults)(
    '%s: is settled as any other, and the next one leaves',
    async (_, fault, kind, arrived) => {
      const channel = open();
      expect(only(await channel.send([mailing('перший')])).kind).toBe('sent');
      smtp.received.clear();
      smtp.faults.add({ ...fault, times: 1 });
      expect(only(await channel.send([mailing('x')]))).toMatchObject({ kind });
      expect(smtp.received.get('oksana@ukr.example')?.length ?? 0).toBe(arrived);
      expect(only(await channel.send([mailing('x')])).kind).toBe('sent');
    },
  );
});

describe('the stream of a letter', () => {
  const message = Buffer.from('To: a@b.example\r\n\r\nx\r\n');
  const carried = Buffer.concat([message, Buffer.from('.\r\n')]);

  test('gives the letter as it is to whoever reads it otherwise', async () => {
    const got: Buffer[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        got.push(chunk);
        done();
      },
    });
    const stream = streamOf({ message, carried });
    expect(handoverOf(stream)).toBe('unread');
    await new Promise((resolve) => stream.pipe(sink).once('finish', resolve));
    expect(Buffer.concat(got).equals(message)).toBe(true);
    expect(handoverOf(stream)).toBe('whole');
  });

  test('tells how much of a long letter was read', async () => {
    const long = Buffer.alloc(200_000, 'x');
    const stream = streamOf({ message: long, carried: null });
    await new Promise((resolve) => stream.once('readable', resolve));
    stream.read();
    expect(handoverOf(stream)).toBe('begun');
    const rest = await buffer(Readable.from(stream));
    expect([rest.length < long.length, handoverOf(stream)]).toEqual([true, 'whole']);
  });
});
