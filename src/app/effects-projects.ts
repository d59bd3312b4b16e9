// Owns carrying out what a turn of the dialog changes about projects that are followed.
import type { At } from '../../db/people.ts';
import type { Effect } from '../core/conversation.ts';
import type { App } from './app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'follow' | 'unfollow' }>;

/** Carries out one effect about projects that are followed. */
export async function carryProjects(_at: At, _app: App, of: Whose & { effect: Mine }): Promise<void> {
  throw new Error(`not carried out: ${of.effect.kind}`);
}
