// Owns which part of the draft's dialog answers a command or words, and how other questions stand beside the draft.

import {
  type Draft,
  type DraftField,
  ownWordsFields,
  stepBefore,
  stepsOf,
  stepToGoOn,
} from '../drafts/draft.ts';
import { fieldTitle } from '../drafts/draft-words.ts';
import { maskPersonal } from '../personal.ts';
import { type Command, isOneOf } from './command.ts';
import type { DraftCommand } from './command-draft.ts';
import { ask } from './dialog-ask.ts';
import { share, sharing, unshare } from './dialog-draft-share.ts';
import { answerStep, goOn, readingOf, skipStep, viewOf } from './dialog-draft-step.ts';
import { begun, checked, erased, erasing, form, introduced, readOut, state } from './dialog-draft-whole.ts';
import { contextOf } from './dialog-hear.ts';
import { isAsking } from './dialog-parts.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told } from './dialog-turn.ts';

export function isOfDraft(command: Command): command is DraftCommand {
  const kinds: readonly Command['kind'][] = ['draft', 'draftBegin', 'draftSkip', 'draftField'];
  return kinds.includes(command.kind);
}

/** Answers a command about the draft. */
export function draft(turn: Turn, given: DraftCommand): DialogOutput {
  const own = turn.look.draft?.draft ?? null;
  if (own === null) return withoutDraft(turn, given);
  switch (given.kind) {
    case 'draftBegin':
      return state(turn, own);
    case 'draftSkip': {
      const field = given.field ?? own.asking;
      return field === null ? checked(turn, own, null) : skipStep(turn, own, { field, ended: atEnd(turn) });
    }
    case 'draftField':
      return atField(turn, own, given);
    case 'draft':
      return act(turn, own, given.act);
  }
}

function withoutDraft(turn: Turn, given: DraftCommand): DialogOutput {
  if (given.kind === 'draftBegin') return begun(turn, given.contest);
  const ends = given.kind === 'draft' && ['erase', 'eraseYes', 'unshare', 'pause'].includes(given.act);
  return ends ? told(turn, 'draft.none', menu(turn)) : introduced(turn);
}

function act(turn: Turn, own: Draft, what: (DraftCommand & { kind: 'draft' })['act']): DialogOutput {
  switch (what) {
    case 'open':
      return state(turn, own);
    case 'next':
      return resume(turn, own);
    case 'back':
      return back(turn, own);
    case 'read':
      return readOut(turn, own);
    case 'check':
      return checked(turn, own, null);
    case 'form':
      return form(turn, own);
    case 'share':
      return sharing(turn, own);
    case 'shareYes':
      return share(turn, own);
    case 'unshare':
      return unshare(turn, own);
    case 'pause':
      return told(turn, 'draft.paused', [command(turn, 'button.draft.next', '/draft next'), ...menu(turn)]);
    case 'take':
      return take(turn, own);
    case 'erase':
      return erasing(turn);
    case 'eraseYes':
      return erased(turn);
  }
}

function resume(turn: Turn, own: Draft): DialogOutput {
  const field = stepToGoOn(own, stepsOf(turn.content, own.contest));
  return goOn(turn, { ...own, asking: field }, { lead: null, ended: atEnd(turn) });
}

function back(turn: Turn, own: Draft): DialogOutput {
  const steps = stepsOf(turn.content, own.contest);
  const asking = stepBefore(steps, own.asking) ?? stepToGoOn(own, steps);
  return goOn(turn, { ...own, asking }, { lead: null, ended: atEnd(turn) });
}

function atField(turn: Turn, own: Draft, of: { field: DraftField; value: string | null }): DialogOutput {
  const { field, value } = of;
  // A button of another contest's draft, or of a category that the city has taken back.
  if (!stepsOf(turn.content, own.contest).includes(field)) return state(turn, own);
  if (value !== null) return answered(turn, own, { field, text: value });
  return goOn(turn, { ...own, asking: field }, { lead: null, ended: atEnd(turn) });
}

