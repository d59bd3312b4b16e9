// Owns what a table's columns mean: from headings in Ukrainian and Russian, in any order, on one or two levels. Rows under
// the header belong to rows.ts.

import type { Slot } from './grid.ts';
import { bareFold, fold, squeeze } from './text.ts';

export type ColumnRole =
  | 'number'
  | 'direction'
  | 'task'
  | 'measure'
  | 'form'
  | 'details'
  | 'period'
  | 'resources'
  | 'planned'
  | 'actual'
  | 'percent'
  | 'responsible'
  | 'leader'
  | 'partner'
  | 'result'
  | 'channel'
  | 'note'
  | 'unknown';

export type Column = {
  role: ColumnRole;
  heading: string;
  /** The year that a money column is for. */
  year: number | null;
  /** What one unit of the column is in hryvnias: 1, or 1000 and 1000000 where the heading says so. */
  unit: number;
};

export type Header = { columns: Column[]; depth: number; row: number };

/** Names of rows, from the widest to the narrowest. */
export const namingRoles: readonly ColumnRole[] = ['direction', 'task', 'measure', 'form'];

/** Tried in order on a folded heading: what a word is about decides before the word «захід» that many headings carry. */
const meanings: readonly (readonly [RegExp, ColumnRole])[] = [
  [/^(№|n[o°]?( |$)|номер|п\/п|з\/п|#$)/, 'number'],
  [/примітк|примечан|коментар|комментар/, 'note'],
  [/відсот|процент|%/, 'percent'],
  [/фактич|профінансован|профинансирован|використано|касов|освоєн|израсходован|витрачено/, 'actual'],
  [
    /(інформація|стан|хід|звіт|информация|отчет|ход|состояние).*(викон|реаліз|выполн|исполн|реализ)|причини невик/,
    'result',
  ],
  [/канал|платформ|площадк|майданчик|носі[йї]/, 'channel'],
  [/період|період|термін|строк|срок|дата|дати|час провед|коли|период|графік/, 'period'],
  [/ресурс|джерел|источник|фінансове забезпеч|финансовое обеспеч/, 'resources'],
  [/співвиконав|соисполнит|партнер|залучен|за участ/, 'partner'],
  [/керівник|куратор|руководител/, 'leader'],
  [/відповідальн|ответствен|виконав|исполнит|розпорядник/, 'responsible'],
  [/обсяг|сума|сумма|вартіст|кошт|видатк|фінансуван|грн|стоимост|объем|бюджет|руб|потреба/, 'planned'],
  [/очікуван|індикатор|показник|результат|ожидаем|аудитор|цільов[аоі]|мета|цель/, 'details'],
  [/процес|необхідні дії|^дії|механізм|спосіб|шлях|опис|действия|описан|порядок/, 'details'],
  [/форм[аиуы]/, 'form'],
  [/^напрям|напрямок|^направлен/, 'direction'],
  [/завдан|задач/, 'task'],
  [/захід|заход|мероприят|зміст|назва|найменув|наименован|робіт|робота|перелік|тема|содержан/, 'measure'],
];

const yearHeading = /^(?:на |у |в )?(20\d\d)(?: ?(?:р\.?|рік|року|році|г\.?|год|году))?(?:[ ,(].*)?$/;

function unitOf(heading: string): number {
  if (/млн/.test(heading)) return 1_000_000;
  return /тис\.?|тыс\.?/.test(heading) ? 1000 : 1;
}

/** What one heading says. A year alone is money of that year; a long text is no heading. */
export function columnOf(heading: string): Column {
  const folded = fold(heading);
  const year = /(20\d\d)/.exec(folded)?.[1];
  const base = { heading: squeeze(heading), unit: unitOf(folded) };
  if (folded.length === 0 || folded.length > 160) return { ...base, role: 'unknown', year: null };
  if (yearHeading.test(folded)) return { ...base, role: 'planned', year: Number(year) };
  const role = meanings.find(([pattern]) => pattern.test(folded))?.[1] ?? 'unknown';
  const money = role === 'planned' || role === 'actual' || role === 'percent';
  return { ...base, role, year: money && year ? Number(year) : null };
}

/** The slots of a row that are cells of their own, not the spread of a merged one. */
export function ownSlots(row: readonly Slot[]): Slot[] {
  return row.filter((slot) => !slot.left && slot.text !== '');
}

/** How many different things a row's headings name; 0 where it can't be a header. */
function headerScore(row: readonly Slot[]): number {
  const own = ownSlots(row).filter((slot) => !slot.above);
  if (own.length < 2 || own.some((slot) => slot.text.length > 200)) return 0;
  const roles = new Set(own.map((slot) => columnOf(slot.text).role).filter((role) => role !== 'unknown'));
  const named = [...roles].some((role) => namingRoles.includes(role) || role === 'details');
  const enough = roles.size >= 2 && roles.size * 2 >= own.length;
  return named && enough ? roles.size : 0;
}

/** Whether the row under a header row is its second level: years or parts of a spanned heading. */
function isSecondLevel(top: readonly Slot[], row: readonly Slot[]): boolean {
  const own = row.filter((slot) => !slot.left && !slot.above && slot.text !== '');
  if (own.length === 0 || own.some((slot) => slot.text.length > 80)) return false;
  if (own.every((slot) => yearHeading.test(fold(slot.text)))) return true;
  const underSpan = row.every((slot, index) => {
    if (slot.above || slot.text === '') return true;
    return top[index]?.left === true || top[index + 1]?.left === true;
  });
  return (
    underSpan && top.some((slot) => slot.left) && own.every((slot) => columnOf(slot.text).role !== 'unknown')
  );
}

/** The heading of a spanned parent for each column, also where merges were lost and only the first cell is filled. */
function parentHeadings(top: readonly Slot[], below: readonly Slot[]): string[] {
  let last = '';
  return below.map((slot, index) => {
    const own = top[index]?.text ?? '';
    if (own !== '') last = own;
    return slot.above || slot.text === '' ? own : last;
  });
}

function columnsOfTwo(top: readonly Slot[], below: readonly Slot[]): Column[] {
  const parents = parentHeadings(top, below);
  return below.map((slot, index) => {
    const parent = parents[index] ?? '';
    if (slot.above || slot.text === '') return columnOf(parent);
    const own = columnOf(slot.text);
    const outer = columnOf(parent);
    const role =
      own.year !== null && (outer.role === 'actual' || own.role === 'unknown') ? outer.role : own.role;
    const unit = Math.max(own.unit, outer.unit);
    return {
      role: role === 'unknown' ? outer.role : role,
      heading: `${parent} ${slot.text}`,
      year: own.year ?? outer.year,
      unit,
    };
  });
}

/** Finds the header among the first rows of a table; null where no row names what its columns are. */
export function findHeader(rows: readonly (readonly Slot[])[]): Header | null {
  const searched = rows.slice(0, 60);
  const scores = searched.map(headerScore);
  const best = Math.max(0, ...scores);
  const row = scores.findIndex((score) => score > 0 && score >= best - 1);
  const top = searched[row];
  if (!top || best === 0) return null;
  const below = rows[row + 1];
  if (below && isSecondLevel(top, below)) return { columns: columnsOfTwo(top, below), depth: 2, row };
  return { columns: top.map((slot) => columnOf(slot.text)), depth: 1, row };
}

/** Whether a row prints the same headings again, as tables do after a page break. */
export function repeatsHeader(row: readonly Slot[], columns: readonly Column[]): boolean {
  const own = row.map((slot) => bareFold(slot.text));
  const same = own.filter((text, index) => text !== '' && text === bareFold(columns[index]?.heading ?? ''));
  return same.length >= 2 && same.length >= own.filter((text) => text !== '').length - 1;
}

/** Whether a row only counts the columns: 1, 2, 3 … */
export function countsColumns(row: readonly Slot[]): boolean {
  const numbers = row
    .filter((slot) => !slot.left && slot.text !== '')
    .map((slot) => slot.text.replace(/[.)]$/, ''));
  return numbers.length >= 3 && numbers.every((text, index) => Number(text) === index + 1);
}
