// From the council's document to work: imported, confirmed row by row, and carried out only where it is confirmed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listBroadcasts } from '../../db/broadcasts.ts';
import { reading } from '../../src/app/app.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { kyiv, openWorld, type World } from '../support/harness.ts';

const by = 'olena@city.example';
const documents = path.join(import.meta.dirname, '..', 'plans');

async function imported(world: World, name = 'kalynove-2026-2027.docx', save = true): Promise<string> {
  const bytes = readFileSync(path.join(documents, name));
  const result = await world.desk.plans.import({ name, bytes }, save, by);
  if (!result.ok) throw new Error(result.message);
  return result.value.id ?? '';
}

const keyed = async (world: World, id: string, number: string) => {
  const row = (await world.desk.plans.show(id))?.rows.find(({ line }) => line.number?.startsWith(number));
  if (!row) throw new Error(`no line ${number}`);
  return row;
};

describe('a plan', () => {
  test('that is only read is not kept', async () => {
    const world = openWorld();
    expect(await imported(world, 'kalynove-2026-2027.docx', false)).toBe('');
    expect(await world.desk.plans.list()).toEqual([]);
  });

  test('that is saved is unconfirmed and sends nothing', async () => {
    const world = openWorld({ at: '2026-10-19 09:00' });
    const id = await imported(world);
    expect(await world.desk.plans.list()).toMatchObject([{ id, confirmed: 0, dropped: false }]);
    world.clock.set('2026-10-19 11:00');
    await reconcile(world.app);
    expect((await listBroadcasts(reading(world.app))).filter((row) => row.planId !== null)).toEqual([]);
  });

  test.each(['docx', 'xlsx', 'csv', 'txt'])('is the same from %s', async (form) => {
    const world = openWorld();
    const id = await imported(world, `kalynove-2026-2027.${form}`);
    const plan = await world.desk.plans.show(id);
    expect(plan?.rows.map(({ line, carriage }) => [line.key, carriage])).toEqual(
      (await world.desk.plans.show(await imported(world)))?.rows.map(({ line, carriage }) => [
        line.key,
        carriage,
      ]),
    );
  });

  test('of a file that nobody can read is refused in words', async () => {
    const world = openWorld();
    const result = await world.desk.plans.import(
      { name: 'a.docx', bytes: Buffer.from('not a document') },
      true,
      by,
    );
    expect(result.ok).toBe(false);
    expect(result.ok || /[а-яіїє]/.test(result.message)).toBe(true);
    expect(await world.desk.plans.list()).toEqual([]);
  });
});

describe('confirming', () => {
  test('all confirms what needs no answer and names the rest with what it needs', async () => {
    const world = openWorld();
    const id = await imported(world);
    const result = await world.desk.plans.confirmAll(id, by);
    if (!result.ok) throw new Error(result.message);
    const rows = (await world.desk.plans.show(id))?.rows ?? [];
    const open = rows.filter((row) => row.needs.length > 0);
    expect(open.length).toBeGreaterThan(0);
    expect(result.value.open.map(({ key }) => key)).toEqual(open.map(({ line }) => line.key));
    expect(rows.filter((row) => row.confirmedAt === null).map(({ line }) => line.key)).toEqual(
      open.map(({ line }) => line.key),
    );
    expect(result.value.confirmed).toHaveLength(rows.length - open.length);
    for (const number of ['2.1', '2.2']) expect((await keyed(world, id, number)).needs).toEqual(['event']);
    expect((await keyed(world, id, '3.1')).needs).toEqual(['stages']);
    expect((await keyed(world, id, '1.5')).carriage).toBe('letters');
  });

  test('twice keeps who confirmed first, and when', async () => {
    const world = openWorld();
    const id = await imported(world);
    await world.desk.plans.confirmAll(id, by);
    const first = await world.desk.plans.show(id);
    world.clock.pass(1000);
    await world.desk.plans.confirmAll(id, 'taras@city.example');
    expect(await world.desk.plans.show(id)).toEqual(first);
  });

  test('a row that needs its stages takes them and is confirmed', async () => {
    const world = openWorld();
    const id = await imported(world);
    const { line } = await keyed(world, id, '3.1');
    expect(await world.desk.plans.confirm(id, line.key, by, null)).toMatchObject({
      ok: false,
      code: 'plan.needs.stages',
    });
    const result = await world.desk.plans.confirm(id, line.key, by, ['voting']);
    expect(result).toMatchObject({ ok: true, value: { confirmedBy: by, settings: { stages: ['voting'] } } });
  });

  test.each([
    ['a plan that is not there', 'none', '1.1', 'plan.unknown'],
    ['a row that is not there', null, 'none', 'plan.line'],
  ])('%s is refused', async (_, plan, key, code) => {
    const world = openWorld();
    const id = await imported(world);
    expect(await world.desk.plans.confirm(plan ?? id, key, by, null)).toMatchObject({ ok: false, code });
  });

  test('a draft of a plan is refused, whole and row by row', async () => {
    const world = openWorld();
    const text = readFileSync(path.join(documents, 'kalynove-2026-2027.csv'), 'utf8');
    const bytes = Buffer.from(`ПРОЄКТ;;;;;;;\n${text}`);
    const result = await world.desk.plans.import({ name: 'draft.csv', bytes }, true, by);
    const id = result.ok ? (result.value.id ?? '') : '';
    expect((await world.desk.plans.show(id))?.status).toBe('draft');
    expect(await world.desk.plans.confirmAll(id, by)).toMatchObject({ ok: false, code: 'plan.draft' });
    const { line } = await keyed(world, id, '1.5');
    expect(await world.desk.plans.confirm(id, line.key, by, null)).toMatchObject({
      ok: false,
      code: 'plan.draft',
    });
  });
});

