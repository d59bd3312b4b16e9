// Owns reading a list of projects from a file: which kind of file it is, its tables and their headings. A row is rows.ts's.
import type { ListRow } from '../mail/list-text.ts';
import { readTextRows, textFormOf } from '../mail/list-text.ts';
import { looksLikeZip, readWorkbookRows, type WorkbookProblem } from '../mail/list-xlsx.ts';
import { type Column, type ListedProject, projectIn, type RowRemark } from './rows.ts';
import { columnMeant, isTotal, unitOf } from './words.ts';

export type ProjectListProblem = WorkbookProblem | 'empty' | 'tooLarge' | 'oldExcel' | 'noTitle';

/** `rejected`: rows left out; `notes`: what was taken otherwise than it stands there; both by the row of the file. */
export type ProjectList =
  | { ok: true; rows: number; projects: ListedProject[]; rejected: RowRemark[]; notes: RowRemark[] }
  | { ok: false; problem: ProjectListProblem };

export const projectListLimits = { megabytes: 10, rows: 5000 } as const;

/** Titles and empty lines may stand above the headings, but not many. */
const headingWithin = 30;

/**
 * Reads CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1251) or XLSX with columns in any order, headed as the open
 * data names them or as city tables do. Never throws on a bad file.
 */
export async function readProjectList(bytes: Uint8Array): Promise<ProjectList> {
  const tables = await tablesIn(bytes);
  if (typeof tables === 'string') return { ok: false, problem: tables };
  if (tables.every((table) => table.length === 0)) return { ok: false, problem: 'empty' };
  const found: ProjectList & { ok: true } = { ok: true, rows: 0, projects: [], rejected: [], notes: [] };
  const headed = tables.filter((table) => takeTable(table, found));
  return headed.length === 0 ? { ok: false, problem: 'noTitle' } : found;
}

async function tablesIn(bytes: Uint8Array): Promise<ListRow[][] | ProjectListProblem> {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > projectListLimits.megabytes * 1024 * 1024) return 'tooLarge';
  // The container of Office before 2007, and of a workbook with a password.
  if ([0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte)) return 'oldExcel';
  return looksLikeZip(bytes) ? await sheetsOf(bytes) : await rowsOf(bytes);
}

async function sheetsOf(bytes: Uint8Array): Promise<ListRow[][] | ProjectListProblem> {
  const sheets: ListRow[][] = [];
  const problem = await readWorkbookRows(bytes, {
    progress: () => {},
    sheet: () => {
      const rows: ListRow[] = [];
      sheets.push(rows);
      return { take: collector(rows), end: () => {} };
    },
  });
  return problem ?? sheets;
}

/** Rows with quotes understood; where the quotes are broken, with quotes as plain characters. */
async function rowsOf(bytes: Uint8Array): Promise<ListRow[][] | ProjectListProblem> {
  const form = await textFormOf(bytes);
  if (!form) return 'notTable';
  for (const quote of ['"', null] as const) {
    const rows: ListRow[] = [];
    const take = collector(rows);
    if (!(await readTextRows(bytes, { ...form, quote, take, progress: () => {} }))) continue;
    return rows.length > projectListLimits.rows ? 'tooManyRows' : [rows];
  }
  return 'damaged';
}

function collector(rows: ListRow[]): (row: ListRow) => boolean {
  return (row) => {
    rows.push({ row: row.row, cells: row.cells.map((cell) => cell.trim()) });
    return rows.length <= projectListLimits.rows;
  };
}

/** Takes the projects of a table; false where it has no headings of a list of projects. */
function takeTable(table: readonly ListRow[], found: ProjectList & { ok: true }): boolean {
  const at = table.slice(0, headingWithin).findIndex(({ cells }) => isHeading(cells));
  const heading = table[at];
  if (!heading) return false;
  const columns = columnsOf(heading.cells);
  const grouped = !columns.some(({ field }) => field === 'category');
  let section: string | null = null;
  for (const row of table.slice(at + 1)) {
    const filled = row.cells.filter((cell) => cell !== '');
    const [only = ''] = filled;
    if (isTotal(only) || isColumnNumbers(filled)) continue;
    // A line of its own between the rows names what follows.
    if (filled.length === 1) {
      section = only;
      continue;
    }
    found.rows += 1;
    const taken = projectIn(row, columns, grouped ? section : null);
    if (taken.project) found.projects.push(taken.project);
    found.rejected.push(...taken.rejected);
    found.notes.push(...taken.notes);
  }
  return true;
}

/** A title alone in its row («Перелік проєктів») is no heading: at least one other column must be understood. */
function isHeading(cells: readonly string[]): boolean {
  const fields = new Set(cells.map(columnMeant));
  return fields.has('title') && [...fields].filter((field) => field !== null).length >= 2;
}

/** The row «1 2 3 4» under the headings of official tables. */
function isColumnNumbers(filled: readonly string[]): boolean {
  return filled.length > 2 && filled.every((cell, index) => cell === String(index + 1));
}

/** The first column of each meaning; the order of rows stands in for numbers only where there are none. */
function columnsOf(headings: readonly string[]): Column[] {
  const columns: Column[] = [];
  for (const [index, heading] of headings.entries()) {
    const field = columnMeant(heading);
    if (field && !columns.some((column) => column.field === field)) {
      columns.push({ field, index, heading, unit: unitOf(heading) });
    }
  }
  const numbered = columns.some(({ field }) => field === 'number' || field === 'uid');
  return columns.flatMap((column) => {
    if (column.field !== 'order') return [column];
    return numbered ? [] : [{ ...column, field: 'number' as const }];
  });
}
