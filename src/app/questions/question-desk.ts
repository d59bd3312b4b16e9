// Owns what staff see of questions that residents handed over, and the answer that goes back into the same chat, once.
// Who is told of a question is duty.ts's and question-letters.ts's.

import { eq } from '../../../db/drizzle.ts';
import { addDeliveries } from '../../../db/ledger.ts';
import { type AddressRow, type At, loadConversation } from '../../../db/people.ts';
import { changeOpenQuestion, findQuestion, listQuestions, type QuestionRow } from '../../../db/questions.ts';
import { saveConversation } from '../../../db/receiving.ts';
import type { QuestionContext } from '../../../db/tables.ts';
import { answerSaid, phrase } from '../../core/answer.ts';
import { factsFor } from '../../core/facts.ts';
import { firstWords } from '../../core/question.ts';
import { plainText, type Reply } from '../../core/reply.ts';
import type { Content } from '../../core/texts.ts';
import { dayMs } from '../../core/time.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { replyRow } from '../talk/reply-row.ts';

/** A question as staff see it; who asked it stays unknown to them. Instants in milliseconds. */
export type QuestionView = {
  id: string;
  text: string;
  /** Where it came from; empty where the person is gone. */
  channel: string;
  askedAt: number;
  answeredAt: number | null;
  answeredBy: string | null;
  answer: string | null;
  /** Who of the staff took it upon themselves; null: nobody, or it is over. */
  takenBy: string | null;
  cancelledAt: number | null;
  promisedAt: number | null;
  /** Open though the promised time is over. */
  late: boolean;
  context: QuestionContext | null;
  /** The question before this one, and its answer. */
  previous: { text: string; answer: string } | null;
};

export type QuestionDesk = {
  /** Open ones, the oldest first; then the others, the newest first. */
  list: () => Promise<QuestionView[]>;
  show: (id: string) => Promise<QuestionView | null>;
  /** The answer as the person would see it. */
  preview: (id: string, text: string) => Promise<Result<string>>;
  answer: (id: string, text: string, by: string) => Promise<Result<null>>;
  /** Takes a question upon oneself, or leaves it to others again. */
  take: (id: string, by: string, taken: boolean) => Promise<Result<null>>;
  /** Ready answers, those that fit the question best first. */
  ready: (id: string) => Promise<{ id: string; question: string }[]>;
  /** The text of a ready answer for who asked; null: there is none. */
  readyText: (id: string, entry: string) => Promise<string | null>;
};

/** A page of text: every channel takes it in one message or two. */
export const longestAnswer = 3500;
/** Somebody who fetches answers on the city's page may come back only after weeks. */
const answerLifeMs = 30 * dayMs;

export function questionDesk(app: App): QuestionDesk {
  return {
    list: () => list(app),
    show: async (id) => (await list(app)).find((one) => one.id === id) ?? null,
    preview: async (id, text) => {
      const question = await findQuestion(reading(app), id);
      const content = await currentContent(app);
      const refused = refusalOf(app, question, text);
      if (refused || !question) return refused ?? refuse(app, 'question.unknown');
      return { ok: true, value: plainText(replyTo(app, content, { question, text }).text) };
    },
    answer: (id, text, by) => answerQuestion(app, id, { text, by }),
    take: (id, by, taken) => take(app, id, { by, taken }),
    ready: (id) => readyAnswers(app, id),
    readyText: (id, entry) => readyText(app, id, entry),
  };
}

async function list(app: App): Promise<QuestionView[]> {
  const rows = await listQuestions(reading(app));
  const byId = new Map(rows.map(({ question }) => [question.id, question]));
  const now = app.clock.now();
  return rows.map(({ question, channel }) => {
    const { id, text, askedAt, answeredAt, answer, cancelledAt, promisedAt, context } = question;
    const open = answeredAt === null && cancelledAt === null;
    const before = context?.previous ? byId.get(context.previous) : undefined;
    return {
      ...{ id, text, channel: channel ?? '', askedAt, answeredAt, answer, cancelledAt, promisedAt, context },
      answeredBy: answeredAt === null ? null : question.answeredBy,
      takenBy: open ? question.answeredBy : null,
      late: open && promisedAt !== null && promisedAt <= now,
      previous: before?.answer ? { text: before.text, answer: before.answer } : null,
    };
  });
}

