// Owns letters to staff: their words from content/letters.yaml, and their way into the ledger.
import { addDeliveries } from '../../db/ledger.ts';
import type { At } from '../../db/people.ts';
import { listStaff } from '../../db/staff.ts';
import type { StaffRole } from '../../db/tables.ts';
import { factsFor, say } from '../core/facts.ts';
import type { Fact } from '../core/template.ts';
import { type App, channelNames } from './app.ts';
import { replyRow } from './reply-row.ts';

/** The first administrator, who has no address until they add themselves. */
export const firstAdmin = 'admin@localhost';

/** A letter of content/letters.yaml to staff, with values put in its places; throws where the file lacks it. */
export function staffLetter(
  app: Pick<App, 'files' | 'clock'>,
  name: string,
  values: Readonly<Record<string, string | number>>,
): { subject: string; preheader: string; text: string } {
  const letter = app.files.letters[name];
  if (!letter) throw new Error(`content/letters.yaml has no ${name}`);
  const own = Object.entries(values).map(([key, value]): [string, Fact] => [
    key,
    { label: key, kind: typeof value === 'number' ? 'number' : 'text', value },
  ]);
  const facts = {
    ...factsFor(app.files, { contest: 'city', now: app.clock.now() }),
    ...Object.fromEntries(own),
  };
  const filled = (text: string | null | undefined) => say(app.files, text ?? '', facts).text;
  return {
    subject: filled(letter.subject),
    preheader: filled(letter.preheader),
    text: filled(letter.text),
  };
}

/** The addresses of everybody of the staff in these roles. */
export async function staffEmails(at: At, roles: readonly StaffRole[]): Promise<string[]> {
  const members = (await listStaff(at)).filter(({ role }) => roles.includes(role));
  return members.map(({ email }) => email).filter((email) => email !== firstAdmin);
}

/** A letter to somebody of the staff: it always goes out, training mode or not. */
export async function mailStaff(
  at: At,
  app: App,
  of: {
    email: string;
    channel: string;
    subject: string;
    preheader: string;
    text: string;
    /** The local part of the address to which an answer goes; absent: to the sender. */
    replyTo?: string;
    /** Residents' questions whose words the letter holds. */
    questions?: readonly string[];
  },
): Promise<void> {
  const { email, channel, subject, preheader, text, replyTo, questions } = of;
  const reply = { text, choices: [] };
  const row = replyRow(app, {
    reply,
    person: { id: 'staff' },
    address: { id: '', channel },
    now: app.clock.now(),
  });
  await addDeliveries(at, [
    {
      ...row,
      addressId: null,
      body: {
        reply,
        letter: { subject, preheader, ...(replyTo ? { replyTo } : {}) },
        to: email,
        ...(questions ? { questions: [...questions] } : {}),
      },
    },
  ]);
}

/** A letter to somebody about their own access; where no letters can be sent, nothing. */
export async function tellOfAccess(
  at: At,
  app: App,
  { email, letter, by }: { email: string; letter: string; by: string },
): Promise<void> {
  const [channel] = channelNames(app).letters;
  if (!channel || email === firstAdmin) return;
  const words = staffLetter(app, letter, {
    value: by === 'cli' ? (app.files.phrases['console.audit.actor.cli'] ?? by) : by,
    consoleUrl: `${app.publicUrl}/console`,
  });
  await mailStaff(at, app, { email, channel, ...words });
}
