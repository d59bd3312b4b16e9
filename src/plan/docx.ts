// Owns reading a Word document's body into the grid with Word's habits: tracked changes, content controls, merged cells,
// nested tables, automatic numbers. What tables mean belongs to header.ts and rows.ts.

import { type Archive, openArchive } from './archive.ts';
import { type Numbering, numberingOf } from './docx-numbering.ts';
import type { GridBlock, GridCell, GridReading, GridTable } from './grid.ts';
import { childOf, childrenOf, elementsOf, readXml, textOf, type XmlElement } from './xml.ts';

const usualPart = 'word/document.xml';
const relationsPart = '_rels/.rels';
const sideParts = ['word/numbering.xml', 'word/styles.xml', 'word/footnotes.xml', 'word/endnotes.xml'];

/** What was deleted or moved away by tracked changes, and what never shows as text. */
const dropped = new Set([
  'del',
  'moveFrom',
  'instrText',
  'delText',
  'Fallback',
  'rPr',
  'pPr',
  'tcPr',
  'trPr',
  'tblPr',
]);

/** Text boxes are floating decoration; their text would land in the middle of a cell. */
const floating = new Set(['drawing', 'pict', 'object']);

/** The marks of a run and the text they stand for. `softHyphen` shows only at a line's end. */
const marks: Readonly<Record<string, string>> = {
  br: '\n',
  cr: '\n',
  tab: ' ',
  ptab: ' ',
  noBreakHyphen: '-',
  softHyphen: '',
};

/** Hidden runs, and the grey prompt of a content control that nobody filled in. */
function isUnseen(element: XmlElement): boolean {
  if (element.name === 'r') return isOn(childOf(childOf(element, 'rPr'), 'vanish'));
  return element.name === 'sdt' && isOn(childOf(childOf(element, 'sdtPr'), 'showingPlcHdr'));
}

function runText(element: XmlElement): string {
  if (dropped.has(element.name) || floating.has(element.name) || isUnseen(element)) return '';
  if (element.name === 't') return textOf(element);
  const mark = marks[element.name];
  if (mark !== undefined) return mark;
  return elementsOf(element).map(runText).join('');
}

function isOn(element: XmlElement | undefined): boolean {
  return element !== undefined && !['0', 'false', 'off'].includes(element.attributes.val ?? '1');
}

type Paragraph = { text: string; label: string; markDeleted: boolean };

function paragraphOf(element: XmlElement, numbering: Numbering): Paragraph {
  const properties = childOf(element, 'pPr');
  const body = elementsOf(element).map(runText).join('');
  const label = numbering.labelOf(properties);
  const markDeleted = childOf(childOf(properties, 'rPr'), 'del') !== undefined;
  return { text: body, label, markDeleted };
}

/** Block content of a body or a cell with content controls, insertions and custom XML opened up. */
function blocksWithin(element: XmlElement): XmlElement[] {
  return elementsOf(element).flatMap((child) => {
    switch (child.name) {
      case 'p':
      case 'tbl':
        return [child];
      case 'sdt':
        return isUnseen(child) ? [] : blocksWithin(child);
      case 'sdtContent':
      case 'ins':
      case 'moveTo':
      case 'customXml':
      case 'smartTag':
      case 'AlternateContent':
      case 'Choice':
        return blocksWithin(child);
      default:
        return [];
    }
  });
}

/** Rows of a table, or cells of a row, also those inside content controls. */
function partsWithin(element: XmlElement, name: 'tr' | 'tc'): XmlElement[] {
  return elementsOf(element).flatMap((child) => {
    if (child.name === name) return [child];
    return ['sdt', 'sdtContent', 'ins', 'moveTo', 'customXml'].includes(child.name)
      ? partsWithin(child, name)
      : [];
  });
}

type Block = Paragraph | GridTable;

function contentOf(element: XmlElement, numbering: Numbering): Block[] {
  const blocks: Block[] = [];
  for (const child of blocksWithin(element)) {
    if (child.name === 'tbl') {
      blocks.push(tableOf(child, numbering));
      continue;
    }
    const paragraph = paragraphOf(child, numbering);
    const last = blocks.at(-1);
    // A deleted paragraph mark means that Word shows the next paragraph as its continuation.
    if (last && 'markDeleted' in last && last.markDeleted) {
      last.text += paragraph.text;
      last.markDeleted = paragraph.markDeleted;
    } else {
      blocks.push(paragraph);
    }
  }
  return blocks;
}

