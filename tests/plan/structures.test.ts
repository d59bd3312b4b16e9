// The shapes of other cities' plans: drafts, plans without a period column, years as columns, groups, sub-totals, columns
// in any order. Each is a small table of its own.

import { describe, expect, test } from 'vitest';
import type { ParsedPlan } from '../../src/core/plan/plan.ts';
import { readPlan } from '../../src/plan/read.ts';
import { cell, type Model, row } from '../plans/model.ts';
import { docxOf } from '../plans/write-docx.ts';
import { csvOf, dumpOf, xlsxOf } from '../plans/write-others.ts';

async function planOf(name: string, bytes: Uint8Array): Promise<ParsedPlan> {
  const reading = await readPlan({ name, bytes });
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.plan;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function csvPlan(...lines: string[]): Promise<ParsedPlan> {
  return planOf('план.csv', utf8(lines.join('\n')));
}

function codes(plan: ParsedPlan): string[] {
  return plan.warnings.map(({ line, code }) => `${line ?? 'plan'} ${code}`);
}

const forms: readonly (readonly [string, (model: Model) => Uint8Array])[] = [
  ['план.docx', (model) => docxOf(model)],
  ['план.xlsx', xlsxOf],
  ['план.csv', (model) => utf8(csvOf(model, ';'))],
];

describe('a draft without a period column', () => {
  const draft: Model = {
    name: 'draft',
    above: [
      'ПРОЄКТ',
      'Додаток до рішення виконавчого комітету від ____________ № ______',
      'План заходів з популяризації бюджету участі на ІІ-IV квартали 2021 року',
    ],
    rows: [
      row('Завдання', 'Заходи', 'Керівник', 'Виконавець'),
      row(cell('Навчання', { down: 2 }), 'Вебінар для авторів', 'Перший заступник', 'Відділ молоді'),
      row('Консультації авторів', 'Перший заступник', 'Відділ молоді'),
      row('Реклама', 'Афіші в транспорті', 'Перший заступник', 'Прес-служба (за згодою)'),
    ],
    below: [],
  };

  test.each(forms)('takes the period of the document for every line, as %s', async (name, write) => {
    const plan = await planOf(name, write(draft));
    expect(plan).toMatchObject({
      status: 'draft',
      decision: null,
      period: { from: '2021-04-01', to: '2021-12-31' },
      title: 'План заходів з популяризації бюджету участі на ІІ-IV квартали 2021 року',
    });
    expect(plan.lines.map((line) => [line.section, line.what, line.number])).toEqual([
      ['Навчання', 'Вебінар для авторів', null],
      ['Навчання', 'Консультації авторів', null],
      ['Реклама', 'Афіші в транспорті', null],
    ]);
    for (const line of plan.lines) {
      expect(line.period).toMatchObject({ kind: 'quarterRange', from: '2021-04-01', to: '2021-12-31' });
      expect(line.inherited).toContain('period');
    }
    expect(plan.lines[2]?.responsible).toEqual([
      { name: 'Прес-служба', role: 'partner' },
      { name: 'Перший заступник', role: 'leader' },
    ]);
    expect(codes(plan)).toEqual(['plan noPeriodColumn']);
  });
});

describe('a programme with a column of money for each year', () => {
  const programme: Model = {
    name: 'programme',
    above: [
      'СХВАЛЕНО рішенням виконавчого комітету міської ради від 15.12.2020 № 345',
      'Винести на розгляд міської ради',
      'Програма підтримки бюджету участі на 2021-2023 роки',
    ],
    rows: [
      row(
        cell('№', { down: 2 }),
        cell('Зміст заходу', { down: 2 }),
        cell('Виконавець', { down: 2 }),
        cell('Джерела фінансування', { down: 2 }),
        cell('Обсяги фінансування, грн', { across: 3 }),
      ),
      row('2021', '2022', '2023'),
      row('1.8', 'Друк листівок', 'Відділ молоді', 'Бюджет громади', '36000 грн', '49000\nгрн', '-'),
      row('1.8б', 'Ролик на радіо', 'Відділ молоді', 'Бюджет громади', '-', '0,0', '105600'),
      row('', 'Всього за розділом 1', '', '', '36 000,00', '49 000,00', '105 600,00'),
      row('2.1', 'Опитування', 'Відділ молоді', 'Не потребує фінансування', '-', '-', '-'),
      row('', 'Разом', '', '', '36 000,00', '49 000,00', '105 700,00'),
    ],
    below: [],
  };

  test.each(forms)(
    'funds the years that have a sum and tells a dash from a zero, as %s',
    async (name, write) => {
      const plan = await planOf(name, write(programme));
      expect(plan).toMatchObject({
        status: 'endorsed',
        decision: { number: '345', date: '2020-12-15' },
        period: { from: '2021-01-01', to: '2023-12-31' },
        totals: { planned: 19_060_000, actual: null },
      });
      expect(plan.lines.map((line) => line.number)).toEqual(['1.8', '1.8б', '2.1']);
      expect(plan.lines[0]?.funding).toMatchObject({
        kind: 'localBudget',
        amounts: [
          { year: 2021, planned: 3_600_000, text: '36000 грн' },
          { year: 2022, planned: 4_900_000, text: '49000 грн' },
          { year: 2023, planned: null, text: '-' },
        ],
      });
      expect(plan.lines[1]?.funding.amounts.map((amount) => amount.planned)).toEqual([null, 0, 10_560_000]);
      expect(plan.lines.map((line) => [line.period.kind, line.period.from, line.period.to])).toEqual([
        ['perYear', '2021-01-01', '2022-12-31'],
        ['perYear', '2022-01-01', '2023-12-31'],
        ['yearRange', '2021-01-01', '2023-12-31'],
      ]);
      expect(codes(plan)).toEqual(['plan totalWrong']);
      expect(plan.warnings[0]?.message).toContain('105 600,00');
    },
  );
});

describe('columns', () => {
  test('are found by their meaning in any order and in Russian', async () => {
    const plan = await csvPlan(
      'План на 2026 год;;;;',
      'Ответственный исполнитель;Срок;Примечание;№ п/п;Мероприятие',
      'Отдел печати;до 01.05.2026;;1;Статьи в газете',
      'Отдел печати;ежемесячно;важно;2;Посты в Facebook',
    );
    expect(plan.language).toBe('ru');
    expect(plan.lines.map((line) => [line.number, line.what, line.period.kind, line.details])).toEqual([
      ['1', 'Статьи в газете', 'deadline', null],
      ['2', 'Посты в Facebook', 'recurring', 'важно'],
    ]);
  });

  test('of thousands count in thousands', async () => {
    const plan = await csvPlan(
      'Заходи на 2026 рік',
      '№;Захід;Термін;Сума, тис. грн',
      '1;Афіші;травень;12,5',
      '2;Буклети;червень;-',
      '3;Радіо;липень;близько 5',
    );
    expect(plan.lines.map((line) => line.funding.amounts.map((amount) => amount.planned))).toEqual([
      [1_250_000],
      [null],
      [null],
    ]);
    expect(codes(plan)).toEqual(['3 moneyNotUnderstood']);
  });

  test('that nobody knows stay beside the line, literally', async () => {
    const plan = await csvPlan('План на 2026 рік', '№;Захід;Термін;Колір', '1;Афіші;травень;синій');
    expect(plan.lines[0]?.source).toContainEqual({ column: 'Колір', text: 'синій' });
    expect(codes(plan)).toEqual(['plan columnNotUnderstood']);
  });
});

describe('rows', () => {
  test('with the same number keep both lines under different keys, and say so', async () => {
    const plan = await csvPlan(
      'План на 2026 рік',
      '№;Захід;Термін',
      '1;Афіші;травень',
      '1;Листівки;червень',
      ';Банери;липень',
    );
    const keys = plan.lines.map((line) => line.key);
    expect(new Set(keys).size).toBe(3);
    expect(codes(plan)).toEqual([
      `${keys[0]} numberRepeated`,
      `${keys[1]} numberRepeated`,
      `${keys[2]} numberMissing`,
    ]);
  });

  test('keep their key when others are added, moved or renumbered around them', async () => {
    const before = await csvPlan('План на 2026 рік', 'Захід;Термін', 'Афіші;травень', 'Листівки;червень');
    const after = await csvPlan(
      'План на 2026 рік',
      'Захід;Термін',
      'Радіо;квітень',
      'Листівки;липень',
      'Афіші;травень',
    );
    const keyOf = (plan: ParsedPlan, what: string): string | undefined =>
      plan.lines.find((line) => line.what === what)?.key;
    expect(keyOf(after, 'Афіші')).toBe(keyOf(before, 'Афіші'));
    expect(keyOf(after, 'Листівки')).toBe(keyOf(before, 'Листівки'));
  });

  test('that only begin like a total are lines when words stand beside', async () => {
    const plan = await csvPlan(
      'План на 2026 рік',
      'Захід;Термін;Відповідальний',
      'Разом на толоку;травень;Відділ молоді',
    );
    expect(plan.lines.map((line) => line.what)).toEqual(['Разом на толоку']);
  });

  test('of column numbers and repeated headers are no lines, in dumps too', async () => {
    const model: Model = {
      name: 'repeats',
      above: ['План на 2026 рік'],
      rows: [
        row('№', 'Захід', 'Термін'),
        row('1', '2', '3'),
        row('1', 'Афіші', 'травень'),
        row('№', 'Захід', 'Термін'),
        row('2', 'Листівки', 'червень'),
      ],
      below: [],
    };
    for (const bytes of [utf8(dumpOf(model)), docxOf(model)]) {
      const plan = await planOf('план.txt', bytes);
      expect(plan.lines.map((line) => line.what)).toEqual(['Афіші', 'Листівки']);
    }
  });

  test('whose text belongs to no measure are kept as a warning, not lost', async () => {
    const plan = await csvPlan(
      'План на 2026 рік',
      '№;Захід;Термін;Відповідальний',
      '1;Афіші;травень;Відділ молоді',
      ';;червень;Відділ преси',
    );
    expect(plan.lines).toHaveLength(1);
    expect(plan.warnings).toEqual([expect.objectContaining({ line: '1', code: 'rowNotUnderstood' })]);
    expect(plan.warnings[0]?.message).toContain('червень Відділ преси');
  });

  test('that were cut off before their last cells say so', async () => {
    const plan = await csvPlan(
      'План на 2026 рік',
      '№;Захід;Термін;Відповідальний',
      '1;Афіші;травень;Відділ молоді',
      '2;Листівки;червень',
    );
    expect(codes(plan)).toEqual(['2 responsibleMissing', '2 rowIncomplete']);
  });

  test('numbered before their names give number and name apart, typed or automatic', async () => {
    const plan = await csvPlan(
      'План на 2026 рік',
      'Захід;Термін',
      '1.1. Афіші;травень',
      '1.2) «Толока»;червень',
      '3 листи;липень',
    );
    expect(plan.lines.map((line) => [line.number, line.what])).toEqual([
      ['1.1', 'Афіші'],
      ['1.2', '«Толока»'],
      [null, '3 листи'],
    ]);
  });
});

describe('the page break of a dump', () => {
  test('that glues the next row on without a blank line is seen by its number', async () => {
    const text =
      'План на 2026 рік\n\t№\n\tЗахід\n\tТермін\n\n\t1\n\tАфіші\n\tтравень\n \t2\n\tЛистівки\n\tчервень\n';
    const plan = await planOf('план.txt', utf8(text));
    expect(plan.lines.map((line) => [line.number, line.what, line.period.kind])).toEqual([
      ['1', 'Афіші', 'dateRange'],
      ['2', 'Листівки', 'dateRange'],
    ]);
  });

  test('and a blank line inside a cell do not end a row', async () => {
    const text =
      'План на 2026 рік\n\t№\n\tЗахід\n\tТермін\n\n\t1\n\tАфіші\n\nта банери\n\n\tтравень\n\n\t2\n\tЛистівки\n\tчервень\n';
    const plan = await planOf('план.txt', utf8(text));
    expect(plan.lines.map((line) => line.what)).toEqual(['Афіші та банери', 'Листівки']);
  });
});

describe('the standing of a document', () => {
  const table = ['№;Захід;Термін', '1;Афіші;травень'];
  test.each([
    [
      'approved by a decision of the council',
      ['ЗАТВЕРДЖЕНО', 'рішення міської ради', 'від 18.12.2025 № 879-12/VIII', 'План на 2026 рік'],
      'approved',
      { number: '879-12/VIII', date: '2025-12-18' },
    ],
    [
      'approved with the number first',
      ['Додаток до розпорядження голови № 12 від 3 березня 2026 року', 'План на 2026 рік'],
      'approved',
      { number: '12', date: '2026-03-03' },
    ],
    ['a draft by its mark', ['ПРОЄКТ', 'План на 2026 рік'], 'draft', null],
    [
      'a draft by its blanks',
      ['рішення міської ради від «__» ______ 2026 року № ____', 'План на 2026 рік'],
      'draft',
      null,
    ],
    [
      'endorsed and sent on',
      ['Схвалити план та подати на розгляд міської ради', 'План на 2026 рік'],
      'endorsed',
      null,
    ],
    ['unknown without a word', ['План на 2026 рік'], 'unknown', null],
  ])('is %s', async (_, above, status, decision) => {
    const plan = await csvPlan(...above, ...table);
    expect({ status: plan.status, decision: plan.decision }).toEqual({ status, decision });
  });

  test('without years asks for them and resolves nothing by guess', async () => {
    const plan = await csvPlan(
      'План заходів',
      '№;Захід;Термін',
      '1;Афіші;до 1 травня',
      '2;Листівки;протягом року',
    );
    expect(plan.period).toBeNull();
    expect(plan.lines.map((line) => [line.period.kind, line.period.to])).toEqual([
      ['deadline', null],
      ['withinYear', null],
    ]);
    expect(codes(plan)).toEqual(['1 periodIncomplete', 'plan planPeriodUnknown']);
  });

  test('with a period outside its years is contradictory', async () => {
    const plan = await csvPlan('План на 2026 рік', '№;Захід;Термін', '1;Афіші;до 01.05.2025');
    expect(codes(plan)).toEqual(['1 periodOutsidePlan']);
  });
});
