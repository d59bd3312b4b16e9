// Owns the passports of the open data: what a set is called, what is in each of its fields, who publishes it and how it may be used.
import { contactOf } from '../../core/facts.ts';
import type { Content } from '../../core/texts.ts';
import { isoInKyiv } from '../../core/time.ts';
import type { OpenContents } from './open-data.ts';
import { openForms, openTypes } from './open-data-table.ts';

export type PassportField = { name: string; description: string };
export type PassportFile = { format: string; mediaType: string; downloadURL: string };
/**
 * A set as the rules for open data want it described (Cabinet of Ministers, resolution 835): its name, contents,
 * language, forms, dates, frequency, key words, addresses, structure. Dates are ISO in Kyiv time, null: nothing yet.
 */
export type SetPassport = {
  identifier: string;
  title: string;
  description: string;
  language: 'uk';
  keyword: string[];
  accrualPeriodicity: string;
  issued: string | null;
  modified: string | null;
  records: number;
  distribution: PassportFile[];
  structure: PassportField[];
};
export type Passport = {
  publisher: { name: string; identifier: null; contact: string };
  terms: string;
  source: string;
  datasets: SetPassport[];
};

export function passportOf(
  content: Content,
  { publicUrl, sets }: { publicUrl: string; sets: readonly OpenContents[] },
): Passport {
  const word = (key: string) => content.phrases[`web.open.${key}`] ?? key;
  return {
    // The state register's number of the publisher is no fact that the city has confirmed.
    publisher: { name: content.city.controller.name, identifier: null, contact: contactOf(content) },
    terms: word('terms'),
    source: `${publicUrl}/open-data`,
    datasets: sets.map((one) => setPassport(content, one, { publicUrl, word })),
  };
}

type Saying = { publicUrl: string; word: (key: string) => string };

function setPassport(content: Content, one: OpenContents, { publicUrl, word }: Saying): SetPassport {
  const { name, fields, records, issued, modified } = one;
  const moment = (instant: number | null) => (instant === null ? null : isoInKyiv(instant));
  return {
    identifier: `${content.city.id}-${name}`,
    title: word(`${name}.title`),
    description: word(`${name}.means`),
    language: 'uk',
    keyword: word(`${name}.keywords`).split(', '),
    accrualPeriodicity: word('periodicity'),
    issued: moment(issued),
    modified: moment(modified),
    records: records.length,
    distribution: openForms.map((form) => ({
      format: form.toUpperCase(),
      mediaType: openTypes[form],
      downloadURL: `${publicUrl}/open-data/${name}.${form}`,
    })),
    structure: fields.map((field) => ({ name: field, description: word(`${name}.${fieldKey(field)}`) })),
  };
}

/** What a set itself is called stands under `title`, so its field of that name has a longer key. */
const fieldKey = (field: string) => (field === 'title' ? 'title.field' : field);