/** Paragraphs outside tables are shown with their automatic numbers: a section's heading is one of them. */
function blocksOf(element: XmlElement, numbering: Numbering): GridBlock[] {
  return contentOf(element, numbering).map((block) =>
    'rows' in block
      ? { kind: 'table', table: block }
      : { kind: 'paragraph', text: block.label === '' ? block.text : `${block.label} ${block.text}` },
  );
}

function spanOf(element: XmlElement | undefined): number {
  const span = Number.parseInt(element?.attributes.val ?? '1', 10);
  return Number.isNaN(span) ? 1 : Math.min(Math.max(span, 1), 100);
}

function cellOf(element: XmlElement, numbering: Numbering): GridCell {
  const properties = childOf(element, 'tcPr');
  const merge = childOf(properties, 'vMerge');
  const blocks = contentOf(element, numbering);
  const paragraphs = blocks.filter((block) => 'label' in block);
  return {
    paragraphs: paragraphs.map((paragraph) => paragraph.text),
    labels: paragraphs.map((paragraph) => paragraph.label),
    tables: blocks.filter((block) => 'rows' in block),
    columnSpan: spanOf(childOf(properties, 'gridSpan')),
    // A vMerge without a value continues, ECMA-376 part 1, 17.4.84.
    continues: merge !== undefined && merge.attributes.val !== 'restart',
  };
}

function blankCells(count: number): GridCell[] {
  return Array.from({ length: count }, () => ({
    paragraphs: [],
    tables: [],
    columnSpan: 1,
    continues: false,
  }));
}

function rowOf(element: XmlElement, numbering: Numbering): GridCell[] {
  const properties = childOf(element, 'trPr');
  const before = childOf(properties, 'gridBefore');
  const cells: GridCell[] = before ? blankCells(spanOf(before)) : [];
  for (const part of partsWithin(element, 'tc')) {
    const cell = cellOf(part, numbering);
    const merge = childOf(childOf(part, 'tcPr'), 'hMerge');
    const last = cells.at(-1);
    if (merge && merge.attributes.val !== 'restart' && last) last.columnSpan += cell.columnSpan;
    else cells.push(cell);
  }
  return cells;
}

function tableOf(element: XmlElement, numbering: Numbering): GridTable {
  const rows = partsWithin(element, 'tr').filter((row) => childOf(childOf(row, 'trPr'), 'del') === undefined);
  return { rows: rows.map((row) => rowOf(row, numbering)) };
}

function footnotesOf(roots: readonly (XmlElement | undefined)[], numbering: Numbering): string[] {
  const notes = roots.flatMap((root) => [...childrenOf(root, 'footnote'), ...childrenOf(root, 'endnote')]);
  return notes
    .filter((note) => note.attributes.type === undefined || note.attributes.type === 'normal')
    .map((note) =>
      blocksOf(note, numbering)
        .map((block) => (block.kind === 'paragraph' ? block.text : ''))
        .join(' '),
    );
}

function partOf(archive: Archive, name: string): XmlElement | undefined {
  const bytes = archive.parts.get(name);
  const reading = bytes ? readXml(bytes) : undefined;
  return reading?.ok ? reading.root : undefined;
}

/** Whether an archive with these names is a Word document. */
export function isDocx(names: readonly string[]): boolean {
  return names.includes(usualPart) || names.some((name) => /^word\/document\d*\.xml$/.test(name));
}

/** The part that the package names as its document; some programs call it `document2.xml`. */
function mainPart(archive: Archive): string {
  const relations = childrenOf(partOf(archive, relationsPart), 'Relationship');
  const target = relations.find((one) => one.attributes.Type?.endsWith('/officeDocument'))?.attributes.Target;
  const named = target?.replace(/^\//, '');
  return named && archive.parts.has(named) ? named : usualPart;
}

/** Reads the body of a DOCX. A broken numbering or style part costs the automatic numbers, not the document. */
export function readDocx(bytes: Uint8Array): GridReading {
  const wanted = /^word\/document\d*\.xml$/;
  const opened = openArchive(
    bytes,
    (name) => wanted.test(name) || name === relationsPart || sideParts.includes(name),
  );
  if (!opened.ok) return opened;
  const { archive } = opened;
  const document = readXml(archive.parts.get(mainPart(archive)) ?? new Uint8Array());
  if (!document.ok) return document;
  const body = childOf(document.root, 'body');
  if (!body) return { ok: false, code: 'damaged' };
  const numbering = numberingOf(partOf(archive, 'word/numbering.xml'), partOf(archive, 'word/styles.xml'));
  const notes = [partOf(archive, 'word/footnotes.xml'), partOf(archive, 'word/endnotes.xml')];
  return { ok: true, grid: { blocks: blocksOf(body, numbering), footnotes: footnotesOf(notes, numbering) } };
}
