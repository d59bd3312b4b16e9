// Owns the proof that staff answer a question by answering its letter: once, only with its signed address, only staff.
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { takeReturn } from '../../src/app/letters/back-channel.ts';
import { sweepQuestions } from '../../src/app/questions/question-letters.ts';
import { ownWords } from '../../src/mail/answer-message.ts';
import { answerToken, readAnswerToken } from '../../src/mail/answer-token.ts';
import { openWorld, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const clerk = 'clerk@city.example';
let world: World;
let id: string;

beforeEach(async () => {
  world = openWorld();
  await world.desk.staff.add(clerk, 'editor', 'test');
  for (const text of ['/human', 'Чи можна голосувати двічі?', 'так'])
    await world.hear({ kind: 'text', text });
  id = (await world.desk.questions.list())[0]?.id ?? '';
});

type Mail = { to?: string; from?: string; body?: string; headers?: string[]; messageId?: string };

function mail({
  to,
  from = `Олена <${clerk}>`,
  body = 'Ні, лише один раз.',
  headers = [],
  messageId = '<1@c>',
}: Mail) {
  const address = to ?? `${answerToken(world.app.secret, id)}@uchast.example`;
  const head = [`From: ${from}`, `To: ${address}`, `Message-ID: ${messageId}`, 'Subject: Re: x', ...headers];
  return Buffer.from(
    [...head, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', body].join(
      '\r\n',
    ),
  );
}
const answersOf = async () => (await world.desk.questions.list()).map(({ answer }) => answer);
const letters = async () =>
  (await all(world, 'delivery')).flatMap(({ body }) =>
    body?.to ? [`${body.to}: ${body.letter?.subject}`] : [],
  );

describe('an answer by e-mail', () => {
  test('comes back into the chat without quotation and signature, and is confirmed', async () => {
    const quoted = 'Ні, лише один раз.\r\n\r\nДякую за запитання!\r\n-- \r\nОлена\r\nвідділ';
    expect(await takeReturn(world.app, mail({ body: quoted }))).toEqual({ kind: 'taken', meaning: 'answer' });
    expect(await answersOf()).toEqual(['Ні, лише один раз.\n\nДякую за запитання!']);
    expect((await said(world)).some(({ text }) => text.includes('Дякую за запитання!'))).toBe(true);
    expect(await letters()).toContain(`${clerk}: Надіслано: Чи можна голосувати двічі?`);
  });

  test('is taken once, whatever comes again', async () => {
    await takeReturn(world.app, mail({}));
    expect(await takeReturn(world.app, mail({}))).toMatchObject({ kind: 'repeat' });
    expect(await letters()).toHaveLength(1);
  });

  test('that comes second changes nothing and is told why', async () => {
    await world.desk.questions.answer(id, 'Один раз.', 'other@city.example');
    await takeReturn(world.app, mail({ messageId: '<2@c>' }));
    expect(await answersOf()).toEqual(['Один раз.']);
    expect(await letters()).toEqual([`${clerk}: Не надіслано: Чи можна голосувати двічі?`]);
  });

  test.each<[string, () => Mail]>([
    ['a stranger, who is told nothing', () => ({ from: 'eve@evil.example' })],
    ['a forged address', () => ({ to: `answer+${id}.${'0'.repeat(20)}@uchast.example` })],
    [
      'an address only in the words',
      () => ({ to: 'x@uchast.example', body: `${answerToken(world.app.secret, id)}@uchast.example Так` }),
    ],
    ['a machine', () => ({ headers: ['Auto-Submitted: auto-replied'] })],
  ])('of %s changes nothing', async (_label, given) => {
    await takeReturn(world.app, mail(given()));
    expect(await answersOf()).toEqual([null]);
    expect(await letters()).toEqual([]);
  });

  test('without words of its own is told to be empty', async () => {
    await takeReturn(world.app, mail({ body: '> Чи можна голосувати двічі?' }));
    expect(await answersOf()).toEqual([null]);
    expect(await letters()).toEqual([`${clerk}: Не надіслано: Чи можна голосувати двічі?`]);
  });

  test('of somebody who left the staff changes nothing', async () => {
    await world.app.db.write(async (s) => {
      await s.update(world.app.db.tables.staff).set({ disabledAt: 1 });
    });
    await takeReturn(world.app, mail({}));
    expect(await answersOf()).toEqual([null]);
  });

  test('goes where the letter says, in its own Reply-To', async () => {
    await world.desk.duty.save({ clerks: [clerk], away: [], deputyAfterHours: 4 }, 'test');
    await sweepQuestions(world.app);
    await world.send('email', 1);
    const parcel = world.channel('email').parcels.at(-1);
    expect(parcel?.letter?.replyTo).toBe(`${answerToken(world.app.secret, id)}@uchast.example`);
  });
});

describe('the words of an answer', () => {
  test.each([
    ['end where an answered letter begins', 'Так.\n\n-----Original Message-----\nFrom: x', 'Так.'],
    [
      'end before the line that introduces it',
      'Так.\n\nпт, 20 лист. 2026 р. о 10:00 Бюджет участі <a@b.ua> пише:\n> Чи',
      'Так.',
    ],
    [
      'end before that line broken in two',
      'Так.\n\nOn Fri, Nov 20, 2026 at 10:00 AM Budget\n<a@b.ua> wrote:\n> Чи',
      'Так.',
    ],
    ['leave out what a phone adds', 'Так.\n\nНадіслано з iPhone', 'Так.'],
    ['keep a sentence that ends in a colon', 'Потрібні:\nпаспорт\nзаява', 'Потрібні:\nпаспорт\nзаява'],
  ])('%s', (_label, text, own) => {
    expect(ownWords(text)).toBe(own);
  });

  test('are never more than was written, whatever was', () => {
    fc.assert(fc.property(fc.string(), (text) => ownWords(text).length <= text.length + 1));
  });
});

describe('the address of a question', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 1, maxLength: 36 });

  test('fits a local part, survives folding and belongs to one instance', () => {
    fc.assert(
      fc.property(hex, (question) => {
        const local = answerToken('a', question);
        expect(local.length).toBeLessThanOrEqual(64);
        expect(readAnswerToken('a', `<${local.toUpperCase()}@X.ua>`)).toBe(question);
        expect(readAnswerToken('b', `${local}@x.ua`)).toBeNull();
      }),
    );
  });
});
