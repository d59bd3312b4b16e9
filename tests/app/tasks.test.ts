import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listTasks } from '../../db/tasks.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { taskFile } from '../../src/app/plan/task-desk.ts';
import { taskToken } from '../../src/app/plan/task-link.ts';
import { taskFeedRoutes } from '../../src/web/tasks-feed.ts';
import { openWorld, realContent, type World } from '../support/harness.ts';

const folder = path.join(import.meta.dirname, '..', '..', 'content', 'plan');
const csv = (rows: readonly string[]) =>
  new TextEncoder().encode(
    [
      'ПЛАН заходів інформаційної кампанії бюджету участі на 2026–2027 роки;;;;',
      'Затверджено рішенням міської ради від 01.09.2026 № 5;;;;',
      '№;Захід;Термін виконання;Відповідальний;Джерело фінансування',
      ...rows,
    ].join('\n'),
  );

/** A world with a confirmed plan of these rows; answers the plan's id. */
async function planned(world: World, rows: readonly string[]): Promise<string> {
  const file = { name: 'план.csv', bytes: csv(rows) };
  const imported = await world.desk.plans.import(file, true, 'a@city.ua');
  if (!imported.ok || !imported.value.id) throw new Error('the plan was not read');
  const all = await world.desk.plans.confirmAll(imported.value.id, 'a@city.ua');
  if (!all.ok) throw new Error(all.message);
  return imported.value.id;
}

const radio = '1;Реклама по місцевому радіо;до 15.11.2026;Департамент;Не потребує';
const posts =
  '2;Дописи у Facebook про завершений проєкт;протягом 10 робочих днів після завершення проєкту;Прес-служба;Не потребує';

/** Letters that wait to leave, by row: to whom, and what they are about. */
async function letters(world: World): Promise<Map<string, string>> {
  const { t, s } = reading(world.app);
  const rows = await s.select().from(t.delivery).orderBy(t.delivery.createdAt, t.delivery.id);
  const found = rows.flatMap(({ id, body }): [string, string][] =>
    body?.to ? [[id, `${body.to}: ${body.letter?.subject}`]] : [],
  );
  return new Map(found);
}

const tasks = (world: World) => listTasks(reading(world.app));
const states = async (world: World) => (await tasks(world)).map((row) => `${row.dueOn} ${row.state}`);

/**
 * Sweeps on each day of a span at ten in the morning, twice, as a process that restarts would; answers the letters
 * that were written meanwhile, each behind its day.
 */
async function days(world: World, from: string, to: string): Promise<string[]> {
  const seen = new Set((await letters(world)).keys());
  const written: string[] = [];
  for (let day = Temporal.PlainDate.from(from); day.toString() <= to; day = day.add({ days: 1 })) {
    world.clock.set(`${day} 10:00`);
    await reconcile(world.app);
    await reconcile(world.app);
    for (const [id, letter] of await letters(world)) {
      if (!seen.has(id)) written.push(`${day} ${letter}`);
      seen.add(id);
    }
  }
  return written;
}

