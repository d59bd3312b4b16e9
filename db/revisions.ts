// Owns the queries about what staff wrote in place of a text of content/, or beside it. Rows are only ever added.
import { and, asc, desc, eq, inArray, lt, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type RevisionRow = Tables['revision']['$inferSelect'];

/**
 * Adds a row behind all others and returns its id: the given one, or the next after the last, where a clock that was set
 * back or a busy millisecond would put the newest row before an older one. Ids are hexadecimal.
 */
export async function addRevision({ t, s }: At, row: RevisionRow): Promise<string> {
  const [known] = await s.select({ last: sql<string | null>`max(${t.revision.id})` }).from(t.revision);
  const last = known?.last ?? '';
  const id = row.id > last ? row.id : after(last);
  await s.insert(t.revision).values({ ...row, id });
  return id;
}

function after(id: string): string {
  return (BigInt(`0x${id}`) + 1n).toString(16).padStart(id.length, '0');
}

/** Tells whether anything was written since: it differs whenever a row was added, because each goes behind all others. */
export async function revisionStamp({ t, s }: At): Promise<string> {
  const [row] = await s.select({ last: sql<string | null>`max(${t.revision.id})` }).from(t.revision);
  return row?.last ?? '';
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

/** The last row of each key of a kind, the oldest first: what stands, however often it was written. */
export async function lastRevisions({ t, s }: At, kind: string): Promise<RevisionRow[]> {
  const last = s
    .select({ id: sql<string>`max(${t.revision.id})` })
    .from(t.revision)
    .where(eq(t.revision.kind, kind))
    .groupBy(t.revision.key);
  return await s.select().from(t.revision).where(inArray(t.revision.id, last)).orderBy(asc(t.revision.id));
}

/** At most `most` rows of one text that are older than `before` (an id; null: all of them), the newest first. */
export async function revisionsBefore(
  { t, s }: At,
  of: { kind: string; key: string },
  page: { before: string | null; most: number },
): Promise<RevisionRow[]> {
  const older = page.before === null ? [] : [lt(t.revision.id, page.before)];
  return await s
    .select()
    .from(t.revision)
    .where(and(eq(t.revision.kind, of.kind), eq(t.revision.key, of.key), ...older))
    .orderBy(desc(t.revision.id))
    .limit(page.most);
}
