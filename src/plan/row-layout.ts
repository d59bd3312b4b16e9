// Owns which column of a table names its rows, which one groups them and which describe them; and which rows are totals.

import type { Slot } from './grid.ts';
import { type Column, type ColumnRole, namingRoles } from './header.ts';
import { readMoney, readPercent } from './money.ts';
import { fold } from './text.ts';

/** A cell that sums up: «Всього», «Разом за розділом 1», «Усього, тис. грн», also with the sum itself behind it. */
const totalText =
  /^(?:всього|усього|разом|итого|всего|загалом|загальна сума|підсумок)(?:[,:]? ?(?:за|по|на|у|в|тис|грн).{0,60})?:? ?[\d\s,.%-]*(?:грн\.?)?$/;

/** Whether a row sums others up instead of being a line: it begins so, and nothing but sums follows. */
export function isTotal(row: readonly Slot[]): boolean {
  const [first, ...rest] = row.filter((slot) => !slot.left && slot.text !== '').map((slot) => slot.text);
  const sums = (text: string): boolean =>
    totalText.test(fold(text)) || readMoney(text).kind !== 'unclear' || readPercent(text) !== null;
  return first !== undefined && totalText.test(fold(first)) && rest.every(sums);
}

export type Layout = { columns: readonly Column[]; name: number; group: number | null; details: number[] };

/** Positions of the columns that have one of the roles. */
export function indexesOf(columns: readonly Column[], roles: readonly ColumnRole[]): number[] {
  return columns.flatMap((column, index) => (roles.includes(column.role) ? [index] : []));
}

/** Whether a naming column groups rows: its cell is merged or empty where the next naming column goes on. */
function groups(column: number, next: number, rows: readonly (readonly Slot[])[]): boolean {
  return rows.some((row) => {
    const own = row[column];
    const inner = row[next];
    if (!own || !inner || inner.text === '' || inner.above || inner.left || isTotal(row)) return false;
    return own.above || own.text === '';
  });
}

/** Chooses the naming column, the grouping one and the descriptive ones; null where nothing names the rows. */
export function layoutOf(columns: readonly Column[], rows: readonly (readonly Slot[])[]): Layout | null {
  const candidates = indexesOf(columns, namingRoles);
  const describing = indexesOf(columns, ['details', 'note']);
  const form = candidates.find((index) => columns[index]?.role === 'form');
  const [first, second] = candidates;
  if (first === undefined) {
    const [name, ...details] = describing;
    return name === undefined ? null : { columns, name, group: null, details };
  }
  const grouped = second !== undefined && (form !== undefined || groups(first, second, rows));
  const name = grouped ? (form !== undefined && form !== first ? form : second) : first;
  const group = grouped ? first : null;
  const rest = [...candidates, ...describing].filter((index) => index !== name && index !== group);
  return { columns, name, group, details: rest.sort((a, b) => a - b) };
}
