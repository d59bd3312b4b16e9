// Owns writing a test document as DOCX, plainly or with the habits of Word that a reader must see through.

import { strToU8, zipSync } from 'fflate';
import { columnsOf, type Model, type Place, placesOf } from './model.ts';

export const wordHabits = [
  'plain',
  'splitRuns',
  'softHyphens',
  'trackedChanges',
  'contentControls',
  'bareMerge',
  'nestedTable',
  'repeatedHeaders',
  'pageSplit',
  'automaticNumbers',
  'deletedRow',
  'alternateContent',
] as const;
export type WordHabit = (typeof wordHabits)[number];

const namespaces =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"';

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function plainRun(text: string): string {
  const lines = text.split('\n').map((line) => `<w:t xml:space="preserve">${escaped(line)}</w:t>`);
  return `<w:r><w:rPr><w:b/></w:rPr>${lines.join('<w:br/>')}</w:r>`;
}

function runs(text: string, habit: WordHabit): string {
  const middle = Math.floor(text.length / 2);
  const halves = [text.slice(0, middle), text.slice(middle)] as const;
  switch (habit) {
    case 'splitRuns':
      return `${plainRun(halves[0])}<w:bookmarkStart w:id="1" w:name="x"/>${plainRun(halves[1])}<w:bookmarkEnd w:id="1"/>`;
    case 'softHyphens':
      return plainRun(text.replace(/([а-яіїє]{4})([а-яіїє]{3})/g, '$1\u00AD$2')).replace(
        '</w:r>',
        '<w:softHyphen/></w:r>',
      );
    case 'trackedChanges':
      return `${plainRun(halves[0])}<w:del w:id="2" w:author="x"><w:r><w:delText>старе</w:delText></w:r></w:del><w:ins w:id="3" w:author="x">${plainRun(halves[1])}</w:ins>`;
    case 'contentControls':
      return `<w:sdt><w:sdtPr><w:alias w:val="поле"/></w:sdtPr><w:sdtContent>${plainRun(text)}</w:sdtContent></w:sdt>`;
    case 'alternateContent':
      return `<mc:AlternateContent><mc:Choice Requires="wps">${plainRun(text)}</mc:Choice><mc:Fallback>${plainRun(text)}</mc:Fallback></mc:AlternateContent>`;
    default:
      return plainRun(text);
  }
}

const typedNumber = /^(\d+\.)(\d+\.)?\s*/;

/** A paragraph; with automatic numbers the typed one goes and Word's list takes its place. */
function paragraph(text: string, habit: WordHabit, numbered: boolean): string {
  const typed = numbered && habit === 'automaticNumbers' ? typedNumber.exec(text) : null;
  if (!typed) return `<w:p>${text === '' ? '' : runs(text, habit)}</w:p>`;
  const level = typed[2] === undefined ? 0 : 1;
  const properties = `<w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="7"/></w:numPr></w:pPr>`;
  const rest = text.slice(typed[0].length);
  return `<w:p>${properties}${rest === '' ? '' : runs(rest, habit)}</w:p>`;
}

function mergeMark(place: Place, habit: WordHabit): string {
  if (place.cell.down === 1) return '';
  if (!place.above) return '<w:vMerge w:val="restart"/>';
  return habit === 'bareMerge' ? '<w:vMerge/>' : '<w:vMerge w:val="continue"/>';
}

function cellXml(place: Place, habit: WordHabit, first: boolean): string {
  const span = place.cell.across > 1 ? `<w:gridSpan w:val="${place.cell.across}"/>` : '';
  const content = place.above
    ? '<w:p/>'
    : place.cell.paragraphs.map((text) => paragraph(text, habit, first)).join('');
  const cell = `<w:tc><w:tcPr>${span}${mergeMark(place, habit)}</w:tcPr>${content}</w:tc>`;
  return habit === 'contentControls' ? `<w:sdt><w:sdtContent>${cell}</w:sdtContent></w:sdt>` : cell;
}

function rowXml(places: readonly Place[], habit: WordHabit, header: boolean): string {
  const shown = places.filter((place) => place.origin || place.above);
  const properties = header ? '<w:trPr><w:tblHeader/></w:trPr>' : '';
  return `<w:tr>${properties}${shown.map((place, index) => cellXml(place, habit, index === 0)).join('')}</w:tr>`;
}

function tableXml(rows: readonly string[], columns: number): string {
  const grid = Array.from({ length: columns }, () => '<w:gridCol w:w="900"/>').join('');
  return `<w:tbl><w:tblPr/><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>`;
}

/** A row that somebody deleted with tracked changes on: Word shows it struck out, a reader must not see it. */
const struckRow =
  '<w:tr><w:trPr><w:del w:id="9" w:author="x"/></w:trPr><w:tc><w:p><w:del w:id="10" w:author="x"><w:r><w:delText>9.9.</w:delText></w:r></w:del></w:p></w:tc></w:tr>';

function bodyTables(model: Model, habit: WordHabit): string {
  const columns = columnsOf(model);
  const rows = placesOf(model).map((places, index) => rowXml(places, habit, index === 0));
  const [header = '', ...body] = rows;
  // Between two rows that no cell spans: where the page may break.
  const middle = placesOf(model).findIndex(
    (places, index) => index > rows.length / 2 && !places.some((p) => p.above),
  );
  switch (habit) {
    case 'repeatedHeaders':
      return tableXml([...rows.slice(0, middle), header, ...rows.slice(middle)], columns);
    case 'pageSplit':
      return `${tableXml(rows.slice(0, middle), columns)}<w:p/>${tableXml(rows.slice(middle), columns)}`;
    case 'nestedTable':
      return tableXml([`<w:tr><w:tc>${tableXml(rows, columns)}<w:p/></w:tc></w:tr>`], 1);
    case 'deletedRow':
      return tableXml([header, struckRow, ...body], columns);
    default:
      return tableXml(rows, columns);
  }
}

const numbering = `<?xml version="1.0" encoding="UTF-8"?><w:numbering ${namespaces}><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>`;

const contentTypes =
  '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>';
const relations =
  '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>';
const documentRelations =
  '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>';

/** Zips parts with a fixed date, so that the same parts always make the same bytes. */
export function zipParts(parts: Readonly<Record<string, string>>): Uint8Array {
  const files = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(files, { mtime: new Date('2024-01-01T12:00:00Z'), level: 6 });
}

/** Any body as a DOCX. */
export function docxOfBody(body: string): Uint8Array {
  return zipParts({
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relations,
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${namespaces}><w:body>${body}<w:sectPr/></w:body></w:document>`,
    'word/numbering.xml': numbering,
    'word/_rels/document.xml.rels': documentRelations,
  });
}

export function docxOf(model: Model, habit: WordHabit = 'plain'): Uint8Array {
  const outside = (texts: readonly string[]): string =>
    texts.map((text) => paragraph(text, habit, false)).join('');
  return docxOfBody(`${outside(model.above)}${bodyTables(model, habit)}${outside(model.below)}`);
}
