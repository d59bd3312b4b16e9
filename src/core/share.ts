// Owns which events are ours where we are mounted into a bot that the city already runs; all others stay the host's. Pure.
import { isStop, readCommand } from './dialog/command.ts';
import type { Conversation } from './dialog/conversation.ts';
import { type Hearing, hear } from './dialog/dialog-hear.ts';
import { commandMeant } from './dialog/dialog-meant.ts';
import type { Inbound } from './inbound.ts';
import { maskPersonal } from './personal.ts';
import type { Reply } from './reply.ts';

/**
 * How a bot is shared with its host. `freeText`: words that are no command are ours where they are surely a question
 * about the budget (`sure`), always (`all`, for a host that answers commands only), or only inside a dialog of ours
 * (`none`) · `leave`: commands that stay the host's when they are typed, without their slash.
 */
export type Share = { freeText: 'sure' | 'all' | 'none'; leave: readonly string[] };

export const usualShare: Share = { freeText: 'sure', leave: [] };

/**
 * What became of a host's event. answered: it was ours, with the welcome for the response where there is one · noted: it
 * concerns both, and the host gets it too · left: it is the host's alone, and nothing of it is kept.
 */
export type Taken = { kind: 'answered'; welcome: Reply | null } | { kind: 'noted' } | { kind: 'left' };

/** An event that is answered by one of us, by us or by the host. */
export type Answerable = Extract<Inbound, { kind: 'text' | 'choice' | 'opened' | 'unsupported' }>;

/**
 * What the decision needs. `known`: the person has talked with us before · `landing`: the source by which the chat was
 * opened is one of ours.
 */
export type Claim = Hearing & { share: Share; known: boolean; landing: boolean };

/** Whether an event is ours to answer. */
export function claims(inbound: Answerable, of: Claim): boolean {
  switch (inbound.kind) {
    case 'choice':
      return readCommand(inbound.value) !== null;
    case 'opened':
      return of.landing || !of.share.leave.includes('start');
    case 'unsupported':
      return of.share.freeText === 'all' || of.conversation.awaiting !== null;
    case 'text':
      return isCommand(inbound.text) ? claimsCommand(inbound.text, of.share) : claimsWords(inbound, of);
  }
}

/** Whether an event is the host's whatever the person talked about: a command or a button that we don't know. */
export function isTheirs(inbound: Answerable, share: Share): boolean {
  if (inbound.kind === 'choice') return readCommand(inbound.value) === null;
  return inbound.kind === 'text' && isCommand(inbound.text) && !claimsCommand(inbound.text, share);
}

/** Whether the last thing that the person was told came from us, so that a number, a «так» or «меню» is for us. */
export function isTalking({ offers, awaiting }: Conversation): boolean {
  return offers.length > 0 || awaiting !== null;
}

function isCommand(text: string): boolean {
  return text.trimStart().startsWith('/');
}

function claimsCommand(text: string, { leave }: Share): boolean {
  const [, name = ''] = /^\/([^\s@]*)/.exec(text.trim()) ?? [];
  return readCommand(text) !== null && !leave.includes(name.toLowerCase());
}

function claimsWords(inbound: Answerable & { kind: 'text' }, of: Claim): boolean {
  const { conversation, content, share, known } = of;
  if (share.freeText === 'all') return true;
  // Whoever never talked with us gets nothing from us that could be stopped.
  if (isStop(inbound.text, content.phrases['stop.words'] ?? '')) return known;
  if (conversation.awaiting !== null && conversation.awaiting !== 'code') return true;
  const meant = commandMeant(inbound, { conversation, content });
  // Eight digits are somebody's meter reading, unless we have just asked for a code.
  if (meant?.kind === 'link' && meant.bare) return conversation.awaiting === 'code';
  if (meant && isTalking(conversation)) return true;
  return share.freeText === 'sure' && isSurelyOurs(inbound.text, of);
}

/** A question about the budget that is surely understood; a wish about reminders or data where we were the last to speak. */
function isSurelyOurs(text: string, of: Claim): boolean {
  const heard = hear(of, maskPersonal(text).text);
  switch (heard.kind) {
    case 'one':
    case 'two':
      return true;
    case 'wish':
      return isTalking(of.conversation) || (heard.id === 'u.off' && of.known);
    case 'smalltalk':
    case 'choices':
    case 'unknown':
      return false;
  }
}
