// Owns the proof that what staff send is checked, said beside the field where it is wrong, and handed on exactly once where it is right.
import { describe, expect, test } from 'vitest';
import type { Desk } from '../../src/app/desk.ts';
import { kyivInstant } from '../../src/core/time.ts';
import { browser, hiddenField, literalDesk, ok, refusal, send } from './console-desk.ts';
import { diffRows } from './console-values.ts';

describe('a row of a plan', () => {
  test('is confirmed with the stages that were ticked', async () => {
    const sent = await send('/plans/plan-1/confirm', {
      key: 'stages',
      place: '1',
      stages: ['voting', 'results'],
    });
    expect(sent.acts).toEqual(['confirm "plan-1" "stages" "editor@example.org" ["voting","results"]']);
    expect(sent.to).toBe('/console/plans/plan-1?done=confirmed#row-1');
  });

  test('is not confirmed without a stage where stages are asked for', async () => {
    const sent = await send('/plans/plan-1/confirm', { key: 'stages', place: '1' });
    expect([sent.status, sent.acts]).toEqual([422, []]);
    expect(sent.page).toContain('id="row-1-stages-error"');
  });

  test('that needs no stages is confirmed without any, whatever is sent', async () => {
    const sent = await send('/plans/plan-1/confirm', { key: 'sure', stages: 'voting' });
    expect(sent.acts).toEqual(['confirm "plan-1" "sure" "editor@example.org" null']);
  });

  test('that is not in the plan changes nothing', async () => {
    const sent = await send('/plans/plan-1/confirm', { key: 'nobody' });
    expect([sent.status, sent.acts]).toEqual([409, []]);
  });

  test('shows why the application refused it', async () => {
    const { desk, acts } = literalDesk();
    const confirm: Desk['plans']['confirm'] = async () => refusal;
    const sent = await send(
      '/plans/plan-1/confirm',
      { key: 'sure' },
      { desk: { ...desk, plans: { ...desk.plans, confirm } }, acts },
    );
    expect(sent.status).toBe(409);
    expect(sent.page).toContain('role="alert"><p>Місто каже: не можна.</p>');
  });
});

const event = {
  key: 'а/б 2.1',
  place: '0',
  title: 'Вебінар',
  startsAt: '2027-03-20T15:00',
  link: 'https://example.org/webinar',
  contest: 'kids',
  stage: 'submission',
};

