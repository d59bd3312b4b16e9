// Owns the queries that erase a person, table by table, and the proof of it that names nobody; what is kept outside the
// tables is src/app/people/erasing.ts's.
import { and, asc, eq, gt, gte, inArray, like, lt, sql } from './drizzle.ts';
import { type AddressRow, type At, addressesOf } from './people.ts';
import { dropQuestionLetters } from './questions.ts';
import { recountPeople } from './sums.ts';
import type { ErasedRows, Tables } from './tables.ts';

export type ErasureRow = Tables['erasure']['$inferSelect'];

/** What an erasure took: letters whose files must go too, by their deliveries' ids, and how many rows of each class. */
export type Erased = { letters: string[]; classes: ErasedRows };

/** Tables whose rows are a person's own and go as they are. */
const ownTables = [
  'linkCode',
  'mute',
  'voted',
  'follow',
  'seat',
  'draft',
  'standing',
  'consent',
  'address',
] as const satisfies readonly (keyof Tables)[];

/**
 * Erases a person: nothing of theirs stays but rows of the ledger that only count, without an address, a text, a name or
 * a sign that two of them were one person's.
 */
export async function erasePerson(at: At, personId: string): Promise<Erased> {
  const { t, s } = at;
  const addresses = await addressesOf(at, personId);
  const chats = await eraseChats(at, addresses);
  const asked = await s.delete(t.question).where(eq(t.question.personId, personId)).returning();
  const told = await dropQuestionLetters(
    at,
    asked.map(({ id }) => id),
  );
  const messages = await loosenMessages(at, personId);
  await forgetAlone(at, personId);
  const own: Record<string, number> = {};
  for (const name of ownTables) {
    const table = t[name];
    const gone = await s.delete(table).where(eq(table.personId, personId)).returning({ id: table.personId });
    own[name] = gone.length;
  }
  await s.delete(t.optIn).where(eq(t.optIn.personId, personId));
  await s.delete(t.person).where(eq(t.person.id, personId));
  // What the person added to the sums is taken off in the same write: its note names them.
  await recountPeople(at, [personId], () => []);
  const classes = { ...chats, question: asked.length, delivery: messages.length, ...own };
  return { letters: [...messages, ...told], classes: withoutNoughts(classes) };
}

async function eraseChats({ t, s }: At, addresses: readonly AddressRow[]): Promise<Record<string, number>> {
  if (addresses.length === 0) return {};
  const ids = addresses.map((row) => row.id);
  const named = addresses.map((row) => row.address);
  const talks = await s
    .delete(t.conversation)
    .where(inArray(t.conversation.addressId, ids))
    .returning({ id: t.conversation.addressId });
  const tries = await s
    .delete(t.linkTry)
    .where(inArray(t.linkTry.addressId, ids))
    .returning({ id: t.linkTry.id });
  const optIns = await s
    .delete(t.optIn)
    .where(inArray(t.optIn.address, named))
    .returning({ id: t.optIn.tokenHash });
  return { conversation: talks.length, linkTry: tries.length, optIn: optIns.length };
}

/** What waits goes out no more; every row of the ledger stands for nobody from now on. Returns the ids of the rows. */
async function loosenMessages({ t, s }: At, personId: string): Promise<string[]> {
  const open = and(eq(t.delivery.personId, personId), eq(t.delivery.state, 'pending'));
  await s.update(t.delivery).set({ state: 'skipped', reason: 'erased' }).where(open);
  const rows = await s
    .update(t.delivery)
    .set({
      addressId: null,
      body: null,
      providerId: null,
      amends: null,
      personId: sql`${nobody} || ${t.delivery.id}`,
    })
    .where(eq(t.delivery.personId, personId))
    .returning({ id: t.delivery.id });
  return rows.map(({ id }) => id);
}

/** Stands before a row's own id in the place of its person. */
const nobody = 'erased:';

/** A message to this person alone names them in its key and its audience. */
async function forgetAlone({ t, s }: At, personId: string): Promise<void> {
  const alone = await s
    .select({ id: t.broadcast.id, key: t.broadcast.key, audience: t.broadcast.audience })
    .from(t.broadcast)
    .where(and(eq(t.broadcast.kind, 'event'), like(t.broadcast.key, `%:${personId}`)));
  for (const { id, key, audience } of alone) {
    const only = `${nobody}${id}`;
    const change = { key: key.replace(personId, only), audience: { ...audience, only } };
    await s.update(t.broadcast).set(change).where(eq(t.broadcast.id, id));
  }
}

function withoutNoughts(counts: Readonly<Record<string, number>>): ErasedRows {
  return Object.fromEntries(Object.entries(counts).filter(([, rows]) => rows > 0));
}

/** Keeps the proof of an erasure; one that is known already stays as it is. */
export async function addErasure({ t, s }: At, row: ErasureRow): Promise<void> {
  await s.insert(t.erasure).values(row).onConflictDoNothing();
}

/** Proofs of the erasures since an instant, the oldest first. */
export async function erasuresSince({ t, s }: At, since: number): Promise<ErasureRow[]> {
  return await s
    .select()
    .from(t.erasure)
    .where(gte(t.erasure.at, since))
    .orderBy(asc(t.erasure.at), asc(t.erasure.id));
}

/** Takes the hashes of addresses out of proofs older than an instant: no copy is left that they would be needed for. */
export async function loosenErasures({ t, s }: At, before: number): Promise<number> {
  const rows = await s
    .update(t.erasure)
    .set({ who: null })
    .where(and(lt(t.erasure.at, before), sql`${t.erasure.who} is not null`))
    .returning({ id: t.erasure.id });
  return rows.length;
}

/** One page of all addresses in order of their ids: for finding those of which only a hash is known. */
export async function addressPage({ t, s }: At, after: string, most: number): Promise<AddressRow[]> {
  return await s
    .select()
    .from(t.address)
    .where(gt(t.address.id, after))
    .orderBy(asc(t.address.id))
    .limit(most);
}
