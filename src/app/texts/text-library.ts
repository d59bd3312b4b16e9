// Owns what staff ask of all texts: lists, search, one text with its state, the check of everything and the way into files.
// A day of the bot is text-day.ts's, drafts are text-draft.ts's, approving and undoing text-desk.ts's.
import { listGaps } from '../../../db/desk.ts';
import { revisionsOf } from '../../../db/revisions.ts';
import { type OwnText, type TextKind, textKinds, textOf } from '../../core/revision.ts';
import type { Content, Rule } from '../../core/texts.ts';
import { type App, channelNamed, channelNames, currentContent, reading } from '../app.ts';
import type { PackFile } from '../plan/pack.ts';
import type { Result } from '../result.ts';
import { type ChangedMessage, changedMessages } from './text-changes.ts';
import { changesBetween, type FieldChange, type History, historyOf } from './text-compare.ts';
import { type BotDay, botDay } from './text-day.ts';
import type { Proposal, TextDesk } from './text-desk.ts';
import { type Draft, type DraftLook, lookAtDraft, proposeDraft } from './text-draft.ts';
import { archiveOf, filesOf, type ReadFile, type TextFile } from './text-export.ts';
import { fieldsOf, type TextField } from './text-fields.ts';
import type { Finding } from './text-findings.ts';
import { foundIn, foundWith } from './text-known.ts';
import { lookAt, type TextLook, type TextView, type Token, tokensOf } from './text-look.ts';
import { everyText, isEditable, type TextName, titleOf, wordsOf } from './text-words.ts';
import { type StandingText, standingTexts } from './texts.ts';

/** A text in a list. `value`: of a rule, in words for its field; null: it is not set, or the text is no rule. */
export type TextHead = TextName & {
  title: string;
  value: string | null;
  unset: boolean;
  changed: boolean;
  proposed: boolean;
  leftOut: boolean;
};
export type Gap = { key: string; label: string; times: number };
export type LibraryHome = {
  kinds: { kind: TextKind; texts: number; changed: number; proposed: number }[];
  /** Unset rules that residents needed, the most needed first. */
  gaps: Gap[];
  unset: number;
  proposed: TextHead[];
  leftOut: TextHead[];
  /** Null: nothing was searched for. */
  found: { head: TextHead; words: string }[] | null;
};

export type Waiting = Pick<Proposal, 'id' | 'at' | 'by'> & {
  changes: FieldChange[];
  findings: Finding[];
  messages: ChangedMessage[];
};
export type TextSheet = {
  head: TextHead;
  fields: TextField[];
  waiting: Waiting | null;
  findings: Finding[];
  look: TextLook;
  tokens: Token[];
  /** Who wrote what stands; null: it is the city's file. */
  own: Pick<StandingText, 'at' | 'by'> | null;
  /** Whether the files have a text of this name to go back to. */
  inFile: boolean;
  /** The city has a single clerk, who approves what they wrote. */
  single: boolean;
};

/** `own`: staff wrote what stands; `inFile`: the files have a text of this name to go back to. */
export type TextTitle = { head: TextHead; own: boolean; inFile: boolean };

/** What would stand after an undo, against what stands now. */
export type UndoLook = { toFile: boolean; changes: FieldChange[] };

export type TextLibrary = {
  channels: readonly string[];
  home: (search: string) => Promise<LibraryHome>;
  list: (kind: TextKind) => Promise<TextHead[]>;
  /** What a page about one text is called, and what can be taken back; null: there is no such text. */
  title: (name: TextName) => Promise<TextTitle | null>;
  /** One text as it stands; `from`: the fields as they were in this revision, or `file`. */
  show: (name: TextName, of: { view: TextView; from: string | null }) => Promise<TextSheet | null>;
  look: (draft: Draft, view: TextView) => Promise<DraftLook | null>;
  propose: (draft: Draft, by: string) => Promise<Result<Proposal>>;
  history: (name: TextName, before: string | null) => Promise<History>;
  undoLook: (name: TextName, all: boolean) => Promise<UndoLook | null>;
  /** What the bot would say on a day, to a question too, and what goes out on it. */
  day: (view: TextView, question: string) => Promise<BotDay>;
  check: () => Promise<LibraryCheck>;
  /** The texts of staff's as files in the shape of content/. */
  files: (read: ReadFile) => Promise<TextFile[]>;
  archive: () => Promise<PackFile | null>;
};

