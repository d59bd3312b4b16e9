// Owns the chat commands about the person's own draft of a project as text.
import { type DraftField, draftFields } from './draft.ts';

export type DraftCommand =
  /** open: begin or go on · check: what is missing · form: the filled form · share, unshare · pause · erase asks, eraseYes does. */
  | {
      kind: 'draft';
      act: 'open' | 'check' | 'form' | 'share' | 'unshare' | 'pause' | 'erase' | 'eraseYes';
    }
  /** Go to a field; `value` where a button chose it. */
  | { kind: 'draftField'; field: DraftField; value: string | null };

const acts = ['check', 'form', 'share', 'unshare', 'pause'] as const;

/** Reads `/draft [check|form|share|unshare|pause|erase [yes]|FIELD [value]]`; null for every other name. */
export function readDraftCommand(name: string, words: readonly string[]): DraftCommand | null {
  if (name !== '/draft') return null;
  const [first, ...rest] = words;
  const act = acts.find((one) => one === first);
  if (act) return { kind: 'draft', act };
  if (first === 'erase') return { kind: 'draft', act: rest[0] === 'yes' ? 'eraseYes' : 'erase' };
  const field = draftFields.find((one) => one === first);
  if (field) return { kind: 'draftField', field, value: rest.length > 0 ? rest.join(' ') : null };
  return { kind: 'draft', act: 'open' };
}
