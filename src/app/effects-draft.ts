// Owns carrying out what a turn of the dialog changes about the draft of a project.
import type { At } from '../../db/people.ts';
import type { Effect } from '../core/conversation.ts';
import type { App } from './app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'saveDraft' | 'shareDraft' | 'eraseDraft' }>;

/** Carries out one effect about the draft of a project. */
export async function carryDraft(_at: At, _app: App, of: Whose & { effect: Mine }): Promise<void> {
  throw new Error(`not carried out: ${of.effect.kind}`);
}
