// Owns the proof that what staff write wins over content/, is checked and approved like a broadcast, counts at once in
// every process, and can be taken back.
import { beforeEach, describe, expect, test } from 'vitest';
import { addRevision } from '../../db/revisions.ts';
import { currentContent, reading, writing } from '../../src/app/app.ts';
import type { EntryInput } from '../../src/app/questions/entry-desk.ts';
import { alike } from '../../src/app/questions/unanswered-desk.ts';
import { learnTexts, standingTexts } from '../../src/app/texts/texts.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';
import { all, said } from './look.ts';

const author = 'author@city.example';
const approver = 'approver@city.example';
let world: World;

beforeEach(async () => {
  world = openWorld();
  await world.desk.staff.add(author, 'approver', 'test');
  await world.desk.staff.add(approver, 'approver', 'test');
  await world.desk.staff.add('editor@city.example', 'editor', 'test');
});

const entry: EntryInput = {
  key: null,
  stage: 'any',
  question: 'Хто міняє лампи після проєкту?',
  answer: 'Лампи міняє власник. Питайте: {contact}.',
  outside: '',
  phrasings: [
    'хто міняє лампи',
    'а лампочки хто потім',
    'лампа перегоріла хто замінить',
    'кому казати про лампи',
  ],
  closes: [],
};
const proposed = async (change: Partial<EntryInput> = {}, by = author) => {
  const result = await world.desk.entries.propose({ ...entry, ...change }, by);
  if (!result.ok) throw new Error(result.message);
  return result.value;
};
const approved = async (change: Partial<EntryInput> = {}) => {
  const { id, key } = await proposed(change);
  expect(await world.desk.texts.approve(id, approver)).toMatchObject({ ok: true });
  return key;
};
const faq = async () => (await currentContent(world.app)).faq;

describe('an answer of the bot', () => {
  test('that a second person approved is given at once, its rules filled in', async () => {
    const key = await approved();
    await world.hear({ kind: 'text', text: `/faq ${key}` });
    expect((await said(world)).at(-1)?.text).toContain('Лампи міняє власник. Питайте: bukmr@ukr.net.');
  });

  test('is not given before it is approved', async () => {
    const { key } = await proposed();
    expect((await faq())[key]).toBeUndefined();
    expect(await world.desk.texts.proposed()).toMatchObject([{ key: 'x.1', by: author }]);
  });

  test.each([
    ['its author', author, 'text.own'],
    ['an editor', 'editor@city.example', 'text.role'],
    ['a stranger', 'no@city.example', 'text.role'],
  ])('is not approved by %s', async (_label, by, code) => {
    const { id } = await proposed();
    expect(await world.desk.texts.approve(id, by)).toMatchObject({ ok: false, code });
  });

  test('is approved by its author in a city with a single clerk', async () => {
    const content = realContent();
    world = openWorld({ content: { ...content, city: { ...content.city, secondApproval: false } } });
    await world.desk.staff.add(author, 'admin', 'test');
    const { id } = await proposed();
    expect(await world.desk.texts.approve(id, author)).toMatchObject({ ok: true });
  });

  test('is approved only as it was read: a changed proposal is another one', async () => {
    const first = await proposed();
    await proposed({ key: first.key, answer: 'Інакше.' });
    expect(await world.desk.texts.approve(first.id, approver)).toMatchObject({ code: 'text.changed' });
    expect(await world.desk.texts.proposed()).toHaveLength(1);
  });

  test.each([
    ['no answer', { answer: ' ' }, 'text.shape'],
    ['no way of asking', { phrasings: [] }, 'text.shape'],
    ['three ways of asking', { phrasings: entry.phrasings.slice(1) }, 'text.phrasings'],
    ['a place that nothing fills', { answer: 'Скільки: {nothing}.' }, 'text.placeholder'],
    ['more words than a chat takes', { answer: 'дуже '.repeat(1000) }, 'text.long'],
  ])('with %s is refused in words', async (_label, change, code) => {
    expect(await world.desk.entries.preview({ ...entry, ...change })).toMatchObject({ ok: false, code });
    expect(await world.desk.entries.propose({ ...entry, ...change }, author)).toMatchObject({
      ok: false,
      code,
    });
  });

  test('changes an entry of the files and leaves what the form does not show', async () => {
    const before = realContent().faq['v.how'];
    const start = await world.desk.entries.start({ entry: 'v.how' });
    expect(start.answer).toBe(before?.answer);
    const key = await approved({ ...start, outside: 'Інакше.' });
    expect((await faq())[key]).toMatchObject({ outside: 'Інакше.', related: before?.related });
    expect(realContent().faq['v.how']).toBe(before);
  });

  test('goes back one step, or to what the files say', async () => {
    const key = await approved();
    await approved({ key, answer: 'Друга.' });
    const text = { kind: 'faq' as const, key };
    expect(await world.desk.texts.undo(text, 'editor@city.example', false)).toMatchObject({
      code: 'text.role',
    });
    await world.desk.texts.undo(text, approver, false);
    expect((await faq())[key]?.answer).toBe(entry.answer);
    await world.desk.texts.undo(text, approver, true);
    expect((await faq())[key]).toBeUndefined();
    expect(await world.desk.texts.undo(text, approver, true)).toMatchObject({ code: 'text.nothing' });
  });

  test('made of a question begins with its words, and closes what was asked alike', async () => {
    await writing(world.app, async ({ t, s }) => {
      const row = { stage: null, contest: null, lastAt: world.clock.now() };
      await s.insert(t.unanswered).values([
        { ...row, key: 'a', text: 'хто поміняє лампочки у дворі', times: 4 },
        { ...row, key: 'b', text: 'де купити борщ', times: 9 },
      ]);
    });
    for (const text of ['/human', 'Хто міняє лампочки?', 'так']) await world.hear({ kind: 'text', text });
    const [question] = await world.desk.questions.list();
    await world.desk.questions.answer(question?.id ?? '', 'Власник.', author);
    const start = await world.desk.entries.start({ question: question?.id ?? '' });
    expect(start).toMatchObject({ question: 'Хто міняє лампочки?', answer: 'Власник.', stage: 'any' });
    expect(start.alike.map(({ key }) => key)).toEqual(['a']);
    expect((await world.desk.unanswered.list()).map(({ key }) => key)).toEqual(['b', 'a']);
    await approved({ ...start, phrasings: entry.phrasings, closes: ['a'] });
    expect((await world.desk.unanswered.list()).map(({ key }) => key)).toEqual(['b']);
    expect(await world.desk.unanswered.close('b', author)).toMatchObject({ ok: true });
    expect(await world.desk.unanswered.list()).toEqual([]);
  });

  test('warns where another answer is asked for in the same words', async () => {
    const [phrasing = ''] = realContent().faq['v.how']?.phrasings ?? [];
    const look = await world.desk.entries.preview({
      ...entry,
      phrasings: [`${phrasing}!!`, ...entry.phrasings],
    });
    expect(look).toMatchObject({
      ok: true,
      value: { taken: [{ name: realContent().faq['v.how']?.question }] },
    });
  });

  test('is learnt by understanding once, when it stands', async () => {
    const learnt: string[][] = [];
    const app = {
      ...world.app,
      relearn: async (entries: readonly { id: string }[]) => {
        learnt.push(entries.map(({ id }) => id).filter((id) => id.startsWith('x.')));
      },
    };
    await learnTexts(app);
    expect(learnt).toEqual([]);
    await approved();
    await learnTexts(app);
    await learnTexts(app);
    expect(learnt).toEqual([['x.1']]);
  });
});

