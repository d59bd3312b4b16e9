// Owns the start of a next cycle from the last one: a proposal of moved dates and a copied plan, and applying it once.
import { putSetting, setting } from '../../../db/desk.ts';
import type { At } from '../../../db/people.ts';
import { addPlan, changeLine, dropPlan, findPlan, listPlans } from '../../../db/plans.ts';
import type { ContestId, StageId } from '../../core/contest.ts';
import { nextPlan, readShift, shiftedStage } from '../../core/cycle.ts';
import type { ParsedPlan, PlanPeriod, PlanSpan } from '../../core/plan/plan.ts';
import { type App, currentContent, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { calendarDesk } from './calendar-desk.ts';

/** What staff ask for: the cycle's name, how far dates move (`1y`), and the plan to copy where there are several. */
export type NextCycle = { contest: ContestId; name: string; shift: string; planId: string | null };

type Dates = { opens: number; closes: number };
type MovedSpan = { line: string; from: PlanSpan; to: PlanSpan };

/** What would change: dates of stages (instants) and of the copied plan's lines (local dates). */
export type CycleProposal = {
  contest: ContestId;
  name: string;
  stages: { stage: StageId; from: Dates; to: Dates }[];
  /** null: there is no plan, or the other contest's new cycle has already brought it along. */
  plan: { id: string; title: string; lines: MovedSpan[] } | null;
};

/** What was begun is kept, so that going on after a crash moves no date twice. */
type Begun = { name: string; proposal: CycleProposal; done: boolean };

const settingKey = (contest: ContestId) => `cycle.${contest}`;

/** What a next cycle would change; changes nothing. */
export async function proposeCycle(app: App, of: NextCycle): Promise<Result<CycleProposal>> {
  const name = of.name.trim();
  const shift = readShift(of.shift);
  if (name === '') return refuse(app, 'cycle.name');
  if (!shift) return refuse(app, 'cycle.shift', { shift: of.shift });
  const begun = await setting<Begun>(reading(app), settingKey(of.contest));
  if (begun?.name === name) {
    return begun.done ? refuse(app, 'cycle.known', { name }) : { ok: true, value: begun.proposal };
  }
  const { cycle } = (await currentContent(app)).contests[of.contest];
  if (cycle.name === name) return refuse(app, 'cycle.known', { name });
  const chosen = await planToCopy(app, of.planId, name);
  if (!chosen.ok) return chosen;
  const stages = cycle.stages.map((stage) => ({
    stage: stage.id,
    from: { opens: stage.opens, closes: stage.closes },
    to: shiftedStage(stage, shift),
  }));
  const plan = chosen.value && proposedPlan(chosen.value, { name, shift });
  return { ok: true, value: { contest: of.contest, name, stages, plan } };
}

type Stored = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

async function planToCopy(app: App, id: string | null, name: string): Promise<Result<Stored | null>> {
  const live = (await listPlans(reading(app))).filter(({ plan }) => plan.droppedAt === null);
  if (id !== null && !live.some(({ plan }) => plan.id === id)) return refuse(app, 'plan.unknown', { id });
  const old = live.filter(({ plan }) => (id === null ? !plan.title.endsWith(`(${name})`) : plan.id === id));
  if (old.length > 1) return refuse(app, 'cycle.plans');
  const [one] = old;
  return { ok: true, value: one ? await findPlan(reading(app), one.plan.id) : null };
}

/** The plan as it stands: what staff corrected counts, what they dropped stays behind. */
function standing({ plan, lines }: Stored): ParsedPlan {
  return { ...plan.head, lines: lines.filter((line) => line.dropped === null).map((line) => line.body) };
}

/** A deadline is a span of one day. */
function spanOf({ from, to }: Pick<PlanPeriod, 'from' | 'to'>): PlanSpan | null {
  const [first, last] = [from ?? to, to ?? from];
  return first && last ? { from: first, to: last } : null;
}

type Moving = { name: string; shift: Temporal.Duration };

function proposedPlan(stored: Stored, of: Moving): NonNullable<CycleProposal['plan']> {
  const before = standing(stored);
  const after = nextPlan(before, of);
  const lines = before.lines.flatMap((line, index): MovedSpan[] => {
    const span = spanOf(line.period);
    const next = after.lines[index];
    const moved = next && spanOf(next.period);
    return span && moved ? [{ line: line.key, from: span, to: moved }] : [];
  });
  return { id: stored.plan.id, title: after.title, lines };
}

/**
 * Applies a proposal: stage dates through the calendar, where messages that become late wait for a person; then the
 * plan is copied, unconfirmed, and the old one archived. Answers the id of the new plan, null where there is none.
 */
export async function applyCycle(
  app: App,
  of: NextCycle,
  by: string,
): Promise<Result<CycleProposal & { newPlan: string | null }>> {
  const proposed = await proposeCycle(app, of);
  if (!proposed.ok) return proposed;
  const proposal = proposed.value;
  const begun: Begun = { name: proposal.name, proposal, done: false };
  await writing(app, (at) => putSetting(at, settingKey(of.contest), begun));
  const calendar = calendarDesk(app);
  for (const { stage, to } of proposal.stages) {
    const set = await calendar.set({ contest: of.contest, stage, ...to }, by, 'ask');
    if (!set.ok) return set;
  }
  const shift = readShift(of.shift);
  const newPlan = await writing(app, async (at) => {
    const { plan, name, contest } = proposal;
    const id = plan && shift ? await copyPlan(at, app, { oldId: plan.id, name, shift, by }) : null;
    await putSetting(at, settingKey(contest), { ...begun, done: true });
    await writeAudit(at, app, { actor: by, act: 'cycle.next', object: contest, detail: { name, plan: id } });
    return id;
  });
  return { ok: true, value: { ...proposal, newPlan } };
}

async function copyPlan(
  at: At,
  app: App,
  of: Moving & { oldId: string; by: string },
): Promise<string | null> {
  const stored = await findPlan(at, of.oldId);
  if (!stored) return null;
  const id = app.newId();
  const now = app.clock.now();
  await addPlan(at, { id, plan: nextPlan(standing(stored), of), fileName: stored.plan.fileName, now });
  for (const { key, settings } of stored.lines.filter((line) => line.dropped === null)) {
    const { lineage: _, ...kept } = settings;
    await changeLine(at, { planId: id, key }, { settings: kept });
  }
  await dropPlan(at, of.oldId, now);
  const detail = { reason: 'archived' };
  await writeAudit(at, app, { actor: of.by, act: 'plan.drop', object: of.oldId, detail });
  return id;
}
