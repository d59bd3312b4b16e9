import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Contest, type StageId, stageIds } from '../../src/core/contest.ts';
import {
  type PlanLine,
  type PlanPeriod,
  type PlanPeriodKind,
  planActions,
  planEvents,
  planPeriodKinds,
} from '../../src/core/plan/plan.ts';
import { type TaskSources, tasksOf, unitOf } from '../../src/core/plan/task.ts';
import { kyivInstant } from '../../src/core/time.ts';

function period(kind: PlanPeriodKind, more: Partial<PlanPeriod> = {}): PlanPeriod {
  const open = { from: null, to: null, every: null, anchor: null, offsetDays: null, dayCount: null };
  return { text: 'текст клітинки', kind, ...open, edge: null, dueDay: null, ...more };
}

function lineOf(of: PlanPeriod, more: Partial<PlanLine> = {}): PlanLine {
  return {
    key: '4.1',
    number: '4.1',
    section: null,
    what: 'Реклама на місцевому телебаченні',
    details: null,
    channel: 'tv',
    action: 'assist',
    period: of,
    responsible: [{ name: 'Департамент', role: 'executor' }],
    funding: { kind: 'none', text: null, amounts: [], years: [], share: null },
    result: null,
    inherited: [],
    confidence: 1,
    source: [],
    ...more,
  };
}

function contestOf(id: 'city' | 'kids', state: Contest['cycle']['state'] = 'running'): Contest {
  const stage = (name: StageId, opens: string, closes: string) => ({
    id: name,
    title: name,
    opens: kyivInstant(opens),
    closes: kyivInstant(closes, '23:59'),
  });
  const stages = [stage('voting', '2027-03-08', '2027-03-28'), stage('results', '2027-03-29', '2027-04-18')];
  return {
    id,
    title: id,
    short: id,
    cycle: { name: '2026–2027', state, suspensionDecision: null, example: false, stages },
  };
}

const city = contestOf('city');
const happened = (id: string, on: string, event = 'project.finished' as const) => ({
  id,
  event,
  title: 'Сквер',
  on,
});

function sources(line: PlanLine, more: Partial<TaskSources> = {}): TaskSources {
  const plan = { from: '2026-01-01', to: '2027-12-31' };
  return {
    planId: 'p',
    line,
    settings: { stages: null },
    plan,
    contests: [city],
    happenings: [],
    special: [],
    ...more,
  };
}

/** `starts..due` of each task. */
const dates = (of: TaskSources) => tasksOf(of).map((task) => `${task.startsOn}..${task.dueOn}`);

