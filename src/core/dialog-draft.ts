// Owns what is said about draft. The look of the turn holds what it knows.
import type { DraftCommand } from './command-draft.ts';
import { type DialogOutput, menu, type Turn, told } from './dialog-turn.ts';

/** Answers a command about draft. */
export function draft(turn: Turn, _command: DraftCommand): DialogOutput {
  return told(turn, 'help', menu(turn));
}
