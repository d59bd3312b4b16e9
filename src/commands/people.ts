// Owns the commands about people: the mailing list, sources and a person's data. Bringing a list in is
// list-import.ts's.
import { open } from 'node:fs/promises';
import type { SourceTarget } from '../../db/tables.ts';
import { exportSubscribers } from '../app/letters/list-export.ts';
import { suppressedCounts } from '../app/letters/list-import.ts';
import { eraseByAddress, exportPerson } from '../app/people/person-desk.ts';
import { noteAct } from '../app/staff/audit.ts';
import { contestIds, roles } from '../core/contest.ts';
import { readInstant } from '../core/time.ts';
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
import { importList } from './list-import.ts';

export const subscribers: Command = async (setting, given) => {
  const [act, file] = given.words;
  if (act === 'ask') return ask(setting, given);
  if (act === 'export' && file) return exportTo(setting, given, file);
  if (act === 'suppressed') return tellSuppressed(setting, given);
  if (act !== 'import' || !file) return wrong(setting, 'subscribers.usage');
  return importList(setting, given, file);
};

/** `subscribers ask [--at ISO] --by EMAIL` */
async function ask(setting: Setting, given: Given): Promise<Exit> {
  const by = option(given, 'by');
  const named = option(given, 'at');
  const at = named === null ? null : readInstant(named);
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  if (named !== null && at === null) return wrong(setting, 'ask.field', { field: '--at' });
  const { desk } = await setting.open();
  const result = await desk.letters.ask({ at, by });
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.subscribers.asked', result.value));
  return done;
}

/** `subscribers export FILE.csv` */
async function exportTo(setting: Setting, given: Given, file: string): Promise<Exit> {
  const { app } = await setting.open();
  // Addresses are in it: nobody else on the machine may read the file.
  const to = await open(file, 'w', 0o600).catch(() => null);
  if (!to) return wrong(setting, 'refuse.list.write', { file });
  let lines = -1;
  for await (const line of exportSubscribers(app)) {
    lines += 1;
    await to.appendFile(line);
  }
  await to.close();
  const act = { actor: option(given, 'by') ?? 'cli', act: 'list.export', object: '' };
  await noteAct(app, { ...act, detail: { addresses: lines } });
  const suppressed = await suppressedCounts(app);
  if (wants(given, 'json')) setting.console.json({ file, addresses: lines, suppressed });
  setting.console.tell(setting.console.word('cli.subscribers.exported', { file, addresses: lines }));
  return done;
}

/** `subscribers suppressed`: how many addresses may not be written to, by why. */
async function tellSuppressed(setting: Setting, given: Given): Promise<Exit> {
  const { app } = await setting.open();
  const counts = await suppressedCounts(app);
  const { console } = setting;
  if (wants(given, 'json')) console.json(counts);
  for (const [reason, count] of Object.entries(counts))
    console.tell(`${console.word(`cli.suppressed.${reason}`)}: ${count}`);
  if (Object.keys(counts).length === 0) console.tell(console.word('cli.suppressed.none'));
  return done;
}

export const source: Command = async (setting, given) => {
  const [act, name] = given.words;
  const { desk } = await setting.open();
  const { console } = setting;
  if (act === 'list') {
    const rows = await desk.sources.list();
    if (wants(given, 'json')) console.json(rows);
    for (const row of rows)
      console.tell(console.word('cli.source.row', { name: row.name, visits: row.visits }));
    return done;
  }
  if (act !== 'add' || !name) return wrong(setting, 'source.usage');
  const target = targetFrom(option(given, 'target'));
  if (target === 'wrong') return wrong(setting, 'ask.field', { field: '--target' });
  const result = await desk.sources.add(name, target, option(given, 'by') ?? 'cli');
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) console.json(result.value);
  console.tell(console.word('cli.source.added', { name }));
  return done;
};

/** `contest=kids,role=author` as a target. */
function targetFrom(text: string | null): SourceTarget | null | 'wrong' {
  if (text === null) return null;
  const target: SourceTarget = {};
  for (const pair of text.split(',')) {
    const [key, value = ''] = pair.split('=').map((part) => part.trim());
    const contest = contestIds.find((id) => id === value);
    const role = roles.find((id) => id === value);
    if (key === 'contest' && contest) target.contest = contest;
    else if (key === 'role' && role) target.role = role;
    else if (key === 'event' && value !== '') target.event = value;
    else return 'wrong';
  }
  return target;
}

export const data: Command = async (setting, given) => {
  const [act, address] = given.words;
  if ((act !== 'export' && act !== 'erase') || !address) return wrong(setting, 'data.usage');
  const { app } = await setting.open();
  const { console } = setting;
  const actor = option(given, 'by') ?? 'cli';
  if (act === 'export') {
    const result = await exportPerson(app, address);
    if (!result.ok) return refused(result);
    await noteAct(app, { actor, act: 'data.export', object: '' });
    console.json(result.value);
    return done;
  }
  const result = await eraseByAddress(app, address);
  if (!result.ok) return refused(result);
  await noteAct(app, { actor, act: 'data.erase', object: '' });
  if (wants(given, 'json')) console.json(result.value);
  console.tell(console.word('cli.data.erased'));
  return done;
};
