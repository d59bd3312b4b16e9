// Owns how an answer of the bot comes of a resident's question: the form as it begins, how the bot would say it, and the
// proposal that is made of it. Approving and undoing it is text-desk.ts's.
import { findQuestion, findUnanswered, listUnanswered } from '../../../db/questions.ts';
import { listRevisions } from '../../../db/revisions.ts';
import { answerSaid } from '../../core/answer.ts';
import type { StageId } from '../../core/contest.ts';
import { maskPersonal } from '../../core/personal.ts';
import { sameWords } from '../../core/question.ts';
import { plainText } from '../../core/reply.ts';
import { withText } from '../../core/revision.ts';
import { type Content, type FaqEntry, fewestPhrasings } from '../../core/texts.ts';
import { type App, currentContent, reading } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { type Proposal, problemOf, type TextDesk } from '../texts/text-desk.ts';
import { alike, type UnansweredView } from './unanswered-desk.ts';

/** An entry as staff write it. `key` null: a new one. `closes`: keys of unanswered questions that it answers. */
export type EntryInput = {
  key: string | null;
  stage: StageId | 'any';
  question: string;
  answer: string;
  outside: string;
  phrasings: readonly string[];
  closes: readonly string[];
};

/** What an entry is begun from: a question that was answered, words that nobody could answer, or an entry that stands. */
export type EntryFrom = { question?: string; unanswered?: string; entry?: string };

/** `alike`: unanswered questions that are probably the same. */
export type EntryStart = EntryInput & { alike: readonly UnansweredView[] };

/** How the bot would say it, and phrasings that belong to another entry already. */
export type EntryPreview = { text: string; taken: { text: string; name: string }[] };

export type EntryDesk = {
  start: (from: EntryFrom) => Promise<EntryStart>;
  preview: (entry: EntryInput) => Promise<Result<EntryPreview>>;
  propose: (entry: EntryInput, by: string) => Promise<Result<Proposal>>;
  /** Every question that the bot answers, for choosing one to change. */
  all: () => Promise<{ id: string; question: string }[]>;
};

const blank: EntryInput = {
  key: null,
  stage: 'any',
  question: '',
  answer: '',
  outside: '',
  phrasings: [],
  closes: [],
};
/** Entries of staff's own are numbered behind this. */
const ownPrefix = 'x.';

export function entryDesk(app: App, texts: TextDesk): EntryDesk {
  return {
    start: (from) => start(app, from),
    preview: (entry) => preview(app, entry),
    propose: async (entry, by) => {
      const key = entry.key ?? (await nextKey(app));
      const body = bodyOf(await currentContent(app), entry, key);
      const problem = wanting(app, entry, body);
      return problem ?? (await texts.propose({ kind: 'faq', key, body, closes: entry.closes }, by));
    },
    all: async () => {
      const { faq } = await currentContent(app);
      return Object.entries(faq).map(([id, { question }]) => ({ id, question }));
    },
  };
}

async function start(app: App, from: EntryFrom): Promise<EntryStart> {
  const at = reading(app);
  const content = await currentContent(app);
  const begun = await begin(app, content, from);
  const rows = (await listUnanswered(at)).filter(({ key }) => !begun.closes.includes(key));
  const like = alike(
    [begun.question, ...begun.phrasings].filter((words) => words !== ''),
    rows,
  );
  return { ...begun, alike: like };
}

async function begin(app: App, content: Content, from: EntryFrom): Promise<EntryInput> {
  const at = reading(app);
  if (from.entry) {
    const entry = content.faq[from.entry];
    if (!entry) return blank;
    const { stage, question, answer, outside, phrasings } = entry;
    return {
      ...blank,
      key: from.entry,
      stage,
      question,
      answer: answer ?? '',
      outside: outside ?? '',
      phrasings,
    };
  }
  if (from.question) {
    const asked = await findQuestion(at, from.question);
    if (!asked) return blank;
    const text = maskPersonal(asked.text).text;
    const stage = asked.context?.stage ?? 'any';
    return { ...blank, stage, question: text, answer: asked.answer ?? '', phrasings: [oneLine(text)] };
  }
  if (!from.unanswered) return blank;
  const row = await findUnanswered(at, from.unanswered);
  if (!row) return blank;
  const words = oneLine(row.text);
  return { ...blank, question: words, phrasings: [words], closes: [row.key] };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The record of an entry: what the form does not show stays as it was. */
function bodyOf(content: Content, entry: EntryInput, key: string): FaqEntry {
  const before = content.faq[key];
  const phrasings = entry.phrasings.map((words) => oneLine(maskPersonal(words).text)).filter(Boolean);
  return {
    ...(before ?? { related: [], parts: {} }),
    stage: entry.stage,
    question: oneLine(entry.question),
    answer: entry.answer.trim() === '' ? null : entry.answer.trim(),
    outside: entry.outside.trim() === '' ? null : entry.outside.trim(),
    phrasings: [...new Set(phrasings)],
  };
}

function wanting(app: App, entry: EntryInput, { phrasings }: FaqEntry): Result<never> | null {
  const { question, answer } = entry;
  const bare = [question, answer, entry.phrasings.join('')].some((words) => words.trim() === '');
  if (bare) return refuse(app, 'text.shape');
  const values = { count: String(phrasings.length), least: String(fewestPhrasings) };
  return phrasings.length < fewestPhrasings ? refuse(app, 'text.phrasings', values) : null;
}

async function preview(app: App, entry: EntryInput): Promise<Result<EntryPreview>> {
  const content = await currentContent(app);
  const key = entry.key ?? (await nextKey(app));
  const text = { kind: 'faq' as const, key, body: bodyOf(content, entry, key) };
  const problem = wanting(app, entry, text.body) ?? problemOf(app, content, text);
  if (problem) return problem;
  const next = withText(content, text);
  if (!next) return refuse(app, 'text.shape');
  const stage = entry.stage === 'any' ? null : entry.stage;
  const said = answerSaid(next, key, { contest: null, now: app.clock.now(), stage });
  return { ok: true, value: { text: plainText(said.text), taken: takenIn(content, key, text.body) } };
}

/** Phrasings that say the same as one of another entry: the bot could not tell which is meant. */
function takenIn(content: Content, key: string, body: FaqEntry): EntryPreview['taken'] {
  const others = Object.entries(content.faq).filter(([id]) => id !== key);
  return body.phrasings.flatMap((text) => {
    const other = others.find(([, one]) =>
      [one.question, ...one.phrasings].some((own) => sameWords(own, text)),
    );
    return other ? [{ text, name: other[1].question }] : [];
  });
}

/** The next free number: also past those that only wait, or were taken back. */
async function nextKey(app: App): Promise<string> {
  const rows = await listRevisions(reading(app));
  const numbers = rows.flatMap(({ key }) => {
    const [, number] = /^(?:faq:)?x\.(\d+)$/.exec(key) ?? [];
    return number ? [Number(number)] : [];
  });
  return `${ownPrefix}${Math.max(0, ...numbers) + 1}`;
}
