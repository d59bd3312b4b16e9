// Owns what staff do to single rows of a plan: correct, settle, split, merge, add, drop, undo; each in the audit trail.
// The steps themselves are pure and belong to src/core/plan/plan-edit.ts; importing and confirming to plan-desk.ts.
import { editable, keepRows } from '../../../db/plan-rows.ts';
import { findPlan, listEvents } from '../../../db/plans.ts';
import { findStaff } from '../../../db/staff.ts';
import { factsFor, say } from '../../core/facts.ts';
import { carriageOf } from '../../core/occurrences/occurrence.ts';
import {
  type LineSettings,
  type LineText,
  type OwnText,
  wideAudience,
} from '../../core/plan/line-settings.ts';
import { correct, drop, type EditableRow, type Edited, settle, undo } from '../../core/plan/plan-edit.ts';
import { add, merge, split } from '../../core/plan/plan-parts.ts';
import { fitsOneMessage } from '../../core/reply.ts';
import { type App, channelNames, currentContent, reading, writing } from '../app.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import { rowOf } from './plan-rows.ts';
import { slotsOf, type TextSlot } from './plan-slots.ts';
import type { PlanEdits, SettingsChange } from './plan-use.ts';
import type { PlanRow } from './plan-view.ts';

type Of = { planId: string; by: string };

/** The editing part of the plan desk. */
export function planEdits(app: App): PlanEdits {
  return {
    correct: (of) => edit(app, { ...of, act: 'correct', of }, (rows) => correct(rows, of)),
    split: (of) => edit(app, { ...of, act: 'split', of }, (rows) => split(rows, of)),
    merge: (of) => edit(app, { ...of, act: 'merge', of }, (rows) => merge(rows, of)),
    add: (of) => edit(app, { ...of, act: 'add', of }, (rows) => add(rows, of)),
    drop: (of) => edit(app, { ...of, act: 'dropRow', of }, (rows) => drop(rows, of)),
    undo: (of) => edit(app, { ...of, act: 'undo', of }, (rows) => undo(rows, of)),
    settle: (of) => settleRow(app, of),
    slots: async (planId, key) => {
      const row = (await findPlan(reading(app), planId))?.lines.find((one) => one.key === key);
      return row ? slotsOf(await currentContent(app), row.body, row.settings) : [];
    },
  };
}

type Act = Of & { act: string; of: object };

/** Does one edit in one write. The rows that it touched come back as they are now; one that is gone is left out. */
async function edit(app: App, of: Act, step: (rows: EditableRow[]) => Edited): Promise<Result<PlanRow[]>> {
  const { planId, by } = of;
  return await writing(app, async (at) => {
    if (!(await findStaff(at, by.toLowerCase()))) return refuse(app, 'staff.unknown', { email: by });
    const stored = await findPlan(at, planId);
    if (!stored || stored.plan.droppedAt !== null) return refuse(app, 'plan.unknown', { id: planId });
    const edited = step(stored.lines.map(editable));
    if (!edited.ok) return refuse(app, `plan.${edited.code}`, { key: edited.key });
    await keepRows(at, planId, { before: stored.lines, rows: edited.rows });
    const { planId: _, by: __, ...detail } = { planId, by, ...of.of };
    const object = `${planId}/${edited.touched[0] ?? ''}`;
    await writeAudit(at, app, { actor: by, act: `plan.${of.act}`, object, detail });
    const events = await listEvents(at);
    const after = await findPlan(at, planId);
    const touched = (after?.lines ?? []).filter((row) => edited.touched.includes(row.key));
    return { ok: true as const, value: touched.map((row) => rowOf(row, events)) };
  });
}

type Settling = Of & { key: string; change: SettingsChange };

/** Changes audience, stages and own texts of a row after checking that they can be sent as they are. */
async function settleRow(app: App, of: Settling): Promise<Result<PlanRow[]>> {
  const row = (await findPlan(reading(app), of.planId))?.lines.find((one) => one.key === of.key);
  if (!row) return refuse(app, 'plan.line', { key: of.key });
  const content = await currentContent(app);
  const wrong =
    channelProblem(app, row.body, of.change) ??
    textProblem(app, slotsOf(content, row.body, row.settings), { content, texts: of.change.texts ?? {} });
  if (wrong) return wrong;
  const settings = settingsAfter(row.settings, of);
  return await edit(app, { ...of, act: 'settle', of }, (rows) => settle(rows, { key: of.key, settings }));
}

/** What was not given stays; a text of null gives the city's words back. */
function settingsAfter(old: LineSettings, { change, by }: Settling): Omit<LineSettings, 'lineage'> {
  const audience = { ...wideAudience, ...old.audience, ...change.audience };
  const texts: Record<string, OwnText> = { ...old.texts };
  for (const [slot, words] of Object.entries(change.texts ?? {})) {
    if (words === null) delete texts[slot];
    else if (!sameWords(words, texts[slot])) texts[slot] = { ...words, by: by.toLowerCase() };
  }
  const wide = Object.values(audience).every((value) => value === null);
  return {
    stages: change.stages === undefined ? old.stages : change.stages,
    ...(wide ? {} : { audience }),
    ...(Object.keys(texts).length > 0 ? { texts } : {}),
  };
}

function sameWords(a: LineText, b: LineText | undefined): boolean {
  return b?.text === a.text && b.subject === a.subject && b.preheader === a.preheader;
}

function channelProblem(
  app: App,
  line: Parameters<typeof carriageOf>[0],
  { audience }: SettingsChange,
): Refusal | null {
  const chosen = audience?.channels ?? null;
  if (chosen === null) return null;
  const { chats, letters } = channelNames(app);
  const strange = chosen.find((name) => ![...chats, ...letters].includes(name));
  if (strange !== undefined) return refuse(app, 'broadcast.channel', { channel: strange });
  const carried = carriageOf(line) === 'letters' ? letters : [...chats, ...letters];
  return chosen.some((name) => carried.includes(name)) ? null : refuse(app, 'plan.channels');
}

type Texts = NonNullable<SettingsChange['texts']>;

/** A text for a place that the row has not, one that is empty, unset, unknown or too long for a chat is refused. */
function textProblem(
  app: App,
  slots: readonly TextSlot[],
  { content, texts }: { content: Awaited<ReturnType<typeof currentContent>>; texts: Texts },
): Refusal | null {
  for (const [key, words] of Object.entries(texts)) {
    const slot = slots.find((one) => one.slot === key);
    if (!slot) return refuse(app, 'plan.slot', { slot: key });
    if (words === null) continue;
    if (words.text.trim() === '') return refuse(app, 'broadcast.empty');
    const facts = { ...factsFor(content, { contest: slot.contest, now: slot.at }), ...slot.facts };
    try {
      const { text, gaps } = say(content, words.text, facts);
      const more = say(content, `${words.subject ?? ''}\n${words.preheader ?? ''}`, facts).gaps;
      const unset = [...new Set([...gaps, ...more])];
      if (unset.length > 0) return refuse(app, 'broadcast.unset', { names: unset.join(', ') });
      const long = slot.chats && tooLong(app, text);
      if (long) return refuse(app, 'broadcast.long', { channel: long });
    } catch (error) {
      return refuse(app, 'broadcast.placeholder', { detail: error instanceof Error ? error.message : '' });
    }
  }
  return null;
}

function tooLong(app: App, text: string): string | null {
  const chats = app.channels.filter(({ capabilities }) => !capabilities.letters);
  return chats.find(({ capabilities }) => !fitsOneMessage({ text, choices: [] }, capabilities))?.name ?? null;
}
