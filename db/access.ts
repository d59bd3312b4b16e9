// Owns the queries about what somebody of the staff comes in with: password, second factor, recovery codes, sessions, tries.
import { and, asc, count, desc, eq, gt, inArray, isNull, lt, ne, or } from './drizzle.ts';
import type { At } from './people.ts';
import type { StaffRow } from './staff.ts';
import type { Tables } from './tables.ts';

export type SessionRow = Tables['session']['$inferSelect'];
export type TryRow = Tables['signInTry']['$inferSelect'];

/** Somebody of the staff by id, disabled or not. */
export async function staffWithId({ t, s }: At, id: string): Promise<StaffRow | null> {
  const rows = await s.select().from(t.staff).where(eq(t.staff.id, id));
  return rows[0] ?? null;
}

/** Everybody who is or was of the staff. */
export async function allStaff({ t, s }: At): Promise<StaffRow[]> {
  return await s.select().from(t.staff).orderBy(t.staff.email);
}

export async function changeStaff(
  { t, s }: At,
  id: string,
  to: Partial<Pick<StaffRow, 'role' | 'disabledAt' | 'passwordHash' | 'totpSecret' | 'totpStep'>>,
): Promise<void> {
  await s.update(t.staff).set(to).where(eq(t.staff.id, id));
}

/** Takes a code's half minute once: false where that or a later one was taken meanwhile. */
export async function takeStep({ t, s }: At, id: string, step: number): Promise<boolean> {
  const untaken = or(isNull(t.staff.totpStep), lt(t.staff.totpStep, step));
  const taken = await s
    .update(t.staff)
    .set({ totpStep: step })
    .where(and(eq(t.staff.id, id), untaken))
    .returning();
  return taken.length > 0;
}

/** Replaces a person's recovery codes; with none they have none. */
export async function putRecovery({ t, s }: At, staffId: string, hashes: readonly string[]): Promise<void> {
  await s.delete(t.recovery).where(eq(t.recovery.staffId, staffId));
  if (hashes.length === 0) return;
  await s.insert(t.recovery).values(hashes.map((codeHash) => ({ codeHash, staffId })));
}

/** Spends a recovery code: true once. */
export async function spendRecovery(
  { t, s }: At,
  of: { staffId: string; codeHash: string; now: number },
): Promise<boolean> {
  const { recovery } = t;
  const spent = await s
    .update(recovery)
    .set({ usedAt: of.now })
    .where(and(eq(recovery.codeHash, of.codeHash), eq(recovery.staffId, of.staffId), isNull(recovery.usedAt)))
    .returning();
  return spent.length > 0;
}

export async function recoveryLeft({ t, s }: At, staffId: string): Promise<number> {
  const rows = await s
    .select({ n: count() })
    .from(t.recovery)
    .where(and(eq(t.recovery.staffId, staffId), isNull(t.recovery.usedAt)));
  return rows[0]?.n ?? 0;
}

/** A link that is still good, without spending it: its member. */
export async function linkHolder({ t, s }: At, tokenHash: string, now: number): Promise<StaffRow | null> {
  const { signIn } = t;
  const rows = await s
    .select({ staff: t.staff })
    .from(signIn)
    .innerJoin(t.staff, eq(t.staff.id, signIn.staffId))
    .where(
      and(
        eq(signIn.tokenHash, tokenHash),
        isNull(signIn.usedAt),
        gt(signIn.expiresAt, now),
        isNull(t.staff.disabledAt),
      ),
    );
  return rows[0]?.staff ?? null;
}

/** Links that were made and not used yet work no more. */
export async function dropLinks({ t, s }: At, staffId: string): Promise<void> {
  await s.delete(t.signIn).where(and(eq(t.signIn.staffId, staffId), isNull(t.signIn.usedAt)));
}

/** A person's sessions that have not run out, the newest first. */
export async function sessionsOf({ t, s }: At, staffId: string, now: number): Promise<SessionRow[]> {
  return await s
    .select()
    .from(t.session)
    .where(and(eq(t.session.staffId, staffId), gt(t.session.expiresAt, now)))
    .orderBy(desc(t.session.createdAt));
}

/** Everybody's sessions that have not run out. */
export async function openSessions({ t, s }: At, now: number): Promise<SessionRow[]> {
  return await s
    .select()
    .from(t.session)
    .where(gt(t.session.expiresAt, now))
    .orderBy(asc(t.session.tokenHash));
}

/** Notes that a session is in use. */
export async function seeSession({ t, s }: At, tokenHash: string, seenAt: number): Promise<void> {
  await s.update(t.session).set({ seenAt }).where(eq(t.session.tokenHash, tokenHash));
}

/** Ends a person's sessions: one, all but one, or all. Returns how many. */
export async function endSessions(
  { t, s }: At,
  staffId: string,
  which: { only?: string; but?: string } = {},
): Promise<number> {
  const { session } = t;
  const only = which.only === undefined ? [] : [eq(session.tokenHash, which.only)];
  const but = which.but === undefined ? [] : [ne(session.tokenHash, which.but)];
  const ended = await s
    .delete(session)
    .where(and(eq(session.staffId, staffId), ...only, ...but))
    .returning();
  return ended.length;
}

/** Sessions and links of the past are of no use to anybody. */
export async function forgetSessions({ t, s }: At, before: number): Promise<void> {
  await s.delete(t.session).where(lt(t.session.expiresAt, before));
}

export async function findTry({ t, s }: At, key: string): Promise<TryRow | null> {
  return (await s.select().from(t.signInTry).where(eq(t.signInTry.key, key)))[0] ?? null;
}

export async function putTry({ t, s }: At, row: TryRow): Promise<void> {
  await s.insert(t.signInTry).values(row).onConflictDoUpdate({ target: t.signInTry.key, set: row });
}

export async function dropTries({ t, s }: At, keys: readonly string[]): Promise<void> {
  await s.delete(t.signInTry).where(inArray(t.signInTry.key, [...keys]));
}

/** Tries whose last one was before this instant. */
export async function forgetTries({ t, s }: At, before: number): Promise<void> {
  await s.delete(t.signInTry).where(lt(t.signInTry.lastAt, before));
}

/** Rows of at least so many failures since an instant. */
export async function manyTries({ t, s }: At, of: { least: number; since: number }): Promise<TryRow[]> {
  return await s
    .select()
    .from(t.signInTry)
    .where(and(gt(t.signInTry.count, of.least - 1), gt(t.signInTry.lastAt, of.since)))
    .orderBy(asc(t.signInTry.key));
}
