// Owns the draft of a project that a person writes with the bot's help: its steps, and how answers, skips and returns move on.
// What is said at a step is the dialog's; the rules that a project must meet are draft-check.ts's.
import type { ContestId } from '../contest.ts';
import type { Content } from '../texts.ts';

export const draftFields = [
  'title',
  'problem',
  'idea',
  'place',
  'who',
  'land',
  'access',
  'category',
  'cost',
  'year',
  'supporters',
] as const;
/**
 * title, problem, idea, place, who: in the person's own words · land: whose it is · access: whether everybody can use it ·
 * category: as the city names it · cost: in whole hryvnias · year: whether it can be done in one · supporters: how many
 * have signed so far.
 */
export type DraftField = (typeof draftFields)[number];

/** Fields that take any words of the person's own. */
export const ownWordsFields: readonly DraftField[] = ['title', 'problem', 'idea', 'place', 'who'];

/** Fields that are answered by one of a few options; the draft holds the option's id. */
export const draftOptions = {
  land: ['city', 'other', 'unknown'],
  access: ['all', 'some', 'unknown'],
  year: ['yes', 'no', 'unknown'],
} as const;
export type OptionField = keyof typeof draftOptions;

export function isOptionField(field: DraftField): field is OptionField {
  return field in draftOptions;
}

export type Draft = {
  contest: ContestId;
  values: Partial<Record<DraftField, string>>;
  /** The field that is asked for next; null: none, all was asked. */
  asking: DraftField | null;
  /** The words on which the person agreed that the draft is kept. */
  wording: string;
  /** Staff took its page down; until the person changes what it says, it can't be shown again. */
  takenDown: boolean;
};

/** What a turn about the draft knows of the person's own draft and of the one whose link brought them here. */
export type DraftLook = {
  draft: Draft | null;
  /** What the page for supporters is found by; null: not shared. */
  code: string | null;
  /** A code that nobody has, for sharing in this turn. */
  newCode: string;
  /** The filled form as a file and as a page to print; both are over after a day. Null without a draft. */
  form: { docx: string; page: string } | null;
  /** The address of the page for supporters, without its code. */
  supportBase: string;
  /** The shared draft whose link was opened; null where it is not shown any more, or none was opened. */
  guest: Draft | null;
};

/** What a turn about the draft changes. */
export type DraftEffect =
  | { kind: 'saveDraft'; draft: Draft }
  /** `code` null: the page for supporters is taken away. */
  | { kind: 'shareDraft'; code: string | null }
  | { kind: 'eraseDraft' };

/** The sources of links that invite supporters begin so; what follows is the code. */
export const supportSource = 'p-';

/** The code in a source of a link that invites supporters; null for every other source. */
export function supportCodeIn(source: string | null): string | null {
  return source?.startsWith(supportSource) ? source.slice(supportSource.length) : null;
}

/** Fields that pupils are not asked for: the school's own ground, and no categories. */
const onlyCity: readonly DraftField[] = ['land', 'access', 'category'];

/** What everybody with the link sees; the rest is for the form. */
export const publicFields = ['title', 'problem', 'idea', 'place', 'who', 'cost'] as const;

/** The categories that the city has named; empty while it has not. */
export function categoriesOf(content: Content): readonly string[] {
  const value = content.rules.categories?.value;
  return Array.isArray(value) ? value : [];
}

/** The steps of a contest, in the order of asking; no category is asked for while the city has named none. */
export function stepsOf(content: Content, contest: ContestId): DraftField[] {
  const named = categoriesOf(content).length > 0;
  return draftFields.filter(
    (field) => (contest === 'city' || !onlyCity.includes(field)) && (field !== 'category' || named),
  );
}

/** A draft that was just begun. */
export function newDraft(content: Content, of: { contest: ContestId; wording: string }): Draft {
  const [first = null] = stepsOf(content, of.contest);
  return { ...of, values: {}, asking: first, takenDown: false };
}

/** Keeps an answer and goes on to the next step without one. A change of what the page shows lets it be shared again. */
export function withAnswer(
  draft: Draft,
  steps: readonly DraftField[],
  of: { field: DraftField; value: string },
): Draft {
  const { field, value } = of;
  const shows = publicFields.some((one) => one === field) && draft.values[field] !== value;
  const values = { ...draft.values, [field]: value };
  return passed({ ...draft, values, takenDown: draft.takenDown && !shows }, steps, field);
}

/** Leaves a step as it is and goes on to the next one without an answer. */
export function passed(draft: Draft, steps: readonly DraftField[], field: DraftField): Draft {
  const later = steps.slice(steps.indexOf(field) + 1);
  return { ...draft, asking: later.find((one) => draft.values[one] === undefined) ?? null };
}

/** The step before one; null before the first. */
export function stepBefore(steps: readonly DraftField[], field: DraftField | null): DraftField | null {
  const at = field === null ? steps.length : steps.indexOf(field);
  return steps[at - 1] ?? null;
}

/** Where the writing goes on: the step that was asked for, else the first without an answer. */
export function stepToGoOn(draft: Draft, steps: readonly DraftField[]): DraftField | null {
  const { asking, values } = draft;
  if (asking !== null && steps.includes(asking)) return asking;
  return steps.find((field) => values[field] === undefined) ?? null;
}

export function answeredSteps(draft: Draft, steps: readonly DraftField[]): number {
  return steps.filter((field) => draft.values[field] !== undefined).length;
}
