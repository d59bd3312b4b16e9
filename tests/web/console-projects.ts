// Owns the projects that the tests of the console's pages show: hostile words, a list that waits, one piece of news.
import type { ProjectsImport, ProjectView, ProposedList } from '../../src/app/projects/project-desk.ts';
import { hostile, now } from './console-values.ts';

export const project: ProjectView = {
  uid: 'p-1',
  contest: 'city',
  cycle: '2026–2027',
  number: '7',
  title: hostile,
  description: hostile,
  category: hostile,
  size: null,
  place: hostile,
  url: 'https://platform.example/p/7',
  state: 'winner',
  votes: 456,
  decisionOn: '2027-04-12',
  decisionUrl: 'https://city.example/decision',
  budgetPlan: 40_000_050,
  budgetFact: null,
  responsible: hostile,
  removed: false,
  followers: 12,
};

export const step = {
  id: 'n-1',
  key: 'p-1 step n-1',
  projectUid: 'p-1',
  kind: 'step' as const,
  text: hostile,
  at: now,
  by: 'editor@example.org',
};

export const listChanges: ProjectsImport = {
  rows: 3,
  added: 1,
  updated: 1,
  unchanged: 0,
  removed: 0,
  missing: 2,
  news: 1,
  changes: [
    {
      kind: 'updated',
      before: { ...project, state: 'admitted' },
      after: project,
      fields: ['state'],
      news: 'won',
    },
    { kind: 'added', before: null, after: { ...project, uid: 'p-2' }, fields: [], news: null },
  ],
  rejected: [{ row: 4, field: hostile, reason: hostile }],
  notes: [{ row: 5, field: hostile, reason: hostile }],
};

export const proposedList: ProposedList = {
  id: 'list-1',
  fileName: hostile,
  contest: 'city',
  cycle: '2026–2027',
  ...listChanges,
};
