// Alarms: one open at a time for each key, told to staff by e-mail once, and again only after they were over.
import { describe, expect, test } from 'vitest';
import { writing } from '../../src/app/app.ts';
import { alarmKindOf, alarmKinds, alarmText, clear, mailAlarms, raise } from '../../src/app/running/alarm.ts';
import { hourMs, minuteMs } from '../../src/core/time.ts';
import {
  openWorld,
  realContent,
  recordingChannel,
  type World,
  type WorldOptions,
} from '../support/harness.ts';
import { all, said } from './look.ts';

const admin = 'admin@city.example';
const approver = 'taras@city.example';

async function staffed(options: WorldOptions = {}): Promise<World> {
  const world = openWorld(options);
  await world.desk.staff.add('olena@city.example', 'editor', 'cli');
  await world.desk.staff.add(approver, 'approver', 'cli');
  await world.desk.staff.add(admin, 'admin', 'cli');
  return world;
}

const up = (world: World, key: string, text = `слова про ${key}`) =>
  writing(world.app, (at) => raise(at, world.app, { key, text }));
const over = (world: World, key: string) => writing(world.app, (at) => clear(at, world.app, key));
const told = async (world: World) =>
  (await said(world)).map((row) => ({
    to: row.body?.to,
    subject: row.body?.letter?.subject,
    text: row.text,
  }));

describe('an alarm', () => {
  test('raised again while it is open keeps its instant and says the newer words', async () => {
    const world = openWorld();
    await up(world, 'silent.viber', 'перші слова');
    const first = world.clock.now();
    world.clock.pass(minuteMs);
    await up(world, 'silent.viber', 'новіші слова');
    expect((await world.desk.today()).alarms).toEqual([
      { key: 'silent.viber', text: 'новіші слова', raisedAt: first },
    ]);
  });

  test('that was over begins anew', async () => {
    const world = openWorld();
    await up(world, 'silent.viber');
    await over(world, 'silent.viber');
    expect((await world.desk.today()).alarms).toEqual([]);
    world.clock.pass(minuteMs);
    await up(world, 'silent.viber');
    expect(await all(world, 'alarm')).toMatchObject([
      { raisedAt: world.clock.now(), clearedAt: null, mailedAt: null },
    ]);
  });

  test('that is over keeps the instant at which it was, however often it is cleared', async () => {
    const world = openWorld();
    await up(world, 'silent.viber');
    const at = world.clock.now();
    await over(world, 'silent.viber');
    world.clock.pass(hourMs);
    await over(world, 'silent.viber');
    expect(await all(world, 'alarm')).toMatchObject([{ clearedAt: at }]);
  });

  test.each(alarmKinds)('of the kind %s has a title and says what to do', (kind) => {
    const { phrases } = realContent();
    expect(phrases[`console.alarm.${kind}.title`]).toMatch(/^\p{Ll}/u);
    expect(phrases[`console.alarm.${kind}.do`]).toMatch(/^Що зробити: /);
    expect(alarmKindOf(`${kind}.x`)).toBe(kind);
  });

  test('of another key is of no kind', () => {
    expect([alarmKindOf('strange'), alarmKindOf('silence.x')]).toEqual(['other', 'other']);
  });

  test('about a channel says the channel’s name and the platform’s answer', async () => {
    const world = openWorld();
    await up(world, 'channel.telegram', 'telegram: 401 Unauthorized');
    expect((await world.desk.today()).alarms).toMatchObject([
      { text: 'Канал «Telegram» не приймає наших налаштувань. Відповідь платформи: 401 Unauthorized.' },
    ]);
  });

  test('says numbers in their grammatical form', () => {
    const text = alarmText(realContent(), 'unknown', { name: 'А', n: 3, until: 'завтра' });
    expect(text).toBe('Розсилка «А»: невідомо, чи дійшло 3 повідомлення. Вирішити треба до завтра.');
  });
});

describe('the letter about alarms', () => {
  test('goes once to administrators and approvers, in training too, and says what, since when and what to do', async () => {
    const world = await staffed({ sendTo: { kind: 'nobody' } });
    await up(world, 'silent.viber', 'Канал мовчить.');
    await mailAlarms(world.app);
    await mailAlarms(world.app);
    const letters = await told(world);
    expect(letters.map(({ to }) => to)).toEqual([admin, approver]);
    expect(letters[0]?.subject).toBe('Потрібна ваша увага: канал мовчить');
    expect(letters[0]?.text).toContain(
      '**Канал мовчить.**\nВідколи: 20 жовтня 2026 року, 12:00.\nЩо зробити: перевірте доступ',
    );
    expect(letters[0]?.text).toContain('https://uchast.example/console');
    expect(world.nudged).toEqual(['email']);
  });

  test('is one for all alarms together', async () => {
    const world = await staffed();
    await up(world, 'silent.viber', 'Перше.');
    await up(world, 'breaker.b', 'Друге.');
    await mailAlarms(world.app);
    const letters = await told(world);
    expect(letters).toHaveLength(2);
    expect(letters[0]?.subject).toBe('Потрібна ваша увага: 2 справи');
    expect(letters[0]?.text).toMatch(/\*\*Друге\.\*\*[\s\S]*\*\*Перше\.\*\*/);
  });

  test('is at most one an hour: what comes meanwhile shares the next one', async () => {
    const world = await staffed();
    await up(world, 'silent.viber', 'Перше.');
    await mailAlarms(world.app);
    for (const key of ['silent.telegram', 'silent.email']) {
      world.clock.pass(10 * minuteMs);
      await up(world, key, key);
      await mailAlarms(world.app);
    }
    expect(await told(world)).toHaveLength(2);
    world.clock.pass(40 * minuteMs);
    await mailAlarms(world.app);
    const letters = await told(world);
    expect(letters).toHaveLength(4);
    expect(letters.at(-1)?.text).not.toContain('Перше.');
    expect(letters.at(-1)?.text).toMatch(/silent\.telegram[\s\S]*silent\.email/);
  });

  test('says nothing of what was over before it went, and again what came back', async () => {
    const world = await staffed();
    await up(world, 'silent.viber');
    await over(world, 'silent.viber');
    await mailAlarms(world.app);
    expect(await told(world)).toEqual([]);
    await up(world, 'silent.viber');
    await mailAlarms(world.app);
    await over(world, 'silent.viber');
    world.clock.pass(2 * hourMs);
    await up(world, 'silent.viber');
    await mailAlarms(world.app);
    expect(await told(world)).toHaveLength(4);
  });

  test('waits for somebody who can read it', async () => {
    const world = openWorld();
    await up(world, 'silent.viber');
    await mailAlarms(world.app);
    expect(await all(world, 'alarm')).toMatchObject([{ mailedAt: null }]);
    await world.desk.staff.add(admin, 'admin', 'cli');
    await mailAlarms(world.app);
    expect(await told(world)).toMatchObject([{ to: admin }]);
  });

  test('needs a channel for letters', async () => {
    const world = await staffed({ channels: [recordingChannel('telegram')] });
    await up(world, 'silent.telegram');
    await mailAlarms(world.app);
    expect(await all(world, 'alarm')).toMatchObject([{ mailedAt: null }]);
  });
});
