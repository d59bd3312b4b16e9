// Owns the proof that a report tells what was really done: from the ledger, events, answers and evidence, in Ukrainian.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { NewEvidence } from '../../src/app/plan/evidence.ts';
import { reconcile } from '../../src/app/plan/reconcile.ts';
import { readPlan } from '../../src/plan/read.ts';
import type { ReportJson } from '../../src/plan/report.ts';
import { settle } from '../db/rows.ts';
import { openWorld, type World } from '../support/harness.ts';

const year = { plan: null, from: '2027-01-01', to: '2027-12-31' };

async function imported(world: World, name: string, confirmed = true): Promise<string> {
  const bytes = readFileSync(path.join(import.meta.dirname, '..', 'plans', name));
  const made = await world.desk.plans.import({ name, bytes }, true, 'test');
  if (!made.ok || made.value.id === null) throw new Error('the plan is not kept');
  if (confirmed) await world.desk.plans.confirmAll(made.value.id, 'editor@example.org');
  return made.value.id;
}

async function jsonOf(world: World, request = year): Promise<ReportJson> {
  const made = await world.desk.report.file(request, 'json');
  if (!made.ok) throw new Error(made.message);
  return JSON.parse(new TextDecoder().decode(made.value.file.bytes));
}

async function accountOf(world: World, key: string, request = year): Promise<string[]> {
  return (await jsonOf(world, request)).rows.find((row) => row.key === key)?.account ?? [];
}

const shown = (texts: readonly string[]) => texts.map((text) => text.replaceAll('\u00a0', ' '));

describe('the account of a row', () => {
  test('counts what went out, to whom, and what came back', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    await imported(world, 'kalynove-2026-2027.docx');
    await reconcile(world.app);
    for (const name of ['ann', 'bob']) await settle(world, name, { granted: [['reminders', 'city']] });
    world.clock.set('2027-03-07 18:00');
    await reconcile(world.app);
    world.clock.set('2027-03-08 10:00');
    await reconcile(world.app);
    await world.send('telegram', 2);
    expect(await accountOf(world, '1.3')).toEqual([
      'Проведено 1 розсилку.',
      'Telegram: 2 повідомлення для 2 отримувачів.',
    ]);
    expect(await accountOf(world, '1.3', { ...year, from: '2027-03-09' })).toEqual([
      'За звітний період підтверджень виконання не внесено.',
    ]);
  });

  test('tells of an event only once its day has come', async () => {
    const world = openWorld({ at: '2027-02-01 12:00' });
    const planId = await imported(world, 'kalynove-2026-2027.docx', false);
    const event = { title: 'Вебінар для авторів', place: 'бібліотека', link: null, contest: 'city' as const };
    await world.desk.plans.addEvent(
      { ...event, stage: 'submission', startsAt: world.clock.now() + 86_400_000, planId, line: '2.1' },
      'editor@example.org',
    );
    expect(await accountOf(world, '2.1')).toEqual(['За звітний період підтверджень виконання не внесено.']);
    world.clock.set('2027-02-02 18:00');
    expect(await accountOf(world, '2.1')).toEqual([
      'Захід «Вебінар для авторів»: 2 лютого 2027 року, бібліотека.',
    ]);
  });

  test('holds what staff recorded, in order of its day, reasons last', async () => {
    const world = openWorld({ at: '2027-06-01 12:00' });
    const planId = await imported(world, 'kalynove-2026-2027.docx');
    const base = { planId, line: '3.1', sum: '' };
    const given: NewEvidence[] = [
      { ...base, kind: 'reason', text: 'друкарня перенесла строк', on: '2027-01-10' },
      { ...base, kind: 'paid', text: 'акт № 5', sum: '12 500,50', on: '2027-05-02' },
      { ...base, kind: 'link', text: 'https://kalynove.example/druk', on: '2027-04-01' },
      { ...base, kind: 'note', text: 'роздано 300 листівок', on: '2027-05-20' },
    ];
    for (const one of given) expect((await world.desk.evidence.add(one, 'ed@example.org')).ok).toBe(true);
    expect(shown(await accountOf(world, '3.1'))).toEqual([
      'Посилання (1 квітня 2027 року): https://kalynove.example/druk',
      'Сплачено 12 500,50 грн (2 травня 2027 року): акт № 5',
      '20 травня 2027 року: роздано 300 листівок',
      'Причина: друкарня перенесла строк',
    ]);
    const { totals } = await jsonOf(world);
    expect(totals).toEqual({ planned: null, actual: 1_250_050, percent: null });
  });

  test('says plainly that a time has not come, or that nothing is recorded', async () => {
    const world = openWorld({ at: '2025-10-01 12:00' });
    await imported(world, 'kalynove-2026-2027.docx');
    const request = { plan: null, from: '2025-01-01', to: '2027-12-31' };
    expect(await accountOf(world, '4.1', request)).toEqual([
      'Не розпочато: строк виконання починається 1 січня 2026 року.',
    ]);
    world.clock.set('2026-01-01 12:00');
    expect(await accountOf(world, '4.1', request)).toEqual([
      'За звітний період підтверджень виконання не внесено.',
    ]);
  });
});

