// Owns the fields in which staff edit a text: a record of content/ taken apart into plain values, and put together again.
// What the record says is checked by text-findings.ts, and by the content check.
import { z } from 'zod';
import { stageIds } from '../../core/contest.ts';
import type { TextKind } from '../../core/revision.ts';
import {
  type FaqEntry,
  fewestPhrasings,
  type Instruction,
  type LetterText,
  type Notice,
  type Rule,
} from '../../core/texts.ts';
import { readRuleValue, ruleValueText } from './text-rule-value.ts';

/** line: one line · text: several · lines: one item a line · links: «label | address» a line · stage: a stage or `any` · value: by the kind of the rule. */
export type TextFieldLook = 'line' | 'text' | 'lines' | 'links' | 'stage' | 'value';
/** `label` names the field's word (`console.text.field.<label>`); `of`: the kind of a rule, or the question that a part answers. */
export type TextField = {
  name: string;
  label: string;
  look: TextFieldLook;
  value: string;
  of: string | null;
  required: boolean;
};
/** What was typed, by the fields' names. */
export type TextValues = Readonly<Record<string, string>>;

export const fieldProblems = [
  'empty',
  'steps',
  'link',
  'phrasings',
  'stage',
  'number',
  'money',
  'date',
  'url',
  'phone',
  'email',
] as const;
export type FieldProblem = (typeof fieldProblems)[number];

export type ReadText =
  | { ok: true; body: unknown }
  | { ok: false; problems: Readonly<Record<string, FieldProblem>> };

type Shape = Omit<TextField, 'value'>;

const shape = (name: string, look: TextFieldLook, more: Partial<Shape> = {}): Shape => ({
  name,
  label: name,
  look,
  of: null,
  required: false,
  ...more,
});
const must = { required: true };

const instructionFields: readonly Shape[] = [
  shape('title', 'line', must),
  shape('deadline', 'text', must),
  shape('steps', 'lines', must),
  shape('documents', 'lines'),
  shape('links', 'links'),
  shape('warning', 'text'),
  shape('short', 'text', must),
];
const faqFields: readonly Shape[] = [
  shape('question', 'line', must),
  shape('stage', 'stage', must),
  shape('answer', 'text'),
  shape('outside', 'text'),
  shape('phrasings', 'lines', must),
];
const letterFields: readonly Shape[] = [shape('preheader', 'line'), shape('letter', 'text', must)];

/** The fields of a text with what they hold. `body` is a sound record of its kind. */
export function fieldsOf(kind: TextKind, body: unknown): TextField[] {
  const values = valuesOf(kind, body);
  return shapesOf(kind, body).map((one) => ({ ...one, value: values[one.name] ?? '' }));
}

function shapesOf(kind: TextKind, body: unknown): readonly Shape[] {
  switch (kind) {
    case 'instruction':
      return instructionFields;
    case 'faq': {
      const parts = Object.keys((body as FaqEntry).parts ?? {});
      return [
        ...faqFields,
        ...parts.map((id) => shape(`part.${id}`, 'text', { ...must, label: 'part', of: id })),
      ];
    }
    case 'phrase':
      return [shape('phrase', 'text', must)];
    case 'rule':
      return [
        shape('value', 'value', { of: (body as Rule).kind }),
        shape('label', 'line', must),
        shape('note', 'text'),
      ];
    case 'letter':
      // Words that go out in a chat have no subject; a letter is not sent without one.
      return [shape('subject', 'line', { required: !!(body as LetterText).subject }), ...letterFields];
    case 'notice':
      return [
        ...Object.keys((body as Notice).contests).flatMap((contest) => [
          shape(`subject.${contest}`, 'line', { ...must, label: 'subject', of: contest }),
          shape(`text.${contest}`, 'text', { ...must, label: 'notice', of: contest }),
        ]),
        shape('digest', 'line', must),
      ];
  }
}

function valuesOf(kind: TextKind, body: unknown): TextValues {
  switch (kind) {
    case 'instruction': {
      const { title, deadline, steps, documents, links, warning, short } = body as Instruction;
      const lines = links.map(({ label, url }) => `${label} | ${url}`);
      return {
        title,
        deadline,
        steps: steps.join('\n'),
        documents: documents.join('\n'),
        links: lines.join('\n'),
        warning: warning ?? '',
        short,
      };
    }
    case 'faq': {
      const { question, stage, answer, outside, phrasings, parts } = body as FaqEntry;
      const said = Object.entries(parts ?? {}).map(([id, text]) => [`part.${id}`, text]);
      return {
        question,
        stage,
        answer: answer ?? '',
        outside: outside ?? '',
        phrasings: phrasings.join('\n'),
        ...Object.fromEntries(said),
      };
    }
    case 'phrase':
      return { phrase: String(body) };
    case 'rule': {
      const { label, note, ...rule } = body as Rule;
      return { label, note: note ?? '', value: ruleValueText(rule.kind, rule.value) };
    }
    case 'letter': {
      const { subject, preheader, text } = body as LetterText;
      return { subject: subject ?? '', preheader: preheader ?? '', letter: text };
    }
    case 'notice': {
      const { digest, contests } = body as Notice;
      const said = Object.entries(contests).flatMap(([contest, { subject, text }]) => [
        [`subject.${contest}`, subject],
        [`text.${contest}`, text],
      ]);
      return { digest, ...Object.fromEntries(said) };
    }
  }
}

