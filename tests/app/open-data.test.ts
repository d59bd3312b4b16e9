// Open data: only rows that staff confirmed, under the recommended names, with nobody's name and no number of a few people.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import {
  type OpenSet,
  openDataDesk,
  openDataFiles,
  openDataPages,
  openSets,
} from '../../src/app/plan/open-data.ts';
import { planFields } from '../../src/app/plan/open-data-plan.ts';
import { openCsv, openJson } from '../../src/app/plan/open-data-table.ts';
import { keepSums } from '../../src/app/running/sums.ts';
import { dayMs } from '../../src/core/time.ts';
import { deliveryRow, keep, keepBroadcast } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';
import { editor } from './broadcasting.ts';

type Row = Record<string, string>;

async function imported(world: World, name = 'kalynove-2026-2027.docx', confirmed = true): Promise<string> {
  const bytes = readFileSync(path.join(import.meta.dirname, '..', 'plans', name));
  const made = await world.desk.plans.import({ name, bytes }, true, editor);
  if (!made.ok || made.value.id === null) throw new Error('the plan is not kept');
  if (confirmed) await world.desk.plans.confirmAll(made.value.id, editor);
  return made.value.id;
}

async function rowsOf(world: World, set: OpenSet = 'plan-execution'): Promise<Row[]> {
  const text = (await openDataPages(world.app).file(set, 'csv')) ?? '';
  return parse(text, { columns: true });
}

const rowOf = async (world: World, number: string) =>
  (await rowsOf(world)).find((row) => row.number === number);

/** A broadcast of a line that went to so many people. */
async function sentFor(world: World, of: { id: string; planId?: string; line?: string; people: number }) {
  const { id, planId = null, line = null, people } = of;
  await keepBroadcast(world, id, { state: 'done', planId, line, at: world.clock.now() });
  const settled = { state: 'sent' as const, settledAt: world.clock.now(), broadcastId: id };
  await keep(
    world,
    Array.from({ length: people }, (_, n) =>
      deliveryRow(world, `${id}-${n}`, { ...settled, personId: `p-${id}-${n}`, addressId: null }),
    ),
  );
  await keepSums(world.app);
}

describe('the execution of the plan as open data', () => {
  test('stands under the names of the recommended schema, in its order, then the plan’s own', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    await imported(world);
    const text = (await openDataPages(world.app).file('plan-execution', 'csv')) ?? '';
    expect(text.split('\r\n')[0]).toBe(
      'uid,kind,type,title,description,url,authorityName,authorityId,authorityCattutc,count,creator,status,' +
        'decisionDate,decisionUrl,budgetPlan,budgetFact,responsible,number,plan,planStatus,decisionNumber,' +
        'period,dateFrom,dateTo,result,broadcasts,messages,delivered,events',
    );
    const json: Record<string, unknown>[] = JSON.parse(
      (await openDataPages(world.app).file('plan-execution', 'json')) ?? '',
    );
    expect(Object.keys(json[0] ?? {})).toEqual(planFields);
    expect(json.map(({ uid }) => uid)).toEqual((await rowsOf(world)).map(({ uid }) => uid));
  });

  test('holds confirmed rows and no others: none of a plan set aside, none that was left out', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    const planId = await imported(world, undefined, false);
    await world.desk.staff.add(editor, 'editor', 'cli');
    expect(await rowsOf(world)).toEqual([]);
    await world.desk.plans.confirm(planId, '1.1', editor, null);
    await world.desk.plans.confirm(planId, '4.1', editor, null);
    expect((await rowsOf(world)).map(({ number }) => number)).toEqual(['1.1', '4.1']);
    await world.desk.plans.edit.drop({ planId, key: '4.1', reason: 'не буде', by: editor });
    expect((await rowsOf(world)).map(({ number }) => number)).toEqual(['1.1']);
    await world.desk.plans.drop(planId, editor);
    expect(await rowsOf(world)).toEqual([]);
  });

  test('tells money of all years and of payments, and of what staff wrote only an address', async () => {
    const world = openWorld({ at: '2027-06-01 12:00' });
    const planId = await imported(world);
    const base = { planId, line: '1.1', sum: '' };
    for (const one of [
      { ...base, kind: 'paid' as const, text: 'акт, Коваль І. П.', sum: '12 500,50', on: '2027-05-02' },
      { ...base, kind: 'note' as const, text: 'роздала Марія Коваль', on: '2027-05-20' },
      {
        ...base,
        kind: 'link' as const,
        text: 'тут: https://kalynove.example/druk?id=7, дякую',
        on: '2027-04-01',
      },
      { ...base, kind: 'link' as const, text: 'https://x.example/?to=ann@example.org', on: '2027-05-30' },
    ])
      expect((await world.desk.evidence.add(one, editor)).ok).toBe(true);
    expect(await rowOf(world, '1.1')).toMatchObject({
      budgetFact: '12500.50',
      url: 'https://kalynove.example/druk?id=7',
      creator: '',
      count: '',
    });
    const all = await openDataFiles(world.app);
    for (const { text } of all.files) expect(text).not.toMatch(/Коваль|акт,|ann@|дякую/);
  });

  test.each([
    ['2025-10-01 12:00', 'строк ще не настав'],
    ['2026-05-01 12:00', 'підтверджень виконання ще немає'],
    ['2028-05-01 12:00', 'строк минув, підтверджень виконання немає'],
  ])('says on %s of a row without records: %s', async (at, status) => {
    const world = openWorld({ at });
    await imported(world);
    expect((await rowOf(world, '4.1'))?.status).toBe(status);
  });

  test.each([
    ['2026-05-01 12:00', 'є підтвердження виконання'],
    ['2028-05-01 12:00', 'строк минув, є підтвердження виконання'],
  ])('says on %s of a row with a record: %s', async (at, status) => {
    const world = openWorld({ at });
    const planId = await imported(world);
    const given = { planId, line: '4.1', kind: 'note' as const, text: 'сюжет вийшов', sum: '', on: null };
    await world.desk.evidence.add(given, editor);
    expect((await rowOf(world, '4.1'))?.status).toBe(status);
  });

  test('calls nothing done because a report explains it: its sums are told, its words are its own', async () => {
    const world = openWorld({ at: '2027-06-01 12:00' });
    await imported(world, 'richne-report-2024.xlsx');
    const rows = await rowsOf(world);
    expect(rows.length).toBeGreaterThan(0);
    for (const { budgetFact = '', result, status } of rows) {
      expect(result).not.toBe('');
      expect(status).toBe(
        Number(budgetFact) > 0 ? 'строк минув, є підтвердження виконання' : 'є пояснення в документі',
      );
    }
  });

  test.each([
    [9, '', ''],
    [10, '10', '0'],
  ])('tells of messages to %i people «%s», of receipts «%s»', async (people, messages, delivered) => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    const planId = await imported(world);
    await sentFor(world, { id: 'b', planId, line: '1.3', people });
    expect(await rowOf(world, '1.3')).toMatchObject({ broadcasts: '1', messages, delivered });
  });

  test('is switched off and on by staff, in the trail, for every file at once', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    await imported(world);
    const [desk, pages] = [openDataDesk(world.app), openDataPages(world.app)];
    await desk.turn(false, editor);
    expect(await desk.isOn()).toBe(false);
    expect(await pages.passport()).toBeNull();
    for (const set of openSets) expect(await pages.file(set, 'json')).toBeNull();
    expect((await desk.look()).datasets[0]?.records).toBeGreaterThan(0);
    await desk.turn(true, editor);
    expect(await rowsOf(world)).not.toEqual([]);
    const acts = (await world.desk.audit(2)).map(({ act }) => act);
    expect(acts).toEqual(['openData.on', 'openData.off']);
  });
});

