// Letters of a mailing that are composed once: each is what it would be if it had been made by itself.
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { type Dkim, relaxedBody } from '../../bots/email-dkim.ts';
import { type Compose, letterSealer } from '../../bots/email-letter.ts';
import { createPress } from '../../bots/email-press.ts';
import type { Letter, Parcel } from '../../src/core/channel.ts';
import type { Reply } from '../../src/core/reply.ts';
import { composeLetter } from '../../src/mail/compose.ts';
import { checkDkim } from './dkim.ts';
import { say } from './harness.ts';

const from = 'Бюджет участі <noreply@city.example>';
const letter: Letter = {
  subject: 'Голосування за проєкти триває до 8 січня',
  preheader: 'Лишилося три дні',
  why: 'consent',
  unsubscribeUrl: 'https://city.example/u/bGV0dGVycyAx.0f0f',
  messageId: '<b12.d7@city.example>',
  returnPath: 'bounce+d7.abc@city.example',
  feedbackId: 'b12:kamianske:reminder',
};

/** Words a letter with the product's own layout, and counts how often. */
function counting() {
  const seen: Parcel[] = [];
  const compose: Compose = (parcel) => {
    seen.push(parcel);
    return composeLetter({
      subject: parcel.letter?.subject ?? '',
      preheader: parcel.letter?.preheader ?? '',
      text: parcel.reply.text,
      choices: parcel.reply.choices,
      footer: {
        why: 'Ви отримали цей лист, бо погодилися на листи.',
        unsubscribeUrl: parcel.letter?.unsubscribeUrl ?? null,
        unsubscribeLabel: 'Відписатися',
        sender: 'Міська рада',
        privacyUrl: 'https://city.example/privacy',
        privacyLabel: 'Як ми бережемо дані',
      },
    });
  };
  return { compose, seen };
}

function to(address: string, reply: Reply, changes: Partial<Letter> = {}): Parcel {
  return { deliveryId: 'd7', address, reply, letter: { ...letter, ...changes } };
}

async function read(message: Buffer) {
  const { headers, headerLines: _, ...mail } = await PostalMime.parse(message);
  const shown = headers
    .filter(({ key }) => !['date', 'content-type', 'content-transfer-encoding'].includes(key))
    .map(({ key, value }) => `${key}: ${value}`)
    .sort();
  const lines = (text: string | undefined) => text?.replace(/\r\n/g, '\n').trimEnd();
  return { shown, subject: mail.subject, text: lines(mail.text), html: lines(mail.html), to: mail.to };
}

/** The letter as it is without a template. */
async function madeAlone(compose: Compose, parcel: Parcel): Promise<Buffer> {
  const { headers, body } = await createPress(from)(await compose(parcel), parcel);
  return Buffer.concat([Buffer.from(`${headers.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

const words = fc.string({ unit: 'grapheme', maxLength: 200 });
const tokens = fc.stringMatching(/^[A-Za-z0-9._-]{1,200}$/);

describe('a letter of a mailing', () => {
  test('says what it would say if it had been made by itself, whatever its words and its link', async () => {
    const { compose } = counting();
    await fc.assert(
      fc.asyncProperty(words, words, tokens, async (subject, text, token) => {
        const parcel = to('oksana@ukr.example', say(`Добрий день. ${text}`), {
          subject: `Лист ${subject}`,
          unsubscribeUrl: `https://city.example/u/${token}`,
        });
        const { message } = await letterSealer({ from, dkim: null, compose })(parcel);
        expect(await read(message)).toEqual(await read(await madeAlone(compose, parcel)));
      }),
      { numRuns: 60 },
    );
  });

  test('may be plain text only, and may hold the link where and as often as it likes', async () => {
    const compose: Compose = ({ letter: of }) => ({
      subject: 'Лист',
      text: `${of?.unsubscribeUrl} або ${of?.unsubscribeUrl}\nІ ${of?.unsubscribeUrl}`,
      html: null,
      headers: { 'X-City': 'Кам’янське' },
    });
    const parcel = to('oksana@ukr.example', say('x'));
    const { message } = await letterSealer({ from, dkim: null, compose })(parcel);
    const mail = await read(message);
    expect(mail).toEqual(await read(await madeAlone(compose, parcel)));
    expect(mail.text).toBe(
      `${letter.unsubscribeUrl} або ${letter.unsubscribeUrl}\nІ ${letter.unsubscribeUrl}`,
    );
  });

  test('is composed once, without the person, and each gets their own address, id and link', async () => {
    const { compose, seen } = counting();
    const seal = letterSealer({ from, dkim: null, compose });
    const reply = say('Добрий день');
    const people = Array.from({ length: 30 }, (_, n) => ({
      address: `person${n}@ukr.example`,
      messageId: `<d${n}@city.example>`,
      unsubscribeUrl: `https://city.example/u/${'t'.repeat(n)}${n}`,
      returnPath: `bounce+d${n}.abc@city.example`,
    }));
    const sealed = await Promise.all(people.map(({ address, ...own }) => seal(to(address, reply, own))));
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toMatch(/person|city\.example\/u|bounce/);
    for (const [n, { address, messageId, unsubscribeUrl, returnPath }] of people.entries()) {
      const one = sealed[n];
      expect([one?.to, one?.from, one?.messageId]).toEqual([address, returnPath, messageId]);
      const mail = await PostalMime.parse(one?.message ?? '');
      expect([mail.to?.[0]?.address, mail.messageId]).toEqual([address, messageId]);
      const links = [mail.text, mail.html].map((part) => part?.match(/https:\/\/[^\s"<]*\/u\/[^\s"<]*/g));
      expect(links).toEqual([[unsubscribeUrl], [unsubscribeUrl]]);
      expect(one?.message.toString('latin1')).not.toContain('stand-in.invalid');
    }
  });

  test('names its mailing in List-Id', async () => {
    const { compose } = counting();
    const named = async (name: string) => {
      const seal = letterSealer({ from: `${name} <noreply@city.example>`, dkim: null, compose });
      const mail = await PostalMime.parse((await seal(to('a@b.example', say('x')))).message);
      return mail.headers.find(({ key }) => key === 'list-id')?.value;
    };
    expect(await named('City')).toBe('"City" <letters.city.example>');
    expect(await named('Місто')).toMatch(/^=\?UTF-8\?\S+\?= <letters\.city\.example>$/);
  });

  test.each([
    ['subject', { subject: 'Інша тема' }],
    ['preheader', { preheader: 'Інше' }],
    ['reason', { why: 'list' }],
    ['campaign', { feedbackId: 'b13:kamianske:reminder' }],
  ] as const)('with another %s is composed anew', async (_, changes) => {
    const { compose, seen } = counting();
    const seal = letterSealer({ from, dkim: null, compose });
    const reply = say('Добрий день');
    await seal(to('a@b.example', reply));
    await seal(to('a@b.example', reply, changes));
    expect(seen).toHaveLength(2);
  });

  test('is composed anew after a composition that failed', async () => {
    const { compose } = counting();
    let broken = true;
    const seal = letterSealer({
      from,
      dkim: null,
      compose: (parcel) => {
        if (broken) throw new TypeError('broken');
        return compose(parcel);
      },
    });
    const reply = say('Добрий день');
    await expect(seal(to('a@b.example', reply))).rejects.toThrow('broken');
    broken = false;
    expect((await seal(to('a@b.example', reply))).message.length).toBeGreaterThan(1000);
  });
});

