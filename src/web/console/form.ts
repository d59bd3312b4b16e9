// Owns reading a submitted form as plain values; what they mean is checked by the page that asked for them.

import { soundText } from '../../core/inbound.ts';

/** A submitted form. Texts are trimmed and have plain line ends; what was not sent is empty. */
export type Form = {
  text: (name: string) => string;
  all: (name: string) => string[];
  file: (name: string) => File | null;
};

type Parsed = Readonly<Record<string, unknown>>;

export const emptyForm: Form = formFrom({});

/** Wraps a parsed body whose repeated fields are arrays. */
export function formFrom(parsed: Parsed): Form {
  const values = (name: string): unknown[] => {
    const value = Object.hasOwn(parsed, name) ? parsed[name] : undefined;
    return value === undefined ? [] : [value].flat();
  };
  const texts = (name: string) =>
    values(name)
      .filter((value) => typeof value === 'string')
      .map(tidy);
  return {
    text: (name) => texts(name)[0] ?? '',
    all: texts,
    file: (name) => values(name).find((value) => value instanceof File) ?? null,
  };
}

/** Browsers send a text area's lines with carriage returns; a zero byte comes from no keyboard, and no database keeps it. */
function tidy(value: string): string {
  return soundText(value).replace(/\r\n?/g, '\n').trim();
}

/** One of a closed list, or null where the value is none of it. */
export function oneOf<T extends string>(list: readonly T[], value: string): T | null {
  return list.find((known) => known === value) ?? null;
}

/** What is wrong with a form: a sentence a field. */
export type Errors = Readonly<Record<string, string>>;

export function hasErrors(errors: Errors): boolean {
  return Object.keys(errors).length > 0;
}

/** Only the fields that have a problem. */
export function errorsOf(candidates: Readonly<Record<string, string | null>>): Errors {
  return Object.fromEntries(
    Object.entries(candidates).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}
