// Owns the queries about residents: addresses, choices, consents, sources; erasing is erasure.ts's, linking is link.ts's.
import type { Topic } from '../src/core/broadcast.ts';
import type { Consent, ConsentScope, Purpose } from '../src/core/consent.ts';
import { type Conversation, freshConversation, recalled } from '../src/core/dialog/conversation.ts';
import type { Session } from './database.ts';
import { and, asc, count, eq, ne, sql } from './drizzle.ts';
import type { SourceTarget, Tables } from './tables.ts';

/** Where a query runs: the tables and a session, reading or inside a write. */
export type At = { t: Tables; s: Session };

export type PersonRow = Tables['person']['$inferSelect'];
export type AddressRow = Tables['address']['$inferSelect'];
export type TalkRow = Tables['conversation']['$inferSelect'];

/** The address and its person, or null for somebody who is new on this channel. */
export async function findAddress({ t, s }: At, channel: string, address: string) {
  const rows = await s
    .select({ address: t.address, person: t.person })
    .from(t.address)
    .innerJoin(t.person, eq(t.person.id, t.address.personId))
    .where(and(eq(t.address.channel, channel), eq(t.address.address, address)));
  return rows[0] ?? null;
}

export async function addPerson({ t, s }: At, person: PersonRow): Promise<void> {
  await s.insert(t.person).values(person);
}

export async function addAddress({ t, s }: At, address: AddressRow): Promise<void> {
  await s.insert(t.address).values(address);
}

export async function changePerson({ t, s }: At, id: string, change: Partial<PersonRow>): Promise<void> {
  await s.update(t.person).set(change).where(eq(t.person.id, id));
}

export async function changeAddress({ t, s }: At, id: string, change: Partial<AddressRow>): Promise<void> {
  await s.update(t.address).set(change).where(eq(t.address.id, id));
}

export async function addressesOf({ t, s }: At, personId: string): Promise<AddressRow[]> {
  return await s
    .select()
    .from(t.address)
    .where(eq(t.address.personId, personId))
    .orderBy(asc(t.address.createdAt), asc(t.address.id));
}

/** The scopes for which a purpose is granted now. */
export async function grantedScopes(
  { t, s }: At,
  personId: string,
  purpose: Purpose,
): Promise<ConsentScope[]> {
  const rows = await s
    .select({ contest: t.standing.contest })
    .from(t.standing)
    .where(
      and(eq(t.standing.personId, personId), eq(t.standing.purpose, purpose), eq(t.standing.granted, true)),
    )
    .orderBy(asc(t.standing.contest));
  return rows.map((row) => row.contest);
}

/** Appends to the ledger of consents and brings what stands now up to date. */
export async function recordConsent(
  { t, s }: At,
  personId: string,
  consent: Consent & { id: string },
): Promise<void> {
  await s.insert(t.consent).values({ ...consent, personId });
  const { purpose, contest, granted, at } = consent;
  await s
    .insert(t.standing)
    .values({ personId, purpose, contest, granted, at })
    .onConflictDoUpdate({
      target: [t.standing.personId, t.standing.purpose, t.standing.contest],
      set: { granted, at },
    });
}

/** Everything that is granted to write to this person unasked. */
export async function standingsOf({ t, s }: At, personId: string) {
  return await s
    .select()
    .from(t.standing)
    .where(and(eq(t.standing.personId, personId), eq(t.standing.granted, true)))
    .orderBy(asc(t.standing.purpose), asc(t.standing.contest));
}

export async function consentsOf({ t, s }: At, personId: string) {
  return await s
    .select()
    .from(t.consent)
    .where(eq(t.consent.personId, personId))
    .orderBy(asc(t.consent.at), asc(t.consent.id));
}

/** What is still remembered of a chat at an instant in milliseconds; null: nothing is kept of it. */
export function recalledTalk(row: TalkRow | null, now: number): Conversation {
  // What an earlier version wrote knows less.
  return row ? recalled({ ...freshConversation, ...row.state }, now - row.updatedAt) : freshConversation;
}

/** What is still remembered of a chat; `now` in milliseconds. */
export async function loadConversation({ t, s }: At, addressId: string, now: number): Promise<Conversation> {
  const [row] = await s.select().from(t.conversation).where(eq(t.conversation.addressId, addressId));
  return recalledTalk(row ?? null, now);
}

export async function addMute({ t, s }: At, mute: Tables['mute']['$inferInsert']): Promise<void> {
  await s.insert(t.mute).values(mute).onConflictDoNothing();
}

export async function removeMute({ t, s }: At, of: { personId: string; topic: Topic }): Promise<void> {
  await s.delete(t.mute).where(and(eq(t.mute.personId, of.personId), eq(t.mute.topic, of.topic)));
}

type Vote = Tables['voted']['$inferSelect'];

export async function addVote({ t, s }: At, vote: Vote): Promise<void> {
  await s.insert(t.voted).values(vote).onConflictDoNothing();
}

export async function removeVote({ t, s }: At, vote: Vote): Promise<void> {
  await s
    .delete(t.voted)
    .where(
      and(
        eq(t.voted.personId, vote.personId),
        eq(t.voted.contest, vote.contest),
        eq(t.voted.cycle, vote.cycle),
      ),
    );
}

/** Forgets who said that they have voted in other cycles of a contest than the one that runs. */
export async function forgetVotes({ t, s }: At, running: Pick<Vote, 'contest' | 'cycle'>): Promise<void> {
  await s.delete(t.voted).where(and(eq(t.voted.contest, running.contest), ne(t.voted.cycle, running.cycle)));
}

export async function addVisit({ t, s }: At, visit: Tables['visit']['$inferInsert']): Promise<void> {
  await s.insert(t.visit).values(visit);
}

export async function findSource({ t, s }: At, name: string) {
  return (await s.select().from(t.source).where(eq(t.source.name, name)))[0] ?? null;
}

export async function addSource(
  { t, s }: At,
  source: { name: string; target: SourceTarget | null; createdAt: number },
) {
  await s
    .insert(t.source)
    .values(source)
    .onConflictDoUpdate({ target: t.source.name, set: { target: source.target } });
}

/** What stands as a visit's channel where only the page behind a QR code was opened. */
export const landingChannel = 'page';

/** Registered sources with the chats that were opened by each. */
export async function listSources({ t, s }: At) {
  return await s
    .select({ name: t.source.name, target: t.source.target, visits: count(t.visit.id) })
    .from(t.source)
    .leftJoin(t.visit, and(eq(t.visit.source, t.source.name), ne(t.visit.channel, landingChannel)))
    .groupBy(t.source.name)
    .orderBy(t.source.name);
}

/** People with a granted reminder, by the channel they can be reached on. */
export async function subscribersByChannel({ t, s }: At): Promise<Record<string, number>> {
  const rows = await s
    .select({ channel: t.address.channel, people: sql<number>`count(distinct ${t.address.personId})` })
    .from(t.address)
    .innerJoin(t.standing, eq(t.standing.personId, t.address.personId))
    .where(
      and(eq(t.standing.granted, true), ne(t.standing.purpose, 'official'), eq(t.address.state, 'active')),
    )
    .groupBy(t.address.channel);
  return Object.fromEntries(rows.map((row) => [row.channel, Number(row.people)]));
}
