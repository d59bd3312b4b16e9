// Owns the conversation: what is answered to an event, what is remembered, what changes. A pure function of values.

import { type ContestId, leadingStage, type StageId } from '../contest.ts';
import { supportCodeIn } from '../drafts/draft.ts';
import { factsFor } from '../facts.ts';
import type { Unsupported } from '../inbound.ts';
import type { Content } from '../texts.ts';
import type { Command } from './command.ts';
import { answerQuestion } from './dialog-answer.ts';
import { helped, short } from './dialog-answered.ts';
import { ask } from './dialog-ask.ts';
import { digest, mute, unmute, voted } from './dialog-choices.ts';
import { data, exported } from './dialog-data.ts';
import { besideDraft, draft, draftTyped, isOfDraft } from './dialog-draft.ts';
import { guest } from './dialog-draft-share.ts';
import { events } from './dialog-events.ts';
import { shownAfter } from './dialog-helped.ts';
import { cancelQuestion, handOver, human, passOn } from './dialog-human.ts';
import { isNoCode, link, preferChannel } from './dialog-link.ts';
import { commandMeant } from './dialog-meant.ts';
import { projects } from './dialog-projects.ts';
import { setContest, setRole, stageText, started } from './dialog-start.ts';
import { email, stop, subscribe } from './dialog-subscription.ts';
import {
  type DialogInput,
  type DialogOutput,
  menu,
  said,
  say,
  type Turn,
  told,
  withEffects,
} from './dialog-turn.ts';
import { why } from './dialog-why.ts';

export type { DialogInput, DialogOutput, Landing } from './dialog-turn.ts';

/** Answers one event. The same input gives the same output; nothing is read or written. */
export function answer(input: DialogInput): DialogOutput {
  const output = answerEvent(input);
  const { conversation: before } = input;
  // What lasts longer than a turn is carried on here, so that no answer has to think of it.
  const shown = shownAfter(before.shown, output);
  const short = output.conversation.short ?? before.short;
  return { ...output, conversation: { ...output.conversation, shown, short } };
}

function answerEvent(input: DialogInput): DialogOutput {
  const { resident, content, now, inbound } = input;
  const facts = factsFor(content, { contest: resident.contest ?? 'city', now });
  const turn: Turn = { ...input, contest: resident.contest, role: resident.role, facts };
  switch (inbound.kind) {
    case 'opened':
      return opened(turn, inbound.source);
    case 'text':
      return typed(turn, inbound.text);
    case 'choice':
      return pressed(turn, inbound.value);
    case 'unsupported':
      return unreadable(turn, inbound.what);
    case 'joined':
    case 'left':
    case 'receipt':
    case 'moved':
    case 'group':
      return { replies: [], conversation: input.conversation, effects: [] };
  }
}

/** What can't be read gets a polite word, and how to go on; whatever we waited for, we go on waiting for. */
function unreadable(turn: Turn, what: Unsupported): DialogOutput {
  const { awaiting } = turn.conversation;
  if (awaiting === null) {
    const output = told(turn, `unsupported.${what}`, menu(turn));
    return { ...output, conversation: { ...output.conversation, topic: turn.conversation.topic } };
  }
  const text = `${say(turn, `unsupported.${what}`)}\n${say(turn, `unsupported.awaiting.${awaiting}`)}`;
  return { ...said({ text, choices: [], gaps: [] }), conversation: turn.conversation };
}

function typed(turn: Turn, text: string): DialogOutput {
  const meant = commandMeant(turn.inbound, turn);
  if (meant && !isNoCode(turn, meant)) return obey(turn, meant);
  const output = words(turn, text);
  // A number that might have been a guess counts as one, or guessing would be free.
  const missed = meant !== null && turn.linking.tried?.kind === 'wrong';
  return missed ? withEffects(output, [{ kind: 'missLinkCode' }]) : output;
}

/** Words that are no command: what the chat waits for takes them, else they are a question. */
function words(turn: Turn, text: string): DialogOutput {
  const { awaiting } = turn.conversation;
  if (awaiting === 'question') return handOver(turn, text);
  return awaiting === 'draft' ? draftTyped(turn, text) : ask(turn, text);
}

/** Who comes by the link of somebody's idea reads that idea; nothing is kept of whose link it was. */
function opened(turn: Turn, source: string | null): DialogOutput {
  const code = supportCodeIn(source);
  return code === null ? started(turn, source) : guest(turn, code);
}

/** A choice is a command in the button's own words; an old or strange value is read as text. */
function pressed(turn: Turn, value: string): DialogOutput {
  const command = commandMeant(turn.inbound, turn);
  return command ? obey(turn, command) : ask(turn, value);
}

/** Obeys a command; where the draft waits for an answer, it goes on waiting, with a way back. */
function obey(turn: Turn, command: Command): DialogOutput {
  const output = obeyOne(turn, command);
  const aside = turn.conversation.awaiting === 'draft' && command.kind !== 'start' && !isOfDraft(command);
  return aside ? besideDraft(turn, output, null) : output;
}

function obeyOne(turn: Turn, command: Command): DialogOutput {
  switch (command.kind) {
    case 'start':
      return opened(turn, command.source);
    case 'help':
      return told(turn, 'help', menu(turn));
    case 'stage':
      return said({ text: stageText(turn), choices: menu(turn), gaps: [] });
    case 'contest':
      return setContest(turn, command);
    case 'role':
      return setRole(turn, command);
    case 'subscribe':
      return subscribe(turn, command);
    case 'stop':
      return stop(turn);
    case 'email':
      return email(turn, command.address);
    case 'data':
      return data(turn, command.erase);
    case 'export':
      return exported(turn);
    case 'human':
      return human(turn, command.passOn);
    case 'handOver':
      return passOn(turn);
    case 'cancelQuestion':
      return cancelQuestion(turn, command.question);
    case 'helped':
      return helped(turn, command);
    case 'short':
      return short(turn, command.on);
    case 'faq':
      return turn.content.faq[command.id] ? answerQuestion(turn, command.id) : told(turn, 'help', menu(turn));
    case 'link':
    case 'channel':
    case 'digest':
    case 'why':
    case 'mute':
    case 'unmute':
    case 'voted':
      return choose(turn, command);
    case 'projects':
    case 'project':
    case 'follow':
    case 'unfollow':
      return projects(turn, command);
    case 'events':
    case 'event':
    case 'rate':
    case 'poll':
      return events(turn, command);
    case 'draft':
    case 'draftBegin':
    case 'draftSkip':
    case 'draftField':
      return draft(turn, command);
  }
}

type Choosing = Extract<
  Command,
  { kind: 'link' | 'channel' | 'digest' | 'why' | 'mute' | 'unmute' | 'voted' }
>;

/** What a person decides about how, where and about what we write. */
function choose(turn: Turn, command: Choosing): DialogOutput {
  switch (command.kind) {
    case 'link':
      return link(turn, command.code);
    case 'channel':
      return preferChannel(turn, command.channel);
    case 'digest':
      return digest(turn, command.on);
    case 'why':
      return why(turn, turn.asked ?? { kind: 'none' });
    case 'mute':
      return mute(turn, command);
    case 'unmute':
      return unmute(turn, command);
    case 'voted':
      return voted(turn, command);
  }
}

/** The stage that a question is asked in: the leading one of the contest, for callers outside a chat. */
export function stageFor(content: Content, contest: ContestId | null, now: number): StageId | null {
  return leadingStage(content.contests[contest ?? 'city'], now)?.id ?? null;
}
