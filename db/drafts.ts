// Owns the queries about drafts of projects: a person’s own, and the shared ones.
import type { Draft } from '../src/core/drafts/draft.ts';
import { and, asc, eq, isNotNull } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type DraftRow = Tables['draft']['$inferSelect'];

/** The person's only draft. */
export async function findDraft({ t, s }: At, personId: string): Promise<DraftRow | null> {
  return (await s.select().from(t.draft).where(eq(t.draft.personId, personId)))[0] ?? null;
}

/** The draft that is shared under a code; null where it is not shared (any more). */
export async function sharedDraft({ t, s }: At, code: string): Promise<DraftRow | null> {
  return (await s.select().from(t.draft).where(eq(t.draft.code, code)))[0] ?? null;
}

/** Every shared draft, the oldest change first. */
export async function sharedDrafts({ t, s }: At): Promise<DraftRow[]> {
  return await s
    .select()
    .from(t.draft)
    .where(isNotNull(t.draft.code))
    .orderBy(asc(t.draft.updatedAt), asc(t.draft.personId));
}

/** Keeps a draft as the person's only one; what it is shared under stays. */
export async function saveDraft(
  { t, s }: At,
  of: { personId: string; body: Draft; now: number },
): Promise<void> {
  const { personId, body, now } = of;
  await s
    .insert(t.draft)
    .values({ personId, body, code: null, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: t.draft.personId, set: { body, updatedAt: now } });
}

/** Shares a draft under a code, or takes it back with null. */
export async function shareDraft({ t, s }: At, personId: string, code: string | null): Promise<void> {
  await s.update(t.draft).set({ code }).where(eq(t.draft.personId, personId));
}

/** Takes a shared draft down, if it is still shared under this code. */
export async function takeDownDraft({ t, s }: At, row: DraftRow): Promise<boolean> {
  const body: Draft = { ...row.body, takenDown: true };
  const taken = await s
    .update(t.draft)
    .set({ code: null, body })
    .where(and(eq(t.draft.personId, row.personId), isNotNull(t.draft.code)))
    .returning({ personId: t.draft.personId });
  return taken.length > 0;
}

export async function eraseDraft({ t, s }: At, personId: string): Promise<void> {
  await s.delete(t.draft).where(eq(t.draft.personId, personId));
}