describe('a confirmed row', () => {
  /** A saved plan on the eve of submission, whose first sweep is behind it. */
  async function eve(): Promise<{ world: World; id: string; key: string }> {
    const world = openWorld({ at: '2026-10-18 12:00' });
    const id = await imported(world);
    const { line } = await keyed(world, id, '1.5');
    return { world, id, key: line.key };
  }

  const letters = async (world: World) =>
    (await listBroadcasts(reading(world.app))).filter((row) => row.kind === 'letter').map((row) => row.state);

  test('of letters goes out by itself at its hour', async () => {
    const { world, id, key } = await eve();
    await world.desk.plans.confirm(id, key, by, null);
    await reconcile(world.app);
    const [letter] = (await listBroadcasts(reading(world.app))).filter((row) => row.kind === 'letter');
    expect(letter).toMatchObject({ state: 'approved', planId: id, line: key, at: kyiv('2026-10-19 10:00') });
    expect(letter?.body.text).toContain('29 листопада 2026 року');
  });

  test('that is taken back before its hour goes out no more, and confirmed again it does', async () => {
    const { world, id, key } = await eve();
    await world.desk.plans.confirm(id, key, by, null);
    await reconcile(world.app);
    await world.desk.plans.unconfirm(id, key, by);
    await reconcile(world.app);
    expect(await letters(world)).toEqual(['cancelled']);
    await world.desk.plans.confirm(id, key, by, null);
    await reconcile(world.app);
    expect(await letters(world)).toEqual(['approved']);
  });

  test('of a plan that is dropped goes out no more', async () => {
    const { world, id, key } = await eve();
    await world.desk.plans.confirm(id, key, by, null);
    await reconcile(world.app);
    await world.desk.plans.drop(id, by);
    await reconcile(world.app);
    expect(await letters(world)).toEqual(['cancelled']);
    expect(await world.desk.plans.confirmAll(id, by)).toMatchObject({ ok: false, code: 'plan.unknown' });
  });
});

describe('an event', () => {
  const webinar = (id: string, key: string) => ({
    title: 'Зустріч з жителями',
    startsAt: kyiv('2026-11-05 18:00'),
    place: 'бібліотека',
    link: null,
    contest: 'city' as const,
    stage: 'submission' as const,
    planId: id,
    line: key,
  });

  test('lets its row be confirmed, and invites a week ahead', async () => {
    const world = openWorld({ at: '2026-10-20 12:00' });
    const id = await imported(world);
    const { line } = await keyed(world, id, '2.1');
    expect(await world.desk.plans.confirm(id, line.key, by, null)).toMatchObject({
      ok: false,
      code: 'plan.needs.event',
    });
    await world.desk.plans.addEvent(webinar(id, line.key), by);
    expect(await world.desk.plans.confirm(id, line.key, by, null)).toMatchObject({ ok: true });
    const planned = await world.desk.planned(world.clock.now(), kyiv('2026-11-06'));
    const invitation = planned.find((message) => message.broadcast.startsWith('invitation:'));
    expect(invitation).toMatchObject({ at: kyiv('2026-10-29 10:00'), line: line.key });
    expect(invitation?.text).toContain('Зустріч з жителями');
  });

  test.each([
    ['without a title', { title: ' ' }, 'event.title'],
    ['in the past', { startsAt: kyiv('2026-10-01 18:00') }, 'event.past'],
  ])('%s is refused', async (_, differs, code) => {
    const world = openWorld();
    expect(await world.desk.plans.addEvent({ ...webinar('p', 'k'), ...differs }, by)).toMatchObject({
      ok: false,
      code,
    });
    expect(await world.desk.plans.events()).toEqual([]);
  });
});

test('the look ahead is the same when asked twice, writes nothing, and holds nothing unconfirmed', async () => {
  const world = openWorld({ at: '2026-10-01 12:00' });
  await imported(world);
  const look = () => world.desk.planned(kyiv('2026-10-01'), kyiv('2027-12-31'));
  const first = await look();
  expect(await look()).toEqual(first);
  expect(first.length).toBeGreaterThan(20);
  expect(first.every((message) => message.line === null)).toBe(true);
  expect(first.map((message) => message.at)).toEqual(
    first.map((message) => message.at).sort((a, b) => a - b),
  );
  expect(await listBroadcasts(reading(world.app))).toEqual([]);
});
