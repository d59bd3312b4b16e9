// Owns the rows of a small plan with which edits and newer documents are tested.
import type { PlanLine } from '../../src/core/plan/plan.ts';
import type { EditableRow, Edited } from '../../src/core/plan/plan-edit.ts';

export const names = [
  'Розсилка у Viber',
  'Листи електронною поштою',
  'Навчальні вебінари для авторів',
  'Статті в газеті',
  'Ролик на радіо',
];

export function line(number: string, what: string, change: Partial<PlanLine> = {}): PlanLine {
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

export const document = names.map((what, index) => line(`1.${index + 1}`, what));

export function rowsOf(lines: readonly PlanLine[], confirmed = false): EditableRow[] {
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

export function done(edited: Edited): EditableRow[] {
  if (!edited.ok) throw new Error(`${edited.code} ${edited.key}`);
  return edited.rows;
}

export const find = (rows: readonly EditableRow[], key: string) => rows.find((row) => row.key === key);
export const why = 'так вирішила рада';
