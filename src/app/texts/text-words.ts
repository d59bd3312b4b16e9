// Owns where the words of a text stand: its parts that residents read, the record that a file and field of the content check
// name, and which texts staff may change at all.
import { type TextKind, textOf } from '../../core/revision.ts';
import type { Content, FaqEntry, Instruction, LetterText, Notice, Rule } from '../../core/texts.ts';

export type TextName = { kind: TextKind; key: string };

/** Phrases of pages, letters' frames and programs, and words by which residents are understood: the bot says none of them. */
const notOfTheBot =
  /^(console|cli|mail|web|task|report|pack|channel|ground|calendar)\.|\.(words|stems|lead)$|^projects\.empty$/;

/** Phrases that the platforms are told once, when the program starts: changing them here would change nothing. */
const readOnce = /^command\.|^viber\.sender$/;

/** The keys of the texts of a kind that staff may change, in the order of the files. */
export function editableKeys(content: Content, kind: TextKind): string[] {
  switch (kind) {
    case 'faq':
      return Object.keys(content.faq);
    case 'instruction':
      return Object.keys(content.instructions);
    case 'phrase':
      return Object.keys(content.phrases).filter((key) => !notOfTheBot.test(key) && !readOnce.test(key));
    case 'rule':
      return Object.keys(content.rules);
    case 'letter':
      return Object.keys(content.letters);
    case 'notice':
      return content.notices.map(({ id }) => id);
  }
}

/** Whether there is such a text, and staff may change it. */
export function isEditable(content: Content, { kind, key }: TextName): boolean {
  return editableKeys(content, kind).includes(key);
}

/** What residents read of a record, piece by piece; questions as people ask them are left out. */
export function wordsOf(kind: TextKind, body: unknown): string[] {
  switch (kind) {
    case 'instruction': {
      const { title, deadline, steps, documents, links, warning, short } = body as Instruction;
      const shown = links.flatMap(({ label, url }) => [label, url]);
      return [title, deadline, ...steps, ...documents, ...shown, warning ?? '', short];
    }
    case 'faq': {
      const { question, answer, outside, parts } = body as FaqEntry;
      return [question, answer ?? '', outside ?? '', ...Object.values(parts ?? {})];
    }
    case 'phrase':
      return [String(body)];
    case 'rule': {
      const { label, value } = body as Rule;
      return [label, ...[value ?? ''].flat().map(String)];
    }
    case 'letter': {
      const { subject, preheader, text } = body as LetterText;
      return [subject ?? '', preheader ?? '', text];
    }
    case 'notice': {
      const { digest, contests } = body as Notice;
      return [digest, ...Object.values(contests).flatMap(({ subject, text }) => [subject, text])];
    }
  }
}

/** What a text is called in a list. */
export function titleOf(kind: TextKind, body: unknown): string {
  switch (kind) {
    case 'instruction':
      return (body as Instruction).title;
    case 'faq':
      return (body as FaqEntry).question;
    case 'phrase':
      return firstLine(String(body));
    case 'rule':
      return (body as Rule).label;
    case 'letter': {
      const { subject, text } = body as LetterText;
      return subject ?? firstLine(text);
    }
    case 'notice': {
      const { contests, digest } = body as Notice;
      return contests.city?.subject ?? contests.kids?.subject ?? digest;
    }
  }
}

/** The first line that says something by itself: many begin with a place that is filled. */
function firstLine(text: string): string {
  const lines = text.trim().replaceAll('**', '').split('\n');
  const says = (one: string) => /\p{L}{2}/u.test(one.replace(/\{[^{}]*\}/g, ''));
  const line = lines.find(says) ?? lines[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line;
}

/** Every text that staff may change. */
export function everyText(content: Content): (TextName & { body: unknown })[] {
  const kinds: readonly TextKind[] = ['instruction', 'faq', 'phrase', 'rule', 'letter', 'notice'];
  return kinds.flatMap((kind) =>
    editableKeys(content, kind).map((key) => ({ kind, key, body: textOf(content, { kind, key }) })),
  );
}

/** The record that a file and field of the content check name; null: it is none that staff change here. */
export function recordAt(
  content: Content,
  { file, field }: { file: string; field: string },
): TextName | null {
  const kind = kindOfFile(file);
  if (!kind) return null;
  const key = kind === 'notice' ? field.replace(/\.(city|kids|digest)$/, '') : field;
  return isEditable(content, { kind, key }) ? { kind, key } : null;
}

function kindOfFile(file: string): TextKind | null {
  if (file.startsWith('instructions/')) return 'instruction';
  if (file.startsWith('faq/')) return 'faq';
  const kinds: Readonly<Record<string, TextKind>> = {
    'rules.yaml': 'rule',
    'phrases.yaml': 'phrase',
    'letters.yaml': 'letter',
    'notices.yaml': 'notice',
  };
  return kinds[file] ?? null;
}
