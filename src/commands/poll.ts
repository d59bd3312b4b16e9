// Owns `poll`: asking an opinion poll, listing polls, their counts once they are over, ending one.
import type { Result } from '../app/desk.ts';
import type { PollView } from '../app/events/poll-desk.ts';
import { contestIds } from '../core/contest.ts';
import { fewestAnswers } from '../core/dialog/dialog-polls.ts';
import { isoInKyiv, readInstant } from '../core/time.ts';
import {
  type Command,
  done,
  type Exit,
  type Given,
  option,
  optionList,
  refused,
  type Setting,
  wants,
  wrong,
} from './command.ts';

const acts: Readonly<Record<string, Command>> = { add, list, show, close };

export const poll: Command = (setting, given) => {
  const [act = '', ...words] = given.words;
  const command = acts[act];
  return command ? command(setting, { ...given, words }) : Promise.resolve(wrong(setting, 'poll.usage'));
};

async function add(setting: Setting, given: Given): Promise<Exit> {
  const question = option(given, 'text');
  const named = option(given, 'contest');
  const contest = contestIds.find((id) => id === named) ?? null;
  const opens = option(given, 'opens');
  const { app, desk } = await setting.open();
  const opensAt = opens === null ? app.clock.now() : readInstant(opens);
  const closesAt = readInstant(option(given, 'closes') ?? '');
  if (!question) return wrong(setting, 'poll.usage');
  if (named !== null && !contest) return wrong(setting, 'ask.field', { field: '--contest' });
  if (opensAt === null) return wrong(setting, 'ask.field', { field: '--opens' });
  if (closesAt === null) return wrong(setting, 'ask.field', { field: '--closes' });
  const asked = { question, options: optionList(given, 'option'), contest, opensAt, closesAt };
  const result = await desk.polls.add(asked, option(given, 'by') ?? 'cli');
  if (!result.ok) return refused(result);
  if (wants(given, 'json')) setting.console.json(result.value);
  setting.console.tell(setting.console.word('cli.poll.added', { command: `/poll ${result.value.id}` }));
  return done;
}

async function list(setting: Setting, given: Given): Promise<Exit> {
  const { desk } = await setting.open();
  const polls = await desk.polls.list();
  if (wants(given, 'json')) setting.console.json(polls);
  for (const one of polls) setting.console.tell(rowOf(setting, one));
  return done;
}

function rowOf({ console }: Setting, one: PollView): string {
  const { id, question, answers } = one;
  const state = console.word(`cli.poll.state.${one.state}`);
  return console.word('cli.poll.row', { id, closes: isoInKyiv(one.closesAt), question, answers, state });
}

async function show(setting: Setting, given: Given): Promise<Exit> {
  const [id = ''] = given.words;
  const { desk } = await setting.open();
  const found = await desk.polls.show(id);
  return found
    ? tell(setting, given, { ok: true, value: found })
    : wrong(setting, 'refuse.poll.unknown', { id });
}

async function close(setting: Setting, given: Given): Promise<Exit> {
  const [id = ''] = given.words;
  const { desk } = await setting.open();
  return tell(setting, given, await desk.polls.close(id, option(given, 'by') ?? 'cli'));
}

function tell(setting: Setting, given: Given, result: Result<PollView>): Exit {
  if (!result.ok) return refused(result);
  const { console } = setting;
  const { options, counts } = result.value;
  if (wants(given, 'json')) console.json(result.value);
  console.tell(rowOf(setting, result.value));
  if (counts === null) console.tell(console.word('cli.poll.hidden', { fewest: fewestAnswers }));
  for (const [index, n] of (counts ?? []).entries())
    console.tell(console.word('cli.poll.count', { n, option: options[index] ?? '' }));
  return done;
}
