// Writes the test documents beside this file: `node tests/plans/make.ts`. The same input always makes the same bytes.

import { writeFileSync } from 'node:fs';
import { documents } from './documents.ts';
import type { Model } from './model.ts';
import { docxOf } from './write-docx.ts';
import { csvOf, dumpOf, lineDumpOf, xlsxOf } from './write-others.ts';

/** The files of one document by name. The media plan's cells hold paragraphs, which sheets can't keep apart. */
export function filesOf(model: Model): { name: string; bytes: Uint8Array }[] {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const parallel = model.rows.some((row) => row.some((cell) => cell.paragraphs.length > 1));
  const files = [{ name: `${model.name}.docx`, bytes: docxOf(model) }];
  if (parallel) return [...files, { name: `${model.name}.txt`, bytes: text(lineDumpOf(model)) }];
  return [
    ...files,
    { name: `${model.name}.xlsx`, bytes: xlsxOf(model) },
    { name: `${model.name}.csv`, bytes: text(csvOf(model, ';')) },
    { name: `${model.name}.txt`, bytes: text(dumpOf(model)) },
  ];
}

if (process.argv[1] === import.meta.filename) {
  for (const file of documents.flatMap(filesOf)) {
    writeFileSync(new URL(file.name, import.meta.url), file.bytes);
  }
}
