// Owns what staff do with plans: import, look, confirm row by row, drop; and the events that rows wait for.

import type { At } from '../../../db/people.ts';
import {
  addPlan,
  changeLine,
  dropPlan,
  findPlan,
  listEvents,
  listPlans,
  type PlanRowStored,
} from '../../../db/plans.ts';
import type { StageId } from '../../core/contest.ts';
import type { CityEvent } from '../../core/occurrences/occurrence.ts';
import { readPlan } from '../../plan/read.ts';
import { type App, reading, writing } from '../app.ts';
import type { Desk } from '../desk.ts';
import { addCityEvent } from '../events/event-desk.ts';
import { refuse } from '../refusal.ts';
import { writeAudit } from '../staff/audit.ts';
import { planEdits } from './plan-edit.ts';
import { planVersions } from './plan-reimport.ts';
import { needsOf, rowOf } from './plan-rows.ts';
import type { PlanSummary, PlanView } from './plan-view.ts';

type Stored = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

/** The plan part of the desk. */
export function planDesk(app: App): Desk['plans'] {
  return {
    list: async () => (await listPlans(reading(app))).map(summaryOf),
    show: async (id) => {
      const stored = await findPlan(reading(app), id);
      return stored ? viewOf(stored, await listEvents(reading(app))) : null;
    },
    import: async (file, save, by) => {
      const read = await readPlan(file);
      if (!read.ok) return { ok: false, code: read.problem.code, message: read.problem.message };
      if (!save) return { ok: true, value: { id: null, plan: read.plan } };
      const id = app.newId();
      await writing(app, async (at) => {
        await addPlan(at, { id, plan: read.plan, fileName: file.name, now: app.clock.now() });
        await writeAudit(at, app, { actor: by, act: 'plan.import', object: id });
      });
      return { ok: true, value: { id, plan: read.plan } };
    },
    confirm: (planId, key, by, stages) => confirm(app, { planId, key, by, stages }),
    confirmAll: (planId, by) => confirmAll(app, planId, by),
    unconfirm: async (planId, key, by) => {
      const stored = await findPlan(reading(app), planId);
      if (!stored?.lines.some((line) => line.key === key)) return refuse(app, 'plan.line', { key });
      await writing(app, async (at) => {
        await changeLine(at, { planId, key }, { confirmedAt: null, confirmedBy: null });
        await writeAudit(at, app, { actor: by, act: 'plan.unconfirm', object: `${planId}/${key}` });
      });
      return { ok: true, value: null };
    },
    drop: async (planId, by) => {
      if (!(await findPlan(reading(app), planId))) return refuse(app, 'plan.unknown', { id: planId });
      await writing(app, async (at) => {
        await dropPlan(at, planId, app.clock.now());
        await writeAudit(at, app, { actor: by, act: 'plan.drop', object: planId });
      });
      return { ok: true, value: null };
    },
    edit: planEdits(app),
    versions: planVersions(app),
    events: () => listEvents(reading(app)),
    addEvent: (given, by) => addCityEvent(app, given, by),
  };
}

function summaryOf({ plan, lines }: Stored): PlanSummary {
  const confirmed = lines.filter((line) => line.confirmedAt !== null).length;
  return {
    id: plan.id,
    title: plan.title,
    status: plan.status,
    lines: lines.length,
    confirmed,
    open: lines.filter((line) => line.confirmedAt === null && line.dropped === null).length,
    dropped: plan.droppedAt !== null,
  };
}

function viewOf(stored: Stored, events: readonly CityEvent[]): PlanView {
  return {
    ...summaryOf(stored),
    head: stored.plan.head,
    rows: stored.lines.map((line) => rowOf(line, events)),
  };
}

async function confirm(app: App, of: { planId: string; key: string; by: string; stages: StageId[] | null }) {
  const { planId, key, by, stages } = of;
  return await writing(app, async (at) => {
    const stored = await findPlan(at, planId);
    const line = stored?.lines.find((one) => one.key === key);
    if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: planId });
    if (!line) return refuse(app, 'plan.line', { key });
    if (line.dropped !== null) return refuse(app, 'plan.rowDropped', { key });
    if (stored.plan.status === 'draft') return refuse(app, 'plan.draft');
    const settled = stages === null ? line : { ...line, settings: { ...line.settings, stages } };
    const events = await listEvents(at);
    const needs = needsOf(settled, events);
    if (needs.length > 0) return refuse(app, `plan.needs.${needs[0]}`, { key });
    const change = { settings: seen(settled), confirmedAt: app.clock.now(), confirmedBy: by };
    await confirmLine(at, app, { planId, key, by, change });
    return { ok: true as const, value: rowOf({ ...settled, ...change }, events) };
  });
}

/** Whoever confirms has seen both versions: the older document's wording is not kept any longer. */
function seen({ settings }: PlanRowStored): PlanRowStored['settings'] {
  if (!settings.lineage?.previous) return settings;
  const { previous: _, ...lineage } = settings.lineage;
  return { ...settings, lineage };
}

async function confirmLine(
  at: At,
  app: App,
  of: { planId: string; key: string; by: string; change: Partial<PlanRowStored> },
): Promise<void> {
  await changeLine(at, { planId: of.planId, key: of.key }, of.change);
  await writeAudit(at, app, { actor: of.by, act: 'plan.confirm', object: `${of.planId}/${of.key}` });
}

async function confirmAll(app: App, planId: string, by: string): ReturnType<Desk['plans']['confirmAll']> {
  return await writing(app, async (at) => {
    const stored = await findPlan(at, planId);
    if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: planId });
    if (stored.plan.status === 'draft') return refuse(app, 'plan.draft');
    const events = await listEvents(at);
    const rows = stored.lines.filter((line) => line.dropped === null);
    const open = rows.flatMap((line) => {
      const needs = needsOf(line, events);
      return needs.length > 0 ? [{ key: line.key, needs }] : [];
    });
    const ready = rows.filter((line) => !open.some((one) => one.key === line.key));
    for (const line of ready) {
      const change = { settings: seen(line), confirmedAt: app.clock.now(), confirmedBy: by };
      if (line.confirmedAt === null) await confirmLine(at, app, { planId, key: line.key, by, change });
    }
    return { ok: true as const, value: { confirmed: ready.map((line) => line.key), open } };
  });
}
