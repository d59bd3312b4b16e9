import { describe, expect, test } from 'vitest';
import { browser, literalDesk, ok, refusal, send } from './console-desk.ts';
import { task } from './console-values.ts';

const by = '"editor@example.org"';

describe('a task on the console', () => {
  test.each([
    ['done', 'task.done', 'taskDone'],
    ['drop', 'task.drop', 'taskDropped'],
  ])('%s carries its words to the desk, in the name of who sent them', async (act, asked, key) => {
    const sent = await send(`/tasks/t-1/${act}`, { text: ' Зроблено ' });
    expect(sent.acts).toEqual([`${asked} "t-1" "Зроблено" ${by}`]);
    expect([sent.status, sent.to]).toEqual([303, `/console/tasks/t-1?done=${key}`]);
  });

  test('that is refused says why, above the same page', async () => {
    const given = literalDesk();
    const desk = { ...given.desk, tasks: { ...given.desk.tasks, done: async () => refusal } };
    const sent = await send('/tasks/t-1/done', { text: '' }, { ...given, desk });
    expect(sent.status).toBe(422);
    expect(sent.page).toContain('Місто каже: не можна.');
  });

  test('that is not there is a page that says so', async () => {
    const response = await browser(literalDesk().desk).get('editor', '/tasks/none');
    expect(response.status).toBe(404);
  });

  test('that is closed offers nothing more', async () => {
    const { desk } = literalDesk();
    const show = async () => ({
      ...task,
      state: 'done' as const,
      late: false,
      doneAt: 1,
      doneBy: 'a@city.ua',
    });
    const page = await (
      await browser({ ...desk, tasks: { ...desk.tasks, show } }).get('editor', '/tasks/t-1')
    ).text();
    expect(page).toContain('a@city.ua');
    expect(page).not.toContain('action="/console/tasks/');
  });
});

describe('what staff record on the console', () => {
  test.each([
    [
      '/tasks/happenings',
      { event: 'video.made', title: 'Відео', on: '2027-02-01' },
      `happening.add {"event":"video.made","title":"Відео","on":"2027-02-01"} ${by}`,
      'happeningAdded',
    ],
    [
      '/tasks/holidays',
      { date: '2027-01-01', title: 'Новий рік', kind: 'off' },
      `holiday.add {"date":"2027-01-01","title":"Новий рік","working":false} ${by}`,
      'holidayAdded',
    ],
    [
      '/tasks/holidays',
      { date: '2027-01-09', title: 'Відпрацювання', kind: 'working' },
      `holiday.add {"date":"2027-01-09","title":"Відпрацювання","working":true} ${by}`,
      'holidayAdded',
    ],
    ['/tasks/holidays/remove', { date: '2027-01-01' }, `holiday.remove "2027-01-01" ${by}`, 'holidayRemoved'],
  ])('%s %j', async (path, fields, act, key) => {
    const sent = await send(path, fields as Record<string, string>);
    expect(sent.acts).toEqual([act]);
    expect([sent.status, sent.to]).toEqual([303, `/console/tasks?done=${key}`]);
  });
});

describe('a pack on the console', () => {
  const path = '/plans/plan-1/pack/4.1';

  test('is shown without registering anything', async () => {
    const given = literalDesk();
    const response = await browser(given.desk).get('editor', `${path}?contest=kids&stage=results`);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('value="pack-1-voting-city.zip"');
    expect(page).not.toContain('<script');
    expect(given.acts).toEqual([]);
  });

  test('gives the file that was asked for, to be kept', async () => {
    const given = literalDesk();
    const fields = { contest: 'kids', stage: 'results', file: 'social.txt' };
    const response = await browser(given.desk).post('editor', path, fields);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="social.txt"');
    expect(await response.text()).toBe('Текст');
    expect(given.acts).toEqual([
      `pack.make {"planId":"plan-1","key":"4.1","contest":"kids","stage":"results"} ${by}`,
    ]);
  });

  test('of a stage without texts says so and lets one choose another', async () => {
    const { desk } = literalDesk();
    const packs = { ...desk.packs, look: async () => refusal, make: async () => ok([]) };
    const response = await browser({ ...desk, packs }).get('editor', path);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('name="stage"');
  });
});
