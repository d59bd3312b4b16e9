// Owns the tables of what staff look at beside the ledger: sources, questions, gaps, alarms, and the instance's settings.
import type { ContestId, Role, StageId } from '../src/core/contest.ts';
import type { Kit } from './columns.ts';

export type SourceTarget = { contest?: ContestId; role?: Role; event?: string };

export type QuestionContext = {
  contest: ContestId | null;
  role: Role | null;
  stage: StageId | null;
  /** The answer that was given last, by its id. */
  topic: string | null;
  /** The person's question before this one, where its answer came lately. */
  previous?: string | null;
};

/** Sources, questions handed over, gaps and alarms: what staff look at beside the ledger. */
export function deskTables(kit: Kit) {
  const { table, text, integer, instant, json, index } = kit;
  const source = table('source', {
    name: text().primaryKey(),
    target: json<SourceTarget>(),
    createdAt: instant().notNull(),
  });
  const visit = table(
    'visit',
    { id: text().primaryKey(), source: text().notNull(), channel: text().notNull(), at: instant().notNull() },
    (t) => [index('visit_source').on(t.source)],
  );
  const question = table(
    'question',
    {
      id: text().primaryKey(),
      personId: text().notNull(),
      addressId: text().notNull(),
      text: text().notNull(),
      askedAt: instant().notNull(),
      answeredAt: instant(),
      /** Who answered; while nobody has, who took the question upon themselves. */
      answeredBy: text(),
      answer: text(),
      /** What the person agreed to be passed on with the words: where in the contest they stand, what they were told before. */
      context: json<QuestionContext>(),
      /** The wording of that agreement, as it was shown. */
      wording: text(),
      /** Until when an answer was promised. */
      promisedAt: instant(),
      /** When the clerk on duty was told by e-mail, and when a deputy was. */
      mailedAt: instant(),
      escalatedAt: instant(),
      /** Taken back by the person before it was answered. */
      cancelledAt: instant(),
    },
    (t) => [index('question_person').on(t.personId)],
  );
  const gap = table('gap', {
    rule: text().primaryKey(),
    times: integer().notNull(),
    lastAt: instant().notNull(),
  });
  const alarm = table('alarm', {
    key: text().primaryKey(),
    text: text().notNull(),
    raisedAt: instant().notNull(),
    clearedAt: instant(),
    /** When staff were told by e-mail; null: not yet. */
    mailedAt: instant(),
  });
  const meta = table('meta', { key: text().primaryKey(), value: json<unknown>().notNull() });
  return { source, visit, question, gap, alarm, meta };
}
