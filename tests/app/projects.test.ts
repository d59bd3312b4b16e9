// Owns the proof that a list of projects changes what it says and no more, and that followers hear of it, once and alike.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { consentsOf, findAddress, standingsOf } from '../../db/people.ts';
import { followedBy } from '../../db/projects.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { projectPages } from '../../src/app/projects/project-pages.ts';
import { openWorld, type World } from '../support/harness.ts';

const file = (name: string) => ({
  name,
  bytes: new Uint8Array(readFileSync(path.join(import.meta.dirname, '..', 'projects', name))),
});
const csv = (...rows: string[]) => ({
  name: 'list.csv',
  bytes: new TextEncoder().encode(['№;Назва;Статус', ...rows].join('\n')),
});
const by = 'editor@example.org';
const of = { contest: 'city' as const, cycle: null, complete: false, by, save: true };

async function bring(world: World, list: ReturnType<typeof csv>, change: Partial<typeof of> = {}) {
  const result = await world.desk.projects.import(list, { ...of, ...change });
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

async function personOf(world: World, address = 'ann') {
  const found = await findAddress(reading(world.app), 'telegram', address);
  if (!found) throw new Error('nobody');
  return found.person.id;
}

const say = (world: World, text: string, address = 'ann') => world.hear({ kind: 'text', text, address });

async function newsSent(world: World) {
  const rows = await listBroadcasts(reading(world.app));
  return rows.filter(({ kind }) => kind === 'project');
}

describe('a list of projects', () => {
  test('adds, and the same file again changes nothing', async () => {
    const world = openWorld();
    expect(await bring(world, file('projects.csv'))).toMatchObject({ added: 5, unchanged: 0, news: 0 });
    const again = await bring(world, file('projects.csv'));
    expect(again).toMatchObject({ added: 0, updated: 0, unchanged: 5, changes: [] });
  });

  test('is only looked at without saving', async () => {
    const world = openWorld();
    expect(await bring(world, file('projects.csv'), { save: false })).toMatchObject({ added: 5 });
    expect(await world.desk.projects.list()).toEqual([]);
  });

  test('updates by number, keeps what it has no column for, and names the fields', async () => {
    const world = openWorld();
    await bring(world, file('projects.csv'));
    const { changes, missing } = await bring(world, csv('1;Інша назва;переможець'));
    expect(changes.map(({ kind, fields, news }) => [kind, fields, news])).toEqual([
      ['updated', ['title', 'state'], 'won'],
    ]);
    expect(missing).toBe(4);
    const [one] = await world.desk.projects.list();
    expect(one).toMatchObject({ title: 'Інша назва', state: 'winner', place: 'вул. Сачка, 12' });
  });

  test('takes off what it lacks only where staff say that it is complete, and brings it back', async () => {
    const world = openWorld();
    await bring(world, csv('1;А;допущено', '2;Б;допущено'));
    const full = await bring(world, csv('1;А;допущено'), { complete: true });
    expect(full).toMatchObject({ removed: 1, missing: 0 });
    expect((await bring(world, csv('1;А;допущено', '2;Б;допущено'))).updated).toBe(1);
    expect((await world.desk.projects.list()).some(({ removed }) => removed)).toBe(false);
  });

  test('names a project that stands in it twice', async () => {
    const { rejected, added } = await bring(openWorld(), csv('1;А;допущено', '№ 1;Б;допущено'));
    expect(added).toBe(1);
    expect(rejected).toEqual([{ row: 3, field: '', reason: 'проєкт «1» уже є вище в цьому списку' }]);
  });

  test('that was looked at is brought in once, and no other one in its place', async () => {
    const world = openWorld();
    const { projects } = world.desk;
    const first = await projects.propose(csv('1;А;допущено'), { contest: 'city', cycle: null, by });
    const second = await projects.propose(csv('2;Б;допущено'), { contest: 'city', cycle: null, by });
    if (!first.ok || !second.ok) throw new Error('not read');
    const apply = (id: string) => projects.apply({ id, complete: false, by });
    expect(await apply(first.value.id)).toMatchObject({ ok: false, code: 'projects.aside' });
    expect(await apply(second.value.id)).toMatchObject({ ok: true, value: { added: 1 } });
    expect(await apply(second.value.id)).toMatchObject({ ok: false });
    expect(await projects.proposed(false)).toBe(null);
  });
});

describe('following a project', () => {
  test('records the wording once a contest, and the last one that is left ends it', async () => {
    const world = openWorld();
    await bring(world, file('projects.csv'));
    for (const text of ['/follow 1', '/follow 2']) await say(world, text);
    const person = await personOf(world);
    const at = reading(world.app);
    const granted = (await consentsOf(at, person)).filter(({ purpose }) => purpose === 'projects');
    expect(granted.map(({ contest, granted: yes }) => [contest, yes])).toEqual([['city', true]]);
    expect(granted[0]?.wording).toMatch(/^Я погоджуюся отримувати .* новини проєктів/);
    await say(world, '/unfollow 1');
    expect(await standingsOf(at, person)).toHaveLength(1);
    await say(world, '/unfollow 2');
    expect(await standingsOf(at, person)).toEqual([]);
  });

  test('«стоп» ends it all, also what is followed', async () => {
    const world = openWorld();
    await bring(world, file('projects.csv'));
    await say(world, '/follow 1');
    await say(world, 'стоп');
    const person = await personOf(world);
    expect(await standingsOf(reading(world.app), person)).toEqual([]);
    expect(await followedBy(reading(world.app), person)).toEqual([]);
  });

  test('goes with the person who has everything erased', async () => {
    const world = openWorld();
    await bring(world, file('projects.csv'));
    await say(world, '/follow 1');
    const person = await personOf(world);
    await say(world, '/data erase yes');
    expect(await followedBy(reading(world.app), person)).toEqual([]);
    expect((await world.desk.projects.list()).map(({ followers }) => followers)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('news of projects', () => {
  test('a change of state reaches those who follow, once, and nobody else', async () => {
    const world = openWorld({ at: '2027-04-05 12:00' });
    await bring(world, file('projects.csv'));
    await reconcile(world.app);
    await say(world, '/follow 1');
    await say(world, '/projects', 'bob');
    expect((await bring(world, file('results.csv'))).news).toBe(3);
    await reconcile(world.app);
    const before = world.channel('telegram').parcels.length;
    await world.send('telegram', 3);
    const told = world
      .channel('telegram')
      .parcels.slice(before)
      .map(({ address, reply }) => [address, reply.text]);
    expect(told.filter(([, text]) => text?.includes('серед переможців'))).toEqual([
      [
        'ann',
        'Проєкт № 1 «Безпечний перехід біля школи № 7», за яким ви стежите, серед переможців. Напишемо про кожен крок його реалізації.',
      ],
    ]);
    await bring(world, csv('1;Безпечний перехід біля школи № 7;допущено'));
    await bring(world, file('results.csv'));
    await reconcile(world.app);
    expect(await newsSent(world)).toHaveLength(1);
  });

  test('a mistake that is put right before the morning tells nobody', async () => {
    const world = openWorld({ at: '2027-04-05 12:00' });
    await bring(world, csv('1;А;допущено'));
    await reconcile(world.app);
    await say(world, '/follow 1');
    world.clock.set('2027-04-05 22:30');
    await bring(world, csv('1;А;переможець'));
    await reconcile(world.app);
    await bring(world, csv('1;А;допущено'));
    await reconcile(world.app);
    world.clock.set('2027-04-06 09:00');
    await reconcile(world.app);
    expect((await newsSent(world)).map(({ state }) => state)).toEqual(['cancelled']);
  });

  test('that voting opens is one message, however many are followed, and none to who is reminded anyway', async () => {
    const world = openWorld({ at: '2027-03-07 12:00' });
    await bring(world, file('projects.csv'));
    await reconcile(world.app);
    for (const text of ['/follow 1', '/follow 2', '/follow 3']) await say(world, text);
    for (const text of ['/follow 1', '/subscribe city']) await say(world, text, 'bob');
    await say(world, '/follow 4', 'cyril');
    world.clock.set('2027-03-08 10:01');
    await reconcile(world.app);
    const [opening, ...others] = await newsSent(world);
    expect([others, opening?.at]).toEqual([[], world.clock.now() - 60_000]);
    const { results } = world.desk.broadcasts;
    expect(await results(opening?.id ?? '')).toMatchObject({ total: 1 });
  });

  test('a step in the words of staff waits for a second person, and only winners have steps', async () => {
    const world = openWorld({ at: '2027-05-10 12:00' });
    await bring(world, csv('1;А;переможець', '2;Б;не переміг'));
    await reconcile(world.app);
    await say(world, '/follow 1');
    const uids = (await world.desk.projects.list()).map(({ uid }) => uid);
    const step = (project = '', text = 'Укладено договір.') =>
      world.desk.projects.addStep({ project, text, by });
    expect(await step(uids[1])).toMatchObject({ ok: false, code: 'projects.step.notWon' });
    expect(await step(uids[0], ' ')).toMatchObject({ ok: false, code: 'projects.step.empty' });
    expect(await step(uids[0])).toMatchObject({ ok: true });
    await reconcile(world.app);
    const [waiting] = await newsSent(world);
    expect(waiting).toMatchObject({ state: 'waiting', editedBy: by });
    expect(waiting?.body.text).toBe(
      'Новий крок реалізації проєкту № 1 «А», за яким ви стежите:\nУкладено договір.',
    );
  });
});

describe('the public list', () => {
  test('is searched and narrowed, and says in which order it stands', async () => {
    const world = openWorld({ at: '2027-03-10 12:00' });
    await bring(world, file('projects.csv'));
    const pages = projectPages(world.app);
    const none = { contest: null, category: null, words: null, page: 1 };
    const all = await pages.show(none);
    expect([all.total, all.order, all.contest]).toEqual([5, 'lot', 'city']);
    const ref = all.categories.find(({ count }) => count === 2)?.ref ?? '';
    expect(
      (await pages.show({ ...none, category: ref })).projects.map(({ number }) => number).sort(),
    ).toEqual(['1', '5']);
    expect((await pages.show({ ...none, words: 'бібліотека' })).projects.map(({ number }) => number)).toEqual(
      ['4'],
    );
    expect((await pages.show({ ...none, page: 99 })).page).toBe(1);
  });

  test('as open data comes back in without a change, names nobody and holds votes only once they are counted', async () => {
    const world = openWorld();
    await bring(world, file('results.csv'));
    const text = await projectPages(world.app).csv();
    const [head = '', ...rows] = text.split('\r\n');
    expect(head).toMatch(
      /^uid,kind,type,title,description,url,authorityName,.*,creator,status,.*,responsible,/,
    );
    expect(rows.filter(Boolean)).toHaveLength(5);
    expect(text).not.toContain('Петренко');
    const back = await bring(world, { name: 'projects.csv', bytes: new TextEncoder().encode(text) });
    expect(back).toMatchObject({ added: 0, updated: 0, unchanged: 5, rejected: [] });
  });
});
