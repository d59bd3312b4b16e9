// Owns `plan`: import (also onto a plan), list, show, confirm and drop; edits of single rows are in plan-edit.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type StageId, stageIds } from '../core/contest.ts';
import type { PlanLine } from '../core/plan/plan.ts';
import { type ComparedField, fieldText } from '../core/plan/plan-diff.ts';
import { type Command, done, type Given, option, refused, type Setting, wants, wrong } from './command.ts';
import { add, correct, dropRow, merge, settle, split, undo } from './plan-edit.ts';

const acts: Readonly<Record<string, Command>> = {
  import: importPlan,
  list,
  show,
  confirm,
  drop,
  correct,
  settle,
  split,
  merge,
  add,
  undo,
};

export const plan: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = acts[act];
  return command ? command(setting, { ...given, words }) : Promise.resolve(wrong(setting, 'plan.usage'));
};

/** A file's bytes, or null where it cannot be read. */
export function readBytes(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

async function importPlan(setting: Setting, given: Given) {
  const [file] = given.words;
  if (!file) return wrong(setting, 'plan.usage');
  const bytes = readBytes(file);
  if (!bytes) return wrong(setting, 'file.unreadable', { file });
  const { desk } = await setting.open();
  const by = option(given, 'by') ?? 'cli';
  const onto = option(given, 'onto');
  if (onto) return await importOnto(setting, given, { file, bytes, planId: onto, by });
  const result = await desk.plans.import({ name: path.basename(file), bytes }, wants(given, 'save'), by);
  if (!result.ok) return refused(result);
  const { id, plan: parsed } = result.value;
  const { console } = setting;
  if (wants(given, 'json')) console.json(id === null ? parsed : { id, ...parsed });
  console.tell(parsed.title);
  for (const line of parsed.lines) {
    const { key, what, channel, action, period, confidence } = line;
    console.tell(
      console.word('cli.plan.line', {
        key,
        what,
        channel,
        action,
        period: period.text || period.kind,
        confidence: Math.round(confidence * 100),
      }),
    );
  }
  for (const warning of parsed.warnings)
    console.tell(console.word('cli.plan.warning', { line: warning.line ?? '–', message: warning.message }));
  if (id) console.tell(console.word('cli.plan.saved', { id }));
  return done;
}

type Newer = { file: string; bytes: Uint8Array; planId: string; by: string };

/** Compares a newer document with a plan row by row; with --save the plan follows it. */
async function importOnto(setting: Setting, given: Given, of: Newer) {
  const { desk } = await setting.open();
  const save = wants(given, 'save');
  const { file, bytes, planId, by } = of;
  const upload = { name: path.basename(file), bytes };
  const result = await desk.plans.versions.import(upload, { planId, by, save });
  if (!result.ok) return refused(result);
  const { rows, changes } = result.value;
  const { console } = setting;
  const shown = rows.map((row) =>
    row.kind === 'changed' ? { ...row, fields: fieldTexts(row.fields, row.before, row.after) } : row,
  );
  if (wants(given, 'json')) console.json({ id: planId, saved: save && changes, changes, rows: shown });
  for (const row of shown) {
    const what = (row.after ?? row.before).what;
    console.tell(console.word(`cli.plan.version.${row.kind}`, { key: row.key, what }));
    if (row.kind !== 'changed') continue;
    for (const { field, old, new: fresh } of row.fields) {
      console.tell(console.word('cli.plan.version.field', { field, old, fresh }));
    }
  }
  console.tell(console.word(`cli.plan.version.${save ? 'saved' : 'unsaved'}`));
  return done;
}

/** Each field with its old and new text. */
function fieldTexts(fields: readonly ComparedField[], before: PlanLine, after: PlanLine) {
  const text = (line: PlanLine, field: ComparedField) => fieldText(line, field) ?? '–';
  return fields.map((field) => ({ field, old: text(before, field), new: text(after, field) }));
}

async function list(setting: Setting, given: Given) {
  const { desk } = await setting.open();
  const plans = (await desk.plans.list()).filter((one) => !one.dropped);
  if (wants(given, 'json')) setting.console.json(plans.map(({ dropped: _, ...rest }) => rest));
  for (const { id, title, status, lines, confirmed } of plans) {
    setting.console.tell(setting.console.word('cli.plan.row', { id, title, status, lines, confirmed }));
  }
  return done;
}

async function show(setting: Setting, given: Given) {
  const { desk } = await setting.open();
  const view = await desk.plans.show(given.words[0] ?? '');
  if (!view) return wrong(setting, 'refuse.plan.unknown', { id: given.words[0] ?? '' });
  const { console } = setting;
  if (wants(given, 'json')) console.json(view);
  console.tell(view.title);
  for (const row of view.rows) {
    const state =
      row.dropped !== null
        ? 'dropped.row'
        : row.confirmedAt !== null
          ? 'confirmed'
          : row.needs.length > 0
            ? `needs.${row.needs[0]}`
            : 'unconfirmed';
    console.tell(
      console.word('cli.plan.state', {
        key: row.line.key,
        what: row.line.what,
        state: console.word(`cli.plan.${state}`),
      }),
    );
  }
  return done;
}

async function confirm(setting: Setting, given: Given) {
  const by = option(given, 'by');
  const id = given.words[0];
  const key = option(given, 'line');
  if (!id || !by || (!wants(given, 'all') && !key)) return wrong(setting, 'plan.confirm.usage');
  const { desk } = await setting.open();
  if (!(await isStaff(desk, by))) return wrong(setting, 'refuse.staff.unknown', { email: by });
  const { console } = setting;
  if (key) {
    const stages = stagesFrom(option(given, 'stages'));
    if (stages === 'wrong') return wrong(setting, 'ask.field', { field: 'stages' });
    const result = await desk.plans.confirm(id, key, by, stages);
    if (!result.ok) return refused(result);
    if (wants(given, 'json')) console.json(result.value);
    console.tell(console.word('cli.plan.confirmedOne', { key }));
    return done;
  }
  const result = await desk.plans.confirmAll(id, by);
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) console.json(result.value);
  console.tell(console.word('cli.plan.confirmedAll', { count: result.value.confirmed.length }));
  for (const { key: open, needs } of result.value.open) {
    console.tell(
      console.word('cli.plan.open', {
        key: open,
        needs: needs.map((need) => console.word(`cli.plan.needs.${need}`)).join(', '),
      }),
    );
  }
  return done;
}

export async function isStaff(
  desk: Awaited<ReturnType<Setting['open']>>['desk'],
  email: string,
): Promise<boolean> {
  return (await desk.staff.list()).some((member) => member.email === email.toLowerCase());
}

function stagesFrom(text: string | null): StageId[] | null | 'wrong' {
  if (text === null) return null;
  const names = text.split(',').map((name) => name.trim());
  const known = names.flatMap((name) => stageIds.filter((id) => id === name));
  return known.length === names.length ? known : 'wrong';
}

async function drop(setting: Setting, given: Given) {
  if (option(given, 'line')) return await dropRow(setting, given);
  const [id] = given.words;
  if (!id) return wrong(setting, 'plan.usage');
  const { desk } = await setting.open();
  const result = await desk.plans.drop(id, option(given, 'by') ?? 'cli');
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json({ id, dropped: true });
  setting.console.tell(setting.console.word('cli.plan.dropped', { id }));
  return done;
}
