// Owns writing the audit trail: one line an act, in the same write as the act itself, with what its object was called then.
import { addAudit } from '../../../db/audit.ts';
import type { At } from '../../../db/people.ts';
import { type App, writing } from '../app.ts';
import { nameObjects } from './audit-objects.ts';

/**
 * One line of the audit trail, in the same write as the act. The act has words in content/console.yaml
 * (`console.audit.act.<act>`); the object is an id of what kindOf of audit-objects.ts says; `detail` holds no personal data
 * of residents.
 */
export async function writeAudit(
  at: At,
  app: Pick<App, 'newId' | 'clock' | 'files'>,
  of: { actor: string; act: string; object: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { name } = (await nameObjects(at, app.files, [of]))(of);
  const folded = foldedOf(name);
  await addAudit(at, { id: app.newId(), at: app.clock.now(), about: name, folded, ...of });
}

/** A line for an act that changes nothing else, such as taking data out. */
export async function noteAct(
  app: Pick<App, 'db' | 'newId' | 'clock' | 'files'>,
  of: { actor: string; act: string; object: string; detail?: Record<string, unknown> },
): Promise<void> {
  await writing(app, (at) => writeAudit(at, app, of));
}

/** Words in the form in which the trail is searched. */
export function foldedOf(text: string): string {
  return text.toLowerCase().replaceAll(/[’ʼ`]/g, "'").trim();
}
