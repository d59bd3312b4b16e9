// Owns `report` and `evidence`: the execution report as a file, and what staff record of a line's execution.
import { writeFileSync } from 'node:fs';
import { evidenceKinds } from '../app/plan/evidence.ts';
import { reportForms } from '../app/plan/report.ts';
import { type ReportSay, reportSay, shownShare, shownSum } from '../core/plan/report-words.ts';
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
import { openDataTo } from './open-data.ts';
import { isStaff } from './plan.ts';

const sayOf = ({ content }: Setting): ReportSay => reportSay((key) => content.phrases[key]);

function misused(setting: Setting, key: string, values: Readonly<Record<string, string>> = {}): Exit {
  return { code: 2, message: sayOf(setting)(`cli.${key}`, values) };
}

/** Writes the open data into a folder, or the report of a window of local dates, both included, into a file whose ending names its form. */
export const report: Command = async (setting, given) => {
  const [from, to, file] = ['from', 'to', 'out'].map((name) => option(given, name));
  const folder = option(given, 'open-data');
  if (folder && !from && !to && !file && given.words.length === 0) return openDataTo(setting, given, folder);
  if (folder !== null) return misused(setting, 'openData');
  if (!from || !to || !file || given.words.length > 0) return misused(setting, 'usage');
  const form = reportForms.find((one) => file.toLowerCase().endsWith(`.${one}`));
  if (!form) return misused(setting, 'form', { file });
  const { desk } = await setting.open();
  const made = await desk.report.file({ plan: option(given, 'plan'), from, to }, form);
  if (!made.ok) return refused(made);
  try {
    writeFileSync(file, made.value.file.bytes);
  } catch {
    return { code: 1, message: sayOf(setting)('cli.write', { file }) };
  }
  const { plan, totals, rows } = made.value.report;
  const { planned, actual, share } = totals;
  if (wants(given, 'json')) {
    const percent = share === null ? null : share / 10;
    setting.console.json({ file, plan: plan.id, rows: rows.length, totals: { planned, actual, percent } });
  }
  const shown = { planned: shownSum(planned), actual: shownSum(actual), share: shownShare(share) };
  setting.console.tell(sayOf(setting)('cli.done', { file, title: plan.title, ...shown }));
  return done;
};

const acts: Readonly<Record<string, Command>> = { add, list, remove };

export const evidence: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = acts[act];
  return command ? command(setting, { ...given, words }) : Promise.resolve(misused(setting, 'evidence'));
};

async function add(setting: Setting, given: Given): Promise<Exit> {
  const [planId, line, text, by] = ['plan', 'line', 'text', 'by'].map((name) => option(given, name));
  if (!planId || !line || !text || !by) return misused(setting, 'evidence');
  const kind = evidenceKinds.find((one) => one === option(given, 'kind'));
  if (!kind) return misused(setting, 'kind');
  const sum = sumOf(given);
  if (sum === null) return { code: 2, message: sayOf(setting)('refuse.sum') };
  const { desk } = await setting.open();
  if (!(await isStaff(desk, by))) return misused(setting, 'by');
  const on = option(given, 'on');
  const added = await desk.evidence.add({ planId, line, kind, text, sum, on }, by.toLowerCase());
  if (!added.ok) return refused(added);
  if (wants(given, 'json')) setting.console.json(added.value);
  setting.console.tell(sayOf(setting)('cli.added', { id: added.value.id }));
  return done;
}

/** The sum as people write it, from either option; empty without one, null where both or a broken count of kopecks are given. */
function sumOf(given: Given): string | null {
  const [sum, kopecks] = [option(given, 'sum'), option(given, 'kopecks')];
  if (kopecks === null) return sum ?? '';
  if (sum !== null || !/^\d{1,14}$/.test(kopecks)) return null;
  const padded = kopecks.padStart(3, '0');
  return `${padded.slice(0, -2)},${padded.slice(-2)}`;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const planId = option(given, 'plan');
  if (!planId) return misused(setting, 'evidence');
  const { desk } = await setting.open();
  if (!(await desk.plans.show(planId))) return wrong(setting, 'refuse.plan.unknown', { id: planId });
  const rows = await desk.evidence.list(planId, option(given, 'line') ?? undefined);
  if (wants(given, 'json')) setting.console.json(rows);
  const say = sayOf(setting);
  for (const { id, line, kind, on, kopecks, text } of rows) {
    const sum = kopecks === null ? '' : shownSum(kopecks);
    setting.console.tell(say('cli.row', { id, line, on, kind, sum, text }));
  }
  return done;
}

async function remove(setting: Setting, given: Given): Promise<Exit> {
  const [id] = given.words;
  const by = option(given, 'by');
  if (!id || !by) return misused(setting, 'evidence');
  const { desk } = await setting.open();
  if (!(await isStaff(desk, by))) return misused(setting, 'by');
  const removed = await desk.evidence.remove(id, by.toLowerCase());
  if (!removed.ok) return refused(removed);
  if (wants(given, 'json')) setting.console.json({ id, removed: true });
  setting.console.tell(sayOf(setting)('cli.removed', { id }));
  return done;
}
