// Owns what a project of residents is to the bot: the fields of the city's open data, its state, and what is news of it.
import type { ContestId } from './contest.ts';

export const projectStates = [
  'submitted',
  'admitted',
  'rejected',
  'withdrawn',
  'winner',
  'lost',
  'implementing',
  'done',
] as const;
/**
 * submitted: waits for its review · admitted: stands on the ballot · rejected, withdrawn: out of this cycle · winner ·
 * lost: on the ballot, not among the winners · implementing: the city builds or buys it · done.
 */
export type ProjectState = (typeof projectStates)[number];

export const projectNewsKinds = ['admitted', 'voting', 'won', 'lost', 'step', 'done'] as const;
/** What followers are told: it is admitted, voting for it opens, it won or not, a step of the work, it is finished. */
export type ProjectNewsKind = (typeof projectNewsKinds)[number];

/** Money in kopecks, dates local. Who wrote it is not kept. */
export type Project = {
  uid: string;
  contest: ContestId;
  cycle: string;
  /** By which people know it, on the ballot or in the list. */
  number: string | null;
  title: string;
  description: string;
  category: string | null;
  size: string | null;
  place: string | null;
  url: string | null;
  state: ProjectState;
  votes: number | null;
  decisionOn: string | null;
  decisionUrl: string | null;
  budgetPlan: number | null;
  budgetFact: number | null;
  responsible: string | null;
  /** The city took it off its list. */
  removed: boolean;
};

/** A piece of news about a project, with the project as it is now. */
export type ProjectNews = {
  id: string;
  kind: ProjectNewsKind;
  /** Staff's own words on a step of the work; null: the kind says all. */
  text: string | null;
  at: number;
  by: string;
  project: Project;
};

/** A contest whose running cycle has projects to show; `won`: some of them are winners already. */
export type Listed = { contest: ContestId; won: boolean };

/**
 * What a turn knows of projects. `projects` are those of the running cycles, earlier ones that are still being built and
 * those that the person follows; none where the turn is not about projects. `found` are uids that answer the words of
 * the turn, best first; null: it has none. `seed` belongs to the person and the day: by it lots are drawn.
 */
export type ProjectsLook = {
  listed: readonly Listed[];
  projects: readonly Project[];
  followed: readonly string[];
  found: readonly string[] | null;
  seed: string;
};

/** What a turn about projects changes. */
export type ProjectEffect =
  | { kind: 'follow'; project: string; wording: string }
  | { kind: 'unfollow'; project: string };

export const wonStates: readonly ProjectState[] = ['winner', 'implementing', 'done'];
const endedStates: readonly ProjectState[] = ['rejected', 'withdrawn', 'lost', 'done'];

/** Whether the project is among the winners, whatever became of it since. */
export function hasWon({ state }: Pick<Project, 'state'>): boolean {
  return wonStates.includes(state);
}

/** Whether news of the project can still come. */
export function hasNewsAhead({ state, removed }: Pick<Project, 'state' | 'removed'>): boolean {
  return !removed && !endedStates.includes(state);
}

/** The news that a change of state is; null: none. A project that is new to us has no followers and no news. */
export function newsOfChange(from: ProjectState, to: ProjectState): ProjectNewsKind | null {
  if (from === to) return null;
  if (to === 'admitted') return from === 'submitted' ? 'admitted' : null;
  if (to === 'winner' || to === 'implementing') return wonStates.includes(from) ? null : 'won';
  if (to === 'lost') return 'lost';
  return to === 'done' ? 'done' : null;
}

/** Whether a piece of news is still true of the project: staff may have put a mistake right since. */
export function stillTrue({ kind, project }: Pick<ProjectNews, 'kind' | 'project'>): boolean {
  if (project.removed) return false;
  switch (kind) {
    case 'admitted':
    case 'voting':
      return project.state === 'admitted';
    case 'won':
      return hasWon(project);
    case 'lost':
      return project.state === 'lost';
    case 'step':
      return hasWon(project);
    case 'done':
      return project.state === 'done';
  }
}
