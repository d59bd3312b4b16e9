// Owns the tables of the city's plan and calendar, of the work that comes of them, and of the staff who own both.
import type { ContestId, StageId } from '../src/core/contest.ts';
import type { LineSettings } from '../src/core/occurrences/occurrence.ts';
import type { ParsedPlan, PlanEvent, PlanLine } from '../src/core/plan/plan.ts';
import type { Kit } from './columns.ts';

type PlanHead = Omit<ParsedPlan, 'lines'>;

export type StaffRole = 'editor' | 'approver' | 'admin';
/** How somebody came in. */
export type SignInWay = 'link' | 'password';
/** corrected: a field · added: a row of staff's own · split, merged: made of other rows. */
export type LineChange = 'corrected' | 'added' | 'split' | 'merged';
export type TaskState = 'open' | 'done' | 'dropped';
export type EvidenceKind = 'note' | 'link' | 'paid' | 'reason';

/** The city's plan, calendar and events, and the staff who own them. */
export function staffTables(kit: Kit) {
  const { table, text, integer, boolean, instant, kopecks, json, index, uniqueIndex, primaryKey } = kit;
  const plan = table('plan', {
    id: text().primaryKey(),
    title: text().notNull(),
    status: text().$type<ParsedPlan['status']>().notNull(),
    head: json<PlanHead>().notNull(),
    fileName: text().notNull(),
    importedAt: instant().notNull(),
    droppedAt: instant(),
  });
  const planLine = table(
    'plan_line',
    {
      planId: text().notNull(),
      key: text().notNull(),
      position: integer().notNull(),
      body: json<PlanLine>().notNull(),
      settings: json<LineSettings>().notNull(),
      confirmedAt: instant(),
      confirmedBy: text(),
      /** Why the row was dropped; null: it stands. */
      dropped: text(),
      /** The row as the document said it, where staff corrected, split, merged or added it; null: untouched. */
      original: json<PlanLine>(),
      /** What staff did to the row since the import, and why. */
      change: text().$type<LineChange>(),
      reason: text(),
    },
    (t) => [primaryKey({ columns: [t.planId, t.key] })],
  );
  /** Work for people that comes of a line: due on a local date, done with evidence, escalated when late. */
  const task = table(
    'task',
    {
      id: text().primaryKey(),
      key: text().notNull(),
      planId: text().notNull(),
      line: text().notNull(),
      title: text().notNull(),
      unit: text().notNull(),
      startsOn: text().notNull(),
      dueOn: text().notNull(),
      state: text().$type<TaskState>().notNull(),
      remindedAt: instant(),
      escalatedAt: instant(),
      doneAt: instant(),
      doneBy: text(),
      createdAt: instant().notNull(),
    },
    (t) => [uniqueIndex('task_key').on(t.key), index('task_line').on(t.planId, t.line)],
  );
  /** What proves that a line was carried out: a note, a link, a sum that was paid, a reason why not. */
  const evidence = table(
    'evidence',
    {
      id: text().primaryKey(),
      planId: text().notNull(),
      line: text().notNull(),
      taskId: text(),
      kind: text().$type<EvidenceKind>().notNull(),
      text: text().notNull(),
      kopecks: kopecks(),
      on: text().notNull(),
      at: instant().notNull(),
      by: text().notNull(),
    },
    (t) => [index('evidence_line').on(t.planId, t.line)],
  );
  /** Something that a relative period waits for: a project finished, winners announced, a video made. */
  const happening = table('happening', {
    id: text().primaryKey(),
    event: text().$type<PlanEvent>().notNull(),
    title: text().notNull(),
    on: text().notNull(),
    at: instant().notNull(),
    by: text().notNull(),
  });
  /** Days off and moved working days that staff entered; `working` tells which. */
  const holiday = table('holiday', {
    date: text().primaryKey(),
    title: text().notNull(),
    working: boolean().notNull(),
  });
  const stageDate = table(
    'stage_date',
    {
      contest: text().$type<ContestId>().notNull(),
      stage: text().$type<StageId>().notNull(),
      opens: instant().notNull(),
      closes: instant().notNull(),
      changedAt: instant().notNull(),
      changedBy: text().notNull(),
    },
    (t) => [primaryKey({ columns: [t.contest, t.stage] })],
  );
  const event = table('event', {
    id: text().primaryKey(),
    title: text().notNull(),
    startsAt: instant().notNull(),
    place: text().notNull(),
    link: text(),
    contest: text().$type<ContestId>().notNull(),
    stage: text().$type<StageId>().notNull(),
    planId: text(),
    line: text(),
    createdAt: instant().notNull(),
    createdBy: text().notNull(),
    endsAt: instant(),
    /** What it is about, in some sentences. */
    about: text(),
    /** How many people may sign up; null: as many as come. */
    capacity: integer(),
    recordingUrl: text(),
    cancelledAt: instant(),
    /** When time, place or a link that was out already last changed; null: everything is as it was announced. */
    changedAt: instant(),
    /** When the recording was entered. */
    recordedAt: instant(),
  });
  const staff = table(
    'staff',
    {
      id: text().primaryKey(),
      email: text().notNull(),
      role: text().$type<StaffRole>().notNull(),
      createdAt: instant().notNull(),
      disabledAt: instant(),
      /** What a password became, with its salt and costs; null: this person comes in by link. */
      passwordHash: text(),
      /** The second factor's secret in base32; null: none. It stands here plain: a check needs it as it is. */
      totpSecret: text(),
      /** The last half minute whose code was taken; no code is taken twice. */
      totpStep: integer(),
    },
    (t) => [uniqueIndex('staff_email').on(t.email)],
  );
  /** One-time codes for who lost the second factor. */
  const recovery = table(
    'recovery',
    {
      codeHash: text().primaryKey(),
      staffId: text().notNull(),
      usedAt: instant(),
    },
    (t) => [index('recovery_staff').on(t.staffId)],
  );
  /** Tries to come in, counted by account and by where they came from; both only as keyed hashes, for a day. */
  const signInTry = table('sign_in_try', {
    key: text().primaryKey(),
    count: integer().notNull(),
    lastAt: instant().notNull(),
    /** Nothing is tried before this instant. */
    until: instant().notNull(),
  });
  const signIn = table('sign_in', {
    tokenHash: text().primaryKey(),
    staffId: text().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  });
  const session = table('session', {
    tokenHash: text().primaryKey(),
    staffId: text().notNull(),
    csrf: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** When something was last asked for, to the minute; null: nothing yet. */
    seenAt: instant(),
    /** The browser's family and system, in letters a–z; null: it did not say. */
    browser: text(),
    way: text().$type<SignInWay>(),
  });
  const audit = table(
    'audit',
    {
      id: text().primaryKey(),
      at: instant().notNull(),
      actor: text().notNull(),
      act: text().notNull(),
      object: text().notNull(),
      detail: json<Record<string, unknown>>(),
      /** What the object was called then, and the same in small letters, to be searched. */
      about: text(),
      folded: text(),
    },
    (t) => [
      index('audit_at').on(t.at),
      index('audit_actor').on(t.actor, t.at),
      index('audit_object').on(t.object, t.at),
    ],
  );
  return {
    plan,
    planLine,
    task,
    evidence,
    happening,
    holiday,
    stageDate,
    event,
    staff,
    recovery,
    signInTry,
    signIn,
    session,
    audit,
  };
}