describe('statistics as open data', () => {
  test('count broadcasts and messages by month and channel, and no few people', async () => {
    const world = openWorld({ at: '2027-01-31 23:30' });
    await sentFor(world, { id: 'a', people: 12 });
    world.clock.pass(dayMs);
    await sentFor(world, { id: 'b', people: 5 });
    const rows = await rowsOf(world, 'statistics');
    expect(rows.map(({ month, metric, value }) => [month, metric, value])).toEqual([
      ['2027-01', 'broadcasts', '1'],
      ['2027-01', 'messages', '12'],
      ['2027-01', 'delivered', ''],
      ['2027-02', 'broadcasts', '1'],
      ['2027-02', 'messages', ''],
      ['2027-02', 'delivered', ''],
    ]);
    const { datasets } = (await openDataPages(world.app).passport()) ?? { datasets: [] };
    expect(datasets.find(({ identifier }) => identifier.endsWith('statistics'))).toMatchObject({
      issued: '2027-01-31T23:30:00+02:00',
      modified: '2027-02-01T23:30:00+02:00',
      records: 6,
    });
    expect(rows[0]).toMatchObject({ channelTitle: 'Telegram', metricTitle: 'Розсилок за місяць' });
  });
});

describe('the passport', () => {
  test('describes every field of every set in words, and where each file is', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    await imported(world);
    const passport = await openDataPages(world.app).passport();
    expect(passport?.publisher.name).toBe(world.app.files.city.controller.name);
    for (const set of passport?.datasets ?? []) {
      for (const { description } of set.structure) expect(description).toMatch(/[а-яіїє]{3}/i);
      for (const text of [set.title, set.description, ...set.keyword]) expect(text).toMatch(/[а-яіїє]{3}/);
    }
    const [plan] = passport?.datasets ?? [];
    expect(plan?.issued).toBe('2027-02-01T12:00:00+02:00');
    expect(plan?.distribution.map(({ downloadURL }) => new URL(downloadURL).pathname)).toEqual([
      '/open-data/plan-execution.csv',
      '/open-data/plan-execution.json',
    ]);
  });
});

describe('a file of open data', () => {
  const fields = ['a', 'b'] as const;

  test.each([
    ['a formula', '=1+1', "'=1+1"],
    ['a comma and quotes', 'так, «"так"»', '"так, «""так""»"'],
    ['two lines', 'один\nдва', '"один\nдва"'],
    ['nothing', null, ''],
    ['a number', 7, '7'],
  ])('holds %s safely', (_label, value, cell) => {
    expect(openCsv(fields, [{ a: value, b: null }])).toBe(`a,b\r\n${cell},\r\n`);
    expect(JSON.parse(openJson(fields, [{ a: value, b: null }]))).toEqual([{ a: value, b: null }]);
  });
});
