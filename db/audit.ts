// Owns the queries of the audit trail: a line is added, a page of lines is found, and what an object is called is looked up.
import { and, asc, desc, eq, gte, inArray, like, lt, or, type SQL, sql } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type AuditRow = Tables['audit']['$inferSelect'];

/** What is looked for; absent: everything. `text` is in small letters; `acts`: one of these. */
export type AuditQuery = {
  actor?: string;
  acts?: readonly string[];
  object?: string;
  text?: string;
  /** Instants: from the first on, before the second. */
  from?: number;
  to?: number;
  /** Where the page before ended. */
  after?: { at: number; id: string };
};

export async function addAudit({ t, s }: At, row: Tables['audit']['$inferInsert']): Promise<void> {
  await s.insert(t.audit).values(row);
}

export async function listAudit({ t, s }: At, most: number): Promise<AuditRow[]> {
  return await s.select().from(t.audit).orderBy(desc(t.audit.at), desc(t.audit.id)).limit(most);
}

/** The newest lines that fit, at most `most`. */
export async function findAudit({ t, s }: At, query: AuditQuery, most: number): Promise<AuditRow[]> {
  const { audit } = t;
  const { actor, acts, object, text, from, to, after } = query;
  const wanted: (SQL | undefined)[] = [
    actor === undefined ? undefined : eq(audit.actor, actor),
    acts === undefined ? undefined : inArray(audit.act, [...acts]),
    object === undefined ? undefined : eq(audit.object, object),
    text === undefined ? undefined : like(audit.folded, holding(text)),
    from === undefined ? undefined : gte(audit.at, from),
    to === undefined ? undefined : lt(audit.at, to),
    after && or(lt(audit.at, after.at), and(eq(audit.at, after.at), lt(audit.id, after.id))),
  ];
  return await s
    .select()
    .from(audit)
    .where(and(...wanted))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(most);
}

/** A pattern that holds the text as it is: its own signs of patterns mean nothing. */
function holding(text: string): SQL {
  const plain = text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
  return sql`${`%${plain}%`} escape '\\'`;
}

/** Everybody who ever did something, by name. */
export async function auditActors({ t, s }: At): Promise<string[]> {
  const rows = await s.selectDistinct({ actor: t.audit.actor }).from(t.audit).orderBy(t.audit.actor);
  return rows.map(({ actor }) => actor);
}

/** Everything that staff did to one object, the oldest first. */
export async function auditOf({ t, s }: At, object: string): Promise<AuditRow[]> {
  return await s
    .select()
    .from(t.audit)
    .where(eq(t.audit.object, object))
    .orderBy(asc(t.audit.at), asc(t.audit.id));
}

/** Tables whose rows have a name of their own, and where it stands. */
export type Named = 'staff' | 'plan' | 'task' | 'event' | 'happening' | 'poll' | 'project';

/** The names of objects by id; who is gone is left out. */
export async function namesOf(
  { t, s }: At,
  kind: Named,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const columns = {
    staff: [t.staff, t.staff.id, t.staff.email],
    plan: [t.plan, t.plan.id, t.plan.title],
    task: [t.task, t.task.id, t.task.title],
    event: [t.event, t.event.id, t.event.title],
    happening: [t.happening, t.happening.id, t.happening.title],
    poll: [t.poll, t.poll.id, t.poll.question],
    project: [t.project, t.project.uid, t.project.title],
  } as const;
  const [table, id, name] = columns[kind];
  const rows = await s
    .select({ id, name })
    .from(table)
    .where(inArray(id, [...ids]));
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Rows of plans by `plan/key`, as their document numbers them. */
export async function planRowNames({ t, s }: At, objects: readonly string[]): Promise<Map<string, string>> {
  if (objects.length === 0) return new Map();
  const plans = new Set(objects.map((object) => object.slice(0, object.indexOf('/'))));
  const keys = new Set(objects.map((object) => object.slice(object.indexOf('/') + 1)));
  const rows = await s
    .select({ planId: t.planLine.planId, key: t.planLine.key, body: t.planLine.body })
    .from(t.planLine)
    .where(and(inArray(t.planLine.planId, [...plans]), inArray(t.planLine.key, [...keys])));
  return new Map(rows.map(({ planId, key, body }) => [`${planId}/${key}`, body.number ?? key]));
}

/** What a broadcast's name is made of. */
export async function broadcastNames({ t, s }: At, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const { broadcast: b } = t;
  return await s
    .select({ id: b.id, kind: b.kind, contest: b.contest, stage: b.stage, at: b.at })
    .from(b)
    .where(inArray(b.id, [...ids]));
}

/** When questions were asked; their words are no part of the trail. */
export async function questionTimes({ t, s }: At, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { question: q } = t;
  const rows = await s
    .select({ id: q.id, askedAt: q.askedAt })
    .from(q)
    .where(inArray(q.id, [...ids]));
  return new Map(rows.map(({ id, askedAt }) => [id, askedAt]));
}
