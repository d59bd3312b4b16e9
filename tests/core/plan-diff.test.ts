// Rows under any sequence of edits, and a plan beside a newer version of its document.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanLine } from '../../src/core/plan.ts';
import { applyDiff, changesPlan, diffPlan } from '../../src/core/plan-diff.ts';
import { correct, drop, type EditableRow, type Edited, settle, undo } from '../../src/core/plan-edit.ts';
import { add, merge, split } from '../../src/core/plan-parts.ts';

const names = [
  'Розсилка у Viber',
  'Листи електронною поштою',
  'Навчальні вебінари для авторів',
  'Статті в газеті',
  'Ролик на радіо',
];

function line(number: string, what: string, change: Partial<PlanLine> = {}): PlanLine {
  return {
    key: number,
    number,
    section: 'Поширення інформації',
    what,
    details: null,
    channel: 'other',
    action: 'assist',
    period: {
      text: 'протягом 2027 року',
      kind: 'withinYear',
      from: '2027-01-01',
      to: '2027-12-31',
      every: null,
      anchor: null,
      offsetDays: null,
      dayCount: null,
      edge: null,
      dueDay: null,
    },
    responsible: [{ name: 'Відділ', role: 'executor' }],
    funding: {
      kind: 'localBudget',
      text: '100',
      amounts: [{ year: 2027, planned: 10_000, actual: null, text: '100' }],
      years: [],
      share: null,
    },
    result: null,
    inherited: [],
    confidence: 0.9,
    source: [{ column: 'Захід', text: what }],
    ...change,
  };
}

const document = names.map((what, index) => line(`1.${index + 1}`, what));

function rowsOf(lines: readonly PlanLine[], confirmed = false): EditableRow[] {
  return lines.map((body) => ({
    key: body.key,
    body,
    settings: { stages: null },
    confirmedAt: confirmed ? 1 : null,
    confirmedBy: confirmed ? 'a@city.example' : null,
    dropped: null,
    original: null,
    change: null,
    reason: null,
  }));
}

function done(edited: Edited): EditableRow[] {
  if (!edited.ok) throw new Error(`${edited.code} ${edited.key}`);
  return edited.rows;
}

const find = (rows: readonly EditableRow[], key: string) => rows.find((row) => row.key === key);
const why = 'так вирішила рада';

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
