// Owns what stands in the filled application form of a draft, as headings, texts and tables; how it looks is its writers'.
// Whose project it is stays empty, to be written by hand.
import { type Draft, type DraftField, draftFields, stepsOf } from './draft.ts';
import { numberRule } from './draft-check.ts';
import { type DraftView, draftPhrase, valueInWords } from './draft-words.ts';

/** A table. `rows` are cells as wide as `head` says; empty ones are to be filled by hand. */
export type FormTable = { head: readonly string[]; rows: readonly (readonly string[])[] };
/** A part of the form under its heading. `blank`: lines to write on · `labels`: what is written by hand, one a line. */
export type FormPart = {
  heading: string;
  texts: readonly string[];
  blank: boolean;
  labels: readonly string[];
  table: FormTable | null;
  /** The part begins on a sheet of its own: it is passed around. */
  ownSheet: boolean;
};
export type DraftForm = { title: string; name: string; note: string; parts: readonly FormPart[] };

/** Rows of the estimate that are left to fill. */
const estimateRows = 5;
/** Rows for signatures where the city has not said how many are needed. */
const listRows = 20;
/** More rows than this fill more sheets than anybody prints at once. */
const mostRows = 200;

const noPart: FormPart = {
  heading: '',
  texts: [],
  blank: false,
  labels: [],
  table: null,
  ownSheet: false,
};

/** The form of a draft, in the words of its contest. */
export function draftForm(view: DraftView, draft: Draft): DraftForm {
  const steps = stepsOf(view.content, draft.contest);
  const told = draftFields.filter(
    (field) => steps.includes(field) && field !== 'cost' && field !== 'supporters',
  );
  return {
    title: draftPhrase(view, 'draft.doc.title', { value: view.content.contests[draft.contest].title }),
    name: draft.values.title ?? '',
    note: draftPhrase(view, 'draft.doc.note'),
    parts: [
      ...told.map((field) => answerPart(view, draft, field)),
      estimatePart(view, draft),
      authorPart(view),
      listPart(view),
    ],
  };
}

function answerPart(view: DraftView, draft: Draft, field: DraftField): FormPart {
  const value = valueInWords(view, draft, field);
  const heading = draftPhrase(view, `draft.doc.${field}.head`);
  const given = value !== null && draft.values[field] !== 'unknown';
  return given
    ? { ...noPart, heading, texts: value.split('\n').filter((line) => line.trim() !== '') }
    : { ...noPart, heading, texts: [draftPhrase(view, 'draft.doc.empty')], blank: true };
}

function estimatePart(view: DraftView, draft: Draft): FormPart {
  const value = valueInWords(view, draft, 'cost');
  const head = listed(view, 'draft.doc.cost.columns');
  const rows = Array.from({ length: estimateRows }, (_, index) => rowOf(head, [String(index + 1)]));
  const total = rowOf(head, ['', draftPhrase(view, 'draft.doc.cost.total')]);
  return {
    ...noPart,
    heading: draftPhrase(view, 'draft.doc.cost.head'),
    texts: [
      value === null
        ? draftPhrase(view, 'draft.doc.cost.none')
        : draftPhrase(view, 'draft.doc.cost.note', { value }),
    ],
    table: { head, rows: [...rows, total] },
  };
}

function authorPart(view: DraftView): FormPart {
  return {
    ...noPart,
    heading: draftPhrase(view, 'draft.doc.author.head'),
    texts: [draftPhrase(view, 'draft.doc.author.note')],
    labels: listed(view, 'draft.doc.author.rows'),
  };
}

function listPart(view: DraftView): FormPart {
  const head = listed(view, 'draft.doc.list.columns');
  const least = numberRule(view, view.contest === 'city' ? 'minSupporters' : 'kidsMinSupporters');
  const length = Math.min(least ?? listRows, mostRows);
  return {
    ...noPart,
    heading: draftPhrase(view, 'draft.doc.list.head'),
    texts: [draftPhrase(view, 'draft.doc.list.note')],
    table: { head, rows: Array.from({ length }, (_, index) => rowOf(head, [String(index + 1)])) },
    ownSheet: true,
  };
}

function rowOf(head: readonly string[], filled: readonly string[]): string[] {
  return head.map((_, index) => filled[index] ?? '');
}

function listed(view: DraftView, key: string): string[] {
  return draftPhrase(view, key).split('|');
}
