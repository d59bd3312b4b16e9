// Owns what is said about one project in the chat, and following it with the consent that this takes.
import { findStage, isOpen } from '../contest.ts';
import { hasNewsAhead, hasWon, type Project, type ProjectsLook } from '../project.ts';
import { projectsMeant, quotable, refOf, shortened, sumInWords } from '../project-view.ts';
import type { Choice } from '../reply.ts';
import { grouped, longDate } from '../ukrainian.ts';
import { command, type DialogOutput, menu, said, say, type Turn, told, withEffects } from './dialog-turn.ts';

/** Who wants to read everything opens the page of the project. */
const descriptionLength = 700;
/** A list to choose from is read to the end. */
const mostOffered = 12;

/** A project as people name it: with its number where it has one. */
export function projectName(turn: Turn, { number, title }: Project): string {
  const name = quotable(title);
  return number === null
    ? say(turn, 'project.name.plain', { name })
    : say(turn, 'project.name', { value: number, name });
}

/** The project that a number or short word means, or what to say where it is none or several. */
function meant(turn: Turn, look: ProjectsLook, of: { ref: string; act: string }): Project | DialogOutput {
  const all = projectsMeant(look.projects, of.ref);
  const mine = turn.contest === null ? all : all.filter(({ contest }) => contest === turn.contest);
  const near = mine.length > 0 ? mine : all;
  const running = near.filter((one) => one.cycle === turn.content.contests[one.contest].cycle.name);
  const [first, ...others] = running.length > 0 ? running : near;
  if (first && others.length === 0) return first;
  if (!first) {
    const none = look.listed.length === 0;
    const choices = none ? menu(turn) : [command(turn, 'button.projects', '/projects')];
    return told(turn, none ? 'projects.none' : 'project.notFound', choices, { value: of.ref });
  }
  const choices = [first, ...others].slice(0, mostOffered).map((one) => ({
    label: `${turn.content.contests[one.contest].short}: ${shortened(one.title, 40)}`,
    value: `${of.act} ${refOf(look.projects, one)}`,
  }));
  return told(turn, 'project.several', choices, { value: of.ref });
}

/** Everything about one project: what, where, how much, its state, how to vote for it. */
export function oneProject(turn: Turn, look: ProjectsLook, ref: string): DialogOutput {
  const found = meant(turn, look, { ref, act: '/project' });
  if ('replies' in found) return found;
  const blocks = [
    factLines(turn, found),
    [shortened(found.description, descriptionLength)],
    voteLines(turn, found),
  ];
  const text = blocks
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((block) => block !== '')
    .join('\n\n');
  const { url } = found;
  const own = refOf(look.projects, found);
  const follows = look.followed.includes(found.uid);
  const choices: Choice[] = [
    ...(url === null ? [] : [{ label: say(turn, 'button.project.page'), url }]),
    ...(follows
      ? [command(turn, 'button.project.unfollow', `/unfollow ${own}`)]
      : hasNewsAhead(found)
        ? [command(turn, 'button.project.follow', `/follow ${own}`)]
        : []),
    command(turn, 'button.projects.all', '/projects'),
    ...(isVotable(turn, found) ? [command(turn, 'button.instructions', '/role')] : []),
  ];
  return said({ text, choices, gaps: [] });
}

/** Votes are told when they are counted, and never while people vote. */
function factLines(turn: Turn, project: Project): string[] {
  const { category, size, place, budgetPlan, budgetFact, votes, responsible } = project;
  const row = (key: string, value: string | null) =>
    value === null ? '' : say(turn, `project.${key}`, { value });
  const sum = (kopecks: number | null) => (kopecks === null ? null : sumInWords(kopecks));
  const counted = hasWon(project) || project.state === 'lost';
  return [
    `**${projectName(turn, project)}**`,
    say(turn, 'project.contest', {
      name: turn.content.contests[project.contest].short,
      value: project.cycle,
    }),
    row('category', category),
    row('size', size),
    row('place', place),
    row('cost', sum(budgetPlan)),
    project.removed
      ? say(turn, 'project.removed')
      : row('state', say(turn, `project.state.${project.state}`)),
    row('votes', counted && votes !== null ? grouped(votes) : null),
    row('spent', sum(budgetFact)),
    row('responsible', responsible),
    decisionLine(turn, project),
  ];
}

