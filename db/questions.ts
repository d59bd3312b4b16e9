// Owns the queries about questions that residents handed over to staff, and about what nobody could answer.
import { and, asc, count, desc, eq, isNotNull, isNull, lte, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type QuestionRow = Tables['question']['$inferSelect'];
export type UnansweredRow = Tables['unanswered']['$inferSelect'];

/** Whose the letters to staff are in the ledger. */
export const staffPerson = 'staff';

const open = ({ question }: Tables) => and(isNull(question.answeredAt), isNull(question.cancelledAt));

export async function addQuestion({ t, s }: At, row: Tables['question']['$inferInsert']): Promise<void> {
  await s.insert(t.question).values(row);
}

/** Open questions, the oldest first; then the others, the newest first. `channel` null: the address is gone. */
export async function listQuestions({ t, s }: At, most = 500) {
  const closedAt = sql<number>`coalesce(${t.question.answeredAt}, ${t.question.cancelledAt}, 0)`;
  return await s
    .select({ question: t.question, channel: t.address.channel })
    .from(t.question)
    .leftJoin(t.address, eq(t.address.id, t.question.addressId))
    .orderBy(asc(sql`${closedAt} > 0`), desc(closedAt), asc(t.question.askedAt), asc(t.question.id))
    .limit(most);
}

export async function findQuestion({ t, s }: At, id: string): Promise<QuestionRow | null> {
  return (await s.select().from(t.question).where(eq(t.question.id, id)))[0] ?? null;
}

/** The newest questions of a person, answered, open and taken back. */
export async function questionsOfPerson(
  { t, s }: At,
  personId: string,
  most: number,
): Promise<QuestionRow[]> {
  return await s
    .select()
    .from(t.question)
    .where(eq(t.question.personId, personId))
    .orderBy(desc(t.question.askedAt), desc(t.question.id))
    .limit(most);
}

/** Changes a question that is still open; false where somebody was faster. */
export async function changeOpenQuestion(
  { t, s }: At,
  id: string,
  change: Partial<QuestionRow>,
): Promise<boolean> {
  const rows = await s
    .update(t.question)
    .set(change)
    .where(and(eq(t.question.id, id), open(t)))
    .returning({ id: t.question.id });
  return rows.length > 0;
}

export async function openQuestions({ t, s }: At): Promise<number> {
  return (await s.select({ n: count() }).from(t.question).where(open(t)))[0]?.n ?? 0;
}

/** How many open questions were promised an answer by now. */
export async function lateQuestions({ t, s }: At, now: number): Promise<number> {
  const late = and(open(t), lte(t.question.promisedAt, now));
  return (await s.select({ n: count() }).from(t.question).where(late))[0]?.n ?? 0;
}

/** Every open question, the oldest first. */
export async function allOpenQuestions({ t, s }: At): Promise<QuestionRow[]> {
  return await s
    .select()
    .from(t.question)
    .where(open(t))
    .orderBy(asc(t.question.askedAt), asc(t.question.id));
}

/**
 * Takes questions' words out of the letters to staff that hold them; one that waits does not go out, and what else it
 * would have told is told anew. Returns the ids of the letters.
 */
export async function dropQuestionLetters({ t, s }: At, questions: readonly string[]): Promise<string[]> {
  if (questions.length === 0) return [];
  const rows = await s
    .select({ id: t.delivery.id, state: t.delivery.state, body: t.delivery.body })
    .from(t.delivery)
    .where(and(eq(t.delivery.personId, staffPerson), isNotNull(t.delivery.body)));
  const mine = rows.filter(({ body }) => body?.questions?.some((id) => questions.includes(id)));
  for (const { id, state, body } of mine) {
    const waits = state === 'pending';
    await s
      .update(t.delivery)
      .set({ body: null, ...(waits ? { state: 'skipped' as const, reason: 'erased' } : {}) })
      .where(eq(t.delivery.id, id));
    for (const other of waits ? (body?.questions ?? []) : [])
      await changeOpenQuestion({ t, s }, other, { mailedAt: null });
  }
  return mine.map(({ id }) => id);
}

/** What nobody could answer and nobody has dealt with, the most asked first. */
export async function listUnanswered({ t, s }: At, most = 500): Promise<UnansweredRow[]> {
  return await s
    .select()
    .from(t.unanswered)
    .where(isNull(t.unanswered.closedAt))
    .orderBy(desc(t.unanswered.times), desc(t.unanswered.lastAt), asc(t.unanswered.key))
    .limit(most);
}

export async function findUnanswered({ t, s }: At, key: string): Promise<UnansweredRow | null> {
  return (await s.select().from(t.unanswered).where(eq(t.unanswered.key, key)))[0] ?? null;
}

/** Marks it as dealt with; false where it was, or is not there. */
export async function closeUnanswered({ t, s }: At, key: string, now: number): Promise<boolean> {
  const rows = await s
    .update(t.unanswered)
    .set({ closedAt: now })
    .where(and(eq(t.unanswered.key, key), isNull(t.unanswered.closedAt)))
    .returning({ key: t.unanswered.key });
  return rows.length > 0;
}
