// Owns what the bot would say on any day: what goes on, what to do, the answer to a question, and what goes out.
import { leadingStage } from '../../core/contest.ts';
import { occurrencesOf } from '../../core/occurrences/occurrence.ts';
import type { Content } from '../../core/texts.ts';
import { dayMs, localDate } from '../../core/time.ts';
import { type App, channelNamed, reading } from '../app.ts';
import { occurrenceSources } from '../plan/reconcile.ts';
import { answerAt, type DaySaid, dayAt, type TextLook, type TextView } from './text-look.ts';

export type BotDay = DaySaid & {
  answer: { question: string | null; look: TextLook } | null;
  messages: { key: string; at: number; text: string }[];
};

/** What the bot says on a day to a person of this contest and role. */
export async function botDay(app: App, view: TextView, question: string): Promise<BotDay> {
  const sources = await occurrenceSources(app, reading(app));
  const { content } = sources;
  const capabilities = channelNamed(app, view.channel)?.capabilities ?? null;
  const of = { view, capabilities };
  const day = localDate(view.at);
  const from = view.at - 2 * dayMs;
  const messages = occurrencesOf(sources, from, view.at + 2 * dayMs)
    .filter((one) => localDate(one.at) === day && (one.contest === null || one.contest === view.contest))
    .map(({ key, at, body }) => ({ key, at, text: body.text }));
  const answer = question.trim() === '' ? null : answered(app, content, { ...of, question });
  return { ...dayAt(content, of), answer, messages };
}

/** The answer as `uchast ask` gives it: understood for the stage that leads on that day. */
function answered(
  app: App,
  content: Content,
  of: { view: TextView; capabilities: Parameters<typeof answerAt>[2]['capabilities']; question: string },
): NonNullable<BotDay['answer']> {
  const { contest, role, at, stage } = of.view;
  const leading = stage ?? leadingStage(content.contests[contest], at)?.id ?? null;
  const { kind, answer, alternatives } = app.understand(of.question, { stage: leading, contest, role });
  if (kind === 'smalltalk') return { question: null, look: answerAt(content, `smalltalk.${answer}`, of) };
  if ((kind === 'answer' || kind === 'command') && answer && content.faq[answer])
    return { question: content.faq[answer]?.question ?? null, look: answerAt(content, answer, of) };
  if (kind !== 'choices') return { question: null, look: answerAt(content, 'unknown', of) };
  const offers = alternatives.map((id) => `— ${content.faq[id]?.question ?? id}`);
  const ask = answerAt(content, 'choices.ask', of);
  return {
    question: null,
    look: { ...ask, parts: [...ask.parts, { text: offers.join('\n'), choices: [] }] },
  };
}
