// Owns the sheet of QR codes as a PDF of A4 pages: six codes a page, drawn as vectors, with Ukrainian words in a font that is carried along.
import { createRequire } from 'node:module';
import { encode } from 'uqr';

const require = createRequire(import.meta.url);

/** What stands above a code, and the address under it, which the code holds. */
export type SheetCode = { title: string; address: string };

/** Points of 1/72 inch: A4, two columns of three. */
const page = { width: 595, height: 842, margin: 42 } as const;
const columns = 2;
const rows = 3;
const cell = {
  width: (page.width - 2 * page.margin) / columns,
  height: (page.height - 2 * page.margin) / rows,
} as const;
const codeSide = 150;
/** Modules of white around the code, as ISO/IEC 18004 asks for. */
const quietModules = 4;

type Doc = PDFKit.PDFDocument;

/** The file; `title` is the document's own, `scan` the line under each title that says what to do. Loaded on first use. */
export async function qrPdf(
  codes: readonly SheetCode[],
  words: { title: string; scan: string },
): Promise<Uint8Array> {
  const { default: PdfDocument } = await import('pdfkit');
  const doc = new PdfDocument({
    size: 'A4',
    margin: 0,
    info: { Title: words.title },
    lang: 'uk',
    autoFirstPage: false,
  });
  const parts: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (part: Uint8Array) => parts.push(part));
    doc.on('end', () => resolve());
    doc.on('error', reject);
  });
  doc.registerFont('plain', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  doc.registerFont('bold', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  codes.forEach((code, index) => {
    const place = index % (columns * rows);
    if (place === 0) doc.addPage();
    const x = page.margin + (place % columns) * cell.width;
    const y = page.margin + Math.floor(place / columns) * cell.height;
    drawCell(doc, { ...code, scan: words.scan, x, y });
  });
  doc.end();
  await ended;
  return Buffer.concat(parts);
}

function drawCell(doc: Doc, of: SheetCode & { scan: string; x: number; y: number }): void {
  const { title, address, scan, x, y } = of;
  const inner = cell.width - 20;
  const line = { width: inner, align: 'center', ellipsis: true } as const;
  // Lines to cut along, light enough to be no part of the picture.
  doc.lineWidth(0.5).strokeColor('#999999').rect(x, y, cell.width, cell.height).stroke();
  doc
    .fillColor('#000000')
    .font('bold')
    .fontSize(13)
    .text(title, x + 10, y + 10, { ...line, height: 34 });
  doc
    .font('plain')
    .fontSize(9)
    .text(scan, x + 10, y + 44, { ...line, height: 14 });
  drawCode(doc, address, { x: x + (cell.width - codeSide) / 2, y: y + 60 });
  doc
    .font('plain')
    .fontSize(8)
    .text(address, x + 10, y + 60 + codeSide + 6, { ...line, height: 24 });
}

function drawCode(doc: Doc, address: string, at: { x: number; y: number }): void {
  const { size, data } = encode(address, { ecc: 'Q', boostEcc: true, border: quietModules });
  const side = codeSide / size;
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) doc.rect(at.x + x * side, at.y + y * side, side, side);
    });
  });
  doc.fill('#000000');
}
