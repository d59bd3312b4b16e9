// Owns what the pages of drafts are given: the filled form behind a signed link, and the idea behind a shared code.
import { findDraft, sharedDraft } from '../../../db/drafts.ts';
import type { ContestId } from '../../core/contest.ts';
import { supportSaid } from '../../core/dialog/dialog-draft-share.ts';
import { type Draft, supportSource } from '../../core/drafts/draft.ts';
import { type DraftForm, draftForm } from '../../core/drafts/draft-form.ts';
import { type DraftView, draftName, publicParts } from '../../core/drafts/draft-words.ts';
import type { Choice } from '../../core/reply.ts';
import { type App, currentContent, reading } from '../app.ts';
import { draftDocx } from './draft-docx.ts';
import { readDraftToken } from './draft-link.ts';

/** An idea as everybody with the link reads it; who wrote it is not in it. */
export type SharedIdea = {
  contest: ContestId;
  name: string;
  parts: readonly { title: string; value: string }[];
  /** What a supporter does now. */
  how: { text: string; choices: readonly Choice[] };
  /** The source by which the bot shows the same. */
  source: string;
};

export type DraftPages = {
  /** The filled form; null where the link is forged or over, or the draft is gone. */
  form: (token: string) => Promise<DraftForm | null>;
  docx: (token: string) => Promise<{ name: string; bytes: Uint8Array } | null>;
  /** The idea under a code; null where it is not shared (any more). */
  shared: (code: string) => Promise<SharedIdea | null>;
};

export function draftPages(app: App): DraftPages {
  const form = async (token: string) => {
    const draft = await draftBehind(app, token);
    return draft && { draft, form: draftForm(await viewFor(app, draft), draft) };
  };
  return {
    form: async (token) => (await form(token))?.form ?? null,
    docx: async (token) => {
      const found = await form(token);
      // The name says only which contest it is: what the person wrote may hold anything.
      return found && { name: `zaiavka-${found.draft.contest}.docx`, bytes: await draftDocx(found.form) };
    },
    shared: (code) => sharedIdea(app, code),
  };
}

async function draftBehind(app: App, token: string): Promise<Draft | null> {
  const link = readDraftToken(app, token);
  if (!link) return null;
  const row = await findDraft(reading(app), link.personId);
  return row?.createdAt === link.createdAt ? row.body : null;
}

async function viewFor(app: App, { contest }: Draft): Promise<DraftView> {
  return { content: await currentContent(app), contest, now: app.clock.now() };
}

async function sharedIdea(app: App, code: string): Promise<SharedIdea | null> {
  const row = await sharedDraft(reading(app), code);
  if (!row) return null;
  const view = await viewFor(app, row.body);
  return {
    contest: row.body.contest,
    name: draftName(view, row.body),
    parts: publicParts(view, row.body),
    how: supportSaid(view),
    source: supportSource + code,
  };
}
