// Owns what answers to questions about projects offer beside their text: the list, the winners, and projects that match.

import type { Said } from '../answer.ts';
import type { Choice } from '../reply.ts';
import { projectsInWords } from './dialog-projects.ts';
import { command, type Turn } from './dialog-turn.ts';

/** Questions whose answer is better with the list at hand; `won`: with the winners, where there are some. */
const offers: Readonly<Record<string, 'all' | 'won'>> = {
  'pb.projects': 'all',
  'w.who': 'won',
  'i.when': 'won',
};

/** The button to the list under an answer; none where the city shows no projects or the question is about other things. */
export function projectChoices(turn: Turn, id: string): Choice[] {
  const offer = offers[id];
  const listed = (turn.look.projects?.listed ?? []).filter(
    ({ contest }) => turn.contest === null || contest === turn.contest,
  );
  if (!offer || listed.length === 0) return [];
  if (offer === 'all') return [command(turn, 'button.projects', '/projects')];
  return listed.some(({ won }) => won) ? [command(turn, 'button.projects.won', '/projects won')] : [];
}

/** Under the answer to «where are the projects?» stand those that match what was asked in the same words. */
export function withProjects(turn: Turn, answered: Said, id: string): Said {
  const found = id === 'pb.projects' ? projectsInWords(turn) : null;
  if (!found) return answered;
  const { text, choices } = answered;
  return { ...answered, text: `${text}\n\n${found.text}`, choices: [...found.choices, ...choices] };
}