export type LibraryCheck = { findings: Finding[]; differs: TextHead[]; leftOut: TextHead[] };

export function textLibrary(app: App, texts: TextDesk): TextLibrary {
  const { chats, letters } = channelNames(app);
  return {
    channels: [...chats, ...letters],
    home: (search) => home(app, texts, search),
    list: async (kind) => (await headsOf(app, texts)).filter((one) => one.kind === kind),
    title: (name) => titled(app, texts, name),
    show: (name, of) => show(app, texts, { name, ...of }),
    look: (draft, view) => lookAtDraft(app, draft, view),
    propose: (draft, by) => proposeDraft(app, texts, { draft, by }),
    history: (name, before) => historyOf(app, name, before),
    undoLook: (name, all) => undoLook(app, name, all),
    day: (view, question) => botDay(app, view, question),
    check: () => check(app, texts),
    files: async (read) => filesOf(await exported(app), read),
    archive: async () => {
      const own = await exported(app);
      return own.length > 0 ? archiveOf(filesOf(own, () => null)) : null;
    },
  };
}

async function exported(app: App): Promise<OwnText[]> {
  const standing = await standingTexts(app, reading(app));
  return standing.filter(({ leftOut }) => !leftOut).map(({ kind, key, body }) => ({ kind, key, body }));
}

async function headsOf(app: App, texts: TextDesk): Promise<TextHead[]> {
  const [content, standing, proposed] = await Promise.all([
    currentContent(app),
    texts.standing(),
    texts.proposed(),
  ]);
  return headsIn(content, { standing, proposed });
}

type State = { standing: readonly StandingText[]; proposed: readonly Proposal[] };

function headsIn(content: Content, { standing, proposed }: State): TextHead[] {
  const named = ({ kind, key }: TextName) => `${kind}:${key}`;
  const own = new Map(standing.map((one) => [named(one), one]));
  const waiting = new Map(proposed.map((one) => [named(one), one]));
  const here = everyText(content);
  const known = new Set(here.map(named));
  // A new answer that nobody has approved, or one that does not fit any more, is in no content.
  const beside = [...proposed, ...standing].filter((one) => !known.has(named(one)));
  const all = [...here, ...new Map(beside.map((one) => [named(one), one])).values()];
  return all.map(({ kind, key, body }) => {
    const rule = kind === 'rule' ? (body as Rule) : null;
    return {
      kind,
      key,
      title: titleOf(kind, body),
      value: rule === null || rule.value === null ? null : (fieldsOf(kind, body)[0]?.value ?? null),
      unset: rule !== null && rule.value === null,
      changed: own.has(`${kind}:${key}`),
      proposed: waiting.has(`${kind}:${key}`),
      leftOut: own.get(`${kind}:${key}`)?.leftOut ?? false,
    };
  });
}

const mostFound = 60;

async function home(app: App, texts: TextDesk, search: string): Promise<LibraryHome> {
  const heads = await headsOf(app, texts);
  const content = await currentContent(app);
  const asked = await listGaps(reading(app));
  const gaps = asked.flatMap(({ rule: key, times }): Gap[] => {
    const rule = content.rules[key];
    return rule && rule.value === null ? [{ key, label: rule.label, times }] : [];
  });
  const count = (kind: TextKind, of: (head: TextHead) => boolean) =>
    heads.filter((head) => head.kind === kind && of(head)).length;
  return {
    kinds: textKinds.map((kind) => ({
      kind,
      texts: count(kind, () => true),
      changed: count(kind, ({ changed }) => changed),
      proposed: count(kind, ({ proposed }) => proposed),
    })),
    gaps,
    unset: count('rule', ({ unset }) => unset),
    proposed: heads.filter(({ proposed }) => proposed),
    leftOut: heads.filter(({ leftOut }) => leftOut),
    found: search.trim() === '' ? null : found(content, heads, search),
  };
}

