// Owns what returned messages mean: the corpus, message by message, and that nothing damaged or forged suppresses anybody.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReturn } from '../../src/mail/bounce.ts';
import { type Returned, readersOf, returnedMessages } from './returned.ts';

const corpus = returnedMessages();

describe('each returned message', () => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s is read right', async (_, one) => {
    expect(await readReturn(one.raw, readersOf(one.secret))).toEqual(one.expected);
  });

  it.each(corpus.map((one) => [one.name, one] as const))(
    '%s means nothing to an instance with another secret',
    async (_, one) => {
      const { kind } = await readReturn(one.raw, readersOf('the secret of another city'));
      expect(['automatic', 'other']).toContain(kind);
    },
  );

  it('is read the same with either kind of line ends', async () => {
    for (const one of corpus) {
      const unix = Buffer.from(one.raw.toString('latin1').replace(/\r\n/g, '\n'), 'latin1');
      expect(await readReturn(unix, readersOf(one.secret)), one.name).toEqual(one.expected);
    }
  });
});

const message = fc.constantFrom(...corpus);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const flip = fc.record({ at: place, to: fc.integer({ min: 0, max: 255 }) });

/** A message after an accident on its way. */
const damaged = fc.oneof(
  fc.record({ one: message, end: place }).map(({ one, end }) => ({
    one,
    raw: one.raw.subarray(0, Math.floor(end * one.raw.length)),
  })),
  fc
    .record({ one: message, flips: fc.array(flip, { minLength: 1, maxLength: 40 }) })
    .map(({ one, flips }) => {
      const raw = Buffer.from(one.raw);
      for (const { at, to } of raw.length > 0 ? flips : []) raw[Math.floor(at * raw.length)] = to;
      return { one, raw };
    }),
  message.map((one) => ({ one, raw: edited(one, (text) => text.replace(/^--\S.*$/gm, '')) })),
  fc.record({ one: message, drop: place }).map(({ one, drop }) => ({
    one,
    raw: edited(one, (text) => {
      const lines = text.split('\n');
      lines.splice(Math.floor(drop * lines.length), 3);
      return lines.join('\n');
    }),
  })),
);

function edited(one: Returned, change: (text: string) => string): Buffer {
  return Buffer.from(change(one.raw.toString('latin1')), 'latin1');
}

const takesAway = ['hard', 'complaint', 'leave'];

describe('damaged messages', () => {
  it('are read without a crash, and take nobody away whom the whole message did not', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async ({ one, raw }) => {
        const read = await readReturn(raw, readersOf(one.secret));
        if (!takesAway.includes(read.kind)) return;
        expect(one.expected.kind, one.name).toBe(read.kind);
        expect('deliveryId' in read && read.deliveryId).toBe(one.expected.deliveryId);
      }),
      { numRuns: 300, seed: 20_261_019 },
    );
  });

  it('are anything at all: bytes without sense never throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (raw) => {
        expect((await readReturn(raw, readersOf('s'))).kind).toBe('other');
      }),
      { numRuns: 100, seed: 20_261_019 },
    );
  });
});

describe('messages that are built to hurt', () => {
  const nested = (depth: number) =>
    Array.from(
      { length: depth },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );
  it.each([
    ['thousands of parts in each other', nested(3000).join('')],
    ['a million headers', 'X-A: b\r\n'.repeat(1_000_000)],
    ['one endless line', `Subject: ${'=?UTF-8?B?'.repeat(200_000)}`],
    ['an endless word', `From: postmaster@a.example\r\n\r\n${'user '.repeat(200_000)}`],
    ['endless dashes', `From: a@a.example\r\n\r\n${'-'.repeat(500_000)}`],
    ['tags that never end', `Content-Type: text/html\r\n\r\n${'<style <'.repeat(60_000)}`],
  ])('%s end as nothing', async (_, text) => {
    expect(['other', 'automatic']).toContain((await readReturn(Buffer.from(text), readersOf('s'))).kind);
  });
});
