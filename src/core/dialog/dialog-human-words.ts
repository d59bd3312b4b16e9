// Owns whether words typed under a question that was shown mean «pass it on» or «take it back»; what then happens is dialog-human.ts's.
import { isOneOf } from './command.ts';
import type { Conversation } from './conversation.ts';

/** Agrees that the question that was shown goes to staff. */
export const agreeValue = '/human yes';
/** Takes back the question that was shown, or the last one that waits. */
export const cancelValue = '/human cancel';

/** Whether a question was shown and waits for the person to agree. */
export function isShown({ offers, unanswered }: Pick<Conversation, 'offers' | 'unanswered'>): boolean {
  return unanswered !== null && offers.some(({ value }) => value === agreeValue);
}

/**
 * The command that words stand for where a question was shown, or was just passed on: «так», «ні», «скасувати» in any
 * spelling. Null for everything else, so that a bare «ні» elsewhere stays a word like any other.
 */
export function agreementMeant(
  conversation: Conversation,
  text: string,
  phrases: Readonly<Record<string, string>>,
): string | null {
  const says = (key: string) => isOneOf(text, phrases[key] ?? '');
  if (isShown(conversation)) {
    if (says('human.yes.words')) return agreeValue;
    if (says('human.no.words') || says('human.cancel.words')) return cancelValue;
    return null;
  }
  const passedOn = conversation.offers.some(({ value }) => value.startsWith(cancelValue));
  return passedOn && says('human.cancel.words') ? cancelValue : null;
}
