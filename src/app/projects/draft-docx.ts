// Owns the application form as a DOCX: A4, headings as styles, tables with heading rows, in Ukrainian for who has it read aloud.
// What stands in it is core/draft-form.ts's.
import type { DraftForm, FormPart, FormTable } from '../../core/drafts/draft-form.ts';

type Docx = typeof import('docx');

/** A4 in twentieths of a point. Source: ECMA-376 part 1, 17.6.13. */
const page = { width: 11906, height: 16838, side: 1134 } as const;
const tableWidth = page.width - 2 * page.side;
/** Half-points. */
const size = { text: 24, heading: 26, title: 32 } as const;
/** A row tall enough to write in, in twentieths of a point. */
const rowHeight = 480;
const blankLines = 3;

/** The bytes of the document. */
export async function draftDocx(form: DraftForm): Promise<Uint8Array> {
  // Loaded when a form is made: the package costs more than the rest of a turn.
  const docx = await import('docx');
  const { Document, HeadingLevel, Packer } = docx;
  const margin = { left: page.side, right: page.side, top: page.side, bottom: page.side };
  const document = new Document({
    title: printable(form.name === '' ? form.title : `${form.title}: ${form.name}`),
    creator: '',
    lastModifiedBy: '',
    styles: {
      default: {
        document: { run: { font: 'Times New Roman', size: size.text, language: { value: 'uk-UA' } } },
        title: { run: { size: size.title, bold: true }, paragraph: { spacing: { after: 240 } } },
        heading1: {
          run: { size: size.heading, bold: true },
          paragraph: { spacing: { before: 240, after: 80 } },
        },
      },
    },
    sections: [
      {
        properties: { page: { margin, size: { width: page.width, height: page.height } } },
        children: [
          paragraph(docx, form.title, { heading: HeadingLevel.TITLE }),
          paragraph(docx, form.note, { italics: true }),
          ...form.parts.flatMap((part) => partOf(docx, part)),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function partOf(docx: Docx, part: FormPart) {
  const { heading, texts, blank, labels, table, ownSheet } = part;
  return [
    paragraph(docx, heading, { heading: docx.HeadingLevel.HEADING_1, pageBreakBefore: ownSheet }),
    ...texts.map((text) => paragraph(docx, text)),
    ...(blank ? Array.from({ length: blankLines }, () => lineToWrite(docx, '')) : []),
    ...labels.map((label) => lineToWrite(docx, `${label}: `)),
    ...(table ? [tableOf(docx, table)] : []),
  ];
}

type Look = {
  heading?: 'Title' | 'Heading1';
  italics?: boolean;
  bold?: boolean;
  pageBreakBefore?: boolean;
};

function paragraph(docx: Docx, text: string, look: Look = {}) {
  const { heading, italics = false, bold, pageBreakBefore = false } = look;
  const run = new docx.TextRun({
    text: printable(text),
    italics,
    ...(bold === undefined ? {} : { bold }),
  });
  return new docx.Paragraph({
    ...(heading ? { heading } : {}),
    pageBreakBefore,
    keepNext: heading !== undefined,
    children: [run],
  });
}

/** A label and a line to write on, drawn by a tab that fills the rest of the page's width. */
function lineToWrite(docx: Docx, label: string) {
  const { LeaderType, Paragraph, Tab, TabStopType, TextRun } = docx;
  return new Paragraph({
    spacing: { before: 160, after: 80 },
    tabStops: [{ type: TabStopType.RIGHT, position: tableWidth, leader: LeaderType.UNDERSCORE }],
    children: [new TextRun({ children: [printable(label), new Tab()] })],
  });
}

function tableOf(docx: Docx, { head, rows }: FormTable) {
  const { HeightRule, Table, TableCell, TableLayoutType, TableRow, WidthType } = docx;
  const widths = widthsOf(head.length);
  const row = (cells: readonly string[], header: boolean) =>
    new TableRow({
      tableHeader: header,
      cantSplit: true,
      height: { value: rowHeight, rule: HeightRule.ATLEAST },
      children: cells.map(
        (text, index) =>
          new TableCell({
            width: { size: widths[index] ?? 0, type: WidthType.DXA },
            margins: { top: 60, bottom: 60, left: 80, right: 80 },
            children: [paragraph(docx, text, header ? { bold: true } : {})],
          }),
      ),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: tableWidth, type: WidthType.DXA },
    columnWidths: widths,
    rows: [row(head, true), ...rows.map((cells) => row(cells, false))],
  });
}

/** A narrow column for numbers, a wide one for names, the others alike. */
function widthsOf(columns: number): number[] {
  const number = 700;
  const others = columns - 1;
  const wide = others > 2 ? Math.round(tableWidth * 0.38) : Math.round((tableWidth - number) / others);
  const rest = Math.floor((tableWidth - number - wide) / Math.max(1, others - 1));
  return Array.from({ length: columns }, (_, index) => (index === 0 ? number : index === 1 ? wide : rest));
}

/** XML has no place for control characters, which a pasted text may hold. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, ' ');
}
