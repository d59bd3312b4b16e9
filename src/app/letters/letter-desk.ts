// Owns what staff do with letters beyond broadcasts: look them over, ask old addresses for consent, put a file behind a
// link. It also keeps a broadcast whose letter has a problem from being approved, unless that is an emergency.
import { findBroadcast } from '../../../db/broadcasts.ts';
import { letterSource } from '../../mail/letter-parts.ts';
import { type App, reading } from '../app.ts';
import { draftedRow } from '../broadcasts/broadcast-draft.ts';
import type { BroadcastDesk, BroadcastView, NewBroadcast } from '../broadcasts/broadcast-types.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { type KeptFile, keepFile } from './attachment.ts';
import { letterOf, type Preflight, preflight } from './preflight.ts';
import { askConsent, asksConsent, countAsked } from './repermission.ts';
import { dropAskRows, dropUnsentLinks, makeAskRows } from './repermission-rows.ts';

/** A letter as text, as HTML and as the file that mail programs open. */
export type LetterPreview = { subject: string; text: string; html: string; source: Uint8Array };

/** The letter of a draft that nobody keeps, with what is wrong with it. */
export type LetterTried = Omit<LetterPreview, 'source'> & { found: Preflight };

export type LettersDesk = {
  /** The letter that a draft would be; null: it has none, or could not be kept. */
  tried: (draft: NewBroadcast) => Promise<LetterTried | null>;
  /** What is wrong with a broadcast's letter; with `links` each link is asked, which takes seconds. null: no letter. */
  preflight: (id: string, of?: { links: boolean }) => Promise<Preflight | null>;
  preview: (id: string) => Promise<LetterPreview | null>;
  /** Makes the letter that asks unconfirmed addresses of earlier cycles for consent; it waits for approval. */
  ask: (of: { at: number | null; by: string }) => Promise<Result<{ id: string; people: number }>>;
  /** Keeps a file that letters link to, and the line that links to it. */
  keepFile: (file: { name: string; bytes: Uint8Array }, by: string) => Promise<Result<KeptFile>>;
};

/** `media`: the folder that is served as /media; null: files can't be kept. */
export function lettersDesk(app: App, media: string | null): LettersDesk {
  const row = (id: string) => findBroadcast(reading(app), id);
  return {
    tried: (draft) => tried(app, draft),
    preflight: async (id, of = { links: false }) => {
      const found = await row(id);
      return found ? await preflight(app, found, of) : null;
    },
    preview: async (id) => {
      const found = await row(id);
      const letter = found ? letterOf(app, found) : null;
      if (!letter) return null;
      const { parts, composed } = letter;
      const { controller } = app.files.city;
      const source = await letterSource(composed, {
        from: `"${controller.name.replace(/["\\\r\n]/g, '')}" <${controller.email ?? 'noreply@localhost'}>`,
        date: found?.at ?? app.clock.now(),
        unsubscribeUrl: parts.footer.unsubscribeUrl,
      });
      return { ...composed, source };
    },
    ask: (of) => askConsent(app, of),
    keepFile: (file, by) => keepFile(app, media, { ...file, by }),
  };
}

async function tried(app: App, draft: NewBroadcast): Promise<LetterTried | null> {
  const row = await draftedRow(app, draft);
  const letter = row.ok ? letterOf(app, row.value) : null;
  const found = row.ok && letter ? await preflight(app, row.value) : null;
  return letter && found ? { ...letter.composed, found } : null;
}

/** The broadcasts' part of the desk, with letters looked over before they are approved. */
export function withLetterChecks(app: App, desk: BroadcastDesk): BroadcastDesk {
  return {
    ...desk,
    show: async (id) => {
      const view = await desk.show(id);
      return view && asksConsent(view) && view.results.total === 0 ? await counted(app, view) : view;
    },
    act: async (id, act, by, more = {}) => {
      const row = await findBroadcast(reading(app), id);
      const problems =
        act === 'approve' && row && !more.emergency ? ((await preflight(app, row))?.problems ?? []) : [];
      const hindrance =
        problems.length > 0 ? refuse(app, 'broadcast.preflight', { problems: problems.join(' ') }) : null;
      const asks = act === 'approve' && row?.state === 'waiting' && asksConsent(row);
      // Before the approval: the sweep closes a letter that has begun and has no rows.
      if (asks) await makeAskRows(app, row);
      const done = await desk.act(id, act, by, { ...more, hindrance });
      if (asks && !done.ok) await dropAskRows(app, row);
      if (act === 'cancel' && done.ok && row && asksConsent(row)) await dropUnsentLinks(app, row);
      return done;
    },
    retry: async (id, scope, by) => {
      const row = await findBroadcast(reading(app), id);
      // Whoever came later has no link of their own in this letter; the next one asks them.
      if (row && asksConsent(row) && scope === 'new') return refuse(app, 'ask.new');
      return await desk.retry(id, scope, by);
    },
  };
}

async function counted(app: App, view: BroadcastView): Promise<BroadcastView> {
  const row = await findBroadcast(reading(app), view.id);
  const [channel] = view.channels;
  return row && channel ? { ...view, recipients: { [channel]: await countAsked(app, row) } } : view;
}
