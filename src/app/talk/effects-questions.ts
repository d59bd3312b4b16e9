// Owns carrying out what a turn of the dialog changes about questions to staff: passing one on, taking one back.
import type { At } from '../../../db/people.ts';
import { addQuestion, changeOpenQuestion, dropQuestionLetters, findQuestion } from '../../../db/questions.ts';
import { cityNow } from '../../../db/receiving.ts';
import { leadingStage } from '../../core/contest.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import { longestQuestion, previousOf } from '../../core/question.ts';
import { type App, currentContent } from '../app.ts';
import { forgetLetters } from '../people/erasing.ts';
import type { Whose } from './effects.ts';
import { lookAtQuestions } from './look-questions.ts';

type Mine = Extract<Effect, { kind: 'handOver' | 'cancelQuestion' }>;

/** Carries out one effect about questions to staff. */
export async function carryQuestions(at: At, app: App, of: Whose & { effect: Mine }): Promise<void> {
  const { effect, person } = of;
  switch (effect.kind) {
    case 'handOver':
      return await keepQuestion(at, app, { ...of, effect });
    case 'cancelQuestion': {
      const question = await findQuestion(at, effect.question);
      if (question?.personId !== person.id) return;
      // Nobody reads any more what was taken back: its words go at once.
      const change = { cancelledAt: app.clock.now(), text: '', context: null, answeredBy: null };
      await changeOpenQuestion(at, question.id, change);
      await forgetLetters(app, await dropQuestionLetters(at, [question.id]));
    }
  }
}

type HandOver = Extract<Effect, { kind: 'handOver' }>;

/** Keeps a question with exactly what the person agreed to, and what they were promised. */
async function keepQuestion(at: At, app: App, of: Whose & { effect: HandOver }): Promise<void> {
  const { effect, person, address } = of;
  const now = app.clock.now();
  const content = await currentContent(app, at);
  const { special } = await cityNow(at);
  const { promised, answered } = await lookAtQuestions(at, app, { person, content, asked: true, special });
  const { contest, role } = person;
  const stage = contest && leadingStage(content.contests[contest], now);
  const previous = previousOf(answered, now)?.id ?? null;
  await addQuestion(at, {
    id: app.newId(),
    personId: person.id,
    addressId: address.id,
    text: effect.text.slice(0, longestQuestion),
    askedAt: now,
    wording: effect.wording,
    context: { contest, role, stage: stage?.id ?? null, topic: effect.topic, previous },
    promisedAt: promised.until,
  });
}
