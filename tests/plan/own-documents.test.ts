// Documents of the same structures as real plans, in our own words, in every form: what they must mean is written by hand.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ParsedPlan, PlanLine } from '../../src/core/plan/plan.ts';
import { readPlan } from '../../src/plan/read.ts';
import { campaign, documents, mediaPlan, report } from '../plans/documents.ts';
import { filesOf } from '../plans/make.ts';
import { docxOf } from '../plans/write-docx.ts';
import { csvOf, dumpOf, lineDumpOf, utf16, windows1251, xlsxOf } from '../plans/write-others.ts';
import { ownPlans } from './expected.ts';

async function planOf(name: string, bytes: Uint8Array): Promise<ParsedPlan> {
  const reading = await readPlan({ name, bytes });
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.plan;
}

function shownLine(line: PlanLine): string {
  const { period, funding } = line;
  const when = [period.kind, period.from, period.to, period.every, period.anchor, period.offsetDays];
  const who = line.responsible.map((party) => `${party.role[0]}:${party.name}`).join('+');
  const money = funding.amounts
    .map((amount) => `${amount.year} ${amount.planned} ${amount.actual}`)
    .join('+');
  const paid = [funding.kind, funding.years.join(','), money].filter((part) => part !== '').join(' ');
  return [
    line.number,
    line.what,
    `${line.channel} ${line.action}`,
    when.map((part) => part ?? '-').join(' '),
    who,
    paid,
    line.inherited.join(','),
  ].join(' | ');
}

const unit = 'e:Відділ комунікацій селищної ради';
const years = '2026-01-01 2027-12-31 - - -';

const campaignLines = [
  `1.1 | Сторінка громади у Facebook | facebook assist | yearRange ${years} | ${unit} | withinProgramme 2026,2027 | `,
  `1.2 | Сторінка громади в Instagram | instagram assist | yearRange ${years} | ${unit} | withinProgramme 2026,2027 | details,period,responsible,funding`,
  `1.3 | Помічник у Telegram | telegram execute | notAPeriod - - - - - | ${unit} | withinProgramme 2027 | `,
  `1.4 | Канал громади на YouTube | youtube remind | onOccurrence - - - video.made - | ${unit} | none | `,
  `1.5 | Листи на e-mail авторам минулих років | email execute | withinYear ${years} | ${unit} | none | `,
  `2.1 | Зустрічі з жителями | event execute | stageBound - - - - - | ${unit}+p:інші відділи селищної ради | none | `,
  `2.2 | Тренінги для авторів | event execute | stageBound - - - - - | ${unit} | unknown | `,
  `3.1 | Брендована продукція | print assist | stageBound - - - - - | ${unit} | withinProgramme 2026,2027 | `,
  `3.2 | Подарунки авторам найкращих проєктів | award remind | afterEvent - - - winners.announced - | ${unit} | withinProgramme 2027 | `,
  `4.1 | Місцеве телебачення | tv assist | withinYear ${years} | ${unit} | underExistingContract | `,
  `4.2 | Обласне телебачення | tv assist | withinYear ${years} | ${unit} | underExistingContract | details,responsible,funding`,
  `4.3 | Місцеве радіо | radio assist | withinYear ${years} | ${unit} | underExistingContract | `,
  `4.4 | Робота з друкованими ЗМІ | press assist | withinYear ${years} | ${unit} | underExistingContract | `,
  `4.5 | Робота з електронними ЗМІ | webmedia assist | withinYear ${years} | ${unit} | unpaidPartnership | `,
];

const office = 'e:финансовый отдел посёлка';
const branch = `${office}+e:отдел, орган посёлка, координирующий работу в соответствующей отрасли`;
const term = '2024-01-01 2026-12-31 - - -';
const press = 'e:Управління комунікацій міської ради';

const mediaLines = [
  ` | новость о проведённых занятиях | other assist | deadline - 2023-06-15 - - - | ${branch} | unknown | `,
  ` | размещение постов о ходе работ | other assist | withinPlan 2023-01-01 2023-12-31 - - - | ${branch} | unknown | `,
  ` | размещение постов об итогах работ | other remind | relative - - - project.finished 30 | ${office} | unknown | `,
  ` | статьи о сроках отбора | press assist | deadline - 2023-07-01 - - - | ${office} | unknown | `,
  ` | статьи о ходе работ | press assist | recurring 2023-01-01 2023-12-31 P3M - - | ${office} | unknown | `,
  ` | интервью об итогах | press remind | quarter 2023-10-01 2023-12-31 - - - | ${office} | unknown | `,
  ` | экскурсия по объектам | event execute | withinPlan 2023-01-01 2023-12-31 - - - | ${office} | unknown | `,
  ` | открытие готовых объектов | event execute | onOccurrence - - - project.finished - | ${branch} | unknown | `,
  ` | награждение грамотами помощников | award remind | dateRange 2023-12-01 2023-12-30 - - - | ${branch} | unknown | `,
];

