// Owns what is said about projects. The look of the turn holds what it knows.
import type { ProjectCommand } from './command-projects.ts';
import { type DialogOutput, menu, type Turn, told } from './dialog-turn.ts';

/** Answers a command about projects. */
export function projects(turn: Turn, _command: ProjectCommand): DialogOutput {
  return told(turn, 'help', menu(turn));
}
