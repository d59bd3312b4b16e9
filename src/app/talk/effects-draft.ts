// Owns carrying out what a turn of the dialog changes about the draft of a project.
import { eraseDraft, saveDraft, shareDraft } from '../../../db/drafts.ts';
import type { At } from '../../../db/people.ts';
import type { Effect } from '../../core/dialog/conversation.ts';
import type { App } from '../app.ts';
import type { Whose } from './effects.ts';

type Mine = Extract<Effect, { kind: 'saveDraft' | 'shareDraft' | 'eraseDraft' }>;

/** Carries out one effect about the draft of a project; nothing of it is counted anywhere. */
export async function carryDraft(at: At, app: App, of: Whose & { effect: Mine }): Promise<void> {
  const { effect, person } = of;
  switch (effect.kind) {
    case 'saveDraft':
      return await saveDraft(at, { personId: person.id, body: effect.draft, now: app.clock.now() });
    case 'shareDraft':
      return await shareDraft(at, person.id, effect.code);
    case 'eraseDraft':
      return await eraseDraft(at, person.id);
  }
}