describe('a letter is made by itself', () => {
  test.each<[string, string, Partial<Letter>, number]>([
    ['that nobody can leave', 'a@b.example', { unsubscribeUrl: null, feedbackId: null }, 1],
    ['to a national domain', 'oksana@місто.example', {}, 1],
    ['whose link HTML would change', 'a@b.example', { unsubscribeUrl: 'https://c.example/u?a=1&b=2' }, 1],
    ['whose id is no id', 'a@b.example', { messageId: '<a b>' }, 1],
    ['whose subject holds the link', 'a@b.example', { subject: 'link' }, 2],
  ])('%s', async (_, address, changes, times) => {
    const { compose, seen } = counting();
    const own: Compose = async (parcel) => {
      const { subject, ...rest } = await compose(parcel);
      return { ...rest, subject: subject === 'link' ? `x ${parcel.letter?.unsubscribeUrl}` : subject };
    };
    const parcel = to(address, say('Добрий день'), changes);
    const { message } = await letterSealer({ from, dkim: null, compose: own })(parcel);
    expect(seen.filter((of) => of.address === address).length).toBe(1);
    expect(seen).toHaveLength(times);
    expect(message.toString('latin1')).not.toContain('stand-in.invalid');
  });

  test.each([
    ['oksana@місто.example', 'oksana@xn--l1aeie2h.example'],
    ['оксана@місто.example', 'оксана@місто.example'],
    ['two..dots@ukr.example', '"two..dots"@ukr.example'],
    ['Plain+tag@Ukr.example', 'Plain+tag@Ukr.example'],
  ])('and its envelope takes %s as a server does', async (address, expected) => {
    const { compose } = counting();
    const sealed = await letterSealer({ from, dkim: null, compose })(to(address, say('x')));
    expect(sealed.to).toBe(expected);
  });
});

describe('a signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const dkim: Dkim = { domain: 'city.example', selector: 'uchast', privateKeyPem };

  test('holds for letters from a template and for others, whatever they say', async () => {
    const { compose } = counting();
    const seal = letterSealer({ from, dkim, compose });
    await fc.assert(
      fc.asyncProperty(words, words, fc.boolean(), async (subject, text, leaves) => {
        const own = leaves ? {} : { unsubscribeUrl: null, feedbackId: null };
        const { message } = await seal(
          to('a@b.example', say(`  ${text} \n\n`), { subject: `Лист ${subject}`, ...own }),
        );
        const expected = ['from', 'to', 'subject', 'date', 'message-id', 'auto-submitted'];
        const list = ['list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'];
        expect(checkDkim(message, publicKey)).toEqual({
          fields: expect.arrayContaining(leaves ? [...expected, ...list] : expected),
        });
      }),
      { numRuns: 30 },
    );
  });

  test('covers a body that needs no other form, in lines that any server takes', async () => {
    const { compose } = counting();
    const { message } = await letterSealer({ from, dkim, compose })(
      to('a@b.example', say('Слово. '.repeat(900))),
    );
    const body = message.subarray(message.indexOf('\r\n\r\n') + 4);
    expect(relaxedBody(body).equals(body)).toBe(true);
    const lines = message.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(
      Math.max(
        ...body
          .toString('latin1')
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(76);
  });

  test.each([
    ['', ''],
    ['\r\n\r\n', ''],
    ['a  b\t \tc \t\r\n', 'a b c\r\n'],
    [' a', ' a\r\n'],
    ['a\r\n \r\n\r\n', 'a\r\n'],
    ['a\r\n\r\n\tb \r\n', 'a\r\n\r\n b\r\n'],
  ])('reads the body %j as %j (RFC 6376, 3.4.4)', (body, expected) => {
    expect(relaxedBody(Buffer.from(body, 'latin1')).toString('latin1')).toBe(expected);
  });
});
