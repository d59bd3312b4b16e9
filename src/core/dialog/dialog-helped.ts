// Owns asking lightly whether an answer helped, and what else belongs under every answer: its other length, its topic.
import type { ContestId, Role, StageId } from '../contest.ts';
import type { Choice } from '../reply.ts';
import type { Content } from '../texts.ts';
import { command, type DialogOutput, say, type Turn, withEffects } from './dialog-turn.ts';

/** The most answers of a chat that still can be said to have helped. */
const mostShown = 5;

/** What a turn leaves behind of the answers that it showed or that were judged in it. */
export function shownAfter(before: readonly string[], output: DialogOutput): string[] {
  const after = output.effects.reduce<string[]>(
    (shown, effect) => {
      if (effect.kind !== 'helped') return shown;
      const others = shown.filter((one) => one !== effect.answer);
      return effect.yes === null ? [...others, effect.answer] : others;
    },
    [...before],
  );
  return after.slice(-mostShown);
}

/** The two choices under an answer by which a person says whether it helped. */
export function helpedChoices(turn: Turn, answer: string): Choice[] {
  return [
    command(turn, 'button.helped.yes', `/helped ${answer} yes`),
    command(turn, 'button.helped.no', `/helped ${answer} no`),
  ];
}

/**
 * Asks lightly whether an answer helped, counts that it was shown, and keeps what the talk is about now. `answer` is
 * what is counted, `topic` the question that a follow-up is about.
 */
export function askedWhether(
  turn: Turn,
  output: DialogOutput,
  of: { answer: string; topic: string | null },
): DialogOutput {
  const replies = output.replies.map((reply, index) =>
    index === output.replies.length - 1
      ? { ...reply, text: `${reply.text}\n\n${say(turn, 'helped.ask')}` }
      : reply,
  );
  const conversation = { ...output.conversation, topic: of.topic };
  return withEffects({ ...output, replies, conversation }, [
    { kind: 'helped', answer: of.answer, yes: null },
  ]);
}

/** The button for the other length of an instruction. */
export function lengthChoice(turn: Turn): Choice {
  return turn.conversation.short
    ? command(turn, 'button.full', '/full')
    : command(turn, 'button.short', '/short');
}

/** The question of content/faq that an instruction answers, so that a follow-up to it is understood. */
export function topicOf(
  content: Content,
  of: { contest: ContestId; stage: StageId; role: Role },
): string | null {
  const found = Object.entries(content.faq).find(
    ([id, entry]) =>
      entry.stage === of.stage &&
      entry.instruction === of.role &&
      id.startsWith('k.') === (of.contest === 'kids'),
  );
  return found?.[0] ?? null;
}
