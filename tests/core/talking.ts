// Owns talking to the dialog in tests: one resident whose words, choices and memory go on from turn to turn, without an application.
import { type ContestId, contestIds, type Role } from '../../src/core/contest.ts';
import {
  type Conversation,
  type Effect,
  freshConversation,
  noLinking,
  recalled,
} from '../../src/core/dialog/conversation.ts';
import { answer, type DialogOutput } from '../../src/core/dialog/dialog.ts';
import { noLook } from '../../src/core/dialog/dialog-turn.ts';
import type { Inbound, Unsupported } from '../../src/core/inbound.ts';
import { plainText } from '../../src/core/reply.ts';
import type { Understand } from '../../src/core/understanding.ts';
import { kyiv, realContent, realUnderstand } from '../support/harness.ts';

export type Talker = {
  /** Says, presses (`choice:`) or sends (`send:`) something; returns what came back. */
  say: (text: string) => DialogOutput;
  press: (label: string) => DialogOutput;
  send: (what: Unsupported) => DialogOutput;
  pass: (ms: number) => void;
  conversation: () => Conversation;
};

/** Somebody who talks to the bot, by default in the middle of the city's submission and without a choice made. */
export function talker(
  of: {
    at?: string;
    contest?: ContestId | null;
    role?: Role | null;
    reminders?: readonly (ContestId | 'any')[];
    understand?: Understand;
  } = {},
): Talker {
  let conversation = freshConversation;
  let now = kyiv(of.at ?? '2026-10-20 12:00');
  let asked = now;
  const resident = {
    contest: of.contest ?? null,
    role: of.role ?? null,
    source: null,
    reminders: of.reminders ?? [],
    channels: ['telegram'],
    since: now,
    reachable: [{ channel: 'telegram', waits: false }],
    prefers: null,
    pace: null,
    muted: [],
    voted: [],
  };
  const hear = (event: object): DialogOutput => {
    const common = { channel: 'telegram', address: 'ann', eventId: '1', at: now };
    const output = answer({
      inbound: { ...common, ...event } as Inbound,
      resident,
      conversation: recalled(conversation, now - asked),
      content: realContent(),
      now,
      understand: of.understand ?? realUnderstand,
      landingOf: () => null,
      privacyUrl: 'https://uchast.example/privacy',
      channelTitle: (channel) => channel,
      linking: noLinking,
      asked: null,
      look: noLook,
    });
    conversation = output.conversation;
    asked = now;
    return output;
  };
  return {
    say: (text) => hear({ kind: 'text', text }),
    press: (label) => {
      const offer = conversation.offers.find((one) => one.label === label);
      if (!offer) throw new Error(`«${label}» is not among ${conversation.offers.map((one) => one.label)}`);
      return hear({ kind: 'choice', value: offer.value });
    },
    send: (what) => hear({ kind: 'unsupported', what }),
    pass: (ms) => {
      now += ms;
    },
    conversation: () => conversation,
  };
}

/** All that a turn said, without markup. */
export function textOf(output: DialogOutput): string {
  return output.replies.map((reply) => plainText(reply.text)).join('\n');
}

export function labelsOf(output: DialogOutput): string[] {
  return output.replies.flatMap((reply) => reply.choices.map((choice) => choice.label));
}

export function effectsOf<Kind extends Effect['kind']>(output: DialogOutput, kind: Kind) {
  return output.effects.filter((effect): effect is Effect & { kind: Kind } => effect.kind === kind);
}

/** A phrase as it stands in content/, for comparing. */
export function phraseOf(key: string): string {
  return realContent().phrases[key] ?? key;
}

export { contestIds };
