// Owns the automatic numbers that Word shows but doesn't store: from numbering.xml and styles.xml to the label of a
// paragraph. The paragraphs themselves belong to docx.ts.

import { childOf, childrenOf, type XmlElement } from './xml.ts';

type Level = { format: string; pattern: string; start: number };
type NumberingRef = { list: string; level: number };
export type Numbering = { labelOf: (paragraphProperties: XmlElement | undefined) => string };

const russianLetters = 'абвгдежзиклмнопрстуфхцчшщэюя';
const romanDigits: readonly (readonly [number, string])[] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
];

function roman(value: number): string {
  let rest = value;
  let text = '';
  for (const [size, digit] of romanDigits) {
    while (rest >= size) {
      text += digit;
      rest -= size;
    }
  }
  return text;
}

function letter(value: number, alphabet: string): string {
  return alphabet[(value - 1) % alphabet.length] ?? '';
}

/** A counter in Word's number format; null for bullets and formats without a readable number. */
function formatNumber(value: number, format: string): string | null {
  switch (format) {
    case 'decimal':
      return String(value);
    case 'decimalZero':
      return String(value).padStart(2, '0');
    case 'upperRoman':
      return roman(value);
    case 'lowerRoman':
      return roman(value).toLowerCase();
    case 'upperLetter':
      return letter(value, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    case 'lowerLetter':
      return letter(value, 'abcdefghijklmnopqrstuvwxyz');
    case 'russianLower':
      return letter(value, russianLetters);
    case 'russianUpper':
      return letter(value, russianLetters).toUpperCase();
    default:
      return null;
  }
}

function settingOf(element: XmlElement | undefined): string | undefined {
  return element?.attributes.val;
}

function integerOf(element: XmlElement | undefined, fallback: number): number {
  const value = Number.parseInt(settingOf(element) ?? '', 10);
  return Number.isNaN(value) ? fallback : value;
}

function levelOf(element: XmlElement): Level {
  return {
    format: settingOf(childOf(element, 'numFmt')) ?? 'decimal',
    pattern: settingOf(childOf(element, 'lvlText')) ?? '',
    start: integerOf(childOf(element, 'start'), 1),
  };
}

function levelsOf(parent: XmlElement): Map<number, Level> {
  return new Map(
    childrenOf(parent, 'lvl').map((level) => [Number(level.attributes.ilvl ?? 0), levelOf(level)]),
  );
}

/** Lists by their id, each with its levels, overrides applied. */
function listsOf(
  numbering: XmlElement | undefined,
): Map<string, { family: string; levels: Map<number, Level> }> {
  const kinds = childrenOf(numbering, 'abstractNum');
  // A list may only point to the one that a list style defines.
  const linked = (item: XmlElement): XmlElement => {
    const style = settingOf(childOf(item, 'numStyleLink'));
    return kinds.find((other) => style && settingOf(childOf(other, 'styleLink')) === style) ?? item;
  };
  const families = new Map(
    kinds.map((item) => [item.attributes.abstractNumId ?? '', levelsOf(linked(item))]),
  );
  const lists = new Map<string, { family: string; levels: Map<number, Level> }>();
  for (const num of childrenOf(numbering, 'num')) {
    const family = settingOf(childOf(num, 'abstractNumId')) ?? '';
    const levels = new Map(families.get(family));
    let overridden = false;
    for (const override of childrenOf(num, 'lvlOverride')) {
      const index = Number(override.attributes.ilvl ?? 0);
      const own = childOf(override, 'lvl');
      const base = own ? levelOf(own) : levels.get(index);
      const start = childOf(override, 'startOverride');
      if (base) levels.set(index, start ? { ...base, start: integerOf(start, base.start) } : base);
      if (start) overridden = true;
    }
    const id = num.attributes.numId ?? '';
    lists.set(id, { family: overridden ? `${family}/${id}` : family, levels });
  }
  return lists;
}

function refOf(properties: XmlElement | undefined): Partial<NumberingRef> {
  const numbering = childOf(properties, 'numPr');
  const list = settingOf(childOf(numbering, 'numId'));
  const level = childOf(numbering, 'ilvl');
  return { ...(list === undefined ? {} : { list }), ...(level ? { level: integerOf(level, 0) } : {}) };
}

/** Numbering that styles bring along, by style id, also from the style that one is based on. */
function styleRefs(styles: XmlElement | undefined): Map<string, Partial<NumberingRef>> {
  const all = new Map(childrenOf(styles, 'style').map((style) => [style.attributes.styleId ?? '', style]));
  const refs = new Map<string, Partial<NumberingRef>>();
  for (const id of all.keys()) {
    let ref: Partial<NumberingRef> = {};
    let style = all.get(id);
    for (let depth = 0; style && depth < 12; depth += 1) {
      ref = { ...refOf(childOf(style, 'pPr')), ...ref };
      style = all.get(settingOf(childOf(style, 'basedOn')) ?? '');
    }
    refs.set(id, ref);
  }
  return refs;
}

/**
 * Counts the document's automatic lists. `labelOf` must see every paragraph once, in document order; it answers with
 * the number as Word shows it («1.2.»), or an empty string for bullets and plain paragraphs.
 */
export function numberingOf(numbering: XmlElement | undefined, styles: XmlElement | undefined): Numbering {
  const lists = listsOf(numbering);
  const byStyle = styleRefs(styles);
  const counters = new Map<string, number[]>();

  function labelOf(properties: XmlElement | undefined): string {
    const own = refOf(properties);
    const style = byStyle.get(settingOf(childOf(properties, 'pStyle')) ?? '') ?? {};
    const list = lists.get(own.list ?? style.list ?? '');
    const index = own.level ?? style.level ?? 0;
    const level = list?.levels.get(index);
    if (!list || !level || index > 8) return '';
    const counts = counters.get(list.family) ?? [];
    const fresh = counts.slice(0, index + 1);
    for (let i = 0; i < index; i += 1) fresh[i] ??= list.levels.get(i)?.start ?? 1;
    fresh[index] = counts[index] === undefined ? level.start : counts[index] + 1;
    counters.set(list.family, fresh);
    if (formatNumber(1, level.format) === null) return '';
    return level.pattern.replace(/%(\d)/g, (_, digit: string) => {
      const place = Number(digit) - 1;
      return formatNumber(fresh[place] ?? 1, list.levels.get(place)?.format ?? 'decimal') ?? '';
    });
  }

  return { labelOf };
}
