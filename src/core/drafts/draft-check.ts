// Owns the checklist of a draft: what the city's rules ask for, and whether the draft has it. Rules that the city has not
// set are said to be so, never guessed.

import { contactOf } from '../facts.ts';
import { counted, hryvnias } from '../ukrainian.ts';
import { categoriesOf, type Draft, ownWordsFields, stepsOf } from './draft.ts';
import { type DraftView, draftPhrase, fieldTitle } from './draft-words.ts';

/** yes: it is there · no: not yet · unset: the city has not said what is needed. */
export type CheckState = 'yes' | 'no' | 'unset';
export type CheckItem = { key: string; state: CheckState /** A whole line in words. */; text: string };

/** The checklist of a draft, in the order in which its steps are. */
export function checklistOf(view: DraftView, draft: Draft): CheckItem[] {
  const steps = stepsOf(view.content, draft.contest);
  const city = draft.contest === 'city';
  return [
    descriptionItem(view, draft),
    ...(city ? [optionItem(view, draft, { field: 'land', good: 'city' })] : []),
    ...(city ? [optionItem(view, draft, { field: 'access', good: 'all' })] : []),
    ...(city ? [categoryItem(view, draft)] : []),
    costItem(view, draft),
    ...(steps.includes('year') ? [optionItem(view, draft, { field: 'year', good: 'yes' })] : []),
    supportersItem(view, draft),
  ];
}

/** Whether nothing that the rules ask for is missing; what the city has not set counts as missing nothing. */
export function isReady(items: readonly CheckItem[]): boolean {
  return items.every(({ state }) => state !== 'no');
}

function item(
  view: DraftView,
  of: { key: string; state: CheckState; note: string; extra?: Record<string, string> },
): CheckItem {
  const { key, state, note, extra = {} } = of;
  const text = draftPhrase(view, `draft.check.${state}`, {
    name: draftPhrase(view, `draft.check.${key}`),
    value: draftPhrase(view, `draft.check.${key}.${note}`, extra),
  });
  return { key, state, text };
}

function descriptionItem(view: DraftView, draft: Draft): CheckItem {
  const missing = ownWordsFields.filter((field) => draft.values[field] === undefined);
  if (missing.length === 0) return item(view, { key: 'text', state: 'yes', note: 'yes' });
  const value = missing.map((field) => fieldTitle(view, field).toLowerCase()).join(', ');
  return item(view, { key: 'text', state: 'no', note: 'no', extra: { value } });
}

type Option = { field: 'land' | 'access' | 'year'; good: string };

function optionItem(view: DraftView, draft: Draft, { field, good }: Option): CheckItem {
  const value = draft.values[field];
  if (value === good) return item(view, { key: field, state: 'yes', note: 'yes' });
  const known = value !== undefined && value !== 'unknown';
  const extra = { value: contactOf(view.content) };
  return item(view, { key: field, state: 'no', note: known ? 'no' : 'unknown', extra });
}

function categoryItem(view: DraftView, draft: Draft): CheckItem {
  const all = categoriesOf(view.content);
  const value = draft.values.category;
  if (all.length === 0) return unset(view, 'category');
  if (value !== undefined && all.includes(value))
    return item(view, { key: 'category', state: 'yes', note: 'yes', extra: { value } });
  return item(view, { key: 'category', state: 'no', note: 'no', extra: { value: all.join('; ') } });
}

function costItem(view: DraftView, draft: Draft): CheckItem {
  const most = numberRule(view, draft.contest === 'city' ? 'maxProjectCost' : 'kidsMaxProjectCost');
  const { cost } = draft.values;
  if (cost === undefined) return item(view, { key: 'cost', state: 'no', note: 'unknown' });
  if (most === null) return unset(view, 'cost');
  const extra = { value: hryvnias(Number(cost)), end: hryvnias(most) };
  if (Number(cost) <= most) return item(view, { key: 'cost', state: 'yes', note: 'yes', extra });
  const over = hryvnias(Number(cost) - most);
  return item(view, { key: 'cost', state: 'no', note: 'no', extra: { ...extra, start: over } });
}

function supportersItem(view: DraftView, draft: Draft): CheckItem {
  const least = numberRule(view, draft.contest === 'city' ? 'minSupporters' : 'kidsMinSupporters');
  if (least === null) return unset(view, 'supporters');
  const have = Number(draft.values.supporters ?? 0);
  const signatures = (n: number) => counted(n, signatureForms(view));
  const extra = { value: signatures(have), end: signatures(least) };
  if (have >= least) return item(view, { key: 'supporters', state: 'yes', note: 'yes', extra });
  const start = signatures(least - have);
  return item(view, { key: 'supporters', state: 'no', note: 'no', extra: { ...extra, start } });
}

function signatureForms({ content }: DraftView): [string, string, string] {
  const [one = '', few = one, many = few] = (content.phrases['draft.signatures'] ?? '').split('|');
  return [one, few, many];
}

function unset(view: DraftView, key: string): CheckItem {
  const name = draftPhrase(view, `draft.check.${key}`);
  const text = draftPhrase(view, 'draft.check.unset', { name, value: contactOf(view.content) });
  return { key, state: 'unset', text };
}

/** A rule that is a number; null while the city has not set it. */
export function numberRule({ content }: Pick<DraftView, 'content'>, key: string): number | null {
  const value = content.rules[key]?.value;
  return typeof value === 'number' ? value : null;
}
