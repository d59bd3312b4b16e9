// Owns the proof that a resident's question is passed on only as agreed, answered once, and told to who is on duty, then
// to a deputy, then to everybody.
import { beforeEach, describe, expect, test } from 'vitest';
import { reading } from '../../src/app/app.ts';
import { onDuty } from '../../src/app/questions/duty.ts';
import { lateAlarm, sweepQuestions } from '../../src/app/questions/question-letters.ts';
import type { Content } from '../../src/core/texts.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import { readAnswerToken } from '../../src/mail/answer-token.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const clerk = 'clerk@city.example';
const second = 'second@city.example';

/** The city that has named its hours and its term. */
function withHours(): Content {
  const content = realContent();
  const days = content.rules.deskAnswerDays;
  if (!days) throw new Error('content/rules.yaml has no deskAnswerDays');
  return {
    ...content,
    city: { ...content.city, deskHours: { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' } },
    rules: { ...content.rules, deskAnswerDays: { ...days, value: 2 } },
  };
}

let world: World;
beforeEach(async () => {
  world = openWorld({ at: '2026-11-18 10:00', content: withHours() });
  for (const email of [clerk, second]) await world.desk.staff.add(email, 'editor', 'test');
  await world.desk.staff.add('boss@city.example', 'approver', 'test');
  await world.desk.duty.save({ clerks: [clerk, second], away: [], deputyAfterHours: 4 }, 'test');
});

const say = (text: string, address = 'ann') => world.hear({ kind: 'text', text, address });
async function asks(text: string, address = 'ann'): Promise<string> {
  for (const words of ['/human', text, 'так']) await say(words, address);
  const found = (await world.desk.questions.list()).find((one) => one.text === text);
  return found?.id ?? '';
}
const lastSaid = async () => (await said(world)).at(-1)?.text ?? '';
const letters = async () =>
  (await all(world, 'delivery')).flatMap(({ body }) =>
    body?.letter && body.to ? [{ ...body.letter, to: body.to, text: body.reply.text }] : [],
  );

describe('a question', () => {
  test('is kept with what the person agreed to and what they were promised, and with no more', async () => {
    await say('/contest city');
    await say('/role voter');
    const id = await asks('Чи можна голосувати двічі?');
    const [row] = await all(world, 'question');
    expect(row).toMatchObject({
      id,
      context: { contest: 'city', role: 'voter', stage: 'submission', previous: null },
      cancelledAt: null,
    });
    expect(row?.wording).toContain('Я погоджуюся');
    expect(await lastSaid()).toContain('не пізніше ніж 20 листопада 2026 року, 17:00');
  });

  test('that is typed outside the hours says when somebody will be there', async () => {
    world.clock.set('2026-11-20 19:00');
    await asks('Чи є хто?');
    expect(await lastSaid()).toContain('Працівники знову на місці з 23 листопада 2026 року, 09:00');
  });

  test('never holds a telephone, and says that it was hidden', async () => {
    for (const words of ['/human', 'подзвоніть 067 123 45 67 будь ласка']) await say(words);
    expect(await lastSaid()).toContain('особисті дані');
    await say('так');
    expect(JSON.stringify(await all(world, 'question'))).not.toContain('123 45 67');
    expect(JSON.stringify(await all(world, 'conversation'))).not.toContain('123 45 67');
  });

  test('is not passed on where the person goes away or says no', async () => {
    for (const words of ['/human', 'А можна питання?', '/stage', 'так', '/human', 'А можна?', 'ні', 'так'])
      await say(words);
    expect(await all(world, 'question')).toEqual([]);
  });

  test('is kept once however often it is sent, and three may wait', async () => {
    for (const text of ['Перше?', 'перше', 'Друге?', 'Третє?']) await asks(text);
    await say('/human');
    expect(await lastSaid()).toContain('уже чекають три');
    expect(await all(world, 'question')).toHaveLength(3);
    await say('скасувати');
    expect((await world.desk.today()).questions).toBe(2);
  });

  test('that was taken back loses its words, and no answer goes out', async () => {
    const id = await asks('Чи можна?');
    await say('скасувати');
    expect(await all(world, 'question')).toMatchObject([{ text: '', context: null }]);
    expect(await world.desk.questions.answer(id, 'Так.', clerk)).toMatchObject({
      code: 'question.cancelled',
    });
  });

  test('that was taken back is in no letter to staff any more; the others of that letter are told anew', async () => {
    await asks('Перше запитання?');
    await asks('Друге запитання?', 'bob');
    await sweepQuestions(world.app);
    await say('скасувати');
    const kept = JSON.stringify(await all(world, 'delivery'));
    expect(kept).not.toContain('letter');
    world.clock.pass(10 * minuteMs);
    await sweepQuestions(world.app);
    expect((await letters()).map(({ subject }) => subject)).toEqual(['Запитання жителя: Друге запитання?']);
  });

  test('of somebody else cannot be taken back', async () => {
    const id = await asks('Чи можна?');
    await say(`/human cancel ${id}`, 'bob');
    expect((await world.desk.today()).questions).toBe(1);
  });

  test('is answered once, in words that quote it; the second of the staff is told who was first', async () => {
    const id = await asks('Чи можна голосувати двічі?');
    const both = await Promise.all([
      world.desk.questions.answer(id, 'Ні, один раз.', clerk),
      world.desk.questions.answer(id, 'Ні.', second),
    ]);
    expect(both.map((one) => one.ok)).toEqual([true, false]);
    expect(both[1]).toMatchObject({ message: expect.stringContaining(clerk) });
    expect(await lastSaid()).toContain('Ви питали: «Чи можна голосувати двічі?»');
    await say('ще запитання');
    await say('А чому?');
    expect(await lastSaid()).toContain('Ваше попереднє запитання: «Чи можна голосувати двічі?»');
    await say('так');
    const [open] = await world.desk.questions.list();
    expect(open?.previous).toMatchObject({ answer: 'Ні, один раз.' });
  });

  test('is taken by one of the staff at a time', async () => {
    const id = await asks('Чи можна?');
    expect(await world.desk.questions.take(id, clerk, true)).toMatchObject({ ok: true });
    expect(await world.desk.questions.take(id, second, true)).toMatchObject({ code: 'question.taken' });
    expect(await world.desk.questions.show(id)).toMatchObject({ takenBy: clerk, answeredBy: null });
  });

  test('has ready answers, the likeliest first, filled for who asked', async () => {
    const id = await asks('як проголосувати');
    const [best] = await world.desk.questions.ready(id);
    expect(await world.desk.questions.readyText(id, best?.id ?? '')).not.toMatch(/[{}]/);
    expect(await world.desk.questions.readyText(id, 'no such')).toBeNull();
  });
});

describe('who is on duty', () => {
  test('is told at once, with an address of the question to answer to', async () => {
    const id = await asks('Чи можна?');
    await sweepQuestions(world.app);
    await sweepQuestions(world.app);
    const [letter, ...rest] = await letters();
    expect(rest).toEqual([]);
    expect(letter).toMatchObject({ to: clerk, subject: 'Запитання жителя: Чи можна?' });
    expect(letter?.text).toContain(`/console/questions/${id}`);
    expect(readAnswerToken(world.app.secret, `${letter?.replyTo}@city.example`)).toBe(id);
  });

  test('gets what comes within ten minutes in one letter, which cannot be answered by mail', async () => {
    await asks('Перше запитання?');
    await sweepQuestions(world.app);
    for (const text of ['Друге запитання?', 'Третє запитання?']) await asks(text);
    await sweepQuestions(world.app);
    expect(await letters()).toHaveLength(1);
    world.clock.pass(10 * minuteMs);
    await sweepQuestions(world.app);
    const last = (await letters()).at(-1);
    expect(last?.text).toMatch(/Друге запитання\?[\s\S]*Третє запитання\?/);
    expect(last?.subject).toBe('Запитання жителів: 2 запитання');
    expect(last?.replyTo).toBeUndefined();
  });

  test('is the next one while the first is away, and everybody who approves where all are', async () => {
    const away = [{ email: clerk, from: '2026-11-18', to: '2026-11-19' }];
    await world.desk.duty.save({ clerks: [clerk, second], away, deputyAfterHours: 4 }, 'test');
    const at = reading(world.app);
    expect(await onDuty(at, '2026-11-18')).toEqual({ readers: [second], deputy: null });
    expect(await onDuty(at, '2026-11-20')).toEqual({ readers: [clerk], deputy: second });
    await world.desk.duty.save({ clerks: [clerk], away, deputyAfterHours: 4 }, 'test');
    expect((await onDuty(at, '2026-11-18')).readers).toContain('boss@city.example');
  });

  test.each([
    ['somebody who is not of the staff', { clerks: ['no@city.example'] }, 'staff.unknown'],
    [
      'days that do not exist',
      { away: [{ email: clerk, from: '2026-02-30', to: '2026-03-01' }] },
      'duty.dates',
    ],
    ['no hours', { deputyAfterHours: Number.NaN }, 'duty.hours'],
  ])('cannot be %s', async (_label, change, code) => {
    const duty = { clerks: [clerk], away: [], deputyAfterHours: 4, ...change };
    expect(await world.desk.duty.save(duty, 'test')).toMatchObject({ ok: false, code });
  });

  test('is followed by the deputy after working hours, then by an alarm that an answer ends', async () => {
    const id = await asks('Чи можна?');
    await sweepQuestions(world.app);
    world.clock.pass(4 * hourMs - 1);
    await sweepQuestions(world.app);
    expect(await letters()).toHaveLength(1);
    world.clock.pass(1);
    await sweepQuestions(world.app);
    await sweepQuestions(world.app);
    expect((await letters()).slice(1)).toMatchObject([
      { to: second, subject: 'Ніхто не відповів: Чи можна?' },
    ]);
    world.clock.set('2026-11-19 11:00');
    await sweepQuestions(world.app);
    const open = async () => (await world.desk.today()).alarms.filter(({ key }) => key === lateAlarm);
    expect(await open()).toMatchObject([{ text: expect.stringContaining('1 запитання') }]);
    await world.desk.questions.answer(id, 'Так.', clerk);
    await sweepQuestions(world.app);
    expect(await open()).toEqual([]);
  });
});
