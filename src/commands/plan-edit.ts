// Owns the parts of `plan` that change single rows: correct, settle, split, merge, add, drop of a row, undo.
import { readFileSync } from 'node:fs';
import type { PlanRow, Result } from '../app/desk.ts';
import type { SettingsChange } from '../app/plan/plan-use.ts';
import { contestIds, roles, stageIds } from '../core/contest.ts';
import type { LineText } from '../core/plan/line-settings.ts';
import { readCorrection } from '../core/plan/plan-fields.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';

type Pairs = { pairs: [string, string][]; rest: string[] };

/** Words of the form `name=value` apart from the others. */
function pairsOf(words: readonly string[]): Pairs {
  const pairs: [string, string][] = [];
  const rest: string[] = [];
  for (const word of words) {
    const [, name, value] = /^([a-z][\w.-]*)=(.*)$/is.exec(word) ?? [];
    if (name !== undefined && value !== undefined) pairs.push([name, value]);
    else rest.push(word);
  }
  return { pairs, rest };
}

type Asked = { planId: string; by: string; reason: string } & Pairs;

/** What every edit needs: a plan, somebody of the staff, and what stands in the words. */
function asked(given: Given): Asked | null {
  const [planId, ...words] = given.words;
  const by = option(given, 'by');
  if (!planId || !by) return null;
  return { planId, by, reason: option(given, 'reason') ?? '', ...pairsOf(words) };
}

function told(setting: Setting, given: Given, result: Result<PlanRow[]>): Exit {
  if (!result.ok) return refused(result);
  const { console } = setting;
  if (wants(given, 'json')) console.json(result.value);
  for (const { line, dropped } of result.value) {
    const state = console.word(dropped === null ? 'cli.plan.open.row' : 'cli.plan.dropped.row');
    console.tell(console.word('cli.plan.state', { key: line.key, what: line.what, state }));
  }
  return done;
}

const usage = (setting: Setting) => wrong(setting, 'plan.edit.usage');

/** `plan correct PLAN KEY field=value … --reason TEXT --by EMAIL` */
export const correct: Command = async (setting, given) => {
  const of = asked(given);
  const [key] = of?.rest ?? [];
  if (!of || !key || of.pairs.length === 0) return usage(setting);
  const correction = readCorrection(of.pairs);
  if ('field' in correction) return wrong(setting, 'ask.field', { field: correction.field });
  const { desk } = await setting.open();
  return told(setting, given, await desk.plans.edit.correct({ ...of, key, correction: correction.value }));
};

/** `plan split PLAN KEY NAME NAME … --reason TEXT --by EMAIL` */
export const split: Command = async (setting, given) => {
  const of = asked(given);
  const [key, ...parts] = of?.rest ?? [];
  if (!of || !key) return usage(setting);
  const { desk } = await setting.open();
  const named = parts.map((what) => ({ what }));
  return told(setting, given, await desk.plans.edit.split({ ...of, key, parts: named }));
};

/** `plan merge PLAN KEY KEY … [field=value …] --reason TEXT --by EMAIL` */
export const merge: Command = async (setting, given) => {
  const of = asked(given);
  if (!of || of.rest.length === 0) return usage(setting);
  const correction = readCorrection(of.pairs);
  if ('field' in correction) return wrong(setting, 'ask.field', { field: correction.field });
  const { desk } = await setting.open();
  return told(
    setting,
    given,
    await desk.plans.edit.merge({ ...of, keys: of.rest, correction: correction.value }),
  );
};

/** `plan add PLAN field=value … [--after KEY] --reason TEXT --by EMAIL` */
export const add: Command = async (setting, given) => {
  const of = asked(given);
  if (!of) return usage(setting);
  const line = readCorrection(of.pairs);
  if ('field' in line) return wrong(setting, 'ask.field', { field: line.field });
  const { desk } = await setting.open();
  const after = option(given, 'after');
  return told(setting, given, await desk.plans.edit.add({ ...of, after, line: line.value }));
};

/** `plan drop PLAN --line KEY --reason TEXT --by EMAIL` */
export const dropRow: Command = async (setting, given) => {
  const of = asked(given);
  const key = option(given, 'line');
  if (!of || !key) return usage(setting);
  const { desk } = await setting.open();
  return told(setting, given, await desk.plans.edit.drop({ ...of, key }));
};

/** `plan undo PLAN KEY --by EMAIL` */
export const undo: Command = async (setting, given) => {
  const of = asked(given);
  const [key] = of?.rest ?? [];
  if (!of || !key) return usage(setting);
  const { desk } = await setting.open();
  return told(setting, given, await desk.plans.edit.undo({ ...of, key }));
};

/** `plan settle PLAN KEY [stages=…] [contest=…] [role=…] [channels=…] [text.SLOT=FILE] [text.SLOT=] --by EMAIL` */
export const settle: Command = async (setting, given) => {
  const of = asked(given);
  const [key] = of?.rest ?? [];
  if (!of || !key || of.pairs.length === 0) return usage(setting);
  let change: SettingsChange = {};
  for (const [name, value] of of.pairs) {
    const more = settingOf(change, name, value);
    if (!more) return wrong(setting, 'ask.field', { field: name });
    change = more;
  }
  const { desk } = await setting.open();
  return told(setting, given, await desk.plans.edit.settle({ ...of, key, change }));
};

/** One more setting; an empty value takes it back. Null where the name or the value is not known. */
function settingOf(change: SettingsChange, name: string, value: string): SettingsChange | null {
  const one = <T extends string>(list: readonly T[]) => list.find((known) => known === value) ?? null;
  const many = value.split(',').map((part) => part.trim());
  const open = value === '';
  const narrow = (audience: SettingsChange['audience']) => ({
    ...change,
    audience: { ...change.audience, ...audience },
  });
  if (name === 'stages') {
    const stages = stageIds.filter((id) => many.includes(id));
    return open ? { ...change, stages: null } : stages.length === many.length ? { ...change, stages } : null;
  }
  if (name === 'contest') return open || one(contestIds) ? narrow({ contest: one(contestIds) }) : null;
  if (name === 'role') return open || one(roles) ? narrow({ role: one(roles) }) : null;
  if (name === 'channels') return narrow({ channels: open ? null : many });
  if (!name.startsWith('text.')) return null;
  const words = open ? null : textFile(value);
  return words === undefined ? null : { ...change, texts: { ...change.texts, [name.slice(5)]: words } };
}

/** A text's file; a first line `Subject: …` is the subject of a letter. Undefined where it cannot be read. */
function textFile(file: string): LineText | undefined {
  try {
    const whole = readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').trim();
    const [, subject, text] = /^Subject: *(.+)\n+([\s\S]*)$/.exec(whole) ?? [];
    return { text: text ?? whole, subject: subject ?? null, preheader: null };
  } catch {
    return undefined;
  }
}
