// Owns the lists of projects in the chat: categories, pages, search, what is followed. One project is dialog-project.ts's.

import type { ContestId } from '../contest.ts';
import { hasWon, type Project, type ProjectsLook } from '../project.ts';
import {
  categoriesOf,
  categoryRef,
  inFairOrder,
  isDrawn,
  refOf,
  shortened,
  sumInWords,
} from '../project-view.ts';
import type { Choice } from '../reply.ts';
import { listCommand, type ProjectCommand, type ProjectShow } from './command-projects.ts';
import { follow, oneProject, projectName, unfollow } from './dialog-project.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told } from './dialog-turn.ts';

/** Projects on a page: with their buttons and the ways on they stay readable on a small screen. */
const pageSize = 6;
/** Telegram carries so many bytes behind a button. */
const mostCommandBytes = 64;
const titleLength = 140;

const nothing: ProjectsLook = { listed: [], projects: [], followed: [], found: null, seed: '' };

/** Answers a command about projects. */
export function projects(turn: Turn, given: ProjectCommand): DialogOutput {
  const look = turn.look.projects ?? nothing;
  switch (given.kind) {
    case 'project':
      return oneProject(turn, look, given.project);
    case 'follow':
      return given.project === null ? mine(turn, look) : follow(turn, look, given.project);
    case 'unfollow':
      return unfollow(turn, look, given.project);
    case 'projects':
      if (given.show.by === 'mine') return mine(turn, look);
      return listed(turn, look, { ...given, contest: given.contest ?? turn.contest });
  }
}

type List = { show: ProjectShow; contest: ContestId | null; page: number };

function listed(turn: Turn, look: ProjectsLook, list: List): DialogOutput {
  const here = look.listed.filter(({ contest }) => list.contest === null || contest === list.contest);
  const [only] = here;
  if (!only) return told(turn, list.contest === 'kids' ? 'projects.none.kids' : 'projects.none', menu(turn));
  if (list.show.by === 'ask') return asked(turn);
  if (list.show.by === 'words') return found(turn, look, { ...list, words: list.show.words });
  if (here.length > 1)
    return told(
      turn,
      'projects.contest',
      here.map((one) => contestChoice(turn, list, one.contest)),
    );
  const { contest } = only;
  const all = current(turn, look, contest);
  if (list.show.by === 'start') return start(turn, contest, all);
  return listPage(turn, { ...list, contest, projects: all });
}

/** The projects of the running cycle of a contest that the city shows. */
function current(turn: Turn, { projects: all }: ProjectsLook, contest: ContestId): Project[] {
  const { name } = turn.content.contests[contest].cycle;
  return all.filter((one) => one.contest === contest && one.cycle === name && !one.removed);
}

function contestChoice(turn: Turn, { show }: List, contest: ContestId): Choice {
  return command(turn, `button.contest.${contest}`, listCommand({ show, contest }));
}

function start(turn: Turn, contest: ContestId, all: readonly Project[]): DialogOutput {
  const { short, cycle } = turn.content.contests[contest];
  const categories = categoriesOf(all);
  const choices = [
    ...categories.map(({ category, count }) => ({
      label: `${shortened(category, 34)} (${count})`,
      value: listCommand({ show: { by: 'category', category: categoryRef(category) }, contest }),
    })),
    ...(all.some(hasWon)
      ? [command(turn, 'button.projects.won', listCommand({ show: { by: 'won' }, contest }))]
      : []),
    command(turn, 'button.projects.all', listCommand({ show: { by: 'all' }, contest })),
    command(turn, 'button.projects.find', listCommand({ show: { by: 'ask' }, contest })),
    command(turn, 'button.projects.mine', '/projects mine'),
  ];
  return told(turn, categories.length > 0 ? 'projects.start' : 'projects.start.plain', choices, {
    name: short,
    value: cycle.name,
    total: String(all.length),
  });
}

function asked(turn: Turn): DialogOutput {
  const output = told(turn, 'projects.ask', [command(turn, 'button.projects.all', '/projects all')]);
  return { ...output, conversation: { ...output.conversation, awaiting: 'search' } };
}

function listPage(
  turn: Turn,
  list: List & { contest: ContestId; projects: readonly Project[] },
): DialogOutput {
  const { show, contest, projects: all } = list;
  const category =
    show.by === 'category'
      ? categoriesOf(all).find((one) => categoryRef(one.category) === show.category)
      : null;
  const chosen = all.filter((one) =>
    show.by === 'won' ? hasWon(one) : show.by === 'all' || one.category === category?.category,
  );
  const back = [command(turn, 'button.projects.categories', listCommand({ show: { by: 'start' }, contest }))];
  if (show.by === 'category' && !category) return told(turn, 'projects.category.none', back);
  if (chosen.length === 0) return told(turn, 'projects.won.none', back);
  const drawn = isDrawn(turn.content.contests[contest], turn.now);
  const seed = turn.look.projects?.seed ?? '';
  return page(turn, {
    ...list,
    projects: inFairOrder(chosen, drawn ? seed : null),
    name: category?.category ?? say(turn, `projects.list.${show.by}`),
    order: drawn ? 'lot' : 'number',
  });
}

