// Owns what is said about a copy of one's own data.
import { type DialogOutput, menu, type Turn, told } from './dialog-turn.ts';

/** Hands out the link to everything that is stored about the person. */
export function exported(turn: Turn): DialogOutput {
  return told(turn, 'help', menu(turn));
}
