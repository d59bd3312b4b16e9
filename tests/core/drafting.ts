// Owns writing a draft in tests: one person whose draft, page and chat go on from turn to turn, without a database.
import type { ContestId } from '../../src/core/contest.ts';
import {
  type Conversation,
  type Effect,
  freshConversation,
  noLinking,
} from '../../src/core/dialog/conversation.ts';
import { answer, type DialogOutput } from '../../src/core/dialog/dialog.ts';
import { noLook } from '../../src/core/dialog/dialog-turn.ts';
import type { Draft, DraftLook } from '../../src/core/drafts/draft.ts';
import type { Inbound } from '../../src/core/inbound.ts';
import type { Content } from '../../src/core/texts.ts';
import type { Understand } from '../../src/core/understanding.ts';
import { kyiv, realContent, realUnderstand } from '../support/harness.ts';

export type Writer = {
  say: (text: string) => DialogOutput;
  /** Sends what a button carries. */
  press: (value: string) => DialogOutput;
  draft: () => Draft | null;
  code: () => string | null;
  conversation: () => Conversation;
  effects: () => readonly Effect[];
};

const nobody = {
  role: null,
  source: null,
  reminders: [],
  channels: ['telegram'],
  reachable: [{ channel: 'telegram', waits: false }],
  prefers: null,
  pace: null,
  muted: [],
  voted: [],
};

/** Nothing is understood: whatever is typed is an answer to the step. */
export const deaf: Understand = () => ({ kind: 'unknown', answer: null, alternatives: [], confidence: 0 });

/** Somebody who writes a draft, by default in the middle of the city's submission. */
export function writer(
  of: {
    at?: string;
    contest?: ContestId | null;
    content?: Content;
    understand?: Understand;
    draft?: Draft | null;
    guest?: Draft | null;
  } = {},
): Writer {
  let draft = of.draft ?? null;
  let code: string | null = null;
  let conversation = freshConversation;
  const effects: Effect[] = [];
  const carry = (effect: Effect) => {
    effects.push(effect);
    if (effect.kind === 'saveDraft') draft = effect.draft;
    if (effect.kind === 'shareDraft') code = effect.code;
    if (effect.kind === 'eraseDraft') [draft, code] = [null, null];
  };
  const hear = (event: object): DialogOutput => {
    const look: DraftLook = {
      draft,
      code,
      newCode: 'newcode234',
      form: draft && { docx: 'https://uchast.example/draft/t.docx', page: 'https://uchast.example/draft/t' },
      supportBase: 'https://uchast.example/support',
      guest: of.guest ?? null,
    };
    const now = kyiv(of.at ?? '2026-10-20 12:00');
    const output = answer({
      resident: { ...nobody, contest: of.contest ?? null, since: now },
      content: of.content ?? realContent(),
      now,
      landingOf: () => null,
      privacyUrl: 'https://uchast.example/privacy',
      channelTitle: (channel) => channel,
      linking: noLinking,
      asked: null,
      inbound: { channel: 'telegram', address: 'ann', eventId: '1', at: now, ...event } as Inbound,
      conversation,
      understand: of.understand ?? realUnderstand,
      look: { ...noLook, draft: look },
    });
    conversation = output.conversation;
    output.effects.forEach(carry);
    return output;
  };
  return {
    say: (text) => hear({ kind: 'text', text }),
    press: (value) => hear({ kind: 'choice', value }),
    draft: () => draft,
    code: () => code,
    conversation: () => conversation,
    effects: () => effects,
  };
}
