// Owns looking up the draft that a turn speaks of: the person's own, or the one whose link they opened.
import { findDraft, sharedDraft } from '../../../db/drafts.ts';
import type { At } from '../../../db/people.ts';
import type { Command } from '../../core/dialog/command.ts';
import { isOfDraft } from '../../core/dialog/dialog-draft.ts';
import { type DraftLook, supportCodeIn } from '../../core/drafts/draft.ts';
import type { App } from '../app.ts';
import { draftToken } from '../projects/draft-link.ts';
import type { Looking } from './look-projects.ts';

/** Letters of a code that nobody mistakes for each other when it is copied from paper. */
const codeLetters = 'abcdefghjkmnpqrstuvwxyz23456789';
/** 31 to the tenth: enough that nobody finds an idea by trying. */
const codeLength = 10;

/** What is known of drafts; null where the turn is about none. */
export async function lookAtDraft(
  at: At,
  app: App,
  of: Omit<Looking, 'content' | 'listed'> & { source: string | null },
): Promise<DraftLook | null> {
  const code = supportCodeIn(of.source);
  if (code === null && !isAboutDraft(of.meant) && of.conversation.awaiting !== 'draft') return null;
  const own = await findDraft(at, of.person.id);
  const shared = code === null ? null : await sharedDraft(at, code);
  return {
    draft: own?.body ?? null,
    code: own?.code ?? null,
    newCode: newCode(app),
    form: own && formLinks(app, own),
    supportBase: `${app.publicUrl}/support`,
    guest: shared?.body ?? null,
  };
}

/** Commands of the draft, and those that show or hand out all that is kept. */
function isAboutDraft(meant: Command | null): boolean {
  return meant !== null && (isOfDraft(meant) || meant.kind === 'data' || meant.kind === 'export');
}

function formLinks(app: App, own: { personId: string; createdAt: number }): { docx: string; page: string } {
  const page = `${app.publicUrl}/draft/${draftToken(app, own)}`;
  return { page, docx: `${page}.docx` };
}

/** The random part of an id: 80 bits, so that the remainder favours no letter noticeably. */
function newCode(app: Pick<App, 'newId'>): string {
  let left = BigInt(`0x${app.newId().slice(12)}`);
  const base = BigInt(codeLetters.length);
  return Array.from({ length: codeLength }, () => {
    const letter = codeLetters[Number(left % base)] ?? '';
    left /= base;
    return letter;
  }).join('');
}
