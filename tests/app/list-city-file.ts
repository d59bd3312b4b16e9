// Owns writing a made list as the files that clerks have: a CSV of an older program, a workbook of Excel.
import { strToU8, zipSync } from 'fflate';
import { inWindows1251 } from '../mail/list-files.ts';
import { type CityList, cityHeadings } from './list-city.ts';

/** A CSV in Windows-1251 with semicolons and Windows line ends. */
export function cityCsv({ rows }: CityList): Uint8Array {
  const lines = [cityHeadings, ...rows.map(({ cells }) => cells)].map((cells) => cells.map(quoted).join(';'));
  return inWindows1251(`${lines.join('\r\n')}\r\n`);
}

function quoted(cell: string): string {
  return /[;"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A workbook as Excel saves it: texts shared, numbers as numbers; written by hand, for a library takes a gigabyte. */
export function cityWorkbook({ rows }: CityList): Uint8Array {
  const shared = new Map<string, number>();
  const indexOf = (text: string) => {
    const index = shared.get(text) ?? shared.size;
    shared.set(text, index);
    return index;
  };
  const lines = [cityHeadings, ...rows.map(({ cells }) => cells)].map((cells, row) => {
    const written = cells.map((cell, column) => {
      const at = `${String.fromCharCode(65 + column)}${row + 1}`;
      if (cell === '') return '';
      if (/^\d{1,9}$/.test(cell)) return `<c r="${at}"><v>${cell}</v></c>`;
      return `<c r="${at}" t="s"><v>${indexOf(cell)}</v></c>`;
    });
    return `<row r="${row + 1}">${written.join('')}</row>`;
  });
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const texts = [...shared.keys()].map((text) => `<si><t>${escaped(text)}</t></si>`);
  return zipSync({
    ...frame(main),
    'xl/worksheets/sheet1.xml': strToU8(
      `<worksheet ${main}><sheetData>${lines.join('')}</sheetData></worksheet>`,
    ),
    'xl/sharedStrings.xml': strToU8(`<sst ${main} uniqueCount="${texts.length}">${texts.join('')}</sst>`),
  });
}

/** The parts of a workbook that say where its sheet is. */
function frame(main: string) {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (target: string, type: string) =>
    strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`,
    );
  const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return {
    '[Content_Types].xml': strToU8(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheet}.worksheet+xml"/></Types>`,
    ),
    '_rels/.rels': relations('xl/workbook.xml', 'officeDocument'),
    'xl/workbook.xml': strToU8(
      `<workbook ${main} xmlns:r="${office}"><sheets><sheet name="Учасники" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': relations('worksheets/sheet1.xml', 'worksheet'),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
