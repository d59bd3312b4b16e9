// Owns carrying out what a turn of the dialog changes about events and polls.
import type { At } from '../../db/people.ts';
import type { Effect } from '../core/conversation.ts';
import type { App } from './app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'takeSeat' | 'leaveSeat' | 'rate' | 'answerPoll' }>;

/** Carries out one effect about events and polls. */
export async function carryEvents(_at: At, _app: App, of: Whose & { effect: Mine }): Promise<void> {
  throw new Error(`not carried out: ${of.effect.kind}`);
}
