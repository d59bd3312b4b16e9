// Owns noting on rows that they carry the text of another broadcast of the same hour; who does is db/expansion.ts's.
import { and, eq, gt, inArray, isNotNull, lte, sql } from './drizzle.ts';
import type { Range } from './expansion.ts';
import type { At } from './people.ts';

/** Notes on the rows of a range that they carry another broadcast's text along. */
export async function noteMerged(
  { t, s }: At,
  of: { into: readonly string[]; merged: string; range: Range },
): Promise<void> {
  for (const id of of.into) {
    const carriers = and(
      eq(t.delivery.broadcastId, id),
      gt(t.delivery.personId, of.range.after),
      ...(of.range.upTo === null ? [] : [lte(t.delivery.personId, of.range.upTo)]),
      eq(t.delivery.state, 'pending'),
      sql`exists (select 1 from ${t.delivery} m where m.broadcast_id = ${of.merged}
        and m.person_id = ${t.delivery.personId} and m.address_id = ${t.delivery.addressId}
        and m.reason = 'merged')`,
    );
    const before = await s.selectDistinct({ also: t.delivery.also }).from(t.delivery).where(carriers);
    for (const { also } of before) {
      if (also?.includes(of.merged)) continue;
      const same = also === null ? sql`${t.delivery.also} is null` : eq(t.delivery.also, also);
      await s
        .update(t.delivery)
        .set({ also: [...(also ?? []), of.merged] })
        .where(and(carriers, same));
    }
  }
}

/**
 * A broadcast that staff stopped must not hold back another one whose text its waiting rows carry along: those people get
 * the other one by its own row again.
 */
export async function unmerge({ t, s }: At): Promise<void> {
  const stopped = s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(inArray(t.broadcast.state, ['paused', 'cancelled']));
  const carriers = and(
    inArray(t.delivery.broadcastId, stopped),
    eq(t.delivery.state, 'pending'),
    isNotNull(t.delivery.also),
  );
  const lists = await s
    .selectDistinct({ id: t.delivery.broadcastId, also: t.delivery.also })
    .from(t.delivery)
    .where(carriers);
  for (const { id, also } of lists) {
    for (const other of also ?? []) {
      await s
        .update(t.delivery)
        .set({ state: 'pending', reason: null, settledAt: null })
        .where(
          and(
            eq(t.delivery.broadcastId, other),
            eq(t.delivery.reason, 'merged'),
            sql`${t.delivery.personId} in (select c.person_id from ${t.delivery} c where c.broadcast_id = ${id}
              and c.state = 'pending' and c.also is not null)`,
          ),
        );
      await s
        .update(t.broadcast)
        .set({ state: 'sending', doneAt: null })
        .where(and(eq(t.broadcast.id, other), eq(t.broadcast.state, 'done')));
    }
  }
  await s.update(t.delivery).set({ also: null }).where(carriers);
}
