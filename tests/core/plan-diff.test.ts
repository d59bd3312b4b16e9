// A plan beside a newer version of its document, and what following it leaves.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanLine } from '../../src/core/plan/plan.ts';
import { applyDiff, changesPlan, diffPlan } from '../../src/core/plan/plan-diff.ts';
import { correct } from '../../src/core/plan/plan-edit.ts';
import { split } from '../../src/core/plan/plan-parts.ts';
import { document, done, find, line, names, rowsOf, why } from './plan-rows.ts';

const short = (lines: readonly PlanLine[], rows = rowsOf(document)) =>
  diffPlan(rows, lines).map(({ kind, key }) => `${kind} ${key}`);

describe('a newer document', () => {
  test('that is the same changes nothing', () => {
    expect(diffPlan(rowsOf(document), document).every(({ kind }) => kind === 'same')).toBe(true);
  });

  test('names the fields that read differently', () => {
    const lines = document.with(1, {
      ...line('1.2', names[1] ?? ''),
      details: 'двічі на рік',
      result: 'так',
    });
    expect(diffPlan(rowsOf(document), lines)[1]).toMatchObject({
      kind: 'changed',
      fields: ['details', 'result'],
    });
  });

  test('with a row put in between finds every renumbered row again', () => {
    const lines = ['Бігборди', ...names].map((what, index) => line(`1.${index + 1}`, what));
    expect(short(lines)).toEqual([
      'new 1.1~2',
      'changed 1.1',
      'changed 1.2',
      'changed 1.3',
      'changed 1.4',
      'changed 1.5',
    ]);
    const next = applyDiff(rowsOf(document), diffPlan(rowsOf(document), lines), why);
    expect(next.map((row) => row.body.what)).toEqual(['Бігборди', ...names]);
    expect(short(lines, next).every((one) => one.startsWith('same'))).toBe(true);
  });

  test('finds a row by likeness when its number and wording changed', () => {
    const lines = [...document.slice(0, 4), line('7', 'Ролик на місцевому радіо')];
    expect(short(lines)[4]).toBe('changed 1.5');
  });

  test('drops what it lacks, and a third one brings it back unconfirmed', () => {
    const shorter = document.slice(1);
    const rows = applyDiff(rowsOf(document, true), diffPlan(rowsOf(document, true), shorter), why);
    expect(find(rows, '1.1')).toMatchObject({ dropped: why, confirmedAt: null });
    expect(rows.slice(1)).toEqual(rowsOf(document, true).slice(1));
    expect(changesPlan(diffPlan(rows, shorter))).toBe(false);
    const back = applyDiff(rows, diffPlan(rows, document), why);
    expect(find(back, '1.1')).toMatchObject({ dropped: null, confirmedAt: null });
  });

  test('keeps a correction of what it left alone, and takes the rest from the document', () => {
    const rows = done(
      correct(rowsOf(document), { key: '1.1', correction: { channel: 'viber' }, reason: why }),
    );
    const lines = document.with(0, { ...line('1.1', names[0] ?? ''), details: 'щомісяця' });
    const next = applyDiff(rows, diffPlan(rows, lines), why);
    expect(find(next, '1.1')).toMatchObject({
      body: { channel: 'viber', details: 'щомісяця' },
      original: { channel: 'other', details: 'щомісяця' },
      settings: { lineage: { previous: { details: null } } },
    });
  });

  test('unconfirms the parts of a changed row and drops those of a missing one', () => {
    const parts = [{ what: 'а' }, { what: 'б' }];
    const rows = done(split(rowsOf(document), { key: '1.1', parts, reason: why })).map((row) => ({
      ...row,
      confirmedAt: 5,
    }));
    const changed = applyDiff(
      rows,
      diffPlan(rows, document.with(0, { ...line('1.1', names[0] ?? ''), details: 'інше' })),
      why,
    );
    expect(find(changed, '1.1/2')).toMatchObject({ confirmedAt: null, dropped: null });
    const gone = applyDiff(rows, diffPlan(rows, document.slice(1)), 'немає');
    expect(find(gone, '1.1/2')).toMatchObject({ dropped: 'немає' });
    const back = applyDiff(gone, diffPlan(gone, document), why);
    expect([find(back, '1.1')?.dropped, find(back, '1.1/2')?.dropped]).toEqual([why, null]);
  });

  test('of any rows applied once changes nothing the second time, and never confirms', () => {
    const lines = fc
      .array(
        fc.tuple(fc.constantFrom(...names, 'Бігборди', 'Плакати'), fc.constantFrom(null, 'раз', 'двічі')),
        {
          maxLength: 8,
        },
      )
      .map((items) => items.map(([what, details], index) => line(`1.${index + 1}`, what, { details })));
    fc.assert(
      fc.property(lines, lines, fc.boolean(), (first, second, confirmed) => {
        const rows = rowsOf(first, confirmed);
        const next = applyDiff(rows, diffPlan(rows, second), why);
        expect(changesPlan(diffPlan(next, second))).toBe(false);
        expect(new Set(next.map((row) => row.key)).size).toBe(next.length);
        for (const row of next) if (row.confirmedAt !== null) expect(rows).toContain(row);
        const standing = next.filter((row) => row.dropped === null).length;
        expect(standing).toBe(second.length);
      }),
      { numRuns: 300 },
    );
  });
});
