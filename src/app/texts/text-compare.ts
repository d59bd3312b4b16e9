// Owns what a change of a text is, field by field and word by word, and the revisions of one text as a person reads them.
import { revisionsBefore } from '../../../db/revisions.ts';
import { type TextKind, textOf } from '../../core/revision.ts';
import { type App, reading } from '../app.ts';
import { compareWords, type DiffPart } from './text-diff.ts';
import { fieldsOf } from './text-fields.ts';
import type { TextName } from './text-words.ts';

/** A field that reads otherwise; `label` and `of` as the field has them. */
export type FieldChange = { label: string; of: string | null; parts: DiffPart[] };

/** One change of a text. `toFile`: it is the city's file again, and nothing of staff's. */
export type Revision = { id: string; at: number; by: string; toFile: boolean; changes: FieldChange[] };
export type History = { revisions: Revision[]; older: string | null };

const shown = 20;

/** What is different between two records of a kind; null: there is no such text. */
export function changesBetween(kind: TextKind, before: unknown, after: unknown): FieldChange[] {
  const [old, fresh] = [fieldsIn(kind, before), fieldsIn(kind, after)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.flatMap((name) => {
    const [from, to] = [old.get(name), fresh.get(name)];
    const some = to ?? from;
    if (!some || (from?.value ?? '') === (to?.value ?? '')) return [];
    const parts = compareWords(from?.value ?? '', to?.value ?? '');
    return [{ label: some.label, of: some.of, parts }];
  });
}

function fieldsIn(kind: TextKind, body: unknown) {
  const fields = body === null || body === undefined ? [] : fieldsOf(kind, body);
  return new Map(fields.map((field) => [field.name, field]));
}

/** The changes of one text, the newest first, a page at a time: `before` is the id with which the last page ended. */
export async function historyOf(app: App, name: TextName, before: string | null): Promise<History> {
  const rows = await revisionsBefore(reading(app), name, { before, most: shown + 1 });
  const inFile = textOf(app.files, name);
  const revisions = rows.slice(0, shown).map(({ id, at, by, body }, index) => {
    const earlier = rows[index + 1]?.body ?? inFile;
    return {
      id,
      at,
      by,
      toFile: body === null,
      changes: changesBetween(name.kind, earlier, body ?? inFile),
    };
  });
  return { revisions, older: rows.length > shown ? (revisions.at(-1)?.id ?? null) : null };
}
