// Owns the texts as they stand: those of content/ with what staff wrote over them, read once and looked at again only
// when something was written, in this process or another. Writing them belongs to text-desk.ts.
import type { Database } from '../../../db/database.ts';
import type { At } from '../../../db/people.ts';
import { listRevisions, type RevisionRow, revisionStamp } from '../../../db/revisions.ts';
import { checkContent, faqForMatching } from '../../content.ts';
import { type OwnText, textKinds, withText } from '../../core/revision.ts';
import type { Content } from '../../core/texts.ts';
import { type App, currentContent } from '../app.ts';

/** A text of staff's that stands; `leftOut`: it does not fit the files any more, so that those count. */
export type StandingText = OwnText & { id: string; at: number; by: string; leftOut: boolean };

type Known = { files: Content; stamp: string; content: Content; texts: readonly StandingText[] };

/** A turn asks for the texts each time: they are put together once for each state of the table. */
const knownOf = new WeakMap<Database, Known>();

/** The content of the files with the texts of staff in it; `stamp` says which state of them stands (`revisionStamp`). */
export async function withOwnTexts(app: Pick<App, 'db' | 'files'>, at: At, stamp: string): Promise<Content> {
  return (await known(app, at, stamp)).content;
}

/** Every text of staff's that stands, by kind and key. */
export async function standingTexts(
  app: Pick<App, 'db' | 'files'>,
  at: At,
): Promise<readonly StandingText[]> {
  return (await known(app, at, await revisionStamp(at))).texts;
}

async function known(app: Pick<App, 'db' | 'files'>, at: At, stamp: string): Promise<Known> {
  const before = knownOf.get(app.db);
  if (before?.stamp === stamp && before.files === app.files) return before;
  const made = { files: app.files, stamp, ...put(app.files, await listRevisions(at)) };
  knownOf.set(app.db, made);
  return made;
}

/** Puts the newest row of each text into the files' content; one that breaks it is left out, and said to be. */
function put(files: Content, rows: readonly RevisionRow[]): Pick<Known, 'content' | 'texts'> {
  const own = newest(rows);
  const all = own.reduce<Content | null>((content, one) => content && withText(content, one), files);
  if (all && isSound(all)) return { content: all, texts: own };
  let content = files;
  const texts = own.map((one) => {
    const next = withText(content, one);
    const leftOut = next === null || !isSound(next);
    if (!leftOut) content = next;
    return { ...one, leftOut };
  });
  return { content, texts };
}

function isSound(content: Content): boolean {
  return !checkContent(content).some(({ level }) => level === 'error');
}

function newest(rows: readonly RevisionRow[]): StandingText[] {
  const last = new Map(rows.map((row) => [`${row.kind} ${row.key}`, row]));
  return [...last.values()].flatMap(({ id, kind: given, key, body, at, by }) => {
    const kind = textKinds.find((one) => one === given);
    return kind && body !== null ? [{ id, kind, key, body, at, by, leftOut: false }] : [];
  });
}

/** What understanding has learnt last, for each database. */
const learntOf = new WeakMap<Database, Content['faq']>();

/** Lets understanding learn the entries of the moment, where they are others than before. Idempotent. */
export async function learnTexts(app: App): Promise<void> {
  if (!app.relearn) return;
  const { faq } = await currentContent(app);
  if ((learntOf.get(app.db) ?? app.files.faq) === faq) return;
  learntOf.set(app.db, faq);
  await app.relearn(faqForMatching(faq));
}