describe('the tasks that a confirmed line means', () => {
  const finished = [happened('h1', '2027-05-14')];
  const relative = (offsetDays: number | null, dayCount: PlanPeriod['dayCount']) =>
    period('relative', { anchor: 'project.finished', offsetDays, dayCount });
  test.each<[string, PlanPeriod, Partial<TaskSources>, string[]]>([
    [
      'a deadline is due on its day',
      period('deadline', { to: '2027-07-01' }),
      {},
      ['2027-07-01..2027-07-01'],
    ],
    [
      'a range begins and ends with its dates',
      period('dateRange', { from: '2027-01-10', to: '2027-02-20' }),
      {},
      ['2027-01-10..2027-02-20'],
    ],
    ['a range without its end waits for staff', period('dateRange', { from: '2027-01-10' }), {}, []],
    [
      'a quarter',
      period('quarter', { from: '2027-01-01', to: '2027-03-31' }),
      {},
      ['2027-01-01..2027-03-31'],
    ],
    [
      'several quarters',
      period('quarterRange', { from: '2027-04-01', to: '2027-12-31' }),
      {},
      ['2027-04-01..2027-12-31'],
    ],
    [
      'each quarter of a plan',
      period('recurring', { every: 'P3M' }),
      { plan: { from: '2027-01-01', to: '2027-08-15' } },
      ['2027-01-01..2027-03-31', '2027-04-01..2027-06-30', '2027-07-01..2027-08-15'],
    ],
    [
      'each month by its fifth day',
      period('recurring', { every: 'P1M', dueDay: 5 }),
      { plan: { from: '2027-01-01', to: '2027-03-31' } },
      ['2027-01-01..2027-01-05', '2027-02-01..2027-02-05', '2027-03-01..2027-03-05'],
    ],
    [
      'the thirty-first day of a short month is its last',
      period('recurring', { every: 'P1M', dueDay: 31 }),
      { plan: { from: '2027-02-01', to: '2027-02-28' } },
      ['2027-02-01..2027-02-28'],
    ],
    ['a plan without dates repeats nothing', period('recurring', { every: 'P1M' }), { plan: null }, []],
    [
      'each year of a range by its end',
      period('yearRange', { from: '2026-01-01', to: '2027-12-31' }),
      {},
      ['2026-01-01..2026-12-31', '2027-01-01..2027-12-31'],
    ],
    [
      'within a year, where only the plan has years',
      period('withinYear'),
      {},
      ['2026-01-01..2026-12-31', '2027-01-01..2027-12-31'],
    ],
    [
      'within a plan that ends early',
      period('withinPlan'),
      { plan: { from: '2027-02-01', to: '2027-06-30' } },
      ['2027-02-01..2027-06-30'],
    ],
    [
      'once for each year',
      period('perYear', { from: '2027-01-01', to: '2027-12-31' }),
      {},
      ['2027-01-01..2027-12-31'],
    ],
    [
      'the stage that the line names',
      period('stageBound', { anchor: 'voting' }),
      {},
      ['2027-03-08..2027-03-28'],
    ],
    [
      'the stages that staff chose',
      period('stageBound'),
      { settings: { stages: ['voting', 'results', 'voting'] } },
      ['2027-03-08..2027-03-28', '2027-03-29..2027-04-18'],
    ],
    [
      'a stage of every contest that runs',
      period('stageBound', { anchor: 'voting' }),
      { contests: [city, contestOf('kids')] },
      ['2027-03-08..2027-03-28', '2027-03-08..2027-03-28'],
    ],
    [
      'a suspended contest gives no work',
      period('stageBound', { anchor: 'voting' }),
      { contests: [contestOf('city', 'suspended')] },
      [],
    ],
    ['any stage, until staff choose', period('stageBound'), {}, []],
    [
      'after the winners: the stage of results',
      period('afterEvent', { anchor: 'winners.announced' }),
      {},
      ['2027-03-29..2027-04-18'],
    ],
    [
      'thirty days after a project was finished',
      relative(30, 'calendar'),
      { happenings: finished },
      ['2027-05-14..2027-06-13'],
    ],
    [
      'ten working days after it, one of them off',
      relative(10, 'working'),
      { happenings: finished, special: [{ date: '2027-05-17', title: 'вихідний', working: false }] },
      ['2027-05-14..2027-05-31'],
    ],
    [
      'a week before an event',
      relative(-7, 'calendar'),
      { happenings: finished },
      ['2027-05-07..2027-05-07'],
    ],
    [
      'one task for each project',
      relative(30, 'calendar'),
      { happenings: [...finished, happened('h2', '2027-06-01')] },
      ['2027-05-14..2027-06-13', '2027-06-01..2027-07-01'],
    ],
    ['nothing while the event has not happened', relative(30, 'calendar'), {}, []],
    ['an unknown number of days waits for staff', relative(null, null), { happenings: finished }, []],
    [
      'as it happens: within five working days',
      period('onOccurrence', { anchor: 'project.finished' }),
      { happenings: finished },
      ['2027-05-14..2027-05-21'],
    ],
    [
      'another event asks for nothing',
      period('onOccurrence', { anchor: 'video.made' }),
      { happenings: finished },
      [],
    ],
    ['no period at all', period('missing'), {}, []],
    ['a text that is no period', period('notAPeriod'), {}, []],
  ])('%s', (_name, given, more, expected) => {
    expect(dates(sources(lineOf(given), more))).toEqual(expected);
  });

  test.each([
    ['execute', 0],
    ['assist', 1],
    ['remind', 1],
    ['track', 0],
  ] as const)('a line of action %s gives %i', (action, count) => {
    const line = lineOf(period('deadline', { to: '2027-07-01' }), { action });
    expect(tasksOf(sources(line))).toHaveLength(count);
  });

  test('a task carries the name of its line and who answers for it', () => {
    const responsible: PlanLine['responsible'] = [
      { name: 'Прес-служба', role: 'partner' },
      { name: 'Департамент', role: 'executor' },
      { name: 'Управління', role: 'executor' },
    ];
    const [task] = tasksOf(sources(lineOf(period('deadline', { to: '2027-07-01' }), { responsible })));
    expect(task).toMatchObject({
      title: 'Реклама на місцевому телебаченні',
      unit: 'Департамент; Управління',
    });
    expect(unitOf({ responsible: [] })).toBe('');
    expect(unitOf({ responsible: [{ name: 'Керівник', role: 'leader' }] })).toBe('Керівник');
  });

  test('keys are unique and the same on every sweep, and no task is due before it begins', () => {
    const date = fc
      .integer({ min: 0, max: 1200 })
      .map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());
    const maybe = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: null });
    const span = fc.tuple(date, date).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
    const anyPeriod = fc
      .record({
        kind: fc.constantFrom(...planPeriodKinds),
        dates: maybe(span),
        every: maybe(fc.constantFrom('P1M', 'P3M', 'P1W', 'P1Y', 'P10D')),
        anchor: maybe(fc.constantFrom(...stageIds, ...planEvents)),
        offsetDays: maybe(fc.integer({ min: -60, max: 90 })),
        dayCount: maybe(fc.constantFrom('calendar' as const, 'working' as const)),
        dueDay: maybe(fc.integer({ min: 1, max: 31 })),
      })
      .map(({ kind, dates: given, ...more }) => period(kind, { ...more, ...given }));
    const happenings = fc.uniqueArray(
      fc.record({ id: fc.uuid(), event: fc.constantFrom(...planEvents), title: fc.constant('x'), on: date }),
      { selector: (one) => one.id, maxLength: 5 },
    );
    const stages = maybe(fc.array(fc.constantFrom(...stageIds), { maxLength: 4 }));
    fc.assert(
      fc.property(
        anyPeriod,
        fc.constantFrom(...planActions),
        maybe(span),
        happenings,
        stages,
        (given, action, plan, happenedNow, chosen) => {
          const more = {
            plan,
            happenings: happenedNow,
            settings: { stages: chosen },
            contests: [city, contestOf('kids')],
          };
          const of = sources(lineOf(given, { action }), more);
          const tasks = tasksOf(of);
          expect(new Set(tasks.map((task) => task.key)).size).toBe(tasks.length);
          expect(tasksOf(of)).toEqual(tasks);
          for (const task of tasks) expect(task.startsOn <= task.dueOn).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
