// Owns looking up the draft that a turn speaks of: the person's own, or the one whose link they opened.
import type { At } from '../../db/people.ts';
import type { DraftLook } from '../core/draft.ts';
import type { App } from './app.ts';
import type { Looking } from './look-projects.ts';

/** The draft; null where the turn is not about one. */
export async function lookAtDraft(
  _at: At,
  _app: App,
  _of: Omit<Looking, 'content'> & { source: string | null },
): Promise<DraftLook | null> {
  return null;
}
