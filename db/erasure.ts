// Owns the queries that erase a person, table by table; what is kept outside the tables is src/app/person-desk.ts's.
import { and, eq, inArray } from './drizzle.ts';
import { type At, addressesOf } from './people.ts';
import { dropQuestionLetters } from './questions.ts';

/** Erases a person: nothing of theirs stays but ledger rows without an address, a text or a name. Returns their ids. */
export async function erasePerson({ t, s }: At, personId: string): Promise<string[]> {
  const addresses = await addressesOf({ t, s }, personId);
  const ids = addresses.map((row) => row.id);
  if (ids.length > 0) {
    await s.delete(t.conversation).where(inArray(t.conversation.addressId, ids));
    await s.delete(t.linkTry).where(inArray(t.linkTry.addressId, ids));
    await s.delete(t.optIn).where(
      inArray(
        t.optIn.address,
        addresses.map((row) => row.address),
      ),
    );
  }
  const asked = await s.delete(t.question).where(eq(t.question.personId, personId)).returning();
  const told = await dropQuestionLetters(
    { t, s },
    asked.map(({ id }) => id),
  );
  const open = and(eq(t.delivery.personId, personId), eq(t.delivery.state, 'pending'));
  await s.update(t.delivery).set({ state: 'skipped', reason: 'erased' }).where(open);
  const rows = await s
    .update(t.delivery)
    .set({ addressId: null, body: null, providerId: null })
    .where(eq(t.delivery.personId, personId))
    .returning({ id: t.delivery.id });
  await s.delete(t.linkCode).where(eq(t.linkCode.personId, personId));
  await s.delete(t.mute).where(eq(t.mute.personId, personId));
  await s.delete(t.voted).where(eq(t.voted.personId, personId));
  await s.delete(t.follow).where(eq(t.follow.personId, personId));
  await s.delete(t.seat).where(eq(t.seat.personId, personId));
  await s.delete(t.draft).where(eq(t.draft.personId, personId));
  await s.delete(t.standing).where(eq(t.standing.personId, personId));
  await s.delete(t.consent).where(eq(t.consent.personId, personId));
  await s.delete(t.address).where(eq(t.address.personId, personId));
  await s.delete(t.person).where(eq(t.person.id, personId));
  return [...rows.map((row) => row.id), ...told];
}
