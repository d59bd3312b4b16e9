// Owns reading a list of subscribers from a file: which kind of file it is, within bounds, and what was found in it. Who
// may be written to, and what is already known of an address, is the importer's to say.
import {
  endSheet,
  type Found,
  fill,
  type Phrase,
  type RowRemark,
  remarksOf,
  type SubscriberRow,
  startFinding,
  startSheet,
  takeRow,
} from './list-rows.ts';
import { type Progress, readTextRows, textFormOf } from './list-text.ts';
import { looksLikeZip, readWorkbookRows, type WorkbookProblem } from './list-xlsx.ts';

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

export const listLimits = { megabytes: 20, rows: 300_000 } as const;

type ListFile = { name: string; bytes: Uint8Array };

/**
 * Reads a CSV (comma, semicolon, tab; UTF-8, UTF-16, Windows-1251) or XLSX list. Columns may stand in any order,
 * with headings in Ukrainian, Russian or English, or without. `progress` is told how many bytes of all are read.
 * Never throws on a bad file.
 */
export async function readSubscriberList(
  file: ListFile,
  phrase: Phrase,
  progress: Progress = () => {},
): Promise<SubscriberList> {
  const found = await findIn(file, phrase, progress);
  if (typeof found === 'string') return refused(found, file, phrase);
  const { rows, count, duplicates, sheets } = found;
  if (sheets.every(({ layout }) => layout === null))
    return refused(sheets.some(({ filled }) => filled > 0) ? 'noAddresses' : 'empty', file, phrase);
  const rejected = remarksOf(found.rejected, found, phrase);
  const notes = remarksOf(found.notes, found, phrase);
  return { ok: true, rows, rejected, notes, count, duplicates };
}

async function findIn(
  { bytes }: ListFile,
  phrase: Phrase,
  progress: Progress,
): Promise<Found | ListProblemCode> {
  if (bytes.length === 0) return 'empty';
  if (bytes.length > listLimits.megabytes * 1024 * 1024) return 'tooLarge';
  // The container of Office before 2007, and of a workbook with a password.
  if ([0xd0, 0xcf, 0x11, 0xe0].every((byte, index) => bytes[index] === byte)) return 'oldExcel';
  return looksLikeZip(bytes)
    ? await findInWorkbook(bytes, phrase, progress)
    : await findInText(bytes, phrase, progress);
}

/** A list with quotes understood; where the quotes are broken, with quotes as plain characters. */
async function findInText(
  bytes: Uint8Array,
  phrase: Phrase,
  progress: Progress,
): Promise<Found | ListProblemCode> {
  const form = await textFormOf(bytes);
  if (!form) return 'notTable';
  for (const quote of ['"', null] as const) {
    const found = startFinding();
    const place = startSheet(found, '', phrase);
    const take = (row: Parameters<typeof takeRow>[0]) => {
      takeRow(row, place);
      return place.sheet.filled <= listLimits.rows;
    };
    if (!(await readTextRows(bytes, { ...form, quote, take, progress }))) continue;
    endSheet(place);
    return place.sheet.filled > listLimits.rows ? 'tooManyRows' : found;
  }
  return 'notTable';
}

async function findInWorkbook(
  bytes: Uint8Array,
  phrase: Phrase,
  progress: Progress,
): Promise<Found | ListProblemCode> {
  const found = startFinding();
  const problem = await readWorkbookRows(bytes, {
    progress,
    sheet: (name) => {
      const place = startSheet(found, name, phrase);
      return {
        take: (row) => {
          takeRow(row, place);
          return place.sheet.filled <= listLimits.rows;
        },
        end: () => endSheet(place),
      };
    },
  });
  return problem ?? found;
}

function refused(code: ListProblemCode, file: ListFile, phrase: Phrase): SubscriberList {
  const most = code === 'tooManyRows' ? listLimits.rows : listLimits.megabytes;
  const message = fill(phrase(`mail.list.problem.${code}`), { file: file.name, most: String(most) });
  return { ok: false, problem: { code, message } };
}
