// Owns the queries about what one person has here beside their choices: followed projects, seats, a draft, letters to prove an address.
import { and, asc, count, desc, eq, gt, inArray, isNotNull } from './drizzle.ts';
import type { At } from './people.ts';
import type { SeatState } from './tables.ts';

/** The projects that a person follows, in the order of following. */
export async function followsOf({ t, s }: At, personId: string) {
  return await s
    .select({ number: t.project.number, title: t.project.title })
    .from(t.follow)
    .innerJoin(t.project, eq(t.project.uid, t.follow.projectUid))
    .where(eq(t.follow.personId, personId))
    .orderBy(asc(t.follow.at), asc(t.follow.projectUid));
}

export type SeatRow = { title: string; startsAt: number; state: SeatState };

/** The person's seats at events, taken, waited for or given back, the next event first. */
export async function seatsOf({ t, s }: At, personId: string): Promise<SeatRow[]> {
  return await s
    .select({ title: t.event.title, startsAt: t.event.startsAt, state: t.seat.state })
    .from(t.seat)
    .innerJoin(t.event, eq(t.event.id, t.seat.eventId))
    .where(eq(t.seat.personId, personId))
    .orderBy(desc(t.event.startsAt), asc(t.event.id));
}

export async function draftOf({ t, s }: At, personId: string) {
  return (await s.select().from(t.draft).where(eq(t.draft.personId, personId)))[0] ?? null;
}

/** How many messages to this person the ledger still knows. */
export async function messagesTo({ t, s }: At, personId: string): Promise<number> {
  const rows = await s.select({ n: count() }).from(t.delivery).where(eq(t.delivery.personId, personId));
  return rows[0]?.n ?? 0;
}

/** Bodies of the letters of a person to one address since an instant, whose text has not been forgotten. */
export async function lettersSince({ t, s }: At, of: { personId: string; addressId: string; since: number }) {
  const { delivery } = t;
  const rows = await s
    .select({ body: delivery.body })
    .from(delivery)
    .where(
      and(
        eq(delivery.personId, of.personId),
        gt(delivery.createdAt, of.since),
        eq(delivery.addressId, of.addressId),
        isNotNull(delivery.body),
      ),
    );
  return rows.flatMap(({ body }) => (body ? [body] : []));
}

/** Everything that is stored about a person, table by table; secrets that would act for somebody are left out. */
export async function everythingOf({ t, s }: At, personId: string) {
  const addresses = await s
    .select()
    .from(t.address)
    .where(eq(t.address.personId, personId))
    .orderBy(asc(t.address.createdAt), asc(t.address.id));
  const ids = addresses.map((row) => row.id);
  const optIns = await s
    .select()
    .from(t.optIn)
    .where(eq(t.optIn.personId, personId))
    .orderBy(asc(t.optIn.createdAt), asc(t.optIn.tokenHash));
  const codes = await s
    .select()
    .from(t.linkCode)
    .where(eq(t.linkCode.personId, personId))
    .orderBy(asc(t.linkCode.expiresAt));
  const deliveries = await s
    .select()
    .from(t.delivery)
    .where(eq(t.delivery.personId, personId))
    .orderBy(asc(t.delivery.createdAt), asc(t.delivery.id));
  const letters = s.select({ id: t.delivery.id }).from(t.delivery).where(eq(t.delivery.personId, personId));
  // A letter to an address that nobody proved holds the link that proves it: only its owner may have that.
  const unproven = new Set(addresses.filter((row) => row.state === 'unproven').map((row) => row.id));
  return {
    person: (await s.select().from(t.person).where(eq(t.person.id, personId)))[0] ?? null,
    addresses,
    conversations: await s
      .select()
      .from(t.conversation)
      .where(inArray(t.conversation.addressId, ids))
      .orderBy(asc(t.conversation.addressId)),
    consents: await s
      .select()
      .from(t.consent)
      .where(eq(t.consent.personId, personId))
      .orderBy(asc(t.consent.at), asc(t.consent.id)),
    standing: await s
      .select()
      .from(t.standing)
      .where(and(eq(t.standing.personId, personId), eq(t.standing.granted, true)))
      .orderBy(asc(t.standing.purpose), asc(t.standing.contest)),
    muted: await s.select().from(t.mute).where(eq(t.mute.personId, personId)).orderBy(asc(t.mute.topic)),
    voted: await s
      .select()
      .from(t.voted)
      .where(eq(t.voted.personId, personId))
      .orderBy(asc(t.voted.contest), asc(t.voted.cycle)),
    follows: await s
      .select()
      .from(t.follow)
      .where(eq(t.follow.personId, personId))
      .orderBy(asc(t.follow.at), asc(t.follow.projectUid)),
    seats: await s
      .select()
      .from(t.seat)
      .where(eq(t.seat.personId, personId))
      .orderBy(asc(t.seat.at), asc(t.seat.eventId)),
    drafts: await s.select().from(t.draft).where(eq(t.draft.personId, personId)),
    optIns: optIns.map(({ tokenHash: _, ...row }) => row),
    linkCodes: codes.map(({ expiresAt }) => ({ expiresAt })),
    linkTries: await s
      .select()
      .from(t.linkTry)
      .where(inArray(t.linkTry.addressId, ids))
      .orderBy(asc(t.linkTry.at), asc(t.linkTry.id)),
    questions: await s
      .select()
      .from(t.question)
      .where(eq(t.question.personId, personId))
      .orderBy(asc(t.question.askedAt), asc(t.question.id)),
    deliveries: deliveries.map((row) =>
      row.addressId !== null && unproven.has(row.addressId) ? { ...row, body: null } : row,
    ),
    attempts: await s
      .select()
      .from(t.attempt)
      .where(inArray(t.attempt.deliveryId, letters))
      .orderBy(asc(t.attempt.at), asc(t.attempt.deliveryId)),
    returns: await s
      .select()
      .from(t.mailReturn)
      .where(inArray(t.mailReturn.deliveryId, letters))
      .orderBy(asc(t.mailReturn.at), asc(t.mailReturn.id)),
  };
}

export type Everything = Awaited<ReturnType<typeof everythingOf>>;