describe('texts of staff', () => {
  const put = (row: { kind: string; key: string; body: unknown }) =>
    writing(world.app, (at) =>
      addRevision(at, { id: world.app.newId(), at: world.clock.now(), by: author, ...row }),
    );

  test('of each kind win over the files, also when another process wrote them', async () => {
    const rule = realContent().rules.teamPhone;
    await put({ kind: 'phrase', key: 'human.sent', body: 'Передано!' });
    await put({ kind: 'rule', key: 'teamPhone', body: { ...rule, value: '0569 00 00 00' } });
    const { phrases, rules } = await currentContent(world.app);
    expect([phrases['human.sent'], rules.teamPhone?.value]).toEqual(['Передано!', '0569 00 00 00']);
  });

  test('that do not fit the files are left out and said to be; the others stand', async () => {
    await put({ kind: 'phrase', key: 'human.sent', body: 'Передано {gone}' });
    await put({ kind: 'phrase', key: 'human.same', body: 'Уже є.' });
    await put({ kind: 'letter', key: 'question', body: { subject: 'без тексту' } });
    const { phrases, letters } = await currentContent(world.app);
    expect(phrases['human.sent']).toBe(realContent().phrases['human.sent']);
    expect(phrases['human.same']).toBe('Уже є.');
    expect(letters.question).toBe(realContent().letters.question);
    const texts = await standingTexts(world.app, reading(world.app));
    expect(texts.filter(({ leftOut }) => leftOut).map(({ key }) => key)).toEqual(['human.sent', 'question']);
  });

  test('cost nothing where nothing was written: the files themselves are handed out', async () => {
    expect(await currentContent(world.app)).toBe(world.app.files);
    await put({ kind: 'phrase', key: 'human.same', body: 'Уже є.' });
    expect(await currentContent(world.app)).toBe(await currentContent(world.app));
  });

  test('leave a trail of who wrote and who approved', async () => {
    await approved();
    const acts = (await all(world, 'audit')).filter(({ act }) => act.startsWith('text.'));
    expect(acts).toMatchObject([
      { act: 'text.propose', actor: author },
      { act: 'text.approve', actor: approver, detail: { author } },
    ]);
  });
});

test('what is asked alike is found by the beginnings of its words', () => {
  const rows = ['як проголосувати з-за кордону', 'де борщ', 'голосування за кордоном як'].map((text) => ({
    text,
  }));
  expect(alike(['голосувати за кордоном'], rows).map(({ text }) => text)).toContain(
    'голосування за кордоном як',
  );
  expect(alike([''], rows)).toEqual([]);
});
