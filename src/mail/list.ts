// Owns reading a list of subscribers from a file: rows with addresses, and for every row left out its reason. Who may be
// written to, and what is already known of an address, is the importer's to say.
import { setImmediate } from 'node:timers/promises';
import type { ContestId } from '../core/contest.ts';
import { type AddressProblem, type AddressReading, readAddresses } from './address.ts';
import { findLayout, type ListLayout } from './list-layout.ts';
import { decodeList, type ListRow, type ListSheet, readTextList } from './list-text.ts';
import { consentIn, contestIn, yearIn } from './list-words.ts';
import { looksLikeZip, readWorkbookList, type WorkbookProblem } from './list-xlsx.ts';

/** One row of the file. `contest` null: none named, or both; `consent` null: the file does not say. */
export type SubscriberRow = {
  row: number;
  /** Name of the sheet; null in a text file. */
  sheet: string | null;
  addresses: string[];
  contest: ContestId | null;
  year: number | null;
  consent: boolean | null;
};

/** Something to tell staff of a row, in their words. `row` is counted as the spreadsheet shows it. */
export type RowRemark = { row: number; field: string; reason: string };

export type ListProblemCode = WorkbookProblem | 'empty' | 'tooLarge' | 'oldExcel' | 'noAddresses';

/**
 * `rejected` names each address or row left out; `notes` what was taken but should be looked at; `count` is the
 * number of rows that are not blank or a heading, `duplicates` how many addresses had stood further up already.
 */
export type SubscriberList =
  | {
      ok: true;
      rows: SubscriberRow[];
      rejected: RowRemark[];
      notes: RowRemark[];
      count: number;
      duplicates: number;
    }
  | { ok: false; problem: { code: ListProblemCode; message: string } };

/** The words of content/mail.yaml by key. */
export type Phrase = (key: string) => string;

export const listLimits = { megabytes: 20, rows: 300_000 } as const;
const rowsAtATime = 5000;

type ListFile = { name: string; bytes: Uint8Array };
type Found = Extract<SubscriberList, { ok: true }> & { seen: Set<string> };
type Sheet = ListSheet & { layout: ListLayout; told: string | null };

/**
 * Reads a CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1251) or XLSX list. Columns may stand in any order,
 * with headings in Ukrainian, Russian or English, or without. `progress` is told how many rows of all are read.
 * Never throws on a bad file.
 */
export async function readSubscriberList(
  file: ListFile,
  phrase: Phrase,
  progress: (done: number, all: number) => void = () => {},
): Promise<SubscriberList> {
  const read = await sheetsOf(file);
  if (typeof read === 'string') return refused(read, file, phrase);
  const sheets = read.flatMap((sheet): Sheet[] => {
    const layout = findLayout(sheet.rows);
    return layout ? [{ ...sheet, layout, told: null }] : [];
  });
  if (sheets.length === 0)
    return refused(read.some((sheet) => sheet.rows.length > 0) ? 'noAddresses' : 'empty', file, phrase);
  if (sheets.length > 1) for (const sheet of sheets) sheet.told = sheet.name;
  const all = sheets.reduce((sum, { rows, layout }) => sum + rows.length - layout.first, 0);
  const found: Found = {
    ok: true,
    rows: [],
    rejected: [],
    notes: [],
    count: 0,
    duplicates: 0,
    seen: new Set(),
  };
  let done = 0;
  for (const sheet of sheets) {
    for (const row of sheet.rows.slice(sheet.layout.first)) {
      readRow(row, { sheet, found, phrase });
      done += 1;
      // Others that the process serves get their turn.
      if (done % rowsAtATime !== 0) continue;
      progress(done, all);
      await setImmediate();
    }
  }
  progress(all, all);
  const { seen: _, ...list } = found;
  return list;
}

async function sheetsOf({ bytes }: ListFile): Promise<ListSheet[] | ListProblemCode> {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > listLimits.megabytes * 1024 * 1024) return 'tooLarge';
  // The container of Office before 2007, and of a workbook with a password.
  if ([0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte)) return 'oldExcel';
  if (looksLikeZip(bytes)) {
    const reading = await readWorkbookList(bytes, listLimits.rows);
    return reading.ok ? reading.sheets : reading.code;
  }
  const text = decodeList(bytes);
  if (text === null || /^\s*(?:%PDF-|<|\{\\rtf)/i.test(text)) return 'notTable';
  const sheet = await readTextList(text, listLimits.rows);
  return sheet === 'tooManyRows' ? sheet : [sheet];
}

