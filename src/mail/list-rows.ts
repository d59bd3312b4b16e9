// Owns reading the rows of a list by the layout of their sheet: the good addresses, what a row says beside them, and for
// every row left out its reason. Where the rows come from is list-text.ts's and list-xlsx.ts's.
import type { ContestId } from '../core/contest.ts';
import { type AddressProblem, type AddressReading, readAddresses } from './address.ts';
import { findLayout, type ListLayout, sampleRows } from './list-layout.ts';
import type { ListRow } from './list-text.ts';
import { consentIn, contestIn, yearIn } from './list-words.ts';

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

/**
 * Something to tell staff of a row, in their words. `row` is counted as the spreadsheet shows it; `written` is the
 * cell with the address as it stands there.
 */
export type RowRemark = { row: number; field: string; reason: string; written: string };

/** The words of content/mail.yaml by key. */
export type Phrase = (key: string) => string;

/** A remark before it is known whether its sheet is the only one. */
type Remark = Omit<RowRemark, 'field'> & { column: number; sheet: Sheet };

/** What the file holds so far. */
export type Found = {
  rows: SubscriberRow[];
  rejected: Remark[];
  notes: Remark[];
  count: number;
  duplicates: number;
  seen: Set<string>;
  sheets: Sheet[];
};

/** A sheet that is being read: its first rows wait until they have shown what its columns mean. */
export type Sheet = { name: string; layout: ListLayout | null; waiting: ListRow[] | null; filled: number };
export type Place = { sheet: Sheet; found: Found; phrase: Phrase };

/** Nothing found yet. */
export function startFinding(): Found {
  return { rows: [], rejected: [], notes: [], count: 0, duplicates: 0, seen: new Set(), sheets: [] };
}

/** Begins the next sheet; a text list is one without a name. */
export function startSheet(found: Found, name: string, phrase: Phrase): Place {
  const sheet: Sheet = { name, layout: null, waiting: [], filled: 0 };
  found.sheets.push(sheet);
  return { sheet, found, phrase };
}

/** Reads the next row of a sheet. Its cells are not kept: only what is ours in them. */
export function takeRow(row: ListRow, place: Place): void {
  const { sheet } = place;
  sheet.filled += 1;
  if (sheet.waiting) {
    sheet.waiting.push(row);
    if (sheet.waiting.length >= sampleRows) endSample(place);
  } else if (sheet.layout) readRow(row, { ...place, layout: sheet.layout });
}

/** Ends a sheet: whatever still waits is read. A sheet without addresses gives nothing. */
export function endSheet(place: Place): void {
  endSample(place);
}

function endSample(place: Place): void {
  const { sheet } = place;
  const { waiting } = sheet;
  if (!waiting) return;
  sheet.waiting = null;
  const layout = findLayout(waiting);
  sheet.layout = layout;
  if (layout) for (const row of waiting.slice(layout.first)) readRow(row, { ...place, layout });
}

/** Remarks as staff read them: with the name of the sheet where several hold addresses. */
export function remarksOf(remarks: readonly Remark[], { sheets }: Found, phrase: Phrase): RowRemark[] {
  const several = sheets.filter(({ layout }) => layout !== null).length > 1;
  return remarks.map(({ row, column, sheet, reason, written }) => {
    const heading = sheet.layout?.headings[column];
    const field = heading || fill(phrase('mail.list.field.column'), { column: letterOf(column) });
    const told = several ? fill(phrase('mail.list.field.sheet'), { sheet: sheet.name, field }) : field;
    return { row, field: told, reason, written };
  });
}

type Here = Place & { layout: ListLayout };

function readRow({ row, cells }: ListRow, place: Here): void {
  const { sheet, layout, found, phrase } = place;
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
    unclear: T | null = null,
  ): T | null => {
    const column = layout[name];
    if (column === null) return null;
    const value = read(cells[column] ?? '');
    if (value !== 'unclear') return value;
    const reason = phrase(`mail.list.note.${name}`);
    found.notes.push({ row, column, sheet, reason, written: writtenIn(cells, place) });
    return unclear;
  };
  const contest = said('contest', contestIn);
  const year = said('year', yearIn);
  // Words that nobody understands are no consent.
  const consent = said('consent', consentIn, false);
  found.rows.push({ row, sheet: sheet.name || null, addresses, contest, year, consent });
}

/** The good addresses of a row, each once; what is wrong or looks wrong is told. */
function readAddressCells({ row, cells }: ListRow, place: Here): string[] {
  const { sheet, layout, found, phrase } = place;
  const addresses: string[] = [];
  let some = false;
  for (const column of addressColumns(cells, layout)) {
    const written = cells[column] ?? '';
    for (const reading of readAddresses(written)) {
      some = true;
      const reason = remarkOn(reading, phrase);
      const remarks = reading.ok ? found.notes : found.rejected;
      if (reason) remarks.push({ row, column, sheet, reason, written });
      if (reading.ok) keep(reading.address, addresses, found);
    }
  }
  if (!some) {
    const reason = phrase('mail.list.reason.empty');
    found.rejected.push({ row, column: layout.addresses[0] ?? 0, sheet, reason, written: '' });
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

/** The first cell with an address: by it a person finds the row again. */
function writtenIn(cells: readonly string[], { layout }: Here): string {
  return cells[addressColumns(cells, layout).find((column) => cells[column]) ?? -1] ?? '';
}

function letterOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letterOf(Math.floor(column / 26) - 1) + last;
}

/** A phrase with its values put in. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