const reportLines = [
  `1 | Послуги радіо | radio assist | yearRange ${term} | ${press} | withinProgramme 2024 8000000 7356361 | `,
  `2 | Підтримка сайту | website track | yearRange ${term} | ${press} | withinProgramme 2024 5000000 1000000 | `,
  `3 | Промоція бюджету участі | print execute | yearRange ${term} | ${press} | withinProgramme 2024 10000000 6800000 | `,
  `4 | Розвиток міського радіо | radio track | yearRange ${term} | ${press} | withinProgramme 2024 12000000 0 | `,
];

const forms: readonly (readonly [string, (text: typeof campaign) => Uint8Array])[] = [
  ['plan.docx', (model) => docxOf(model)],
  ['plan.xlsx', (model) => xlsxOf(model)],
  ['plan.txt', (model) => new TextEncoder().encode(dumpOf(model))],
  ['semicolons.csv', (model) => new TextEncoder().encode(csvOf(model, ';'))],
  ['commas-and-mark.csv', (model) => new TextEncoder().encode(`\uFEFF${csvOf(model, ',')}`)],
  ['tabs.tsv', (model) => new TextEncoder().encode(csvOf(model, '\t'))],
  ['windows-1251.csv', (model) => windows1251(csvOf(model, ';'))],
  ['utf-16le.csv', (model) => utf16(csvOf(model, ';'), 'le', true)],
  ['utf-16be.csv', (model) => utf16(csvOf(model, ';'), 'be', true)],
  ['utf-16-unmarked.csv', (model) => utf16(csvOf(model, ';'), 'le', false)],
  ['windows-1251.txt', (model) => windows1251(dumpOf(model))],
];

describe('a campaign plan with merged cells, sections and a footnote', () => {
  test.each(forms)('says the same as %s', async (name, write) => {
    const plan = await planOf(name, write(campaign));
    expect(plan.lines.map(shownLine)).toEqual(campaignLines);
    expect(plan.warnings.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1.3 periodNotUnderstood',
      '2.2 fundingMissing',
    ]);
    expect(plan).toMatchObject({
      title: 'ПЛАН поширення інформації про бюджет участі громади Калинове у 2026-2027 роках',
      status: 'unknown',
      decision: null,
      period: { from: '2026-01-01', to: '2027-12-31' },
      footnotes: ['* – перелік можна розширити або скоротити, якщо зміниться бюджет.'],
      totals: { planned: null, actual: null },
    });
    expect(plan).toEqual(await planOf('plan.docx', docxOf(campaign)));
  });

  test('keeps the names of those who signed and their telephones out of the plan', async () => {
    const plan = await planOf('plan.docx', docxOf(campaign));
    expect(JSON.stringify(plan)).not.toContain('ПРИКЛАДЕНКО');
  });
});

describe('an execution report with sums, shares and a total', () => {
  test.each(forms)('says the same as %s', async (name, write) => {
    const plan = await planOf(name, write(report));
    expect(plan.lines.map(shownLine)).toEqual(reportLines);
    expect(plan).toMatchObject({
      status: 'approved',
      decision: { number: '417', date: '2023-12-21' },
      period: { from: '2024-01-01', to: '2026-12-31' },
      reportPeriod: { from: '2024-01-01', to: '2024-09-30' },
      totals: { planned: 35_000_000, actual: 15_156_361 },
    });
    expect(plan.warnings.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1 percentRounded',
      '3 percentWrong',
      '3 severalMeasures',
      'null percentWrong',
    ]);
  });
});

describe('a media plan whose cells hold measures in parallel', () => {
  test.each([
    ['plan.docx', docxOf(mediaPlan)],
    ['plan.txt', new TextEncoder().encode(lineDumpOf(mediaPlan))],
  ])('is split where the parts match and flagged where they do not, as %s', async (name, bytes) => {
    const plan = await planOf(name, bytes);
    expect(plan.lines.slice(-mediaLines.length).map(shownLine)).toEqual(mediaLines);
    const damaged = plan.lines.slice(0, -mediaLines.length);
    expect(damaged.map((line) => [line.section, line.period.kind])).toEqual([
      ['1 Обучение участников', 'notAPeriod'],
      ['1 Обучение участников', 'notAPeriod'],
      ['1 Обучение участников', 'notAPeriod'],
    ]);
    const codes = damaged.map((line) => plan.warnings.find((warning) => warning.line === line.key)?.code);
    expect(codes).toEqual(['severalPeriods', 'partsMismatch', 'partsMismatch']);
  });
});

describe('the files beside this test', () => {
  test.each(documents.flatMap(filesOf).map((file) => [file.name, file.bytes] as const))(
    '%s is what the script writes',
    (name, bytes) => {
      expect(Buffer.compare(readFileSync(new URL(name, ownPlans)), bytes)).toBe(0);
    },
  );
});