function refused(code: ListProblemCode, file: ListFile, phrase: Phrase): SubscriberList {
  const most = code === 'tooManyRows' ? listLimits.rows : listLimits.megabytes;
  const message = fill(phrase(`mail.list.problem.${code}`), { file: file.name, most: String(most) });
  return { ok: false, problem: { code, message } };
}

type Place = { sheet: Sheet; found: Found; phrase: Phrase };

function readRow({ row, cells }: ListRow, place: Place): void {
  const { sheet, found, phrase } = place;
  const { layout } = sheet;
  // Lists glued together repeat their heading.
  if (
    layout.headings.length > 0 &&
    layout.headings.every((heading, column) => heading === (cells[column] ?? ''))
  )
    return;
  found.count += 1;
  const addresses = readAddressCells({ row, cells }, place);
  if (addresses.length === 0) return;
  const said = <T>(
    name: 'contest' | 'year' | 'consent',
    read: (cell: string) => T | null | 'unclear',
  ): T | null => {
    const column = layout[name];
    if (column === null) return null;
    const value = read(cells[column] ?? '');
    if (value !== 'unclear') return value;
    found.notes.push({ row, field: fieldOf(column, place), reason: phrase(`mail.list.note.${name}`) });
    return null;
  };
  const contest = said('contest', contestIn);
  const year = said('year', yearIn);
  const consent = said('consent', consentIn);
  found.rows.push({ row, sheet: sheet.name || null, addresses, contest, year, consent });
}

/** The good addresses of a row, each once; what is wrong or looks wrong is told. */
function readAddressCells({ row, cells }: ListRow, place: Place): string[] {
  const { sheet, found, phrase } = place;
  const addresses: string[] = [];
  let written = 0;
  for (const column of addressColumns(cells, sheet.layout)) {
    for (const reading of readAddresses(cells[column] ?? '')) {
      written += 1;
      const reason = remarkOn(reading, phrase);
      const remarks = reading.ok ? found.notes : found.rejected;
      if (reason) remarks.push({ row, field: fieldOf(column, place), reason });
      if (reading.ok) keep(reading.address, addresses, found);
    }
  }
  if (written === 0) {
    const field = fieldOf(sheet.layout.addresses[0] ?? 0, place);
    found.rejected.push({ row, field, reason: phrase('mail.list.reason.empty') });
  }
  return addresses;
}

/** An address stands in its row even when it stood above: the other row may name another contest. */
function keep(address: string, addresses: string[], found: Found): void {
  if (found.seen.has(address)) found.duplicates += 1;
  found.seen.add(address);
  if (!addresses.includes(address)) addresses.push(address);
}

/** A cell with several addresses may have come apart at its commas: what stands beyond the last heading is read too. */
function addressColumns(cells: readonly string[], { addresses, headings }: ListLayout): number[] {
  const beyond = cells.flatMap((cell, column) =>
    column >= headings.length && cell.includes('@') ? [column] : [],
  );
  return [...new Set([...addresses, ...beyond])];
}

function remarkOn(reading: AddressReading, phrase: Phrase): string | null {
  const { suggestion } = reading;
  const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
  if (!reading.ok) return `${phrase(reasonKey(reading.problem))} ${suggested(suggestion, phrase)}`.trimEnd();
  if (!suggestion) return null;
  const note = fill(phrase('mail.list.note.typo'), { domain: domainOf(reading.address) });
  return `${note} ${suggested(domainOf(suggestion), phrase)}`;
}

function reasonKey(problem: AddressProblem): string {
  return `mail.list.reason.${problem}`;
}

function suggested(suggestion: string | null, phrase: Phrase): string {
  return suggestion ? fill(phrase('mail.list.suggestion'), { suggestion }) : '';
}

/** The column as staff know it: by its heading, else by its letter; with the sheet where there are several. */
function fieldOf(column: number, { sheet, phrase }: Place): string {
  const field =
    sheet.layout.headings[column] || fill(phrase('mail.list.field.column'), { column: letterOf(column) });
  return sheet.told === null ? field : fill(phrase('mail.list.field.sheet'), { sheet: sheet.told, field });
}

function letterOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterOf(Math.floor(column / 26) - 1) + last;
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
