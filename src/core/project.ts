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
};

/** What a turn about projects knows: those of the cycle that runs, and which of them the person follows. */
export type ProjectsLook = { projects: readonly Project[]; followed: readonly string[] };

/** What a turn about projects changes. */
export type ProjectEffect =
  | { kind: 'follow'; project: string; wording: string }
  | { kind: 'unfollow'; project: string };