function answered(turn: Turn, own: Draft, of: { field: DraftField; text: string }): DialogOutput {
  const { field, text } = of;
  return answerStep(turn, own, { field, reading: readingOf(turn, field, text), ended: atEnd(turn) });
}

/** After the last step comes the checklist. */
function atEnd(turn: Turn) {
  return (own: Draft, lead: string | null) => checked(turn, own, lead);
}

/** What was taken for a question is the answer after all. */
function take(turn: Turn, own: Draft): DialogOutput {
  const text = turn.conversation.unanswered;
  const { asking: field } = own;
  return text === null || field === null ? resume(turn, own) : answered(turn, own, { field, text });
}

/** Words typed while the draft waits for an answer: the answer, a word of the draft's own, or a question beside it. */
export function draftTyped(turn: Turn, text: string): DialogOutput {
  const own = turn.look.draft?.draft ?? null;
  const field = own?.asking ?? null;
  if (own === null || field === null) return ask(turn, text);
  const { phrases } = turn.content;
  const means = (key: string) => isOneOf(text, phrases[`draft.${key}.words`] ?? '');
  if (means('skip')) return draft(turn, { kind: 'draftSkip', field });
  if (means('back')) return act(turn, own, 'back');
  if (means('pause')) return act(turn, own, 'pause');
  return isBeside(turn, { field, text })
    ? besideDraft(turn, ask(turn, text), text)
    : answered(turn, own, { field, text });
}

/** Longer words tell something, whatever mark they end with. */
const mostWordsOfQuestion = 15;
/** Thanks and wishes about the bot are short; in a story they are part of it. */
const mostWordsOfWish = 6;

/** Whether words are a question or a wish beside the draft, and no answer to its step. */
function isBeside(turn: Turn, { field, text }: { field: DraftField; text: string }): boolean {
  const words = text.match(/[\p{L}\p{N}’'-]+/gu)?.length ?? 0;
  if (words > mostWordsOfQuestion) return false;
  const asking = isAsking(text, turn.content.phrases);
  const fits = readingOf(turn, field, text).ok;
  // A sum, an option or a number is the answer without any understanding.
  if (fits && !asking && !ownWordsFields.includes(field)) return false;
  const { kind } = turn.understand(maskPersonal(text).text, contextOf(turn));
  switch (kind) {
    case 'smalltalk':
    case 'command':
      return words <= mostWordsOfWish;
    case 'answer':
      return asking || wasBeside(turn);
    case 'choices':
      return asking && (!fits || /\?\s*$/.test(text));
    case 'unknown':
      return false;
  }
}

const nextValue = '/draft next';

/** Whether the last thing said stood beside the draft: then further questions are likely. */
function wasBeside({ conversation }: Turn): boolean {
  return conversation.offers.some(({ value }) => value === nextValue);
}

/**
 * Lets an answer to something else stand beside the draft: the draft goes on waiting, with a way back. `text` is what was
 * taken for a question, for who meant it as an answer.
 */
export function besideDraft(turn: Turn, output: DialogOutput, text: string | null): DialogOutput {
  const own = turn.look.draft?.draft ?? null;
  const ends = output.effects.some(({ kind }) => kind === 'unsubscribe' || kind === 'erase');
  const last = output.replies.at(-1);
  if (!own?.asking || !last || ends || output.conversation.awaiting !== null) return output;
  const name = fieldTitle(viewOf(turn, own), own.asking);
  const ways = [
    command(turn, 'button.draft.next', nextValue),
    ...(text === null ? [] : [command(turn, 'button.draft.take', '/draft take')]),
  ];
  const lines = [
    say(turn, 'draft.beside', { name }),
    ...(text === null ? [] : [say(turn, 'draft.beside.take')]),
  ];
  const beside = said({
    text: `${last.text}\n\n${lines.join('\n')}`,
    choices: [...last.choices, ...ways],
    gaps: [],
  });
  const { offers } = beside.conversation;
  const unanswered = text === null ? output.conversation.unanswered : maskPersonal(text).text;
  return {
    replies: [...output.replies.slice(0, -1), ...beside.replies],
    conversation: { ...output.conversation, offers, awaiting: 'draft', unanswered },
    effects: output.effects,
  };
}
