// Owns what is said about events. The look of the turn holds what it knows.
import type { EventCommand } from './command-events.ts';
import { type DialogOutput, menu, type Turn, told } from './dialog-turn.ts';

/** Answers a command about events. */
export function events(turn: Turn, _command: EventCommand): DialogOutput {
  return told(turn, 'help', menu(turn));
}
