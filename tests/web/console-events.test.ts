// What staff do with events and opinion polls on the console: forms, the look before a change, what is refused.
import { describe, expect, test } from 'vitest';
import { inKyiv } from '../../src/core/time.ts';
import { browser, hiddenField, literalDesk, send } from './console-desk.ts';
import { now, pollLook } from './console-values.ts';

const moment = (ms: number) =>
  inKyiv(now + ms)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
const fields = {
  title: 'Вебінар для авторів',
  startsAt: moment(5 * 86_400_000),
  endsAt: moment(5 * 86_400_000 + 3_600_000),
  place: 'онлайн',
  link: 'https://meet.example/1',
  about: 'Покажемо, як заповнити заявку.',
  capacity: '30',
};

describe('a new event', () => {
  const whole = { ...fields, contest: 'city', stage: 'submission' };

  test('is kept with everything that was typed', async () => {
    const { to, acts } = await send('/events', whole);
    expect(to).toBe('/console/events/e-1?done=eventAdded');
    expect(acts[0]).toContain('"capacity":30');
    expect(acts[0]).toContain('"planId":null');
  });

  test.each([
    ['no title', { title: '' }],
    ['no place', { place: '' }],
    ['no start', { startsAt: '' }],
    ['a link that no browser opens', { link: 'javascript:alert(1)' }],
    ['half a seat', { capacity: '1.5' }],
    ['no contest', { contest: '' }],
  ])('with %s is not, and what was typed stays', async (_, wrong) => {
    const { status, page, acts } = await send('/events', { ...whole, ...wrong });
    expect(status).toBe(422);
    expect(acts).toEqual([]);
    expect(page).toContain('Покажемо, як заповнити заявку.');
    expect(page).toContain('aria-invalid="true"');
  });
});

describe('a change of an event', () => {
  test('is shown with its consequences, and saved only as it was seen', async () => {
    const given = literalDesk();
    const { post } = browser(given.desk);
    const looked = await (await post('editor', '/events/e-1/diff', fields)).text();
    expect(given.acts).toEqual([]);
    const seen = hiddenField(looked, 'seen');
    const agreed = { ...fields, seen, agreed: 'yes', late: 'drop' };
    expect((await post('editor', '/events/e-1/edit', { ...agreed, place: 'інше' })).status).toBe(409);
    expect((await post('editor', '/events/e-1/edit', { ...agreed, agreed: '' })).status).toBe(422);
    const saved = await post('editor', '/events/e-1/edit', agreed);
    expect(saved.headers.get('location')).toBe('/console/events/e-1?done=eventChanged');
    expect(given.acts).toHaveLength(1);
  });

  test('of an event that is not there is a page that says so', async () => {
    expect((await send('/events/none/diff', fields)).status).toBe(404);
  });
});

test('an event is cancelled only by somebody who says that they mean it', async () => {
  expect(await send('/events/e-1/cancel', {})).toMatchObject({ status: 409, acts: [] });
  const { acts } = await send('/events/e-1/cancel', { agreed: 'yes' });
  expect(acts).toEqual(['event.cancel "e-1" "editor@example.org"']);
});

describe('an opinion poll', () => {
  const poll = { question: 'Коли вам зручно?', options: 'Зранку\nУвечері', closesAt: moment(86_400_000) };

  test('is asked from now on where no beginning is given', async () => {
    const { to, acts } = await send('/polls', poll);
    expect(to).toBe('/console/polls/poll-1?done=pollAdded');
    expect(acts[0]).toContain(`"options":["Зранку","Увечері"]`);
    expect(acts[0]).toContain(`"opensAt":${now}`);
  });

  test('without answers to choose from is not asked', async () => {
    expect(await send('/polls', { ...poll, options: '' })).toMatchObject({ status: 422, acts: [] });
  });

  test('that is over can be taken away as a table in which no text acts as a formula', async () => {
    const look = { ...pollLook, options: ['=SUM(A1)', 'Ні'] };
    const desk = literalDesk().desk;
    const { get } = browser({ ...desk, polls: { ...desk.polls, show: async () => look } });
    const response = await get('editor', '/polls/poll-1/file');
    expect(response.headers.get('content-type')).toContain('text/csv');
    expect(await response.text()).toContain(`"'=SUM(A1)",4`);
  });
});