describe('evidence', () => {
  const good = { line: '1.1', kind: 'note' as const, text: 'зроблено', sum: '', on: null };

  test.each([
    ['an unknown line', { line: '9.9' }, 'report.line'],
    ['an unknown plan', { planId: 'nobody' }, 'report.plan'],
    ['no words', { text: '  ' }, 'report.text'],
    ['a link without an address', { kind: 'link', text: 'на сайті' }, 'report.link'],
    ['a payment without a sum', { kind: 'paid' }, 'report.sum'],
    ['a payment of nothing', { kind: 'paid', sum: '0,00' }, 'report.sum'],
    ['an unclear sum', { kind: 'paid', sum: 'близько 5000' }, 'report.sum'],
    ['a sum that is no payment', { sum: '500' }, 'report.noSum'],
    ['a day that does not exist', { on: '2027-02-30' }, 'report.date'],
    ['a day in Ukrainian order', { on: '01.02.2027' }, 'report.date'],
    ['tomorrow', { on: '2027-06-02' }, 'report.future'],
  ] as const)('with %s is refused in words', async (_label, change, code) => {
    const world = openWorld({ at: '2027-06-01 12:00' });
    const planId = await imported(world, 'kalynove-2026-2027.docx', false);
    const refused = await world.desk.evidence.add({ planId, ...good, ...change }, 'ed@example.org');
    expect(refused).toMatchObject({ ok: false, code });
    if (!refused.ok) expect(refused.message).toMatch(/[а-яіїє]{4}/);
    expect(await world.desk.evidence.list(planId)).toEqual([]);
  });

  test('is dated today unless said, can be taken out, and leaves its trace in the trail', async () => {
    const world = openWorld({ at: '2027-06-01 12:00' });
    const planId = await imported(world, 'kalynove-2026-2027.docx', false);
    const added = await world.desk.evidence.add({ planId, ...good }, 'ed@example.org');
    if (!added.ok) throw new Error(added.message);
    expect(await world.desk.evidence.list(planId, '1.1')).toMatchObject([
      { on: '2027-06-01', by: 'ed@example.org' },
    ]);
    expect(await world.desk.evidence.list(planId, '1.2')).toEqual([]);
    expect((await world.desk.evidence.remove(added.value.id, 'ed@example.org')).ok).toBe(true);
    expect(await world.desk.evidence.remove(added.value.id, 'ed@example.org')).toMatchObject({
      code: 'report.gone',
    });
    const acts = (await world.desk.audit(9)).map(({ act }) => act);
    expect(acts).toEqual(expect.arrayContaining(['evidence.add', 'evidence.remove']));
  });
});

