// Rows of a plan under single edits and under any sequence of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesPlan, diffPlan } from '../../src/core/plan/plan-diff.ts';
import { correct, drop, type Edited, settle, undo } from '../../src/core/plan/plan-edit.ts';
import { add, merge, split } from '../../src/core/plan/plan-parts.ts';
import { document, done, find, names, rowsOf, why } from './plan-rows.ts';

describe('an edit', () => {
  test('of a field keeps the document’s wording and takes the confirmation away', () => {
    const rows = done(
      correct(rowsOf(document, true), { key: '1.1', correction: { channel: 'viber' }, reason: why }),
    );
    expect(find(rows, '1.1')).toMatchObject({
      body: { channel: 'viber', what: names[0] },
      original: document[0],
      change: 'corrected',
      reason: why,
      confirmedAt: null,
      confirmedBy: null,
    });
    expect(find(rows, '1.2')?.confirmedAt).toBe(1);
  });

  test('a second correction keeps the first wording, and undo brings it back unconfirmed', () => {
    const once = done(correct(rowsOf(document), { key: '1.1', correction: { what: 'Одне' }, reason: why }));
    const twice = done(correct(once, { key: '1.1', correction: { what: 'Друге' }, reason: why }));
    expect(find(twice, '1.1')?.original?.what).toBe(names[0]);
    expect(done(undo(twice, { key: '1.1' }))).toEqual(rowsOf(document));
  });

  test('splits into stable keys whose money counts once, and undo joins them again', () => {
    const parts = [{ what: 'Viber' }, { what: 'Telegram' }];
    const rows = done(split(rowsOf(document), { key: '1.1', parts, reason: why }));
    expect(rows.map((row) => row.key)).toEqual(['1.1', '1.1/1', '1.1/2', '1.2', '1.3', '1.4', '1.5']);
    expect(find(rows, '1.1')?.dropped).toBe(why);
    const money = (key: string) => find(rows, key)?.body.funding.amounts.length;
    expect([money('1.1/1'), money('1.1/2')]).toEqual([1, 0]);
    for (const key of ['1.1', '1.1/2']) expect(done(undo(rows, { key }))).toEqual(rowsOf(document));
  });

  test('merges rows with their money and parties, and undo divides them again', () => {
    const rows = done(merge(rowsOf(document), { keys: ['1.1', '1.3'], correction: {}, reason: why }));
    const whole = find(rows, '1.1+1.3');
    expect(whole?.body.what).toBe(`${names[0]}; ${names[2]}`);
    expect(whole?.body.funding.amounts).toHaveLength(2);
    expect(whole?.body.responsible).toHaveLength(1);
    expect(done(undo(rows, { key: '1.1+1.3' }))).toEqual(rowsOf(document));
  });

  test('a split part that was split again must be joined first', () => {
    const parts = [{ what: 'а' }, { what: 'б' }];
    const once = done(split(rowsOf(document), { key: '1.1', parts, reason: why }));
    const twice = done(split(once, { key: '1.1/1', parts, reason: why }));
    expect(undo(twice, { key: '1.1' })).toMatchObject({ ok: false, code: 'undoFirst', key: '1.1/1' });
    expect(done(undo(done(undo(twice, { key: '1.1/1' })), { key: '1.1' }))).toEqual(rowsOf(document));
  });

  test('a row of staff’s own stands after the one named, and undo removes it', () => {
    const rows = done(
      add(rowsOf(document), { after: '1.2', line: { what: 'Плакати в ліфтах' }, reason: why }),
    );
    expect(rows[2]).toMatchObject({ key: '+1', change: 'added', confirmedAt: null });
    expect(done(undo(rows, { key: '+1' }))).toEqual(rowsOf(document));
  });

  test.each<[string, Edited, string]>([
    ['a row that is not there', drop(rowsOf(document), { key: '9', reason: why }), 'line'],
    ['no reason', drop(rowsOf(document), { key: '1.1', reason: ' ' }), 'reason'],
    [
      'an empty name',
      correct(rowsOf(document), { key: '1.1', correction: { what: ' ' }, reason: why }),
      'what',
    ],
    [
      'a day that does not exist',
      correct(rowsOf(document), { key: '1.1', correction: { period: { to: '2027-02-30' } }, reason: why }),
      'periodDates',
    ],
    [
      'an end before the beginning',
      correct(rowsOf(document), { key: '1.1', correction: { period: { to: '2026-02-03' } }, reason: why }),
      'periodDates',
    ],
    [
      'a relative period without a number of days',
      correct(rowsOf(document), {
        key: '1.1',
        correction: { period: { kind: 'relative', anchor: 'video.made' } },
        reason: why,
      }),
      'periodIncomplete',
    ],
    ['one part', split(rowsOf(document), { key: '1.1', parts: [{ what: 'а' }], reason: why }), 'parts'],
    [
      'a merge with itself',
      merge(rowsOf(document), { keys: ['1.1', '1.1'], correction: {}, reason: why }),
      'parts',
    ],
    ['undo of nothing', undo(rowsOf(document), { key: '1.1' }), 'nothingToUndo'],
  ])('with %s is refused', (_, edited, code) => expect(edited).toMatchObject({ ok: false, code }));

  test('in any sequence keeps keys unique and confirms nothing', () => {
    const pick = fc.nat({ max: 30 });
    const step = fc.record({
      kind: fc.nat({ max: 6 }),
      at: pick,
      other: pick,
      text: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.boolean(), (steps, confirmed) => {
        let rows = rowsOf(document, confirmed);
        for (const { kind, at, other, text } of steps) {
          const key = rows[at % rows.length]?.key ?? '';
          const second = rows[other % rows.length]?.key ?? '';
          const edits = [
            () => correct(rows, { key, correction: { what: text }, reason: why }),
            () => settle(rows, { key, settings: { stages: ['voting'] } }),
            () => split(rows, { key, parts: [{ what: text }, { what: 'б' }], reason: why }),
            () => merge(rows, { keys: [key, second], correction: {}, reason: why }),
            () => add(rows, { after: key, line: { what: text }, reason: why }),
            () => drop(rows, { key, reason: why }),
            () => undo(rows, { key }),
          ];
          const edited = edits[kind]?.();
          if (!edited?.ok) continue;
          const before = new Map(rows.map((row) => [row.key, row]));
          for (const row of edited.rows) {
            if (row.confirmedAt !== null) expect(before.get(row.key)).toBe(row);
            expect(row.body.key).toBe(row.key);
          }
          rows = edited.rows;
        }
        expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
        expect(changesPlan(diffPlan(rows, document))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
