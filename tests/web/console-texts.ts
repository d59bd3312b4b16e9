// Owns the values of texts that the desk of the console's tests answers with, with hostile words wherever people write.
import type { TextHead, TextLibrary, TextSheet } from '../../src/app/texts/text-library.ts';
import { hostile, now } from './console-values.ts';

export const textHead: TextHead = {
  kind: 'faq',
  key: 'x.1',
  title: hostile,
  value: null,
  unset: false,
  changed: true,
  proposed: true,
  leftOut: false,
};
export const ruleHead: TextHead = { ...textHead, kind: 'rule', key: 'maxProjectCost', unset: true };

const look = {
  parts: [
    {
      text: `**Так** ${hostile}`,
      choices: [
        { label: hostile, url: 'https://city.example' },
        { label: 'Ні', value: '/no' },
      ],
    },
  ],
  head: { subject: hostile, preheader: hostile },
  gaps: ['a'],
};
const changes = [
  {
    label: 'answer',
    of: null,
    parts: [
      { kind: 'same' as const, text: 'До ' },
      { kind: 'out' as const, text: hostile },
      { kind: 'in' as const, text: 'після' },
    ],
  },
];
const message = {
  key: 'notice:city:2026–2027:voting.opens@2027-03-08',
  at: now,
  channels: ['viber'],
  from: hostile,
  to: hostile,
  voided: hostile,
};
const finding = {
  level: 'note' as const,
  code: 'unset' as const,
  values: { name: '{a}', label: hostile },
  text: { kind: 'faq' as const, key: 'x.1' },
};
const answerField = {
  name: 'answer',
  label: 'answer',
  look: 'text' as const,
  value: hostile,
  of: null,
  required: true,
};

export const textSheet: TextSheet = {
  head: textHead,
  fields: [
    answerField,
    { ...answerField, name: 'question', label: 'question', look: 'line' },
    { ...answerField, name: 'stage', label: 'stage', look: 'stage', value: 'any' },
    { ...answerField, name: 'phrasings', label: 'phrasings', look: 'lines' },
  ],
  waiting: {
    id: 'r-2',
    at: now,
    by: 'editor@example.org',
    changes,
    findings: [finding],
    messages: [message],
  },
  findings: [finding],
  look,
  tokens: [
    { name: 'maxProjectCost', label: hostile, value: '', rule: true },
    { name: 'today', label: 'сьогодні', value: '1 березня', rule: false },
  ],
  own: { at: now, by: hostile },
  inFile: true,
  single: false,
};

const ruleSheet: TextSheet = {
  ...textSheet,
  head: ruleHead,
  fields: [{ ...answerField, name: 'value', label: 'value', look: 'value', of: 'money' }],
  waiting: null,
};

const draft = {
  fields: textSheet.fields,
  problems: {},
  findings: [finding],
  look,
  changes,
  messages: [message],
  ready: true,
};

type Did = <T>(name: string, value: T) => (...given: unknown[]) => Promise<T>;

/** The library that knows one answer and one rule. */
export function library(did: Did): TextLibrary {
  const own = { kind: 'faq' as const, key: 'x.1', body: {}, at: now, by: 'editor@example.org' };
  return {
    channels: ['telegram', 'email'],
    home: async (search) => ({
      kinds: [{ kind: 'faq', texts: 68, changed: 1, proposed: 1 }],
      gaps: [{ key: 'maxProjectCost', label: hostile, times: 7 }],
      unset: 1,
      proposed: [textHead],
      leftOut: [{ ...textHead, leftOut: true }],
      found: search === '' ? null : [{ head: textHead, words: hostile }],
    }),
    list: async (kind) => [
      {
        ...(kind === 'rule' ? ruleHead : textHead),
        kind,
        key: kind === 'instruction' ? 'city.voting.voter' : textHead.key,
      },
    ],
    title: async ({ kind, key }) =>
      key === textHead.key
        ? { head: textHead, own: true, inFile: textSheet.inFile }
        : kind === 'rule' && key === ruleHead.key
          ? { head: ruleHead, own: false, inFile: true }
          : null,
    show: async ({ kind, key }) =>
      key === textHead.key ? textSheet : kind === 'rule' && key === ruleHead.key ? ruleSheet : null,
    look: async ({ values }) => ({
      ...draft,
      fields: draft.fields.map((field) => ({ ...field, value: values[field.name] ?? '' })),
      ...(values.answer === '' ? { problems: { answer: 'empty' as const }, look: null, ready: false } : {}),
    }),
    propose: did('library.propose', { ok: true as const, value: { ...own, id: 'r-2', closes: [] } }),
    history: async () => ({
      revisions: [{ id: 'a1', at: now, by: hostile, toFile: false, changes }],
      older: 'a1',
    }),
    undoLook: async (_name, all) => ({ toFile: all, changes }),
    day: async () => ({
      situation: hostile,
      stage: 'voting',
      instruction: look,
      answer: { question: hostile, look },
      messages: [{ key: message.key, at: now, text: hostile }],
    }),
    check: async () => ({ findings: [finding], differs: [textHead], leftOut: [textHead] }),
    files: async () => [],
    archive: async () => ({ name: 'content.zip', type: 'application/zip', bytes: new Uint8Array([80, 75]) }),
  };
}
