// Owns what staff see of the recipients of a broadcast: rows with filters, sums by reason, and whole addresses for an
// administrator, of which the audit trail knows.
import { findBroadcast } from '../../../db/broadcasts.ts';
import { type RecipientPage, reasonsOf, recipientsOf } from '../../../db/recipients.ts';
import { findStaff } from '../../../db/staff.ts';
import { type App, reading, writing } from '../app.ts';
import { refuse } from '../refusal.ts';
import type { Result } from '../result.ts';
import { writeAudit } from '../staff/audit.ts';
import type { ReasonRow, RecipientRow } from './broadcast-types.ts';

/** So many rows where nobody says how many. */
const mostRows = 100_000;

export async function recipients(
  app: App,
  id: string,
  page: RecipientPage = { after: null, most: mostRows },
): Promise<RecipientRow[]> {
  const rows = await recipientsOf(reading(app), id, page);
  return rows.map(({ row, address }) => ({
    row: row.id,
    person: address ?? row.personId,
    channel: row.channel,
    state: row.state,
    reason: row.reason,
    at: row.settledAt,
  }));
}

/** What did not arrive, by channel, state and reason. */
export async function reasons(app: App, id: string): Promise<ReasonRow[]> {
  const rows = await reasonsOf(reading(app), id);
  return rows.map((row) => ({ ...row, reason: row.reason ?? '' }));
}

/** Lets an administrator see whole addresses once, and keeps in the trail that they did. */
export async function openAddresses(app: App, id: string, by: string): Promise<Result<null>> {
  const staff = await findStaff(reading(app), by.toLowerCase());
  if (staff?.role !== 'admin') return refuse(app, 'staff.unknown', { email: by });
  if (!(await findBroadcast(reading(app), id))) return refuse(app, 'broadcast.unknown', { id });
  await writing(app, (at) =>
    writeAudit(at, app, { actor: staff.email, act: 'broadcast.addresses', object: id }),
  );
  return { ok: true, value: null };
}
