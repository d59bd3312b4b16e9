// Owns the tables of what the city shows beside its stages: projects, what people follow, events, polls, drafts and texts of staff.
import type { ContestId } from '../src/core/contest.ts';
import type { Draft } from '../src/core/drafts/draft.ts';
import type { ProjectNewsKind, ProjectState } from '../src/core/project.ts';
import type { Kit } from './columns.ts';
import { sql } from './drizzle.ts';

/** going: has a seat · waiting: gets one when somebody leaves · left: gave it back. */
export type SeatState = 'going' | 'waiting' | 'left';

export function cityTables(kit: Kit) {
  const { table, text, integer, instant, kopecks, json, index, uniqueIndex, primaryKey } = kit;
  /** Projects as the open data of the city name their fields; who wrote one is not kept. Money in kopecks. */
  const project = table(
    'project',
    {
      uid: text().primaryKey(),
      contest: text().$type<ContestId>().notNull(),
      cycle: text().notNull(),
      /** The number by which people know it, on the ballot or in the list. */
      number: text(),
      title: text().notNull(),
      description: text().notNull(),
      category: text(),
      size: text(),
      place: text(),
      url: text(),
      state: text().$type<ProjectState>().notNull(),
      votes: integer(),
      decisionOn: text(),
      decisionUrl: text(),
      budgetPlan: kopecks(),
      budgetFact: kopecks(),
      responsible: text(),
      changedAt: instant().notNull(),
      /** Left out of a later list; null: it stands. */
      removedAt: instant(),
    },
    (t) => [
      index('project_contest').on(t.contest, t.cycle),
      // Whether a cycle has projects on its list, and whether any of them won: asked at every message.
      index('project_listed').on(t.contest, t.cycle, t.state).where(sql`removed_at is null`),
    ],
  );
  const follow = table(
    'follow',
    { personId: text().notNull(), projectUid: text().notNull(), at: instant().notNull() },
    (t) => [
      primaryKey({ columns: [t.personId, t.projectUid] }),
      index('follow_project').on(t.projectUid, t.personId),
    ],
  );
  /** What happened to a project; each piece becomes one message to those who follow it. */
  const projectNews = table(
    'project_news',
    {
      id: text().primaryKey(),
      key: text().notNull(),
      projectUid: text().notNull(),
      kind: text().$type<ProjectNewsKind>().notNull(),
      /** Staff's own words on a step of the work; null: the kind says all. */
      text: text(),
      at: instant().notNull(),
      by: text().notNull(),
    },
    (t) => [uniqueIndex('project_news_key').on(t.key), index('project_news_project').on(t.projectUid)],
  );
  const seat = table(
    'seat',
    {
      eventId: text().notNull(),
      personId: text().notNull(),
      state: text().$type<SeatState>().notNull(),
      at: instant().notNull(),
    },
    (t) => [primaryKey({ columns: [t.eventId, t.personId] }), index('seat_person').on(t.personId)],
  );
  const poll = table('poll', {
    id: text().primaryKey(),
    question: text().notNull(),
    options: json<readonly string[]>().notNull(),
    contest: text().$type<ContestId>(),
    opensAt: instant().notNull(),
    closesAt: instant().notNull(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
  });
  /** How often an option was chosen: of a poll (`poll:ID`), or of an event's questions afterwards (`event:ID:1`). */
  const tally = table(
    'tally',
    { subject: text().notNull(), option: integer().notNull(), n: integer().notNull() },
    (t) => [primaryKey({ columns: [t.subject, t.option] })],
  );
  /** That somebody has answered, kept apart from what they answered: a keyed hash that differs from subject to subject. */
  const turnout = table('turnout', { subject: text().notNull(), who: text().notNull() }, (t) => [
    primaryKey({ columns: [t.subject, t.who] }),
  ]);
  const draft = table(
    'draft',
    {
      personId: text().primaryKey(),
      body: json<Draft>().notNull(),
      /** What the link for gathering support carries; null: not shared. */
      code: text(),
      createdAt: instant().notNull(),
      updatedAt: instant().notNull(),
    },
    (t) => [uniqueIndex('draft_code').on(t.code)],
  );
  /** What staff wrote in place of a text of content/, or beside it; the newest of a key stands, null takes it back. */
  const revision = table(
    'revision',
    {
      id: text().primaryKey(),
      kind: text().notNull(),
      key: text().notNull(),
      body: json<unknown>(),
      at: instant().notNull(),
      by: text().notNull(),
    },
    (t) => [index('revision_key').on(t.kind, t.key, t.id)],
  );
  /** How often an answer was shown in a day, and how often it helped. */
  const helped = table(
    'helped',
    {
      answer: text().notNull(),
      on: text().notNull(),
      shown: integer().notNull(),
      yes: integer().notNull(),
      no: integer().notNull(),
    },
    (t) => [primaryKey({ columns: [t.answer, t.on] })],
  );
  /** What nobody could answer, without personal data and without whose it was; one row for the same words. */
  const unanswered = table(
    'unanswered',
    {
      key: text().primaryKey(),
      text: text().notNull(),
      stage: text(),
      contest: text().$type<ContestId>(),
      times: integer().notNull(),
      lastAt: instant().notNull(),
      /** Staff made an entry of it, or put it aside. */
      closedAt: instant(),
    },
    (t) => [index('unanswered_times').on(t.closedAt, t.times)],
  );
  return {
    project,
    follow,
    projectNews,
    seat,
    poll,
    tally,
    turnout,
    draft,
    revision,
    helped,
    unanswered,
  };
}
