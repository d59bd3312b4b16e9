// Owns handing a question over to staff: asking for it, what the person agrees to, taking it back.
import { command, type DialogOutput, menu, type Turn, told, withEffects } from './dialog-turn.ts';

/** Asks for the question, or passes the last one on that was not understood. */
export function human(turn: Turn, passOn: boolean): DialogOutput {
  const pending = turn.conversation.unanswered;
  if (passOn && pending) return handOver(turn, pending);
  const output = told(turn, 'human.ask', []);
  return { ...output, conversation: { ...output.conversation, awaiting: 'question' } };
}

/** Hands a question over, with where in the contest the person stands. */
export function handOver(turn: Turn, text: string): DialogOutput {
  const { topic } = turn.conversation;
  return withEffects(told(turn, 'human.sent', menu(turn)), [{ kind: 'handOver', text, wording: '', topic }]);
}

/** Takes back a question that waits. */
export function cancelQuestion(turn: Turn, _question: string | null): DialogOutput {
  return told(turn, 'help', [command(turn, 'button.human', '/human'), ...menu(turn)]);
}
