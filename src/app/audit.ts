// Owns writing the audit trail: one line an act, in the same write as the act itself.
import type { At } from '../../db/people.ts';
import { addAudit } from '../../db/staff.ts';
import type { App } from './app.ts';

/** One line of the audit trail, in the same write as the act. */
export async function writeAudit(
  at: At,
  app: Pick<App, 'newId' | 'clock'>,
  of: { actor: string; act: string; object: string; detail?: Record<string, unknown> },
): Promise<void> {
  await addAudit(at, { id: app.newId(), at: app.clock.now(), ...of });
}
