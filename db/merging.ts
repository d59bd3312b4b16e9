// Owns noting on rows that they carry the text of another broadcast of the same hour; who does is db/expansion.ts's.
import { written } from './columns.ts';
import { and, eq, gt, inArray, isNotNull, isNull, lte, or, type SQL, sql } from './drizzle.ts';
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
    const before = await s
      .selectDistinct({ also: alsoOf(t) })
      .from(t.delivery)
      .where(carriers);
    for (const { also: text } of before) {
      const also = listIn(text);
      if (also?.includes(of.merged)) continue;
      const same = text === null ? isNull(t.delivery.also) : eq(written(t.delivery.also), text);
      await s
        .update(t.delivery)
        .set({ also: [...(also ?? []), of.merged] })
        .where(and(carriers, same));
    }
  }
}

/**
 * A row that will not bring the text of another broadcast after all must not hold it back: its own broadcast was stopped,
 * its time ran out, or it failed. Those people get the other one by its own row again.
 */
export async function unmerge(at: At, now: number): Promise<void> {
  const { t, s } = at;
  const stopped = s
    .select({ id: t.broadcast.id })
    .from(t.broadcast)
    .where(or(inArray(t.broadcast.state, ['paused', 'cancelled']), lte(t.broadcast.lastUsefulAt, now)));
  const going = s.select({ id: t.broadcast.id }).from(t.broadcast).where(gt(t.broadcast.lastUsefulAt, now));
  await letGo(at, and(inArray(t.delivery.broadcastId, stopped), eq(t.delivery.state, 'pending')));
  await letGo(at, and(inArray(t.delivery.broadcastId, going), eq(t.delivery.state, 'failed')));
}

/** The broadcasts that a row carries along, as they are written. */
function alsoOf({ delivery }: At['t']) {
  return sql<string | null>`${written(delivery.also)}`.as('carried');
}

function listIn(text: string | null): string[] | null {
  return text === null ? null : JSON.parse(text);
}

/** Gives the rows of other broadcasts that these carriers hold back to those broadcasts. */
async function letGo({ t, s }: At, which: SQL | undefined): Promise<void> {
  const carriers = and(which, isNotNull(t.delivery.also));
  const held = await s
    .selectDistinct({ id: t.delivery.broadcastId, state: t.delivery.state, also: alsoOf(t) })
    .from(t.delivery)
    .where(carriers);
  for (const { id, state, also } of held) {
    for (const other of listIn(also) ?? []) {
      await s
        .update(t.delivery)
        .set({ state: 'pending', reason: null, settledAt: null })
        .where(
          and(
            eq(t.delivery.broadcastId, other),
            eq(t.delivery.reason, 'merged'),
            sql`${t.delivery.personId} in (select c.person_id from ${t.delivery} c where c.broadcast_id = ${id}
              and c.state = ${state} and c.also is not null)`,
          ),
        );
      // What is over by now expires there, openly.
      await s
        .update(t.broadcast)
        .set({ state: 'sending', doneAt: null })
        .where(and(eq(t.broadcast.id, other), eq(t.broadcast.state, 'done')));
    }
  }
  await s.update(t.delivery).set({ also: null }).where(carriers);
}

/** One row goes another way, where both texts may not fit one message: what it carried goes by its own row again. */
export async function giveBack(
  { t, s }: At,
  row: { id: string; personId: string; also: readonly string[] | null },
): Promise<void> {
  if (!row.also) return;
  await s
    .update(t.delivery)
    .set({ state: 'pending', reason: null, settledAt: null })
    .where(
      and(
        inArray(t.delivery.broadcastId, [...row.also]),
        eq(t.delivery.personId, row.personId),
        eq(t.delivery.reason, 'merged'),
      ),
    );
  await s.update(t.delivery).set({ also: null }).where(eq(t.delivery.id, row.id));
  await s
    .update(t.broadcast)
    .set({ state: 'sending', doneAt: null })
    .where(and(inArray(t.broadcast.id, [...row.also]), eq(t.broadcast.state, 'done')));
}
