// Owns the queries of the execution report: what staff recorded of a plan's lines, and what the ledger counts for them.
// Which of it counts and how it is said belongs to src/core.
import { and, asc, count, eq, gte, inArray, isNotNull, lt, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type EvidenceRow = Tables['evidence']['$inferSelect'];

export async function addEvidence({ t, s }: At, row: EvidenceRow): Promise<void> {
  await s.insert(t.evidence).values(row);
}

/** Everything that was recorded for a plan, in order of its day. */
export async function listEvidence({ t, s }: At, planId: string): Promise<EvidenceRow[]> {
  return await s
    .select()
    .from(t.evidence)
    .where(eq(t.evidence.planId, planId))
    .orderBy(asc(t.evidence.on), asc(t.evidence.at), asc(t.evidence.id));
}

export async function findEvidence({ t, s }: At, id: string): Promise<EvidenceRow | null> {
  return (await s.select().from(t.evidence).where(eq(t.evidence.id, id)))[0] ?? null;
}

export async function removeEvidence({ t, s }: At, id: string): Promise<void> {
  await s.delete(t.evidence).where(eq(t.evidence.id, id));
}

/** A window of instants, the end excluded. */
export type Instants = { from: number; to: number };

const sentBy = ({ t }: At, planId: string, { from, to }: Instants) =>
  and(
    eq(t.broadcast.planId, planId),
    isNotNull(t.broadcast.line),
    gte(t.broadcast.at, from),
    lt(t.broadcast.at, to),
    inArray(t.delivery.state, ['sent', 'delivered']),
  );

/** By line and channel: messages that went out, the people they went to, and how many receipts came back. */
export async function sentByLine(at: At, planId: string, window: Instants) {
  const { t, s } = at;
  return await s
    .select({
      line: t.broadcast.line,
      channel: t.delivery.channel,
      messages: count(),
      people: sql<number>`count(distinct ${t.delivery.personId})`.mapWith(Number),
      delivered: sql<number>`sum(case when ${t.delivery.state} = 'delivered' then 1 else 0 end)`.mapWith(
        Number,
      ),
    })
    .from(t.delivery)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .where(sentBy(at, planId, window))
    .groupBy(t.broadcast.line, t.delivery.channel)
    .orderBy(asc(t.broadcast.line), asc(t.delivery.channel));
}

/** By line: how many broadcasts reached anybody. */
export async function broadcastsByLine(at: At, planId: string, window: Instants) {
  const { t, s } = at;
  return await s
    .select({
      line: t.broadcast.line,
      broadcasts: sql<number>`count(distinct ${t.broadcast.id})`.mapWith(Number),
    })
    .from(t.delivery)
    .innerJoin(t.broadcast, eq(t.broadcast.id, t.delivery.broadcastId))
    .where(sentBy(at, planId, window))
    .groupBy(t.broadcast.line);
}

/** How many questions of residents staff answered. */
export async function questionsAnswered({ t, s }: At, { from, to }: Instants): Promise<number> {
  const rows = await s
    .select({ n: count() })
    .from(t.question)
    .where(and(gte(t.question.answeredAt, from), lt(t.question.answeredAt, to)));
  return rows[0]?.n ?? 0;
}
