// Owns showing an Excel number as a person sees it: a date, a percentage or a plain number with a decimal comma. Which
// cell it stands in belongs to xlsx.ts.

import { childOf, childrenOf, type XmlElement } from './xml.ts';

export type CellFormat = { kind: 'date' } | { kind: 'percent'; decimals: number } | { kind: 'plain' };

/** Built-in number formats that are dates, ECMA-376 part 1, 18.8.30. */
const builtInDates = new Set([14, 15, 16, 17, 22, 27, 30, 36, 50, 57]);

function formatOf(id: number, codes: ReadonlyMap<number, string>): CellFormat {
  if (id === 9) return { kind: 'percent', decimals: 0 };
  if (id === 10) return { kind: 'percent', decimals: 2 };
  if (builtInDates.has(id)) return { kind: 'date' };
  const code = (codes.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').split(';')[0] ?? '';
  if (code.includes('%')) return { kind: 'percent', decimals: /\.(0+)/.exec(code)?.[1]?.length ?? 0 };
  return /[dmyдмр]/i.test(code) && !/general/i.test(code) && /[dyдр]/i.test(code)
    ? { kind: 'date' }
    : { kind: 'plain' };
}

/** Formats by the style index of a cell. */
export function formatsOf(styles: XmlElement | undefined): CellFormat[] {
  const codes = new Map(
    childrenOf(childOf(styles, 'numFmts'), 'numFmt').map((item) => [
      Number(item.attributes.numFmtId),
      item.attributes.formatCode ?? '',
    ]),
  );
  return childrenOf(childOf(styles, 'cellXfs'), 'xf').map((item) =>
    formatOf(Number(item.attributes.numFmtId ?? 0), codes),
  );
}

/** Excel's serial day as `20.03.2023`; null outside 1900–2200. Day 60 of 1900 never was, hence the two starts. */
function shownDate(serial: number, epoch1904: boolean): string | null {
  const start = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  if (!(serial >= 1 && serial < 110_000)) return null;
  const day = new Date(start + Math.floor(serial) * 86_400_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(day.getUTCDate())}.${two(day.getUTCMonth() + 1)}.${day.getUTCFullYear()}`;
}

/** A double without its binary tail: 15 digits are what Excel itself keeps. */
function shownDecimal(value: number): string {
  return String(Number(value.toPrecision(15))).replace('.', ',');
}

/** The text that Excel would show for a number in that format; empty for what is no number. */
export function shownNumber(value: number, format: CellFormat | undefined, epoch1904: boolean): string {
  if (!Number.isFinite(value)) return '';
  switch (format?.kind) {
    case 'date':
      return shownDate(value, epoch1904) ?? shownDecimal(value);
    case 'percent':
      return `${(value * 100).toFixed(format.decimals).replace('.', ',')}%`;
    default:
      return shownDecimal(value);
  }
}
