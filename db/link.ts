// Owns the queries about linking: codes and tries, and making two people one.
import type { DeliveryState } from '../src/core/delivery.ts';
import { and, count, eq, gt, inArray, lte, or } from './drizzle.ts';
import type { At } from './people.ts';
import type { Tables } from './tables.ts';

type LinkCode = Tables['linkCode']['$inferSelect'];

/** Keeps a code as the only one of its person; false where somebody else's living code is the same. */
export async function keepLinkCode({ t, s }: At, code: LinkCode, now: number): Promise<boolean> {
  await s
    .delete(t.linkCode)
    .where(or(eq(t.linkCode.personId, code.personId), lte(t.linkCode.expiresAt, now)));
  const kept = await s
    .insert(t.linkCode)
    .values(code)
    .onConflictDoNothing()
    .returning({ codeHash: t.linkCode.codeHash });
  return kept.length > 0;
}

/** A code that is valid now, whosever it is. */
export async function findLinkCode({ t, s }: At, codeHash: string, now: number): Promise<LinkCode | null> {
  const rows = await s
    .select()
    .from(t.linkCode)
    .where(and(eq(t.linkCode.codeHash, codeHash), gt(t.linkCode.expiresAt, now)));
  return rows[0] ?? null;
}

export async function dropLinkCode({ t, s }: At, codeHash: string): Promise<void> {
  await s.delete(t.linkCode).where(eq(t.linkCode.codeHash, codeHash));
}

export async function addLinkTry({ t, s }: At, row: Tables['linkTry']['$inferInsert']): Promise<void> {
  await s.insert(t.linkTry).values(row);
}

/** Wrong tries since an instant: from one address, and from all of them together. */
export async function linkTriesSince({ t, s }: At, addressId: string, since: number) {
  const rows = await s
    .select({ addressId: t.linkTry.addressId, tries: count() })
    .from(t.linkTry)
    .where(gt(t.linkTry.at, since))
    .groupBy(t.linkTry.addressId);
  return {
    own: rows.find((row) => row.addressId === addressId)?.tries ?? 0,
    all: rows.reduce((sum, row) => sum + row.tries, 0),
  };
}

/** Forgets codes that are over and tries up to an instant. */
export async function forgetLinks({ t, s }: At, of: { now: number; triesUntil: number }): Promise<void> {
  await s.delete(t.linkCode).where(lte(t.linkCode.expiresAt, of.now));
  await s.delete(t.linkTry).where(lte(t.linkTry.at, of.triesUntil));
}

/**
 * Makes two people one, once their addresses were proved to be the same person's. `to` keeps its choices, its gaps are
 * filled from `from`; of two words on the same consent the later one stands, of two at once the withdrawal.
 */
export async function mergePerson(at: At, from: string, to: string): Promise<void> {
  if (from === to) return;
  const { t, s } = at;
  await fillGaps(at, from, to);
  await s.update(t.address).set({ personId: to }).where(eq(t.address.personId, from));
  await s.update(t.consent).set({ personId: to }).where(eq(t.consent.personId, from));
  await s.update(t.question).set({ personId: to }).where(eq(t.question.personId, from));
  await s.update(t.optIn).set({ personId: to }).where(eq(t.optIn.personId, from));
  await oneCopyEach(at, from, to);
  await mergeStandings(at, from, to);
  await mergeChoices(at, from, to);
  await s.delete(t.linkCode).where(eq(t.linkCode.personId, from));
  await s.delete(t.person).where(eq(t.person.id, from));
}

async function fillGaps({ t, s }: At, from: string, to: string): Promise<void> {
  const people = await s
    .select()
    .from(t.person)
    .where(inArray(t.person.id, [from, to]));
  const kept = people.find((person) => person.id === to);
  const gone = people.find((person) => person.id === from);
  if (!kept || !gone) return;
  await s
    .update(t.person)
    .set({
      createdAt: Math.min(kept.createdAt, gone.createdAt),
      contest: kept.contest ?? gone.contest,
      role: kept.role ?? gone.role,
      source: kept.source ?? gone.source,
      prefers: kept.prefers ?? gone.prefers,
      pace: kept.pace ?? gone.pace,
    })
    .where(eq(t.person.id, to));
}

/** States of a row whose message has left or is about to: the person has their copy. */
const leaving: readonly DeliveryState[] = ['claimed', 'calling', 'sent', 'delivered', 'unknown'];
/** SQLite takes this many values in one statement safely. */
const idsAStatement = 400;

