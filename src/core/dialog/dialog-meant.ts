// Owns which command an event stands for: typed, pressed, chosen by number or label, or said in whole words.

import type { Inbound } from '../inbound.ts';
import type { Content } from '../texts.ts';
import { type Command, isOneOf, isStop, readCommand, readLinkCode, readWish } from './command.ts';
import { projectMeant, searchMeant } from './command-projects.ts';
import type { Conversation, Offer } from './conversation.ts';
import { agreementMeant } from './dialog-human-words.ts';

/**
 * The command that an event stands for; null where it is a question or no words at all. A bare code (`bare`) is only a
 * guess: whether it is one depends on the codes that were given out.
 */
export function commandMeant(
  inbound: Inbound,
  of: { conversation: Conversation; content: Content },
): Command | null {
  if (inbound.kind === 'choice') return readCommand(inbound.value);
  if (inbound.kind !== 'text') return null;
  const { text } = inbound;
  const { conversation, content } = of;
  const command = readCommand(text);
  if (command) return command;
  if (isStop(text, content.phrases['stop.words'] ?? '')) return { kind: 'stop' };
  const project = projectMeant(conversation, text, content.phrases['project.words'] ?? '');
  if (project) return readCommand(project);
  const offer = offerMeant(conversation, text);
  if (offer) return readCommand(offer.value);
  const agreed = agreementMeant(conversation, text, content.phrases);
  if (agreed) return readCommand(agreed);
  const judged = judgementMeant(conversation.offers, text, content.phrases);
  if (judged) return readCommand(judged);
  const code = readLinkCode(text);
  if (code) return code;
  // Whoever was asked for a question may begin it with any words.
  if (conversation.awaiting === 'question') return null;
  const wish = readWish(text, content.phrases);
  const search = wish ? null : searchMeant(conversation, text, content.phrases['projects.find.lead'] ?? '');
  return search ? readCommand(search) : wish;
}

const isCounting = ({ value }: Offer) => value === '/draft skip supporters';

/** Typing a label, or its number in the list, does what pressing it does. */
function offerMeant({ offers }: Conversation, text: string): Offer | null {
  const number = /^\s*(\d{1,2})\s*[.)]?\s*$/.exec(text)?.[1];
  // Where the draft asks how many have signed, a number is that number.
  if (number) return offers.some(isCounting) ? null : (offers[Number(number) - 1] ?? null);
  const typed = tidy(text);
  return offers.find((offer) => tidyLabel(offer.label) === typed) ?? null;
}

function tidy(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Labels as they are compared: the same few stand under most messages. */
const labelsKnown = new Map<string, string>();
const mostLabels = 2000;

function tidyLabel(label: string): string {
  const known = labelsKnown.get(label);
  if (known !== undefined) return known;
  if (labelsKnown.size >= mostLabels) labelsKnown.clear();
  const made = tidy(label);
  labelsKnown.set(label, made);
  return made;
}

/** A bare «так» or «ні» where we asked last whether an answer helped. */
function judgementMeant(
  offers: readonly Offer[],
  text: string,
  phrases: Readonly<Record<string, string>>,
): string | null {
  const judge = (how: 'yes' | 'no') =>
    isOneOf(text, phrases[`helped.${how}.words`] ?? '')
      ? offers.find(({ value }) => value.startsWith('/helped ') && value.endsWith(` ${how}`))
      : undefined;
  return (judge('yes') ?? judge('no'))?.value ?? null;
}
