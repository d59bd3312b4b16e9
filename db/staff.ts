// Owns the queries about staff, their sign-in links and sessions; what protects them is access.ts's, the audit trail audit.ts's.
import { and, eq, gt, isNotNull, isNull } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

export type StaffRow = Tables['staff']['$inferSelect'];

export async function findStaff({ t, s }: At, email: string): Promise<StaffRow | null> {
  const rows = await s
    .select()
    .from(t.staff)
    .where(and(eq(t.staff.email, email), isNull(t.staff.disabledAt)));
  return rows[0] ?? null;
}

export async function listStaff({ t, s }: At): Promise<StaffRow[]> {
  return await s.select().from(t.staff).where(isNull(t.staff.disabledAt)).orderBy(t.staff.email);
}

export async function putStaff({ t, s }: At, row: Tables['staff']['$inferInsert']): Promise<void> {
  await s
    .insert(t.staff)
    .values(row)
    .onConflictDoUpdate({ target: t.staff.email, set: { role: row.role, disabledAt: null } });
}

/** Whether anybody of the staff has ever come in. */
export async function hasSignedIn({ t, s }: At): Promise<boolean> {
  return (await s.select().from(t.signIn).where(isNotNull(t.signIn.usedAt)).limit(1)).length > 0;
}

export async function addSignIn({ t, s }: At, row: Tables['signIn']['$inferInsert']): Promise<void> {
  await s.insert(t.signIn).values(row);
}

/** Spends a link: returns its member once, within its time. */
export async function spendSignIn({ t, s }: At, tokenHash: string, now: number): Promise<StaffRow | null> {
  const spent = await s
    .update(t.signIn)
    .set({ usedAt: now })
    .where(and(eq(t.signIn.tokenHash, tokenHash), isNull(t.signIn.usedAt), gt(t.signIn.expiresAt, now)))
    .returning();
  const staffId = spent[0]?.staffId;
  if (!staffId) return null;
  const rows = await s
    .select()
    .from(t.staff)
    .where(and(eq(t.staff.id, staffId), isNull(t.staff.disabledAt)));
  return rows[0] ?? null;
}

export async function addSession({ t, s }: At, row: Tables['session']['$inferInsert']): Promise<void> {
  await s.insert(t.session).values(row);
}

export async function findSession({ t, s }: At, tokenHash: string, now: number) {
  const rows = await s
    .select({ session: t.session, staff: t.staff })
    .from(t.session)
    .innerJoin(t.staff, eq(t.staff.id, t.session.staffId))
    .where(and(eq(t.session.tokenHash, tokenHash), gt(t.session.expiresAt, now), isNull(t.staff.disabledAt)));
  return rows[0] ?? null;
}

export async function endSession({ t, s }: At, tokenHash: string): Promise<void> {
  await s.delete(t.session).where(eq(t.session.tokenHash, tokenHash));
}

export { addAudit, auditOf, listAudit } from './audit.ts';