/** What answers words; where more is found than a button can lead on to, the person is asked for another word. */
function found(turn: Turn, look: ProjectsLook, list: List & { words: string }): DialogOutput {
  const { words, contest } = list;
  const hits = hitsOf(look, contest);
  const [only] = hits;
  if (!only) {
    const choices = [
      command(turn, 'button.projects.all', listCommand({ show: { by: 'start' }, contest: null })),
      command(turn, 'button.projects.find', listCommand({ show: { by: 'ask' }, contest: null })),
    ];
    return told(turn, 'projects.found.none', choices, { value: shortened(words, 60) });
  }
  if (hits.length === 1) return oneProject(turn, look, refOf(look.projects, only));
  return page(turn, {
    ...list,
    projects: hits,
    name: say(turn, 'projects.list.found', { value: shortened(words, 60) }),
    order: 'words',
  });
}

/** The projects that answer the words of the turn, best first. */
function hitsOf(look: ProjectsLook, contest: ContestId | null): Project[] {
  const all = new Map(look.projects.map((one) => [one.uid, one]));
  const hits = (look.found ?? []).flatMap((uid) => all.get(uid) ?? []);
  const here = hits.filter((one) => contest === null || one.contest === contest);
  return here.length > 0 ? here : hits;
}

/** What was asked for in free words beside an answer: some projects that match; null where none does. */
export function projectsInWords(turn: Turn): { text: string; choices: Choice[] } | null {
  const look = turn.look.projects;
  if (!look) return null;
  const hits = hitsOf(look, turn.contest).slice(0, pageSize);
  if (hits.length === 0) return null;
  const lines = hits.map((one) => lineOf(turn, one));
  const choices = hits.map((one) => oneChoice(turn, look, one));
  return { text: [say(turn, 'projects.words.faq'), ...lines].join('\n'), choices };
}

type Page = List & { projects: readonly Project[]; name: string; order: 'number' | 'lot' | 'words' };

function page(turn: Turn, of: Page): DialogOutput {
  const look = turn.look.projects ?? nothing;
  const pages = Math.ceil(of.projects.length / pageSize);
  const at = Math.min(of.page, pages);
  const shown = of.projects.slice((at - 1) * pageSize, at * pageSize);
  const [back, next] = [wayTo(turn, of, { to: at - 1, pages }), wayTo(turn, of, { to: at + 1, pages })];
  const cut = at < pages && next === null;
  const text = [
    say(turn, 'projects.list', { name: of.name, total: String(of.projects.length) }),
    ...(pages > 1 ? [say(turn, 'projects.page', { page: String(at), pages: String(pages) })] : []),
    ...shown.map((one) => lineOf(turn, one)),
    say(turn, `projects.order.${of.order}`),
    say(turn, cut ? 'projects.more' : 'projects.open'),
  ].join('\n');
  const choices = [
    ...shown.map((one) => oneChoice(turn, look, one)),
    ...(next ? [next] : []),
    ...(back ? [back] : []),
    command(turn, 'button.projects.categories', '/projects'),
    command(turn, 'button.projects.find', listCommand({ show: { by: 'ask' }, contest: null })),
  ];
  return said({ text, choices, gaps: [] });
}

function wayTo(
  turn: Turn,
  { show, contest, page: now }: List,
  of: { to: number; pages: number },
): Choice | null {
  if (of.to < 1 || of.to > of.pages) return null;
  const value = listCommand({ show, contest, page: of.to });
  if (Buffer.byteLength(value) > mostCommandBytes) return null;
  return command(turn, of.to > now ? 'button.projects.next' : 'button.projects.back', value);
}

/** One line of a list: number, title, cost and place. */
function lineOf(turn: Turn, project: Project): string {
  const { number, title, budgetPlan, place, cycle, contest } = project;
  const short = shortened(title, titleLength);
  const name = number === null ? short : say(turn, 'project.line.number', { value: number, name: short });
  const earlier =
    cycle === turn.content.contests[contest].cycle.name
      ? null
      : say(turn, 'project.earlier', { value: cycle });
  const cost = budgetPlan === null ? null : sumInWords(budgetPlan);
  // That a project waits or stands on the ballot is what people expect of a list.
  const state = ['submitted', 'admitted'].includes(project.state)
    ? null
    : say(turn, `project.state.${project.state}`);
  return [name, cost, place, state, earlier].filter((part) => part !== null).join(' — ');
}

function oneChoice(turn: Turn, look: ProjectsLook, project: Project): Choice {
  const { number, title } = project;
  const label = number === null ? shortened(title, 38) : say(turn, 'button.project.one', { value: number });
  return { label, value: `/project ${refOf(look.projects, project)}` };
}

/** The projects that the person follows, in the order of following. */
function mine(turn: Turn, look: ProjectsLook): DialogOutput {
  const all = new Map(look.projects.map((one) => [one.uid, one]));
  const followed = look.followed.flatMap((uid) => all.get(uid) ?? []);
  const more = [
    command(turn, 'button.projects.all', '/projects'),
    ...(followed.length > 0 ? [command(turn, 'button.project.unfollow', '/unfollow')] : []),
  ];
  if (followed.length === 0) return told(turn, 'follow.none', more);
  const lines = followed.map((one) => {
    const state = say(turn, one.removed ? 'project.removed' : `project.state.${one.state}`);
    return `• ${projectName(turn, one)} — ${state}`;
  });
  const head = say(turn, 'projects.list', {
    name: say(turn, 'projects.list.mine'),
    total: String(followed.length),
  });
  const choices = [...followed.slice(0, 2 * pageSize).map((one) => oneChoice(turn, look, one)), ...more];
  return said({ text: [head, ...lines].join('\n'), choices, gaps: [] });
}
