import { describe, expect, test } from 'vitest';
import { applyCycle, proposeCycle } from '../../src/app/plan/cycle.ts';
import { readShift, shiftedDate, shiftedStage } from '../../src/core/cycle.ts';
import { inKyiv, isoInKyiv } from '../../src/core/time.ts';
import { kyiv, openWorld, realContent } from '../support/harness.ts';

const year = Temporal.Duration.from({ years: 1 });
const of = { contest: 'city', name: '2027–2028', shift: '1y', planId: null } as const;
const rows = [
  'ПЛАН заходів інформаційної кампанії бюджету участі на 2026–2027 роки',
  'Затверджено рішенням міської ради від 01.09.2026 № 5',
  '№;Захід;Термін виконання;Відповідальний;Джерело фінансування',
  '1;Реклама по місцевому радіо;до 28.02.2027;Департамент;Не потребує',
  '2;Реклама на місцевому телебаченні;протягом 2027 року;Департамент;Не потребує',
];

async function withPlan() {
  const world = openWorld({ at: '2027-12-20 12:00' });
  const file = { name: 'план.csv', bytes: new TextEncoder().encode(rows.join('\n')) };
  const read = await world.desk.plans.import(file, true, 'a@city.ua');
  if (!read.ok || !read.value.id) throw new Error('the plan was not read');
  await world.desk.plans.confirmAll(read.value.id, 'a@city.ua');
  return { world, id: read.value.id };
}

describe('dates of a next cycle', () => {
  test.each([
    ['1y', 'P1Y'],
    ['6m', 'P6M'],
    ['52w', 'P52W'],
    ['364d', 'P364D'],
    ['0y', null],
    ['-1y', null],
    ['a year', null],
    ['1y6m', null],
  ])('the shift %s means %s', (text, expected) => {
    expect(readShift(text)?.toString() ?? null).toBe(expected);
  });

  test.each([
    ['a plain day', '2027-07-01', '2028-07-01'],
    ['the last day of February', '2027-02-28', '2028-02-29'],
    ['a leap day', '2028-02-29', '2029-02-28'],
    ['the end of a year', '2027-12-31', '2028-12-31'],
  ])('a date of the plan keeps its place: %s', (_name, date, expected) => {
    expect(shiftedDate(date, year)).toBe(expected);
  });

  test('every stage keeps its weekdays and its hours, and lasts as long, within a week of the same date', () => {
    for (const id of ['city', 'kids'] as const) {
      for (const stage of realContent().contests[id].cycle.stages) {
        const moved = shiftedStage(stage, year);
        for (const edge of ['opens', 'closes'] as const) {
          const [before, after] = [inKyiv(stage[edge]), inKyiv(moved[edge])];
          expect(after.dayOfWeek).toBe(before.dayOfWeek);
          expect(after.toPlainTime().toString()).toBe(before.toPlainTime().toString());
          expect(
            Math.abs(after.since(before.add({ years: 1 }), { largestUnit: 'days' }).days),
          ).toBeLessThanOrEqual(3);
        }
        expect(moved.opens).toBeLessThan(moved.closes);
      }
    }
  });
});

describe('a next cycle', () => {
  test('is first only proposed', async () => {
    const { world, id } = await withPlan();
    const before = await world.desk.calendar.show();
    const proposed = await proposeCycle(world.app, of);
    if (!proposed.ok) throw new Error(proposed.message);
    const voting = proposed.value.stages.find(({ stage }) => stage === 'voting');
    expect(voting && isoInKyiv(voting.to.opens)).toBe('2028-03-06T00:00:00+02:00');
    expect(proposed.value.plan).toMatchObject({ id });
    expect(proposed.value.plan?.lines.find(({ line }) => line === '1')?.to.to).toBe('2028-02-29');
    expect(await world.desk.calendar.show()).toEqual(before);
    expect(await world.desk.plans.list()).toHaveLength(1);
  });

  test('moves the dates, copies the plan unconfirmed and archives the old one, once', async () => {
    const { world, id } = await withPlan();
    const applied = await applyCycle(world.app, of, 'a@city.ua');
    if (!applied.ok) throw new Error(applied.message);
    const voting = (await world.desk.calendar.show()).find(
      (row) => row.contest === 'city' && row.stage === 'voting',
    );
    expect(voting).toMatchObject({ opens: kyiv('2028-03-06 00:00'), changed: true });
    const plans = await world.desk.plans.list();
    expect(plans.find((plan) => plan.id === id)?.dropped).toBe(true);
    expect(plans.find((plan) => plan.id === applied.value.newPlan)).toMatchObject({
      lines: 2,
      confirmed: 0,
      dropped: false,
    });
    const copy = await world.desk.plans.show(applied.value.newPlan ?? '');
    expect(copy?.rows.map(({ line }) => line.period.to)).toEqual(['2028-02-29', '2028-12-31']);
    expect((await world.desk.audit(100)).map((row) => row.act)).toContain('cycle.next');
    expect(await applyCycle(world.app, of, 'a@city.ua')).toMatchObject({ ok: false, code: 'cycle.known' });
    expect(await world.desk.calendar.show()).toContainEqual(voting);
  });

  test('of the other contest does not copy the copy again', async () => {
    const { world } = await withPlan();
    await applyCycle(world.app, of, 'a@city.ua');
    const kids = await applyCycle(world.app, { ...of, contest: 'kids' }, 'a@city.ua');
    expect(kids).toMatchObject({ ok: true, value: { plan: null, newPlan: null } });
  });

  test.each([
    ['no name', { name: ' ' }, 'cycle.name'],
    ['a shift that is none', { shift: 'року' }, 'cycle.shift'],
    ['the name of the cycle that runs', { name: '2026–2027' }, 'cycle.known'],
    ['a plan that is not there', { planId: 'none' }, 'plan.unknown'],
  ])('is refused for %s', async (_name, change, code) => {
    const { world } = await withPlan();
    expect(await proposeCycle(world.app, { ...of, ...change })).toMatchObject({ ok: false, code });
  });
});
