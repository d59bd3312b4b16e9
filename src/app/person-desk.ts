// Owns one person's data as the law asks for it: everything in one export, and erasing that erases.
import { suppress } from '../../db/desk.ts';
import { eq, inArray } from '../../db/drizzle.ts';
import { type At, addressesOf, consentsOf, erasePerson, standingsOf, votesOf } from '../../db/people.ts';
import { suppressionHash } from '../mail/suppression.ts';
import { type App, channelNames, reading, writing } from './app.ts';
import type { Result } from './desk.ts';
import { refuse } from './refusal.ts';

/** Finds the person behind an address as any platform writes it. */
async function personWith({ t, s }: At, address: string) {
  const rows = await s
    .select({ person: t.person })
    .from(t.address)
    .innerJoin(t.person, eq(t.person.id, t.address.personId))
    .where(eq(t.address.address, address));
  return rows[0]?.person ?? null;
}

async function lookUp(app: App, given: string) {
  const at = reading(app);
  return (await personWith(at, given.trim())) ?? (await personWith(at, given.trim().toLowerCase()));
}

/** Everything that is stored about the person with this address. */
export async function exportPerson(app: App, address: string): Promise<Result<Record<string, unknown>>> {
  const at = reading(app);
  const person = await lookUp(app, address);
  if (!person) return refuse(app, 'data.unknown');
  const { t, s } = at;
  const deliveries = await s.select().from(t.delivery).where(eq(t.delivery.personId, person.id));
  const questions = await s.select().from(t.question).where(eq(t.question.personId, person.id));
  const addresses = await addressesOf(at, person.id);
  const ids = addresses.map((row) => row.id);
  const codes = await s.select().from(t.linkCode).where(eq(t.linkCode.personId, person.id));
  return {
    ok: true,
    value: {
      person,
      addresses,
      consents: await consentsOf(at, person.id),
      standing: await standingsOf(at, person.id),
      muted: await s.select().from(t.mute).where(eq(t.mute.personId, person.id)),
      voted: await votesOf(at, person.id),
      follows: await s.select().from(t.follow).where(eq(t.follow.personId, person.id)),
      seats: await s.select().from(t.seat).where(eq(t.seat.personId, person.id)),
      drafts: await s.select().from(t.draft).where(eq(t.draft.personId, person.id)),
      linkCodes: codes.map(({ expiresAt }) => ({ expiresAt })),
      linkTries: await s.select().from(t.linkTry).where(inArray(t.linkTry.addressId, ids)),
      questions,
      deliveries,
    },
  };
}

/**
 * Erases the person with this address from tables and files. What stays is the salted hash of a letter address, so
 * that no later import brings the person back.
 */
export async function eraseByAddress(app: App, address: string): Promise<Result<{ erased: true }>> {
  const person = await lookUp(app, address);
  if (!person) return refuse(app, 'data.unknown');
  await writing(app, async (at) => {
    await suppressLetters(at, app, { personId: person.id, named: address.trim().toLowerCase() });
    // Before the commit: after it nobody could find these letters again, if the process died in between.
    await forget(app, await erasePerson(at, person.id));
  });
  app.db.scrub();
  return { ok: true, value: { erased: true } };
}

/** Keeps the salted hash of each letter address of the person: of one never proved, a stranger's perhaps, only where it was named. */
export async function suppressLetters(
  at: At,
  app: Pick<App, 'channels' | 'secret' | 'clock'>,
  of: { personId: string; named: string | null },
): Promise<void> {
  for (const row of await addressesOf(at, of.personId)) {
    if (!channelNames(app).letters.includes(row.channel)) continue;
    if (row.state === 'unproven' && row.address !== of.named) continue;
    const hash = suppressionHash(app.secret, row.address);
    await suppress(at, { hash, at: app.clock.now(), reason: 'erased' });
  }
}

/** Has every channel remove what it keeps itself of these deliveries. */
export async function forget(app: Pick<App, 'channels'>, deliveryIds: readonly string[]): Promise<void> {
  for (const channel of app.channels) await channel.forget?.(deliveryIds);
}
