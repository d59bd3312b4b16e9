// Owns what staff decide for a line of a plan beyond what the document says: stages, audience, own texts, origin.
import type { ContestId, Role, StageId } from '../contest.ts';
import type { PlanLine } from './plan.ts';

/** Words of staff in place of the city's; null: none of that kind. They may hold the same {placeholders}. */
export type LineText = { text: string; subject: string | null; preheader: string | null };

/** Words with the person who wrote them: a second one approves what comes of them. */
export type OwnText = LineText & { by: string };

/** Whom the line's messages reach; null: not narrowed. */
export type LineAudience = {
  contest: ContestId | null;
  role: Role | null;
  channels: readonly string[] | null;
};

/** Where a row comes from, beside the document that was imported first. */
export type Lineage = {
  /** Keys of the rows that this one was split from (one) or merged of (several). */
  madeOf?: readonly string[];
  /** The row as the older document said it, until somebody confirms the newer wording. */
  previous?: PlanLine;
  /** A newer document lacks the row. */
  absent?: boolean;
};

/** What staff decided for a line. `stages` null: the default of what the line carries. */
export type LineSettings = {
  stages: readonly StageId[] | null;
  audience?: LineAudience;
  /** Own words by slot, see `slotsOf`. */
  texts?: Readonly<Record<string, OwnText>>;
  lineage?: Lineage;
};

export const wideAudience: LineAudience = { contest: null, role: null, channels: null };

/** Whether the line speaks for this contest and stage. */
export function covers(settings: LineSettings, contest: ContestId, stage: StageId): boolean {
  const only = settings.audience?.contest ?? null;
  return (only === null || only === contest) && (settings.stages?.includes(stage) ?? true);
}

/** Those of the channels that staff left to the line, in the order given. */
export function narrowed(settings: LineSettings, channels: readonly string[]): string[] {
  const only = settings.audience?.channels ?? null;
  return channels.filter((name) => only === null || only.includes(name));
}

/** The name under which words of staff are kept: a letter's or a notice's with its contest, or `invitation`. */
export function textSlot(of: { name: string; contest: ContestId } | 'invitation'): string {
  return of === 'invitation' ? of : `${of.name}.${of.contest}`;
}

/** Staff's own words for a slot, with who wrote them; null: the city's words stand. */
export function ownText(settings: LineSettings, slot: string): OwnText | null {
  return settings.texts?.[slot] ?? null;
}