/** The record that was typed over `before`, whose parts without a field stay; or what is wrong, a field each. */
export function readText(kind: TextKind, before: unknown, typed: TextValues): ReadText {
  const tidy = (name: string) => (typed[name] ?? '').replace(/\r\n?/g, '\n').trim();
  const shapes = shapesOf(kind, before);
  const problems: Record<string, FieldProblem> = {};
  for (const { name, required, look } of shapes) {
    const problem =
      required && tidy(name) === '' ? 'empty' : problemIn(look, { name, text: tidy(name), before });
    if (problem) problems[name] = problem;
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const values = Object.fromEntries(
    shapes.map(({ name, look }) => [name, look === 'line' ? oneLine(tidy(name)) : tidy(name)]),
  );
  return { ok: true, body: bodyOf(kind, before, values) };
}

function problemIn(
  look: TextFieldLook,
  { name, text, before }: { name: string; text: string; before: unknown },
): FieldProblem | null {
  switch (look) {
    case 'stage':
      return ['any', ...stageIds].includes(text) ? null : 'stage';
    case 'links':
      return linesOf(text).every((line) => linkIn(line) !== null) ? null : 'link';
    case 'value': {
      const read = readRuleValue((before as Rule).kind, text);
      return read.ok ? null : read.problem;
    }
    case 'lines':
      if (name === 'phrasings' && new Set(linesOf(text)).size < fewestPhrasings) return 'phrasings';
      return name === 'steps' && linesOf(text).length > 7 ? 'steps' : null;
    case 'line':
    case 'text':
      return null;
  }
}

function bodyOf(kind: TextKind, before: unknown, values: TextValues): unknown {
  const value = (name: string) => values[name] ?? '';
  const orNull = (name: string) => (value(name) === '' ? null : value(name));
  switch (kind) {
    case 'instruction':
      return {
        title: value('title'),
        deadline: value('deadline'),
        steps: linesOf(value('steps')).map((step) => step.replace(/^\d+[.)]\s+/, '')),
        documents: linesOf(value('documents')),
        links: linesOf(value('links')).flatMap((line) => linkIn(line) ?? []),
        warning: orNull('warning'),
        short: value('short'),
      } satisfies Instruction;
    case 'faq': {
      const entry = before as FaqEntry;
      const parts = Object.keys(entry.parts ?? {}).map((id) => [id, value(`part.${id}`)]);
      return {
        ...entry,
        question: value('question'),
        stage: ['any' as const, ...stageIds].find((id) => id === value('stage')) ?? 'any',
        answer: orNull('answer'),
        outside: orNull('outside'),
        phrasings: [...new Set(linesOf(value('phrasings')))],
        parts: Object.fromEntries(parts),
      } satisfies FaqEntry;
    }
    case 'phrase':
      return value('phrase');
    case 'rule': {
      const rule = before as Rule;
      const read = readRuleValue(rule.kind, value('value'));
      return {
        ...rule,
        label: value('label'),
        value: read.ok ? read.value : rule.value,
        note: orNull('note'),
      } satisfies Rule;
    }
    case 'letter':
      return {
        ...(value('subject') === '' ? {} : { subject: value('subject') }),
        ...(value('preheader') === '' ? {} : { preheader: value('preheader') }),
        text: value('letter'),
      } satisfies LetterText;
    case 'notice': {
      const notice = before as Notice;
      const contests = Object.keys(notice.contests).map((contest) => [
        contest,
        { subject: value(`subject.${contest}`), text: value(`text.${contest}`) },
      ]);
      return { ...notice, digest: value('digest'), contests: Object.fromEntries(contests) };
    }
  }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => oneLine(line).trim())
    .filter((line) => line !== '');
}

/** «Положення | {rulesUrl}»: an address, or a place that the city's rule fills. */
function linkIn(line: string): { label: string; url: string } | null {
  const [label = '', url = '', ...rest] = line.split('|').map((part) => part.trim());
  if (label === '' || rest.length > 0) return null;
  const known = /^\{[A-Za-z][\w.]*\}$/.test(url) || (/^https?:/.test(url) && z.url().safeParse(url).success);
  return known ? { label, url } : null;
}