describe('work that a plan means', () => {
  test('a task comes into being a month before it is due, once', async () => {
    const world = openWorld({ at: '2026-10-01 12:00' });
    await planned(world, [radio]);
    await days(world, '2026-10-13', '2026-10-15');
    expect(await states(world)).toEqual([]);
    await days(world, '2026-10-16', '2026-10-18');
    expect(await states(world)).toEqual(['2026-11-15 open']);
    expect(await tasks(world)).toMatchObject([{ title: 'Реклама по місцевому радіо', unit: 'Департамент' }]);
  });

  test('the unit hears of it a week before, three working days before, and administrators once it is late', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    await world.desk.staff.add('chief@city.ua', 'admin', 'test');
    await world.desk.staff.add('writer@city.ua', 'editor', 'test');
    await planned(world, [radio]);
    const mailbox = realContent().rules.teamEmail?.value;
    // 15 November is a Sunday: three working days before it is the Wednesday.
    expect(await days(world, '2026-11-01', '2026-11-25')).toEqual([
      `2026-11-08 ${mailbox}: Завдання до 15 листопада 2026 року: Реклама по місцевому радіо`,
      `2026-11-11 ${mailbox}: Скоро строк, 15 листопада 2026 року: Реклама по місцевому радіо`,
      '2026-11-16 chief@city.ua: Строк минув 15 листопада 2026 року: Реклама по місцевому радіо',
    ]);
    expect(world.nudged).toContain('email');
  });

  test('without a mailbox of the unit everybody who may approve hears of it; at night nobody does', async () => {
    const content = realContent();
    const mailbox = { ...content.rules.teamEmail, label: 'пошта', kind: 'email' as const, value: null };
    const world = openWorld({
      at: '2026-11-08 23:00',
      content: { ...content, rules: { ...content.rules, teamEmail: mailbox } },
    });
    for (const role of ['admin', 'approver', 'editor'] as const)
      await world.desk.staff.add(`${role}@city.ua`, role, 'test');
    await planned(world, [radio]);
    await reconcile(world.app);
    expect((await letters(world)).size).toBe(0);
    world.clock.set('2026-11-09 08:30');
    await reconcile(world.app);
    expect([...(await letters(world)).values()].map((one) => one.split(':')[0])).toEqual([
      'admin@city.ua',
      'approver@city.ua',
    ]);
  });

  test('what was due before this instance began is nobody’s task', async () => {
    const world = openWorld({ at: '2026-11-20 12:00' });
    await planned(world, [radio]);
    await days(world, '2026-11-20', '2026-11-22');
    expect(await states(world)).toEqual([]);
  });

  test('a row that is confirmed no more takes its open task with it, and brings it back', async () => {
    const world = openWorld({ at: '2026-11-01 12:00' });
    const plan = await planned(world, [radio]);
    await reconcile(world.app);
    await world.desk.plans.unconfirm(plan, '1', 'a@city.ua');
    await reconcile(world.app);
    expect(await states(world)).toEqual(['2026-11-15 dropped']);
    await world.desk.plans.confirm(plan, '1', 'a@city.ua', null);
    await reconcile(world.app);
    expect(await states(world)).toEqual(['2026-11-15 open']);
  });

  test('a relative period waits until staff record what it waits for, and counts the working days of staff', async () => {
    const world = openWorld({ at: '2026-11-02 12:00' });
    await planned(world, [posts]);
    await reconcile(world.app);
    expect(await states(world)).toEqual([]);
    const given = { event: 'project.finished', title: 'Сквер «Затишок»', on: '2026-11-02' };
    expect((await world.desk.tasks.addHappening(given, 'a@city.ua')).ok).toBe(true);
    expect(await world.desk.tasks.addHappening(given, 'a@city.ua')).toMatchObject({
      code: 'task.happeningKnown',
    });
    await reconcile(world.app);
    expect(await states(world)).toEqual(['2026-11-16 open']);
    await world.desk.tasks.addHoliday({ date: '2026-11-09', title: 'Вихідний', working: false }, 'a@city.ua');
    await reconcile(world.app);
    expect(await states(world)).toEqual(['2026-11-17 open']);
    expect((await world.desk.tasks.removeHoliday('2026-11-09', 'a@city.ua')).ok).toBe(true);
    expect(await world.desk.tasks.removeHoliday('2026-11-09', 'a@city.ua')).toMatchObject({
      code: 'task.noHoliday',
    });
  });
});

