// Owns `task`, `happening` and `holiday`: work for people, and what staff record that moves it.
import type { Result } from '../app/desk.ts';
import type { TaskView } from '../app/plan/task-desk.ts';
import { type TaskWord, taskWords } from '../app/plan/task-words.ts';
import { planEvents } from '../core/plan/plan.ts';
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
import { isStaff } from './plan.ts';

/** Words of content/tasks.yaml for the command line. */
export function wordOf({ content }: Pick<Setting, 'content'>): TaskWord {
  return taskWords((key) => content.phrases[key]);
}

/** Wrong usage: how the command is written. */
export function usage(setting: Setting, key: string): Exit {
  return { code: 2, message: wordOf(setting)(`cli.${key}`, { known: planEvents.join(', ') }) };
}

/** Who acts, from `--by`, where that is somebody of the staff; else the exit that says so. */
export async function actor(setting: Setting, given: Given): Promise<{ by: string } | Exit> {
  const by = option(given, 'by')?.trim().toLowerCase();
  if (!by) return wrong(setting, 'ask.field', { field: '--by' });
  const { desk } = await setting.open();
  return (await isStaff(desk, by)) ? { by } : wrong(setting, 'refuse.staff.unknown', { email: by });
}

/** Prints what came of an act: JSON where asked for, else one line. */
function told<T>(
  setting: Setting,
  given: Given,
  of: { result: Result<T>; line: (value: T) => string },
): Exit {
  const { result, line } = of;
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(line(result.value));
  return done;
}

export const task: Command = async (setting, given) => {
  const [act, id] = given.words;
  if (act === 'list') return listTasks(setting, given);
  if ((act !== 'done' && act !== 'drop') || !id) return usage(setting, 'task');
  const text = option(given, act === 'done' ? 'evidence' : 'reason');
  if (text === null) return usage(setting, 'task');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const result = await desk.tasks[act](id, text, who.by);
  const line = (view: TaskView) =>
    wordOf(setting)(`cli.${act === 'done' ? 'done' : 'dropped'}`, { id: view.id });
  return told(setting, given, { result, line });
};

async function listTasks(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const tasks = await desk.tasks.list(wants(given, 'all') ? [] : ['open']);
  const word = wordOf(setting);
  if (wants(given, 'json')) setting.console.json(tasks);
  for (const { id, dueOn, state, late, title, unit } of tasks) {
    const values = { id, due: dueOn, state: word(`state.${late ? 'late' : state}`), what: title };
    setting.console.tell(word('cli.row', values));
    if (unit !== '') setting.console.tell(word('cli.unit', { unit }));
  }
  return done;
}

export const happening: Command = async (setting, given) => {
  const [act, event] = given.words;
  const word = wordOf(setting);
  if (act === 'list') {
    const all = await (await setting.open()).desk.tasks.happenings();
    if (wants(given, 'json')) setting.console.json(all);
    for (const one of all) {
      const { on, title } = one;
      setting.console.tell(word('cli.event', { on, title, event: word(`event.${one.event}`) }));
    }
    return done;
  }
  const [title, on] = [option(given, 'title'), option(given, 'on')];
  if (act !== 'add' || !event || !title || !on) return usage(setting, 'happening');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const result = await desk.tasks.addHappening({ event, title, on }, who.by);
  return told(setting, given, { result, line: (row) => word('cli.added', { title: row.title }) });
};

export const holiday: Command = async (setting, given) => {
  const [act, date] = given.words;
  if (act === 'list') return listHolidays(setting, given);
  if ((act !== 'add' && act !== 'remove') || !date) return usage(setting, 'holiday');
  const title = option(given, 'title');
  if (act === 'add' && !title) return usage(setting, 'holiday');
  const who = await actor(setting, given);
  if ('code' in who) return who;
  const { desk } = await setting.open();
  const word = wordOf(setting);
  if (act === 'remove') {
    const result = await desk.tasks.removeHoliday(date, who.by);
    return told(setting, given, { result, line: () => word('cli.dayRemoved', { date }) });
  }
  const day = { date, title: title ?? '', working: wants(given, 'working') };
  const result = await desk.tasks.addHoliday(day, who.by);
  return told(setting, given, { result, line: () => word('cli.dayAdded', { date }) });
};

async function listHolidays(setting: Setting, given: Given): Promise<Exit> {
  const days = await (await setting.open()).desk.tasks.holidays();
  const word = wordOf(setting);
  if (wants(given, 'json')) setting.console.json(days);
  for (const { date, title, working } of days) {
    setting.console.tell(
      word('cli.day', { date, title, kind: word(working ? 'holiday.working' : 'holiday.off') }),
    );
  }
  return done;
}
