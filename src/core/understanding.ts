// Owns what understanding a free question means to the dialog; how it is done belongs to src/faq.
import type { ContestId, Role, StageId } from './contest.ts';

export type UnderstandingContext = { stage: StageId | null; contest: ContestId | null; role: Role | null };

/**
 * answer: sure, `answer` is the id · choices: offer `alternatives` · unknown: say so ·
 * command: a command in free words, `answer` is `u.on`, `u.off`, `u.data` or `u.human` ·
 * smalltalk: `answer` is `greeting`, `thanks` or `insult`.
 */
export type Understanding = {
  kind: 'answer' | 'choices' | 'unknown' | 'command' | 'smalltalk';
  answer: string | null;
  /** Ids that would be offered, best first, at most three, the answer included. */
  alternatives: string[];
  /** 0..1 */
  confidence: number;
};

export type Understand = (text: string, context: UnderstandingContext) => Understanding;