describe('what staff do with a task', () => {
  async function withTask() {
    const world = openWorld({ at: '2026-11-01 12:00' });
    await planned(world, [radio]);
    await reconcile(world.app);
    const [task] = await world.desk.tasks.list(['open']);
    if (!task) throw new Error('no task');
    const evidence = async () => {
      const { t, s } = reading(world.app);
      return (await s.select().from(t.evidence)).map(({ kind, text, taskId, by, line }) => ({
        kind,
        text,
        own: taskId === task.id,
        by,
        line,
      }));
    };
    return { world, desk: world.desk.tasks, task, evidence };
  }

  test.each([
    ['a note', 'Ролик виходив щодня', 'note'],
    ['a link', 'https://radio.example/ad', 'link'],
  ])('it is done with evidence: %s', async (_name, text, kind) => {
    const { world, desk, task, evidence } = await withTask();
    expect(await desk.done(task.id, `  ${text} `, 'a@city.ua')).toMatchObject({
      ok: true,
      value: { state: 'done', doneBy: 'a@city.ua' },
    });
    expect(await evidence()).toEqual([{ kind, text, own: true, by: 'a@city.ua', line: '1' }]);
    expect((await world.desk.audit(50)).find((row) => row.act === 'task.done')).toMatchObject({
      actor: 'a@city.ua',
      act: 'task.done',
      object: task.id,
    });
    expect(await desk.drop(task.id, 'пізно', 'a@city.ua')).toMatchObject({ code: 'task.closed' });
    expect(await days(world, '2026-11-02', '2026-11-20')).toEqual([]);
  });

  test('it is dropped with a reason, and stays dropped', async () => {
    const { world, desk, task, evidence } = await withTask();
    expect(await desk.drop(task.id, 'Немає коштів', 'a@city.ua')).toMatchObject({
      ok: true,
      value: { state: 'dropped' },
    });
    expect(await evidence()).toMatchObject([{ kind: 'reason', text: 'Немає коштів' }]);
    await reconcile(world.app);
    expect(await desk.list(['open'])).toEqual([]);
  });

  test('nothing is closed without words, and what is wrong is said in Ukrainian', async () => {
    const { desk, task } = await withTask();
    const add = (event: string, title: string, on: string) =>
      desk.addHappening({ event, title, on }, 'a@city.ua');
    const refusals = [
      await desk.done(task.id, ' ', 'a@city.ua'),
      await desk.drop(task.id, '', 'a@city.ua'),
      await desk.done(task.id, 'я'.repeat(4001), 'a@city.ua'),
      await desk.done('none', 'готово', 'a@city.ua'),
      await add('sun.rose', 'Схід', '2026-11-01'),
      await add('video.made', ' ', '2026-11-01'),
      await add('video.made', 'Відео', '2026-02-30'),
      await desk.addHoliday({ date: '01.01.2027', title: 'Новий рік', working: false }, 'a@city.ua'),
    ];
    for (const refusal of refusals) {
      expect(refusal.ok).toBe(false);
      expect(refusal.ok ? '' : refusal.message).toMatch(/^[А-ЯҐЄІЇ«][^{}]+\.$/);
    }
  });
});

describe('the calendar file of a task', () => {
  async function asked(token: (secret: string, id: string) => string) {
    const world = openWorld({ at: '2026-11-01 12:00' });
    await planned(world, [
      '1;Реклама по місцевому радіо, телебаченню; та у пресі про голосування за проєкти бюджету участі;до 15.11.2026;Департамент;Не потребує'.replace(
        '; та',
        ' та',
      ),
    ]);
    await reconcile(world.app);
    const [task] = await world.desk.tasks.list();
    const pages = taskFeedRoutes((given) => taskFile(world.app, given));
    return pages.request(`/task/${token(world.app.secret, task?.id ?? '')}.ics`);
  }

  test('has one all-day entry with an alarm, in lines that every calendar reads', async () => {
    const response = await asked(taskToken);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
    ]);
    const text = await response.text();
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const whole = text.replaceAll('\r\n ', '').split('\r\n');
    expect(whole).toContain('DTSTART;VALUE=DATE:20261115');
    expect(whole).toContain('DTEND;VALUE=DATE:20261116');
    expect(whole.find((line) => line.startsWith('SUMMARY:'))).toBe(
      'SUMMARY:Реклама по місцевому радіо\\, телебаченню та у пресі про голосування за проєкти бюджету участі',
    );
  });

  test.each([
    ['a forged token', (_secret: string, id: string) => `${id}.${'0'.repeat(32)}`],
    ['a token of another city', (_secret: string, id: string) => taskToken('another', id)],
    ['a token of a task that is not there', (secret: string) => taskToken(secret, 'none')],
    ['no token at all', () => ''],
  ])('is not found by %s', async (_name, token) => {
    expect((await asked(token)).status).toBe(404);
  });
});

test('the city’s own sample plan gives tasks without a problem', async () => {
  const world = openWorld({ at: '2026-11-01 12:00' });
  const bytes = readFileSync(path.join(folder, 'sample-plan.csv'));
  const imported = await world.desk.plans.import({ name: 'sample-plan.csv', bytes }, true, 'a@city.ua');
  if (!imported.ok || !imported.value.id) throw new Error('the plan was not read');
  await world.desk.plans.confirmAll(imported.value.id, 'a@city.ua');
  await days(world, '2026-11-01', '2026-11-03');
  const all = await tasks(world);
  expect(new Set(all.map((row) => row.key)).size).toBe(all.length);
});
