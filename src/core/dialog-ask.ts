// Owns what is answered to words that are no command: small talk, a sure answer, choices, or not knowing.
import { answerSaid } from './answer.ts';
import { leadingStage } from './contest.ts';
import { human } from './dialog-human.ts';
import { data, offerReminders, stop } from './dialog-subscription.ts';
import {
  command,
  type DialogOutput,
  faqChoice,
  menu,
  remembering,
  said,
  type Turn,
  told,
} from './dialog-turn.ts';

/** Answers words as a question. */
export function ask(turn: Turn, text: string): DialogOutput {
  const stage = leadingStage(turn.content.contests[turn.contest ?? 'city'], turn.now);
  const understanding = turn.understand(text, {
    stage: stage?.id ?? null,
    contest: turn.contest,
    role: turn.role,
  });
  const { kind, answer: id, alternatives } = understanding;
  if (kind === 'smalltalk' && id) return told(turn, `smalltalk.${id}`, menu(turn));
  if ((kind === 'answer' || kind === 'command') && id) return answerQuestion(turn, id);
  const unanswered = { ...turn.conversation, unanswered: text.slice(0, 1000) };
  if (kind === 'choices' && alternatives.length > 0) {
    const choices = alternatives.map((option) => faqChoice(turn, option));
    const other = command(turn, 'button.handOver', '/human pass');
    return remembering(told(turn, 'choices.ask', [...choices, other]), unanswered);
  }
  return remembering(
    told(turn, 'unknown', [command(turn, 'button.handOver', '/human pass'), ...menu(turn)]),
    unanswered,
  );
}

/** The answer to one question of content/faq. */
export function answerQuestion(turn: Turn, id: string): DialogOutput {
  if (id === 'u.off') return stop(turn);
  if (id === 'u.data') return data(turn, 'no');
  if (id === 'u.human') return human(turn, false);
  if (id === 'u.on') return offerReminders(turn);
  const answered = answerSaid(turn.content, id, { contest: turn.contest, now: turn.now });
  const related = (turn.content.faq[id]?.related ?? [])
    .filter((other) => turn.content.faq[other])
    .slice(0, 3)
    .map((other) => faqChoice(turn, other));
  return said({
    ...answered,
    choices: [...answered.choices, ...related, command(turn, 'button.human', '/human')],
  });
}
