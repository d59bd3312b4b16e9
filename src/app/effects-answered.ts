// Owns carrying out what a turn of the dialog changes about answers: counting them, taking a question back, what nobody could answer.
import type { At } from '../../db/people.ts';
import type { Effect } from '../core/conversation.ts';
import type { App } from './app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'cancelQuestion' | 'helped' | 'unanswered' }>;

/** Carries out one effect about answers: counting them, taking a question back, what nobody could answer. */
export async function carryAnswered(_at: At, _app: App, of: Whose & { effect: Mine }): Promise<void> {
  throw new Error(`not carried out: ${of.effect.kind}`);
}
