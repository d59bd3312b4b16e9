// Owns one person's data as the law asks for it: everything in one export, and erasing that erases.
import { eq } from '../../db/drizzle.ts';
import { everythingOf } from '../../db/mine.ts';
import type { At } from '../../db/people.ts';
import type { ErasureWay } from '../../db/tables.ts';
import { type App, reading, writing } from './app.ts';
import type { Result } from './desk.ts';
import { eraseInside } from './erasing.ts';
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
  await erasePersonNow(app, { personId: person.id, named: address.trim().toLowerCase(), way: 'staff' });
  return { ok: true, value: { erased: true } };
}

/** Erases a person for good, on the disk too; `named` is the letter address by which somebody asked for it, null: none. */
export async function erasePersonNow(
  app: App,
  of: { personId: string; named: string | null; way: ErasureWay },
): Promise<void> {
  await writing(app, (at) => eraseInside(at, app, of));
  app.db.scrub();
}
