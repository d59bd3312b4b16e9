// Owns how a draft is put into words: phrases in the manner of its contest, its values as people read them.
import { phrase } from '../answer.ts';
import { type ContestId, findStage, isOpen, type Stage } from '../contest.ts';
import { factsFor } from '../facts.ts';
import { maskPersonal } from '../personal.ts';
import type { Content } from '../texts.ts';
import { grouped, hryvnias } from '../ukrainian.ts';
import { type Draft, type DraftField, isOptionField, publicFields } from './draft.ts';

/** Whose words are wanted: a contest of a content at an instant. */
export type DraftView = { content: Content; contest: ContestId; now: number };

/** A phrase of the draft: pupils' own where there is one, with the dates and limits of the draft's contest. */
export function draftPhrase(view: DraftView, key: string, extra: Record<string, string> = {}): string {
  const { content, contest, now } = view;
  const own = contest === 'kids' && content.phrases[`${key}.kids`] !== undefined ? `${key}.kids` : key;
  return phrase(content, own, factsFor(content, { contest, now }), extra);
}

export function fieldTitle(view: DraftView, field: DraftField): string {
  return draftPhrase(view, `draft.field.${field}`);
}

/** A value as people read it; null where nothing was answered. */
export function valueInWords(view: DraftView, draft: Draft, field: DraftField): string | null {
  const value = draft.values[field];
  if (value === undefined) return null;
  if (isOptionField(field)) return draftPhrase(view, `draft.${field}.${value}`);
  if (field === 'cost') return hryvnias(Number(value));
  if (field === 'supporters') return grouped(Number(value));
  return value;
}

/** What everybody with the link reads: titles and values, once more without personal data. */
export function publicParts(view: DraftView, draft: Draft): { title: string; value: string }[] {
  return publicFields
    .filter((field) => field !== 'title')
    .flatMap((field) => {
      const value = valueInWords(view, draft, field);
      return value === null
        ? []
        : [{ title: draftPhrase(view, `draft.public.${field}`), value: maskPersonal(value).text }];
    });
}

/** The name of a draft, without personal data; words in its place while it has none. */
export function draftName(view: DraftView, draft: Draft): string {
  const { title } = draft.values;
  return title === undefined ? draftPhrase(view, 'draft.unnamed') : maskPersonal(title).text;
}

/** Where a contest stands for somebody who wants to hand in a project. */
export type Submission = { kind: 'off' } | { kind: 'before' | 'open' | 'over'; stage: Stage };

/** `off`: the cycle does not run, or its calendar knows no such stage. */
export function submissionAt({ content, contest, now }: DraftView): Submission {
  const { cycle } = content.contests[contest];
  const stage = findStage(content.contests[contest], 'submission');
  if (cycle.state !== 'running' || stage === null) return { kind: 'off' };
  if (isOpen(stage, now)) return { kind: 'open', stage };
  return { kind: now < stage.opens ? 'before' : 'over', stage };
}
