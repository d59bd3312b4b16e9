// Owns the steps of the draft in the chat: asking one, taking an answer, going on and back. Rules and words are draft*.ts's.

import {
  categoriesOf,
  type Draft,
  type DraftField,
  draftOptions,
  isOptionField,
  ownWordsFields,
  passed,
  publicFields,
  stepBefore,
  stepsOf,
  withAnswer,
} from '../drafts/draft.ts';
import { numberRule } from '../drafts/draft-check.ts';
import { type DraftReading, readAnswer } from '../drafts/draft-values.ts';
import { type DraftView, draftPhrase, fieldTitle, valueInWords } from '../drafts/draft-words.ts';
import type { PersonalKind } from '../personal.ts';
import type { Choice } from '../reply.ts';
import { hryvnias } from '../ukrainian.ts';
import type { Effect } from './conversation.ts';
import { command, type DialogOutput, said, type Turn, withEffects } from './dialog-turn.ts';

export function viewOf(turn: Turn, draft: Pick<Draft, 'contest'>): DraftView {
  return { content: turn.content, contest: draft.contest, now: turn.now };
}

/** What is said once no step is left. */
type Ended = (draft: Draft, lead: string | null) => DialogOutput;

/** Goes on with the step that the draft asks for; where none is left, `ended` says what then. */
export function goOn(turn: Turn, draft: Draft, of: { lead: string | null; ended: Ended }): DialogOutput {
  const output =
    draft.asking === null
      ? of.ended(draft, of.lead)
      : askStep(turn, draft, { field: draft.asking, lead: of.lead });
  return withEffects(output, saving(turn, draft));
}

/** The effect that keeps a draft, where it is not what is kept already. */
function saving(turn: Turn, draft: Draft): Effect[] {
  const kept = turn.look.draft?.draft ?? null;
  return JSON.stringify(kept) === JSON.stringify(draft) ? [] : [{ kind: 'saveDraft', draft }];
}

/** One step: where it is, what is asked, an example, what stands there now, and the ways on. */
export function askStep(
  turn: Turn,
  draft: Draft,
  of: { field: DraftField; lead: string | null },
): DialogOutput {
  const { field, lead } = of;
  const view = viewOf(turn, draft);
  const steps = stepsOf(turn.content, draft.contest);
  const value = valueInWords(view, draft, field);
  const before = stepBefore(steps, field);
  const number = { value: String(steps.indexOf(field) + 1), end: String(steps.length) };
  const shows = turn.look.draft?.code !== null && publicFields.some((one) => one === field);
  const text = [
    ...(lead === null ? [] : [lead, '']),
    draftPhrase(view, 'draft.step', { ...number, name: fieldTitle(view, field) }),
    draftPhrase(view, `draft.ask.${field}`),
    ...(value === null ? [] : [draftPhrase(view, 'draft.step.now', { value })]),
    ...(shows ? [draftPhrase(view, 'draft.step.public')] : []),
    draftPhrase(view, hintKey(value, before)),
  ].join('\n');
  const output = said({
    text,
    choices: stepChoices(turn, { field, before, filled: value !== null }),
    gaps: [],
  });
  return { ...output, conversation: { ...output.conversation, awaiting: 'draft' } };
}

function hintKey(value: string | null, before: DraftField | null): string {
  if (value !== null) return 'draft.step.change';
  return before === null ? 'draft.step.first' : 'draft.step.words';
}

function stepChoices(
  turn: Turn,
  of: { field: DraftField; before: DraftField | null; filled: boolean },
): Choice[] {
  const { field, before, filled } = of;
  return [
    ...answerChoices(turn, field),
    command(turn, filled ? 'button.draft.keep' : 'button.draft.skip', `/draft skip ${field}`),
    ...(before === null ? [] : [command(turn, 'button.draft.back', `/draft ${before}`)]),
    command(turn, 'button.draft.pause', '/draft pause'),
  ];
}

/** The answers of a step that can be pressed. A category is named by its number: its name may be longer than a button carries. */
function answerChoices(turn: Turn, field: DraftField): Choice[] {
  if (field === 'category') {
    return categoriesOf(turn.content).map((label, index) => ({
      label,
      value: `/draft category ${index + 1}`,
    }));
  }
  if (!isOptionField(field)) return [];
  return draftOptions[field].map((option) =>
    command(turn, `draft.${field}.${option}`, `/draft ${field} ${option}`),
  );
}

export function readingOf(turn: Turn, field: DraftField, text: string): DraftReading {
  const { phrases } = turn.content;
  return readAnswer(field, text, { phrases, categories: categoriesOf(turn.content) });
}

/** Takes an answer to a step, or says why it can't be taken; what was written before stays then. */
export function answerStep(
  turn: Turn,
  draft: Draft,
  of: { field: DraftField; reading: DraftReading; ended: Ended },
): DialogOutput {
  const { field, reading, ended } = of;
  const view = viewOf(turn, draft);
  if (!reading.ok) {
    const asking = { ...draft, asking: field };
    return goOn(turn, asking, { lead: refusalWords(view, field, reading), ended });
  }
  const steps = stepsOf(turn.content, draft.contest);
  const next = withAnswer(draft, steps, { field, value: reading.value });
  return goOn(turn, next, { lead: savedWords(turn, next, { field, found: reading.found }), ended });
}

/** Leaves a step as it is; the words say whether something stands there. */
export function skipStep(turn: Turn, draft: Draft, of: { field: DraftField; ended: Ended }): DialogOutput {
  const next = passed(draft, stepsOf(turn.content, draft.contest), of.field);
  const kept = draft.values[of.field] !== undefined;
  const lead = kept ? draftPhrase(viewOf(turn, draft), 'draft.kept') : null;
  return goOn(turn, next, { lead, ended: of.ended });
}

function savedWords(
  turn: Turn,
  draft: Draft,
  of: { field: DraftField; found: readonly PersonalKind[] },
): string {
  const view = viewOf(turn, draft);
  const kinds = of.found.map((kind) => draftPhrase(view, `personal.${kind}`)).join(', ');
  const most = numberRule(turn, draft.contest === 'city' ? 'maxProjectCost' : 'kidsMaxProjectCost');
  const cost = Number(draft.values.cost ?? 0);
  const value = ownWordsFields.includes(of.field) ? null : valueInWords(view, draft, of.field);
  // What was read out of words is said back, so that a misreading is seen at once.
  const understood =
    value === null ? draftPhrase(view, 'draft.saved') : draftPhrase(view, 'draft.saved.value', { value });
  const over = of.field === 'cost' && most !== null && cost > most;
  return [
    understood,
    ...(kinds === '' ? [] : [draftPhrase(view, 'draft.masked', { value: kinds })]),
    ...(over ? [draftPhrase(view, 'draft.over.cost', { value: hryvnias(cost), end: hryvnias(most) })] : []),
  ].join(' ');
}

function refusalWords(view: DraftView, field: DraftField, reading: DraftReading & { ok: false }): string {
  switch (reading.why) {
    case 'short':
      return draftPhrase(view, 'draft.short');
    case 'long': {
      const { length, most } = reading;
      return draftPhrase(view, 'draft.long', { value: String(length), end: String(most) });
    }
    case 'unclear':
      return draftPhrase(view, `draft.unclear.${isOptionField(field) ? 'option' : field}`);
  }
}
