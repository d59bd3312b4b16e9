// Owns one turn of the dialog: what it works with, and the small ways of saying something with choices.
import { phrase, questionLabel, type Said } from '../answer.ts';
import { type ContestId, contestIds, type Role, roles } from '../contest.ts';
import type { DraftLook } from '../drafts/draft.ts';
import type { EventsLook } from '../event.ts';
import type { Inbound } from '../inbound.ts';
import { type MineLook, nothingStored } from '../mine.ts';
import type { ProjectsLook } from '../project.ts';
import type { QuestionsLook } from '../question.ts';
import type { Choice, Reply } from '../reply.ts';
import type { Facts } from '../template.ts';
import type { Content } from '../texts.ts';
import type { Understand } from '../understanding.ts';
import {
  type Asked,
  type Conversation,
  type Effect,
  freshConversation,
  type Linking,
  type Resident,
} from './conversation.ts';

/** A registered source lands on a contest and a role, or on an event. */
export type Landing = { contest?: ContestId; role?: Role; event?: string };

export type DialogInput = {
  inbound: Inbound;
  resident: Resident;
  conversation: Conversation;
  content: Content;
  now: number;
  understand: Understand;
  landingOf: (source: string) => Landing | null;
  privacyUrl: string;
  /** Titles of the channels on which the person is reachable, for «мої дані». */
  channelTitle: (channel: string) => string;
  linking: Linking;
  /** What «чому я це отримав?» is about; null where nobody asks. */
  asked: Asked | null;
  look: Look;
};

/** What was looked up for a turn: only what its command speaks of; null for everything else. */
export type Look = {
  projects: ProjectsLook | null;
  events: EventsLook | null;
  draft: DraftLook | null;
  /** The person's own questions to staff. */
  questions: QuestionsLook | null;
  /** Everything that is stored about the person. */
  mine: MineLook | null;
};
export const noLook: Look = {
  projects: null,
  events: { events: [], polls: [], hears: [], publicUrl: '' },
  draft: null,
  questions: null,
  mine: nothingStored,
};

/**
 * What a turn says, remembers and changes. `needs`: nothing of that yet, because free words turned out to ask for what
 * was not looked up; it is to be looked up, and the same turn asked again.
 */
export type DialogOutput = {
  replies: Reply[];
  conversation: Conversation;
  effects: Effect[];
  needs?: 'mine' | 'events';
};

/** What one turn works with: the input, with contest and role as they are after this turn's own changes. */
export type Turn = DialogInput & { contest: ContestId | null; role: Role | null; facts: Facts };

export function say(turn: Turn, key: string, extra: Record<string, string> = {}): string {
  return phrase(turn.content, key, turn.facts, extra);
}

export function told(
  turn: Turn,
  key: string,
  choices: Choice[],
  extra: Record<string, string> = {},
): DialogOutput {
  return said({ text: say(turn, key, extra), choices, gaps: [] });
}

export function said(what: Said): DialogOutput {
  const offers = what.choices.flatMap((choice) =>
    'value' in choice ? [{ label: choice.label, value: choice.value }] : [],
  );
  return {
    replies: [{ text: what.text, choices: what.choices }],
    conversation: { ...freshConversation, offers },
    effects: what.gaps.length > 0 ? [{ kind: 'gap', rules: what.gaps }] : [],
  };
}

export function withEffects(output: DialogOutput, effects: readonly Effect[]): DialogOutput {
  return { ...output, effects: [...output.effects, ...effects] };
}

export function remembering(output: DialogOutput, from: { unanswered: string | null }): DialogOutput {
  return { ...output, conversation: { ...output.conversation, unanswered: from.unanswered } };
}

/** The steady choices under most replies; `but` leaves some out. */
export function menu(turn: Turn, but: readonly string[] = []): Choice[] {
  const all = [
    ['button.instructions', turn.contest ? '/role' : '/contest'],
    ['button.stage', '/stage'],
    ['button.subscribe', '/subscribe'],
    ['button.human', '/human'],
    ['button.help', '/help'],
  ] as const;
  const subscribed = turn.resident.reminders.length > 0;
  return all
    .filter(([, value]) => !but.includes(value) && !(subscribed && value === '/subscribe'))
    .map(([key, value]) => command(turn, key, value));
}

export function command(turn: Turn, labelKey: string, value: string): Choice {
  return { label: turn.content.phrases[labelKey] ?? value, value };
}

export function faqChoice(turn: Turn, id: string): Choice {
  const entry = turn.content.faq[id];
  return { label: entry ? questionLabel(entry) : id, value: `/faq ${id}` };
}

export function contestChoices(turn: Turn): Choice[] {
  return contestIds.map((id) => command(turn, `button.contest.${id}`, `/contest ${id}`));
}

export function roleChoices(turn: Turn): Choice[] {
  return [
    ...roles.map((id) => command(turn, `button.role.${id}`, `/role ${id}`)),
    command(turn, 'button.otherContest', '/contest'),
  ];
}