describe('the report of a report', () => {
  const nineMonths = { plan: null, from: '2024-01-01', to: '2024-09-30' };

  test.each(['docx', 'xlsx'] as const)('is read back from %s with the same lines and sums', async (form) => {
    const world = openWorld({ at: '2024-10-05 12:00' });
    await imported(world, 'richne-report-2024.docx');
    const made = await world.desk.report.file(nineMonths, form);
    if (!made.ok) throw new Error(made.message);
    const read = await readPlan({ name: `report.${form}`, bytes: made.value.file.bytes });
    if (!read.ok) throw new Error(read.problem.message);
    const json = await jsonOf(world, nineMonths);
    const back = read.plan.lines.map(({ number, details, result, funding }) => {
      const [money] = funding.amounts;
      return [number, details, result, money?.planned, money?.actual];
    });
    expect(back).toEqual(
      json.rows.map((row) => [
        row.number,
        `${row.what} ${row.details}`,
        row.account.join(' '),
        row.planned,
        row.actual,
      ]),
    );
    expect(read.plan.totals).toEqual({ planned: 35_000_000, actual: 15_156_361 });
    expect([json.totals.planned, json.totals.actual, json.totals.percent]).toEqual([
      35_000_000, 15_156_361, 43.3,
    ]);
    expect(read.plan.reportPeriod).toEqual({ from: '2024-01-01', to: '2024-09-30' });
    expect(read.plan.decision).toEqual({ number: '417', date: '2023-12-21' });
    const codes = read.plan.warnings.map(({ code }) => code);
    expect(codes).not.toContain('percentWrong');
    expect(codes).not.toContain('totalWrong');
  });

  test('holds formulas beside their values as a sheet, and repeats its header as a page', async () => {
    const world = openWorld({ at: '2024-10-05 12:00' });
    await imported(world, 'richne-report-2024.docx');
    const part = async (form: 'docx' | 'xlsx', name: string) => {
      const made = await world.desk.report.file(nineMonths, form);
      if (!made.ok) throw new Error(made.message);
      return new TextDecoder().decode(unzipSync(made.value.file.bytes)[name]);
    };
    const sheet = await part('xlsx', 'xl/worksheets/sheet1.xml');
    expect(sheet).toMatch(/<f>SUM\(F\d+:F\d+\)<\/f><v>350000<\/v>/);
    expect(sheet).toMatch(/<f>ROUND\(G(\d+)\/F\1\*100,1\)<\/f><v>92<\/v>/);
    expect(sheet).toContain('orientation="landscape"');
    const page = await part('docx', 'word/document.xml');
    expect(page.match(/<w:tblHeader\/>/g)).toHaveLength(2);
    expect(page).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/);
    expect(page).toContain('80\u00a0000,00');
  });
});

describe('a report is refused', () => {
  test.each([
    ['with its ends swapped', { from: '2027-05-01', to: '2027-04-01' }, 'report.window'],
    ['for a day that does not exist', { from: '2027-02-29' }, 'report.window'],
    ['for a plan that nobody knows', { plan: 'nobody' }, 'report.plan'],
    ['while there is no plan', {}, 'report.noPlan'],
  ])('%s', async (_label, change, code) => {
    const world = openWorld();
    expect(await world.desk.report.make({ ...year, ...change })).toMatchObject({ ok: false, code });
  });

  test('where it could be either of two plans, and made where only one of them is confirmed', async () => {
    const world = openWorld({ at: '2024-10-05 12:00' });
    await imported(world, 'richne-report-2024.docx', false);
    const second = await imported(world, 'kalynove-2026-2027.docx', false);
    expect(await world.desk.report.make(year)).toMatchObject({ ok: false, code: 'report.whichPlan' });
    await world.desk.plans.confirmAll(second, 'editor@example.org');
    expect(await world.desk.report.make(year)).toMatchObject({ ok: true, value: { plan: { id: second } } });
  });
});
