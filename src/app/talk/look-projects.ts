// Owns looking up what a turn about projects speaks of.
import { createHash } from 'node:crypto';
import type { At, PersonRow } from '../../../db/people.ts';
import { type CycleName, followedBy, projectsToShow, type standingProjects } from '../../../db/projects.ts';
import { contestIds } from '../../core/contest.ts';
import type { Command } from '../../core/dialog/command.ts';
import type { Conversation } from '../../core/dialog/conversation.ts';
import { hasWon, type Listed, type Project, type ProjectsLook } from '../../core/project.ts';
import { inFairOrder } from '../../core/project-view.ts';
import type { Content } from '../../core/texts.ts';
import { localDate } from '../../core/time.ts';
import { openSearch } from '../../projects/search.ts';
import type { App } from '../app.ts';

/** What a turn looks things up for: what it means, and who says it where. */
export type Looking = {
  meant: Command | null;
  conversation: Conversation;
  person: PersonRow;
  content: Content;
  /** Contests whose running cycle has projects. */
  listed: readonly Listed[];
  /** What was typed, where that is no command. */
  text?: string | null;
};

/**
 * The projects of the running cycles and which of them the person follows. Where the turn is not about projects, only
 * which contests have some.
 */
export async function lookAtProjects(at: At, app: App, of: Looking): Promise<ProjectsLook> {
  const cycles = contestIds.map(
    (id): CycleName => ({ contest: id, cycle: of.content.contests[id].cycle.name }),
  );
  const { listed } = of;
  const words = wordsIn(of, listed);
  if (!isAbout(of.meant) && words === null)
    return { listed, projects: [], followed: [], found: null, seed: '' };
  const seed = seedOf(app, of.person);
  const followed = await followedBy(at, of.person.id);
  const projects = await projectsToShow(at, { cycles, followed });
  return {
    listed,
    projects,
    followed,
    found: words && findIn(projects, { ...words, content: of.content, seed }),
    seed,
  };
}

/** Contests whose running cycle has projects. */
export function listedOf(
  standing: Awaited<ReturnType<typeof standingProjects>>,
  cycles: readonly CycleName[],
): Listed[] {
  return cycles.flatMap(({ contest, cycle }) => {
    const mine = standing.filter((one) => one.contest === contest && one.cycle === cycle);
    return mine.length > 0 ? [{ contest, won: mine.some(hasWon) }] : [];
  });
}

function isAbout(meant: Command | null): boolean {
  switch (meant?.kind) {
    case 'projects':
    case 'project':
    case 'follow':
    case 'unfollow':
      return true;
    default:
      return false;
  }
}

/** The words to search by: of the command, or of a question that speaks of projects. */
function wordsIn({ meant, text, content }: Looking, listed: readonly Listed[]) {
  if (meant?.kind === 'projects' && meant.show.by === 'words')
    return { words: meant.show.words, sure: false };
  if (meant !== null || !text || listed.length === 0) return null;
  const lower = text.toLowerCase();
  const stems = (content.phrases['projects.stems'] ?? '').split('|').filter((stem) => stem !== '');
  return stems.some((stem) => lower.includes(stem)) ? { words: text, sure: true } : null;
}

type Finding = { words: string; sure: boolean; content: Content; seed: string };

/** Projects that match equally well stand in an order drawn by lot. */
function findIn(projects: readonly Project[], { words, sure, content, seed }: Finding): string[] {
  const standing = inFairOrder(
    projects.filter(({ removed }) => !removed),
    seed,
  );
  return openSearch(standing, content)(words, { sure });
}

/** Belongs to the person and the day, and tells nothing of either. */
function seedOf(app: App, person: PersonRow): string {
  const day = localDate(app.clock.now());
  return createHash('sha256').update(`${app.secret} ${person.id} ${day}`).digest('hex').slice(0, 16);
}
