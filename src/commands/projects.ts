// Owns `projects`: bringing a list of residents' projects in, listing them, telling a step of the work on one.
import path from 'node:path';
import type { ProjectsImport, Remark } from '../app/projects/project-desk.ts';
import { type ContestId, contestIds } from '../core/contest.ts';
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
import { readBytes } from './plan.ts';
import { actor } from './task.ts';

/** Remarks that are told on the terminal; `--json` has them all. */
const mostTold = 20;

const acts: Readonly<Record<string, Command>> = { import: importList, list, news };

export const projects: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = acts[act];
  return command ? command(setting, { ...given, words }) : Promise.resolve(wrong(setting, 'projects.usage'));
};

/** The contest of `--contest`; undefined: the word names none. */
function contestOf(given: Given): ContestId | null | undefined {
  const named = option(given, 'contest');
  return named === null ? null : contestIds.find((id) => id === named);
}

/** `projects import FILE [--contest city] [--cycle NAME] [--complete] [--preview] [--by EMAIL] [--json]` */
async function importList(setting: Setting, given: Given): Promise<Exit> {
  const [file] = given.words;
  const contest = contestOf(given);
  if (!file || contest === undefined) return wrong(setting, 'projects.usage');
  const bytes = readBytes(file);
  if (!bytes) return wrong(setting, 'file.unreadable', { file });
  const named = option(given, 'by');
  const who = named === null ? { by: 'cli' } : await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const result = await desk.projects.import(
    { name: path.basename(file), bytes },
    {
      contest: contest ?? 'city',
      cycle: option(given, 'cycle'),
      complete: wants(given, 'complete'),
      save: !wants(given, 'preview'),
      by: who.by,
    },
  );
  if (!result.ok) return refused(result);
  tell(setting, given, result.value);
  return done;
}

function tell({ console }: Setting, given: Given, outcome: ProjectsImport): void {
  const { rejected, notes, changes, ...counts } = outcome;
  if (wants(given, 'json')) {
    const plain = changes.map(({ kind, after, fields, news }) => ({
      kind,
      uid: after.uid,
      number: after.number,
      title: after.title,
      fields,
      news,
    }));
    console.json({ ...counts, rejected, notes, changes: plain });
  }
  const how = wants(given, 'preview') ? 'preview' : 'done';
  console.tell(console.word(`cli.projects.${how}`, { ...counts, rejected: rejected.length }));
  if (counts.missing > 0) console.tell(console.word('cli.projects.missing', { missing: counts.missing }));
  remarks(console, 'rejected', rejected);
  remarks(console, 'note', notes);
}

function remarks(console: Setting['console'], key: 'rejected' | 'note', all: readonly Remark[]): void {
  for (const remark of all.slice(0, mostTold)) console.tell(console.word(`cli.projects.${key}`, remark));
  const more = all.length - mostTold;
  if (more > 0) console.tell(console.word('cli.projects.more', { more }));
}

/** `projects list [--contest city] [--json]` */
async function list(setting: Setting, given: Given): Promise<Exit> {
  const contest = contestOf(given);
  if (contest === undefined) return wrong(setting, 'projects.usage');
  const { desk } = await setting.open();
  const all = (await desk.projects.list()).filter((one) => contest === null || one.contest === contest);
  const { console } = setting;
  if (wants(given, 'json')) console.json(all);
  for (const { number, title, state, removed, cycle, followers, uid } of all) {
    const what = setting.content.phrases[removed ? 'project.removed' : `project.state.${state}`] ?? state;
    console.tell(
      console.word('cli.projects.row', { number: number ?? uid, title, state: what, cycle, followers }),
    );
  }
  return done;
}

/** `projects news NUMBER --kind step --text-file F [--contest city] --by EMAIL` */
async function news(setting: Setting, given: Given): Promise<Exit> {
  const [number] = given.words;
  const file = option(given, 'text-file');
  const contest = contestOf(given);
  if (!number || file === null || contest === undefined) return wrong(setting, 'projects.usage');
  // All other news comes of the state that the list says, in the same words for every project.
  if (option(given, 'kind') !== 'step') return wrong(setting, 'projects.kind');
  const bytes = readBytes(file);
  if (!bytes) return wrong(setting, 'file.unreadable', { file });
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const [found, ...others] = await desk.projects.numbered(number, contest);
  if (!found) return wrong(setting, 'refuse.projects.unknown', { number });
  if (others.length > 0) return wrong(setting, 'projects.several', { number });
  const result = await desk.projects.addStep({
    project: found.uid,
    text: Buffer.from(bytes).toString('utf8'),
    by: who.by,
  });
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.projects.told', { number }));
  return done;
}