describe('an event', () => {
  test('is added at its Kyiv time, for its row', async () => {
    const sent = await send('/plans/plan-1/event', event);
    expect(sent.acts).toHaveLength(1);
    const given = JSON.parse(sent.acts[0]?.slice('addEvent '.length).replace(/ "[^"]*"$/, '') ?? '');
    expect(given).toMatchObject({
      startsAt: kyivInstant('2027-03-20', '15:00'),
      planId: 'plan-1',
      line: 'а/б 2.1',
    });
  });

  test.each([
    ['title', ''],
    ['startsAt', 'скоро'],
    ['startsAt', '2027-02-01T10:00'],
    ['link', 'javascript:alert(1)'],
    ['contest', 'villages'],
    ['stage', 'party'],
  ])('with the %s «%s» is refused beside the field, and keeps the rest', async (name, value) => {
    const sent = await send('/plans/plan-1/event', { ...event, [name]: value });
    expect([sent.status, sent.acts]).toEqual([422, []]);
    expect(sent.page).toContain(`id="row-0-${name}-error"`);
    if (name !== 'title') expect(sent.page).toContain('value="Вебінар"');
  });
});

describe('a change of dates', () => {
  const change = { opens: '2027-03-08T00:00', closes: '2027-03-28T23:59' };
  const path = '/calendar/city/voting';

  test('shows first what it does, and saves nothing', async () => {
    const sent = await send(`${path}/diff`, change);
    expect([sent.status, sent.acts]).toEqual([200, []]);
    expect(sent.page).toContain('Нагадування про етап · МІСТО · Голосування');
    expect(sent.page).toContain('Зникне');
    expect(hiddenField(sent.page, 'seen')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is saved once seen and agreed to', async () => {
    const seen = hiddenField((await send(`${path}/diff`, change)).page, 'seen');
    const without = await send(path, { ...change, seen });
    expect([without.status, without.acts]).toEqual([422, []]);
    expect(without.page).toContain('id="agreed-error"');
    const saved = await send(path, { ...change, seen, agreed: 'yes' });
    expect(saved.to).toBe('/console/calendar?done=calendarSaved');
    expect(saved.acts).toEqual([
      `calendar.set {"contest":"city","stage":"voting","opens":${kyivInstant('2027-03-08')},"closes":${kyivInstant('2027-03-28', '23:59')}} "editor@example.org"`,
    ]);
  });

  test('needs no agreement where nothing is lost', async () => {
    const harmless = () => {
      const given = literalDesk();
      const diff: Desk['calendar']['diff'] = async () => ok(diffRows.slice(0, 1));
      return { ...given, desk: { ...given.desk, calendar: { ...given.desk.calendar, diff } } };
    };
    const seen = hiddenField((await send(`${path}/diff`, change, harmless())).page, 'seen');
    expect((await send(path, { ...change, seen }, harmless())).acts).toHaveLength(1);
  });

  test('is shown again where its consequences are not those that were seen', async () => {
    const sent = await send(path, { ...change, seen: 'something else', agreed: 'yes' });
    expect([sent.status, sent.acts]).toEqual([409, []]);
    expect(sent.page).toContain('наслідки зміни стали іншими');
  });

  test.each([
    ['opens', { opens: '', closes: change.closes }],
    ['closes', { opens: change.opens, closes: 'колись' }],
    ['closes', { opens: change.closes, closes: change.opens }],
  ])('with impossible %s is refused beside the field', async (name, fields) => {
    const sent = await send(`${path}/diff`, fields);
    expect(sent.status).toBe(422);
    expect(sent.page).toContain(`id="${name}-error"`);
  });

  test('of a stage that does not exist is a 404', async () => {
    expect((await send('/calendar/city/party/diff', change)).status).toBe(404);
  });
});

test('an answer goes out once it says something, and is kept where the application refuses it', async () => {
  const empty = await send('/questions/q-1/answer', { text: ' \n ' });
  expect([empty.status, empty.acts]).toEqual([422, []]);
  expect(empty.page).toContain('id="question-q-1-text-error"');
  const sent = await send('/questions/q-1/answer', { text: 'Так.\r\nПриходьте.' });
  expect(sent.acts).toEqual([String.raw`answer "q-1" "Так.\nПриходьте." "editor@example.org"`]);
  const given = literalDesk();
  const questions = { ...given.desk.questions, answer: async () => refusal };
  const refused = await send(
    '/questions/q-1/answer',
    { text: 'Моя відповідь' },
    { ...given, desk: { ...given.desk, questions } },
  );
  expect(refused.page).toContain('Моя відповідь</textarea>');
});

test.each([
  ['poster_7-b', { contest: 'kids', role: 'author', event: 'e-1' }, 303],
  ['', {}, 422],
  ['плакат', {}, 422],
  ['a'.repeat(65), {}, 422],
  ['fine', { event: 'unknown' }, 422],
])('a source «%s» leading to %j answers %i', async (name, target, status) => {
  const sent = await send('/sources', { name, contest: '', role: '', event: '', ...target });
  expect(sent.status).toBe(status);
  expect(sent.acts).toEqual(
    status === 303 ? [`source.add "${name}" ${JSON.stringify(target)} "editor@example.org"`] : [],
  );
});

test('a colleague gets a one-time link that is shown once, under the scheme of the city', async () => {
  const given = literalDesk();
  const { post } = browser(given.desk, true);
  const response = await post('admin', '/staff', { email: 'new@example.org', role: 'approver' });
  expect(await response.text()).toContain('https://localhost/console/in/tok%2Fen');
  expect(response.headers.get('location')).toBeNull();
  expect(given.acts).toEqual(['staff.add "new@example.org" "approver" "admin@example.org"']);
});

test.each([
  ['email', { email: 'ні', role: 'editor' }],
  ['role', { email: 'a@b.ua', role: 'mayor' }],
])('a colleague with a wrong %s is refused beside the field', async (name, fields) => {
  const sent = await send('/staff', fields, literalDesk(), 'admin');
  expect([sent.status, sent.acts]).toEqual([422, []]);
  expect(sent.page).toContain(`id="${name}-error"`);
});

test('an upload without a file, or one that cannot be read, says why beside the field', async () => {
  const none = await send('/plans', {});
  expect([none.status, none.acts]).toEqual([422, []]);
  expect(none.page).toContain('id="file-error"');
  expect(none.page).toContain('Оберіть файл');
});
