// Owns the chat commands about the person's own draft of a project as text.
import { type ContestId, contestIds } from '../contest.ts';
import { type DraftField, draftFields } from '../drafts/draft.ts';

const acts = ['next', 'back', 'read', 'check', 'form', 'unshare', 'pause', 'take'] as const;

export type DraftCommand =
  /**
   * open: where it stands, or what it is · next, back: go on, one step back · read: all that is written · check: what is
   * missing · form: the filled form · share asks, shareYes does · pause · take: what was taken for a question is the
   * answer · erase asks, eraseYes does.
   */
  | {
      kind: 'draft';
      act: 'open' | (typeof acts)[number] | 'share' | 'shareYes' | 'erase' | 'eraseYes';
    }
  /** Begins a draft; `contest` null: the person's own. */
  | { kind: 'draftBegin'; contest: ContestId | null }
  /** Leaves a step as it is; null: the one that is asked for. */
  | { kind: 'draftSkip'; field: DraftField | null }
  /** Go to a field; `value` where a button chose it. */
  | { kind: 'draftField'; field: DraftField; value: string | null };

/** Reads `/draft [begin [CONTEST]|skip [FIELD]|next|…|share [yes]|erase [yes]|FIELD [value]]`; null for every other name. */
export function readDraftCommand(name: string, words: readonly string[]): DraftCommand | null {
  if (name !== '/draft') return null;
  const [first, second] = words.map((word) => word.toLowerCase());
  const act = acts.find((one) => one === first);
  if (act) return { kind: 'draft', act };
  switch (first) {
    case 'share':
    case 'erase':
      return { kind: 'draft', act: second === 'yes' ? `${first}Yes` : first };
    case 'begin':
      return { kind: 'draftBegin', contest: contestIds.find((id) => id === second) ?? null };
    case 'skip':
      return { kind: 'draftSkip', field: fieldNamed(second) };
    default: {
      const field = fieldNamed(first);
      if (field === null) return { kind: 'draft', act: 'open' };
      return { kind: 'draftField', field, value: words.length > 1 ? words.slice(1).join(' ') : null };
    }
  }
}

function fieldNamed(word: string | undefined): DraftField | null {
  return draftFields.find((one) => one === word) ?? null;
}
