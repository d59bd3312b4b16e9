// Owns the draft of a project that a person writes with the bot's help: its fields and where the writing stands.

export const draftFields = [
  'title',
  'problem',
  'idea',
  'place',
  'land',
  'access',
  'category',
  'cost',
  'year',
  'supporters',
] as const;
/**
 * title, problem, idea, place: in the person's own words · land: whose it is · access: whether everybody can use it ·
 * category · cost: in whole hryvnias · year: whether it can be done in one · supporters: how many have signed so far.
 */
export type DraftField = (typeof draftFields)[number];

export type Draft = {
  contest: 'city' | 'kids';
  values: Partial<Record<DraftField, string>>;
  /** The field that is asked for next; null: none, all was asked. */
  asking: DraftField | null;
};

/** What a turn about the draft knows; `formUrl` and `supportUrl` are links of this person's draft, null without one. */
export type DraftLook = {
  draft: Draft | null;
  shared: boolean;
  formUrl: string | null;
  supportUrl: string | null;
  /** The draft of somebody else whose link brought the person here. */
  guest: Draft | null;
};

/** What a turn about the draft changes. */
export type DraftEffect =
  | { kind: 'saveDraft'; draft: Draft }
  | { kind: 'shareDraft'; on: boolean }
  | { kind: 'eraseDraft' };
