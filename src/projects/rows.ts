// Owns reading one row of a list of projects into what is known of a project, or saying which cell keeps it out.
import type { ContestId } from '../core/contest.ts';
import { maskPersonal } from '../core/personal.ts';
import type { Project } from '../core/project.ts';
import type { ListRow } from '../mail/list-text.ts';
import { readMoney } from '../plan/money.ts';
import { type ColumnField, contestMeant, stateMeant } from './words.ts';

/** A column that is understood; `unit` is what a sum in it counts, in hryvnias. */
export type Column = { field: ColumnField; index: number; heading: string; unit: number };

/** What is said of a row: which column, what is the matter (a key of the city's words), and the cell. */
export type RowRemark = { row: number; field: string; code: RemarkCode; value: string };
export type RemarkCode =
  | 'title'
  | 'identity'
  | 'number'
  | 'money'
  | 'votes'
  | 'status'
  | 'url'
  | 'date'
  | 'contest'
  | 'twice'
  | 'personal';

/** What a list can say of a project; a field that is missing has no column and stays as it was. */
export type ListedFields = Partial<
  Pick<
    Project,
    | 'description'
    | 'category'
    | 'size'
    | 'place'
    | 'url'
    | 'state'
    | 'votes'
    | 'decisionOn'
    | 'decisionUrl'
    | 'budgetPlan'
    | 'budgetFact'
    | 'responsible'
  >
>;
export type ListedProject = {
  row: number;
  uid: string | null;
  number: string | null;
  contest: ContestId | null;
  cycle: string | null;
  title: string;
  fields: ListedFields;
};

const longest = { title: 300, number: 24, uid: 200, description: 10_000, other: 300 } as const;

type Reading = { remarks: RowRemark[]; notes: RowRemark[]; row: number };
type Cell = { text: string; column: Column };

/** Reads a row. `section` is the line above that groups rows where no column names the category. */
export function projectIn(
  { row, cells }: ListRow,
  columns: readonly Column[],
  section: string | null,
): { project: ListedProject | null; rejected: RowRemark[]; notes: RowRemark[] } {
  const reading: Reading = { remarks: [], notes: [], row };
  const cellOf = (field: ColumnField): Cell | null => {
    const column = columns.find((one) => one.field === field);
    return column ? { text: squeezed(cells[column.index] ?? ''), column } : null;
  };
  const title = plainOf(cellOf('title'));
  const uid = plainOf(cellOf('uid'));
  const number = plainOf(cellOf('number'))?.replace(/^№\s*/, '') ?? null;
  if (!title) remark(reading, cellOf('title'), 'title');
  if (uid === null && number === null)
    remark(reading, cellOf('number') ?? cellOf('uid') ?? cellOf('title'), 'identity');
  if (number !== null && number.length > longest.number) remark(reading, cellOf('number'), 'number');
  const fields = fieldsIn(cellOf, reading);
  const contest = readWith(reading, cellOf('contest'), { code: 'contest', read: contestMeant });
  const project: ListedProject = {
    row,
    uid: uid?.slice(0, longest.uid) ?? null,
    number,
    contest: contest ?? null,
    cycle: plainOf(cellOf('cycle')),
    title: withoutPersonal(reading, cellOf('title'), (title ?? '').slice(0, longest.title)),
    fields: section === null ? fields : { ...fields, category: section.slice(0, longest.other) },
  };
  const { remarks, notes } = reading;
  return { project: remarks.length === 0 ? project : null, rejected: remarks, notes };
}

function fieldsIn(cellOf: (field: ColumnField) => Cell | null, reading: Reading): ListedFields {
  const text = (field: ColumnField) => {
    const cell = cellOf(field);
    return cell ? (plainOf(cell)?.slice(0, longest.other) ?? null) : undefined;
  };
  const description = cellOf('description');
  const url = (field: ColumnField) => readWith(reading, cellOf(field), { code: 'url', read: urlIn });
  const money = (field: ColumnField) => readWith(reading, cellOf(field), { code: 'money', read: kopecksIn });
  const state = readWith(reading, cellOf('state'), { code: 'status', read: stateMeant });
  const whole = {
    description: description
      ? withoutPersonal(reading, description, description.text.slice(0, longest.description))
      : undefined,
    category: text('category'),
    size: text('size'),
    place: text('place'),
    responsible: text('responsible'),
    url: url('url'),
    decisionUrl: url('decisionUrl'),
    budgetPlan: money('budgetPlan'),
    budgetFact: money('budgetFact'),
    votes: readWith(reading, cellOf('votes'), { code: 'votes', read: countIn }),
    decisionOn: readWith(reading, cellOf('decisionOn'), { code: 'date', read: dateIn }),
    // An empty status says nothing: the project keeps the state that it has.
    state: state ?? undefined,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as ListedFields;
}

/** undefined: no such column · null: an empty cell, or a dash · else what it says; what cannot be read keeps the row out. */
function readWith<T>(
  reading: Reading,
  cell: Cell | null,
  of: { code: RemarkCode; read: (text: string, column: Column) => T | null },
): T | null | undefined {
  if (!cell) return undefined;
  const text = plainOf(cell);
  if (text === null) return null;
  const value = of.read(text, cell.column);
  if (value === null) remark(reading, cell, of.code);
  return value;
}

function remark(reading: Reading, cell: Cell | null, code: RemarkCode): void {
  reading.remarks.push({
    row: reading.row,
    field: cell?.column.heading ?? '',
    code,
    value: cell?.text.slice(0, 60) ?? '',
  });
}

/** Telephones and addresses of people that stand in a text are no part of a project. */
function withoutPersonal(reading: Reading, cell: Cell | null, given: string): string {
  const { text, found } = maskPersonal(given);
  if (found.length === 0) return given;
  reading.notes.push({ row: reading.row, field: cell?.column.heading ?? '', code: 'personal', value: '' });
  return text;
}

/** A cell's text; null where it is empty or only a dash. */
function plainOf(cell: Cell | null): string | null {
  return cell === null || /^[-–—\s]*$/.test(cell.text) ? null : cell.text;
}

function squeezed(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function kopecksIn(text: string, { unit }: Column): number | null {
  const reading = readMoney(text, unit);
  return reading.kind === 'sum' ? reading.kopecks : null;
}

function countIn(text: string): number | null {
  const digits = text.replace(/[\s\u00a0]/g, '');
  return /^\d{1,7}$/.test(digits) ? Number(digits) : null;
}

function urlIn(text: string): string | null {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (/\s/.test(whole) || whole.length > 500 || !URL.canParse(whole)) return null;
  const { protocol, hostname } = new URL(whole);
  return hostname.includes('.') && /^https?:$/.test(protocol) ? whole : null;
}

/** `2027-04-12`, `12.04.2027`, `12/04/2027`, also with a time behind it, as an ISO date. */
function dateIn(text: string): string | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?: .*)?$/.exec(text.replace(/\s*\p{L}+\.?$/u, ''));
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : [local?.[3], local?.[2], local?.[1]];
  if (!year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  try {
    return Temporal.PlainDate.from(date).toString();
  } catch {
    return null;
  }
}
