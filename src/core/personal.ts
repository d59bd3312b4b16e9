// Owns finding personal data that people type into a message, and masking it; whether it is refused, kept or told is left to the dialog.

/** The kinds of personal data that can be told by their form. */
export const personalKinds = ['email', 'card', 'phone', 'taxNumber', 'passport', 'birthDate'] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** Stands where something personal stood. */
export const personalMask = '•••';

type Form = {
  kind: PersonalKind;
  pattern: RegExp;
  /** Whether what was found really is one; `before` is the text in front of it. */
  fits?: (found: string, before: string) => boolean;
};

/** Digits that are not part of a longer number, an address on the web or a decimal. */
const start = String.raw`(?<![\p{L}\d/=._-])`;
const end = String.raw`(?![\d\p{L}]|[.,-]\d)`;
const gap = String.raw`[\s\u00a0.-]?`;

/** Words that may stand before a number and say what it is; the beginning of a word is enough. */
const says = {
  passport: /(?:паспорт|пасспорт|\bid\b|айді|ай ді|посвідч|документ)[^\d]{0,25}$/iu,
  taxNumber: /(?:рнокпп|іпн|ипн|инн|ідентифікац|идентификац|податков|налогов)[^\d]{0,25}$/iu,
  phone: /(?:тел|моб|дзвон|звон|подзвон|номер)[^\d]{0,20}$/iu,
  birth: /(?:народж|народил|родив|родил|рожд|д\.?\s?[нр]\.?|д\/[нр]|день рожд)[^\d]{0,20}$/iu,
} as const;

/** From the surest form to the least sure: what was masked is not looked at again. */
const forms: readonly Form[] = [
  { kind: 'email', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  {
    kind: 'card',
    pattern: new RegExp(
      String.raw`${start}\d{4}(?:[\s\u00a0-]?\d{4}){3}(?:[\s\u00a0-]?\d{1,3})?${end}`,
      'gu',
    ),
    fits: (found) => isLuhn(digitsOf(found)),
  },
  {
    kind: 'phone',
    pattern: new RegExp(
      String.raw`(?<![\p{L}\d/=._-]|\+)\+?(?:3${gap}?8${gap}?)?\(?0\d{2}\)?${gap}\d{3}${gap}\d{2}${gap}\d{2}${end}`,
      'gu',
    ),
  },
  {
    kind: 'phone',
    pattern: new RegExp(String.raw`${start}\(?0\d{3,4}\)?[\s-]\d{1,3}[\s-]\d{2}[\s-]\d{2}${end}`, 'gu'),
  },
  { kind: 'phone', pattern: /\+\d{1,3}[\s-]?(?:\(?\d{2,3}\)?[\s-]?){2,4}\d{2,3}/gu },
  {
    kind: 'phone',
    pattern: new RegExp(String.raw`${start}\d{2,3}-\d{2}-\d{2}${end}`, 'gu'),
    fits: (found, before) => found.length === 9 || says.phone.test(before),
  },
  {
    kind: 'taxNumber',
    pattern: new RegExp(String.raw`${start}\d{10}${end}`, 'gu'),
    fits: (found, before) => says.taxNumber.test(before) || isTaxNumber(found),
  },
  {
    kind: 'passport',
    pattern: /(?<!\p{L})[А-ЯІЇЄҐA-Z]{2}\s?(?:№|N|номер)?\s?\d{6}(?!\d)/gu,
  },
  {
    kind: 'passport',
    pattern: /(?<!\p{L})[а-яіїєґa-z]{2}\s?(?:№|n|номер)?\s?\d{6}(?!\d)/giu,
    fits: (_found, before) => says.passport.test(before) || /сері[яїю]\s*$/iu.test(before),
  },
  {
    kind: 'passport',
    pattern: new RegExp(String.raw`${start}(?:\d{9}|\d{8}-\d{5})${end}`, 'gu'),
    fits: (found, before) => found.includes('-') || says.passport.test(before),
  },
  {
    kind: 'birthDate',
    pattern: /(?<!\d)\d{1,2}(?:[./-]\d{1,2}[./-]|\s+\p{L}{3,9}\s+)(?:19|20)?\d{2}(?:\s?р\.?)?(?!\d)/gu,
    fits: (_found, before) => says.birth.test(before),
  },
  {
    kind: 'birthDate',
    pattern:
      /(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?=\s*(?:р\.?\s*н|року народж|г\.?\s*р|года рожд))/giu,
  },
];

/**
 * Masks phones, e-mail addresses, tax numbers (РНОКПП), passports of the old and the new form, bank cards and dates of
 * birth that are named as such. Numbers of projects, years, sums, ages and web addresses stay. Returns the text with
 * `personalMask` in their places and the kinds that were found, each once.
 */
export function maskPersonal(text: string): { text: string; found: PersonalKind[] } {
  if (!/\d{2}|@/.test(text)) return { text, found: [] };
  const found = new Set<PersonalKind>();
  let masked = text;
  for (const { kind, pattern, fits } of forms) {
    masked = masked.replace(pattern, (...match) => {
      const [one, at, whole] = [String(match[0]), placeIn(match), wholeIn(match)];
      if (fits && !fits(one, whole.slice(Math.max(0, at - 40), at))) return one;
      found.add(kind);
      return personalMask;
    });
  }
  return { text: masked, found: [...found] };
}

/** The place of a match; no pattern here has groups that capture, so it comes second. */
function placeIn(match: readonly unknown[]): number {
  return typeof match[1] === 'number' ? match[1] : 0;
}

function wholeIn(match: readonly unknown[]): string {
  return typeof match[2] === 'string' ? match[2] : '';
}

function digitsOf(text: string): number[] {
  return [...text].filter((sign) => sign >= '0' && sign <= '9').map(Number);
}

/** The check of bank cards (ISO/IEC 7812-1, Luhn). */
function isLuhn(digits: readonly number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum > 0 && sum % 10 === 0;
}

/** The check digit of the РНОКПП: a weighted sum of the first nine, modulo 11, modulo 10. */
function isTaxNumber(text: string): boolean {
  const weights = [-1, 5, 7, 9, 4, 6, 10, 5, 7];
  const digits = digitsOf(text);
  const sum = weights.reduce((total, weight, at) => total + weight * (digits[at] ?? 0), 0);
  return (((sum % 11) + 11) % 11) % 10 === digits[9];
}