/** Texts with the words that are searched for, in whatever case and apostrophes: first those that are called so. */
function found(content: Content, heads: readonly TextHead[], search: string): LibraryHome['found'] {
  const tidy = (text: string) =>
    text
      .toLowerCase()
      .replace(/[’ʼ'`]/g, '’')
      .replace(/\s+/g, ' ');
  const wanted = tidy(search.trim());
  return heads
    .flatMap((head) => {
      const body = textOf(content, head);
      const words = body === null ? head.title : wordsOf(head.kind, body).join(' ');
      const plain = words.replace(/\s+/g, ' ');
      const at = tidy(plain).indexOf(wanted);
      if (at < 0 && !tidy(head.key).includes(wanted)) return [];
      const from = Math.max(0, at - 60);
      const around = plain.slice(from, from + 160);
      return [{ head, words: `${from > 0 ? '…' : ''}${around}${from + 160 < plain.length ? '…' : ''}` }];
    })
    .sort((a, b) => Number(tidy(b.head.title).includes(wanted)) - Number(tidy(a.head.title).includes(wanted)))
    .slice(0, mostFound);
}

async function titled(app: App, texts: TextDesk, name: TextName): Promise<TextTitle | null> {
  const is = ({ kind, key }: TextName) => kind === name.kind && key === name.key;
  const head = (await headsOf(app, texts)).find(is);
  if (!head) return null;
  return { head, own: (await texts.standing()).some(is), inFile: textOf(app.files, name) !== null };
}

async function show(
  app: App,
  texts: TextDesk,
  of: { name: TextName; view: TextView; from: string | null },
): Promise<TextSheet | null> {
  const { name, view, from } = of;
  const content = await currentContent(app);
  const state = { standing: await texts.standing(), proposed: await texts.proposed() };
  const head = headsIn(content, state).find(({ kind, key }) => kind === name.kind && key === name.key);
  const waits = state.proposed.find(({ kind, key }) => kind === name.kind && key === name.key) ?? null;
  const own = state.standing.find(({ kind, key }) => kind === name.kind && key === name.key) ?? null;
  const body = textOf(content, name) ?? own?.body ?? waits?.body ?? null;
  if (!head || body === null) return null;
  const stands = isEditable(content, name);
  const capabilities = channelNamed(app, view.channel)?.capabilities ?? null;
  const nothing: TextLook = { parts: [], head: null, gaps: [] };
  return {
    head,
    fields: fieldsOf(name.kind, (await bodyFrom(app, name, from)) ?? body),
    waiting: waits && (await waitingOf(app, content, waits)),
    findings: (await foundIn(app, content)).filter(
      ({ text, level }) => level !== 'gap' && text?.kind === name.kind && text.key === name.key,
    ),
    look: stands ? lookAt(content, name, { view, capabilities }) : nothing,
    tokens: tokensOf(content, view),
    own: own && { at: own.at, by: own.by },
    inFile: textOf(app.files, name) !== null,
    single: !app.files.city.secondApproval,
  };
}

async function waitingOf(app: App, content: Content, proposal: Proposal): Promise<Waiting> {
  const { id, at, by, kind, key, body } = proposal;
  return {
    id,
    at,
    by,
    changes: changesBetween(kind, textOf(content, { kind, key }), body),
    findings: await foundWith(app, content, proposal),
    messages: await changedMessages(app, { kind, key, body }),
  };
}

/** The record of an earlier revision, or of the file; null: none is asked for, or it is not there. */
async function bodyFrom(app: App, name: TextName, from: string | null): Promise<unknown> {
  if (from === null) return null;
  if (from === 'file') return textOf(app.files, name);
  const row = (await revisionsOf(reading(app), name)).find(({ id }) => id === from);
  return row ? (row.body ?? textOf(app.files, name)) : null;
}

async function undoLook(app: App, name: TextName, all: boolean): Promise<UndoLook | null> {
  const [now, before] = await revisionsOf(reading(app), name);
  if (!now || now.body === null) return null;
  const inFile = textOf(app.files, name);
  const then = all ? null : (before?.body ?? null);
  return { toFile: then === null, changes: changesBetween(name.kind, now.body, then ?? inFile) };
}

async function check(app: App, texts: TextDesk): Promise<LibraryCheck> {
  const content = await currentContent(app);
  const heads = await headsOf(app, texts);
  const standing = new Map((await texts.standing()).map((one) => [`${one.kind}:${one.key}`, one.body]));
  const differs = heads.filter((head) => {
    const body = standing.get(`${head.kind}:${head.key}`);
    return body !== undefined && changesBetween(head.kind, textOf(app.files, head), body).length > 0;
  });
  return {
    findings: await foundIn(app, content),
    differs,
    leftOut: heads.filter(({ leftOut }) => leftOut),
  };
}
