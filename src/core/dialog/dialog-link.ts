// Owns what is said about linking chats by a code, and about the channel to which we write.

import type { Choice } from '../reply.ts';
import type { Command } from './command.ts';
import type { Reachable } from './conversation.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** For how long a code links chats. */
export const linkCodeMinutes = 15;

/** Whether eight digits that were typed alone are no code after all: nobody has it, and nobody was asked for one. */
export function isNoCode(turn: Turn, meant: Command): boolean {
  if (meant.kind !== 'link' || !meant.bare || turn.conversation.awaiting === 'code') return false;
  const tried = turn.linking.tried?.kind;
  return tried === 'wrong' || tried === 'tooMany';
}

/** Gives a code out, or takes one in. */
export function link(turn: Turn, code: string | null): DialogOutput {
  if (code === null) return giveCode(turn);
  if (code === '') return awaitingCode(told(turn, 'link.shape', [command(turn, 'button.link', '/link')]));
  const { tried } = turn.linking;
  switch (tried?.kind) {
    case 'match':
      return withEffects(linked(turn, tried.reachable), [{ kind: 'linkChats', code }]);
    case 'own':
      return told(turn, tried.linked ? 'link.linked' : 'link.same', menu(turn));
    case 'tooMany':
      return told(turn, 'link.tooMany', menu(turn));
    case 'wrong':
    case undefined:
      return withEffects(
        awaitingCode(told(turn, 'link.wrong', [command(turn, 'button.link', '/link'), ...menu(turn)])),
        [{ kind: 'missLinkCode' }],
      );
  }
}

function giveCode(turn: Turn): DialogOutput {
  const code = turn.linking.newCode;
  if (code === null) throw new Error('a new code was asked for and none was handed in');
  const value = `${code.slice(0, 4)} ${code.slice(4)}`;
  const text = say(turn, 'link.code', { value, minutes: String(linkCodeMinutes) });
  return withEffects(awaitingCode(said({ text, choices: [], gaps: [] })), [{ kind: 'makeLinkCode', code }]);
}

function awaitingCode(output: DialogOutput): DialogOutput {
  return { ...output, conversation: { ...output.conversation, awaiting: 'code' } };
}

function linked(turn: Turn, reachable: readonly Reachable[]): DialogOutput {
  const text = say(turn, 'link.done', { value: titles(turn, reachable) });
  return said({ text, choices: channelChoices(turn, reachable), gaps: [] });
}

function titles(turn: Turn, reachable: readonly Reachable[]): string {
  return [...new Set(reachable.map(({ channel }) => turn.channelTitle(channel)))].join(', ');
}

function channelChoices(turn: Turn, reachable: readonly Reachable[]): Choice[] {
  const names = [...new Set(reachable.map(({ channel }) => channel))];
  return [
    ...names.map((name) => ({ label: turn.channelTitle(name), value: `/channel ${name}` })),
    command(turn, 'button.channel.any', '/channel any'),
  ];
}

/** The channel to which we write: asks, or takes one on which the person can be reached; `any` gives it back to us. */
export function preferChannel(turn: Turn, wanted: string | null): DialogOutput {
  const { reachable, prefers } = turn.resident;
  const names = new Set(reachable.map(({ channel }) => channel));
  if (wanted === 'any') {
    return withEffects(ended(turn, say(turn, 'prefer.any')), [{ kind: 'setPrefers', channel: null }]);
  }
  if (wanted !== null) {
    const found = reachable.find((one) => calledBy(turn, one, wanted));
    if (found) return preferred(turn, found);
    return told(turn, 'prefer.unknown', names.size > 1 ? channelChoices(turn, reachable) : linkChoice(turn), {
      value: titles(turn, reachable),
    });
  }
  if (names.size < 2) {
    return told(turn, 'prefer.one', linkChoice(turn), { value: titles(turn, reachable) });
  }
  const value =
    prefers !== null && names.has(prefers) ? turn.channelTitle(prefers) : say(turn, 'prefer.auto');
  return said({
    text: say(turn, 'prefer.ask', { value }),
    choices: channelChoices(turn, reachable),
    gaps: [],
  });
}

function calledBy(turn: Turn, { channel }: Reachable, wanted: string): boolean {
  return channel === wanted || turn.channelTitle(channel).toLowerCase() === wanted;
}

function preferred(turn: Turn, { channel, waits }: Reachable): DialogOutput {
  const text = [
    say(turn, 'prefer.set', { value: turn.channelTitle(channel) }),
    ...(waits ? [say(turn, 'prefer.waits')] : []),
  ].join('\n');
  return withEffects(ended(turn, text), [{ kind: 'setPrefers', channel }]);
}

function linkChoice(turn: Turn): Choice[] {
  return [command(turn, 'button.link', '/link'), ...menu(turn)];
}

/** A choice that was taken, and how to be reminded at all where the person is not. */
function ended(turn: Turn, text: string): DialogOutput {
  const off = turn.resident.reminders.length === 0 ? `\n${say(turn, 'reminders.off')}` : '';
  return said({ text: text + off, choices: menu(turn), gaps: [] });
}
