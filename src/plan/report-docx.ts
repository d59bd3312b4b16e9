// Owns the report as a DOCX: A4 landscape, the nine columns with their numbers repeated on every page, totals, room to sign.
// What stands in the cells is report-words.ts's.

import { shownShare, shownSum, type WordedReport, type WordedRow } from '../core/plan/report-words.ts';

type Docx = typeof import('docx');
type Align = 'left' | 'center' | 'right';
type Look = { bold?: boolean; align?: Align; size?: number; keepNext?: boolean };
type Cell = Look & { lines: readonly string[]; span?: number };

/** A4 in twentieths of a point; the package turns the page itself. Source: ECMA-376 part 1, 17.6.13. */
const page = { width: 11906, height: 16838, side: 567, top: 850 } as const;
/** The nine columns in twentieths of a point; together the width between the margins. */
const widths = [620, 1900, 2350, 1620, 1850, 1300, 1500, 1150, 3414] as const;
const fontSize = 18;
const headingSize = 16;

/** The bytes of the document. The same report always says the same. */
export async function reportDocx(report: WordedReport): Promise<Uint8Array> {
  // Loaded when a report is made: the package costs more than the rest of a command.
  const docx = await import('docx');
  const { Document, Packer, PageOrientation } = docx;
  const { side, top, width, height } = page;
  const margins = { left: side, right: side, top, bottom: top };
  const document = new Document({
    title: report.title.join(' '),
    creator: report.title[1] ?? '',
    styles: {
      default: { document: { run: { font: 'Times New Roman', size: 24, language: { value: 'uk-UA' } } } },
    },
    sections: [
      {
        properties: {
          page: { margin: margins, size: { width, height, orientation: PageOrientation.LANDSCAPE } },
        },
        children: [...above(docx, report), table(docx, report), ...below(docx, report)],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function above(docx: Docx, { title, head }: WordedReport) {
  return [
    ...title.map((text, index) => paragraph(docx, text, { align: 'center', bold: index === 0 })),
    paragraph(docx, ''),
    ...head.map((text) => paragraph(docx, text, { align: 'left' })),
    paragraph(docx, '', { size: 8 }),
  ];
}

/** The block to sign stays on one page. */
function below(docx: Docx, { signature }: WordedReport) {
  return signature.flatMap((text, index) => {
    const keepNext = index < signature.length - 1;
    return [paragraph(docx, '', { keepNext: true }), paragraph(docx, text, { keepNext })];
  });
}

function table(docx: Docx, report: WordedReport) {
  const { Table, TableLayoutType, WidthType } = docx;
  const heading = (lines: readonly string[]) =>
    row(
      docx,
      lines.map((text) => ({ lines: [text], bold: true, align: 'center' as const, size: headingSize })),
      true,
    );
  const numbers = report.columns.map((_, index) => String(index + 1));
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...widths],
    rows: [
      heading(report.columns),
      heading(numbers),
      ...report.rows.map((one) => row(docx, cellsOf(one))),
      row(docx, totalCells(report)),
    ],
  });
}

function cellsOf(row: WordedRow): Cell[] {
  return [
    { lines: [row.number], align: 'center' },
    { lines: [row.section] },
    { lines: row.what },
    { lines: [row.period] },
    { lines: row.executors },
    { lines: [shownSum(row.planned)], align: 'right' },
    { lines: [shownSum(row.actual)], align: 'right' },
    { lines: [shownShare(row.share)], align: 'right' },
    { lines: row.account },
  ];
}

function totalCells({ totalLabel, totals }: WordedReport): Cell[] {
  const sum = (text: string): Cell => ({ lines: [text], align: 'right', bold: true });
  return [
    { lines: [''] },
    { lines: [totalLabel], bold: true },
    { lines: [''] },
    { lines: [''] },
    { lines: [''] },
    sum(shownSum(totals.planned)),
    sum(shownSum(totals.actual)),
    sum(shownShare(totals.share)),
    { lines: [''] },
  ];
}

function row(docx: Docx, cells: readonly Cell[], header = false) {
  const { TableCell, TableRow, WidthType } = docx;
  const children = cells.map(({ lines, ...look }, index) => {
    const size = widths[index] ?? 0;
    const texts = lines.flatMap((text) => text.split('\n'));
    return new TableCell({
      width: { size, type: WidthType.DXA },
      margins: { top: 40, bottom: 40, left: 70, right: 70 },
      children: texts.map((text) => paragraph(docx, text, { size: fontSize, ...look })),
    });
  });
  return new TableRow({ children, tableHeader: header, cantSplit: true });
}

/** XML has no place for control characters, which a pasted text may hold. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, ' ');

function paragraph(docx: Docx, text: string, look: Look = {}) {
  const { bold = false, align = 'left', size, keepNext = false } = look;
  const { AlignmentType, Paragraph, TextRun } = docx;
  const run = new TextRun({ text: printable(text), bold, ...(size ? { size } : {}) });
  const alignment = { left: AlignmentType.LEFT, center: AlignmentType.CENTER, right: AlignmentType.RIGHT }[
    align
  ];
  return new Paragraph({ alignment, keepNext, children: [run] });
}
