// Owns what a person says of an answer that was shown: whether it helped, and that it be shorter or whole.
import { hasInstruction } from '../answer.ts';
import { answerQuestion } from './dialog-answer.ts';
import { instructed } from './dialog-start.ts';
import {
  command,
  type DialogOutput,
  faqChoice,
  menu,
  say,
  type Turn,
  told,
  withEffects,
} from './dialog-turn.ts';

/** Thanks for saying whether an answer helped; where it did not, offers what is near it, and a person. */
export function helped(turn: Turn, { answer, yes }: { answer: string; yes: boolean }): DialogOutput {
  const related = (turn.content.faq[answer]?.related ?? [])
    .filter((id) => turn.content.faq[id])
    .slice(0, 3)
    .map((id) => faqChoice(turn, id));
  const output = yes
    ? told(turn, 'helped.yes', menu(turn))
    : told(turn, 'helped.no', [
        ...related,
        command(turn, 'button.human', '/human'),
        command(turn, 'button.help', '/help'),
      ]);
  const { topic } = turn.conversation;
  const kept = { ...output, conversation: { ...output.conversation, topic } };
  // An answer is judged once: a button that stayed above in the chat counts nothing any more.
  return turn.conversation.shown.includes(answer)
    ? withEffects(kept, [{ kind: 'helped', answer, yes }])
    : kept;
}

/** From now on instructions are short, or whole again; the one that was shown last comes at once in its new length. */
export function short(turn: Turn, on: boolean): DialogOutput {
  const now: Turn = { ...turn, conversation: { ...turn.conversation, short: on } };
  const last = turn.conversation.shown.at(-1) ?? null;
  const again =
    last !== null && hasInstruction(turn.content, last, { contest: turn.contest, now: turn.now })
      ? answerQuestion(now, last)
      : instructed(now);
  const lead = say(turn, on ? 'short.on' : 'short.off');
  const replies = again.replies.map((reply, index) =>
    index === 0 ? { ...reply, text: `${lead}\n\n${reply.text}` } : reply,
  );
  return {
    replies,
    conversation: { ...again.conversation, short: on },
    // The same answer in another length is no other answer: it is not counted again.
    effects: again.effects.filter((effect) => effect.kind !== 'helped' || effect.answer !== last),
  };
}
