// Owns a text that somebody is writing: what is wrong with it, how it would look and what it would change, and sending it
// for approval. Nothing of it is kept before that.
import { maskPersonal } from '../../core/personal.ts';
import { type OwnText, textOf, withText } from '../../core/revision.ts';
import type { Content, FaqEntry } from '../../core/texts.ts';
import { type App, channelNamed, currentContent } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { type ChangedMessage, changedMessages } from './text-changes.ts';
import { changesBetween, type FieldChange } from './text-compare.ts';
import type { Proposal, TextDesk } from './text-desk.ts';
import { type FieldProblem, fieldsOf, readText, type TextField, type TextValues } from './text-fields.ts';
import { type Finding, findingsOf } from './text-findings.ts';
import { lookAt, type TextLook, type TextView } from './text-look.ts';
import { isEditable, type TextName } from './text-words.ts';

/** What was typed for a text. */
export type Draft = TextName & { values: TextValues };

export type DraftLook = {
  fields: TextField[];
  problems: Readonly<Record<string, FieldProblem>>;
  findings: Finding[];
  /** Null: as it is it cannot be said. */
  look: TextLook | null;
  changes: FieldChange[];
  /** Planned messages that it would change. */
  messages: ChangedMessage[];
  /** Nothing stands in its way, and it is another text than the one that stands. */
  ready: boolean;
};

/** How a draft would look and what is wrong with it; null: there is no such text to change. */
export async function lookAtDraft(app: App, draft: Draft, view: TextView): Promise<DraftLook | null> {
  const content = await currentContent(app);
  if (!isEditable(content, draft)) return null;
  const before = textOf(content, draft);
  const fields = fieldsOf(draft.kind, before).map((one) => ({
    ...one,
    value: draft.values[one.name] ?? '',
  }));
  const read = readDraft(content, draft);
  const none = { look: null, changes: [], messages: [], ready: false };
  if (!read.ok) return { fields, problems: read.problems, findings: [], ...none };
  const { text } = read;
  const findings = findingsOf(content, text);
  const next = withText(content, text);
  const changes = changesBetween(draft.kind, before, text.body);
  if (!next || findings.some(({ level }) => level === 'error'))
    return { fields, problems: {}, findings, ...none, changes };
  const capabilities = channelNamed(app, view.channel)?.capabilities ?? null;
  return {
    fields,
    problems: {},
    findings,
    look: lookAt(next, draft, { view, capabilities }),
    changes,
    messages: await changedMessages(app, text),
    ready: changes.length > 0,
  };
}

type ReadDraft =
  | { ok: true; text: OwnText }
  | { ok: false; problems: Readonly<Record<string, FieldProblem>> };

function readDraft(content: Content, { kind, key, values }: Draft): ReadDraft {
  const read = readText(kind, textOf(content, { kind, key }), values);
  if (!read.ok) return read;
  return { ok: true, text: { kind, key, body: kind === 'faq' ? masked(read.body as FaqEntry) : read.body } };
}

/** Ways of asking are taken from residents' messages: names, numbers and addresses in them are nobody's business. */
function masked(entry: FaqEntry): FaqEntry {
  return { ...entry, phrasings: entry.phrasings.map((words) => maskPersonal(words).text) };
}

/** Sends what was typed for approval. */
export async function proposeDraft(
  app: App,
  texts: TextDesk,
  of: { draft: Draft; by: string },
): Promise<Result<Proposal>> {
  const { draft, by } = of;
  const content = await currentContent(app);
  if (!isEditable(content, draft)) return refuse(app, 'text.unknown');
  const read = readDraft(content, draft);
  if (!read.ok) return refuse(app, 'text.fields', { fields: Object.keys(read.problems).join(', ') });
  const same = changesBetween(draft.kind, textOf(content, draft), read.text.body).length === 0;
  return same ? refuse(app, 'text.same') : await texts.propose(read.text, by);
}
