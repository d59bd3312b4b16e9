// Owns the shape of what staff do to an imported plan: edits of its rows and newer versions of its document.
import type { StageId } from '../../core/contest.ts';
import type { LineAudience, LineText } from '../../core/plan/line-settings.ts';
import type { ParsedPlan } from '../../core/plan/plan.ts';
import type { RowDiff } from '../../core/plan/plan-diff.ts';
import type { LineCorrection } from '../../core/plan/plan-edit.ts';
import type { Result } from '../result.ts';
import type { TextSlot } from './plan-slots.ts';
import type { PlanRow } from './plan-view.ts';

/** New settings of a row; what is left out stays. A text of null gives the city's words back. */
export type SettingsChange = {
  stages?: readonly StageId[] | null;
  audience?: Partial<LineAudience>;
  texts?: Readonly<Record<string, LineText | null>>;
};

type Plan = { planId: string; by: string };

/**
 * Edits of rows. Each returns the rows that it touched and that still exist; whatever was edited is unconfirmed. `by`
 * is somebody of the staff. Refused with codes `plan.<problem>` of src/core/plan/plan-edit.ts, `broadcast.*` for texts.
 */
export type PlanEdits = {
  correct: (
    of: Plan & { key: string; correction: LineCorrection; reason: string },
  ) => Promise<Result<PlanRow[]>>;
  settle: (of: Plan & { key: string; change: SettingsChange }) => Promise<Result<PlanRow[]>>;
  split: (
    of: Plan & { key: string; parts: readonly LineCorrection[]; reason: string },
  ) => Promise<Result<PlanRow[]>>;
  merge: (
    of: Plan & { keys: readonly string[]; correction: LineCorrection; reason: string },
  ) => Promise<Result<PlanRow[]>>;
  add: (
    of: Plan & { after: string | null; line: LineCorrection; reason: string },
  ) => Promise<Result<PlanRow[]>>;
  drop: (of: Plan & { key: string; reason: string }) => Promise<Result<PlanRow[]>>;
  undo: (of: Plan & { key: string }) => Promise<Result<PlanRow[]>>;
  /** The messages of a row that can have words of their own. */
  slots: (planId: string, key: string) => Promise<TextSlot[]>;
};

/** A newer document compared with a plan. `seen` names exactly this comparison. */
export type PlanVersion = {
  fileName: string;
  plan: ParsedPlan;
  rows: RowDiff[];
  changes: boolean;
  seen: string;
};

export type PlanVersions = {
  /** Compares a document with a plan; with `save` the plan follows it at once. */
  import: (
    file: { name: string; bytes: Uint8Array },
    of: Plan & { save: boolean },
  ) => Promise<Result<PlanVersion>>;
  /** Compares and keeps the newer document aside until somebody has looked at the comparison. */
  propose: (file: { name: string; bytes: Uint8Array }, of: Plan) => Promise<Result<PlanVersion>>;
  /** The newer document that was kept aside, compared with the plan as it stands now; null: there is none. */
  proposed: (planId: string) => Promise<PlanVersion | null>;
  /** Applies it, if the comparison is still the one that was seen. */
  apply: (of: Plan & { seen: string }) => Promise<Result<PlanVersion>>;
  discard: (of: Plan) => Promise<Result<null>>;
};
