// Owns the queries about content gaps, alarms, opt-ins, suppression and the settings of the instance; questions are in questions.ts.
import { and, asc, count, desc, eq, gt, inArray, isNull, sql } from './drizzle.ts';
import type { At } from './people.ts';
import { preparedOnce } from './prepared.ts';
import type { Tables } from './tables.ts';

/** Counts a rule that a resident needed and that the city has not set. */
export async function countGap(at: At, rule: string, now: number): Promise<void> {
  await gapCount(at).execute({ rule, now });
}

const gapCount = preparedOnce(({ t, s }) =>
  s
    .insert(t.gap)
    .values({ rule: sql.placeholder('rule'), times: 1, lastAt: sql.placeholder('now') })
    .onConflictDoUpdate({
      target: t.gap.rule,
      set: { times: sql`${t.gap.times} + 1`, lastAt: sql`excluded.last_at` },
    })
    .prepare('gapCount'),
);

export async function listGaps({ t, s }: At) {
  return await s.select().from(t.gap).orderBy(desc(t.gap.times), asc(t.gap.rule)).limit(200);
}

export type AlarmRow = Tables['alarm']['$inferSelect'];

/**
 * Raises an alarm. One that is open already keeps its instant and whether staff were told, and says the newer words;
 * one that was cleared begins anew.
 */
export async function raiseAlarm(
  { t, s }: At,
  alarm: { key: string; text: string; now: number },
): Promise<void> {
  const { key, text, now } = alarm;
  const open = sql`${t.alarm.clearedAt} is null`;
  await s
    .insert(t.alarm)
    .values({ key, text, raisedAt: now, clearedAt: null, mailedAt: null })
    .onConflictDoUpdate({
      target: t.alarm.key,
      set: {
        text,
        raisedAt: sql`case when ${open} then ${t.alarm.raisedAt} else ${now} end`,
        mailedAt: sql`case when ${open} then ${t.alarm.mailedAt} else null end`,
        clearedAt: null,
      },
    });
}

export async function clearAlarm({ t, s }: At, key: string, now: number): Promise<void> {
  await s
    .update(t.alarm)
    .set({ clearedAt: now })
    .where(and(eq(t.alarm.key, key), isNull(t.alarm.clearedAt)));
}

/** Open alarms of which staff have not been told by e-mail, the oldest first. */
export async function untoldAlarms({ t, s }: At): Promise<AlarmRow[]> {
  return await s
    .select()
    .from(t.alarm)
    .where(and(isNull(t.alarm.clearedAt), isNull(t.alarm.mailedAt)))
    .orderBy(asc(t.alarm.raisedAt), asc(t.alarm.key));
}

export async function markTold({ t, s }: At, keys: readonly string[], now: number): Promise<void> {
  await s
    .update(t.alarm)
    .set({ mailedAt: now })
    .where(and(inArray(t.alarm.key, [...keys]), isNull(t.alarm.clearedAt)));
}

export async function listAlarms({ t, s }: At) {
  return await s.select().from(t.alarm).where(isNull(t.alarm.clearedAt)).orderBy(desc(t.alarm.raisedAt));
}

export async function addOptIn({ t, s }: At, row: Tables['optIn']['$inferInsert']): Promise<void> {
  await s.insert(t.optIn).values(row);
}

export async function findOptIn({ t, s }: At, tokenHash: string) {
  return (await s.select().from(t.optIn).where(eq(t.optIn.tokenHash, tokenHash)))[0] ?? null;
}

export async function confirmOptIn({ t, s }: At, tokenHash: string, now: number): Promise<void> {
  await s.update(t.optIn).set({ confirmedAt: now }).where(eq(t.optIn.tokenHash, tokenHash));
}

export async function suppress(
  { t, s }: At,
  row: { hash: string; at: number; reason: string },
): Promise<void> {
  await s.insert(t.suppression).values(row).onConflictDoNothing();
}

export async function unsuppress({ t, s }: At, hash: string): Promise<void> {
  await s.delete(t.suppression).where(eq(t.suppression.hash, hash));
}

export async function isSuppressed({ t, s }: At, hash: string): Promise<boolean> {
  return (await s.select().from(t.suppression).where(eq(t.suppression.hash, hash))).length > 0;
}

/** A setting of this instance that must survive restarts; the first value that is put stays. */
export async function settingOrPut<T>({ t, s }: At, key: string, value: T): Promise<T> {
  await s.insert(t.meta).values({ key, value }).onConflictDoNothing();
  const row = (await s.select().from(t.meta).where(eq(t.meta.key, key)))[0];
  return row?.value as T;
}

export async function setting<T>({ t, s }: At, key: string): Promise<T | null> {
  const row = (await s.select().from(t.meta).where(eq(t.meta.key, key)))[0];
  return (row?.value as T | undefined) ?? null;
}

export async function putSetting({ t, s }: At, key: string, value: unknown): Promise<void> {
  await s.insert(t.meta).values({ key, value }).onConflictDoUpdate({ target: t.meta.key, set: { value } });
}

export async function dropSetting({ t, s }: At, key: string): Promise<void> {
  await s.delete(t.meta).where(eq(t.meta.key, key));
}

/** How many opt-in letters an address has been sent since an instant. */
export async function optInsSince({ t, s }: At, address: string, since: number): Promise<number> {
  const rows = await s
    .select({ n: count() })
    .from(t.optIn)
    .where(and(eq(t.optIn.address, address), gt(t.optIn.createdAt, since)));
  return rows[0]?.n ?? 0;
}
