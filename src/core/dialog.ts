// Owns the conversation: what is answered to an event, what is remembered, what changes. A pure function of values.
import { answerSaid, instructionSaid, type Said, situationText } from './answer.ts';
import type { Command } from './command.ts';
import { type ContestId, contestIds, leadingStage, type Role, type StageId } from './contest.ts';
import type { Effect } from './conversation.ts';
import { helped, short } from './dialog-answered.ts';
import { digest, mute, unmute, voted } from './dialog-choices.ts';
import { exported } from './dialog-data.ts';
import { draft } from './dialog-draft.ts';
import { events } from './dialog-events.ts';
import { cancelQuestion, handOver, human } from './dialog-human.ts';
import { isNoCode, link, preferChannel } from './dialog-link.ts';
import { commandMeant } from './dialog-meant.ts';
import { projects } from './dialog-projects.ts';
import { data, email, offerReminders, stop, subscribe } from './dialog-subscription.ts';
import {
  command,
  contestChoices,
  type DialogInput,
  type DialogOutput,
  faqChoice,
  menu,
  remembering,
  roleChoices,
  said,
  say,
  type Turn,
  told,
  withEffects,
} from './dialog-turn.ts';
import { why } from './dialog-why.ts';
import { factsFor } from './facts.ts';
import type { Content } from './texts.ts';

export type { DialogInput, DialogOutput, Landing } from './dialog-turn.ts';

/** Answers one event. The same input gives the same output; nothing is read or written. */
export function answer(input: DialogInput): DialogOutput {
  const { resident, content, now, inbound } = input;
  const facts = factsFor(content, { contest: resident.contest ?? 'city', now });
  const turn: Turn = { ...input, contest: resident.contest, role: resident.role, facts };
  switch (inbound.kind) {
    case 'opened':
      return started(turn, inbound.source);
    case 'text':
      return typed(turn, inbound.text);
    case 'choice':
      return pressed(turn, inbound.value);
    case 'unsupported':
      return told(turn, `unsupported.${inbound.what}`, menu(turn));
    case 'joined':
    case 'left':
    case 'receipt':
    case 'moved':
      return { replies: [], conversation: input.conversation, effects: [] };
  }
}

function typed(turn: Turn, text: string): DialogOutput {
  const meant = commandMeant(turn.inbound, turn);
  if (meant && !isNoCode(turn, meant)) return obey(turn, meant);
  const output = turn.conversation.awaiting === 'question' ? handOver(turn, text) : ask(turn, text);
  // A number that might have been a guess counts as one, or guessing would be free.
  const missed = meant !== null && turn.linking.tried?.kind === 'wrong';
  return missed ? withEffects(output, [{ kind: 'missLinkCode' }]) : output;
}

/** A choice is a command in the button's own words; an old or strange value is read as text. */
function pressed(turn: Turn, value: string): DialogOutput {
  const command = commandMeant(turn.inbound, turn);
  return command ? obey(turn, command) : ask(turn, value);
}

function obey(turn: Turn, command: Command): DialogOutput {
  switch (command.kind) {
    case 'start':
      return started(turn, command.source);
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

function started(turn: Turn, source: string | null): DialogOutput {
  const landing = source ? turn.landingOf(source) : null;
  const effects: Effect[] = [
    ...(source ? [{ kind: 'visit' as const, source }] : []),
    ...(landing?.contest ? [{ kind: 'setContest' as const, contest: landing.contest }] : []),
    ...(landing?.role ? [{ kind: 'setRole' as const, role: landing.role }] : []),
  ];
  const landed = { ...turn, contest: landing?.contest ?? turn.contest, role: landing?.role ?? turn.role };
  const known = turn.resident.contest !== null;
  const greeting = say(turn, known && !landing ? 'welcome.back' : 'welcome', { privacyUrl: turn.privacyUrl });
  const next = guide(landed);
  // One message: in Viber the welcome is returned in the response and can be only one.
  return withEffects(said({ ...next, text: `${greeting}\n\n${next.text}` }), effects);
}

/** What to say next to somebody of whom this much is known: ask the contest, ask the role, or instruct. */
function guide(turn: Turn): Said {
  if (!turn.contest) {
    return {
      text: `${stageText(turn)}\n\n${say(turn, 'ask.contest')}`,
      choices: contestChoices(turn),
      gaps: [],
    };
  }
  if (!turn.role) return { text: say(turn, 'ask.role'), choices: roleChoices(turn), gaps: [] };
  return instructions(turn, turn.contest, turn.role);
}

/** The instruction of the leading stage, or what is going on where no stage is open. */
function instructions(turn: Turn, contest: ContestId, role: Role): Said {
  const stage = leadingStage(turn.content.contests[contest], turn.now);
  if (!stage) return { text: stageText({ ...turn, contest }), choices: menu(turn), gaps: [] };
  const view = { contest, now: turn.now };
  const record = instructionSaid(turn.content, view, { stage: stage.id, role });
  return { ...record, choices: [...record.choices, ...menu(turn, ['/role'])] };
}

function stageText(turn: Turn): string {
  const contests = turn.contest ? [turn.contest] : contestIds;
  return contests.map((contest) => situationText(turn.content, { contest, now: turn.now })).join('\n\n');
}

function setContest(
  turn: Turn,
  { contest, given }: { contest: ContestId | null; given: boolean },
): DialogOutput {
  if (!contest) return told(turn, given ? 'contest.unknown' : 'ask.contest', contestChoices(turn));
  const next = guide({ ...turn, contest });
  const title = say(turn, 'contest.set', { contestTitle: turn.content.contests[contest].short });
  return withEffects(said({ ...next, text: `${title}\n\n${next.text}` }), [{ kind: 'setContest', contest }]);
}

function setRole(turn: Turn, { role, given }: { role: Role | null; given: boolean }): DialogOutput {
  if (!role) {
    if (!given && turn.role && turn.contest) {
      const next = instructions(turn, turn.contest, turn.role);
      return said({ ...next, choices: [...next.choices, ...roleChoices(turn)] });
    }
    return told(turn, given ? 'role.unknown' : 'ask.role', roleChoices(turn));
  }
  const chosen = { ...turn, role };
  const name = say(turn, 'role.set', { roleName: say(turn, `role.${role}`) });
  const next = guide(chosen);
  return withEffects(said({ ...next, text: `${name}\n\n${next.text}` }), [{ kind: 'setRole', role }]);
}

function ask(turn: Turn, text: string): DialogOutput {
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

function answerQuestion(turn: Turn, id: string): DialogOutput {
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

/** The stage that a question is asked in: the leading one of the contest, for callers outside a chat. */
export function stageFor(content: Content, contest: ContestId | null, now: number): StageId | null {
  return leadingStage(content.contests[contest ?? 'city'], now)?.id ?? null;
}
