// Owns the queries about projects of residents, who follows them, and their news.
import type { ContestId } from '../src/core/contest.ts';
import type { Project, ProjectNews } from '../src/core/project.ts';
import { and, asc, count, desc, eq, gte, inArray, isNotNull, isNull, or, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type ProjectRow = Tables['project']['$inferSelect'];
export type NewsRow = Tables['projectNews']['$inferSelect'];
export type CycleName = { contest: ContestId; cycle: string };

/** A row as everybody above the database knows it. */
export function projectOf({ changedAt: _, removedAt, ...row }: ProjectRow): Project {
  return { ...row, removed: removedAt !== null };
}

/** Which contests and cycles have projects that stand on the list, by state. */
export async function standingProjects({ t, s }: At) {
  return await s
    .selectDistinct({ contest: t.project.contest, cycle: t.project.cycle, state: t.project.state })
    .from(t.project)
    .where(isNull(t.project.removedAt))
    .orderBy(asc(t.project.contest), asc(t.project.cycle), asc(t.project.state));
}

/** Every project, those that were taken off the list too. */
export async function listProjects({ t, s }: At): Promise<Project[]> {
  const rows = await s.select().from(t.project).orderBy(asc(t.project.uid));
  return rows.map(projectOf);
}

/**
 * What residents can be shown: the list of these cycles, earlier projects that are still being carried out, and those
 * that the person follows.
 */
export async function projectsToShow(
  { t, s }: At,
  of: { cycles: readonly CycleName[]; followed: readonly string[] },
): Promise<Project[]> {
  const running = of.cycles.map(({ contest, cycle }) =>
    and(eq(t.project.contest, contest), eq(t.project.cycle, cycle), isNull(t.project.removedAt)),
  );
  const going = and(inArray(t.project.state, ['winner', 'implementing']), isNull(t.project.removedAt));
  const mine = of.followed.length > 0 ? [inArray(t.project.uid, [...of.followed])] : [];
  const rows = await s
    .select()
    .from(t.project)
    .where(or(...running, going, ...mine))
    .orderBy(asc(t.project.uid));
  return rows.map(projectOf);
}

export async function findProject({ t, s }: At, uid: string): Promise<Project | null> {
  const [row] = await s.select().from(t.project).where(eq(t.project.uid, uid));
  return row ? projectOf(row) : null;
}

/** Inserts a project, or writes what is known now over what was. */
export async function putProject({ t, s }: At, project: Project, now: number): Promise<void> {
  const { removed, ...fields } = project;
  const row = { ...fields, changedAt: now, removedAt: removed ? now : null };
  await s.insert(t.project).values(row).onConflictDoUpdate({ target: t.project.uid, set: row });
}

/** The uids that a person follows, the first followed first. */
export async function followedBy({ t, s }: At, personId: string): Promise<string[]> {
  const rows = await s
    .select({ uid: t.follow.projectUid })
    .from(t.follow)
    .where(eq(t.follow.personId, personId))
    .orderBy(asc(t.follow.at), asc(t.follow.projectUid));
  return rows.map(({ uid }) => uid);
}

export async function addFollow({ t, s }: At, follow: Tables['follow']['$inferInsert']): Promise<void> {
  await s.insert(t.follow).values(follow).onConflictDoNothing();
}

export async function removeFollow({ t, s }: At, of: { personId: string; uid: string }): Promise<void> {
  await s.delete(t.follow).where(and(eq(t.follow.personId, of.personId), eq(t.follow.projectUid, of.uid)));
}

/** The contests of which a person follows some project that stands on the list. */
export async function followedContests({ t, s }: At, personId: string): Promise<ContestId[]> {
  const rows = await s
    .selectDistinct({ contest: t.project.contest })
    .from(t.follow)
    .innerJoin(t.project, eq(t.project.uid, t.follow.projectUid))
    .where(and(eq(t.follow.personId, personId), isNull(t.project.removedAt)))
    .orderBy(asc(t.project.contest));
  return rows.map(({ contest }) => contest);
}

export async function forgetFollows({ t, s }: At, personId: string): Promise<void> {
  await s.delete(t.follow).where(eq(t.follow.personId, personId));
}

/** How many people follow each project that somebody follows. */
export async function followers({ t, s }: At): Promise<Map<string, number>> {
  const rows = await s
    .select({ uid: t.follow.projectUid, people: count() })
    .from(t.follow)
    .groupBy(t.follow.projectUid);
  return new Map(rows.map(({ uid, people }) => [uid, Number(people)]));
}

/** Keeps a piece of news; one with the same key is kept already, and false says so. */
export async function addNews({ t, s }: At, news: NewsRow): Promise<boolean> {
  const added = await s
    .insert(t.projectNews)
    .values(news)
    .onConflictDoNothing()
    .returning({ id: t.projectNews.id });
  return added.length > 0;
}

/** The news of one project, the newest first. */
export async function newsOf({ t, s }: At, uid: string): Promise<NewsRow[]> {
  return await s
    .select()
    .from(t.projectNews)
    .where(eq(t.projectNews.projectUid, uid))
    .orderBy(desc(t.projectNews.at), desc(t.projectNews.id));
}

/** Steps of the work on these projects whose words a second person approved and that went out, the newest first. */
export async function stepsOf(
  { t, s }: At,
  uids: readonly string[],
): Promise<{ uid: string; at: number; text: string }[]> {
  if (uids.length === 0) return [];
  const { at, id, kind, projectUid, text } = t.projectNews;
  const rows = await s
    .select({ uid: projectUid, at, text })
    .from(t.projectNews)
    .innerJoin(t.broadcast, eq(t.broadcast.key, sql`'project:' || ${id}`))
    .where(
      and(
        inArray(projectUid, [...uids]),
        eq(kind, 'step'),
        isNotNull(t.broadcast.approvedBy),
        inArray(t.broadcast.state, ['expanding', 'sending', 'done']),
      ),
    )
    .orderBy(desc(at), desc(id));
  return rows.flatMap((row) => (row.text === null ? [] : [{ ...row, text: row.text }]));
}

/**
 * News since an instant of projects that somebody follows, each with its project as it is now, in the order in which it
 * came. What nobody waits for needs no message and no approval.
 */
export async function newsSince({ t, s }: At, from: number): Promise<ProjectNews[]> {
  const exists = sql`exists (select 1 from ${t.follow} f where f.project_uid = ${t.projectNews.projectUid})`;
  const rows = await s
    .select({ news: t.projectNews, project: t.project })
    .from(t.projectNews)
    .innerJoin(t.project, eq(t.project.uid, t.projectNews.projectUid))
    .where(and(gte(t.projectNews.at, from), exists))
    .orderBy(asc(t.projectNews.at), asc(t.projectNews.id));
  return rows.map(({ news, project }) => ({
    id: news.id,
    kind: news.kind,
    text: news.text,
    at: news.at,
    by: news.by,
    project: projectOf(project),
  }));
}
