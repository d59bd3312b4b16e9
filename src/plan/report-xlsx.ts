// Owns the report as an XLSX: the same nine columns with sums and shares as formulas, each with the value that it has now.
// What stands in the cells is report-words.ts's.

import type { Workbook, Worksheet } from '@cj-tech-master/excelts';
import type { ReportSums } from '../core/plan/report.ts';
import type { WordedReport } from '../core/plan/report-words.ts';

const widths = [6, 26, 30, 15, 24, 17, 17, 12, 48] as const;
const border = { style: 'thin' as const };
const box = { top: border, left: border, bottom: border, right: border };
/** With the Ukrainian locale named, so that every program prints `180 000,00` wherever it is opened. */
const moneyFormat = '[$-422]#,##0.00';
const shareFormat = '[$-422]0.0';
const font = { name: 'Times New Roman', size: 10 } as const;
/** In points: a line of this font, and the tallest row that Excel knows. */
const lineHeight = 13.5;
const tallestRow = 409;

/** The bytes of the workbook. Sums are in hryvnias as numbers; what is not funded is the text `-`, as on paper. */
export async function reportXlsx(report: WordedReport): Promise<Uint8Array> {
  const { Workbook } = await import('@cj-tech-master/excelts');
  const book = new Workbook();
  const sheet = sheetFor(book, report);
  const heading = headingRows(sheet, report);
  const first = heading + 1;
  for (const [place, row] of report.rows.entries()) {
    const { number, section, what, period, executors, account } = row;
    const texts = [number, section, what.join('\n'), period, executors.join('\n')];
    fill(sheet, first + place, { before: texts, after: account.join('\n') });
    sums(sheet, first + place, { of: row, over: null });
  }
  const last = heading + report.rows.length;
  fill(sheet, last + 1, { before: ['', report.totalLabel, '', '', ''], after: '', bold: true });
  sums(sheet, last + 1, { of: report.totals, over: { first, last } });
  for (const [place, text] of report.signature.entries()) {
    const cell = sheet.getCell(last + 3 + 2 * place, 2);
    cell.value = plain(text);
    cell.font = font;
  }
  sheet.pageSetup.printTitlesRow = `${heading - 1}:${heading}`;
  return await book.xlsx.writeBuffer();
}

function sheetFor(book: Workbook, report: WordedReport): Worksheet {
  const sheet = book.addWorksheet(report.sheet.slice(0, 31), {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  for (const [index, width] of widths.entries()) sheet.getColumn(index + 1).width = width;
  return sheet;
}

/** Title, head and the two rows of column names and numbers; returns the last row written. */
function headingRows(sheet: Worksheet, { title, head, columns }: WordedReport): number {
  let row = 0;
  for (const [index, text] of [...title, '', ...head].entries()) {
    row += 1;
    if (text === '') continue;
    const titled = index < title.length;
    sheet.mergeCells(row, 1, row, widths.length);
    const cell = sheet.getCell(row, 1);
    cell.value = plain(text);
    cell.font = { ...font, bold: index === 0 };
    cell.alignment = { horizontal: titled ? 'center' : 'left', wrapText: true };
  }
  const numbers = columns.map((_, index) => String(index + 1));
  for (const names of [columns, numbers]) {
    row += 1;
    for (const [index, text] of names.entries()) {
      const cell = sheet.getCell(row, index + 1);
      cell.value = text;
      cell.font = { ...font, bold: true };
      cell.border = box;
      cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
    }
    setHeight(
      sheet,
      row,
      names.map((text, index) => [index + 1, text] as const),
    );
  }
  return row;
}

type Texts = { before: readonly string[]; after: string; bold?: boolean };

function fill(sheet: Worksheet, row: number, { before, after, bold = false }: Texts): void {
  const cells = [...before.map((text, index) => [index + 1, text] as const), [widths.length, after] as const];
  for (const [column, text] of cells) {
    const cell = sheet.getCell(row, column);
    cell.value = plain(text);
    cell.font = { ...font, bold };
    cell.border = box;
    cell.alignment = { vertical: 'top', wrapText: true };
  }
  setHeight(sheet, row, cells);
}

/** Programs don't all measure wrapped cells when they open a file, so the height is reckoned from the longest text. */
function setHeight(sheet: Worksheet, row: number, cells: readonly (readonly [number, string])[]): void {
  const lines = cells.map(([column, text]) => {
    // A column's width counts digits; Cyrillic letters and broken words need about a fifth more.
    const room = (widths[column - 1] ?? 10) / 1.2;
    return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / room)), 0);
  });
  sheet.getRow(row).height = Math.min(tallestRow, Math.max(1, ...lines) * lineHeight + 3);
}

/** Text stays text: a cell that begins with `=` or holds a control character would be something else in a sheet. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n]|\p{Cs}/gu, ' ');
}

type Sums = { of: ReportSums; over: { first: number; last: number } | null };

/** Planned, paid and share of a row; of the totals with the rows that they add up. */
function sums(sheet: Worksheet, row: number, { of, over }: Sums): void {
  const total = (column: string, kopecks: number) =>
    over === null
      ? kopecks / 100
      : { formula: `SUM(${column}${over.first}:${column}${over.last})`, result: kopecks / 100 };
  const put = (
    column: number,
    value: number | string | { formula: string; result: number },
    numFmt: string,
  ) => {
    const cell = sheet.getCell(row, column);
    cell.value = value;
    cell.numFmt = numFmt;
    cell.font = { ...font, bold: over !== null };
    cell.border = box;
    cell.alignment = { horizontal: 'right', vertical: 'top' };
  };
  put(6, of.planned === null ? '-' : total('F', of.planned), moneyFormat);
  put(7, of.actual === null ? '-' : total('G', of.actual), moneyFormat);
  const share = of.share === null ? '-' : { formula: `ROUND(G${row}/F${row}*100,1)`, result: of.share / 10 };
  put(8, share, shareFormat);
}
