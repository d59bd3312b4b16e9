// What staff send on the pages of a plan's row and of a newer document, and what the desk is asked for.
import { describe, expect, test } from 'vitest';
import { browser, hiddenField, literalDesk, refusal, send } from './console-desk.ts';
import { hostile } from './console-values.ts';

const path = '/plans/plan-1/row/letters';

describe('the page of a row', () => {
  test('opens for a key with a slash and a space', async () => {
    const { get } = browser(literalDesk().desk);
    const key = encodeURIComponent('а/б 2.1');
    expect((await get('editor', `/plans/plan-1/row/${key}`)).status).toBe(200);
  });

  test('sends a correction with its reason', async () => {
    const fields = { act: 'correct', what: 'Листи', channel: 'email', action: 'execute', reason: 'так' };
    const period = { 'period.kind': 'deadline', 'period.to': '2027-03-08' };
    const { to, acts } = await send(path, { ...fields, ...period });
    expect(to).toContain('done=rowEdited');
    const [, given = '{}'] = /^correct (.*)$/.exec(acts[0] ?? '') ?? [];
    expect(JSON.parse(given)).toMatchObject({
      planId: 'plan-1',
      key: 'letters',
      by: 'editor@example.org',
      reason: 'так',
      correction: { what: 'Листи', period: { kind: 'deadline', to: '2027-03-08', from: null } },
    });
  });

  test('takes the roles of the responsible in the words of the page', async () => {
    const fields = { act: 'correct', what: 'Листи', channel: 'email', action: 'execute', reason: 'так' };
    const responsible = 'Відділ\nПресслужба | Долучається\nДепартамент | відповідає';
    const { acts } = await send(path, { ...fields, 'period.kind': 'deadline', responsible });
    const given = JSON.parse(acts[0]?.slice('correct '.length) ?? '{}');
    expect(given.correction.responsible).toEqual([
      { name: 'Відділ', role: 'executor' },
      { name: 'Пресслужба', role: 'partner' },
      { name: 'Департамент', role: 'leader' },
    ]);
  });

  test('keeps what was typed where a field means nothing, and says which', async () => {
    const fields = { act: 'correct', what: 'Мої слова', channel: 'email', action: 'execute', reason: 'так' };
    const typed = { 'period.kind': 'deadline', 'period.offset': 'десять' };
    const { page, status } = await send(path, { ...fields, ...typed });
    expect(status).toBe(409);
    expect(page).toContain('Мої слова');
    expect(page).toContain('value="десять"');
    expect(page).toContain('Напишіть ціле число');
  });

  test('asks for nothing in codes', async () => {
    const { get } = browser(literalDesk().desk);
    const page = await (await get('editor', path)).text();
    expect(page).toContain('раз на 3 місяці');
    expect(page).not.toMatch(/P3M —|2027-03-08\. Можна| \| (leader|partner)/);
  });

  test.each([
    ['a channel that is none', { act: 'correct', what: 'Листи', channel: 'pigeon' }],
    ['an act that is none', { act: 'confirm' }],
  ])('refuses %s and asks the desk for nothing', async (_, fields) => {
    const { status, acts } = await send(path, fields);
    expect([status, acts]).toEqual([409, []]);
  });

  test('sends audience and only those words that differ from the city’s', async () => {
    const settings = { act: 'settle', stages: ['voting'], contest: 'kids', role: '' };
    const own = { 'text.voting.city': 'Свої слова', 'subject.voting.city': 'Тема' };
    const changed = JSON.parse((await send(path, { ...settings, ...own })).acts[0]?.slice(7) ?? '{}');
    expect(changed.change).toMatchObject({
      stages: ['voting'],
      audience: { contest: 'kids', role: null, channels: null },
      texts: { 'voting.city': { text: 'Свої слова', subject: 'Тема' } },
    });
    const city = { 'text.voting.city': hostile, 'subject.voting.city': hostile };
    const same = JSON.parse((await send(path, { ...settings, ...city })).acts[0]?.slice(7) ?? '{}');
    expect(same.change.texts).toEqual({ 'voting.city': null });
  });

  test('splits by lines, and shows what the desk refuses', async () => {
    const fields = { act: 'split', parts: 'Одне\n\nДруге', reason: 'так' };
    const split = JSON.parse((await send(path, fields)).acts[0]?.slice(6) ?? '{}');
    expect(split.parts).toEqual([{ what: 'Одне' }, { what: 'Друге' }]);
    const given = literalDesk();
    const edit = { ...given.desk.plans.edit, split: async () => refusal };
    const desk = { ...given.desk, plans: { ...given.desk.plans, edit } };
    const refused = await send(path, fields, { ...given, desk });
    expect(refused.status).toBe(409);
    expect(refused.page).toContain('Місто каже: не можна.');
  });
});

describe('the page of a newer document', () => {
  test('applies exactly the comparison that was shown', async () => {
    const { get } = browser(literalDesk().desk);
    const seen = hiddenField(await (await get('editor', '/plans/plan-1/version')).text(), 'seen');
    const { to, acts } = await send('/plans/plan-1/version/apply', { seen });
    expect(to).toContain('done=versionApplied');
    expect(acts).toEqual(['versions.apply {"planId":"plan-1","by":"editor@example.org","seen":"seen-1"}']);
  });

  test('asks for a file where none was sent', async () => {
    expect((await send('/plans/plan-1/version', {})).acts).toEqual([]);
  });
});
