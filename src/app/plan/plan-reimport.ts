// Owns newer versions of a plan's document: comparing, keeping one aside to be looked at, and letting the plan follow it.
import { createHash } from 'node:crypto';
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { editable, keepRows } from '../../../db/plan-rows.ts';
import { changePlan, findPlan } from '../../../db/plans.ts';
import type { ParsedPlan } from '../../core/plan/plan.ts';
import { applyDiff, changesPlan, diffPlan, rekeyedWarnings } from '../../core/plan/plan-diff.ts';
import { readPlan } from '../../plan/read.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import type { PlanVersion, PlanVersions } from './plan-use.ts';

type Stored = NonNullable<Awaited<ReturnType<typeof findPlan>>>;
type Newer = { fileName: string; plan: ParsedPlan };
type Upload = { name: string; bytes: Uint8Array };

/** A setting can't be null: this stands where no newer document is kept. */
const nothing = false as const;
const asideKey = (planId: string) => `plan.version:${planId}`;

/** The part of the plan desk that takes in newer documents. */
export function planVersions(app: App): PlanVersions {
  return {
    import: async (file, of) => {
      const newer = await read(file);
      if (!newer.ok) return newer;
      if (of.save) return await writing(app, (at) => follow(at, app, { ...of, newer: newer.value }));
      return await compare(app, of.planId, newer.value);
    },
    propose: async (file, of) => {
      const newer = await read(file);
      if (!newer.ok) return newer;
      const version = await compare(app, of.planId, newer.value);
      if (version.ok) await writing(app, (at) => putSetting(at, asideKey(of.planId), newer.value));
      return version;
    },
    proposed: async (planId) => {
      const newer = await setting<Newer | typeof nothing>(reading(app), asideKey(planId));
      const version = newer ? await compare(app, planId, newer) : null;
      return version?.ok ? version.value : null;
    },
    apply: (of) => apply(app, of),
    discard: async ({ planId }) => {
      await writing(app, (at) => putSetting(at, asideKey(planId), nothing));
      return { ok: true, value: null };
    },
  };
}

async function read(file: Upload): Promise<Result<Newer>> {
  const result = await readPlan(file);
  if (!result.ok) return { ok: false, code: result.problem.code, message: result.problem.message };
  return { ok: true, value: { fileName: file.name, plan: result.plan } };
}

async function compare(app: App, planId: string, newer: Newer): Promise<Result<PlanVersion>> {
  const stored = await findPlan(reading(app), planId);
  if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: planId });
  return { ok: true, value: versionOf(stored, newer) };
}

function versionOf({ plan, lines }: Stored, newer: Newer): PlanVersion {
  const rows = diffPlan(lines.map(editable), newer.plan.lines);
  const changes = changesPlan(rows) || !sameHead(plan.head, newer.plan, rows);
  const seen = createHash('sha256')
    .update(JSON.stringify([rows, newer.plan]))
    .digest('hex');
  return { ...newer, rows, changes, seen };
}

/** What the plan says of itself, with warnings under the keys that the rows have here. */
function headOf(plan: ParsedPlan, rows: PlanVersion['rows']): Stored['plan']['head'] {
  const { lines, ...head } = plan;
  return { ...head, warnings: rekeyedWarnings(head.warnings, lines, rows) };
}

function sameHead(head: Stored['plan']['head'], plan: ParsedPlan, rows: PlanVersion['rows']): boolean {
  return JSON.stringify(head) === JSON.stringify(headOf(plan, rows));
}

async function apply(
  app: App,
  of: { planId: string; by: string; seen: string },
): Promise<Result<PlanVersion>> {
  return await writing(app, async (at) => {
    const newer = await setting<Newer | typeof nothing>(at, asideKey(of.planId));
    if (!newer) return refuse(app, 'plan.noVersion');
    const stored = await findPlan(at, of.planId);
    if (stored && versionOf(stored, newer).seen !== of.seen) return refuse(app, 'plan.versionChanged');
    const followed = await follow(at, app, { ...of, newer });
    if (followed.ok) await putSetting(at, asideKey(of.planId), nothing);
    return followed;
  });
}

/**
 * Lets the plan follow the newer document. A draft can't take the place of a plan that is in force: nothing of it may be
 * sent, and what is confirmed would stop. The same document again changes nothing.
 */
async function follow(
  at: At,
  app: App,
  of: { planId: string; by: string; newer: Newer },
): Promise<Result<PlanVersion>> {
  const { planId, by, newer } = of;
  const stored = await findPlan(at, planId);
  if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: planId });
  if (newer.plan.status === 'draft' && stored.plan.status !== 'draft')
    return refuse(app, 'plan.draftVersion');
  const version = versionOf(stored, newer);
  if (!version.changes) return { ok: true, value: version };
  const reason = app.files.phrases['cli.plan.goneReason'] ?? '';
  const rows = applyDiff(stored.lines.map(editable), version.rows, reason);
  await keepRows(at, planId, { before: stored.lines, rows });
  const head = headOf(newer.plan, version.rows);
  await changePlan(at, planId, {
    head,
    title: head.title,
    status: head.status,
    fileName: newer.fileName,
  });
  const count = (kind: string) => version.rows.filter((row) => row.kind === kind).length;
  await writeAudit(at, app, {
    actor: by,
    act: 'plan.version',
    object: planId,
    detail: { file: newer.fileName, changed: count('changed'), new: count('new'), gone: count('gone') },
  });
  return { ok: true, value: version };
}