function decisionLine(turn: Turn, { decisionOn, decisionUrl }: Project): string {
  const on = decisionOn === null ? null : longDate(decisionOn);
  if (on === null)
    return decisionUrl === null ? '' : say(turn, 'project.decision.link', { value: decisionUrl });
  return decisionUrl === null
    ? say(turn, 'project.decision', { value: on })
    : say(turn, 'project.decision.both', { start: on, value: decisionUrl });
}

/** Whether people can vote for the project right now. */
function isVotable(turn: Turn, { contest, cycle, state, removed }: Project): boolean {
  const running = turn.content.contests[contest];
  const voting = findStage(running, 'voting');
  return (
    !removed &&
    state === 'admitted' &&
    cycle === running.cycle.name &&
    running.cycle.state === 'running' &&
    voting !== null &&
    isOpen(voting, turn.now)
  );
}

function voteLines(turn: Turn, project: Project): string[] {
  if (!isVotable(turn, project)) return [];
  if (project.contest === 'kids') return [say(turn, 'project.vote.kids')];
  const { url, number } = project;
  return [
    url === null ? say(turn, 'project.vote.city') : say(turn, 'project.vote.city.page', { value: url }),
    number === null ? '' : say(turn, 'project.vote.number', { value: number }),
  ];
}

/** Follows a project: the command is the consent, and its wording is shown. */
export function follow(turn: Turn, look: ProjectsLook, ref: string): DialogOutput {
  const found = meant(turn, look, { ref, act: '/follow' });
  if ('replies' in found) return found;
  const own = refOf(look.projects, found);
  const name = projectName(turn, found);
  const ways = [
    command(turn, 'button.projects.mine', '/projects mine'),
    command(turn, 'button.projects.all', '/projects'),
  ];
  if (look.followed.includes(found.uid)) return told(turn, 'followed.again', ways, { name, value: own });
  if (!hasNewsAhead(found)) {
    const value = say(turn, found.removed ? 'project.removed' : `project.state.${found.state}`);
    return told(turn, 'follow.over', ways, { name, value });
  }
  const wording = say(turn, 'consent.projects', { scope: say(turn, `scope.${found.contest}`) });
  const key = hasWon(found) ? 'followed.won' : 'followed';
  const output = told(turn, key, [command(turn, 'button.project.unfollow', `/unfollow ${own}`), ...ways], {
    name,
    wording,
    value: own,
  });
  return withEffects(output, [{ kind: 'follow', project: found.uid, wording }]);
}

/** Stops following one project, or offers those that are followed. */
export function unfollow(turn: Turn, look: ProjectsLook, ref: string | null): DialogOutput {
  const followed = look.projects.filter(({ uid }) => look.followed.includes(uid));
  const all = command(turn, 'button.projects.all', '/projects');
  if (ref === null) {
    if (followed.length === 0) return told(turn, 'follow.none', [all]);
    const choices = followed.slice(0, mostOffered).map((one) => ({
      label: say(turn, 'button.project.unfollow.one', { value: shortened(labelOf(one), 22) }),
      value: `/unfollow ${refOf(look.projects, one)}`,
    }));
    return told(turn, 'follow.which', choices);
  }
  const own = projectsMeant(followed, ref);
  const found = own.length === 1 && own[0] ? own[0] : meant(turn, look, { ref, act: '/unfollow' });
  if ('replies' in found) return found;
  const name = projectName(turn, found);
  if (!look.followed.includes(found.uid)) return told(turn, 'unfollowed.none', [all], { name });
  const last = followed.length === 1;
  const text = [say(turn, 'unfollowed', { name }), ...(last ? [say(turn, 'unfollowed.last')] : [])].join(' ');
  const ways = [
    ...(followed.length > 1 ? [command(turn, 'button.projects.mine', '/projects mine')] : []),
    all,
  ];
  return withEffects(said({ text, choices: ways, gaps: [] }), [{ kind: 'unfollow', project: found.uid }]);
}

function labelOf({ number, title }: Project): string {
  return number === null ? title : `№ ${number}`;
}
