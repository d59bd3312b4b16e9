// Owns the queries about what staff wrote in place of a text of content/, or beside it. Rows are only ever added.
import { and, asc, count, desc, eq, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type RevisionRow = Tables['revision']['$inferSelect'];

export async function addRevision({ t, s }: At, row: RevisionRow): Promise<void> {
  await s.insert(t.revision).values(row);
}

/** Tells whether anything was written since: it differs whenever a row was added. */
export async function revisionStamp({ t, s }: At): Promise<string> {
  const last = sql<string | null>`max(${t.revision.id})`;
  const [row] = await s.select({ n: count(), last }).from(t.revision);
  return `${row?.n ?? 0} ${row?.last ?? ''}`;
}

/** Every row, the oldest first: the last of a kind and key is what stands. */
export async function listRevisions({ t, s }: At): Promise<RevisionRow[]> {
  return await s.select().from(t.revision).orderBy(asc(t.revision.id));
}

/** The rows of one text, the newest first. */
export async function revisionsOf({ t, s }: At, of: { kind: string; key: string }): Promise<RevisionRow[]> {
  return await s
    .select()
    .from(t.revision)
    .where(and(eq(t.revision.kind, of.kind), eq(t.revision.key, of.key)))
    .orderBy(desc(t.revision.id));
}
