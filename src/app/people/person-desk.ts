// Owns one person's data as the law asks for it: everything in one export, and erasing that erases.

import { unansweredTexts } from '../../../db/answered.ts';
import { eq } from '../../../db/drizzle.ts';
import { answeredSubjects } from '../../../db/events.ts';
import { type Everything, everythingOf } from '../../../db/mine.ts';
import type { At } from '../../../db/people.ts';
import type { ErasureWay } from '../../../db/tables.ts';
import { masked } from '../../core/mine.ts';
import { type App, reading, writing } from '../app.ts';
import { answeredBy, askedKey } from '../events/event-answers.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { eraseInside } from './erasing.ts';

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
  const person = await lookUp(app, address);
  if (!person) return refuse(app, 'data.unknown');
  return { ok: true, value: await everythingAbout(app, person.id) };
}

/**
 * Everything that is stored about a person, which polls and questions after events they have answered (never what), and
 * what they asked that nobody could answer.
 */
export async function everythingAbout(app: App, personId: string): Promise<Record<string, unknown>> {
  const at = reading(app);
  const everything = withoutKeys(app, await everythingOf(at, personId));
  const subjects = await answeredSubjects(at);
  const known = [...(await answeredBy(at, app, { subjects, personId }))].sort();
  const keys = known.flatMap((subject) => askedKey(subject) ?? []);
  return {
    ...everything,
    answered: known.filter((subject) => askedKey(subject) === null),
    unanswered: await unansweredTexts(at, keys),
  };
}

/**
 * What a copy leaves out: where people fetch their answers the address is the key to the chat, and must not outlive the
 * link; in the children's contest it names nobody, by no chat id and no address.
 */
function withoutKeys(app: Pick<App, 'channels'>, everything: Everything): Everything {
  const keys = new Set(
    app.channels.filter(({ capabilities }) => !capabilities.reaches).map(({ name }) => name),
  );
  const child = everything.person?.contest === 'kids';
  const hidden = (address: string) => (address.includes('@') ? masked(address) : '…');
  const addresses = everything.addresses.map((row) =>
    child || keys.has(row.channel) ? { ...row, address: hidden(row.address) } : row,
  );
  const optIns = everything.optIns.map((row) => (child ? { ...row, address: hidden(row.address) } : row));
  return { ...everything, addresses, optIns };
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
  await app.db.scrub();
}
