// Owns the calendar of stages as staff see and change it: dates, and what a change does to planned messages.
import { setStageDate, stageDates } from '../../db/plans.ts';
import { withStageDates } from '../content.ts';
import type { Occurrence } from '../core/broadcast.ts';
import { contestIds } from '../core/contest.ts';
import { type OccurrenceSources, occurrencesOf } from '../core/occurrence.ts';
import { type App, currentContent, reading, writing } from './app.ts';
import type { Desk, DiffRow, Result, StageDate } from './desk.ts';
import { occurrenceSources } from './reconcile.ts';
import { refuse } from './refusal.ts';
import { writeAudit } from './staff-desk.ts';

type Change = Parameters<Desk['calendar']['diff']>[0];

/** The calendar part of the desk. */
export function calendarDesk(app: App): Desk['calendar'] {
  return {
    show: () => show(app),
    diff: (change) => diff(app, change),
    set: async (change, by) => {
      const rows = await diff(app, change);
      if (!rows.ok) return rows;
      const now = app.clock.now();
      await writing(app, async (at) => {
        await setStageDate(at, { ...change, changedAt: now, changedBy: by });
        const { contest, stage, opens, closes } = change;
        await writeAudit(at, app, {
          actor: by,
          act: 'calendar.set',
          object: `${contest}.${stage}`,
          detail: { opens, closes },
        });
      });
      return rows;
    },
  };
}

async function show(app: App): Promise<StageDate[]> {
  const content = await currentContent(app);
  const changed = new Set((await stageDates(reading(app))).map((row) => `${row.contest}.${row.stage}`));
  return contestIds.flatMap((contest) =>
    content.contests[contest].cycle.stages.map((stage) => ({
      contest,
      stage: stage.id,
      title: stage.title,
      opens: stage.opens,
      closes: stage.closes,
      changed: changed.has(`${contest}.${stage.id}`),
    })),
  );
}

async function diff(app: App, change: Change): Promise<Result<DiffRow[]>> {
  if (change.opens >= change.closes) return refuse(app, 'calendar.order');
  const sources = await occurrenceSources(app, reading(app));
  const known = sources.content.contests[change.contest].cycle.stages.some(
    (stage) => stage.id === change.stage,
  );
  if (!known) return refuse(app, 'calendar.stage', { stage: change.stage });
  const after: OccurrenceSources = { ...sources, content: withStageDates(sources.content, [change]) };
  return { ok: true, value: diffOf(sources, after, app.clock.now()) };
}

/** Compares what would go out before and after a change. A message whose new time is past is late: staff must look. */
export function diffOf(before: OccurrenceSources, after: OccurrenceSources, now: number): DiffRow[] {
  const all = (sources: OccurrenceSources) =>
    new Map(occurrencesOf(sources, 0, Number.MAX_SAFE_INTEGER).map((one) => [nameOf(one), one]));
  const [old, fresh] = [all(before), all(after)];
  const rows: DiffRow[] = [];
  for (const [name, one] of old) {
    const next = fresh.get(name);
    if (one.at === next?.at || one.at <= now) continue;
    const change = !next ? 'orphaned' : next.at <= now ? 'late' : 'moves';
    rows.push({
      change,
      key: one.key,
      line: one.line,
      from: one.at,
      to: next?.at ?? null,
      channels: [...one.channels],
    });
  }
  for (const [name, one] of fresh) {
    if (old.has(name) && (old.get(name)?.at ?? 0) > now) continue;
    if (old.get(name)?.at === one.at || one.at <= now) continue;
    rows.push({
      change: 'appears',
      key: one.key,
      line: one.line,
      from: null,
      to: one.at,
      channels: [...one.channels],
    });
  }
  return rows.sort((a, b) => (a.from ?? a.to ?? 0) - (b.from ?? b.to ?? 0));
}

/** A message's name without its day: the same message on another day. */
function nameOf(one: Occurrence): string {
  return one.key.replace(/@.*$/, '');
}