function refusalOf(app: App, question: QuestionRow | null, text: string): Result<never> | null {
  if (text.trim() === '') return refuse(app, 'question.empty');
  if (text.trim().length > longestAnswer)
    return refuse(app, 'question.long', { most: String(longestAnswer) });
  if (!question) return refuse(app, 'question.unknown');
  if (question.cancelledAt !== null) return refuse(app, 'question.cancelled');
  if (question.answeredAt !== null)
    return refuse(app, 'question.answered', { by: question.answeredBy ?? '' });
  return null;
}

/** The answer in the words of the city, quoting what was asked. */
function replyTo(app: App, content: Content, of: { question: QuestionRow; text: string }): Reply {
  const { question, text } = of;
  const contest = question.context?.contest ?? 'city';
  const facts = factsFor(content, { contest, now: app.clock.now() });
  const key = contest === 'kids' ? 'human.answer.kids' : 'human.answer';
  const said = phrase(content, key, facts, { value: firstWords(question.text), answer: text.trim() });
  return { text: said, choices: [{ label: content.phrases['button.human.more'] ?? '', value: '/human' }] };
}

/** The answer goes into the chat from which the question came, once, and says that it is no official answer. */
export async function answerQuestion(
  app: App,
  id: string,
  of: { text: string; by: string },
): Promise<Result<null>> {
  const outcome = await writing(app, async (at): Promise<Result<string>> => {
    const question = await findQuestion(at, id);
    const refused = refusalOf(app, question, of.text);
    if (refused || !question) return refused ?? refuse(app, 'question.unknown');
    const address = await addressOf(at, question.addressId);
    if (!address) return refuse(app, 'question.gone');
    const now = app.clock.now();
    const change = { answeredAt: now, answeredBy: of.by, answer: of.text.trim() };
    if (!(await changeOpenQuestion(at, id, change))) return refuse(app, 'question.answered', { by: '' });
    const reply = replyTo(app, await currentContent(app, at), { question, text: of.text });
    const row = replyRow(app, { reply, person: { id: question.personId }, address, now });
    await addDeliveries(at, [{ ...row, expiresAt: now + answerLifeMs }]);
    await offer(at, { address, reply, now });
    await writeAudit(at, app, { actor: of.by, act: 'question.answer', object: id });
    return { ok: true, value: address.channel };
  });
  if (!outcome.ok) return outcome;
  app.nudge(outcome.value);
  return { ok: true, value: null };
}

async function addressOf({ t, s }: At, id: string): Promise<AddressRow | null> {
  return (await s.select().from(t.address).where(eq(t.address.id, id)))[0] ?? null;
}

/** What stands under the answer can be typed too, without taking away what the chat was in the middle of. */
async function offer(at: At, of: { address: AddressRow; reply: Reply; now: number }): Promise<void> {
  const { address, reply, now } = of;
  const state = await loadConversation(at, address.id, now);
  const fresh = reply.choices.flatMap((choice) => ('value' in choice ? [choice] : []));
  const offers = state.awaiting === null ? fresh : [...state.offers, ...fresh];
  await saveConversation(at, address.id, { state: { ...state, offers }, now });
}

async function take(app: App, id: string, of: { by: string; taken: boolean }): Promise<Result<null>> {
  return await writing(app, async (at) => {
    const question = await findQuestion(at, id);
    if (!question) return refuse(app, 'question.unknown');
    if (of.taken && question.answeredBy && question.answeredBy !== of.by && question.answeredAt === null)
      return refuse(app, 'question.taken', { by: question.answeredBy });
    const changed = await changeOpenQuestion(at, id, { answeredBy: of.taken ? of.by : null });
    if (!changed) return refuse(app, 'question.over');
    const act = of.taken ? 'question.take' : 'question.leave';
    await writeAudit(at, app, { actor: of.by, act, object: id });
    return { ok: true as const, value: null };
  });
}

async function readyAnswers(app: App, id: string): Promise<{ id: string; question: string }[]> {
  const question = await findQuestion(reading(app), id);
  if (!question) return [];
  const { faq } = await currentContent(app);
  const { contest = null, role = null, stage = null, topic = null } = question.context ?? {};
  const best = app
    .understand(question.text, { contest, role, stage, topic })
    .alternatives.filter((one) => faq[one]?.answer);
  const rest = Object.keys(faq).filter((one) => faq[one]?.answer && !best.includes(one));
  return [...best, ...rest].map((one) => ({ id: one, question: faq[one]?.question ?? one }));
}

async function readyText(app: App, id: string, entry: string): Promise<string | null> {
  const question = await findQuestion(reading(app), id);
  const content = await currentContent(app);
  if (!question || !content.faq[entry]) return null;
  const contest = question.context?.contest ?? null;
  return plainText(answerSaid(content, entry, { contest, now: app.clock.now() }).text);
}
