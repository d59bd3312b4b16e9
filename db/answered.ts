// Owns the queries about how answers fare: how often each was shown and helped, what nobody could answer, what of a talk is forgotten.
import { freshConversation, recalled, talkLifeMs } from '../src/core/dialog/conversation.ts';
import { and, asc, eq, gte, inArray, lt, lte, sql, sum } from './drizzle.ts';
import type { At } from './people.ts';
import { preparedOnce } from './prepared.ts';
import type { Tables } from './tables.ts';

/** Counts that an answer was shown (`yes` null), or helped, or did not. `on` is the local day. */
export async function countHelped(
  at: At,
  of: { answer: string; on: string; yes: boolean | null },
): Promise<void> {
  const { answer, on } = of;
  const one = {
    shown: of.yes === null ? 1 : 0,
    yes: of.yes === true ? 1 : 0,
    no: of.yes === false ? 1 : 0,
  };
  await helpedCount(at).execute({ answer, on, ...one });
}

const helpedCount = preparedOnce(({ t: { helped }, s }) => {
  const value = sql.placeholder;
  const one = { shown: value('shown'), yes: value('yes'), no: value('no') };
  return s
    .insert(helped)
    .values({ answer: value('answer'), on: value('on'), ...one })
    .onConflictDoUpdate({
      target: [helped.answer, helped.on],
      set: {
        shown: sql`${helped.shown} + excluded.shown`,
        yes: sql`${helped.yes} + excluded.yes`,
        no: sql`${helped.no} + excluded.no`,
      },
    })
    .prepare('helpedCount');
});

/** How an answer fared over some days. */
export type HelpedRow = { answer: string; shown: number; yes: number; no: number };

/** Each answer that was shown or judged from one local day to another, both included, by its id. */
export async function helpedBetween({ t, s }: At, days: { from: string; to: string }): Promise<HelpedRow[]> {
  const { helped } = t;
  const rows = await s
    .select({
      answer: helped.answer,
      shown: sum(helped.shown),
      yes: sum(helped.yes),
      no: sum(helped.no),
    })
    .from(helped)
    .where(and(gte(helped.on, days.from), lte(helped.on, days.to)))
    .groupBy(helped.answer)
    .orderBy(asc(helped.answer));
  return rows.map(({ answer, shown, yes, no }) => ({
    answer,
    shown: Number(shown),
    yes: Number(yes),
    no: Number(no),
  }));
}

type Unanswered = Pick<Tables['unanswered']['$inferInsert'], 'key' | 'text' | 'stage' | 'contest'>;

/** Counts a question that nobody could answer; one that staff dealt with and that comes again is open again. */
export async function countUnanswered(at: At, of: Unanswered & { now: number }): Promise<void> {
  await unansweredCount(at).execute(of);
}

/** The words of what nobody could answer, by their keys. */
export async function unansweredTexts({ t, s }: At, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await s
    .select({ text: t.unanswered.text })
    .from(t.unanswered)
    .where(inArray(t.unanswered.key, [...keys]))
    .orderBy(asc(t.unanswered.key));
  return rows.map(({ text }) => text);
}

/** Drops what nobody could answer, where nobody is left who asked it: no row of the turnout stands for its subject. */
export async function dropUnasked(
  { t, s }: At,
  asked: readonly { key: string; subject: string }[],
): Promise<void> {
  for (const { key, subject } of asked) {
    const left = await s.select().from(t.turnout).where(eq(t.turnout.subject, subject)).limit(1);
    if (left.length === 0) await s.delete(t.unanswered).where(eq(t.unanswered.key, key));
  }
}

const unansweredCount = preparedOnce(({ t: { unanswered }, s }) => {
  const value = sql.placeholder;
  const row = {
    key: value('key'),
    text: value('text'),
    stage: value('stage'),
    contest: value('contest'),
    lastAt: value('now'),
  };
  return s
    .insert(unanswered)
    .values({ ...row, times: 1, closedAt: null })
    .onConflictDoUpdate({
      target: unanswered.key,
      set: { times: sql`${unanswered.times} + 1`, lastAt: sql`excluded.last_at`, closedAt: null },
    })
    .prepare('unansweredCount');
});

/** The most talks that are looked through in one go. */
const talksAtOnce = 500;

/** Forgets what was said in chats that were silent since an instant, all but how long instructions shall be. */
export async function forgetTalk({ t, s }: At, before: number): Promise<void> {
  const { conversation } = t;
  const words = sql`cast(${conversation.state} as text)`;
  const rows = await s
    .select()
    .from(conversation)
    .where(
      and(
        lt(conversation.updatedAt, before),
        // A question is kept as a text; where there is none, nothing or `null` stands.
        sql`(${words} like '%"unanswered":"%' or ${words} like '%"unanswered": "%')`,
      ),
    )
    .limit(talksAtOnce);
  for (const { addressId, state } of rows) {
    await s
      .update(conversation)
      .set({ state: recalled({ ...freshConversation, ...state }, talkLifeMs) })
      .where(eq(conversation.addressId, addressId));
  }
}
