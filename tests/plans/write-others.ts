// Owns writing a test document as XLSX, CSV and a text dump; DOCX is write-docx.ts's.

import { columnsOf, type Model, type Place, placesOf } from './model.ts';
import { zipParts } from './write-docx.ts';

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function letter(column: number): string {
  return String.fromCharCode(65 + column);
}

function cellText(place: Place): string {
  return place.origin ? place.cell.paragraphs.join('\n') : '';
}

/** Lines above and below stand in the first column, as people paste them. */
function sheetRows(model: Model): string[][] {
  const above = model.above.flatMap((text) => text.split('\n')).map((text) => [text]);
  const below = model.below.flatMap((text) => text.split('\n')).map((text) => [text]);
  return [...above, ...placesOf(model).map((places) => places.map(cellText)), ...below];
}

function mergeRefs(model: Model): string[] {
  const offset = model.above.flatMap((text) => text.split('\n')).length;
  return placesOf(model).flatMap((places, index) =>
    places.flatMap((place, column) => {
      const { across, down } = place.cell;
      if (!place.origin || (across === 1 && down === 1)) return [];
      const top = offset + index + 1;
      return [`${letter(column)}${top}:${letter(column + across - 1)}${top + down - 1}`];
    }),
  );
}

/** Whole numbers are stored as numbers, everything else as shared strings, as Excel does. */
function cellXml(text: string, reference: string, strings: string[]): string {
  if (text === '') return `<c r="${reference}"/>`;
  if (/^\d{1,6}$/.test(text)) return `<c r="${reference}"><v>${text}</v></c>`;
  strings.push(text);
  return `<c r="${reference}" t="s"><v>${strings.length - 1}</v></c>`;
}

export function xlsxOf(model: Model): Uint8Array {
  const strings: string[] = [];
  const rows = sheetRows(model).map((cells, index) => {
    const shown = cells.map((text, column) => cellXml(text, `${letter(column)}${index + 1}`, strings));
    return `<row r="${index + 1}">${shown.join('')}</row>`;
  });
  const merges = mergeRefs(model).map((reference) => `<mergeCell ref="${reference}"/>`);
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const shared = strings.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`);
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return zipParts({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${type}.sharedStrings+xml"/></Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${head}<workbook ${main} xmlns:r="${office}"><sheets><sheet name="План" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet ${main}><sheetData>${rows.join('')}</sheetData><mergeCells count="${merges.length}">${merges.join('')}</mergeCells></worksheet>`,
    'xl/sharedStrings.xml': `${head}<sst ${main}>${shared.join('')}</sst>`,
  });
}

function quoted(text: string, delimiter: string): string {
  const special = text.includes(delimiter) || /["\n]/.test(text);
  return special ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Merges are lost in CSV: a covered cell is simply empty. */
export function csvOf(model: Model, delimiter: string): string {
  const width = columnsOf(model);
  const full = sheetRows(model).map((cells) =>
    Array.from({ length: width }, (_, index) => cells[index] ?? ''),
  );
  return full.map((cells) => cells.map((text) => quoted(text, delimiter)).join(delimiter)).join('\r\n');
}

/** One cell a line, opened by a TAB; a blank line after each row. Spanned columns vanish, merged-down cells are empty. */
export function dumpOf(model: Model): string {
  const rows = placesOf(model).map((places) =>
    places
      .filter((place) => place.origin || place.above)
      .map((place) => `\t${cellText(place)}`)
      .join('\n'),
  );
  return `${model.above.join('\n')}\n${rows.join('\n\n')}\n\n\n${model.below.join('\n\n')}\n`;
}

/** One row a line, cells joined by TABs, parallel paragraphs marked as a damaged conversion does. */
export function lineDumpOf(model: Model): string {
  const rows = placesOf(model).map((places) =>
    places
      .map((place) => {
        const { paragraphs } = place.cell;
        if (!place.origin) return '';
        return paragraphs.length > 1
          ? paragraphs.map((text) => `<p>${text}</p>`).join(' ')
          : (paragraphs[0] ?? '');
      })
      .join('\t')
      .replace(/\n/g, ' '),
  );
  return `${model.above.join('\n\n')}\n\n${rows.join('\n')}\n\n${model.below.join('\n')}\n`;
}

const cyrillic = 'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u0098™љ›њќћџ\u00a0ЎўЈ¤Ґ¦§Ё©Є«¬\u00ad®Ї°±Ііґµ¶·ё№є»јЅѕї';

/** Text in Windows-1251, as older office programs save CSV. Letters outside it must not occur. */
export function windows1251(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    if (code < 0x80) return code;
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    const at = cyrillic.indexOf(char);
    if (at < 0) throw new Error(`«${char}» is not in Windows-1251`);
    return 0x80 + at;
  });
}

export function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');
  return new Uint8Array(order === 'le' ? bytes : bytes.swap16());
}