/**
 * Puts both ledgers into one, so that caps count everything and an erasure reaches it. Where both have a row of the same
 * broadcast, what waits is skipped if the other one leaves; the row of `from` then stays behind, without a person.
 */
async function oneCopyEach(at: At, from: string, to: string): Promise<void> {
  const { t, s } = at;
  const rows = await s
    .select({
      id: t.delivery.id,
      personId: t.delivery.personId,
      broadcastId: t.delivery.broadcastId,
      state: t.delivery.state,
    })
    .from(t.delivery)
    .where(inArray(t.delivery.personId, [from, to]));
  const kept = new Map(rows.flatMap((row) => (row.personId === to ? [[row.broadcastId, row]] : [])));
  const [moved, skipped]: [string[], string[]] = [[], []];
  for (const row of rows.filter(({ personId }) => personId === from)) {
    const other = row.broadcastId === null ? undefined : kept.get(row.broadcastId);
    if (!other) moved.push(row.id);
    else if (row.state === 'pending' && (other.state === 'pending' || leaving.includes(other.state)))
      skipped.push(row.id);
    else if (other.state === 'pending' && leaving.includes(row.state)) skipped.push(other.id);
  }
  for (const ids of pagesOf(moved))
    await s.update(t.delivery).set({ personId: to }).where(inArray(t.delivery.id, ids));
  for (const ids of pagesOf(skipped))
    await s.update(t.delivery).set({ state: 'skipped', reason: 'linked' }).where(inArray(t.delivery.id, ids));
}

function pagesOf(ids: readonly string[]): string[][] {
  const pages: string[][] = [];
  for (let at = 0; at < ids.length; at += idsAStatement) pages.push(ids.slice(at, at + idsAStatement));
  return pages;
}

async function mergeStandings({ t, s }: At, from: string, to: string): Promise<void> {
  const rows = await s
    .select()
    .from(t.standing)
    .where(inArray(t.standing.personId, [from, to]));
  const kept = rows.filter((row) => row.personId === to);
  for (const row of rows.filter(({ personId }) => personId === from)) {
    const other = kept.find(({ purpose, contest }) => purpose === row.purpose && contest === row.contest);
    if (other && (other.at > row.at || (other.at === row.at && !other.granted))) continue;
    const { granted, at } = row;
    await s
      .insert(t.standing)
      .values({ ...row, personId: to })
      .onConflictDoUpdate({
        target: [t.standing.personId, t.standing.purpose, t.standing.contest],
        set: { granted, at },
      });
  }
  await s.delete(t.standing).where(eq(t.standing.personId, from));
}

/** What either of them refused stays refused, and what either of them told stays told. */
async function mergeChoices({ t, s }: At, from: string, to: string): Promise<void> {
  const mutes = await s.select().from(t.mute).where(eq(t.mute.personId, from));
  for (const row of mutes)
    await s
      .insert(t.mute)
      .values({ ...row, personId: to })
      .onConflictDoNothing();
  await s.delete(t.mute).where(eq(t.mute.personId, from));
  const votes = await s.select().from(t.voted).where(eq(t.voted.personId, from));
  for (const row of votes)
    await s
      .insert(t.voted)
      .values({ ...row, personId: to })
      .onConflictDoNothing();
  await s.delete(t.voted).where(eq(t.voted.personId, from));
  await mergeCity({ t, s }, from, to);
}

/** Projects that either follows, seats that either has; of two drafts the one that was written in last. */
async function mergeCity({ t, s }: At, from: string, to: string): Promise<void> {
  const follows = await s.select().from(t.follow).where(eq(t.follow.personId, from));
  for (const row of follows)
    await s
      .insert(t.follow)
      .values({ ...row, personId: to })
      .onConflictDoNothing();
  await s.delete(t.follow).where(eq(t.follow.personId, from));
  const seats = await s.select().from(t.seat).where(eq(t.seat.personId, from));
  for (const row of seats)
    await s
      .insert(t.seat)
      .values({ ...row, personId: to })
      .onConflictDoNothing();
  await s.delete(t.seat).where(eq(t.seat.personId, from));
  const drafts = await s
    .select()
    .from(t.draft)
    .where(inArray(t.draft.personId, [from, to]));
  const [latest] = drafts.sort((a, b) => b.updatedAt - a.updatedAt);
  await s.delete(t.draft).where(inArray(t.draft.personId, [from, to]));
  if (latest) await s.insert(t.draft).values({ ...latest, personId: to });
}
