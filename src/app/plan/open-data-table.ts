// Owns how open data are written: records under fixed field names as CSV (RFC 4180, UTF-8) and as JSON. What is in them is told elsewhere.

/** What stands in a field: null is nothing, an empty cell in CSV. */
export type OpenValue = string | number | null;
export type OpenRecord<Field extends string = string> = Readonly<Record<Field, OpenValue>>;

/** The fields of the recommended schema of participatory budgets, in its order; behind them a set has fields of its own. */
export const recommendedFields = [
  'uid',
  'kind',
  'type',
  'title',
  'description',
  'url',
  'authorityName',
  'authorityId',
  'authorityCattutc',
  'count',
  'creator',
  'status',
  'decisionDate',
  'decisionUrl',
  'budgetPlan',
  'budgetFact',
  'responsible',
] as const;

export const openForms = ['csv', 'json'] as const;
export type OpenForm = (typeof openForms)[number];

export const openTypes: Readonly<Record<OpenForm, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Fewer people than this could be known by their number; open data leave such a number out. */
export const fewestPeople = 10;

/** The number, or nothing where so few people could be known by it. */
export function manyOnly(n: number): number | null {
  return n < fewestPeople ? null : n;
}

/** Hryvnias of kopecks, `180000.00`; the form in which programs read sums. */
export function inHryvnias(kopecks: number | null): string | null {
  return kopecks === null ? null : (kopecks / 100).toFixed(2);
}

/**
 * Records as CSV: commas, CRLF, the field names as they are in the first line, no mark before them, so that the first
 * name is the name also for programs that know no mark. Source: RFC 4180.
 */
export function openCsv<Field extends string>(
  fields: readonly Field[],
  records: readonly OpenRecord<Field>[],
): string {
  const lines = records.map((record) => fields.map((field) => cellOf(record[field])).join(','));
  return [fields.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** The same records as a JSON array; money stays a decimal text, so that no reader rounds it. */
export function openJson<Field extends string>(
  fields: readonly Field[],
  records: readonly OpenRecord<Field>[],
): string {
  const ordered = records.map((record) => Object.fromEntries(fields.map((field) => [field, record[field]])));
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * A cell that a table program would take for a formula begins with an apostrophe; quotes hold what divides cells.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function cellOf(value: OpenValue): string {
  if (value === null) return '';
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
