// Owns what follows an answer: whether it helped, and an instruction in few words.
import { type DialogOutput, menu, type Turn, told } from './dialog-turn.ts';

/** Thanks for saying whether an answer helped; where it did not, a person can be asked. */
export function helped(turn: Turn, _said: { answer: string; yes: boolean }): DialogOutput {
  return told(turn, 'help', menu(turn));
}

/** The instruction of the moment in few words, or whole. */
export function short(turn: Turn, _on: boolean): DialogOutput {
  return told(turn, 'help', menu(turn));
}
