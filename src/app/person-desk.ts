// Owns one person's data as the law asks for it: everything in one export, and erasing that erases.
import { suppress } from '../../db/desk.ts';
import { eq } from '../../db/drizzle.ts';
import { erasePerson } from '../../db/erasure.ts';
import { everythingOf } from '../../db/mine.ts';
import { type At, addressesOf } from '../../db/people.ts';
import { suppressionHash } from '../mail/suppression.ts';
import { type App, channelNames, reading, writing } from './app.ts';
import type { Result } from './desk.ts';
import { forgetTurnout } from './event-answers.ts';
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

/** The person behind an address as somebody typed it; null: nobody. */
export async function lookUp(app: App, given: string) {
  const at = reading(app);
  return (await personWith(at, given.trim())) ?? (await personWith(at, given.trim().toLowerCase()));
}

/** Everything that is stored about the person with this address. */
export async function exportPerson(app: App, address: string): Promise<Result<Record<string, unknown>>> {
  const at = reading(app);
  const person = await lookUp(app, address);
  if (!person) return refuse(app, 'data.unknown');
  return { ok: true, value: await everythingOf(at, person.id) };
}

/**
 * Erases the person with this address from tables and files. What stays is the salted hash of a letter address, so
 * that no later import brings the person back.
 */
export async function eraseByAddress(app: App, address: string): Promise<Result<{ erased: true }>> {
  const person = await lookUp(app, address);
  if (!person) return refuse(app, 'data.unknown');
  await erasePersonNow(app, { personId: person.id, named: address.trim().toLowerCase() });
  return { ok: true, value: { erased: true } };
}

/** Erases a person for good, on the disk too; `named` is the letter address by which somebody asked for it, null: none. */
export async function erasePersonNow(
  app: App,
  { personId, named }: { personId: string; named: string | null },
): Promise<void> {
  await writing(app, async (at) => {
    await suppressLetters(at, app, { personId, named });
    await forgetTurnout(at, app, personId);
    // Before the commit: after it nobody could find these letters again, if the process died in between.
    await forget(app, await erasePerson(at, personId));
  });
  app.db.scrub();
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
