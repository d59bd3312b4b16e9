// Owns carrying out what a turn of the dialog changes about answers: counting them, taking a question back, what nobody could answer.
import { createHash } from 'node:crypto';
import { countHelped, countUnanswered } from '../../../db/answered.ts';
import type { At } from '../../../db/people.ts';
import { changeOpenQuestion } from '../../../db/questions.ts';
import { leadingStage } from '../../core/contest.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import { localDate } from '../../core/time.ts';
import { type App, currentContent } from '../app.ts';
import { noteAsked } from '../events/event-answers.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'cancelQuestion' | 'helped' | 'unanswered' }>;

/** The most of a question that nobody could answer that is kept for the author of the texts. */
const longestUnanswered = 300;

/** Carries out one effect about answers; none of it says whose answer or question it was. */
export async function carryAnswered(at: At, app: App, of: Whose & { effect: Mine }): Promise<void> {
  const { effect, person } = of;
  const now = app.clock.now();
  switch (effect.kind) {
    case 'helped':
      return await countHelped(at, { answer: effect.answer, on: localDate(now), yes: effect.yes });
    case 'cancelQuestion':
      await changeOpenQuestion(at, effect.question, { cancelledAt: now });
      return;
    case 'unanswered': {
      const contest = person.contest;
      const { contests } = await currentContent(app, at);
      const stage = leadingStage(contests[contest ?? 'city'], now)?.id ?? null;
      const text = effect.text.trim().slice(0, longestUnanswered);
      const key = keyOf(text);
      await countUnanswered(at, { key, text, stage, contest, now });
      return await noteAsked(at, app, { key, personId: person.id });
    }
  }
}

/** The same words are one row, whatever their capitals, blanks and marks. */
function keyOf(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return createHash('sha256').update(bare).digest('hex').slice(0, 32);
}
