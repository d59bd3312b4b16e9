// What is going on in a contest: the leading stage, and the times between, before, after and without a cycle.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Contest,
  type Cycle,
  isOpen,
  leadingStage,
  middleOf,
  type Stage,
  type StageId,
  situationOf,
  stageIds,
} from '../../src/core/contest.ts';
import { kyiv, realContent } from '../support/harness.ts';

const stage = (id: StageId, opens: number, closes: number): Stage => ({ id, title: id, opens, closes });
const contest = (
  stages: Stage[],
  state: Cycle['state'] = 'running',
  decision: string | null = null,
): Contest => ({
  id: 'city',
  title: 'МІСТО',
  short: 'МІСТО',
  cycle: { name: '2027', state, suspensionDecision: decision, example: false, stages },
});

describe('the stage that leads', () => {
  test.each<[string, StageId[], StageId]>([
    ['voting before campaigning', ['campaigning', 'voting'], 'voting'],
    ['submission before support', ['support', 'submission'], 'submission'],
    ['revision before review', ['review', 'revision'], 'revision'],
    ['appeal before review', ['review', 'appeal'], 'appeal'],
    ['results before implementation of the last cycle', ['implementation', 'results'], 'results'],
    ['anything before preparation', ['preparation', 'reporting'], 'reporting'],
  ])('%s', (_, open, leads) => {
    const situation = situationOf(contest(open.map((id) => stage(id, 0, 100))), 50);
    expect(situation).toMatchObject({ kind: 'open', leading: { id: leads } });
    expect(situation.kind === 'open' && situation.others.map((one) => one.id)).toEqual(
      open.filter((id) => id !== leads),
    );
  });

  test('a stage that is asked for by name leads where it is open, and only there', () => {
    const both = contest([stage('submission', 0, 100), stage('support', 0, 100), stage('voting', 200, 300)]);
    expect(leadingStage(both, 50, 'support')?.id).toBe('support');
    expect(leadingStage(both, 50, 'voting')?.id).toBe('submission');
  });

  test('a stage is open from its opening until just before its close', () => {
    const one = stage('voting', 100, 200);
    expect([99, 100, 199, 200].map((now) => isOpen(one, now))).toEqual([false, true, true, false]);
    expect(isOpen(one, middleOf(one))).toBe(true);
  });
});

describe('the situation', () => {
  const stages = [stage('submission', 100, 200), stage('voting', 300, 400)];

  test.each([
    ['before the first stage', 50, { kind: 'before', next: { id: 'submission' } }],
    [
      'in a stage, with what comes next',
      150,
      { kind: 'open', leading: { id: 'submission' }, next: { id: 'voting' } },
    ],
    ['between stages', 250, { kind: 'between', last: { id: 'submission' }, next: { id: 'voting' } }],
    ['in the last stage nothing comes next', 350, { kind: 'open', leading: { id: 'voting' }, next: null }],
    ['after the last stage', 400, { kind: 'after', last: { id: 'voting' } }],
  ])('%s', (_, now, expected) => {
    expect(situationOf(contest(stages), now)).toMatchObject(expected);
  });

  test('a suspended cycle says so with its decision, whatever its dates are', () => {
    expect(situationOf(contest(stages, 'suspended', 'рішення № 1'), 150)).toEqual({
      kind: 'suspended',
      decision: 'рішення № 1',
    });
    expect(leadingStage(contest(stages, 'suspended'), 150)).toBeNull();
  });

  test('a cycle that is not announced, or has no stages, is not announced', () => {
    expect(situationOf(contest(stages, 'notAnnounced'), 150)).toEqual({ kind: 'notAnnounced' });
    expect(situationOf(contest([]), 150)).toEqual({ kind: 'notAnnounced' });
  });

  test('what comes next is never a part of the stage that leads', () => {
    const overlapping = contest([
      stage('review', 0, 500),
      stage('revision', 200, 300),
      stage('voting', 600, 700),
    ]);
    expect(situationOf(overlapping, 100)).toMatchObject({
      leading: { id: 'review' },
      next: { id: 'voting' },
    });
  });

  test('always names an open stage exactly where one is open', () => {
    const anyStage = fc
      .tuple(fc.constantFrom(...stageIds), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 50 }))
      .map(([id, opens, length]) => stage(id, opens, opens + length));
    const anyStages = fc.uniqueArray(anyStage, { selector: (one) => one.id });
    fc.assert(
      fc.property(anyStages, fc.integer({ min: -5, max: 150 }), (some, now) => {
        const situation = situationOf(contest(some), now);
        expect(situation.kind === 'open').toBe(some.some((one) => isOpen(one, now)));
        if ('next' in situation && situation.next) expect(situation.next.opens).toBeGreaterThan(now);
        if ('last' in situation) expect(situation.last.closes).toBeLessThanOrEqual(now);
        if (situation.kind === 'open') {
          const named = [situation.leading, ...situation.others].map((one) => one.id).sort();
          expect(named).toEqual(
            some
              .filter((one) => isOpen(one, now))
              .map((one) => one.id)
              .sort(),
          );
        }
      }),
    );
  });
});

describe("the demo city's calendar", () => {
  test.each([
    ['2026-08-31 12:00', 'before', null],
    ['2026-10-19 00:00', 'open', 'submission'],
    ['2026-12-20 12:00', 'open', 'revision'],
    ['2027-02-10 12:00', 'open', 'campaigning'],
    ['2027-03-08 00:00', 'open', 'voting'],
    ['2027-03-28 23:58', 'open', 'voting'],
    ['2027-03-29 00:00', 'open', 'results'],
    ['2028-01-10 12:00', 'after', null],
  ])('at %s МІСТО is %s %s', (at, kind, leads) => {
    const situation = situationOf(realContent().contests.city, kyiv(at));
    expect(situation.kind).toBe(kind);
    expect(situation.kind === 'open' ? situation.leading.id : null).toBe(leads);
  });
});
