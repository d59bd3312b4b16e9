// Owns the reasons why a file can't be read as a plan, and the Ukrainian words for them and for warnings, which live in
// content/import.yaml; which warning a line gets is decided where the line is read.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type PlanWarningCode, planWarningCodes } from '../core/plan/plan.ts';

export const problemCodes = [
  'empty',
  'tooLarge',
  'oldOffice',
  'encrypted',
  'pdf',
  'picture',
  'richText',
  'openDocument',
  'webPage',
  'unknownFormat',
  'damaged',
  'bomb',
  'tooLong',
  'forbiddenXml',
  'noTable',
  'noLines',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** Why a file could not be read; `message` is one Ukrainian line that names the file and says what to do. */
export type PlanProblem = { code: ProblemCode; message: string };

const wording = z.strictObject({
  problems: z.record(z.enum(problemCodes), z.string()),
  warnings: z.record(z.enum(planWarningCodes), z.string()),
});
export type ImportWording = z.infer<typeof wording>;

let loaded: ImportWording | null = null;

/** The wording of `content/import.yaml`, read once. Throws when the file is broken: that is a bug of the delivery. */
function importWording(): ImportWording {
  loaded ??= wording.parse(
    parse(readFileSync(new URL('../../content/import.yaml', import.meta.url), 'utf8')),
  );
  return loaded;
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** A problem with its Ukrainian message for a file of that name. */
export function problemOf(code: ProblemCode, file: string): PlanProblem {
  return { code, message: fill(importWording().problems[code], { file }) };
}

/** The Ukrainian sentence of a warning; `values` fill its `{…}` places. */
export function warningText(code: PlanWarningCode, values: Readonly<Record<string, string>> = {}): string {
  return fill(importWording().warnings[code], values);
}
