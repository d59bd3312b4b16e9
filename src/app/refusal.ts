// Owns saying no: a code for programs and the city's own words for people, from content/cli.yaml.
import type { Content } from '../core/texts.ts';

export type Refusal = { ok: false; code: string; message: string };

/** A refusal with its words; `values` fill the placeholders of the phrase `cli.refuse.<code>`. */
export function refuse(
  app: { files: Pick<Content, 'phrases'> },
  code: string,
  values: Readonly<Record<string, string>> = {},
): Refusal {
  const template = app.files.phrases[`cli.refuse.${code}`] ?? code;
  const message = template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return { ok: false, code, message };
}
