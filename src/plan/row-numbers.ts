// Owns the numbers of rows as people type them: in a column of their own, before a name, Arabic or Roman.

const numberText = /^(\d{1,3}(?:[.,]\d{1,3})*)\s?([а-яіїєґa-z])?[.)]?$/i;
/** A Roman numeral as some plans number their sections, folded. */
export const romanText = /^[ivxlcdmіхс]{1,6}[.)]?$/i;

/** `1.1.`, `1,1`, `2)` and `1.8б` as `1.1`, `2`, `1.8б`; null when the cell holds no number. */
export function numberOf(text: string): string | null {
  const match = numberText.exec(text.trim());
  return match?.[1] ? `${match[1].replace(/,/g, '.')}${(match[2] ?? '').toLowerCase()}` : null;
}

/** A number typed before a name, where the table has no column for it: «1.2. Листи», «3) Афіші». */
export const leadingNumber = /^(\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+)\s*(?=[\p{L}«"„“])/u;

/** Sub-measures that a cell numbers itself: «1. … 2. …». */
export const numberedParts = /(?:^|\s)1[.)]\s?[^\d\s].*\s2[.)]\s?[^\d\s]/;
